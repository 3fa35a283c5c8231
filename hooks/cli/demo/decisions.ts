/**
 * What Metacontroller did for the hooks in one sync, in a line: what was made, changed and deleted, and for a deleted Pod
 * the grant in status that allowed it. A sync that only wrote status has nothing to say: the table shows that.
 */
import type { KafkaCluster } from '../../api/kafka-cluster.ts';
import type { Operation, SyncReport, Verb } from '../../engine/metacontroller/report.ts';

const TOLD: ReadonlySet<Verb> = new Set(['create', 'update', 'delete', 'recreate', 'adopt', 'release']);

/** Writes that a person would call writes; those left undone on purpose are none. */
export const isWrite = ({ verb, result }: Operation): boolean => verb !== 'keep' && result === 'done';

/** The lines of a sync; `cluster` is the KafkaCluster as it was when it began. */
export const decisionLines = ({ operations, outcome, error }: SyncReport, cluster: KafkaCluster | undefined): readonly string[] => {
  const groups = Map.groupBy(
    operations.filter(({ verb }) => TOLD.has(verb)),
    ({ verb, kind, result, message }) => [verb, kind, result, message].join('\n'),
  );
  const did = [...groups.values()].map((group) => textOf(group, cluster)).sort();
  // What was refused by the API is in the operations already.
  const isTold = outcome === 'done' || operations.some(({ result }) => result === 'failed');
  const failed = !isTold && (outcome === 'failed' || outcome === 'crashed') ? [`a call of the hooks FAILED: ${error ?? outcome}`] : [];
  return [...(did.length === 0 ? [] : [did.join('; ')]), ...failed];
};

/** Whether a line tells of something that did not work, and will be tried again and again. */
export const isTrouble = (report: SyncReport): boolean =>
  report.outcome === 'failed' || report.outcome === 'crashed' || report.operations.some(({ result }) => result === 'failed');

/** Operations that differ in nothing but the object. */
const textOf = (group: readonly Operation[], cluster: KafkaCluster | undefined): string => {
  const { verb = '', kind = '', result, message } = group[0] ?? {};
  const names = group.map(({ name }) => name).toSorted();
  const what = names.length > 3 ? `${names.length} ${kind}s` : `${kind} ${names.join(', ')}`;
  const how = result === 'done' ? '' : ` (${result}: ${message ?? ''})`;
  const grants = verb === 'delete' && kind === 'Pod' ? names.flatMap((name) => grantFor(name, cluster) ?? []) : [];
  const why = grants.length === 0 ? '' : `, granted in status: ${grants.join('; ')}`;
  return `${verb} ${what}${how}${why}`;
};

/** What the status says of why a Pod may be deleted. */
export const grantFor = (pod: string, cluster: KafkaCluster | undefined): string | undefined => {
  const grant = Object.values(cluster?.status?.brokersState ?? {}).find((state) => state.grant?.podName === pod)?.grant;
  return grant === undefined ? undefined : `${grant.reason}, ${grant.message}`;
};
