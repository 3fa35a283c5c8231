/**
 * PodDisruptionBudgets: what a drain may take at once. One for nodes with the broker role, one for pure controllers:
 * a Pod that two budgets match cannot be evicted at all, and that is what combined nodes get from Koperator.
 * Only an integer minAvailable works for Pods whose owner has no scale subresource.
 */
import type { PodDisruptionBudget } from '../../kube/types.ts';
import type { Cluster } from '../cluster.ts';
import { budgetName, controllerBudgetName, kafkaLabels, LABEL } from '../names.ts';

/** The budgets of a cluster; none when the user switched them off. */
export const disruptionBudgets = (cluster: Cluster): readonly PodDisruptionBudget[] => {
  if (cluster.spec.disruptionBudget?.create === false) return [];
  const brokers = cluster.nodes.filter((node) => node.isBroker);
  const pureControllers = cluster.nodes.filter((node) => !node.isBroker);
  const controllers = cluster.nodes.filter((node) => node.isController).length;
  // Nodes with both roles answer for the quorum too: their budget is also that of its majority.
  const combined = brokers.some((node) => node.isController);
  const budget = Math.min(brokerBudget(cluster, brokers.length), combined ? Math.max(1, minority(controllers)) : Number.POSITIVE_INFINITY);
  return [
    budgetOf(cluster, { name: budgetName(cluster), minAvailable: atLeastOne(brokers.length - budget), selector: brokerSelector(cluster) }),
    ...(pureControllers.length === 0
      ? []
      : [
          budgetOf(cluster, {
            name: controllerBudgetName(cluster),
            minAvailable: atLeastOne(pureControllers.length - 1),
            selector: { ...kafkaLabels(cluster), [LABEL.isController]: 'true', [LABEL.isBroker]: 'false' },
          }),
        ]),
  ];
};

const brokerSelector = (cluster: Cluster) => ({ ...kafkaLabels(cluster), ...(cluster.mode === 'kraft' && { [LABEL.isBroker]: 'true' }) });

/** How many brokers a drain may take: an integer, or a share rounded down but never to nothing; one by default. */
const brokerBudget = (cluster: Cluster, brokers: number): number => {
  const text = cluster.spec.disruptionBudget?.budget ?? '';
  if (text === '') return 1;
  return text.endsWith('%') ? Math.max(1, Math.floor((brokers * Number.parseInt(text, 10)) / 100)) : Number.parseInt(text, 10);
};

const minority = (voters: number): number => Math.floor((voters - 1) / 2);

const atLeastOne = (count: number): number => Math.max(1, count);

interface Budget {
  readonly name: string;
  readonly minAvailable: number;
  readonly selector: Readonly<Record<string, string>>;
}

const budgetOf = (cluster: Cluster, budget: Budget): PodDisruptionBudget => {
  const annotations = cluster.spec.listenersConfig?.serviceAnnotations ?? {};
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: {
      name: budget.name,
      namespace: cluster.namespace,
      labels: { ...cluster.labels, ...budget.selector },
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    spec: { minAvailable: budget.minAvailable, selector: { matchLabels: budget.selector } },
  };
};
