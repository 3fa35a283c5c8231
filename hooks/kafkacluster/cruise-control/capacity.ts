/**
 * capacity.json: what each broker can take, by which Cruise Control judges load. It reads the file only at its start, so
 * each change of the text is a restart that forgets all running tasks. Therefore the text changes as seldom as possible:
 * while a broker or a disk is on its way out, what the file says stays, and only new brokers and disks are added.
 * A broker that the file does not know makes every request fail; a broker that is gone harms nobody.
 */

import type { StorageConfig } from '../../api/kafka-cluster.ts';
import { canonicalJson } from '../../kube/hash.ts';
import { isRecord } from '../../kube/is-record.ts';
import { quantityMillis, quantityUnits } from '../../kube/quantity.ts';
import { logDir } from '../broker-config/generated.ts';
import type { Cluster, KafkaNode } from '../cluster.ts';
import { DEFAULT_NETWORK_CAPACITY, DEFAULT_RESOURCES } from '../defaults.ts';
import { ownCruiseControl } from './names.ts';

/** One broker's entry; of the user's entries only the id is known. */
export interface CapacityEntry {
  readonly brokerId: string;
  readonly [key: string]: unknown;
}

export interface CapacityFacts {
  /** capacity.json of the ConfigMap that exists. */
  readonly observedCapacity: string | undefined;
  /** A broker or a disk is being emptied. */
  readonly removing: boolean;
}

/** Stands for every broker without an entry of its own. */
const ANY_BROKER = '-1';
/** What a volume without a size limit is taken for: Koperator's figure for a disk that it knows nothing about. */
const UNKNOWN_DISK_BYTES = 10n * 1024n ** 3n;
const BYTES_PER_MEGABYTE = 1_000_000n;
const DOC = 'DISK in MB by log directory, CPU in percent of one core, NW_IN and NW_OUT in KB/s.';

/** The text of capacity.json. Source: koperator.md, section 6; kafka-facts.md, section 1.11. */
export const capacityJson = (cluster: Cluster, { observedCapacity, removing }: CapacityFacts): string => {
  const text = ownCruiseControl(cluster)?.capacityConfig ?? '';
  const user = readCapacity(text) ?? [];
  if (coversAll(user)) return text;
  const observed = removing ? (readCapacity(observedCapacity ?? '') ?? []) : [];
  const generated = cluster.nodes.filter((node) => node.isBroker).map(generatedEntry);
  const kept = observed.map((entry) =>
    withNewDisks(
      entry,
      generated.find((own) => own.brokerId === entry.brokerId),
    ),
  );
  const entries = uniqueById([...user, ...kept, ...generated]);
  // Nothing new: the very text, whoever wrote it.
  if (removing && observedCapacity !== undefined && sameEntries(entries, observed)) return observedCapacity;
  return JSON.stringify({ brokerCapacities: user.length === 0 ? entries.toSorted(byId) : entries }, null, 4);
};

/** Entries of a capacity file; undefined when the text is none. */
export const readCapacity = (text: string): readonly CapacityEntry[] | undefined => {
  const file = parseJson(text);
  const list = isRecord(file) ? file['brokerCapacities'] : undefined;
  if (!Array.isArray(list)) return undefined;
  const entries = list.map(readEntry).filter((entry) => entry !== undefined);
  return entries.length === list.length ? entries : undefined;
};

const readEntry = (entry: unknown): CapacityEntry | undefined => {
  const id = isRecord(entry) ? entry['brokerId'] : undefined;
  // Cruise Control takes a number as well as a text.
  return isRecord(entry) && (typeof id === 'string' || typeof id === 'number') && /^-?\d+$/.test(String(id))
    ? { ...entry, brokerId: String(id) }
    : undefined;
};

const coversAll = (entries: readonly CapacityEntry[]): boolean => entries.some((entry) => entry.brokerId === ANY_BROKER);

/** Disks that are too small for a figure in megabytes, of brokers that the user gives no entry. */
export const disksBelowOneMegabyte = (cluster: Cluster): readonly { readonly node: KafkaNode; readonly disk: StorageConfig }[] => {
  const user = readCapacity(ownCruiseControl(cluster)?.capacityConfig ?? '') ?? [];
  const named = new Set(user.map((entry) => entry.brokerId));
  return coversAll(user)
    ? []
    : cluster.nodes
        .filter((node) => node.isBroker && !named.has(String(node.id)))
        .flatMap((node) => (node.config.storageConfigs ?? []).filter((disk) => megabytes(disk) < 1n).map((disk) => ({ node, disk })));
};

const generatedEntry = (node: KafkaNode): CapacityEntry => ({
  brokerId: String(node.id),
  capacity: {
    DISK: Object.fromEntries(
      (node.config.storageConfigs ?? [])
        .map((disk): [string, string] => [logDir(disk.mountPath), String(megabytes(disk))])
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    CPU: cpuPercent(node),
    NW_IN: node.config.networkConfig?.incomingNetworkThroughPut || DEFAULT_NETWORK_CAPACITY,
    NW_OUT: node.config.networkConfig?.outgoingNetworkThroughPut || DEFAULT_NETWORK_CAPACITY,
  },
  doc: DOC,
});

const megabytes = (disk: StorageConfig): bigint => {
  const size = disk.pvcSpec === undefined ? disk.emptyDir?.sizeLimit : disk.pvcSpec.resources?.requests?.['storage'];
  return ((size === undefined ? undefined : quantityUnits(size)) ?? UNKNOWN_DISK_BYTES) / BYTES_PER_MEGABYTE;
};

/** What the broker may use; without a limit what it has asked for, for nothing else is known. */
const cpuPercent = (node: KafkaNode): string => {
  const { limits, requests } = node.config.resourceRequirements ?? DEFAULT_RESOURCES;
  const millis = quantityMillis(limits?.['cpu'] ?? requests?.['cpu'] ?? DEFAULT_RESOURCES.limits.cpu) ?? 0n;
  return String(Math.round(Number(millis) / 10));
};

/** The first of each id. */
const uniqueById = (entries: readonly CapacityEntry[]): readonly CapacityEntry[] => {
  const seen = new Set<string>();
  return entries.filter((entry) => !seen.has(entry.brokerId) && seen.add(entry.brokerId));
};

/** An observed entry with the disks that its broker has got since: a log directory without capacity breaks every request. */
const withNewDisks = (observed: CapacityEntry, generated: CapacityEntry | undefined): CapacityEntry => {
  const before = diskMap(observed);
  const now = generated === undefined ? undefined : diskMap(generated);
  if (before === undefined || now === undefined) return observed;
  return { ...observed, capacity: { ...recordOf(observed['capacity']), DISK: { ...now, ...before } } };
};

const recordOf = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});

const diskMap = (entry: CapacityEntry): Readonly<Record<string, unknown>> | undefined => {
  const disks = recordOf(entry['capacity'])['DISK'];
  return isRecord(disks) ? disks : undefined;
};

const byId = (a: CapacityEntry, b: CapacityEntry): number => Number(a.brokerId) - Number(b.brokerId);

const sameEntries = (a: readonly CapacityEntry[], b: readonly CapacityEntry[]): boolean =>
  canonicalJson(a.toSorted(byId)) === canonicalJson(b.toSorted(byId));

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
