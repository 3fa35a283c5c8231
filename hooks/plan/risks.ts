/**
 * What could go wrong with a cluster as it will be, as far as the resources tell. How full a disk is and who leads
 * which partition only Kafka knows, and a risk that cannot be judged is not claimed.
 */
import type { KafkaTopic } from '../api/kafka-topic.ts';
import type { KubeObject } from '../kube/types.ts';
import { brokerRisks } from './broker-risks.ts';
import type { ClusterView } from './cluster-view.ts';
import type { Risk } from './plan.ts';
import { quorumRisks } from './quorum-risks.ts';
import { replicaRisks } from './replica-risks.ts';
import { restartRisks } from './restart-risks.ts';
import { zoneRisks } from './zone-risks.ts';

/** A risk of the cluster as a whole, before it is known whether the files bring it. */
export type ClusterRisk = Omit<Risk, 'isNew'>;

/** A risk of one broker; those of which the same is to be said share a message. */
export interface BrokerRisk {
  readonly code: Risk['code'];
  readonly id: number;
  /** The message about these brokers, which must differ in nothing but their ids. */
  readonly say: (ids: readonly number[]) => string;
}

/** A cluster and what is around it at one moment. */
export interface Situation {
  readonly view: ClusterView;
  readonly objects: readonly KubeObject[];
}

/** All risks after, those that the files bring first. */
export const risksOf = (before: Situation | undefined, after: Situation): readonly Risk[] => {
  const known = before === undefined ? { cluster: [], brokers: [] } : findRisks(before, undefined);
  const texts = new Set([...known.cluster.map(textOf), ...known.brokers.map(ownTextOf)]);
  const { cluster, brokers } = findRisks(after, before);
  return [true, false].flatMap((isNew) =>
    [
      ...cluster.filter((risk) => texts.has(textOf(risk)) !== isNew),
      ...together(brokers.filter((risk) => texts.has(ownTextOf(risk)) !== isNew)),
    ].map((risk) => ({ ...risk, isNew })),
  );
};

interface Found {
  readonly cluster: readonly ClusterRisk[];
  readonly brokers: readonly BrokerRisk[];
}

const findRisks = (now: Situation, before: Situation | undefined): Found => ({
  cluster: [...replicaRisks(now.view, topicsOf(now)), ...quorumRisks(now.view, before?.view), ...zoneRisks(now)],
  brokers: [...brokerRisks(now.view, before?.view), ...restartRisks(now)],
});

const textOf = ({ code, message }: ClusterRisk): string => `${code} ${message}`;
const ownTextOf = ({ code, id, say }: BrokerRisk): string => `${code} ${say([id])}`;

/** Brokers of which the same is said but for their ids, which nobody's message has. */
const together = (risks: readonly BrokerRisk[]): readonly ClusterRisk[] => {
  const groups = Map.groupBy(risks, ({ code, say }) => `${code} ${say([])}`);
  return [...groups.values()].flatMap((group) =>
    group.slice(0, 1).map(({ code, say }) => ({ code, message: say(group.map(({ id }) => id)) })),
  );
};

/** The topics of the cluster that are resources. */
const topicsOf = ({ view, objects }: Situation): readonly KafkaTopic[] => {
  const { name, namespace } = view.parent.metadata;
  return objects
    .filter((object): object is KafkaTopic => object.kind === 'KafkaTopic')
    .filter(({ spec, metadata }) => spec.clusterRef.name === name && (spec.clusterRef.namespace || metadata.namespace) === namespace);
};
