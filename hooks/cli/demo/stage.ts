/**
 * Where a demo plays: the hook server of production on a free port of this machine, and the engine around it, whose
 * Metacontroller calls it over HTTP. Both tell the same virtual time.
 */
import { createLog } from '../../adapters/telemetry/log.ts';
import { createMetrics } from '../../adapters/telemetry/metrics.ts';
import { controllerResources } from '../../api/controllers.ts';
import { definitions } from '../../api/definitions.ts';
import type { KafkaClusterSpec } from '../../api/kafka-cluster.ts';
import { createEngine, type Engine } from '../../engine/engine.ts';
import { callOverHttp } from '../../engine/hooks/over-http.ts';
import type { SyncReport } from '../../engine/metacontroller/report.ts';
import type { KubeObject } from '../../kube/types.ts';
import { applyTo } from '../../plan/apply.ts';
import { emptyWorld } from '../../plan/empty-world.ts';
import { isApiError, type ObjectKey } from '../../ports/api-server.ts';
import type { Controller } from '../../protocol/controller.ts';
import { startService } from '../../server/service.ts';
import { readSettings } from '../../server/settings.ts';
import { namespaced, type Sample } from './sample.ts';
import { look, type Scene, type View } from './view.ts';

/** What the API server says to an apply or an edit: nothing, or why not. */
export interface Answer {
  readonly refused?: string;
}

export interface Stage {
  readonly engine: Engine;
  /** Address of the hook server. */
  readonly hooks: string;
  /** The KafkaCluster that the story is about. */
  readonly key: Required<ObjectKey>;
  readonly sample: Sample;
  /** Virtual seconds since the start. */
  at(): number;
  /** Calls of hooks so far. */
  calls(): number;
  look(): View;
  lookClosely(): Promise<Scene>;
  /** `kubectl apply` of the sample. */
  apply(): Answer;
  /** `kubectl edit` of the KafkaCluster. */
  edit(spec: KafkaClusterSpec): Answer;
  close(): Promise<void>;
}

export interface StageParts {
  readonly controllers: readonly Controller[];
  readonly sample: Sample;
  /** Milliseconds since the epoch. */
  readonly startAt: number;
  onSync(report: SyncReport): void;
}

// The same run for everybody: what a reader of the documentation sees is what he gets.
const SEED = 1;

/** Starts server and engine; nothing is applied yet. */
export const openStage = async ({ controllers, sample, startAt, onSync }: StageParts): Promise<Stage> => {
  let now = (): number => startAt;
  let calls = 0;
  const service = await startService({
    controllers,
    settings: { ...readSettings({}), host: '127.0.0.1', port: 0, adminPort: 0, drainMs: 0, logLevel: 'silent' },
    log: createLog('silent'),
    metrics: createMetrics({ processMetrics: false }),
    now: () => now(),
  });
  const hooks = `http://127.0.0.1:${service.port}`;
  const overHttp = callOverHttp({ base: hooks });
  const engine = await createEngine({
    seed: SEED,
    startAt,
    definitions,
    controllers: controllerResources,
    objects: storageClasses(sample),
    // One more than brokers, for the one that is added.
    nodes: Math.max(3, brokersOf(sample)) + 1,
    hooks: (clock) => {
      now = clock.now;
      return (call) => {
        calls += 1;
        return overHttp(call);
      };
    },
    onSync,
  });
  const { store, kafka, clock } = engine;
  const { all, cluster } = namespaced(sample, store.types());
  const key = { namespace: cluster.metadata?.namespace ?? '', name: cluster.metadata?.name ?? '' };
  const view = (): View => look(store, key);
  return {
    engine,
    hooks,
    key,
    sample,
    at: () => (clock.now() - startAt) / 1000,
    calls: () => calls,
    look: view,
    lookClosely: async () => ({
      ...view(),
      at: clock.now(),
      kafka: await kafka
        .admin(key)
        .snapshot({ deadline: clock.now() + 5000 })
        .catch(() => undefined),
      acknowledged: kafka.acknowledged(key),
      lost: kafka.lostRecords(),
    }),
    apply: () =>
      answerOf(() => {
        createNamespaces(engine, all);
        for (const object of all) store.create(store.typeOf(object.apiVersion ?? '', object.kind ?? ''), applyTo(undefined, object));
      }),
    edit: (spec) =>
      answerOf(() => {
        const type = store.typeOf('kafka.banzaicloud.io/v1beta1', 'KafkaCluster');
        store.update(type, { ...store.get(type, key), spec } as KubeObject);
      }),
    close: () => service.stop(),
  };
};

const answerOf = (write: () => void): Answer => {
  try {
    write();
    return {};
  } catch (error) {
    if (!isApiError(error)) throw error;
    return { refused: error.message };
  }
};

const createNamespaces = ({ store }: Engine, resources: readonly KubeObject[]): void => {
  const type = store.typeOf('v1', 'Namespace');
  const given = new Set(resources.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata?.name));
  for (const name of new Set(resources.flatMap(({ metadata }) => metadata?.namespace ?? [])))
    if (!given.has(name) && store.get(type, { name }) === undefined)
      store.create(type, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
};

/** A default class, and those that the sample names. */
const storageClasses = ({ resources }: Sample): readonly KubeObject[] =>
  emptyWorld(resources.map(({ resource }) => resource))
    .filter(({ kind }) => kind === 'StorageClass')
    .map(({ metadata: { uid: _uid, creationTimestamp: _made, ...metadata } = {}, ...object }) => ({ ...object, metadata }));

const brokersOf = ({ resources }: Sample): number =>
  Math.max(
    ...resources.map(({ resource }) => {
      const { spec } = resource as { readonly spec?: { readonly brokers?: unknown } };
      return Array.isArray(spec?.brokers) ? spec.brokers.length : 0;
    }),
  );
