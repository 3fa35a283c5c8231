/**
 * Which replicas a task moves: pure, from a snapshot of Kafka. Cruise Control weighs a dozen goals; this one counts
 * replicas and keeps racks apart where it can. Who asks is interested in what is moved away and what arrives, not in the best balance.
 */
import type { CruiseControlTask } from '../../ports/cruise-control.ts';
import type { KafkaSnapshot } from '../../ports/kafka-admin.ts';

/** New replicas of a partition; the first is the preferred leader. */
export interface Proposal {
  readonly topic: string;
  readonly partition: number;
  readonly replicas: readonly number[];
}

/** Proposals in the order of topics and partitions, or why the task cannot be done. */
export const propose = (task: CruiseControlTask, snapshot: KafkaSnapshot): readonly Proposal[] | string => {
  const draft = draftOf(snapshot);
  switch (task.kind) {
    case 'remove_broker':
      return empty(draft, new Set(task.brokers));
    case 'add_broker':
      return fill(draft, task.brokers);
    case 'rebalance':
      return fill(draft, task.brokers.length > 0 ? task.brokers : draft.usable);
    case 'remove_disks':
      return [];
  }
};

interface Slot {
  readonly topic: string;
  readonly partition: number;
  readonly before: readonly number[];
  replicas: readonly number[];
}

interface Draft {
  /** Brokers that can take replicas, by ascending id. */
  readonly usable: readonly number[];
  readonly racks: ReadonlyMap<number, string>;
  readonly slots: readonly Slot[];
  readonly load: Map<number, number>;
}

const draftOf = ({ brokers, topics }: KafkaSnapshot): Draft => {
  const slots = topics.flatMap(({ name, partitions }) =>
    partitions.map(({ index, replicas }): Slot => ({ topic: name, partition: index, before: replicas, replicas })),
  );
  const load = new Map(brokers.map(({ id }) => [id, 0]));
  for (const { replicas } of slots) for (const id of replicas) load.set(id, loadOf(load, id) + 1);
  return {
    usable: brokers.filter(({ fenced }) => !fenced).map(({ id }) => id),
    racks: new Map(brokers.map(({ id, rack }) => [id, rack ?? `broker ${id}`])),
    slots,
    load,
  };
};

const loadOf = (load: ReadonlyMap<number, number>, id: number): number => load.get(id) ?? 0;

const empty = (draft: Draft, leaving: ReadonlySet<number>): readonly Proposal[] | string => {
  const staying = draft.usable.filter((id) => !leaving.has(id));
  for (const slot of draft.slots) {
    for (const id of slot.replicas.filter((replica) => leaving.has(replica))) {
      const [target] = staying
        .filter((other) => !slot.replicas.includes(other))
        .sort(
          (a, b) => clashes(draft, slot, { from: id, to: a }) - clashes(draft, slot, { from: id, to: b }) || compareLoad(draft.load, a, b),
        );
      if (target === undefined) return `no broker can take the replica of ${slot.topic}-${slot.partition} on broker ${id}`;
      shift(draft, slot, { from: id, to: target });
    }
  }
  return changed(draft);
};

/** Gives each destination replicas of the fullest broker until it holds an even share. */
const fill = (draft: Draft, destinations: readonly number[]): readonly Proposal[] => {
  for (const to of destinations.filter((id) => draft.usable.includes(id))) {
    let next = donation(draft, to);
    while (next !== undefined) {
      shift(draft, next.slot, { from: next.from, to });
      next = donation(draft, to);
    }
  }
  return changed(draft);
};

const donation = (draft: Draft, to: number): { readonly slot: Slot; readonly from: number } | undefined => {
  const donors = draft.usable
    .filter((id) => loadOf(draft.load, id) - loadOf(draft.load, to) > 1)
    .sort((a, b) => compareLoad(draft.load, b, a));
  for (const from of donors) {
    const slot = draft.slots.find(
      ({ replicas, ...rest }) =>
        replicas.includes(from) &&
        !replicas.includes(to) &&
        clashes(draft, { ...rest, replicas }, { from, to }) <= clashes(draft, { ...rest, replicas }, { from, to: from }),
    );
    if (slot !== undefined) return { slot, from };
  }
  return undefined;
};

interface Shift {
  readonly from: number;
  readonly to: number;
}

/** How many other replicas would be in the same rack. */
const clashes = ({ racks }: Draft, { replicas }: Slot, { from, to }: Shift): number =>
  replicas.filter((id) => id !== from && racks.get(id) === racks.get(to)).length;

const compareLoad = (load: ReadonlyMap<number, number>, a: number, b: number): number => loadOf(load, a) - loadOf(load, b) || a - b;

const shift = ({ load }: Draft, slot: Slot, { from, to }: Shift): void => {
  slot.replicas = slot.replicas.map((id) => (id === from ? to : id));
  load.set(from, loadOf(load, from) - 1);
  load.set(to, loadOf(load, to) + 1);
};

const changed = ({ slots }: Draft): readonly Proposal[] =>
  slots.flatMap(({ topic, partition, before, replicas }) => (before === replicas ? [] : [{ topic, partition, replicas }]));
