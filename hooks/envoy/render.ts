/**
 * All objects of all load balancers of a cluster, from what the spec wants and what running brokers advertise. Nothing else
 * goes in, so while neither has changed the answer of the last call is given again.
 */
import type { Cluster } from '../kafkacluster/cluster.ts';
import type { Advertisement } from '../kafkacluster/external/accepted.ts';
import { type Ingress, ingressesOf } from '../kafkacluster/external/ingress.ts';
import { lastOf } from '../kafkacluster/remember.ts';
import { canonicalJson } from '../kube/hash.ts';
import type { KubeObject } from '../kube/types.ts';
import { backendsOf } from './backends.ts';
import { bootstrapYaml } from './config/bootstrap.ts';
import { configMap } from './desired/config-map.ts';
import { deployment } from './desired/deployment.ts';
import { disruptionBudgets } from './desired/disruption-budget.ts';
import { loadBalancerService } from './desired/service.ts';
import { statsService } from './desired/stats-service.ts';
import { routesOf } from './routes.ts';

/** The wanted objects, sorted; the very same ones as before while nothing has changed. */
export const renderEnvoys = (cluster: Cluster, advertised: readonly Advertisement[]): readonly KubeObject[] =>
  remembered(cluster, [JSON.stringify(advertised)], () =>
    [...ingressesOf(cluster)]
      .sort((a, b) => (a.label < b.label ? -1 : 1))
      .flatMap((ingress) => renderEnvoy(cluster, ingress, advertised))
      .map(withSortedKeys),
  );

const remembered = lastOf<Cluster, readonly KubeObject[]>();

const renderEnvoy = (cluster: Cluster, ingress: Ingress, advertised: readonly Advertisement[]): readonly KubeObject[] => {
  const routes = routesOf(cluster, ingress, advertised);
  const backends = backendsOf(cluster, ingress, { brokers: routes.brokers, advertised });
  const bootstrap = bootstrapYaml(cluster, ingress);
  return [
    loadBalancerService(cluster, ingress, routes.published),
    statsService(cluster, ingress),
    // Before the Deployment, which cannot start without it.
    configMap(cluster, ingress, { bootstrap, routes, backends }),
    deployment(cluster, ingress, bootstrap),
    ...disruptionBudgets(cluster, ingress),
  ];
};

/** Maps that come from the spec may be written in any order; the answer has one. */
const withSortedKeys = (object: KubeObject): KubeObject => JSON.parse(canonicalJson(object)) as KubeObject;
