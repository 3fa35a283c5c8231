/**
 * What a running broker advertises through node ports, taken apart: either a node port (the host is that of a Kubernetes
 * node, or a name of the user's), or an external IP with the port of the Service. Both stay open until the broker restarts.
 */
import type { Cluster } from '../kafkacluster/cluster.ts';
import type { Advertisement } from '../kafkacluster/external/accepted.ts';
import { hostOf, portOf } from '../kafkacluster/external/advertised.ts';
import { nodeName } from '../kafkacluster/names.ts';

export interface AdvertisedDoor {
  /** Port on every Kubernetes node; undefined when clients come by an external IP. */
  readonly nodePort: number | undefined;
  /** External IP; undefined when clients come by a node port. */
  readonly externalIp: string | undefined;
  /** Port of the Service at the external IP. */
  readonly servicePort: number | undefined;
  /** Port on which the running broker listens. */
  readonly containerPort: number | undefined;
}

/** Whether an advertisement is one of this decorator's. */
export const isThroughNodePorts = ({ via }: Advertisement): boolean => via === 'NodePort';

/** The door of a broker on a listener as it advertises it; undefined when it advertises none through node ports. */
export const advertisedDoor = (
  cluster: Pick<Cluster, 'name'>,
  advertised: readonly Advertisement[],
  to: { readonly broker: number; readonly listener: string },
): AdvertisedDoor | undefined => {
  const found = advertised.find((one) => isThroughNodePorts(one) && one.broker === to.broker && one.listener === to.listener);
  const port = found === undefined ? undefined : portOf(found.address);
  if (found === undefined || port === undefined) return undefined;
  // The host is one of three, as hooks/kafkacluster/external/address.ts makes it.
  const isOfNode = found.node !== undefined || hostOf(found.address) === '';
  const isNodePort = isOfNode || found.address.startsWith(`${nodeName(cluster, to.broker)}-${to.listener}.`);
  return {
    nodePort: isNodePort ? port : undefined,
    externalIp: isNodePort ? undefined : found.address.slice(0, found.address.lastIndexOf(':')),
    servicePort: isNodePort ? undefined : port,
    containerPort: found.containerPort,
  };
};
