/**
 * `kafka-hooks dev --live`: the hooks on any cluster, with nothing installed there but our resource definitions. The
 * engine plays Metacontroller in this process and calls the hooks without a network. For trying and for tests: a
 * laptop that is closed keeps no cluster.
 */
import type { ConnectOptions, KubernetesApi } from '../../adapters/kubernetes/connect.ts';
import { controllerResources } from '../../api/controllers.ts';
import { realClock } from '../../engine/clock/real-clock.ts';
import { callInProcess } from '../../engine/hooks/in-process.ts';
import { startMetacontroller } from '../../engine/metacontroller/metacontroller.ts';
import type { SyncReport } from '../../engine/metacontroller/report.ts';
import { failure } from '../../errors.ts';
import type { Controller } from '../../protocol/controller.ts';
import { type Flag, readArguments } from '../arguments.ts';
import type { Command, CommandIo } from '../command.ts';
import type { HelpPage } from '../help.ts';
import { refused } from '../refused.ts';
import { preflight } from './preflight.ts';
import { syncLine } from './sync-line.ts';

const flags: readonly Flag[] = [
  { name: 'live' },
  { name: 'context', value: 'CONTEXT' },
  { name: 'namespace', short: 'n', value: 'NAMESPACE' },
  { name: 'output', short: 'o', value: ['text', 'json'] },
];

const help: HelpPage = {
  usage: 'kafka-hooks dev --live [--context CONTEXT] [-n NAMESPACE] [-o text|json]',
  about: [
    'Runs the hooks against the cluster of the kubeconfig, with a built-in stand-in for Metacontroller. Nothing but the',
    'custom resources has to be installed there. It WRITES to that cluster: it makes what KafkaClusters ask for.',
    'It is for trying and developing. Production means Metacontroller and `kafka-hooks serve`, two replicas of it.',
    '',
    'It prints a line for each sync: what was written and why. Ctrl-C ends it; what was made stays, and nobody keeps it.',
    'It refuses to start where a Metacontroller keeps KafkaClusters already.',
  ],
  flags: [
    { term: '--live', about: 'required: says that you know that a real cluster is written to' },
    { term: '--context CONTEXT', about: 'of the kubeconfig (default: its current context)' },
    { term: '-n, --namespace NAMESPACE', about: 'keeps the KafkaClusters of this namespace alone (default: all)' },
    { term: '-o, --output text|json', about: 'lines for people (default), or a JSON object a line' },
  ],
  environment: [{ term: 'KUBECONFIG', about: 'the kubeconfig (default: ~/.kube/config, or the service account of the Pod)' }],
  examples: [
    { run: 'kubectl apply --server-side -k manifests/crds', does: 'the custom resources, once' },
    { run: 'kafka-hooks dev --live -n demo', does: 'keep the KafkaClusters of a namespace' },
    { run: 'kubectl apply -n demo -f manifests/samples/minimal.yaml', does: 'in another terminal: something to keep' },
  ],
};

/** What `dev` needs of its process. */
export interface DevWorld {
  readonly controllers: readonly Controller[];
  /** Calls back on SIGTERM and SIGINT, each time. */
  onStop(listener: (signal: string) => void): void;
  /** The cluster of the kubeconfig, unless a test knows better. */
  readonly connect?: (options: ConnectOptions) => Promise<KubernetesApi>;
}

export const devCommand = (world: DevWorld): Command => ({
  name: 'dev',
  summary: 'run the hooks on any cluster, without Metacontroller',
  help,
  run: (args, io) => dev(args, io, world),
});

const dev = async (args: readonly string[], io: CommandIo, world: DevWorld): Promise<number> => {
  const given = readArguments('dev', args, flags);
  if (!given.flags.has('live'))
    throw failure('FLAG_MISSING', {
      command: 'dev',
      flag: '--live',
      allowed: 'if a real cluster may be written to; kafka-hooks demo needs none',
    });
  const [context, only, output] = ['context', 'namespace', 'output'].map(given.last);
  const teller = output === 'json' ? jsonTeller(io) : textTeller(io);
  const connect = world.connect ?? connectLive;
  const api = await connect({
    ...(context !== undefined && { context }),
    ...(only !== undefined && { only }),
    watchFailed: ({ plural }, error) => teller.trouble(`cannot watch ${plural}: ${error.message}`),
  });
  try {
    await preflight({ api, context: api.context, resources: controllerResources });
    teller.start(api, only);
    await runUntilStopped(api, teller, world);
    return 0;
  } catch (error) {
    throw refused(error, api.context);
  } finally {
    api.close();
  }
};

// Half a second to load, for commands that need it alone.
const connectLive = async (options: ConnectOptions): Promise<KubernetesApi> =>
  (await import('../../adapters/kubernetes/connect.ts')).connectApi(options);

const runUntilStopped = async (api: KubernetesApi, teller: Teller, { controllers, onStop }: DevWorld): Promise<void> => {
  const stopAsked = new Promise<void>((resolve) => {
    onStop(() => resolve());
  });
  const hooks = callInProcess({
    controllers,
    now: realClock.now,
    failed: (path, reason) =>
      teller.trouble(`${path}: ${reason instanceof Error ? (reason.stack ?? reason.message) : JSON.stringify(reason)}`),
  });
  const metacontroller = startMetacontroller({ api, clock: realClock, hooks, onSync: teller.sync });
  for (const resource of controllerResources) await metacontroller.add(resource);
  for (const { controller, problem } of metacontroller.waiting()) teller.trouble(`${controller} waits: ${problem}`);
  await stopAsked;
  await metacontroller.stop();
  teller.stopped();
};

/** How the run is told. */
interface Teller {
  start(api: Pick<KubernetesApi, 'context' | 'server'>, namespace: string | undefined): void;
  sync(report: SyncReport): void;
  trouble(text: string): void;
  stopped(): void;
}

const warning = 'This is for trying and developing. Production means Metacontroller, see README.md.';

const textTeller = (io: CommandIo): Teller => {
  const line = (text: string): void => io.stdout(`${new Date(realClock.now()).toISOString().slice(11, 19)} ${text}\n`);
  return {
    start: ({ context, server }, namespace) => {
      const where = namespace === undefined ? 'all namespaces' : `namespace ${namespace}`;
      io.stdout(`The hooks keep the KafkaClusters of ${where} of context ${context}, ${server}. Ctrl-C ends it.\n${warning}\n`);
    },
    sync: (report) => {
      const text = syncLine(report);
      if (text !== undefined) line(text);
    },
    trouble: (text) => io.stderr(`kafka-hooks: ${text}\n`),
    stopped: () => line('stopped; what was made stays as it is, and nobody keeps it now'),
  };
};

/** Lines of JSON on stdout; what is only for people goes to stderr. */
const jsonTeller = (io: CommandIo): Teller => ({
  ...textTeller({ ...io, stdout: io.stderr }),
  sync: (report) => io.stdout(`${JSON.stringify({ time: new Date(realClock.now()).toISOString(), ...report })}\n`),
});
