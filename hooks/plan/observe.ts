/**
 * Runs the engine for a plan: load the state, let it come to rest, apply the files, let it come to rest again, and keep
 * what was seen. The change is made by the hooks themselves; nothing here knows what a KafkaCluster is.
 */
import type { Store } from '../engine/api-server/store.ts';
import { strictProblem } from '../engine/http-api/field-validation.ts';
import { metadataProblem } from '../kube/metadata-shape.ts';
import type { KubeObject } from '../kube/types.ts';
import { isApiError, keyOf, type ResourceType } from '../ports/api-server.ts';
import { applyTo, recordOf } from './apply.ts';
import type { Applied, Failing, Observation, Seen } from './observation.ts';

/** As much of the engine as a plan needs. */
export interface PlanEngine {
  readonly store: Pick<Store, 'create' | 'get' | 'subscribe' | 'typeOf' | 'types' | 'update'> & { snapshot(): readonly KubeObject[] };
  /** Milliseconds since the epoch, on the engine's clock. */
  now(): number;
  /** Runs until nothing more happens; false when that did not come to pass in the time that it looks at. */
  settle(): Promise<boolean>;
  /** What the last syncs failed with, sorted. */
  failing(): readonly Failing[];
}

/** What is seen when the files are applied, one after the other. Throws NotFound for a kind that the engine does not serve. */
export const observeChange = async (engine: PlanEngine, files: readonly KubeObject[]): Promise<Observation> => {
  const { store } = engine;
  const loaded = store.snapshot();
  const restsBefore = await engine.settle();
  const before = store.snapshot();
  const failingBefore = engine.failing();
  const start = engine.now();
  const seen: Seen[] = [];
  const stop = store.subscribe(({ type, object, before: earlier }) => {
    seen.push({ at: engine.now() - start, before: earlier, after: type === 'DELETED' ? undefined : object });
  });
  const applied = files.map((wanted) => apply(store, wanted));
  const restsAfter = await engine.settle();
  stop();
  return {
    loaded,
    before,
    applied,
    seen,
    after: store.snapshot(),
    rests: { before: restsBefore, after: restsAfter },
    failing: { before: failingBefore, after: engine.failing() },
    now: engine.now(),
  };
};

const apply = (store: PlanEngine['store'], given: KubeObject): Applied => {
  const wanted = asApplied(given);
  const type = store.typeOf(wanted.apiVersion ?? '', wanted.kind ?? '');
  const before = store.get(type, keyOf(wanted));
  const unrecorded = before !== undefined && recordOf(before) === undefined;
  const misshapen = metadataProblem(wanted.metadata) ?? strictProblem(store, type, wanted);
  if (misshapen !== undefined) return { wanted, before, after: undefined, refused: misshapen, unrecorded };
  try {
    return { wanted, before, after: write(store, type, [before, wanted]), unrecorded };
  } catch (error) {
    if (!isApiError(error)) throw error;
    return { wanted, before, after: undefined, refused: error.message, unrecorded };
  }
};

const write = (
  store: PlanEngine['store'],
  type: ResourceType,
  [live, wanted]: readonly [KubeObject | undefined, KubeObject],
): KubeObject => {
  const desired = applyTo(live, wanted);
  return live === undefined ? store.create(type, desired) : store.update(type, desired);
};

/** A file that was taken from a cluster carries what the cluster gave it: none of it is anybody's wish. */
const asApplied = (given: KubeObject): KubeObject => {
  const { status: _status, metadata, ...rest } = given as KubeObject & { readonly status?: unknown };
  const {
    uid: _uid,
    resourceVersion: _version,
    creationTimestamp: _created,
    generation: _generation,
    managedFields: _fields,
    ...own
  } = metadata ?? {};
  return { ...rest, metadata: own };
};
