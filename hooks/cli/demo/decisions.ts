/**
 * What Metacontroller did for the hooks in one sync, in a line: what was made, changed and deleted, and for a deleted Pod
 * the grant in status that allowed it. A sync that only wrote status has nothing to say: the table shows that.
 */
import type { KafkaCluster } from '../../api/kafka-cluster.ts';
import type { Operation, SyncReport, Verb } from '../../engine/metacontroller/report.ts';

const VERBS: Readonly<Partial<Record<Verb, string>>> = {
  create: 'create',
  update: 'update',
  delete: 'delete',
  recreate: 'recreate',
  adopt: 'adopt',
  release: 'release',
};

/** Writes that a person would call writes; those left undone on purpose are none. */
export const isWrite = ({ verb, result }: Operation): boolean => verb !== 'keep' && result === 'done';

/** The lines of a sync; `cluster` is the KafkaCluster as it was when it began. */
export const decisionLines = ({ operations, outcome, error }: SyncReport, cluster: KafkaCluster | undefined): readonly string[] => {
  const groups = new Map<string, { readonly first: Operation; readonly names: string[] }>();
  for (const operation of operations) {
    if (VERBS[operation.verb] === undefined) continue;
    const key = [operation.verb, operation.kind, operation.result, operation.message].join('\n');
    const group = groups.get(key) ?? { first: operation, names: [] };
    group.names.push(operation.name);
    groups.set(key, group);
  }
  const did = [...groups.values()].map(({ first, names }) => textOf(first, names.toSorted(), cluster)).sort();
  // What was refused by the API is in the operations already.
  const isTold = outcome === 'done' || operations.some(({ result }) => result === 'failed');
  const failed = !isTold && (outcome === 'failed' || outcome === 'crashed') ? [`a call of the hooks FAILED: ${error ?? outcome}`] : [];
  return [...(did.length === 0 ? [] : [did.join('; ')]), ...failed];
};

/** Whether a line tells of something that did not work, and will be tried again and again. */
export const isTrouble = (report: SyncReport): boolean =>
  report.outcome === 'failed' || report.outcome === 'crashed' || report.operations.some(({ result }) => result === 'failed');

const textOf = (operation: Operation, names: readonly string[], cluster: KafkaCluster | undefined): string => {
  const { verb, kind, result, message } = operation;
  const what = names.length > 3 ? `${names.length} ${kind}s` : `${kind} ${names.join(', ')}`;
  const how = result === 'done' ? '' : ` (${result}: ${message ?? ''})`;
  const grants = verb === 'delete' && kind === 'Pod' ? names.flatMap((name) => grantFor(name, cluster) ?? []) : [];
  const why = grants.length === 0 ? '' : `, granted in status: ${grants.join('; ')}`;
  return `${VERBS[verb]} ${what}${how}${why}`;
};

/** What the status says of why a Pod may be deleted. */
export const grantFor = (pod: string, cluster: KafkaCluster | undefined): string | undefined => {
  const grant = Object.values(cluster?.status?.brokersState ?? {}).find((state) => state.grant?.podName === pod)?.grant;
  return grant === undefined ? undefined : `${grant.reason}, ${grant.message}`;
};
