/**
 * `kafka-hooks demo`: a cluster's life in half a minute, with the hooks that run in production and nothing else to
 * install. It is also the smoke test of a package: it ends with 1 when something did not come to pass.
 */
import { failure } from '../../errors.ts';
import type { Controller } from '../../protocol/controller.ts';
import { type Arguments, type Flag, readArguments } from '../arguments.ts';
import type { Command, CommandIo } from '../command.ts';
import type { HelpPage } from '../help.ts';
import type { ReadStdin } from '../manifests.ts';
import { DEFAULT_SPEED } from './pace.ts';
import { DEFAULT_SAMPLE, readSample, sampleNames } from './sample.ts';

const flags: readonly Flag[] = [
  { name: 'sample', value: 'NAME or FILE' },
  { name: 'speed', value: 'FACTOR or max' },
  { name: 'serve' },
  { name: 'kubeconfig', value: 'FILE' },
  { name: 'short' },
  { name: 'output', short: 'o', value: ['text', 'json'] },
];

const help: HelpPage = {
  usage: 'kafka-hooks demo [--sample NAME|FILE] [--speed FACTOR|max] [--short] [--serve [--kubeconfig FILE]] [-o text|json]',
  about: [
    'Shows what the hooks do, without a cluster: it starts the hook server, plays Kubernetes, Metacontroller and Kafka in',
    'memory, applies a sample, and then kills a broker, grows the disks, adds a broker, makes mistakes and changes options.',
    'Every decision and every reason that it tells was observed. Nothing outside of this process is touched.',
    '',
    'With --serve the API in memory is open to kubectl from the start, on this machine alone, and stays so until Ctrl-C.',
  ],
  flags: [
    {
      term: '--sample NAME|FILE',
      about: `a sample, or a file with a KafkaCluster (default: ${DEFAULT_SAMPLE}; ${sampleNames.join(', ')})`,
    },
    { term: '--speed FACTOR|max', about: `virtual seconds in a real one, 0.1 to 10000; max waits for nothing (default: ${DEFAULT_SPEED})` },
    { term: '--short', about: 'apply the sample, and leave the rest of the story out' },
    { term: '--serve', about: 'keep running, and let kubectl get, apply, edit, delete and watch' },
    { term: '--kubeconfig FILE', about: 'where --serve writes the kubeconfig (default: a new file among the temporary ones)' },
    { term: '-o, --output text|json', about: 'text for people (default), or a JSON object a line' },
  ],
  examples: [
    { run: 'kafka-hooks demo', does: 'the whole story, about twenty seconds' },
    { run: 'kafka-hooks demo --short --serve', does: 'a cluster to play with' },
    { run: 'kafka-hooks demo --sample my-cluster.yaml --speed max', does: 'how a cluster of your own would live' },
    { run: 'kafka-hooks demo --speed max -o json | jq \'select(.event == "summary")\'', does: 'the figures alone' },
  ],
  exitCodes: [
    { term: '0', about: 'everything came to pass' },
    { term: '1', about: 'something did not: the summary names the chapter' },
    { term: '2', about: 'wrong use: an unknown flag, a bad value, a file that cannot be read' },
  ],
};

/** What `demo` needs of its process. */
export interface DemoWorld {
  readonly controllers: readonly Controller[];
  readonly stdin: ReadStdin;
  /** Calls back on SIGTERM, SIGINT and SIGHUP, each time; asked for only by --serve. */
  onStop(listener: (signal: string) => void): void;
}

export const demoCommand = (world: DemoWorld): Command => ({
  name: 'demo',
  summary: 'show the life of a cluster, without a cluster',
  help,
  run: (args, io) => run(args, io, world),
});

const run = async (args: readonly string[], io: CommandIo, world: DemoWorld): Promise<number> => {
  const given = readArguments('demo', args, flags);
  const speed = checkUse(given);
  const sample = await readSample(given.last('sample') ?? DEFAULT_SAMPLE, world.stdin);
  // The engine is for this command alone: no other should wait until it is loaded.
  const { runDemo } = await import('./run-demo.ts');
  return runDemo({
    ...world,
    io,
    sample,
    speed,
    isJson: given.last('output') === 'json',
    isShort: given.flags.has('short'),
    isServed: given.flags.has('serve'),
    kubeconfig: given.last('kubeconfig'),
  });
};

/** The speed. Throws the failure of the first flag that cannot be. */
const checkUse = (given: Arguments): number | 'max' => {
  if (given.flags.has('kubeconfig') && !given.flags.has('serve'))
    throw failure('FLAG_NEEDS', { command: 'demo', flag: '--kubeconfig', other: '--serve' });
  const text = given.last('speed') ?? String(DEFAULT_SPEED);
  if (text === 'max') return 'max';
  const speed = Number(text);
  if (text.trim() === '' || !(speed >= 0.1 && speed <= 10_000))
    throw failure('FLAG_VALUE', { flag: '--speed', given: `the value ${text}`, allowed: 'a number from 0.1 to 10000, or max' });
  return speed;
};
