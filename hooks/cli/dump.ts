/**
 * `kafka-hooks dump`: saves what a plan needs to know of a cluster, so that `plan --state` can be asked later, elsewhere,
 * and without rights on that cluster. It only reads, and what it writes holds no value of a Secret.
 */
import { dump as toYaml } from 'js-yaml';
import { writeState } from '../engine/state/write.ts';
import { type Flag, readArguments } from './arguments.ts';
import type { Command, CommandIo } from './command.ts';
import type { HelpPage } from './help.ts';
import { type LiveState, type LiveStateOptions, readLiveState } from './live-state.ts';
import { assertNamespace } from './plan-resources.ts';

const flags: readonly Flag[] = [
  { name: 'namespace', short: 'n', value: 'NAMESPACE' },
  { name: 'context', value: 'CONTEXT' },
  { name: 'output', short: 'o', value: ['yaml', 'json'] },
];

const help: HelpPage = {
  usage: 'kafka-hooks dump [-n NAMESPACE] [--context CONTEXT] [-o yaml|json]',
  about: [
    'Saves the state that `kafka-hooks plan --state` reads: KafkaClusters, KafkaTopics, KafkaUsers and',
    'CruiseControlOperations, what they own or left behind, their volumes, and the Nodes (with the room that other Pods',
    'leave there), StorageClasses and Namespaces around them. It changes nothing in the cluster. Secrets, and ConfigMaps,',
    'Services and service accounts of others, are saved by name, without content; no value of a Secret is even asked for.',
  ],
  flags: [
    { term: '-n, --namespace NAMESPACE', about: 'this namespace alone (default: all that hold a resource of ours)' },
    { term: '--context CONTEXT', about: 'of the kubeconfig (default: its current context)' },
    { term: '-o, --output yaml|json', about: 'YAML (default) or JSON' },
  ],
  environment: [{ term: 'KUBECONFIG', about: 'the kubeconfig (default: ~/.kube/config, or the service account of the Pod)' }],
  examples: [
    { run: 'kafka-hooks dump > state.yaml', does: 'save everything' },
    { run: 'kafka-hooks plan -f kafka.yaml --state state.yaml', does: 'what a change would do there' },
    { run: 'kafka-hooks dump -n kafka -o json | jq -r .items[].kind | sort | uniq -c', does: 'what is saved of a namespace' },
  ],
};

/** Where the state comes from: the cluster of the kubeconfig, unless a test knows better. */
export type ReadState = (options: LiveStateOptions) => Promise<LiveState>;

export const dumpCommand = (read: ReadState = readLiveState): Command => ({
  name: 'dump',
  summary: 'save the state of a cluster for plan --state',
  help,
  run: (args, io) => run(args, io, read),
});

const run = async (args: readonly string[], io: CommandIo, read: ReadState): Promise<number> => {
  const { last } = readArguments('dump', args, flags);
  const [namespace, context, output] = ['namespace', 'context', 'output'].map(last);
  if (namespace !== undefined) assertNamespace('-n/--namespace', namespace);
  const { server, context: used, ...known } = await read({ namespace, context });
  for (const note of known.notes) io.stderr(`kafka-hooks: ${note}\n`);
  const state = writeState(known);
  if (output === 'json') io.stdout(`${JSON.stringify(state, undefined, 2)}\n`);
  else io.stdout(`# ${state.count} objects of context ${used}, ${server}\n${toYaml(state, { noRefs: true, lineWidth: -1 })}`);
  return 0;
};
