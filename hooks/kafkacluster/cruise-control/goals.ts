/**
 * Goals of Cruise Control: what a good placement is. It refuses to start unless `goals` contains `default.goals`, and those
 * `hard.goals` and the goals of the anomaly detector. A user may set any of these lists, so ours follow the ones that
 * the user set: the wider lists take in the user's goals, the narrower ones drop what the user left out.
 * The names exist in every release from 2.5.57 on; goals of one line only (or with files of their own) are the user's choice.
 */

const ANALYZER = 'com.linkedin.kafka.cruisecontrol.analyzer';
const goal = (name: string): string => `${ANALYZER}.goals.${name}`;

/** Never to be given up. Rack awareness in the form that more replicas than racks can meet; the strict one would fail for ever there. */
const HARD = [
  'RackAwareDistributionGoal',
  'ReplicaCapacityGoal',
  'DiskCapacityGoal',
  'NetworkInboundCapacityGoal',
  'NetworkOutboundCapacityGoal',
  'CpuCapacityGoal',
].map(goal);

/** By priority. */
const DEFAULT = [
  ...HARD,
  ...[
    'ReplicaDistributionGoal',
    'PotentialNwOutGoal',
    'DiskUsageDistributionGoal',
    'NetworkInboundUsageDistributionGoal',
    'NetworkOutboundUsageDistributionGoal',
    'CpuUsageDistributionGoal',
    'TopicReplicaDistributionGoal',
    'LeaderReplicaDistributionGoal',
    'LeaderBytesInDistributionGoal',
  ].map(goal),
];

/** What a request may name. */
const KNOWN = [
  ...DEFAULT,
  ...['RackAwareGoal', 'MinTopicLeadersPerBrokerGoal', 'PreferredLeaderElectionGoal'].map(goal),
  `${ANALYZER}.kafkaassigner.KafkaAssignerDiskUsageDistributionGoal`,
  `${ANALYZER}.kafkaassigner.KafkaAssignerEvenRackAwareGoal`,
];

/** Between the disks of one broker. */
const INTRA_BROKER = ['IntraBrokerDiskCapacityGoal', 'IntraBrokerDiskUsageDistributionGoal'].map(goal);

/** The lists of goals under a user's own. Source: kafka-facts.md, section 1.2; KafkaCruiseControlConfig. */
export const goalOptions = (user: ReadonlyMap<string, string>): Readonly<Record<string, string>> => {
  const named = (key: string): readonly string[] | undefined => {
    const text = user.get(key);
    return text === undefined ? undefined : splitList(text);
  };
  const intra = named('intra.broker.goals') ?? INTRA_BROKER;
  const narrow = ['hard.goals', 'anomaly.detection.goals', 'self.healing.goals'].flatMap((key) => named(key) ?? []);
  const known =
    named('goals') ??
    union(
      KNOWN,
      [...(named('default.goals') ?? []), ...narrow].filter((name) => !intra.includes(name)),
    );
  const allowed = DEFAULT.filter((name) => known.includes(name));
  const standard = named('default.goals') ?? union(allowed.length === 0 ? known : allowed, narrow);
  const hard = named('hard.goals') ?? HARD.filter((name) => standard.includes(name));
  // Releases differ in whether the detector's goals must be among those of self-healing, where these are set.
  const healing = named('self.healing.goals') ?? [];
  const detected = healing.length === 0 ? hard : hard.filter((name) => healing.includes(name));
  return {
    goals: known.join(','),
    'intra.broker.goals': intra.join(','),
    'default.goals': standard.join(','),
    'hard.goals': hard.join(','),
    'anomaly.detection.goals': detected.join(','),
  };
};

const splitList = (text: string): readonly string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

const union = (names: readonly string[], more: readonly string[]): readonly string[] => [...new Set([...names, ...more])];
