/**
 * `kafka-hooks render`: what a KafkaCluster becomes, without a Kubernetes cluster. It runs the controller that the
 * service runs, so what it prints is what would be made; the same input gives the same bytes, fit for diffs and GitOps.
 */
import { dump } from 'js-yaml';
import { isKafkaCluster } from '../api/is-kafka-cluster.ts';
import type { KafkaCluster } from '../api/kafka-cluster.ts';
import { envoy } from '../envoy/hook.ts';
import { failure } from '../errors.ts';
import { readCluster } from '../kafkacluster/cluster.ts';
import { kafkaCluster } from '../kafkacluster/hook.ts';
import { observe } from '../kafkacluster/observed.ts';
import { checkShape, validate } from '../kafkacluster/validation/validate.ts';
import { isRecord } from '../kube/is-record.ts';
import type { KubeObject } from '../kube/types.ts';
import { nodeport } from '../nodeport/hook.ts';
import { type Flag, readArguments } from './arguments.ts';
import type { Command, CommandIo } from './command.ts';
import type { HelpPage } from './help.ts';
import { type Manifest, type ReadStdin, readManifests } from './manifests.ts';
import { firstRequest, settle } from './settle.ts';

const flags: readonly Flag[] = [
  { name: 'file', short: 'f', value: 'FILE' },
  { name: 'output', short: 'o', value: ['yaml', 'json'] },
  { name: 'namespace', short: 'n', value: 'NAMESPACE' },
];

const help: HelpPage = {
  usage: 'kafka-hooks render -f FILE... [-o yaml|json] [-n NAMESPACE]',
  about: [
    'Prints everything that the hooks would make of a KafkaCluster: Pods, claims, ConfigMaps, Services, budgets, and',
    'what leads to it from outside, as with all components installed.',
    'It runs the hooks themselves and needs no Kubernetes. The same file gives the same bytes: put the output beside',
    'that of another version or another spec, and the difference is what would change.',
    'It is for reading, not for kubectl apply: objects made by hand are not the KafkaCluster’s own.',
    '',
    'What only a real cluster knows has a placeholder: racks are <value of LABEL>, load balancers have the <address of',
    'SERVICE>, and without metadata.uid the UID is all zeroes, so ids made from it (CLUSTER_ID, directory ids) will be others.',
    'An impossible spec prints what is wrong with it, field by field, and nothing else.',
  ],
  flags: [
    { term: '-f, --file FILE', about: 'YAML or JSON with KafkaClusters, several documents allowed; - is standard input; may be repeated' },
    { term: '-o, --output yaml|json', about: 'YAML documents (default), or one JSON List' },
    { term: '-n, --namespace NAMESPACE', about: 'for a KafkaCluster that names none (default: default)' },
  ],
  examples: [
    { run: 'kafka-hooks render -f manifests/samples/minimal.yaml', does: 'all that three lines of brokers become' },
    { run: 'kubectl get kafkacluster kafka -o yaml | kafka-hooks render -f -', does: 'what this version makes of a cluster that runs' },
    {
      run: 'kafka-hooks render -f kafka.yaml -o json | jq -r \'.items[] | select(.kind == "ConfigMap").data["broker-config"]\'',
      does: 'the configuration of the brokers',
    },
  ],
};

/** The command; `stdin` is read for `-f -` only. */
export const renderCommand = (stdin: ReadStdin): Command => ({
  name: 'render',
  summary: 'print what a KafkaCluster becomes, without a cluster',
  help,
  run: (args, io) => run(args, io, stdin),
});

