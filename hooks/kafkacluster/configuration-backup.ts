/**
 * Koperator's `configurationBackup` of a broker: base64 of gzip of the JSON of its item of spec.brokers.
 * It is what a broker that left the spec goes on living with, so ours is written with the group merged in:
 * the group may be changed or deleted meanwhile, the broker must come back as it was.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Broker, BrokerConfig } from '../api/kafka-cluster.ts';
import { lastOf } from './remember.ts';

/** Compressing a hundred brokers at each sync would cost more than all the rest. */
const rememberBackup = lastOf<Broker, string>();

/** The backup of a broker with its merged configuration. */
export const writeBackup = (broker: Broker, merged: BrokerConfig): string =>
  rememberBackup(broker, [merged], () => {
    const { brokerConfigGroup: _group, ...own } = broker;
    return gzipSync(JSON.stringify({ ...own, brokerConfig: merged })).toString('base64');
  });

/** The broker in a backup; undefined when there is none or it cannot be read. */
export const readBackup = (backup: string | undefined): Broker | undefined => {
  if (backup === undefined || backup === '') return undefined;
  try {
    const broker: unknown = JSON.parse(gunzipSync(Buffer.from(backup, 'base64')).toString('utf8'));
    return isBroker(broker) ? broker : undefined;
  } catch {
    // A damaged backup is the same as none: the broker's children are then kept as they are.
    return undefined;
  }
};

const isBroker = (value: unknown): value is Broker =>
  typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'number';
