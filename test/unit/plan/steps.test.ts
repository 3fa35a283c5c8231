/** The order of what happens, read from writes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KafkaCluster } from '../../../hooks/api/kafka-cluster.ts';
import type { KubeObject } from '../../../hooks/kube/types.ts';
import { listIds } from '../../../hooks/plan/id-list.ts';
import type { Seen } from '../../../hooks/plan/observation.ts';
import { stepsOf } from '../../../hooks/plan/steps.ts';

const thing = (kind: string, id: number | undefined, more: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: {
    name: `${kind.toLowerCase()}-${id ?? 'x'}`,
    uid: `${kind}${id}`,
    ...(id !== undefined && { labels: { brokerId: String(id) } }),
  },
  ...more,
});
const cluster = (id: number, reason: string): KafkaCluster => ({
  apiVersion: 'kafka.banzaicloud.io/v1beta1',
  kind: 'KafkaCluster',
  metadata: { name: 'kafka', namespace: 'demo' },
  spec: { brokers: [] } as unknown as KafkaCluster['spec'],
  status: { brokersState: { [id]: { phase: 'Waiting', reason } } } as unknown as NonNullable<KafkaCluster['status']>,
});
const made = (at: number, after: KubeObject): Seen => ({ at, before: undefined, after });
const changed = (at: number, before: KubeObject, after: KubeObject): Seen => ({ at, before, after });
const bound = (storage: string) => ({ status: { phase: 'Bound', capacity: { storage } } });
const ready = { status: { conditions: [{ type: 'Ready', status: 'True' }] } };

const say = (seen: readonly Seen[]): readonly string[] =>
  stepsOf(seen, cluster(0, ''), () => true).map(
    ({ at, does, waitsFor }) => `${at} ${does}${waitsFor.length === 0 ? '' : ` after ${waitsFor.join(' and ')}`}`,
  );

const cases: readonly { readonly it: string; readonly seen: readonly Seen[]; readonly says: readonly string[] }[] = [
  {
    it: 'puts what happens in one second to several brokers into one step',
    seen: [made(10, thing('PersistentVolumeClaim', 0)), made(20, thing('ConfigMap', 0)), made(30, thing('PersistentVolumeClaim', 1))],
    says: ['0 create 2 PersistentVolumeClaims of brokers 0, 1', '0 create ConfigMap of broker 0'],
  },
  {
    it: 'counts an object once, however often it is written in that second',
    seen: [0, 1, 0, 1].map((id, at) =>
      changed(at, thing('PersistentVolumeClaim', id, { spec: { at } }), thing('PersistentVolumeClaim', id, { spec: { at: at + 1 } })),
    ),
    says: ['0 update 2 PersistentVolumeClaims of brokers 0, 1'],
  },
  {
    it: 'says what a Pod waited for, by what status said until then',
    seen: [made(0, cluster(3, 'IdentityPending')), made(0, cluster(3, 'ClaimsPending')), made(1000, thing('Pod', 3))],
    says: ['1 create Pod of broker 3 after cluster id and quorum are in status and its claims are there'],
  },
  {
    it: 'follows a claim until it is bound and has grown',
    seen: [
      changed(1000, thing('PersistentVolumeClaim', 0), thing('PersistentVolumeClaim', 0, bound('1Gi'))),
      changed(9000, thing('PersistentVolumeClaim', 0, bound('1Gi')), thing('PersistentVolumeClaim', 0, bound('2Gi'))),
    ],
    says: ['1 PersistentVolumeClaim of broker 0 is bound', '9 PersistentVolumeClaim of broker 0 has grown'],
  },
  { it: 'says when a broker is ready', seen: [changed(7400, thing('Pod', 2), thing('Pod', 2, ready))], says: ['7 broker 2 is ready'] },
  {
    it: 'names what belongs to no broker',
    seen: [{ at: 0, before: thing('Service', undefined), after: undefined }],
    says: ['0 delete Service service-x'],
  },
  {
    it: 'names objects in the order in which people count',
    seen: ['s-10', 's-9'].map((name) => made(0, { apiVersion: 'v1', kind: 'Service', metadata: { name } })),
    says: ['0 create 2 Services s-9, s-10'],
  },
  {
    it: 'leaves out what only the world itself writes',
    seen: [changed(0, thing('Pod', 0, { spec: {} }), thing('Pod', 0, { spec: { nodeName: 'n' }, status: { phase: 'Pending' } }))],
    says: [],
  },
];
for (const c of cases) test(c.it, () => assert.deepEqual(say(c.seen), c.says));

test('a hundred brokers fit on a line', () => {
  assert.equal(listIds(Array.from({ length: 100 }, (_, id) => id)), '0-99');
  assert.equal(listIds([7, 2, 1, 4, 5, 6, 9, 2]), '1, 2, 4-7, 9');
  assert.equal(listIds([3]), '3');
});
