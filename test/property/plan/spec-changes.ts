/**
 * Changes that people make to a cluster that runs: each a small edit of a sound spec, and sometimes quite another spec.
 * Some of them are impossible (a claim that shrinks, a wrong value): a plan must foretell those as well.
 */
import fc from 'fast-check';
import type { Broker, BrokerConfig, KafkaClusterSpec } from '../../../hooks/api/kafka-cluster.ts';
import { soundSpec } from '../kafkacluster/arbitraries.ts';

type Edit = (spec: KafkaClusterSpec) => KafkaClusterSpec;

const disk = (mountPath: string, storage: string) => ({ mountPath, pvcSpec: { resources: { requests: { storage } } } });

/** Changes the n-th broker, counted round. */
const atBroker =
  (index: number, edit: (broker: Broker) => Broker): Edit =>
  (spec) => ({ ...spec, brokers: spec.brokers.map((broker, at) => (at === index % spec.brokers.length ? edit(broker) : broker)) });

const configure =
  (index: number, fields: BrokerConfig): Edit =>
  (spec) =>
    atBroker(index, (broker) => ({ ...broker, brokerConfig: { ...broker.brokerConfig, ...fields } }))(spec);

const resize =
  (index: number, storage: string): Edit =>
  (spec) =>
    atBroker(index, (broker) => ({
      ...broker,
      brokerConfig: {
        ...broker.brokerConfig,
        storageConfigs: (broker.brokerConfig?.storageConfigs ?? []).map((each) =>
          each.pvcSpec === undefined ? each : disk(each.mountPath, storage),
        ),
      },
    }))(spec);

const newBroker =
  (id: number): Edit =>
  (spec) =>
    spec.brokers.some((broker) => broker.id === id)
      ? spec
      : {
          ...spec,
          brokers: [
            ...spec.brokers,
            {
              id,
              brokerConfig: { storageConfigs: [disk('/kafka-logs', '1Gi')], ...(spec.kRaft === true && { processRoles: ['broker'] }) },
            },
          ],
        };

const withoutBroker =
  (index: number): Edit =>
  (spec) =>
    spec.brokers.length < 2 ? spec : { ...spec, brokers: spec.brokers.filter((_, at) => at !== index % spec.brokers.length) };

const whole =
  (fields: Partial<KafkaClusterSpec>): Edit =>
  (spec) => ({ ...spec, ...fields });

const index = fc.nat(4);

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.constant<Edit>((spec) => spec),
  fc
    .constantFrom('num.io.threads=16', 'num.io.threads=none', 'auto.create.topics.enable=true\nnum.io.threads=8')
    .map((readOnlyConfig) => whole({ readOnlyConfig })),
  fc.constantFrom('log.cleaner.threads=2', 'node.id=7').map((clusterWideConfig) => whole({ clusterWideConfig })),
  fc
    .constantFrom<Partial<KafkaClusterSpec>>(
      { oneBrokerPerNode: true },
      { headlessServiceEnabled: false },
      { envs: [{ name: 'MORE', value: 'x' }] },
      { disruptionBudget: { create: true, budget: '1' } },
      { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } },
      { rackAwareness: { labels: ['topology.kubernetes.io/zone'] } },
      { cruiseControlConfig: {} },
      { propagateLabels: true },
      { kafkaVersion: '4.2.0' },
    )
    .map(whole),
  fc
    .tuple(
      index,
      fc.constantFrom<BrokerConfig>(
        { config: 'background.threads=12' },
        { image: 'docker.io/apache/kafka:4.2.1' },
        { kafkaHeapOpts: '-Xmx3G' },
        { resourceRequirements: { limits: { cpu: '2' } } },
        { brokerAnnotations: { team: 'a' } },
        { nodeSelector: { 'kubernetes.io/hostname': 'node-1' } },
      ),
    )
    .map(([at, fields]) => configure(at, fields)),
  fc.tuple(index, fc.constantFrom('1Gi', '20Gi', '2Ti')).map(([at, size]) => resize(at, size)),
  fc.integer({ min: 0, max: 15 }).map(newBroker),
  index.map(withoutBroker),
  index.map((at) => configure(at, { storageConfigs: [disk('/kafka-logs', '10Gi'), disk('/third', '3Gi')] })),
  index.map((at) => configure(at, { storageConfigs: [disk('/kafka-logs', '10Gi')] })),
);

/** A spec that runs and what it is changed to. */
export const specChange: fc.Arbitrary<{ readonly from: KafkaClusterSpec; readonly to: KafkaClusterSpec }> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .tuple(soundSpec, fc.array(edit, { minLength: 1, maxLength: 3 }))
      .map(([from, edits]) => ({ from, to: edits.reduce((spec, each) => each(spec), from) })),
  },
  { weight: 1, arbitrary: fc.tuple(soundSpec, soundSpec).map(([from, to]) => ({ from, to })) },
);
