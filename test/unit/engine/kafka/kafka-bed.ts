/**
 * A Kafka cluster without Kubernetes: containers as our Pods would have them, on a virtual clock, started and stopped by
 * the test. Time is given in seconds.
 */
import { createRandom } from '../../../../hooks/engine/clock/random.ts';
import { createVirtualClock, type VirtualClock } from '../../../../hooks/engine/clock/virtual-clock.ts';
import { createKafkaWorld, type KafkaWorld } from '../../../../hooks/engine/kafka/kafka-world.ts';
import type { Container, Mount, Program } from '../../../../hooks/engine/kubernetes/container.ts';
import type { KafkaSnapshot, NewTopic, PartitionView } from '../../../../hooks/ports/kafka-admin.ts';

export const CLUSTER = { namespace: 'default', name: 'kafka' };

export interface NodeSpec {
  readonly id: number;
  readonly roles?: string;
  readonly rack?: string;
  readonly clusterId?: string;
  /** Volumes of /disk-0, /disk-1, … */
  readonly volumes?: readonly string[];
  readonly format?: string;
  /** Ids of a static quorum; absent: dynamic. */
  readonly voters?: readonly number[];
  readonly pod?: string;
  readonly name?: string;
}

export interface Node {
  readonly program: Program;
  /** What the program ended with. */
  exit(): { readonly code: number; readonly message: string | undefined } | undefined;
  /** How often it said that its readiness may have changed. */
  changes(): number;
}

export interface KafkaBed {
  readonly clock: VirtualClock;
  readonly kafka: KafkaWorld;
  start(spec: NodeSpec): Node;
  /** Starts nodes of a quorum and waits until they are up. */
  startAll(specs: readonly NodeSpec[]): Promise<readonly Node[]>;
  seconds(count: number): Promise<void>;
  snapshot(): Promise<KafkaSnapshot>;
  createTopic(topic?: Partial<NewTopic>): Promise<void>;
  /** The first partition of topic `t`. */
  partition(): Promise<PartitionView>;
}

/** The flag with which disks of these first voters are formatted. */
export const initial = (ids: readonly number[]): string =>
  `--initial-controllers ${ids.map((id) => `${id}@kafka-${id}.kafka-headless:29093:dir-of-${id}`).join(',')}`;

/** Three nodes with both roles and a dynamic quorum. */
export const three: readonly NodeSpec[] = [0, 1, 2].map((id) => ({ id, format: initial([0, 1, 2]) }));

/** Three nodes with both roles and a static quorum. */
export const threeStatic: readonly NodeSpec[] = [0, 1, 2].map((id) => ({ id, voters: [0, 1, 2] }));

export const createKafkaBed = (seed = 1): KafkaBed => {
  const random = createRandom(seed);
  const clock = createVirtualClock(0, random.fork('clock'));
  const kafka = createKafkaWorld({ clock, random });
  const deadline = (): { readonly deadline: number } => ({ deadline: clock.now() + 5_000 });
  const seconds = (count: number): Promise<void> => clock.runUntil(clock.now() + count * 1_000);
  const snapshot = (): Promise<KafkaSnapshot> => kafka.admin(CLUSTER).snapshot(deadline());
  const start = (spec: NodeSpec): Node => {
    let exit: ReturnType<Node['exit']>;
    let changes = 0;
    const container = containerOf(spec, {
      exit: (code, message) => {
        exit ??= { code, message };
      },
      changed: () => {
        changes += 1;
      },
    });
    const program = kafka.start(container);
    if (program === undefined) throw new Error('the model did not take the container');
    return { program, exit: () => exit, changes: () => changes };
  };
  return {
    clock,
    kafka,
    start,
    startAll: async (specs) => {
      const nodes = specs.map(start);
      await seconds(30);
      return nodes;
    },
    seconds,
    snapshot,
    createTopic: (topic) => kafka.admin(CLUSTER).createTopic({ name: 't', partitions: 1, ...topic }, deadline()),
    partition: async () => {
      const found = (await snapshot()).topics.find(({ name }) => name === 't')?.partitions[0];
      if (found === undefined) throw new Error('there is no topic t');
      return found;
    },
  };
};

/** A container as the kubelet starts it for one of our Pods. */
export const containerOf = (spec: NodeSpec, calls: Pick<Container, 'exit' | 'changed'>): Container => {
  const roles = spec.roles ?? 'broker,controller';
  const volumes = spec.volumes ?? [`volume-${spec.id}`];
  const config = [
    `node.id=${spec.id}`,
    `process.roles=${roles}`,
    `log.dirs=${volumes.map((_, index) => `/disk-${index}/kafka`).join(',')}`,
    'controller.listener.names=CONTROLLER',
    'default.replication.factor=3',
    'min.insync.replicas=2',
    `advertised.listeners=INTERNAL://kafka-${spec.id}.kafka-headless:29092`,
    ...(spec.voters === undefined
      ? ['controller.quorum.bootstrap.servers=kafka-0:29093', 'controller.quorum.auto.join.enable=true']
      : [`controller.quorum.voters=${spec.voters.map((id) => `${id}@kafka-${id}:29093`).join(',')}`]),
    ...(spec.rack === undefined ? [] : [`broker.rack=${spec.rack}`]),
  ].join('\n');
  const mounts: readonly (readonly [string, Mount])[] = [
    ['/config', { kind: 'files', files: { 'broker-config': config } }],
    ...volumes.map((volume, index): readonly [string, Mount] => [`/disk-${index}`, { kind: 'claim', claim: `claim-of-${volume}`, volume }]),
  ];
  const name = spec.pod ?? `kafka-${spec.id}`;
  return {
    pod: { metadata: { name, namespace: 'default', uid: `uid-${name}`, labels: { app: 'kafka', kafka_cr: spec.name ?? 'kafka' } } },
    name: 'kafka',
    mounts: new Map(mounts),
    env: {
      CLUSTER_ID: spec.clusterId ?? 'cluster-a',
      LOG_DIRS: volumes.map((_, index) => `/disk-${index}`).join(','),
      ...(spec.voters === undefined && { KAFKA_FORMAT_OPTIONS: spec.format ?? '--no-initial-controllers' }),
    },
    ...calls,
  };
};
