/**
 * Where a demo plays: the hook server of production on a free port of this machine, and the engine around it, whose
 * Metacontroller calls it over HTTP. Both tell the same virtual time.
 */
import { createLog } from '../../adapters/telemetry/log.ts';
import { createMetrics } from '../../adapters/telemetry/metrics.ts';
import { controllerResources } from '../../api/controllers.ts';
import { definitions } from '../../api/definitions.ts';
import type { KafkaClusterSpec } from '../../api/kafka-cluster.ts';
import { badRequest } from '../../engine/api-server/refusals.ts';
import { createEngine, type Engine } from '../../engine/engine.ts';
import { callOverHttp } from '../../engine/hooks/over-http.ts';
import { strictProblem } from '../../engine/http-api/field-validation.ts';
import { ZONE_LABEL } from '../../engine/kubernetes/nodes/cluster-setup.ts';
import type { SyncReport } from '../../engine/metacontroller/report.ts';
import { metadataProblem } from '../../kube/metadata-shape.ts';
import type { KubeObject } from '../../kube/types.ts';
import { applyTo } from '../../plan/apply.ts';
import { emptyWorld } from '../../plan/empty-world.ts';
import { isApiError, keyOf, type ObjectKey } from '../../ports/api-server.ts';
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
    objects: neededObjects(sample),
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
  labelRacks(engine, sample);
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
        for (const { metadata } of all) assertTakes(metadataProblem(metadata));
        createNamespaces(engine, all);
        for (const object of all) applyFile(engine, object);
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

const assertTakes = (problem: string | undefined): void => {
  if (problem !== undefined) throw badRequest(problem);
};

/** What kubectl does with a file, which may name the same object twice: the last one counts. */
const applyFile = ({ store }: Engine, object: KubeObject): void => {
  const type = store.typeOf(object.apiVersion ?? '', object.kind ?? '');
  assertTakes(strictProblem(store, type, object));
  const live = store.get(type, keyOf(object));
  const wanted = applyTo(live, object);
  if (live === undefined) store.create(type, wanted);
  else store.update(type, wanted);
};

const createNamespaces = ({ store }: Engine, resources: readonly KubeObject[]): void => {
  const type = store.typeOf('v1', 'Namespace');
  const given = new Set(resources.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata?.name));
  for (const name of new Set(resources.flatMap(({ metadata }) => metadata?.namespace ?? [])))
    if (!given.has(name) && store.get(type, { name }) === undefined)
      store.create(type, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
};

const friendlyWorld = ({ resources }: Sample): readonly KubeObject[] => emptyWorld(resources.map(({ resource }) => resource));

/** A default class, and the classes and accounts that the sample names. */
const neededObjects = (sample: Sample): readonly KubeObject[] =>
  friendlyWorld(sample)
    .filter(({ kind }) => kind === 'StorageClass' || kind === 'ServiceAccount')
    .map(({ metadata: { uid: _uid, creationTimestamp: _made, ...metadata } = {}, ...object }) => ({ ...object, metadata }));

/** Labels by which the sample tells racks apart stand on the Nodes, with their zone. */
const labelRacks = ({ store }: Engine, sample: Sample): void => {
  const type = store.typeOf('v1', 'Node');
  const keys = friendlyWorld(sample).flatMap(({ kind, metadata }) => (kind === 'Node' ? Object.keys(metadata?.labels ?? {}) : []));
  for (const node of store.list(type)) {
    const { labels = {} } = node.metadata ?? {};
    const missing = [...new Set(keys)].filter((key) => labels[key] === undefined).map((key) => [key, labels[ZONE_LABEL] ?? ''] as const);
    if (missing.length > 0)
      store.update(type, { ...node, metadata: { ...node.metadata, labels: { ...labels, ...Object.fromEntries(missing) } } });
  }
};

const brokersOf = ({ resources }: Sample): number =>
  Math.max(
    ...resources.map(({ resource }) => {
      const { spec } = resource as { readonly spec?: { readonly brokers?: unknown } };
      return Array.isArray(spec?.brokers) ? spec.brokers.length : 0;
    }),
  );
