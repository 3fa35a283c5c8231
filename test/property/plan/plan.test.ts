/**
 * A plan equals what then happens. A cluster runs in one engine; its state is saved and a plan is made of it in another;
 * then the change is made in the first, where everything comes in another order and takes another time. PLAN_RUNS sets how
 * many changes are tried, PLAN_SEED repeats a run.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { KafkaCluster, KafkaClusterSpec } from '../../../hooks/api/kafka-cluster.ts';
import { writeState } from '../../../hooks/engine/state/write.ts';
import type { KubeObject } from '../../../hooks/kube/types.ts';
import { emptyWorld } from '../../../hooks/plan/empty-world.ts';
import { makePlan } from '../../../hooks/plan/make-plan.ts';
import { authoredChanges, identityOf, objectChanges } from '../../../hooks/plan/object-changes.ts';
import type { Observation } from '../../../hooks/plan/observation.ts';
import { observeChange, type PlanEngine } from '../../../hooks/plan/observe.ts';
import type { BrokerChange, Plan } from '../../../hooks/plan/plan.ts';
import { openWorld } from '../../unit/plan/world.ts';
import { specChange } from './spec-changes.ts';

const START = Date.UTC(2026, 0, 1);
const LATER = 3_600_000;

const runs = Number(process.env['PLAN_RUNS'] ?? 24);
const seed = process.env['PLAN_SEED'];
const options = { numRuns: runs, ...(seed !== undefined && { seed: Number(seed) }) };

const clusterOf = (spec: KafkaClusterSpec): KubeObject & Pick<KafkaCluster, 'spec'> => ({
  apiVersion: 'kafka.banzaicloud.io/v1beta1',
  kind: 'KafkaCluster',
  metadata: { name: 'kafka', namespace: 'demo', labels: { team: 'a' } },
  spec,
});

const running = async (spec: KafkaClusterSpec, number: number): Promise<PlanEngine> => {
  const files = [clusterOf(spec)];
  const engine = await openWorld(emptyWorld(files), START, number);
  const { applied, rests } = await observeChange(engine, files);
  assert.deepEqual([applied[0]?.refused, rests.after], [undefined, true]);
  return engine;
};

const scope = { wholeCluster: true, namespaces: ['demo'] };

const planOf = async (engine: PlanEngine, spec: KafkaClusterSpec, number: number): Promise<{ plan: Plan; foreseen: Observation }> => {
  const saved = JSON.parse(JSON.stringify(writeState({ objects: engine.store.snapshot(), scope, notes: [] }))) as {
    readonly items: readonly KubeObject[];
  };
  const foreseen = await observeChange(await openWorld(saved.items, START + LATER, number), [clusterOf(spec)]);
  return { plan: makePlan(foreseen), foreseen };
};

/** What is made by hooks and people; what only the cluster itself writes may come out otherwise. */
const isAuthored = ({ kind }: KubeObject): boolean =>
  !['Event', 'PersistentVolume', 'Node', 'Namespace', 'StorageClass'].includes(kind ?? '');

const parentIn = (objects: readonly KubeObject[]): KafkaCluster => objects.find(({ kind }) => kind === 'KafkaCluster') as KafkaCluster;

/** What status says of each broker that waits, in the words of a plan. */
const waitingIn = ({ before, after }: Pick<Observation, 'before' | 'after'>) => {
  const [was, is] = [before, after].map((objects) => parentIn(objects).status?.brokersState ?? {});
  const pods = new Set(before.filter(({ kind }) => kind === 'Pod').map(({ metadata }) => metadata?.uid));
  const replaced = new Set(
    after.filter((o) => o.kind === 'Pod' && !pods.has(o.metadata?.uid)).map(({ metadata }) => metadata?.labels?.['brokerId']),
  );
  const ids = Object.keys(is ?? {});
  return {
    restarts: ids.filter((id) => !replaced.has(id) && (is?.[id]?.pendingRestart?.changed ?? []).length > 0),
    removals: ids.filter(
      (id) =>
        is?.[id]?.removal !== undefined &&
        was?.[id]?.removal === undefined &&
        !parentIn(after).spec.brokers.some((b) => String(b.id) === id),
    ),
    created: [...replaced].filter((id) => was?.[id ?? ''] === undefined).sort(),
  };
};

const plannedFor = ({ clusters }: Plan) => {
  const ids = (action: string, state: string) =>
    clusters.flatMap(({ brokers }) =>
      brokers.filter((broker) => broker.action === action && broker.state === state).map(({ id }) => String(id)),
    );
  const restarts = clusters.flatMap(({ brokers }) => brokers.filter(({ changes }) => changes.some(waits)).map(({ id }) => String(id)));
  return { restarts, removals: ids('remove', 'pending'), created: ids('create', 'now').sort() };
};

const waits = ({ needs, state }: BrokerChange): boolean => needs === 'restart' && state === 'pending';

const isRefused = ({ applied, after }: Observation): boolean =>
  applied.some(({ refused }) => refused !== undefined) ||
  parentIn(after).status?.conditions?.some(({ type, status }) => type === 'Stalled' && status === 'True') === true;

test('a plan equals what then happens', async () => {
  await fc.assert(
    fc.asyncProperty(specChange, fc.nat(), async ({ from, to }, number) => {
      const engine = await running(from, number);
      const { plan, foreseen } = await planOf(engine, to, number + 1);
      const happened = await observeChange(engine, [clusterOf(to)]);
      assert.equal(plan.refused.length > 0, isRefused(happened), 'refused');
      assert.deepEqual(summaryOf(foreseen), summaryOf(happened), 'objects');
      assert.deepEqual(
        plan.clusters.flatMap(({ objects }) => objects.map(({ verb, kind, name }) => `${verb} ${kind} ${name}`)),
        summaryOf(happened).filter((line) => !line.includes(' KafkaCluster ')),
        'the plan’s objects',
      );
      assert.deepEqual(differences(foreseen.after, happened.after), [], 'content of objects');
      assert.deepEqual(plannedFor(plan), waitingIn(happened), 'brokers');
      assert.equal(plan.changes, summaryOf(happened).length > 0, 'changes');
    }),
    options,
  );
});

test('what a plan foretold and what then happened leave nothing more to plan', async () => {
  await fc.assert(
    fc.asyncProperty(specChange, fc.nat(), async ({ from, to }, number) => {
      const engine = await running(from, number);
      await observeChange(engine, [clusterOf(to)]);
      const { plan } = await planOf(engine, to, number + 1);
      assert.equal(plan.changes && plan.refused.length === 0, false, JSON.stringify(plan.clusters));
    }),
    { ...options, numRuns: Math.ceil(runs / 4) },
  );
});

const summaryOf = ({ before, after }: Observation): readonly string[] =>
  objectChanges(before.filter(isAuthored), after.filter(isAuthored)).map(({ verb, kind, name }) => `${verb} ${kind} ${name}`);

/** Which node a new broker gets, and so which rack, is the scheduler's choice among equals. */
const isByChance = (key: string): boolean => key.endsWith('broker-config: broker.rack');

const differences = (one: readonly KubeObject[], other: readonly KubeObject[]): readonly string[] => {
  const there = new Map(other.filter(isAuthored).map((object) => [identityOf(object), object]));
  return one.filter(isAuthored).flatMap((object) => {
    const twin = there.get(identityOf(object));
    if (twin === undefined) return [identityOf(object)];
    const found = authoredChanges(object, twin).filter(({ key }) => !isByChance(key));
    return found.map(({ key, from, to }) => `${identityOf(object)} ${key}: ${from} ≠ ${to}`);
  });
};
