/**
 * Rules for spec.brokers and their groups: ids, groups, roles and the mode they have to fit.
 */
import type { BrokerConfig } from '../../api/kafka-cluster.ts';
import { formatVersion, isAtLeast } from '../../kafka/version.ts';
import type { Problem } from '../../kube/problem.ts';
import { type Cluster, modeOf } from '../cluster.ts';
import { mergeBrokerConfig } from '../merge.ts';
import { repeated } from './repeated.ts';

const ROLES = ['broker', 'controller'];

/** A cluster of nobody would be ready at once and serve nobody. */
export const brokersAreNamed = ({ spec }: Cluster): readonly Problem[] =>
  spec.brokers.length > 0
    ? []
    : [{ path: 'spec.brokers', value: '', message: 'is empty; name at least one broker, or delete the KafkaCluster to stop all of them' }];

/** Ids are unique: two processes with one id would fight over the same partitions. */
export const idsAreUnique = ({ spec }: Cluster): readonly Problem[] =>
  repeated(spec.brokers.map((broker) => broker.id)).map((id) => ({
    path: `spec.brokers[${spec.brokers.map((b) => b.id).lastIndexOf(id)}].id`,
    value: String(id),
    message: 'another broker has this id; every broker needs its own',
  }));

/** Koperator stops reconciling altogether at an unknown group; here the message names those that exist. */
export const groupsExist = ({ spec }: Cluster): readonly Problem[] =>
  spec.brokers.flatMap((broker, index) => {
    const group = broker.brokerConfigGroup;
    const known = Object.keys(spec.brokerConfigGroups ?? {});
    if (group === undefined || group === '' || known.includes(group)) return [];
    return [
      {
        path: `spec.brokers[${index}].brokerConfigGroup`,
        value: group,
        message: `no such group; spec.brokerConfigGroups has ${known.length === 0 ? 'none' : known.join(', ')}`,
      },
    ];
  });

/** In KRaft every node says whether it is broker, controller or both. */
export const rolesAreKnown = ({ spec, mode }: Cluster): readonly Problem[] => {
  if (mode !== 'kraft') return [];
  return spec.brokers.flatMap((broker, index) => {
    const path = `spec.brokers[${index}].brokerConfig.processRoles`;
    const roles: readonly string[] = merged(spec, broker).processRoles ?? [];
    if (roles.length === 0)
      return [
        { path, value: '', message: `broker ${broker.id} has no role; KRaft needs "broker", "controller" or both, here or in its group` },
      ];
    return roles
      .filter((role) => !ROLES.includes(role))
      .map((role) => ({ path, value: role, message: 'unknown role; allowed are "broker" and "controller"' }));
  });
};

/** A KRaft cluster without controllers or without brokers can never serve. */
export const quorumIsPossible = (cluster: Cluster): readonly Problem[] => {
  if (cluster.mode !== 'kraft') return [];
  const nodes = cluster.nodes.filter((node) => !node.removed && node.roles.length > 0);
  if (nodes.length === 0) return [];
  const lacks = (['controller', 'broker'] as const).filter((role) => !nodes.some((node) => node.roles.includes(role)));
  return lacks.map((role) => ({
    path: 'spec.brokers',
    value: '',
    message: `no broker has the role "${role}"; give it to at least one through brokerConfig.processRoles`,
  }));
};

/** ZooKeeper mode needs addresses, and a Kafka that still knows ZooKeeper. */
export const modeFitsKafka = (cluster: Cluster): readonly Problem[] => {
  const { spec } = cluster;
  if (modeOf(spec) === 'kraft') return [];
  const addresses = spec.zkAddresses ?? [];
  const missing =
    addresses.length === 0
      ? [
          {
            path: 'spec.zkAddresses',
            value: '',
            message: 'ZooKeeper mode (kRaft: false) needs at least one host:port; set it, or set kRaft: true',
          },
        ]
      : [];
  const tooNew = cluster.nodes
    .filter((node) => node.version !== undefined && isAtLeast(node.version, '4.0'))
    .map((node) => ({
      path: 'spec.clusterImage',
      value: node.image,
      message: `Kafka ${node.version === undefined ? '' : formatVersion(node.version)} has no ZooKeeper mode; use an image of Kafka 3.9 or older, or set kRaft: true`,
    }));
  return [...missing, ...tooNew.slice(0, 1)];
};

/** A broker's own configuration over its group's, as the model merges it. */
const merged = (spec: Cluster['spec'], broker: Cluster['spec']['brokers'][number]): BrokerConfig =>
  mergeBrokerConfig(
    broker.brokerConfigGroup === undefined ? undefined : spec.brokerConfigGroups?.[broker.brokerConfigGroup],
    broker.brokerConfig,
  );
