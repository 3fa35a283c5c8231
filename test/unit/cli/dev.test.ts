/** `kafka-hooks dev --live`: when it refuses to begin, what it says at the start and the end, and its line for a sync. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { controllerResources } from '../../../hooks/api/controllers.ts';
import { dispatch } from '../../../hooks/cli/command.ts';
import { devCommand } from '../../../hooks/cli/dev/dev.ts';
import { syncLine } from '../../../hooks/cli/dev/sync-line.ts';
import type { Operation, SyncReport } from '../../../hooks/engine/metacontroller/report.ts';
import type { KubeObject } from '../../../hooks/kube/types.ts';
import { ApiError, type ResourceType } from '../../../hooks/ports/api-server.ts';
import { controllers } from '../../../hooks/registry.ts';
import { renderControllers } from '../../../schemas/controllers.ts';
import { apiOfLists, type ListedApi, type Lists, type } from './cluster-of-lists.ts';
import { recordedIo } from './recorded-io.ts';

const ROOT = path.join(import.meta.dirname, '../../..');

test('runs the controller resources that are installed in production', () => {
  const text = renderControllers(path.join(ROOT, 'manifests/controllers'));
  assert.equal(readFileSync(path.join(ROOT, 'hooks/api/controllers.ts'), 'utf8'), text, 'run "npm run generate"');
});

test('runs a controller resource for each controller of the registry', () => {
  assert.deepEqual(controllerResources.map(({ metadata }) => metadata?.name).sort(), controllers.map(({ name }) => name).sort());
});

const MC = 'metacontroller.k8s.io/v1alpha1';
const served: readonly ResourceType[] = [
  type('kafka.banzaicloud.io/v1beta1/KafkaCluster', 'kafkaclusters'),
  type('kafka.banzaicloud.io/v1alpha1/KafkaTopic', 'kafkatopics'),
  type('kafka.banzaicloud.io/v1alpha1/CruiseControlOperation', 'cruisecontroloperations'),
  ...['Pod', 'PersistentVolumeClaim', 'ConfigMap', 'Service', 'Secret', 'ServiceAccount', 'Event', 'Namespace'].map((kind) =>
    type(`v1/${kind}`, `${kind.toLowerCase()}s`, kind !== 'Namespace'),
  ),
  type('policy/v1/PodDisruptionBudget', 'poddisruptionbudgets'),
  type('apps/v1/Deployment', 'deployments'),
];
const metacontroller = [
  type(`${MC}/CompositeController`, 'compositecontrollers', false),
  type(`${MC}/DecoratorController`, 'decoratorcontrollers', false),
];

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly api: ListedApi;
}

/** Runs the command; it is stopped as soon as it has begun to watch. */
const run = async (args: readonly string[], lists: Partial<Lists> = {}): Promise<Run> => {
  const { io, written } = recordedIo();
  const api = apiOfLists({ types: served, ...lists });
  const world = {
    controllers,
    onStop: (listener: (signal: string) => void) => api.onWatch('kafkaclusters', () => listener('SIGINT')),
    connect: async () => api,
  };
  const code = await dispatch([devCommand(world)], ['dev', ...args], io);
  return { code, ...written, api };
};

const rival = (kind: string, name: string, spec: object = {}): KubeObject =>
  Object.assign({ apiVersion: MC, kind, metadata: { name } }, { spec });

