/**
 * A KafkaCluster under test: one of the samples, made small enough for a laptop, in a namespace of its own.
 * Images come from the environment, so that the same tests run on the test-bed (images made by hand) and on kind.
 */
import { readFileSync } from 'node:fs';
import { dump, load } from 'js-yaml';
import type { BrokerConfig, KafkaCluster } from '../../../hooks/api/kafka-cluster.ts';
import type { Pod } from '../../../hooks/kube/types.ts';
import { apply, get, kubectl, list } from './kubectl.ts';
import { waitFor } from './wait.ts';

/** Images; undefined leaves the hooks' own defaults, which a cluster with a registry can pull. */
export const IMAGES = {
  kafka: process.env['E2E_KAFKA_IMAGE'],
  kafka3: process.env['E2E_KAFKA3_IMAGE'],
  zookeeper: process.env['E2E_ZOOKEEPER_IMAGE'] ?? 'docker.io/library/zookeeper:3.8',
  jmx: process.env['E2E_JMX_IMAGE'],
} as const;

/** Small heaps and few CPUs: what is tested is not how fast Kafka is. */
const SMALL: BrokerConfig = {
  kafkaHeapOpts: '-Xmx384m -Xms256m',
  kafkaJvmPerfOpts: '-XX:+UseSerialGC -XX:TieredStopAtLevel=1',
  resourceRequirements: { requests: { cpu: '50m', memory: '512Mi' }, limits: { memory: '1Gi' } },
};

type Spec = KafkaCluster['spec'];

/** A sample, made small, then changed by the test. */
export const sample = (name: string, change: (spec: Spec) => Spec = (spec) => spec): KafkaCluster => {
  const file = load(readFileSync(new URL(`../../../manifests/samples/${name}.yaml`, import.meta.url), 'utf8')) as KafkaCluster;
  const image = file.spec.kRaft === false ? IMAGES.kafka3 : IMAGES.kafka;
  const groups = Object.entries(file.spec.brokerConfigGroups ?? {}).map(([key, group]) => [
    key,
    { ...group, ...SMALL, storageConfigs: smallDisks(group) },
  ]);
  const spec: Spec = {
    ...file.spec,
    ...(image !== undefined && { clusterImage: image }),
    ...(IMAGES.jmx !== undefined && { monitoringConfig: { jmxImage: IMAGES.jmx } }),
    brokerConfigGroups: Object.fromEntries(groups),
  };
  return { ...file, spec: change(spec) };
};

const smallDisks = (group: BrokerConfig): NonNullable<BrokerConfig['storageConfigs']> =>
  (group.storageConfigs ?? []).map(({ mountPath }) => ({ mountPath, pvcSpec: { resources: { requests: { storage: '1Gi' } } } }));

/** A fresh namespace, gone with everything in it when the test ends. */
export const namespace = async (name: string, after: (cleanUp: () => Promise<void>) => void): Promise<string> => {
  await kubectl(['delete', 'namespace', name, '--ignore-not-found', '--wait=true']);
  await kubectl(['create', 'namespace', name]);
  after(async () => {
    // A namespace deletes in no order: the cluster first lets its finalizer do its work. When all nodes of a quorum stop at
    // once, the last may find no controller any more and use up its grace period of 120 s.
    try {
      await kubectl(['delete', 'kafkaclusters', '--all', '-n', name, '--wait=true', '--timeout=300s']);
    } finally {
      await kubectl(['delete', 'namespace', name, '--wait=false']);
    }
  });
  return name;
};

export const applyCluster = (cluster: KafkaCluster, ns: string): Promise<string> => apply(dump(cluster), ns);

/** The KafkaCluster as the API server has it. */
export const readCluster = (name: string, ns: string): Promise<KafkaCluster | undefined> => get<KafkaCluster>('kafkacluster', name, ns);

export const condition = (cluster: KafkaCluster | undefined, type: string) => cluster?.status?.conditions?.find((c) => c.type === type);

/** Waits for Ready of the present generation. */
export const waitReady = (name: string, ns: string, seconds: number): Promise<KafkaCluster | undefined> =>
  waitFor({
    what: `KafkaCluster ${ns}/${name} is Ready`,
    seconds,
    look: () => readCluster(name, ns),
    until: (cluster) => {
      const ready = condition(cluster, 'Ready');
      return ready?.status === 'True' && ready.observedGeneration === cluster?.metadata.generation;
    },
  });

/** The Pod of a broker. */
export const brokerPod = async (ns: string, id: number): Promise<Pod | undefined> =>
  (await list<Pod>('pods', ns, `app=kafka,brokerId=${id}`))[0];

export const isPodReady = (pod: Pod | undefined): boolean =>
  pod?.metadata?.deletionTimestamp === undefined &&
  pod?.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') === true;

/** Waits until a broker's Pod is another one than before, and ready. */
export const waitReplaced = (
  ns: string,
  id: number,
  before: { readonly uid: string | undefined; readonly seconds: number },
): Promise<Pod | undefined> =>
  waitFor({
    what: `broker ${id} has a new Pod that is ready`,
    seconds: before.seconds,
    look: () => brokerPod(ns, id),
    until: (pod) => pod?.metadata?.uid !== before.uid && isPodReady(pod),
  });
