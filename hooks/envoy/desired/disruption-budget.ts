/**
 * The PodDisruptionBudget of Envoy: how many of its Pods a drain of Kubernetes nodes may take at once, when the user asks
 * for one. It is that of the ingress configuration, where it has one; Koperator reads spec.envoyConfig alone.
 */
import type { Cluster } from '../../kafkacluster/cluster.ts';
import type { Ingress } from '../../kafkacluster/external/ingress.ts';
import { envoyBudgetName } from '../../kafkacluster/external/names.ts';
import type { PodDisruptionBudget } from '../../kube/types.ts';
import { metadataOf, selectorOf } from '../labels.ts';

/** The budget of a load balancer's Envoy: none, or one. */
export const disruptionBudgets = (cluster: Cluster, ingress: Ingress): readonly PodDisruptionBudget[] => {
  const { create, budget, strategy } = ingress.envoy.disruptionBudget ?? {};
  if (create !== true) return [];
  return [
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: envoyBudgetName(cluster, ingress), ...metadataOf(cluster, ingress) },
      spec: {
        [strategy ?? 'minAvailable']: countOrShare(budget),
        selector: { matchLabels: selectorOf(cluster, ingress) },
      },
    },
  ];
};

/** A number as such, a share as text: the API server takes `"1"` for a share without its sign. */
const countOrShare = (budget: string | undefined): number | string => {
  if (budget === undefined || budget === '') return 1;
  return /^\d+$/.test(budget) ? Number(budget) : budget;
};
