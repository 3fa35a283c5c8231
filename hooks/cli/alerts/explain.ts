/**
 * `kafka-hooks alerts explain`: what alerts would do, found out by letting them do it: the receiver of production on a copy
 * of the cluster in memory. Nothing is changed anywhere.
 */
import { commands } from '../../alert/commands/registry.ts';
import { createReceiver } from '../../alert/create-receiver.ts';
import { type Delivery, readPayload } from '../../alert/payload/read-payload.ts';
import { readState } from '../../engine/state/read.ts';
import { Failure, failure } from '../../errors.ts';
import type { KubeObject } from '../../kube/types.ts';
import { type Arguments, type Flag, type Operand, readArguments } from '../arguments.ts';
import type { Command, CommandIo } from '../command.ts';
import type { ReadState } from '../dump.ts';
import type { HelpPage } from '../help.ts';
import { readLiveState } from '../live-state.ts';
import { type ReadStdin, readDocument } from '../manifests.ts';
import { createDryWorld } from './dry-world.ts';
import { type ExplainedAlert, type Explanation, explained } from './explanation.ts';
import { explanationText } from './explanation-text.ts';

const NAME = 'alerts explain';

const takes: readonly (Flag | Operand)[] = [
  { operand: 'FILE' },
  { name: 'live' },
  { name: 'context', value: 'CONTEXT' },
  { name: 'state', value: 'FILE' },
  { name: 'namespace', short: 'n', value: 'NAMESPACE' },
  { name: 'output', short: 'o', value: ['text', 'json'] },
];

const help: HelpPage = {
  usage: 'kafka-hooks alerts explain FILE (--live [--context CONTEXT] | --state FILE) [-n NAMESPACE] [-o text|json]',
  about: [
    'Shows what alerts would do, one by one: which cluster each means, which command it gives, what becomes of it and why,',
    'when it may act again, and what would change in the KafkaCluster. A later alert of the file sees what an earlier one did.',
    'FILE is what a sender posts: the webhook of Alertmanager or the list of Prometheus, in JSON or YAML.',
    'The receiver itself runs on a copy in memory. Nothing is changed anywhere.',
    '',
    `Commands that alerts may give: ${commands.map(({ name }) => name).join(', ')}.`,
  ],
  flags: [
    { term: '--live', about: 'the clusters of the kubeconfig, which are only read' },
    { term: '--context CONTEXT', about: 'the context of the kubeconfig for --live (default: the current one)' },
    { term: '--state FILE', about: 'the clusters that kafka-hooks dump saved; - is standard input' },
    { term: '-n, --namespace NAMESPACE', about: 'only KafkaClusters of this namespace, as with WATCH_NAMESPACE' },
    { term: '-o, --output text|json', about: 'text for people (default), or JSON for pipelines' },
  ],
  environment: [{ term: 'KUBECONFIG', about: 'the kubeconfig (default: ~/.kube/config, or the service account of the Pod)' }],
  examples: [
    { run: 'kafka-hooks alerts explain alerts.json --live', does: 'what would happen now' },
    { run: 'kafka-hooks dump > state.yaml && kafka-hooks alerts explain alerts.json --state state.yaml', does: 'the same without access' },
    {
      run: 'amtool alert query -o json | kafka-hooks alerts explain - --live',
      does: 'what the alerts that fire now would do',
    },
  ],
  exitCodes: [
    { term: '0', about: 'nothing would change' },
    { term: '1', about: 'an alert is refused or invalid' },
    { term: '2', about: 'wrong use: an unknown flag, a file that cannot be read, no kubeconfig, no rights' },
    { term: '3', about: 'something would change, and no alert is refused' },
  ],
};

/** What the command needs of the world. */
export interface ExplainWorld {
  readonly stdin: ReadStdin;
  /** Milliseconds since the epoch. */
  now(): number;
  /** The state of the cluster of the kubeconfig; a test may know better. */
  readonly readLive?: ReadState;
}

export const explainCommand = (world: ExplainWorld): Command => ({
  name: NAME,
  summary: 'show what alerts would do',
  help,
  run: (args, io) => run(args, io, world),
});

const run = async (args: readonly string[], io: CommandIo, world: ExplainWorld): Promise<number> => {
  const given = readArguments(NAME, args, takes);
  checkUse(given);
  const [file = ''] = given.operands;
  const delivery = readAlerts(await readDocument(file, world.stdin), file, world.now());
  const explanation = await explain(delivery, await startingPoint(given, world), world.now);
  if (given.last('output') === 'json')
    io.stdout(`${JSON.stringify({ apiVersion: 'kafka-hooks.io/v1', kind: 'AlertExplanation', ...explanation }, undefined, 2)}\n`);
  else io.stdout(explanationText(explanation, { colours: io.isTerminal }));
  return exitCode(explanation);
};

/** Throws the failure of the first flag that does not go with the others. */
const checkUse = (given: Arguments): void => {
  const [state, live] = [given.last('state'), given.flags.has('live')];
  if (state !== undefined && live) throw failure('FLAGS_EXCLUDE', { command: NAME, flag: '--state', other: '--live' });
  if (state === '-' && given.operands[0] === '-') throw failure('FLAGS_EXCLUDE', { command: NAME, flag: '--state -', other: 'the file -' });
  if (given.flags.has('context') && !live) throw failure('FLAG_NEEDS', { command: NAME, flag: '--context', other: '--live' });
  if (state === undefined && !live) throw failure('START_MISSING', { command: NAME, flag: '--live', other: '--state FILE' });
};

/** What the service would refuse with a status is wrong use here. */
const readAlerts = (document: unknown, file: string, now: number): Delivery => {
  try {
    return readPayload(document, now);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw failure('ALERTS_FILE_INVALID', { file: file === '-' ? 'standard input' : file, reason: error.message });
  }
};

interface Start {
  readonly objects: readonly KubeObject[];
  /** What limits the explanation. */
  readonly notes: readonly string[];
}

const startingPoint = async (given: Arguments, { stdin, readLive = readLiveState }: ExplainWorld): Promise<Start> => {
  const namespace = given.last('namespace');
  const state = given.last('state');
  const { objects, notes } =
    state === undefined
      ? await readLive({ context: given.last('context'), namespace })
      : readState(await readDocument(state, stdin), state === '-' ? 'standard input' : state);
  return { objects: namespace === undefined ? objects : objects.filter(({ metadata }) => metadata?.namespace === namespace), notes };
};

const explain = async ({ sender, alerts, truncated }: Delivery, { objects, notes }: Start, now: () => number): Promise<Explanation> => {
  const world = createDryWorld(objects, now);
  const receiver = createReceiver({ world, now });
  const all: ExplainedAlert[] = [];
  for (const alert of alerts) {
    const [decision] = await receiver.receive([alert]);
    if (decision !== undefined) all.push(explained(alert, decision, world.newChanges()));
  }
  const more = truncated > 0 ? [`the sender left ${truncated} alerts out`] : [];
  return { sender, alerts: all, notes: [...notes, ...more] };
};

const exitCode = ({ alerts }: Explanation): number => {
  const has = (...outcomes: readonly string[]): boolean => alerts.some(({ outcome }) => outcomes.includes(outcome));
  if (has('Refused', 'Invalid')) return 1;
  return has('Acted', 'Noted') ? 3 : 0;
};
