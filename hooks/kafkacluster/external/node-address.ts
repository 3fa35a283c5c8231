/** The address of a Kubernetes node under which a broker on it is advertised, for node ports. */
import type { Node } from '../../kube/types.ts';

/** What clients outside most likely reach comes first. Source: Kubernetes, Node addresses. */
export const NODE_ADDRESS_TYPES = ['ExternalIP', 'InternalIP', 'Hostname'];

/** The first address of the first type that the node has, or of the one type that is asked for. */
export const nodeAddress = (node: Node | undefined, type: string | undefined): string | undefined =>
  (type === undefined ? NODE_ADDRESS_TYPES : [type]).flatMap((wanted) =>
    (node?.status?.addresses ?? []).filter((address) => address.type === wanted).map(({ address }) => address),
  )[0];
