/** No acknowledged record is lost that the faults do not excuse, and Kafka never sees two of what there is one of. */
import type { KafkaWorld } from '../../../hooks/engine/kafka/kafka-world.ts';
import type { Intents } from './invariant.ts';

/** Asked after every event: it is about Kafka's own state, not about objects of the API. */
export const recordsAreKept = (kafka: KafkaWorld, { volumes }: Intents): string | undefined => {
  const [loss] = kafka.lossesNotExcused(volumes);
  return loss === undefined
    ? undefined
    : `${loss.records} acknowledged records of ${loss.topic}-${loss.partition} are lost (volumes ${loss.volumes.join(', ')})`;
};

export const onlyOneOfEach = (kafka: KafkaWorld): string | undefined => kafka.violations()[0];
