/**
 * Everything that makes a spec impossible, in one ordered list. The API server has checked the schema and the CEL rules
 * before; what stands here needs the merged brokers, the version of Kafka or the claims that exist, or guards what
 * would be lost with data. A problem anywhere means that nothing at all is changed.
 */

import type { KafkaCluster, KafkaClusterStatus } from '../../api/kafka-cluster.ts';
import { validateKafkaCluster } from '../../api/validate.ts';
import { describeProblem, type Problem } from '../../kube/problem.ts';
import type { Cluster } from '../cluster.ts';
import { cruiseControlProblems } from '../cruise-control/problems.ts';
import type { Observed } from '../observed.ts';
import { lastOf } from '../remember.ts';
import { alertLimitsAreSound } from './alerts.ts';
import { brokersAreNamed, groupsExist, idsAreUnique, modeFitsKafka, quorumIsPossible, rolesAreKnown } from './brokers.ts';
import { ingressConfigsExist, listenersCanBeNamed, namesOfWaysDiffer, templatesNameTheBroker, tlsEndsOnce } from './external-names.ts';
import {
  advertisedPortsStayApart,
  envoyPortsDiffer,
  externalIpsDiffer,
  externalPortsFit,
  nodePortsDiffer,
  targetPortsFit,
} from './external-ports.ts';
import { controllersHaveAListener, listenerNamesAreUnique, oneInnerListener, portsDoNotClash } from './listeners.ts';
import { log4jFitsKafka, optionsAreSound } from './options.ts';
import { piecesHaveTheirForm } from './pieces.ts';
import {
  claimsAreNotGivenUp,
  claimsDoNotShrink,
  disksHaveASource,
  everyBrokerHasADisk,
  metadataDiskStaysFirst,
  mountPathsAreUnique,
  sizesAreReadable,
  templatesAreKnown,
} from './storage.ts';

/** What the spec alone tells. */
const specRules: readonly ((cluster: Cluster) => readonly Problem[])[] = [
  piecesHaveTheirForm,
  brokersAreNamed,
  idsAreUnique,
  groupsExist,
  rolesAreKnown,
  quorumIsPossible,
  modeFitsKafka,
  listenerNamesAreUnique,
  portsDoNotClash,
  oneInnerListener,
  controllersHaveAListener,
  listenersCanBeNamed,
  ingressConfigsExist,
  templatesNameTheBroker,
  tlsEndsOnce,
  namesOfWaysDiffer,
  externalPortsFit,
  targetPortsFit,
  envoyPortsDiffer,
  nodePortsDiffer,
  externalIpsDiffer,
  mountPathsAreUnique,
  everyBrokerHasADisk,
  disksHaveASource,
  sizesAreReadable,
  templatesAreKnown,
  optionsAreSound,
  log4jFitsKafka,
  cruiseControlProblems,
  alertLimitsAreSound,
];

/** What only the claims that exist tell. */
const worldRules: readonly ((cluster: Cluster, observed: Observed) => readonly Problem[])[] = [
  claimsDoNotShrink,
  claimsAreNotGivenUp,
  metadataDiskStaysFirst,
];

/** The shapes of the schema: what everything after it relies on. Messages for people, empty when the shapes are right. */
export const checkShape = (parent: KafkaCluster): readonly string[] => validateKafkaCluster(parent).map(describeProblem);

/** Everything else, in the order of the rules. Messages for people, empty when the spec can be. */
export const validate = (cluster: Cluster, observed: Observed, status?: KafkaClusterStatus): readonly string[] => [
  ...new Set([
    ...rememberProblems(cluster, [], () => specRules.flatMap((rule) => rule(cluster)).map(describeProblem)),
    ...worldRules.flatMap((rule) => rule(cluster, observed)).map(describeProblem),
    ...advertisedPortsStayApart(cluster, status).map(describeProblem),
  ]),
];

const rememberProblems = lastOf<Cluster, readonly string[]>();
