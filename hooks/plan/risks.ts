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

/** A risk, before it is known whether the files bring it. */
export type FoundRisk = Omit<Risk, 'isNew'>;

/** A cluster and what is around it at one moment. */
export interface Situation {
  readonly view: ClusterView;
  readonly objects: readonly KubeObject[];
}

/** All risks after, those that the files bring first. */
export const risksOf = (before: Situation | undefined, after: Situation): readonly Risk[] => {
  const known = new Set(before === undefined ? [] : findRisks(before, undefined).map(textOf));
  const found = findRisks(after, before).map((risk) => ({ ...risk, isNew: !known.has(textOf(risk)) }));
  return [...found.filter(({ isNew }) => isNew), ...found.filter(({ isNew }) => !isNew)];
};

const findRisks = (now: Situation, before: Situation | undefined): readonly FoundRisk[] => [
  ...replicaRisks(now.view, topicsOf(now)),
  ...quorumRisks(now.view, before?.view),
  ...brokerRisks(now, before?.view),
];

const textOf = ({ code, message }: FoundRisk): string => `${code} ${message}`;

/** The topics of the cluster that are resources. */
const topicsOf = ({ view, objects }: Situation): readonly KafkaTopic[] => {
  const { name, namespace } = view.parent.metadata;
  return objects
    .filter((object): object is KafkaTopic => object.kind === 'KafkaTopic')
    .filter(({ spec, metadata }) => spec.clusterRef.name === name && (spec.clusterRef.namespace ?? metadata.namespace) === namespace);
};
