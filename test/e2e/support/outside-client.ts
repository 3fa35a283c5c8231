/**
 * A Kafka client outside the pod network, which keeps count of its connections: whether one was closed is told by the
 * client itself, for what an ingress must never do is just that.
 */
import net from 'node:net';
import tls from 'node:tls';
import { CompressionTypes, Kafka, logLevel, type Producer } from 'kafkajs';
import { waitFor } from './wait.ts';

export interface Route {
  readonly host: string;
  readonly port: number;
}

export interface Outside {
  /** `host:port` where any broker answers. */
  readonly bootstrap: string;
  /** Where a host name leads to, in place of DNS; itself when absent. */
  readonly resolve?: (host: string) => string;
  /** Certificate that is trusted; without one the client speaks plaintext. */
  readonly ca?: string;
}

/** A connection of the client. */
export interface Connection extends Route {
  readonly opened: number;
  /** Milliseconds since the epoch; undefined while it is open. */
  closed: number | undefined;
}

const RECORDS_A_BATCH = 1_000;

export interface OutsideClient {
  readonly kafka: Kafka;
  readonly connections: readonly Connection[];
}

/** A client that has not connected yet. */
export const createClient = ({ bootstrap, resolve = (host) => host, ca }: Outside): OutsideClient => {
  const connections: Connection[] = [];
  const kafka = new Kafka({
    clientId: 'e2e-outside',
    brokers: [bootstrap],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 5_000,
    ...(ca !== undefined && { ssl: { ca: [ca] } }),
    socketFactory: ({ host, port, ssl, onConnect }) => {
      const to = resolve(host);
      const socket = ssl
        ? tls.connect({ host: to, port, servername: host, ...ssl }, onConnect)
        : net.connect({ host: to, port }, onConnect);
      const connection: Connection = { host, port, opened: Date.now(), closed: undefined };
      connections.push(connection);
      socket.setKeepAlive(true, 60_000);
      socket.once('close', () => {
        connection.closed = Date.now();
      });
      return socket;
    },
  });
  return { kafka, connections };
};

/** Creates a topic whose records survive the loss of a broker. */
export const createTopicOutside = async ({ kafka }: OutsideClient, topic: string): Promise<void> => {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({
    // kafkajs gives up where a broker that has just come back does not know the topic yet.
    waitForLeaders: false,
    topics: [{ topic, numPartitions: PARTITIONS, replicationFactor: 3, configEntries: [{ name: 'min.insync.replicas', value: '2' }] }],
  });
  await waitFor({
    what: `every partition of ${topic} has a leader`,
    seconds: 60,
    look: async () => (await admin.fetchTopicMetadata({ topics: [topic] })).topics.flatMap(({ partitions }) => partitions),
    until: (partitions) => partitions.filter(({ leader }) => leader >= 0).length === PARTITIONS,
  });
  await admin.disconnect();
};

const PARTITIONS = 6;

const send = (producer: Producer, topic: string, range: { readonly from: number; readonly to: number }) =>
  producer.send({
    topic,
    acks: -1,
    compression: CompressionTypes.None,
    messages: Array.from({ length: range.to - range.from + 1 }, (_, at) => ({ value: String(range.from + at) })),
  });

/** Writes the numbers 1..n and reads them back. The answer names what is missing and what was never written. */
export const writeAndReadNumbers = async (client: OutsideClient, topic: string, most: number) => {
  const producer = client.kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  for (let from = 1; from <= most; from += RECORDS_A_BATCH)
    await send(producer, topic, { from, to: Math.min(most, from + RECORDS_A_BATCH - 1) });
  await producer.disconnect();
  const consumer = client.kafka.consumer({ groupId: `read-${topic}` });
  const distinct = new Set<number>();
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachBatch: async ({ batch }) => {
      for (const { value } of batch.messages) distinct.add(Number(value));
    },
  });
  await waitFor({ what: `${most} records are read`, seconds: 120, look: async () => distinct.size, until: (seen) => seen >= most });
  await consumer.disconnect();
  const found = Array.from({ length: most }, (_, at) => at + 1).filter((number) => distinct.has(number)).length;
  return { missing: most - found, foreign: distinct.size - found };
};

export interface Load {
  /** Records acknowledged so far. */
  acknowledged(): number;
  /** Requests that failed. */
  failed(): readonly string[];
  stop(): Promise<void>;
}

/** Writes to every partition without a pause, until it is stopped. */
export const startLoad = async ({ kafka }: OutsideClient, topic: string): Promise<Load> => {
  const producer = kafka.producer({ allowAutoTopicCreation: false, retry: { retries: 0 } });
  await producer.connect();
  const failures: string[] = [];
  let records = 0;
  let running = true;
  const loop = async (): Promise<void> => {
    while (running) {
      try {
        await send(producer, topic, { from: records + 1, to: records + 60 });
        records += 60;
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error));
      }
    }
  };
  const done = loop();
  await waitFor({ what: 'the load has begun', seconds: 30, look: async () => records, until: (seen) => seen > 0 });
  return {
    acknowledged: () => records,
    failed: () => failures,
    stop: async () => {
      running = false;
      await done;
      await producer.disconnect();
    },
  };
};

/** ApiVersions v0 (KIP-35): size, key 18, version 0, correlation 1, no client id. */
const API_VERSIONS = Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0xff, 0xff]);
const PROBE_MS = 1_000;

/** Whether a broker answers on an address: a proxy alone would accept the connection, too. */
export const answersKafka = ({ host, port }: Route): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = net.connect({ host, port }, () => socket.write(API_VERSIONS));
    const end = (answer: boolean) => (): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(PROBE_MS, end(false));
    socket.once('data', end(true)).once('error', end(false)).once('close', end(false));
  });
