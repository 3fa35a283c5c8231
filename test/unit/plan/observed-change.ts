/**
 * Observations without the engine: the hook's own answers, applied in a friendly world until they stay the same. They
 * are what the pure parts of a plan read, in milliseconds and for any two specs.
 */
import type { KafkaCluster, KafkaClusterSpec } from '../../../hooks/api/kafka-cluster.ts';
import { firstRequest, nextRequest, type Request } from '../../../hooks/cli/settle.ts';
import { kafkaCluster } from '../../../hooks/kafkacluster/hook.ts';
import type { KubeObject } from '../../../hooks/kube/types.ts';
import type { Observation, Seen } from '../../../hooks/plan/observation.ts';

export const NOW = Date.UTC(2000, 0, 1);

export const disk = (mountPath: string, storage: string, storageClassName = 'standard') => ({
  mountPath,
  pvcSpec: { storageClassName, resources: { requests: { storage } } },
});

/** A broker with both roles and one disk. */
export const broker = (id: number, config: object = {}) => ({
  id,
  brokerConfig: { processRoles: ['broker', 'controller'], storageConfigs: [disk('/kafka-logs', '10Gi')], ...config },
});

const SOUND = 'default.replication.factor=3\nmin.insync.replicas=2\n';

/** Three brokers with sound options. */
export const three = (more: Partial<KafkaClusterSpec> = {}): KafkaClusterSpec =>
  ({ brokers: [broker(0), broker(1), broker(2)], readOnlyConfig: SOUND, ...more }) as KafkaClusterSpec;

const parentOf = (spec: KafkaClusterSpec, generation: number): KafkaCluster => ({
  apiVersion: 'kafka.banzaicloud.io/v1beta1',
  kind: 'KafkaCluster',
  metadata: { name: 'kafka', namespace: 'demo', uid: 'u-kafka', generation },
  spec,
});

const classes: readonly KubeObject[] = [
  { name: 'standard', allowVolumeExpansion: true },
  { name: 'fixed', allowVolumeExpansion: false },
].map(({ name, allowVolumeExpansion }) => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name, uid: name },
  allowVolumeExpansion,
}));

const ROUNDS = 6;

const rest = async (start: Request): Promise<Request> => {
  let request = start;
  for (let round = 0; round < ROUNDS; round += 1) request = nextRequest(request, await kafkaCluster.sync(request, { now: NOW }));
  return request;
};

const objectsOf = ({ parent, children, related }: Request): readonly KubeObject[] => [
  parent,
  ...Object.values(children)
    .flatMap((group) => Object.values(group))
    .map((child) => ({
      ...child,
      metadata: {
        ...child.metadata,
        ownerReferences: [
          ...(child.metadata?.ownerReferences ?? []),
          { apiVersion: 'kafka.banzaicloud.io/v1beta1', kind: 'KafkaCluster', name: 'kafka', uid: 'u-kafka', controller: true },
        ],
      },
    })),
  // No volumes stand behind these claims: without Nodes nobody judges where Pods could go.
  ...Object.values(related)
    .flatMap((group) => Object.values(group))
    .filter(({ kind }) => kind !== 'Node'),
];

/** Both specs one after the other; `seen` are writes that the test makes up. */
export const observed = async (
  before: KafkaClusterSpec | undefined,
  after: KafkaClusterSpec,
  more: { readonly seen?: readonly Seen[]; readonly others?: readonly KubeObject[] } = {},
): Promise<Observation> => {
  const others = more.others ?? [];
  const first = firstRequest(parentOf(before ?? after, 1));
  const related = {
    ...first.related,
    'StorageClass.storage.k8s.io/v1': Object.fromEntries(classes.map((c) => [c.metadata?.name ?? '', c])),
  };
  const settled = before === undefined ? undefined : await rest({ ...first, related });
  const start = settled ?? { ...first, related };
  const wanted = parentOf(after, 2);
  const changed = await rest({ ...start, parent: { ...start.parent, metadata: { ...start.parent.metadata, generation: 2 }, spec: after } });
  const there = settled === undefined ? others : [...objectsOf(settled), ...others];
  return {
    loaded: there,
    before: there,
    applied: [{ wanted, before: settled?.parent, after: changed.parent, unrecorded: false }],
    seen: more.seen ?? [],
    after: [...objectsOf(changed), ...others],
    failing: { before: [], after: [] },
    rests: { before: true, after: true },
    now: NOW,
  };
};