const run = async (args: readonly string[], io: CommandIo, stdin: ReadStdin): Promise<number> => {
  const given = readArguments('render', args, flags);
  const files = given.flags.get('file') ?? [];
  if (files.length === 0)
    throw failure('FLAG_MISSING', { command: 'render', flag: '-f/--file', allowed: 'a FILE, or - for standard input' });
  const manifests = await readManifests(files, stdin);
  for (const manifest of manifests)
    if (!isKafkaCluster(manifest.resource)) io.stderr(`${manifest.file}: ${labelOf(manifest)} is skipped: it is no KafkaCluster\n`);
  const found = manifests.filter(({ resource }) => isKafkaCluster(resource));
  if (found.length === 0) throw failure('NOTHING_TO_RENDER', { files: files.join(', ') });
  const problems = found.flatMap((manifest) =>
    problemsOf(manifest).map((problem) => `${manifest.file}: ${labelOf(manifest)}: ${problem}\n`),
  );
  if (problems.length > 0) {
    io.stderr(problems.join(''));
    return 1;
  }
  const namespace = given.last('namespace') ?? 'default';
  const rendered = await Promise.all(found.map(({ resource }) => renderOne(resource as unknown as KafkaCluster, namespace)));
  if (given.last('output') === 'json') {
    for (const { note } of rendered) if (note !== undefined) io.stderr(`${note}\n`);
    io.stdout(`${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: rendered.flatMap(({ objects }) => objects) }, undefined, 2)}\n`);
  } else {
    io.stdout(rendered.map(yamlOf).join(''));
  }
  return 0;
};

const labelOf = ({ resource }: Manifest): string => {
  const { kind = 'a document without kind', metadata } = resource;
  const name = isRecord(metadata) ? metadata['name'] : undefined;
  return name === undefined ? String(kind) : `${kind} ${name}`;
};

/** All that makes the resource impossible; the schema first, for the rest relies on it. */
const problemsOf = ({ resource }: Manifest): readonly string[] => {
  const { metadata } = resource;
  if (!isRecord(metadata) || typeof metadata['name'] !== 'string' || metadata['name'] === '')
    return ['metadata.name: is missing: it is required'];
  const parent = resource as unknown as KafkaCluster;
  const shape = checkShape(parent);
  if (shape.length > 0) return shape;
  const request = firstRequest(parent);
  return validate(readCluster(request.parent), observe(request));
};

interface Rendered {
  readonly cluster: string;
  readonly objects: readonly KubeObject[];
  /** What the reader has to know of it. */
  readonly note: string | undefined;
}

const renderOne = async (given: KafkaCluster, fallback: string): Promise<Rendered> => {
  const parent = { ...given, metadata: { ...given.metadata, namespace: given.metadata.namespace || fallback } };
  const answer = await settle({ sync: (request, context) => kafkaCluster.sync(request, context), decorators: [envoy, nodeport] }, parent);
  const cluster = `${parent.metadata.namespace}/${parent.metadata.name}`;
  const note = `KafkaCluster ${cluster} has no metadata.uid: all zeroes are used, and ids made from the UID (CLUSTER_ID, directory ids) will be others`;
  return { cluster, objects: [...answer.children].sort(byKindAndName), note: given.metadata.uid === undefined ? note : undefined };
};

/** The order in which Metacontroller makes them: group, version, kind; then names, numbers in them as numbers. */
const byKindAndName = (a: KubeObject, b: KubeObject): number => compare(kindOf(a), kindOf(b)) || names.compare(nameOf(a), nameOf(b));
const kindOf = ({ apiVersion = '', kind = '' }: KubeObject): string =>
  `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}/${kind}`;
const nameOf = ({ metadata }: KubeObject): string => metadata?.name ?? '';
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const names = new Intl.Collator('en', { numeric: true });

const yamlOf = ({ cluster, objects, note }: Rendered): string =>
  [
    `# KafkaCluster ${cluster}: ${objects.length} objects\n`,
    ...(note === undefined ? [] : [`# ${note}\n`]),
    // Through JSON, as the objects travel: what is undefined is absent.
    ...objects.map((object) => `---\n${dump(JSON.parse(JSON.stringify(object)), { noRefs: true, lineWidth: -1 })}`),
  ].join('');
