/**
 * What both backends with a real API server need: the definitions of all scripts' kinds, put there in one go because
 * Metacontroller and the garbage collector look for new kinds only now and then, and everything removed at the end.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { loadAll } from 'js-yaml';
import { isApiError } from '../../../hooks/ports/api-server.ts';
import type { Thing, UserApi } from '../backend.ts';
import { COMPOSITE, CONFIG_MAP, DECORATOR, DEFINITION, MARK, NAMESPACE, VOLUME, widgetDefinition, widgetOf } from '../kinds.ts';

/** Kind of the parent that shows whether the garbage collector knows the scripts' kinds. */
const CANARY = 'canary';
/** The garbage collector asks for new kinds every 30 s. */
const COLLECTOR_SECONDS = 120;

export interface Cluster {
  readonly collectorReady: () => Promise<void>;
  readonly cleanUp: () => Promise<void>;
}

/** Installs definitions, and ours where they are missing. What an earlier run left is removed first. */
export const prepareCluster = async (api: UserApi, definitions: readonly Thing[], run: string): Promise<Cluster> => {
  await removeLeftovers(api);
  for (const definition of [...definitions, widgetDefinition({ name: CANARY })]) await api.create(DEFINITION, definition);
  for (const definition of ownDefinitions()) await unless('AlreadyExists', api.create(DEFINITION, definition));
  const established = async (): Promise<boolean> =>
    (await api.list(DEFINITION)).every((definition) => JSON.stringify(definition).includes('"type":"Established"'));
  await poll('the definitions are served', established);
  const collecting = canary(api, run);
  // Nobody waits for it when no script of this run needs the collector.
  collecting.catch(() => undefined);
  return { collectorReady: () => collecting, cleanUp: () => removeLeftovers(api) };
};

/** The CRDs that users install. */
export const ownDefinitions = (): readonly Thing[] =>
  ['kafkaclusters', 'kafkatopics', 'kafkausers', 'cruisecontroloperations'].flatMap(
    (name) => loadAll(readFileSync(new URL(`../../../manifests/crds/${name}.yaml`, import.meta.url), 'utf8')) as Thing[],
  );

const canary = async (api: UserApi, run: string): Promise<void> => {
  const namespace = `conf-canary-${run}`;
  await api.create(NAMESPACE, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: MARK } });
  const type = widgetOf(CANARY);
  const owner = await api.create(type, { apiVersion: type.apiVersion, kind: type.kind, metadata: { namespace, name: 'owner' } });
  const reference = { apiVersion: type.apiVersion, kind: type.kind, name: 'owner', uid: owner.metadata?.uid ?? '' };
  await api.create(CONFIG_MAP, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace, name: 'owned', ownerReferences: [reference] },
  });
  // The collector notices a vanished owner only when it watches the owner's kind.
  await api.delete(type, { namespace, name: 'owner' });
  const gone = async (): Promise<boolean> => (await api.list(CONFIG_MAP, namespace)).every(({ metadata }) => metadata?.name !== 'owned');
  await poll('the garbage collector knows the kinds of the scripts', gone, COLLECTOR_SECONDS);
};

const removeLeftovers = async (api: UserApi): Promise<void> => {
  const marked = async (type: typeof NAMESPACE): Promise<readonly Thing[]> =>
    ((await api.list(type)) as readonly Thing[]).filter(({ metadata }) =>
      Object.entries(MARK).every(([k, v]) => metadata?.labels?.[k] === v),
    );
  for (const type of [COMPOSITE, DECORATOR])
    for (const { metadata } of await marked(type)) await unless('NotFound', api.delete(type, { name: metadata?.name ?? '' }));
  const definitions = await marked(DEFINITION);
  for (const definition of definitions) {
    const type = widgetOf((definition.metadata?.name ?? '').replace(/^widgets\./, '').replace(/\.conformance.*$/, ''));
    // A script that was cut short leaves finalizers whose controller is gone.
    for (const widget of await listIfServed(api, type)) {
      const { finalizers: _, ...metadata } = widget.metadata ?? {};
      await unless('NotFound', unless('Conflict', api.update(type, { ...widget, metadata })));
    }
    await unless('NotFound', api.delete(DEFINITION, { name: definition.metadata?.name ?? '' }));
  }
  for (const { metadata } of await marked(NAMESPACE))
    await unless('NotFound', unless('Conflict', api.delete(NAMESPACE, { name: metadata?.name ?? '' })));
  for (const { metadata } of await marked(VOLUME)) await unless('NotFound', api.delete(VOLUME, { name: metadata?.name ?? '' }));
  const names = new Set(definitions.map(({ metadata }) => metadata?.name));
  await poll('leftovers are gone', async () => (await api.list(DEFINITION)).every(({ metadata }) => !names.has(metadata?.name)));
};

const listIfServed = async (api: UserApi, type: typeof NAMESPACE) => {
  try {
    return await api.list(type);
  } catch (error) {
    if (isApiError(error, 'NotFound')) return [];
    throw error;
  }
};

/** Does not mind one kind of refusal. */
export const unless = async (reason: 'AlreadyExists' | 'NotFound' | 'Conflict', call: Promise<unknown>): Promise<void> => {
  try {
    await call;
  } catch (error) {
    if (!isApiError(error, reason)) throw error;
  }
};

const poll = async (what: string, holds: () => Promise<boolean>, seconds = 60): Promise<void> => {
  for (const end = performance.now() + seconds * 1000; !(await holds()); await pause(250))
    if (performance.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
};
