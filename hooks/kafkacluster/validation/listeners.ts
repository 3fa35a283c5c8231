/**
 * Rules for listeners: names and ports that cannot clash, exactly one listener between brokers, one for controllers in KRaft.
 */
import type { ExternalListener } from '../../api/kafka-cluster.ts';
import { parseProperties } from '../../kafka/properties.ts';
import type { Problem } from '../../kube/problem.ts';
import { controllerListeners } from '../addresses.ts';
import type { Cluster } from '../cluster.ts';
import { DEFAULT_ANYCAST_PORT, METRICS_PORT } from '../defaults.ts';
import { repeated } from './repeated.ts';

const MOST_PORT = 65_535;
const ENVOY_ADMIN_PORT = 8081;
const ENVOY_HEALTH_PORT = 8080;
const PATH = 'spec.listenersConfig';

interface Placed {
  readonly path: string;
  readonly name: string;
  readonly port: number;
}

const placed = (cluster: Cluster): readonly Placed[] => [
  ...cluster.internalListeners.map((l, i) => ({ path: `${PATH}.internalListeners[${i}]`, name: l.name, port: l.containerPort })),
  ...cluster.externalListeners.map((l, i) => ({ path: `${PATH}.externalListeners[${i}]`, name: l.name, port: l.containerPort })),
];

/** Kafka writes names in capitals: `Internal` and `internal` are one. */
export const listenerNamesAreUnique = (cluster: Cluster): readonly Problem[] => {
  const all = placed(cluster).map((l) => ({ ...l, upper: l.name.toUpperCase() }));
  return repeated(all.map((l) => l.upper)).map((name) => {
    const last = all.findLast((l) => l.upper === name);
    return {
      path: `${last?.path}.name`,
      value: last?.name ?? '',
      message: 'another listener has this name; Kafka does not tell capitals apart',
    };
  });
};

/** Ports of listeners, of the metrics exporter and additional ones share one Pod and one Service. */
export const portsDoNotClash = (cluster: Cluster): readonly Problem[] => {
  const ports = [
    ...placed(cluster).map((l) => ({ path: `${l.path}.containerPort`, port: l.port })),
    ...(cluster.spec.additionalPorts ?? []).map((p, i) => ({ path: `spec.additionalPorts[${i}].containerPort`, port: p.containerPort })),
  ];
  const clashes = repeated(ports.map((p) => p.port)).map((port) => ({
    path: ports.findLast((p) => p.port === port)?.path ?? PATH,
    value: String(port),
    message: `the port is taken by ${ports.find((p) => p.port === port)?.path}; every listener and additional port needs its own`,
  }));
  const metrics = ports
    .filter((p) => p.port === METRICS_PORT)
    .map((p) => ({ path: p.path, value: String(p.port), message: `${METRICS_PORT} is the port of the metrics exporter; choose another` }));
  return [...clashes, ...metrics];
};

/** Brokers talk to each other over one listener, and which one is no guess. */
export const oneInnerListener = (cluster: Cluster): readonly Problem[] => {
  const inner = [...cluster.internalListeners, ...cluster.externalListeners].filter((l) => l.usedForInnerBrokerCommunication === true);
  // Who names the protocol instead (Kafka takes one or the other) leaves the choice of the listener to the brokers.
  if (inner.length === 1 || (inner.length === 0 && namesProtocolInstead(cluster))) return [];
  return [
    {
      path: `${PATH}.internalListeners`,
      value: inner.map((l) => l.name).join(', '),
      message: `${inner.length} listeners have usedForInnerBrokerCommunication: true; exactly one must`,
    },
  ];
};

const namesProtocolInstead = ({ spec }: Cluster): boolean =>
  parseProperties(spec.readOnlyConfig ?? '').entries.has('security.inter.broker.protocol');