const refusals: readonly {
  readonly it: string;
  readonly args?: readonly string[];
  readonly lists?: Partial<Lists>;
  readonly says: RegExp;
}[] = [
  { it: 'without --live', args: [], says: /dev needs --live/ },
  { it: 'with an argument', args: ['--live', 'x'], says: /dev does not take the argument x/ },
  {
    it: 'without our resources',
    lists: { types: served.slice(3) },
    says: /context here does not know kafkaclusters\.kafka\.banzaicloud\.io, kafkatopics\.kafka.*; install the custom resources first: kubectl --context here apply --server-side -k manifests\/crds/,
  },
  {
    it: 'beside a Metacontroller with our controller',
    lists: { types: [...served, ...metacontroller], objects: [rival('CompositeController', 'kafkacluster')] },
    says: /context here has the CompositeController kafkacluster: a Metacontroller keeps these objects already/,
  },
  {
    it: 'beside our decorator',
    lists: { types: [...served, ...metacontroller], objects: [rival('DecoratorController', 'adoption')] },
    says: /has the DecoratorController adoption/,
  },
  {
    it: 'beside a controller of another name that keeps our kinds',
    lists: {
      types: [...served, ...metacontroller],
      objects: [
        rival('CompositeController', 'x', { parentResource: { apiVersion: 'kafka.banzaicloud.io/v1beta1', resource: 'kafkaclusters' } }),
      ],
    },
    says: /has the CompositeController x/,
  },
  {
    it: 'when it may not see whether there is one',
    lists: {
      types: [...served, ...metacontroller],
      refuse: {
        compositecontrollers: new ApiError(
          403,
          'Forbidden',
          'cannot list resource "compositecontrollers" in API group "metacontroller.k8s.io" at the cluster scope',
        ),
      },
    },
    says: /context here may not list compositecontrollers\.metacontroller\.k8s\.io in the whole cluster/,
  },
];
for (const { it, args = ['--live'], lists = {}, says } of refusals) {
  test(`refuses ${it}, with exit code 2 and nothing written`, async () => {
    const { code, out, err, api } = await run(args, lists);
    assert.equal(code, 2);
    assert.equal(out, '');
    assert.match(err, says);
    assert.deepEqual([api.watched, api.written], [[], []]);
    if (args.includes('--live') && args.length === 1) assert.ok(api.closed());
  });
}

test('says where it works and what production means, runs beside other people’s controllers, and stops when told', async () => {
  const others = rival('CompositeController', 'theirs', { parentResource: { apiVersion: 'example.com/v1', resource: 'things' } });
  const { code, out, err, api } = await run(['--live', '-n', 'demo'], { types: [...served, ...metacontroller], objects: [others] });
  assert.equal(err, '');
  assert.equal(code, 0);
  assert.match(out, /^The hooks keep the KafkaClusters of namespace demo of context here, https:\/\/here:6443\. Ctrl-C ends it\.\n/);
  assert.match(out, /Production means Metacontroller/);
  assert.match(out, /\d\d:\d\d:\d\d stopped; what was made stays as it is, and nobody keeps it now\n$/);
  assert.ok(api.watched.includes('kafkaclusters'));
  assert.ok(api.closed());
});

const operation = (more: Partial<Operation>): Operation => ({
  verb: 'create',
  kind: 'Pod',
  namespace: 'n',
  name: 'kafka-0',
  reason: 'it is not there',
  result: 'done',
  ...more,
});
const report = (more: Partial<SyncReport>): SyncReport => ({
  controller: 'kafkacluster',
  type: 'composite',
  parent: { apiVersion: 'v1', kind: 'KafkaCluster', namespace: 'n', name: 'kafka', uid: 'u' },
  hook: 'sync',
  outcome: 'done',
  operations: [],
  ...more,
});

const lines: readonly { readonly it: string; readonly report: SyncReport; readonly says: string | undefined }[] = [
  { it: 'a sync without a write', report: report({}), says: 'kafkacluster n/kafka sync: nothing to do' },
  {
    it: 'writes of one kind and reason in one piece',
    report: report({
      operations: [operation({}), operation({ name: 'kafka-1' }), operation({ verb: 'status', reason: 'it changed' })],
      resyncAfterSeconds: 10,
    }),
    says: 'kafkacluster n/kafka sync: create Pod kafka-0, kafka-1 (it is not there); status (it changed); again in 10 s',
  },
  {
    it: 'a write that failed, and the sync with it',
    report: report({ outcome: 'failed', error: 'oh', operations: [operation({ result: 'failed', message: 'no space' })] }),
    says: 'kafkacluster n/kafka sync: create Pod kafka-0 (it is not there) failed: no space; FAILED: oh',
  },
  {
    it: 'a decorator that wrote',
    report: report({
      controller: 'adoption',
      type: 'decorator',
      operations: [operation({ verb: 'decorate', kind: 'KafkaCluster', name: 'kafka', reason: 'labels' })],
    }),
    says: 'adoption KafkaCluster n/kafka sync: decorate KafkaCluster kafka (labels)',
  },
  { it: 'no decorator that had nothing to do', report: report({ type: 'decorator' }), says: undefined },
  { it: 'no answer of customize', report: report({ hook: 'customize' }), says: undefined },
  { it: 'no wait for the first lists', report: report({ outcome: 'waiting', error: 'x' }), says: undefined },
  {
    it: 'a customize that failed',
    report: report({ hook: 'customize', outcome: 'failed', error: 'oh' }),
    says: 'kafkacluster n/kafka customize: FAILED: oh',
  },
];
for (const { it, report: given, says } of lines) test(`tells ${it}`, () => assert.equal(syncLine(given), says));
