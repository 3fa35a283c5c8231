/**
 * Resources that belong to a KafkaCluster by their clusterRef: topics, users, operations. A file that has nothing else
 * is about the clusters that it names, and this release keeps such resources without acting on them.
 */
import { isKafkaCluster } from '../api/is-kafka-cluster.ts';
import { isRecord } from '../kube/is-record.ts';
import type { KubeObject } from '../kube/types.ts';
import { type Applied, titleOf } from './observation.ts';

/** The clusters that the API server's new or changed objects name, as `KafkaCluster namespace/name`. */
export const clustersReferredTo = (applied: readonly Applied[]): ReadonlySet<string> =>
  new Set(applied.flatMap(({ after }) => (after === undefined ? [] : (clusterOf(after) ?? []))));

/** What a reader has to know of them: clusters that are not there, and kinds on which nothing acts. */
export const referenceNotes = (applied: readonly Applied[], objects: readonly KubeObject[]): readonly string[] => {
  const taken = applied.flatMap(({ after }) => after ?? []);
  const there = new Set(objects.filter(isKafkaCluster).map(titleOf));
  const lost = taken.flatMap((object) => {
    const cluster = clusterOf(object);
    return cluster === undefined || there.has(cluster) ? [] : [`${titleOf(object)} refers to ${cluster}, which is not there`];
  });
  const kinds = [...new Set(taken.map(({ kind = '' }) => kind))].filter((kind) => IDLE.has(kind));
  return [
    ...lost,
    ...kinds.map((kind) => `nothing acts on ${kind}s in this release: they are kept as they are written, and Kafka hears nothing of them`),
  ];
};

const IDLE = new Set(['KafkaTopic', 'KafkaUser', 'CruiseControlOperation']);

const clusterOf = (object: KubeObject): string | undefined => {
  const { spec } = object as KubeObject & { readonly spec?: unknown };
  const reference = isRecord(spec) && isRecord(spec['clusterRef']) ? spec['clusterRef'] : undefined;
  // As everywhere in Koperator's kinds an empty namespace is none.
  const namespace = reference?.['namespace'] || object.metadata?.namespace;
  return typeof reference?.['name'] === 'string' ? `KafkaCluster ${namespace}/${reference['name']}` : undefined;
};
