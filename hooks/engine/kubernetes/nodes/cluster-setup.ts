/**
 * An empty cluster as a user finds it: namespaces, Nodes spread over zones, two StorageClasses. What a saved state
 * already holds is left as it is.
 */
import { wholeSeconds } from '../../../kube/conditions.ts';
import type { KubeObject, Node } from '../../../kube/types.ts';
import { keyOf } from '../../../ports/api-server.ts';
import type { StorageClass, Taint } from '../kinds.ts';
import type { Table } from '../table.ts';
import type { World } from '../world.ts';
import { HEALTHY } from './node-conditions.ts';

/** What a Node is made of. */
export interface NodeShape {
  readonly name: string;
  readonly zone: string;
  /** Kubernetes quantity; 8 by default. */
  readonly cpu?: string;
  /** Kubernetes quantity; 32Gi by default. */
  readonly memory?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly Taint[];
}

/** The well-known label with the zone of a Node. */
export const ZONE_LABEL = 'topology.kubernetes.io/zone';
const REGION = 'region-1';
const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** What a cluster is set up with. */
interface ClusterShape {
  readonly nodes: number;
  /** At least one; Nodes go to them in turn. */
  readonly zones: readonly string[];
}

/** Makes what is missing: namespaces by name, StorageClasses and Nodes only when there is none at all. */
export const createNodes = (world: World, { nodes, zones }: ClusterShape): void => {
  for (const name of NAMESPACES) createMissing(world.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  if (world.storageClasses.list().length === 0) for (const storageClass of [STANDARD, FIXED]) world.storageClasses.create(storageClass);
  if (world.nodes.list().length > 0) return;
  for (let index = 0; index < nodes; index += 1)
    createNode(world, { name: `node-${index + 1}`, zone: zones[index % zones.length] ?? 'zone-a' });
};

const createMissing = <T extends KubeObject>(table: Table<T>, object: T): void => {
  if (table.get(keyOf(object)) === undefined) table.create(object);
};

const storageClass = (name: string, fields: Partial<StorageClass>): StorageClass => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name },
  provisioner: 'engine.kafka-hooks.io/disk',
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'WaitForFirstConsumer',
  ...fields,
});

const STANDARD = storageClass('standard', {
  metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  allowVolumeExpansion: true,
});
const FIXED = storageClass('fixed', {});

/** Creates a Node whose kubelet is well. */
export const createNode = (world: World, shape: NodeShape): Node => {
  const made = world.nodes.create({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: shape.name,
      labels: {
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': shape.name,
        'kubernetes.io/os': 'linux',
        'topology.kubernetes.io/region': REGION,
        [ZONE_LABEL]: shape.zone,
        ...shape.labels,
      },
    },
    ...(shape.taints !== undefined && { spec: { taints: shape.taints } }),
  });
  return world.nodes.updateStatus({ ...made, status: statusOf(world, shape) });
};

const statusOf = (world: World, { name, cpu = '8', memory = '32Gi' }: NodeShape): NonNullable<Node['status']> => {
  const resources = { cpu, memory, 'ephemeral-storage': '100Gi', pods: '110' };
  const address = `10.0.0.${world.nodes.list().length}`;
  return {
    addresses: [
      { address, type: 'InternalIP' },
      { address: name, type: 'Hostname' },
    ],
    allocatable: resources,
    capacity: resources,
    conditions: Object.entries(HEALTHY).map(([type, verdict]) => ({
      type,
      ...verdict,
      lastHeartbeatTime: wholeSeconds(world.clock.now()),
      lastTransitionTime: wholeSeconds(world.clock.now()),
    })),
  };
};
