/**
 * A small cluster for whole-controller tests: a Box (a custom resource) makes ConfigMaps and Pods, and a hook is a
 * function of the test. Time is virtual; each step runs until nothing is under way.
 */
import { createStore } from '../../../../hooks/engine/api-server/memory-store.ts';
import { serveApi } from '../../../../hooks/engine/api-server/serve-api.ts';
import { createRandom } from '../../../../hooks/engine/clock/random.ts';
import { createVirtualClock, type VirtualClock } from '../../../../hooks/engine/clock/virtual-clock.ts';
import type { HookAnswer } from '../../../../hooks/engine/metacontroller/hook-caller.ts';
import { type Metacontroller, startMetacontroller } from '../../../../hooks/engine/metacontroller/metacontroller.ts';
import type { SyncReport } from '../../../../hooks/engine/metacontroller/report.ts';
import type { KubeObject } from '../../../../hooks/kube/types.ts';
import type { ApiServer, ResourceType } from '../../../../hooks/ports/api-server.ts';

const openSchema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

/** A namespaced kind that anything may be in, with status as a subresource. */
export const definition = (group: string, kind: string, plural: string): KubeObject => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.${group}` },
  ...{
    spec: {
      group,
      names: { kind, plural, singular: kind.toLowerCase() },
      scope: 'Namespaced',
      versions: [{ name: 'v1', served: true, storage: true, subresources: { status: {} }, schema: { openAPIV3Schema: openSchema } }],
    },
  },
});

const type = (apiVersion: string, kind: string, more: Partial<ResourceType> = {}): ResourceType => ({
  apiVersion,
  kind,
  plural: `${kind.toLowerCase()}s`,
  namespaced: true,
  status: false,
  ...more,
});

export const boxes = type('example.org/v1', 'Box', { status: true, plural: 'boxes' });
export const configMaps = type('v1', 'ConfigMap');
export const pods = type('v1', 'Pod', { status: true });
export const nodes = type('v1', 'Node', { status: true, namespaced: false });
export const secrets = type('v1', 'Secret');
export const events = type('v1', 'Event');
export const namespaces = type('v1', 'Namespace', { namespaced: false });

/** What a hook was asked: the last part of its path, and the body. */
export interface Asked {
  readonly hook: string;
  readonly body: Body;
}

// biome-ignore lint/suspicious/noExplicitAny: a request is judged field by field in the tests.
export type Body = Readonly<Record<string, any>>;

/** A body, answered with 200; or a whole answer; or an Error: there is no answer. */
export type Hook = (asked: Asked) => object | HookAnswer | Error | null;

export interface TestWorld {
  readonly api: ApiServer;
  readonly clock: VirtualClock;
  readonly metacontroller: Metacontroller;
  /** Calls of hooks, in their order. */
  readonly asked: Asked[];
  readonly reports: SyncReport[];
  /** Runs until nothing is under way, or 10 s have passed. */
  settle(): Promise<void>;
  /** Lets time pass. */
  pass(seconds: number): Promise<void>;
  /** `kind/name` of all objects of a type. */
  names(type: ResourceType): Promise<readonly string[]>;
  get(type: ResourceType, name: string): Promise<Body>;
  /** `verb kind/name` of what was done since the last time, customize calls apart; with the result unless done. */
  operations(): readonly string[];
}

export interface WorldOptions {
  readonly hook: Hook;
  /** Milliseconds until a watch hears of a change. */
  readonly latency?: (type: ResourceType) => number;
  readonly seed?: number;
  /** Stands between Metacontroller and the server. */
  readonly through?: (api: ApiServer) => ApiServer;
}

export const createWorld = ({ hook, latency = () => 0, seed, through = (api) => api }: WorldOptions): TestWorld => {
  const random = createRandom(seed ?? 1);
  const clock = createVirtualClock(Date.UTC(2026, 0, 1), seed === undefined ? undefined : random.fork('clock'));
  const store = createStore({ clock, random: random.fork('store'), definitions: [definition('example.org', 'Box', 'boxes')] });
  for (const name of ['test', 'elsewhere']) store.create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  const api = serveApi(store, { clock, latency });
  const asked: Asked[] = [];
  const reports: SyncReport[] = [];
  let told = 0;
  const metacontroller = startMetacontroller({
    api: through(api),
    clock,
    ...(seed !== undefined && { random: random.fork('metacontroller') }),
    hooks: async ({ url, body }) => {
      const call: Asked = { hook: url.slice(url.lastIndexOf('/') + 1), body };
      asked.push(call);
      const answer = hook(call);
      if (answer instanceof Error) throw answer;
      return answer !== null && 'status' in answer && typeof answer.status === 'number'
        ? (answer as HookAnswer)
        : { status: 200, json: answer };
    },
    onSync: (report) => reports.push(report),
  });
  const settle = async (): Promise<void> => {
    const until = clock.now() + 10_000;
    // Watches of the server deliver within the same moment.
    while (await clock.step(metacontroller.idle() ? clock.now() + 1 : until));
  };
  return {
    api,
    clock,
    metacontroller,
    asked,
    reports,
    settle,
    pass: (seconds) => clock.runUntil(clock.now() + seconds * 1000),
    names: async (of) => (await api.list(of)).map(({ kind, metadata }) => `${kind}/${metadata?.name}`).sort(),
    get: async (of, name) => (await api.get(of, of.namespaced ? { namespace: 'test', name } : { name })) as Body,
    operations: () => {
      const news = reports.slice(told).flatMap(({ operations }) => operations);
      told = reports.length;
      return news.map(({ verb, kind, name, result }) => `${verb} ${kind}/${name}${result === 'done' ? '' : ` ${result}`}`);
    },
  };
};

/** Labels every child of a Box needs. */
export const labels = { box: 'one' };

export const box = (more: object = {}): KubeObject => ({
  apiVersion: 'example.org/v1',
  kind: 'Box',
  metadata: { name: 'one', namespace: 'test' },
  ...{ spec: { selector: { matchLabels: labels }, ...more } },
});

export const configMap = (name: string, data: Readonly<Record<string, string>> = { is: 'here' }): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'test', labels },
  ...{ data },
});

export const pod = (name: string, image = 'one'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'test', labels },
  ...{ spec: { containers: [{ name: 'main', image }] } },
});

const hookAt = (name: string) => ({ version: 'v2', webhook: { url: `http://hooks/boxes/${name}`, timeout: '5s' } });

