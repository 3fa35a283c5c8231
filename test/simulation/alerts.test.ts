/**
 * Alerts that flap for a day, in the engine with the real hooks: rules that fire and resolve every few minutes, up and down at once,
 * two replicas that hear everything several times, an API server that refuses and loses answers. Whatever comes, no command acts twice
 * within its cool-down, no limit is left, and the cluster ends well.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Alert } from '../../hooks/alert/alert.ts';
import { createReceiver } from '../../hooks/alert/create-receiver.ts';
import { fingerprintOf } from '../../hooks/alert/payload/fingerprint.ts';
import { controllerResources } from '../../hooks/api/controllers.ts';
import { definitions } from '../../hooks/api/definitions.ts';
import type { KafkaCluster } from '../../hooks/api/kafka-cluster.ts';
import { alertWorldOf } from '../../hooks/engine/alert-world.ts';
import { createEngine, type Engine } from '../../hooks/engine/engine.ts';
import { callInProcess } from '../../hooks/engine/hooks/in-process.ts';
import { type RecordedAction, readRecord } from '../../hooks/kafkacluster/alerts/record.ts';
import { claimName } from '../../hooks/kafkacluster/names.ts';
import type { KubeObject } from '../../hooks/kube/types.ts';
import { ApiError } from '../../hooks/ports/api-server.ts';
import { controllers } from '../../hooks/registry.ts';

const START = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LEAST = 3;
const MOST = 6;
const COOL_DOWN_SECONDS = { upScale: 3600, downScale: 7200, resizePvc: 1800 };
const DAY_BUDGET = 12;
const KEY = { namespace: 'demo', name: 'kafka' };

const manifest = {
  apiVersion: 'kafka.banzaicloud.io/v1beta1',
  kind: 'KafkaCluster',
  metadata: KEY,
  spec: {
    brokerConfigGroups: {
      default: {
        processRoles: ['broker', 'controller'],
        storageConfigs: [{ mountPath: '/kafka-logs', pvcSpec: { resources: { requests: { storage: '10Gi' } } } }],
      },
    },
    brokers: [0, 1, 2].map((id) => ({ id, brokerConfigGroup: 'default' })),
    alertManagerConfig: {
      upScaleLimit: MOST,
      downScaleLimit: LEAST,
      maxActionsPerDay: DAY_BUDGET,
      maxDiskSize: '100Gi',
      noDownScaleAfterUpScaleSeconds: 7200,
      coolDownSeconds: COOL_DOWN_SECONDS,
    },
  },
} as const;

/** An engine with the cluster in it, running. */
const begin = async (seed: number): Promise<Engine> => {
  const engine = await createEngine({
    seed,
    startAt: START,
    definitions,
    controllers: controllerResources,
    nodes: 6,
    hooks: (clock) =>
      callInProcess({
        controllers,
        now: clock.now,
        failed: (path, reason) => assert.fail(`${path}: ${JSON.stringify(reason)}`),
      }),
  });
  const { store } = engine;
  store.create(store.typeOf('v1', 'Namespace'), { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'demo' } });
  store.create(typeOf(engine), manifest as unknown as KubeObject);
  assert.ok(await engine.settle());
  return engine;
};

const typeOf = ({ store }: Engine) => store.typeOf('kafka.banzaicloud.io/v1beta1', 'KafkaCluster');
const clusterOf = (engine: Engine): KafkaCluster => engine.store.get(typeOf(engine), KEY) as KafkaCluster;

/** Two replicas whose API server fails one write in five, before or after it was done. */
const replicasOf = (engine: Engine) => {
  const chance = engine.random.fork('alerts');
  const world = alertWorldOf(engine.store);
  const flaky = {
    ...world,
    patch: async (...given: Parameters<typeof world.patch>) => {
      if (chance.chance(0.1)) throw new ApiError(503, 'ServiceUnavailable', 'busy');
      const answer = await world.patch(...given);
      if (chance.chance(0.1)) throw new ApiError(503, 'ServiceUnavailable', 'the answer was lost');
      return answer;
    },
  };
  return [0, 1].map(() => createReceiver({ world: flaky, now: engine.clock.now }));
};

