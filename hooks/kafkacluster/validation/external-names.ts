/** Names of the ways in from outside: ingress configurations that exist, host names that tell brokers apart, objects that are each somebody's alone. */
import type { Problem } from '../../kube/problem.ts';
import { type Cluster, nonEmpty } from '../cluster.ts';
import { accessMethodOf, exposedNodes, ingressesOf } from '../external/ingress.ts';
import { envoyServiceName, nodePortName } from '../external/names.ts';
import { repeated } from './repeated.ts';

const PATH = 'spec.listenersConfig.externalListeners';
/** Kubernetes' limit for names of Services (RFC 1035 label). */
const MOST_CHARACTERS = 63;

/** The default ingress configuration of a listener, and those that brokers are bound to, are there. */
export const ingressConfigsExist = (cluster: Cluster): readonly Problem[] => {
  const defaults = cluster.externalListeners.flatMap(({ config }, index) => {
    const names = Object.keys(config?.ingressConfig ?? {});
    const chosen = config?.defaultIngressConfig ?? '';
    if (config === undefined || names.includes(chosen)) return [];
    return [
      {
        path: `${PATH}[${index}].config.defaultIngressConfig`,
        value: chosen,
        message: `no such ingress configuration; ingressConfig has ${listOf(names)}`,
      },
    ];
  });
  const known = new Set(cluster.externalListeners.flatMap(({ config }) => Object.keys(config?.ingressConfig ?? {})));
  const bound = cluster.nodes
    .filter(({ removed }) => !removed)
    .flatMap((node) =>
      (node.config.brokerIngressMapping ?? [])
        .filter((name) => !known.has(name))
        .map((name) => ({
          path: `spec.brokers[id=${node.id}].brokerConfig.brokerIngressMapping`,
          value: name,
          message: `no external listener has such an ingress configuration; there are ${listOf([...known])}`,
        })),
    );
  return [...defaults, ...bound];
};

const listOf = (names: readonly string[]): string => (names.length === 0 ? 'none' : [...names].sort().join(', '));

/** With one port for all brokers, their host names are all that tells them apart. */
export const templatesNameTheBroker = (cluster: Cluster): readonly Problem[] =>
  ingressesOf(cluster).flatMap(({ listener, config, envoy, isSni }) => {
    const at = `${PATH}[${cluster.externalListeners.indexOf(listener)}]`;
    const path =
      config === undefined
        ? 'spec.envoyConfig.brokerHostnameTemplate'
        : `${at}.config.ingressConfig.${config}.envoyConfig.brokerHostnameTemplate`;
    const template = nonEmpty(envoy.brokerHostnameTemplate);
    if (template === undefined) {
      return isSni
        ? [
            {
              path,
              value: '',
              message: `is needed because externalStartingPort of listener ${listener.name} is -1: a host name with %id in place of the broker’s id`,
            },
          ]
        : [];
    }
    return template.includes('%id') ? [] : [{ path, value: template, message: 'has no %id: every broker would have the same host name' }];
  });

/** Brokers on one port are told apart by the server name that TLS carries: somebody has to end TLS, either the proxy or the broker. */
export const tlsEndsOnce = (cluster: Cluster): readonly Problem[] =>
  ingressesOf(cluster).flatMap(({ listener, service, isSni }) => {
    if (!isSni) return [];
    const at = { path: `${PATH}[${cluster.externalListeners.indexOf(listener)}].type`, value: listener.type };
    const isTls = listener.type.toLowerCase().endsWith('ssl');
    if (isTls && service.tlsSecretName !== undefined) {
      const message =
        'Envoy ends TLS with tlsSecretName and speaks to brokers without; choose plaintext or sasl_plaintext, or leave tlsSecretName out';
      return [{ ...at, message }];
    }
    return isTls || service.tlsSecretName !== undefined
      ? []
      : [
          {
            ...at,
            message: 'clients without TLS name no broker (externalStartingPort is -1); choose ssl or sasl_ssl, or set tlsSecretName',
          },
        ];
  });

/** Names of listeners are parts of names and labels of Kubernetes' objects. */
export const listenersCanBeNamed = (cluster: Cluster): readonly Problem[] =>
  cluster.externalListeners.flatMap(({ name }, index) =>
    /^[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/.test(name)
      ? []
      : [
          {
            path: `${PATH}[${index}].name`,
            value: name,
            message: 'must consist of small letters, digits, - and _, with a letter or digit at both ends: Services are named after it',
          },
        ],
  );

/** Names of Services and Deployments follow from those of listeners and ingress configurations. */
export const namesOfWaysDiffer = (cluster: Cluster): readonly Problem[] => {
  const scopes = ingressesOf(cluster).map(({ scope, label }) => ({ scope, label }));
  const clashes = repeated(scopes.map(({ scope }) => scope)).map((scope) => ({
    path: PATH,
    value: scopes
      .filter((one) => one.scope === scope)
      .map(({ label }) => label)
      .join(', '),
    message: `listener and ingress configuration together name the load balancer, and two are named ${scope}; rename one`,
  }));
  const services = repeated(cluster.externalListeners.map(({ name }) => name.replaceAll('_', '-'))).map((name) => ({
    path: PATH,
    value: cluster.externalListeners
      .filter((one) => one.name.replaceAll('_', '-') === name)
      .map((one) => one.name)
      .join(', '),
    message: 'names of Services are made of these with - for _, and so they would be the same; rename one',
  }));
  const long = cluster.externalListeners.flatMap((listener, index) => {
    if (accessMethodOf(listener) !== 'NodePort') return [];
    const longest = exposedNodes(cluster)
      .map(({ id }) => nodePortName(cluster, id, listener.name))
      .find((name) => name.length > MOST_CHARACTERS);
    return longest === undefined
      ? []
      : [
          {
            path: `${PATH}[${index}].name`,
            value: listener.name,
            message: `gives the Service ${longest}, which is longer than ${MOST_CHARACTERS} characters; shorten it`,
          },
        ];
  });
  return [...clashes, ...(clashes.length > 0 ? [] : services), ...long, ...longServices(cluster)];
};

const longServices = (cluster: Cluster): readonly Problem[] =>
  ingressesOf(cluster).flatMap(({ scope, listener }) => {
    const name = envoyServiceName(cluster, { scope });
    return name.length <= MOST_CHARACTERS
      ? []
      : [
          {
            path: `${PATH}[${cluster.externalListeners.indexOf(listener)}].name`,
            value: listener.name,
            message: `gives the Service ${name}, which is longer than ${MOST_CHARACTERS} characters; shorten it`,
          },
        ];
  });
