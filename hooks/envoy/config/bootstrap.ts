/**
 * What Envoy is started with: all that does not change while it runs. Listeners, clusters and certificates come from files
 * that it watches. The administration interface answers inside the Pod alone; a listener of its own lets two of
 * its pages out, for Prometheus and for probes.
 */
import type { Cluster } from '../../kafkacluster/cluster.ts';
import { ENVOY_STATS_PORT } from '../../kafkacluster/defaults.ts';
import type { Ingress } from '../../kafkacluster/external/ingress.ts';
import { envoyName } from '../../kafkacluster/external/names.ts';
import { endpoints } from './endpoints.ts';
import { FILE, fileSource } from './folders.ts';
import { httpFilter } from './http.ts';
import { plainYaml } from './yaml.ts';

/** The text of envoy.yaml. It depends on neither brokers nor certificates. */
export const bootstrapYaml = (cluster: Cluster, ingress: Ingress): string =>
  plainYaml({
    node: { id: envoyName(cluster, ingress), cluster: cluster.name },
    admin: { address: { socket_address: { address: LOOPBACK, port_value: ingress.adminPort } } },
    dynamic_resources: { cds_config: fileSource(FILE.clusters), lds_config: fileSource(FILE.listeners) },
    static_resources: {
      listeners: [statsListener],
      clusters: [{ name: ADMIN, type: 'STATIC', connect_timeout: '1s', load_assignment: endpoints(ADMIN, LOOPBACK, [ingress.adminPort]) }],
    },
  });

const LOOPBACK = '127.0.0.1';
const ADMIN = 'admin';
/** Anything else of the administration interface stays inside: it can stop Envoy, and shows its configuration. */
const PAGES = ['/ready', '/stats/prometheus'];

const statsListener = {
  name: 'stats',
  address: { socket_address: { address: '0.0.0.0', port_value: ENVOY_STATS_PORT } },
  filter_chains: [
    {
      filters: [
        httpFilter('stats', {
          routes: [
            ...PAGES.map((path) => ({
              match: { path, headers: [{ name: ':method', string_match: { exact: 'GET' } }] },
              route: { cluster: ADMIN },
            })),
            { match: { prefix: '/' }, direct_response: { status: 404 } },
          ],
        }),
      ],
    },
  ],
};
