/**
 * What a script holds in its hands: a namespace of its own, a kind of its own, hooks that answer what it says, and steps.
 * A step does one thing, lets everything come to rest, and writes down what was called and what became of it.
 */

import type { ObjectKey, ResourceType } from '../../hooks/ports/api-server.ts';
import type { Backend, Thing } from './backend.ts';
import { aboutOf, type Call, type HookRequest, type RawReply, rawReply } from './hook-switchboard.ts';
import { createJournals, type Journal, type Journals } from './journal.ts';
import { CLAIM, CONFIG_MAP, EVENT, MARK, NAMESPACE, POD, type Scope, SERVICE, typeOf, widgetOf } from './kinds.ts';
import { comparable, createNames, outline } from './normalise.ts';
import { createRecorder } from './recorder.ts';
import type { StepOptions, Transcript } from './transcript.ts';

export interface Script {
  /** File name and name of the group of its kind. */
  readonly name: string;
  /** One sentence: what is true of Metacontroller or of the API server. */
  readonly about: string;
  /** Structural schema of its Widgets' spec, for scripts about schemas. */
  readonly spec?: object;
  /** Whether its Widgets have a namespace, as they do without a word. */
  readonly scope?: Scope;
  /** Whether it has a second namespace. */
  readonly elsewhere?: true;
  /** Kinds that it follows besides Widgets, ConfigMaps, Services, claims and Pods. */
  readonly kinds?: readonly ResourceType[];
  /** Objects are recorded without their content. */
  readonly inOutline?: boolean;
  /** Needs the garbage collector to know its kind. */
  readonly collects?: boolean;
  run(world: World): Promise<void>;
}

/** What a hook answers; a function sees the request. */
export type Answer = object | null | RawReply | ((request: HookRequest) => object | null | RawReply);

export interface World {
  readonly script: string;
  readonly namespace: string;
  /** The second namespace, if the script asked for one. Names of objects must not be those of the first. */
  readonly elsewhere: string;
  /** API version of the script's Widgets. */
  readonly apiVersion: string;
  readonly backend: Backend;
  readonly journal: Journal;
  readonly calls: readonly Call[];
  /** Sets what a hook answers from now on: `sync`, `finalize`, `customize`, `second/sync`. */
  on(hook: string, answer: Answer): void;
  /** Address of a hook. */
  url(hook: string): string;
  start(controller: Thing): Promise<boolean>;
  step(name: string, action: () => Promise<unknown>, options?: StepOptions): Promise<void>;
  /** Writes a fact of the script's own into the step that runs next or runs now. */
  note(name: string, value: unknown): void;
  create(object: Thing): Promise<Thing>;
  /** Reads, changes, writes; again when somebody else was faster. */
  change(kind: string, name: string, change: (object: Thing) => Thing): Promise<Thing>;
  changeStatus(name: string, status: object): Promise<Thing>;
  remove(kind: string, name: string, propagation?: 'Background' | 'Foreground' | 'Orphan'): Promise<void>;
  /** An object as last seen. */
  see(kind: string, name: string): Thing | undefined;
}

const UNTIL_SECONDS = 40;

