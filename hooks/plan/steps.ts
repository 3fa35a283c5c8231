/**
 * The order of what happens, from the writes that were seen: what is made, changed or deleted, when a claim is bound or
 * grown and when a broker is ready. What a broker waited for before its Pod was made is what its status said then.
 */
import { isKafkaCluster } from '../api/is-kafka-cluster.ts';
import type { KafkaCluster } from '../api/kafka-cluster.ts';
import { brokerIdOf } from '../kafkacluster/observed.ts';
import { isReady } from '../kube/pod-readiness.ts';
import { quantityUnits } from '../kube/quantity.ts';
import type { KubeObject, PersistentVolumeClaim, Pod } from '../kube/types.ts';
import { nameBrokers } from './id-list.ts';
import { authoredChanges } from './object-changes.ts';
import type { Seen } from './observation.ts';
import type { Step } from './plan.ts';

interface Event {
  readonly at: number;
  /** `create`, `is bound`. */
  readonly verb: string;
  readonly object: KubeObject;
  readonly waitedFor: readonly string[];
}

/** The steps of one cluster. `isOwn` tells its objects from those of others. */
export const stepsOf = (seen: readonly Seen[], cluster: KafkaCluster, isOwn: (object: KubeObject) => boolean): readonly Step[] => {
  const waits = new Map<number, Set<string>>();
  const events: Event[] = [];
  for (const { at, before, after } of seen) {
    const object = after ?? before;
    if (object === undefined) continue;
    if (isKafkaCluster(object)) {
      if (object.metadata?.name === cluster.metadata.name && object.metadata?.namespace === cluster.metadata.namespace)
        noteWaits(waits, object as KafkaCluster);
      continue;
    }
    if (!isOwn(object)) continue;
    for (const verb of verbsOf(before, after)) {
      const id = brokerIdOf(object);
      const waitedFor = verb === 'create' && object.kind === 'Pod' && id !== undefined ? [...(waits.get(id) ?? [])] : [];
      events.push({ at: Math.round(at / 1000), verb, object, waitedFor });
    }
  }
  return grouped(events);
};

const noteWaits = (waits: Map<number, Set<string>>, { status }: KafkaCluster): void => {
  for (const [id, { phase, reason }] of Object.entries(status?.brokersState ?? {})) {
    const said = phase === 'Waiting' ? WAITS[reason ?? ''] : undefined;
    if (said === undefined) continue;
    const known = waits.get(Number(id)) ?? new Set();
    waits.set(Number(id), known.add(said));
  }
};

/** Reasons of a Pod that is not made yet, as something that it waits for. */
const WAITS: Readonly<Record<string, string>> = {
  AdoptionPending: 'what carries its id is adopted',
  BackOff: 'the back-off after its failure is over',
  ClaimsPending: 'its claims are there',
  ClusterIdConflict: 'disks of two clusters are told apart',
  IdentityPending: 'cluster id and quorum are in status',
  RackPending: 'its rack is known',
};

const verbsOf = (before: KubeObject | undefined, after: KubeObject | undefined): readonly string[] => {
  if (before === undefined) return ['create'];
  if (after === undefined) return ['delete'];
  const written = authoredChanges(before, after).length > 0 ? ['update'] : [];
  return [...written, ...progress(before, after)];
};

const progress = (before: KubeObject, after: KubeObject): readonly string[] => {
  if (after.kind === 'Pod') return isReady(after as Pod) && !isReady(before as Pod) ? ['is ready'] : [];
  if (after.kind !== 'PersistentVolumeClaim') return [];
  const [from, to] = [(before as PersistentVolumeClaim).status, (after as PersistentVolumeClaim).status];
  if (to?.phase === 'Bound' && from?.phase !== 'Bound') return ['is bound'];
  const [was, is] = [from, to].map((status) => quantityUnits(status?.capacity?.['storage'] ?? '0') ?? 0n);
  return was !== undefined && is !== undefined && was > 0n && is > was ? ['has grown'] : [];
};

/** What happens in one second in the same way to objects of one kind is one step. */
const grouped = (events: readonly Event[]): readonly Step[] => {
  const groups = Map.groupBy(events, ({ at, verb, object, waitedFor }) =>
    [at, verb, object.kind, brokerIdOf(object) !== undefined, ...waitedFor].join('|'),
  );
  return [...groups.values()].map((group) => {
    const first = group[0] as Event;
    const written = new Map(group.map(({ object }) => [object.metadata?.name ?? '', object]));
    return {
      at: first.at,
      does: describe(first, [...written.values()]),
      objects: [...written.keys()].sort(names.compare),
      waitsFor: first.waitedFor,
    };
  });
};

const describe = ({ verb, object: { kind = '' } }: Event, objects: readonly KubeObject[]): string => {
  const ids = objects.map(brokerIdOf).filter((id) => id !== undefined);
  const many = objects.length > 1;
  const thing = `${many ? `${objects.length} ` : ''}${kind}${many ? 's' : ''}`;
  const named =
    ids.length > 0
      ? `${thing} of ${nameBrokers(ids)}`
      : `${thing} ${objects
          .map(({ metadata }) => metadata?.name ?? '')
          .sort(names.compare)
          .join(', ')}`;
  if (!verb.includes(' ')) return `${verb} ${named}`;
  if (kind === 'Pod' && ids.length > 0) return `${nameBrokers(ids)} ${many ? 'are' : 'is'} ready`;
  return `${named} ${many ? verb.replace('is ', 'are ').replace('has ', 'have ') : verb}`;
};

const names = new Intl.Collator('en', { numeric: true });
