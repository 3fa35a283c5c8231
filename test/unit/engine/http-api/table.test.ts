/**
 * What `kubectl get` prints: ages, paths of printer columns, and the STATUS of Pods.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { age } from '../../../../hooks/engine/http-api/table/age.ts';
import { jsonPath } from '../../../../hooks/engine/http-api/table/json-path.ts';
import { podStatus } from '../../../../hooks/engine/http-api/table/pod-columns.ts';
import { columnsOf, tableOf } from '../../../../hooks/engine/http-api/table/table.ts';
import type { KubeObject, Pod } from '../../../../hooks/kube/types.ts';

const START = Date.parse('2026-01-01T00:00:00Z');
const [MINUTE, HOUR, DAY] = [60, 3600, 86_400];

for (const [seconds, says] of [
  [0, '0s'],
  [119, '119s'],
  [2 * MINUTE, '2m'],
  [5 * MINUTE + 10, '5m10s'],
  [10 * MINUTE + 5, '10m'],
  [3 * HOUR, '3h'],
  [4 * HOUR + 30 * MINUTE, '4h30m'],
  [47 * HOUR, '47h'],
  [2 * DAY + 4 * HOUR, '2d4h'],
  [100 * DAY, '100d'],
  [800 * DAY, '2y70d'],
  [9 * 365 * DAY, '9y'],
] as const) {
  test(`${seconds} seconds are ${says}`, () => assert.equal(age('2026-01-01T00:00:00Z', START + seconds * 1000), says));
}
test('an age that nobody knows is told as such', () => assert.equal(age(undefined, START), '<unknown>'));
test('a moment to come has no age', () => assert.equal(age('2026-01-02T00:00:00Z', START), '<invalid>'));

const world = {
  spec: { list: [{ a: 1 }, { a: 2 }], 'odd.name': 'x', on: true },
  status: { conditions: [{ type: 'A' }, { type: 'Ready', status: 'True' }] },
};
for (const [path, finds] of [
  ['.spec.list[1].a', [2]],
  ['.spec.list[*].a', [1, 2]],
  ['.spec.list[?(@.a==2)].a', [2]],
  ['.status.conditions[?(@.type=="Ready")].status', ['True']],
  [".status.conditions[?(@.type=='Gone')].status", []],
  ['.spec.odd\\.name', ['x']],
  ["['spec']['on']", [true]],
  ['.spec.missing.deeper', []],
  ['..list', []],
  ['.spec.list[0:1]', []],
] as const) {
  test(`${path} finds ${JSON.stringify(finds)}`, () => assert.deepEqual(jsonPath(path)(world), finds));
}

const running = { name: 'kafka', image: '', imageID: '', ready: true, restartCount: 0, state: { running: {} } };
const waiting = (reason: string) => ({ ...running, ready: false, state: { waiting: { reason } } });
const ended = (exitCode: number, reason?: string) => ({
  ...running,
  ready: false,
  state: { terminated: { exitCode, ...(reason === undefined ? {} : { reason }) } },
});
const spec = { containers: [{ name: 'kafka' }], initContainers: [{ name: 'i0' }, { name: 'i1' }] };

const pods: readonly { readonly it: string; readonly pod: Pod; readonly says: string }[] = [
  { it: 'runs', pod: { status: { phase: 'Running', containerStatuses: [running] } }, says: 'Running' },
  {
    it: 'crashes again and again',
    pod: { status: { phase: 'Running', containerStatuses: [waiting('CrashLoopBackOff')] } },
    says: 'CrashLoopBackOff',
  },
  { it: 'has no image', pod: { status: { phase: 'Pending', containerStatuses: [waiting('ImagePullBackOff')] } }, says: 'ImagePullBackOff' },
  { it: 'failed', pod: { status: { phase: 'Failed', containerStatuses: [ended(1, 'Error')] } }, says: 'Error' },
  { it: 'failed without a reason', pod: { status: { phase: 'Failed', containerStatuses: [ended(3)] } }, says: 'ExitCode:3' },
  { it: 'is done', pod: { status: { phase: 'Succeeded', containerStatuses: [ended(0, 'Completed')] } }, says: 'Completed' },
  { it: 'was evicted', pod: { status: { phase: 'Failed', reason: 'Evicted' } }, says: 'Evicted' },
  {
    it: 'waits for its second init container',
    pod: { spec, status: { phase: 'Pending', initContainerStatuses: [ended(0, 'Completed'), waiting('PodInitializing')] } },
    says: 'Init:1/2',
  },
  {
    it: 'has an init container that fails',
    pod: { spec, status: { phase: 'Pending', initContainerStatuses: [ended(1, 'Error')] } },
    says: 'Init:Error',
  },
  {
    it: 'is leaving',
    pod: { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' }, status: { phase: 'Running', containerStatuses: [running] } },
    says: 'Terminating',
  },
  {
    it: 'is on a lost node',
    pod: { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' }, status: { phase: 'Running', reason: 'NodeLost' } },
    says: 'Unknown',
  },
];
for (const { it, pod, says } of pods) test(`a Pod that ${it} is ${says}`, () => assert.equal(podStatus(pod), says));

const rowOf = (apiVersion: string, kind: string, object: object): readonly unknown[] => {
  const type = { apiVersion, kind, plural: '', namespaced: true, status: true };
  const full = { metadata: { name: 'x', creationTimestamp: '2026-01-01T00:00:00Z' }, ...object } as KubeObject;
  const table = tableOf([full], { columns: columnsOf(type, undefined), include: 'None', now: START + 5000, resourceVersion: '1' }) as {
    readonly rows: readonly [{ readonly cells: readonly unknown[] }];
  };
  return table.rows[0].cells;
};

for (const { it, apiVersion = 'v1', kind, object, says } of [
  {
    it: 'a Pod with restarts',
    kind: 'Pod',
    object: {
      spec: { containers: [{ name: 'kafka' }], nodeName: 'n' },
      status: {
        phase: 'Running',
        podIP: '1.2.3.4',
        containerStatuses: [
          { ...running, restartCount: 2, lastState: { terminated: { exitCode: 1, finishedAt: '2026-01-01T00:00:02Z' } } },
        ],
      },
    },
    says: ['x', '1/1', 'Running', '2 (3s ago)', '5s', '1.2.3.4', 'n', '<none>', '<none>'],
  },
  {
    it: 'a Service with a node port',
    kind: 'Service',
    object: {
      spec: {
        type: 'LoadBalancer',
        clusterIP: '10.0.0.1',
        selector: { b: '2', a: '1' },
        ports: [{ port: 9092, nodePort: 30_001, protocol: 'TCP' }],
      },
    },
    says: ['x', 'LoadBalancer', '10.0.0.1', '<pending>', '9092:30001/TCP', '5s', 'a=1,b=2'],
  },
  {
    it: 'a claim',
    kind: 'PersistentVolumeClaim',
    object: {
      spec: { volumeName: 'v', storageClassName: 's', volumeMode: 'Filesystem' },
      status: { phase: 'Bound', capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'] },
    },
    says: ['x', 'Bound', 'v', '1Gi', 'RWO', 's', '<unset>', '5s', 'Filesystem'],
  },
  {
    it: 'a cordoned node',
    kind: 'Node',
    object: { spec: { unschedulable: true }, status: { conditions: [{ type: 'Ready', status: 'True' }] } },
    says: ['x', 'Ready,SchedulingDisabled', '<none>', '5s', '', '<none>', '<none>', '<unknown>', '<unknown>', '<unknown>'],
  },
  {
    it: 'a budget',
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    object: { spec: { maxUnavailable: 1 }, status: { disruptionsAllowed: 1 } },
    says: ['x', 'N/A', '1', 1, '5s'],
  },
  { it: 'a kind without columns of its own', apiVersion: 'g/v1', kind: 'Thing', object: {}, says: ['x', '2026-01-01T00:00:00Z'] },
]) {
  test(`the row of ${it}`, () => assert.deepEqual(rowOf(apiVersion, kind, object), says));
}
