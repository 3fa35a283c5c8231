/**
 * The Service on which any ready broker answers: a client asks it once for the addresses of all brokers. Koperator has
 * none, so its clients list brokers one by one. Only ready brokers stand behind it, as any of them will do.
 */
import type { ExternalListener } from '../api/kafka-cluster.ts';
import type { Cluster } from '../kafkacluster/cluster.ts';
import { DEFAULT_ANYCAST_PORT } from '../kafkacluster/defaults.ts';
import type { Advertisement } from '../kafkacluster/external/accepted.ts';
import { ANYCAST_PORT_NAME, nodePortBootstrapName } from '../kafkacluster/external/names.ts';
import { kafkaLabels, LABEL } from '../kafkacluster/names.ts';
import type { Service } from '../kube/types.ts';
import { isThroughNodePorts } from './advertised-door.ts';
import { CLAIM, type Claim } from './node-ports.ts';
import { serviceMetadata, trafficPolicy } from './service-parts.ts';

/** The range that the API server takes node ports from unless it is told otherwise. Source: kube-apiserver, --service-node-port-range. */
const FIRST_NODE_PORT = 30_000;
const LAST_NODE_PORT = 32_767;

const anycastPort = ({ anyCastPort }: ExternalListener): number => anyCastPort ?? DEFAULT_ANYCAST_PORT;

/** The any-cast port as node port, where it can be one; Kubernetes chooses otherwise. */
export const bootstrapClaims = (cluster: Cluster, listener: ExternalListener): readonly Claim[] => {
  const port = anycastPort(listener);
  if (port < FIRST_NODE_PORT || port > LAST_NODE_PORT) return [];
  return [{ port, service: nodePortBootstrapName(cluster, listener.name), strength: CLAIM.bootstrap }];
};

interface Facts {
  readonly advertised: readonly Advertisement[];
  /** Names of Services by node port. */
  readonly holders: ReadonlyMap<number, string>;
}

/** The bootstrap Service of a listener. */
export const bootstrapService = (cluster: Cluster, listener: ExternalListener, { advertised, holders }: Facts): Service => {
  const name = nodePortBootstrapName(cluster, listener.name);
  const port = anycastPort(listener);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: serviceMetadata(cluster, listener, { name, labels: kafkaLabels(cluster) }),
    spec: {
      type: 'NodePort',
      ...trafficPolicy(listener),
      // As the Services inside the cluster select brokers: never a pure controller.
      selector: { ...kafkaLabels(cluster), ...(cluster.mode === 'kraft' && { [LABEL.isBroker]: 'true' }) },
      ports: [
        {
          name: ANYCAST_PORT_NAME,
          port,
          targetPort: listeningPort(listener, advertised),
          protocol: 'TCP',
          ...(holders.get(port) === name && { nodePort: port }),
        },
      ],
    },
  };
};

/** When the container port moves, nobody listens on the new one until the first broker was restarted. */
const listeningPort = ({ name, containerPort }: ExternalListener, advertised: readonly Advertisement[]): number => {
  const open = advertised.filter((one) => isThroughNodePorts(one) && one.listener === name).flatMap((one) => one.containerPort ?? []);
  return open.includes(containerPort) ? containerPort : (open[0] ?? containerPort);
};
