/**
 * Records written and read back by Kafka's own tools, run inside a broker's container: numbers 1 to n with acks=all,
 * and then exactly these numbers again, each at least once and none that was never written.
 */
import { kubectl } from './kubectl.ts';

/** A tool in a broker's Pod inherits the broker's agent and heap: both must go. */
const CLEAN = [
  'env',
  '-u',
  'KAFKA_OPTS',
  '-u',
  'KAFKA_LOG4J_OPTS',
  '-u',
  'JMX_PORT',
  'KAFKA_HEAP_OPTS=-Xmx256m',
  'KAFKA_JVM_PERFORMANCE_OPTS=-XX:+UseSerialGC -XX:TieredStopAtLevel=1',
];

export interface Broker {
  readonly namespace: string;
  readonly pod: string;
  /** host:port as the Pod sees it. */
  readonly bootstrap: string;
}

const inBroker = (broker: Broker, script: string): Promise<string> =>
  kubectl(['exec', '-n', broker.namespace, broker.pod, '-c', 'kafka', '--', ...CLEAN, 'bash', '-o', 'pipefail', '-c', script]);

/** Creates a topic whose records survive the loss of a broker. */
export const createTopic = (broker: Broker, topic: string, partitions = 6): Promise<string> =>
  inBroker(
    broker,
    `/opt/kafka/bin/kafka-topics.sh --bootstrap-server ${broker.bootstrap} --create --if-not-exists --topic ${topic} --partitions ${partitions} --replication-factor 3 --config min.insync.replicas=2`,
  );

/** Writes the numbers from..to, one record each, acknowledged by all in-sync replicas. */
export const writeNumbers = (broker: Broker, topic: string, range: { readonly from: number; readonly to: number }): Promise<string> =>
  inBroker(
    broker,
    `seq ${range.from} ${range.to} | /opt/kafka/bin/kafka-console-producer.sh --bootstrap-server ${broker.bootstrap} --topic ${topic} --producer-property acks=all --producer-property enable.idempotence=true --producer-property delivery.timeout.ms=120000`,
  );

export interface ReadBack {
  readonly records: number;
  readonly distinct: number;
  /** Numbers of 1..n that are not there. */
  readonly missing: number;
  readonly foreign: number;
}

/** Reads as many records as the topic's end offsets say there are, and compares them with the numbers 1..n. */
export const readNumbers = async (broker: Broker, topic: string, most: number): Promise<ReadBack> => {
  const tool = `--bootstrap-server ${broker.bootstrap} --topic ${topic}`;
  const text = await inBroker(
    broker,
    // A consumer that waits for more would end by its timeout only; this one ends with the last record.
    `total=$(/opt/kafka/bin/kafka-get-offsets.sh ${tool} | awk -F: '{n += $3} END {print n}')
     /opt/kafka/bin/kafka-console-consumer.sh ${tool} --from-beginning --max-messages "$total" --timeout-ms 60000`,
  );
  const numbers = text
    .split('\n')
    .filter((line) => line !== '')
    .map(Number);
  const distinct = new Set(numbers);
  const found = Array.from({ length: most }, (_, i) => i + 1).filter((n) => distinct.has(n)).length;
  return { records: numbers.length, distinct: distinct.size, missing: most - found, foreign: distinct.size - found };
};
