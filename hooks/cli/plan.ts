/**
 * `kafka-hooks plan`: what applying files would do, found out by doing it: the hooks that run in production are run in
 * the engine, on a copy of the cluster as a saved state, the kubeconfig or nobody describes it. Nothing is changed anywhere.
 */

import { firstUnreadable } from '../engine/api-server/readable.ts';
import { readState } from '../engine/state/read.ts';
import { assertCovered } from '../engine/state/scope.ts';
import { failure } from '../errors.ts';
import type { KubeObject } from '../kube/types.ts';
import { type Comparable, comparableLive, comparableSaved } from '../plan/comparable.ts';
import { emptyWorld } from '../plan/empty-world.ts';
import { makePlan } from '../plan/make-plan.ts';
import { observeChange, type PlanEngine } from '../plan/observe.ts';
import type { Plan } from '../plan/plan.ts';
import { type Arguments, type Flag, readArguments } from './arguments.ts';
import type { Command, CommandIo } from './command.ts';
import type { ReadState } from './dump.ts';
import type { HelpPage } from './help.ts';
import { readLiveState } from './live-state.ts';
import { type ReadStdin, readDocument, readManifests } from './manifests.ts';
import { toResources, withNamespaces } from './plan-resources.ts';
import { planText } from './plan-text.ts';

const flags: readonly Flag[] = [
  { name: 'file', short: 'f', value: 'FILE' },
  { name: 'state', value: 'FILE' },
  { name: 'live' },
  { name: 'context', value: 'CONTEXT' },
  { name: 'namespace', short: 'n', value: 'NAMESPACE' },
  { name: 'output', short: 'o', value: ['text', 'json'] },
];

const help: HelpPage = {
  usage: 'kafka-hooks plan -f FILE... [--state FILE | --live [--context CONTEXT]] [-n NAMESPACE] [-o text|json]',
  about: [
    'Shows what kubectl apply of the files would do, before anybody applies them: broker by broker restart, reconfigure,',
    'create, grow, remove or nothing, with the reason key by key, the order, what waits for what, risks, and what is refused.',
    'It runs the hooks themselves on a copy of the cluster, in memory and on a clock of its own. Nothing is changed anywhere.',
    '',
    'The copy is made from a saved state, from the cluster of the kubeconfig (read only), or is empty and friendly.',
    'What this release only reports and does not do yet (rolling restarts, draining, dynamic options) is PENDING.',
  ],
  flags: [
    {
      term: '-f, --file FILE',
      about: 'YAML or JSON to be applied, KafkaClusters and what belongs to them; - is standard input; may be repeated',
    },
    { term: '--state FILE', about: 'start from a state that kafka-hooks dump saved; - is standard input' },
    { term: '--live', about: 'start from the cluster of the kubeconfig, which is only read' },
    { term: '--context CONTEXT', about: 'the context of the kubeconfig for --live (default: the current one)' },
    { term: '-n, --namespace NAMESPACE', about: 'for resources that name none (default: with --live that of the context, else default)' },
    { term: '-o, --output text|json', about: 'text for people (default), or JSON for pipelines' },
  ],
  examples: [
    { run: 'kafka-hooks plan -f kafka.yaml --live', does: 'what would happen to the cluster that runs' },
    {
      run: 'kafka-hooks dump -n demo > state.yaml && kafka-hooks plan -n demo -f kafka.yaml --state state.yaml',
      does: 'the same without access at the time',
    },
    {
      run: 'kafka-hooks plan -f kafka.yaml --live -o json | jq -e \'[.clusters[].brokers[] | select(.action == "restart")] == []\'',
      does: 'a pipeline that lets no restart pass',
    },
  ],
  exitCodes: [
    { term: '0', about: 'nothing to do: applying the files changes nothing' },
    { term: '1', about: 'refused: the API server or the hooks do not take it, or not all that follows from it' },
    { term: '2', about: 'wrong use: an unknown flag, a file that cannot be read, an unknown kind, no kubeconfig, no rights' },
    { term: '3', about: 'applying the files changes something, now or later' },
  ],
};

/** What the command needs of the world. */
export interface PlanWorld {
  readonly stdin: ReadStdin;
  /** Milliseconds since the epoch: where the engine's clock starts. */
  now(): number;
  /** An engine with the hooks in it and these objects. */
  openEngine(objects: readonly KubeObject[], now: number): Promise<PlanEngine>;
  /** The state of the cluster of the kubeconfig; a test may know better. */
  readonly readLive?: ReadState;
}

/** The command. */
export const planCommand = (world: PlanWorld): Command => ({
  name: 'plan',
  summary: 'show what applying files would do to a cluster',
  help,
  run: (args, io) => run(args, io, world),
});

