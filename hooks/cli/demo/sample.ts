/**
 * The resources that a demo applies: a sample of this release by its name, or whatever a file holds. They become data
 * before anything starts, so that a wrong name costs no second.
 */
import { isKafkaCluster } from '../../api/is-kafka-cluster.ts';
import { samples } from '../../api/samples.ts';
import { failure } from '../../errors.ts';
import type { KubeObject } from '../../kube/types.ts';
import type { ResourceType } from '../../ports/api-server.ts';
import { type ReadStdin, readManifests } from '../manifests.ts';
import { type PlannedResource, toResources, withNamespaces } from '../plan-resources.ts';

/** What is applied, and how a person would name it. */
export interface Sample {
  /** A path that kubectl takes. */
  readonly file: string;
  /** The words with which a demo shows it again; none for the sample that is shown unasked. */
  readonly flags: readonly string[];
  readonly resources: readonly PlannedResource[];
}

/** Shows every field once, and so asks for nodes, images and certificates that nobody has. */
const SHOWCASE = 'everything';

/** What is shown unasked. */
export const DEFAULT_SAMPLE = 'minimal';

/** Names of samples that `--sample` knows. */
export const sampleNames: readonly string[] = Object.keys(samples).filter((name) => name !== SHOWCASE);

/** The sample of a name, or a file. Throws the failure of one that cannot be read or has no KafkaCluster. */
export const readSample = async (given: string, stdin: ReadStdin): Promise<Sample> => {
  const known = sampleNames.includes(given) ? samples[given] : undefined;
  const file = known === undefined ? given : `manifests/samples/${given}.yaml`;
  if (known === undefined && /^[\w-]+$/.test(given) && given !== '-')
    throw failure('FLAG_VALUE', { flag: '--sample', given: `the value ${given}`, allowed: `${sampleNames.join(', ')} or a FILE` });
  const manifests =
    known === undefined ? await readManifests([given], stdin) : known.map((resource) => ({ file, resource: { ...resource } }));
  if (!manifests.some(({ resource }) => isKafkaCluster(resource))) throw failure('NOTHING_TO_RENDER', { files: file });
  return { file, flags: given === DEFAULT_SAMPLE ? [] : ['--sample', given], resources: toResources(manifests, [file]) };
};

/** The resources with their namespaces, the KafkaCluster that the story is about among them. */
export const namespaced = (
  { resources }: Sample,
  types: readonly ResourceType[],
): { readonly all: readonly KubeObject[]; readonly cluster: KubeObject } => {
  const all = withNamespaces(resources, types, 'default');
  const cluster = all.find(isKafkaCluster);
  if (cluster === undefined) throw new RangeError('a sample without KafkaCluster was read');
  return { all, cluster };
};
