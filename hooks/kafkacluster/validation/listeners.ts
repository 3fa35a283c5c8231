/**
 * Rules for listeners: names and ports that cannot clash, exactly one listener between brokers, one for controllers in KRaft.
 */
import { parseProperties } from '../../kafka/properties.ts';
import type { Problem } from '../../kube/problem.ts';
import { controllerListeners } from '../addresses.ts';
import type { Cluster } from '../cluster.ts';
import { METRICS_PORT } from '../defaults.ts';
import { repeated } from './repeated.ts';

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
