/**
 * The cluster that decorators of a KafkaCluster act upon: not what the spec says at this moment, but the last spec that
 * the controller kafkacluster found valid and wrote into status. So a mistake in a spec is judged in one place, is told
 * in one condition, and takes no way in away.
 */
import type { KafkaCluster, KafkaClusterSpec } from '../../api/kafka-cluster.ts';
import { type Cluster, readCluster } from '../cluster.ts';
import { readSpec } from '../configuration-backup.ts';
import { recent } from '../remember.ts';
import type { AdvertisedListener } from './advertised.ts';

/** The cluster of the last valid spec; undefined while there was none. */
export const acceptedCluster = (target: KafkaCluster): Cluster | undefined => {
  const text = target.status?.lastValidSpec;
  const spec = text === undefined ? undefined : rememberSpec(text, () => readSpec(text));
  return spec === undefined ? undefined : readCluster({ ...target, spec });
};

const MOST_SPECS = 64;
const rememberSpec = recent<KafkaClusterSpec | undefined>(MOST_SPECS);

/** What one running broker advertises on one listener. */
export interface Advertisement extends AdvertisedListener {
  readonly broker: number;
  readonly listener: string;
}

/** What the running brokers advertise, by what status keeps of them; ascending by broker. */
export const advertisements = ({ status }: Pick<KafkaCluster, 'status'>): readonly Advertisement[] =>
  Object.entries(status?.brokersState ?? {})
    .flatMap(([id, { advertised }]) =>
      Object.entries(advertised?.listeners ?? {}).map(([listener, one]) => ({ ...one, broker: Number(id), listener })),
    )
    .sort((a, b) => a.broker - b.broker);
