/** Names of what makes a listener reachable from outside; Koperator's, for firewalls, DNS and dashboards know them. */
import { shortHash } from '../../kube/hash.ts';
import type { Cluster } from '../cluster.ts';

type Named = Pick<Cluster, 'name'>;
type Scoped = { readonly scope: string };

/** Label of everything that belongs to one load balancer. */
export const LISTENER_LABEL = 'eListenerName';
/** Value of the label `app`. */
export const ENVOY_APP = 'envoyingress';

export const envoyName = (cluster: Named, { scope }: Scoped): string => `envoy-${scope}-${cluster.name}`;
export const envoyServiceName = (cluster: Named, { scope }: Scoped): string => `envoy-loadbalancer-${scope}-${cluster.name}`;
export const envoyConfigName = (cluster: Named, { scope }: Scoped): string => `envoy-config-${scope}-${cluster.name}`;
/** ClusterIP Service for Prometheus; Koperator has none. */
export const envoyStatsName = (cluster: Named, { scope }: Scoped): string => `envoy-stats-${scope}-${cluster.name}`;
export const envoyBudgetName = (cluster: Named, ingress: Scoped): string => `${envoyName(cluster, ingress)}-pdb`;

/** Service of one broker on a listener with node ports. */
export const nodePortName = (cluster: Named, id: number, listener: string): string =>
  `${cluster.name}-${id}-${listener}`.replaceAll('_', '-');
/** Service on which any broker answers; Koperator has none, so it may be shortened where the listener's own names just fit. */
export const nodePortBootstrapName = (cluster: Named, listener: string): string => {
  const name = `${cluster.name}-${listener}-bootstrap`.replaceAll('_', '-');
  return name.length <= MOST_LABEL ? name : `${name.slice(0, MOST_LABEL - 9)}-${shortHash(name)}`;
};
/** Characters of a DNS label, which the name of a Service is (RFC 1035). */
const MOST_LABEL = 63;

/** What is said of an object that a controller has not made yet. */
export const notThereYet = (object: string, controller: 'envoy' | 'nodeport'): string =>
  `${object} is not there yet; the controller ${controller} makes it`;

/** Port on which any broker answers, in Services of both kinds. */
export const ANYCAST_PORT_NAME = 'tcp-all-broker';
