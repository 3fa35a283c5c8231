/**
 * How often the API server was asked to write, from its own metrics: the count that a hot loop cannot hide from.
 */
import { kubectl } from './kubectl.ts';

/** Kinds that a KafkaCluster has to do with. Leases, Events and nodes are written by the cluster itself all the time. */
const KINDS = [
  'kafkaclusters',
  'kafkatopics',
  'pods',
  'persistentvolumeclaims',
  'configmaps',
  'services',
  'poddisruptionbudgets',
  'deployments',
  'secrets',
];
const VERBS = ['POST', 'PUT', 'PATCH', 'DELETE', 'APPLY'];

/** Requests so far by `VERB kind/subresource`, only those of the kinds above. */
export const writesSoFar = async (): Promise<ReadonlyMap<string, number>> => {
  const text = await kubectl(['get', '--raw', '/metrics']);
  const counts = new Map<string, number>();
  for (const line of text.split('\n')) {
    const match = /^apiserver_request_total\{(.*)\} (\S+)$/.exec(line);
    if (match === null) continue;
    const labels = Object.fromEntries([...(match[1] ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
    const { verb = '', resource = '', subresource = '', dry_run: dryRun = '' } = labels;
    if (!VERBS.includes(verb) || !KINDS.includes(resource) || dryRun !== '') continue;
    const key = `${verb} ${resource}${subresource === '' ? '' : `/${subresource}`}`;
    counts.set(key, (counts.get(key) ?? 0) + Number(match[2]));
  }
  return counts;
};

/** What came since: only kinds that were written. */
export const writesSince = (before: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): Readonly<Record<string, number>> =>
  Object.fromEntries([...now].map(([key, count]) => [key, count - (before.get(key) ?? 0)] as const).filter(([, count]) => count !== 0));

export const total = (writes: Readonly<Record<string, number>>): number => Object.values(writes).reduce((sum, count) => sum + count, 0);