const run = async (args: readonly string[], io: CommandIo, world: PlanWorld): Promise<number> => {
  const given = readArguments('plan', args, flags);
  checkUse(given);
  const files = given.flags.get('file') ?? [];
  const resources = toResources(await readManifests(files, world.stdin), files, given.last('namespace'));
  const start = await startingPoint(
    given,
    world,
    resources.map(({ resource }) => resource),
  );
  const engine = await world.openEngine(start.objects, world.now());
  const known = start.comparable(withNamespaces(resources, engine.store.types(), start.namespace));
  const made = makePlan(await observeChange(engine, known.files));
  const plan: Plan = { ...made, notes: [...made.notes, ...known.notes, ...start.notes] };
  if (given.last('output') === 'json')
    io.stdout(`${JSON.stringify({ apiVersion: 'kafka-hooks.io/v1', kind: 'Plan', ...plan }, undefined, 2)}\n`);
  else io.stdout(planText(plan, { colours: io.isTerminal, apply: applyCommand(given) }));
  return exitCode(plan);
};

/** The kubectl command of which this was the plan. */
const applyCommand = (given: Arguments): string => {
  const flag = (name: string, word: string): readonly string[] => {
    const value = given.last(name);
    return value === undefined ? [] : [`${word} ${shellWord(value)}`];
  };
  const files = (given.flags.get('file') ?? []).map((file) => `-f ${shellWord(file)}`);
  return ['kubectl apply', ...flag('context', '--context'), ...flag('namespace', '-n'), ...files].join(' ');
};

/** A word as any shell reads it as one: quoted where it would not be. */
const shellWord = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** Throws the failure of the first flag that does not go with the others. */
const checkUse = (given: Arguments): void => {
  const files = given.flags.get('file') ?? [];
  if (files.length === 0) throw failure('FLAG_MISSING', { command: 'plan', flag: '-f/--file', allowed: 'a FILE, or - for standard input' });
  const [state, live] = [given.last('state'), given.flags.has('live')];
  if (state !== undefined && live) throw failure('FLAGS_EXCLUDE', { command: 'plan', flag: '--state', other: '--live' });
  if (state === '-' && files.includes('-')) throw failure('FLAGS_EXCLUDE', { command: 'plan', flag: '--state -', other: '-f -' });
  if (given.flags.has('context') && !live) throw failure('FLAG_NEEDS', { command: 'plan', flag: '--context', other: '--live' });
};

interface Start {
  readonly objects: readonly KubeObject[];
  /** Of resources that name none. */
  readonly namespace: string;
  /** What limits a plan that begins here. */
  readonly notes: readonly string[];
  /** The part of the files of which is known what they change. Throws STATE_SCOPE. */
  comparable(files: readonly KubeObject[]): Comparable;
}

/** The objects that are there: of the kubeconfig's cluster, of a saved state, or of nobody's. */
const startingPoint = async (given: Arguments, world: PlanWorld, files: readonly KubeObject[]): Promise<Start> => {
  const asked = given.last('namespace');
  if (given.flags.has('live')) {
    const { readLive = readLiveState } = world;
    const placed = (own: string) =>
      files.map((file) => ({ ...file, metadata: { ...file.metadata, namespace: file.metadata?.namespace || asked || own } }));
    const live = await readLive({ context: given.last('context'), files: placed });
    return { ...live, namespace: asked ?? live.namespace, comparable: (all) => comparableLive(all, live.uncertain) };
  }
  const namespace = asked ?? 'default';
  const state = given.last('state');
  if (state !== undefined) {
    const name = state === '-' ? 'standard input' : state;
    const saved = readState(await readDocument(state, world.stdin), name);
    const unreadable = firstUnreadable(saved.objects);
    if (unreadable !== undefined)
      throw failure('STATE_INVALID', { file: name, problem: `items[${unreadable.index}]: ${unreadable.problem}` });
    const comparable = (all: readonly KubeObject[]): Comparable => {
      assertCovered(saved.scope, all, name);
      return comparableSaved(all, saved);
    };
    return { ...saved, namespace, comparable };
  }
  return {
    objects: emptyWorld(files, namespace),
    namespace,
    notes: ['planned for an empty cluster in which everything fits; --live or --state plans for yours'],
    comparable: (all) => ({ files: all, notes: [] }),
  };
};

const exitCode = ({ refused, changes, clusters }: Plan): number => {
  if (refused.length > 0 || clusters.some(({ failing }) => failing.length > 0)) return 1;
  return changes ? 3 : 0;
};