/** KRaft's controllers listen where no client may. */
export const controllersHaveAListener = (cluster: Cluster): readonly Problem[] => {
  if (cluster.mode !== 'kraft') return [];
  const found = controllerListeners(cluster);
  const shared = found
    .filter((l) => l.usedForInnerBrokerCommunication === true)
    .map((l) => ({
      path: `${PATH}.internalListeners`,
      value: l.name,
      message: 'in KRaft the controllers need a listener of their own: not the one with usedForInnerBrokerCommunication',
    }));
  const count =
    found.length === 1
      ? []
      : [
          {
            path: `${PATH}.internalListeners`,
            value: found.map((l) => l.name).join(', '),
            message: `${found.length} listeners have usedForControllerCommunication: true; KRaft needs exactly one`,
          },
        ];
  return [...count, ...shared];
};

/** Ports that clients reach from outside: one a broker, unless TLS tells brokers apart by name (externalStartingPort -1). */
export const externalPortsFit = (cluster: Cluster): readonly Problem[] =>
  cluster.externalListeners.flatMap((listener, index) => {
    const path = `${PATH}.externalListeners[${index}].externalStartingPort`;
    const start = listener.externalStartingPort;
    if (start === -1 || (start === 0 && listener.accessMethod === 'NodePort')) return [];
    return cluster.nodes
      .filter((node) => node.isBroker)
      .flatMap((node) => portProblems(cluster, listener, { path, id: node.id, port: start + node.id }));
  });

const portProblems = (
  cluster: Cluster,
  listener: ExternalListener,
  at: { readonly path: string; readonly id: number; readonly port: number },
): readonly Problem[] => {
  const value = String(listener.externalStartingPort);
  const sum = `plus broker id ${at.id} is ${at.port}`;
  if (at.port < 1 || at.port > MOST_PORT) return [{ path: at.path, value, message: `${sum}; a port lies between 1 and ${MOST_PORT}` }];
  if ((cluster.spec.ingressController ?? 'envoy') !== 'envoy' || (listener.accessMethod ?? 'LoadBalancer') !== 'LoadBalancer') return [];
  const taken = [
    { name: 'ingressControllerTargetPort', port: listener.ingressControllerTargetPort ?? DEFAULT_ANYCAST_PORT },
    { name: 'envoyConfig.adminPort', port: cluster.spec.envoyConfig?.adminPort ?? ENVOY_ADMIN_PORT },
    { name: 'envoyConfig.healthCheckPort', port: cluster.spec.envoyConfig?.healthCheckPort ?? ENVOY_HEALTH_PORT },
  ];
  return taken
    .filter((t) => t.port === at.port)
    .map((t) => ({ path: at.path, value, message: `${sum}, which is the port of ${t.name}; move one of them` }));
};

/** Clients of an Envoy come in on a port that Envoy does not use for itself. Source: Koperator's webhook. */
export const targetPortsFit = ({ spec, externalListeners }: Cluster): readonly Problem[] => {
  if ((spec.ingressController ?? 'envoy') !== 'envoy') return [];
  const taken = [
    { name: 'envoyConfig.adminPort', port: spec.envoyConfig?.adminPort ?? ENVOY_ADMIN_PORT },
    { name: 'envoyConfig.healthCheckPort', port: spec.envoyConfig?.healthCheckPort ?? ENVOY_HEALTH_PORT },
  ];
  return externalListeners.flatMap((listener, index) => {
    if ((listener.accessMethod ?? 'LoadBalancer') !== 'LoadBalancer') return [];
    const port = listener.ingressControllerTargetPort ?? DEFAULT_ANYCAST_PORT;
    return taken
      .filter((t) => t.port === port)
      .map((t) => ({
        path: `${PATH}.externalListeners[${index}].ingressControllerTargetPort`,
        value: String(port),
        message: `is the port of ${t.name}; move one of them`,
      }));
  });
};

/** Envoy's own ports. */
export const envoyPortsDiffer = ({ spec, externalListeners }: Cluster): readonly Problem[] => {
  const admin = spec.envoyConfig?.adminPort ?? ENVOY_ADMIN_PORT;
  const health = spec.envoyConfig?.healthCheckPort ?? ENVOY_HEALTH_PORT;
  return admin === health && externalListeners.length > 0
    ? [{ path: 'spec.envoyConfig.adminPort', value: String(admin), message: 'is also healthCheckPort; the two need different ports' }]
    : [];
};
