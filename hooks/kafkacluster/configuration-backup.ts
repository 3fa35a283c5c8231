/**
 * Koperator's `configurationBackup` of a broker: base64 of gzip of the JSON of its item of spec.brokers.
 * It is what a broker that left the spec goes on living with, so ours is written with the group merged in:
 * the group may be changed or deleted meanwhile, the broker must come back as it was.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Broker, BrokerConfig, KafkaClusterSpec } from '../api/kafka-cluster.ts';
import type { Cluster } from './cluster.ts';
import { lastOf } from './remember.ts';

/** Compressing a hundred brokers at each sync would cost more than all the rest. */
const rememberBackup = lastOf<Broker, string>();

/** The backup of a broker with its merged configuration. */
export const writeBackup = (broker: Broker, merged: BrokerConfig): string =>
  rememberBackup(broker, [merged], () => {
    const { brokerConfigGroup: _group, ...own } = broker;
    return pack({ ...own, brokerConfig: merged });
  });

/** The broker in a backup; undefined when there is none or it cannot be read: its children are then kept as they are. */
export const readBackup = (backup: string | undefined): Broker | undefined => {
  const broker = unpack(backup);
  return isRecord(broker) && typeof broker['id'] === 'number' ? (broker as unknown as Broker) : undefined;
};

const rememberSpec = lastOf<Cluster, string>();

/** A whole spec in the same form: what a cluster goes on with while a later one is refused. */
export const writeSpec = (cluster: Cluster): string => rememberSpec(cluster, [], () => pack(cluster.spec));

/** The spec in a backup; undefined when there is none or it cannot be read. Whether it is valid is not asked here. */
export const readSpec = (backup: string | undefined): KafkaClusterSpec | undefined => {
  const spec = unpack(backup);
  return isRecord(spec) ? (spec as unknown as KafkaClusterSpec) : undefined;
};

const pack = (value: unknown): string => gzipSync(JSON.stringify(value)).toString('base64');

const unpack = (backup: string | undefined): unknown => {
  if (backup === undefined || backup === '') return undefined;
  try {
    return JSON.parse(gunzipSync(Buffer.from(backup, 'base64')).toString('utf8'));
  } catch {
    // A damaged backup is the same as none.
    return undefined;
  }
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
