/** The parts of an object that a state keeps, for kinds of which it needs less than there is. */
import { totalRequest } from '../../kube/pod-request.ts';
import { quantityMillis, quantityUnits } from '../../kube/quantity.ts';
import type { KubeObject, Node, Pod, Service } from '../../kube/types.ts';

/** Of all kinds of ours. */
export const GROUP = 'kafka.banzaicloud.io/';

/** The annotation of what a state has no more of than that it is there. */
export const NAME_ONLY = 'kafka-hooks.io/name-only';

/** Whether the content of an object is unknown. */
export const isNameOnly = ({ metadata }: KubeObject): boolean => metadata?.annotations?.[NAME_ONLY] !== undefined;

/** That it exists, under which name and UID: for objects whose content is somebody else's. */
export const stub = ({ apiVersion, kind, metadata }: KubeObject): KubeObject => {
  const { name, namespace, uid, labels, ownerReferences, creationTimestamp } = metadata ?? {};
  // Of other owners a state may know nothing, and the garbage collector would take the object for left behind.
  const owners = ownerReferences?.filter((owner) => owner.apiVersion.startsWith(GROUP)) ?? [];
  return {
    ...(apiVersion !== undefined && { apiVersion }),
    ...(kind !== undefined && { kind }),
    metadata: {
      ...(name !== undefined && { name }),
      ...(namespace !== undefined && { namespace }),
      ...(uid !== undefined && { uid }),
      ...(creationTimestamp !== undefined && { creationTimestamp }),
      ...(labels !== undefined && { labels }),
      ...(owners.length > 0 && { ownerReferences: owners }),
      annotations: { [NAME_ONLY]: 'true' },
    },
  };
};

/** A Service of others, with the addresses and ports that nobody else can get. */
export const serviceStub = (service: Service): KubeObject => {
  const { clusterIP, clusterIPs, ports = [] } = service.spec ?? {};
  const spec = {
    ...(clusterIP !== undefined && { clusterIP }),
    ...(clusterIPs !== undefined && { clusterIPs }),
    ports: ports.map(({ port, protocol, nodePort }) => ({
      port,
      ...(protocol !== undefined && { protocol }),
      ...(nodePort !== undefined && { nodePort }),
    })),
  };
  return Object.assign(stub(service), { spec });
};

/** A service account of others: a Pod has to know whether it mounts a token. */
export const accountStub = (account: KubeObject & { readonly automountServiceAccountToken?: unknown }): KubeObject => {
  const { automountServiceAccountToken } = account;
  return Object.assign(stub(account), automountServiceAccountToken !== undefined && { automountServiceAccountToken });
};

/**
 * A Node without its images, which are most of it, and with the room that `others` leave there: Pods that are not in the
 * state, of which nobody needs to know more than what they take.
 */
export const savedNode = (node: Node, others: readonly Pod[]): KubeObject => {
  if (node.status === undefined) return node;
  const { images: _images, volumesInUse: _inUse, volumesAttached: _attached, ...status } = node.status;
  const { allocatable } = status;
  return { ...node, ...{ status: { ...status, ...(allocatable !== undefined && { allocatable: roomLeft(allocatable, others) }) } } };
};

const roomLeft = (allocatable: Readonly<Record<string, string>>, others: readonly Pod[]): Readonly<Record<string, string>> => {
  if (others.length === 0) return allocatable;
  const { cpu, memory } = totalRequest(others);
  const left = (name: string, quantity: string): string => {
    if (name === 'cpu') return `${less(quantityMillis(quantity), cpu)}m`;
    if (name === 'memory') return `${less(quantityUnits(quantity), memory)}`;
    return name === 'pods' ? `${less(quantityUnits(quantity), others.length)}` : quantity;
  };
  return Object.fromEntries(Object.entries(allocatable).map(([name, quantity]) => [name, left(name, quantity)]));
};

const less = (all: bigint | undefined, taken: number): bigint => {
  const left = (all ?? 0n) - BigInt(taken);
  return left > 0n ? left : 0n;
};