/** Runs a script on a backend. */
export const runScript = async (
  script: Script,
  backend: Backend,
  journals: Journals = createJournals(backend.api),
): Promise<Transcript> => {
  const namespace = `conf-${script.name}-${backend.run}`;
  const elsewhere = `conf-${script.name}-else-${backend.run}`;
  const namespaces = script.elsewhere === true ? [namespace, elsewhere] : [namespace];
  const ofWidgets = widgetOf(script.name, script.scope);
  const types = [ofWidgets, CONFIG_MAP, SERVICE, CLAIM, POD, EVENT, ...(script.kinds ?? [])];
  if (script.collects === true) await backend.collectorReady();
  const journal = await journals.follow([...namespaces, ...(ofWidgets.namespaced ? [] : [ofWidgets.apiVersion])], types);
  const names = createNames({ [namespace]: 'NAMESPACE', [elsewhere]: 'ELSEWHERE', [backend.hooksUrl]: 'HOOKS' });
  const started: Thing[] = [];
  const answers = new Map<string, Answer>();
  const calls: Call[] = [];
  const recorder = createRecorder({ journal, calls, names, look: script.inOutline === true ? outline : comparable });
  backend.hooks.register(script.name, (call) => {
    // Controllers of kinds that scripts share are asked about everybody's objects.
    const { apiVersion, metadata } = aboutOf(call.request);
    if (metadata?.namespace === namespace || apiVersion === ofWidgets.apiVersion) calls.push(call);
    const answer = answers.get(call.hook) ?? rawReply(404, `no ${call.hook} hook`);
    return typeof answer === 'function' ? answer(call.request) : answer;
  });
  const { api } = backend;
  const typeNamed = (kind: string): ResourceType => {
    const type = types.find((known) => known.kind === kind);
    if (type === undefined) throw new Error(`${script.name} does not follow ${kind}`);
    return type;
  };
  /** The key of an object of the script; whatever has a namespace is in the first. */
  const keyOf = ({ namespaced }: ResourceType, name: string): ObjectKey => (namespaced ? { namespace, name } : { name });
  const activity = (): number => calls.length + journal.entries.length;
  const change = async (kind: string, name: string, edit: (object: Thing) => Thing, write: 'update' | 'updateStatus'): Promise<Thing> => {
    const type = typeNamed(kind);
    for (let left = 5; ; left -= 1) {
      const now = (await api.get(type, keyOf(type, name))) as Thing;
      try {
        return (await api[write](type, edit(now))) as Thing;
      } catch (error) {
        if (left === 0 || !(error instanceof Error) || !error.message.includes('the object has been modified')) throw error;
      }
    }
  };
  const world: World = {
    script: script.name,
    namespace,
    elsewhere,
    apiVersion: ofWidgets.apiVersion,
    backend,
    journal,
    calls,
    on: (hook, answer) => void answers.set(hook, answer),
    url: (hook) => `${backend.hooksUrl}/${script.name}/${hook}`,
    start: (controller) => {
      started.push(controller);
      return backend.start(controller);
    },
    step: async (name, action, options = {}) => {
      recorder.begin(name);
      const before = calls.length;
      await action();
      const condition = options.until ?? (() => options.noCall === true || calls.length > before);
      if (!(await backend.until(condition, UNTIL_SECONDS))) recorder.note('in vain', `waited ${UNTIL_SECONDS} s`);
      await backend.quiet(activity);
      recorder.end(options);
    },
    note: (name, value) => recorder.note(name, value),
    create: async (object) => {
      const type = object.kind === ofWidgets.kind ? ofWidgets : typeOf(object);
      return (await api.create(type, type.namespaced ? inNamespace(object, namespace) : object)) as Thing;
    },
    change: (kind, name, edit) => change(kind, name, edit, 'update'),
    changeStatus: (name, status) => change('Widget', name, (object) => ({ ...object, status }), 'updateStatus'),
    remove: (kind, name, propagation) =>
      api.delete(typeNamed(kind), keyOf(typeNamed(kind), name), propagation === undefined ? {} : { propagation }),
    see: (kind, name) => journal.objects.get(`${kind}/${name}`),
  };
  for (const name of namespaces)
    names.meet(await api.create(NAMESPACE, { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: MARK } }));
  try {
    await script.run(world);
  } finally {
    for (const controller of started) await backend.stop(controller).catch(() => undefined);
    // Whoever would have removed these is gone, and they would hold the namespace back for ever.
    for (const { kind = '', metadata } of journal.objects.values())
      if (metadata?.finalizers?.some((finalizer) => !finalizer.startsWith('kubernetes.io/')) === true)
        await world.change(kind, metadata.name ?? '', withoutFinalizers).catch(() => undefined);
    for (const name of namespaces) await api.delete(NAMESPACE, { name });
  }
  return { script: script.name, steps: recorder.steps() };
};

const withoutFinalizers = (object: Thing): Thing => {
  const { finalizers: _, ...metadata } = object.metadata ?? {};
  return { ...object, metadata };
};

const inNamespace = (object: Thing, namespace: string): Thing => ({
  ...object,
  metadata: { namespace, ...object.metadata },
});