interface Rule {
  readonly command: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Since when it fires; undefined while it does not. */
  since?: number | undefined;
}

const alertOf = ({ command, labels = {}, annotations = {}, since = 0 }: Rule): Alert => {
  const all = { alertname: `Flapping${command}`, kafka_cr: 'kafka', namespace: 'demo', ...labels };
  return {
    name: all.alertname,
    fingerprint: fingerprintOf(all),
    labels: all,
    annotations: { command, ...annotations },
    firing: true,
    startsAt: since,
    endsAt: undefined,
  };
};

/** A day of rules that flap; answers every action, read from each version of the record. */
const flap = async (engine: Engine, rules: readonly Rule[]): Promise<readonly RecordedAction[]> => {
  const actions = new Map<string, RecordedAction>();
  engine.store.subscribe(({ object, resource }) => {
    if (resource.kind !== 'KafkaCluster') return;
    for (const action of readRecord(object.metadata ?? {})?.actions ?? []) actions.set(JSON.stringify(action), action);
    const brokers = (object as KafkaCluster).spec.brokers.length;
    assert.ok(brokers >= LEAST && brokers <= MOST, `${brokers} brokers`);
  });
  const replicas = replicasOf(engine);
  const chance = engine.random.fork('rules');
  const end = START + 24 * HOUR;
  while (engine.clock.now() < end) {
    await engine.clock.runUntil(engine.clock.now() + chance.integer(1, 6) * MINUTE);
    for (const rule of rules) if (chance.chance(0.5)) rule.since = rule.since === undefined ? engine.clock.now() : undefined;
    const firing = rules.filter(({ since }) => since !== undefined).map(alertOf);
    // Every sender tells every replica, and some tell twice.
    const deliveries = replicas.flatMap((replica) => [replica, replica].map((one) => one.receive(firing)));
    for (const { status, reason } of (await Promise.allSettled(deliveries)) as readonly { status: string; reason?: unknown }[]) {
      assert.ok(status === 'fulfilled' || reason instanceof ApiError, String(reason));
    }
  }
  return [...actions.values()].sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
};

for (const seed of [1, 2]) {
  test(`alerts that flap for a day do no harm (seed ${seed})`, async () => {
    const engine = await begin(seed);
    const claim = claimName({ name: 'kafka' }, 0, '/kafka-logs');
    const actions = await flap(engine, [
      { command: 'upScale', annotations: { brokerConfigGroup: 'default' } },
      { command: 'downScale' },
      { command: 'resizePvc', labels: { persistentvolumeclaim: claim }, annotations: { incrementBy: '5Gi' } },
    ]);
    for (const [command, seconds] of Object.entries(COOL_DOWN_SECONDS)) {
      const times = actions.filter((action) => action.command === command).map(({ time }) => Date.parse(time));
      for (const [at, time] of times.entries()) {
        const before = times[at - 1];
        if (before !== undefined) assert.ok(time - before >= seconds * 1000, `${command} acted twice within ${(time - before) / 1000} s`);
      }
    }
    assert.ok(actions.length >= 3, `only ${actions.length} actions: the rules were not heard`);
    assert.ok(actions.length <= DAY_BUDGET + 1, `${actions.length} actions in a day`);
    assert.ok(actions.some(({ command }) => command === 'upScale') && actions.some(({ command }) => command === 'resizePvc'));
    assert.ok(await engine.settle());
    const { spec, status } = clusterOf(engine);
    assert.equal(status?.conditions?.find(({ type }) => type === 'Ready')?.status, 'True');
    assert.equal(status?.alerts?.[0]?.outcome === undefined, false, 'status tells of it');
    assert.ok(spec.brokers.length >= LEAST && spec.brokers.length <= MOST);
  });
}
