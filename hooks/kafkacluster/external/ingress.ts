/**
 * The load balancers of a cluster: one for each external listener, or one for each ingress configuration of a listener
 * that some broker uses, with all its settings merged. Whoever makes the proxy, and whoever advertises its address, reads
 * the same list, so that both mean the same names and ports.
 */
import type { EnvoyConfig, ExternalListener, IngressServiceSettings } from '../../api/kafka-cluster.ts';
import { type Cluster, type KafkaNode, nonEmpty } from '../cluster.ts';
import { DEFAULT_ANYCAST_PORT, ENVOY_ADMIN_PORT, ENVOY_HEALTH_PORT } from '../defaults.ts';
import { mergeDeep } from '../merge.ts';

/** One load balancer. */
export interface Ingress {
  readonly listener: ExternalListener;
  /** Key of the listener's config.ingressConfig; undefined when the listener has none. */
  readonly config: string | undefined;
  /** Value of the label eListenerName: `<listener>` or `<listener>-<config>`. */
  readonly label: string;
  /** The label as part of names of objects. */
  readonly scope: string;
  /** spec.envoyConfig with the fields of the ingress configuration over it. */
  readonly envoy: EnvoyConfig;
  /** The listener's own settings with those of the ingress configuration over them. */
  readonly service: IngressServiceSettings;
  readonly serviceType: string;
  /** Brokers are told apart by TLS server name on one port instead of by port. */
  readonly isSni: boolean;
  /** Port of the Service on which any broker answers; in SNI mode the port of all brokers. */
  readonly anycastPort: number;
  /** Port of the container behind anycastPort. */
  readonly targetPort: number;
  readonly adminPort: number;
  readonly healthPort: number;
}

export type AccessMethod = NonNullable<ExternalListener['accessMethod']>;

export const accessMethodOf = (listener: ExternalListener): AccessMethod => listener.accessMethod ?? 'LoadBalancer';

/** Whether Envoy makes the way into a listener: an ingress of somebody else's is not ours to make or to judge. */
export const isServedByEnvoy = ({ spec }: Pick<Cluster, 'spec'>, listener: ExternalListener): boolean =>
  accessMethodOf(listener) === 'LoadBalancer' && (spec.ingressController ?? 'envoy') === 'envoy';

/** The load balancers that brokers of the spec use, in the order of the spec. */
export const ingressesOf = (cluster: Cluster): readonly Ingress[] =>
  cluster.externalListeners
    .filter((listener) => isServedByEnvoy(cluster, listener))
    .flatMap((listener) => {
      const used = new Set(exposedNodes(cluster).flatMap((node) => configNames(node, listener)));
      return [...used].sort().map((config) => ingress(cluster, listener, config));
    });

/** Nodes that clients connect to. */
export const exposedNodes = (cluster: Cluster): readonly KafkaNode[] => cluster.nodes.filter((node) => node.isBroker);

/**
 * The ingress configurations of a listener that a broker is bound to; the first is the one that it advertises. A mapping
 * that names none of this listener's means the default one: a listener that a broker opens has a way in.
 */
export const configNames = (node: KafkaNode, listener: ExternalListener): readonly (string | undefined)[] => {
  const known = listener.config?.ingressConfig ?? {};
  const named = (node.config.brokerIngressMapping ?? []).filter((name) => known[name] !== undefined);
  return named.length > 0 ? named : [nonEmpty(listener.config?.defaultIngressConfig)];
};

/** The load balancer under which a broker is advertised; undefined when the listener has none. */
export const advertisedIngress = (cluster: Cluster, node: KafkaNode, listener: ExternalListener): Ingress | undefined =>
  isServedByEnvoy(cluster, listener) ? ingress(cluster, listener, configNames(node, listener)[0]) : undefined;

const ingress = (cluster: Cluster, listener: ExternalListener, config: string | undefined): Ingress => {
  const own = config === undefined ? undefined : listener.config?.ingressConfig?.[config];
  const envoy = mergeDeep(cluster.spec.envoyConfig ?? {}, own?.envoyConfig ?? {}) as EnvoyConfig;
  const service = { ...settings(listener), ...settings(own ?? {}) };
  const label = ingressLabel(listener.name, config);
  return {
    listener,
    config,
    label,
    scope: label.replaceAll('_', '-'),
    envoy,
    service,
    serviceType: nonEmpty(service.serviceType) ?? 'LoadBalancer',
    isSni: listener.externalStartingPort === -1,
    anycastPort: listener.anyCastPort ?? DEFAULT_ANYCAST_PORT,
    targetPort: listener.ingressControllerTargetPort ?? DEFAULT_ANYCAST_PORT,
    adminPort: envoy.adminPort ?? ENVOY_ADMIN_PORT,
    healthPort: envoy.healthCheckPort ?? ENVOY_HEALTH_PORT,
  };
};

/** Value of the label eListenerName of a load balancer: the contract joins the two names by a hyphen. */
export const ingressLabel = (listener: string, config: string | undefined): string =>
  config === undefined ? listener : `${listener}-${config}`;

const settings = (from: IngressServiceSettings): IngressServiceSettings => ({
  ...(nonEmpty(from.hostnameOverride) !== undefined && { hostnameOverride: from.hostnameOverride }),
  ...(from.serviceAnnotations !== undefined && { serviceAnnotations: from.serviceAnnotations }),
  ...(nonEmpty(from.externalTrafficPolicy) !== undefined && { externalTrafficPolicy: from.externalTrafficPolicy }),
  ...(nonEmpty(from.serviceType) !== undefined && { serviceType: from.serviceType }),
  ...(nonEmpty(from.tlsSecretName) !== undefined && { tlsSecretName: from.tlsSecretName }),
});

/** Port on which a broker is reached through its load balancer. */
export const brokerPort = ({ listener, isSni, anycastPort }: Ingress, id: number): number =>
  isSni ? anycastPort : listener.externalStartingPort + id;

/** Host name that the spec gives to a broker: envoyConfig.brokerHostnameTemplate, else hostnameOverride; undefined when only the load balancer knows. */
export const brokerHostname = ({ envoy, service, isSni }: Ingress, id: number): string | undefined => {
  const template = nonEmpty(envoy.brokerHostnameTemplate);
  if (template !== undefined) return template.replaceAll('%id', String(id));
  return isSni ? undefined : service.hostnameOverride;
};
