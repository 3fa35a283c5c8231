/**
 * A decision as one JSON patch of the KafkaCluster: the change, its record, and the resource version that both were decided for, so
 * that the API server takes all of it or nothing.
 */
import type { Broker, KafkaCluster } from '../api/kafka-cluster.ts';
import { type AlertRecord, writeRecord } from '../kafkacluster/alerts/record.ts';
import { ANNOTATION } from '../kafkacluster/names.ts';
import { deepEqual } from '../kube/equal.ts';
import type { PatchOperation } from '../ports/alert-world.ts';

/** What a patch changes beside the record. */
export interface Change {
  readonly brokers?: readonly Broker[];
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The operations, in order. */
export const patchOf = (target: KafkaCluster, record: AlertRecord, { brokers, annotations }: Change = {}): readonly PatchOperation[] => [
  // A patch that names a resource version is refused with a conflict when there is a newer one.
  { op: 'replace', path: '/metadata/resourceVersion', value: target.metadata.resourceVersion },
  ...(target.metadata.annotations === undefined ? [{ op: 'add', path: '/metadata/annotations', value: {} } as const] : []),
  ...Object.entries({ ...annotations, [ANNOTATION.alerts]: writeRecord(record) }).map(
    ([name, value]): PatchOperation => ({ op: 'add', path: `/metadata/annotations/${escaped(name)}`, value }),
  ),
  ...(brokers === undefined ? [] : brokerOperations(target.spec.brokers, brokers)),
];

/** Item by item: the audit log and managedFields then name the broker that changed, and no other. */
const brokerOperations = (before: readonly Broker[], after: readonly Broker[]): readonly PatchOperation[] => {
  const wanted = new Map(after.map((broker) => [broker.id, broker]));
  const known = new Set(before.map(({ id }) => id));
  const changed = before.flatMap((broker, index): readonly PatchOperation[] => {
    const value = wanted.get(broker.id);
    return value === undefined || deepEqual(value, broker) ? [] : [{ op: 'replace', path: `/spec/brokers/${index}`, value }];
  });
  // From behind, so that the positions of the others stay what they are.
  const removed = before
    .flatMap(({ id }, index): readonly PatchOperation[] => (wanted.has(id) ? [] : [{ op: 'remove', path: `/spec/brokers/${index}` }]))
    .reverse();
  const added = after.filter(({ id }) => !known.has(id)).map((value): PatchOperation => ({ op: 'add', path: '/spec/brokers/-', value }));
  return [...changed, ...removed, ...added];
};

/** Of a JSON pointer (RFC 6901). */
const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