/** A CompositeController of Boxes with these hooks. */
export const composite = (hooks: readonly string[] = ['sync'], spec: object = {}): KubeObject => ({
  apiVersion: 'metacontroller.k8s.io/v1alpha1',
  kind: 'CompositeController',
  metadata: { name: 'boxes' },
  ...{
    spec: {
      parentResource: { apiVersion: 'example.org/v1', resource: 'boxes' },
      childResources: [
        { apiVersion: 'v1', resource: 'pods', updateStrategy: { method: 'OnDelete' } },
        { apiVersion: 'v1', resource: 'configmaps', updateStrategy: { method: 'InPlace' } },
      ],
      hooks: Object.fromEntries(hooks.map((hook) => [hook, hookAt(hook)])),
      ...spec,
    },
  },
});

/** A DecoratorController of Boxes with these hooks. */
export const decorator = (hooks: readonly string[] = ['sync'], spec: object = {}): KubeObject => ({
  apiVersion: 'metacontroller.k8s.io/v1alpha1',
  kind: 'DecoratorController',
  metadata: { name: 'boxes' },
  ...{
    spec: {
      resources: [{ apiVersion: 'example.org/v1', resource: 'boxes' }],
      attachments: [{ apiVersion: 'v1', resource: 'configmaps', updateStrategy: { method: 'InPlace' } }],
      hooks: Object.fromEntries(hooks.map((hook) => [hook, hookAt(hook)])),
      ...spec,
    },
  },
});

/** A world with a Box and a CompositeController of these hooks, settled. */
export const withBox = async (
  hook: Hook,
  {
    hooks = ['sync'],
    spec = {},
    parent = box(),
  }: { readonly hooks?: readonly string[]; readonly spec?: object; readonly parent?: KubeObject } = {},
): Promise<TestWorld> => {
  const world = createWorld({ hook });
  await world.metacontroller.add(composite(hooks, spec));
  await world.api.create(boxes, parent);
  await world.settle();
  return world;
};

/** Changes the spec of the Box. */
export const edit = async (world: TestWorld, more: object): Promise<void> => {
  const live = await world.get(boxes, 'one');
  await world.api.update(boxes, { ...live, spec: { ...live['spec'], ...more } } as KubeObject);
};
