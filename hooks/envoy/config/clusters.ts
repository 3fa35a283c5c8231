/**
 * The text of cds.yaml: one cluster of Envoy for each broker and one for all. A broker is found by name, which is unknown until its
 * Pod has an address. Envoy asks for a name every 5 s, after an answer and after none; that is its default, and the fields that
 * change it are deprecated, while what replaces them is unknown to the Envoys that clusters of Koperator's run.
 */
import type { Backend } from '../backends.ts';
import { endpoints } from './endpoints.ts';
import { TYPE } from './typed.ts';
import { resourcesYaml } from './yaml.ts';

/** The text of cds.yaml. The first backend stands for all brokers. */
export const clustersYaml = (backends: readonly Backend[]): string =>
  resourcesYaml(
    backends.map((backend, index) => clusterOf(backend, index === 0 || backend.ports.length > 1)),
    { cluster: TYPE.cluster, keepalive: KEEPALIVE, limits: NO_LIMITS, health: HEALTH_CHECKS, balancing: ONLY_HEALTHY },
  );

/** Where there is a choice it is made by health: of the brokers, or of the ports while one is given up. */
const clusterOf = ({ name, host, ports }: Backend, isChecked: boolean) => ({
  '@type': TYPE.cluster,
  name,
  type: 'STRICT_DNS',
  connect_timeout: '1s',
  dns_lookup_family: 'V4_PREFERRED',
  upstream_connection_options: KEEPALIVE,
  circuit_breakers: NO_LIMITS,
  ...(isChecked && { health_checks: HEALTH_CHECKS, ignore_health_on_host_removal: true, common_lb_config: ONLY_HEALTHY }),
  load_assignment: endpoints(name, host, ports),
});

const KEEPALIVE = { tcp_keepalive: { keepalive_probes: 3, keepalive_time: 30, keepalive_interval: 30 } };

/** Kafka limits connections itself; Envoy's default of 1024 would be met first. */
const NO_LIMITS = {
  thresholds: ['DEFAULT', 'HIGH'].map((priority) => ({
    priority,
    max_connections: 1_000_000_000,
    max_pending_requests: 1_000_000_000,
    max_requests: 1_000_000_000,
    max_retries: 1_000_000_000,
  })),
};

/** A connection to the listener itself: it tells more than an exporter in the same Pod does, and needs none. Koperator's times. */
const HEALTH_CHECKS = [
  {
    timeout: '1s',
    interval: '5s',
    interval_jitter: '1s',
    no_traffic_interval: '5s',
    unhealthy_interval: '2s',
    unhealthy_threshold: 2,
    healthy_threshold: 1,
    tcp_health_check: {},
  },
];

/** Envoy's default is to try unhealthy hosts too as soon as more than half are. */
const ONLY_HEALTHY = { healthy_panic_threshold: { value: 0 } };
