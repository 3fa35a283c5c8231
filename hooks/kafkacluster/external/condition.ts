/**
 * The condition ExternalAccessReady: whether clients outside reach every broker on every external listener, and if not,
 * what is waited for. It is judged from what is observed and never from what was asked for.
 */
import type { ConditionDraft } from '../../kube/conditions.ts';
import type { Deployment, Service } from '../../kube/types.ts';
import type { Cluster } from '../cluster.ts';
import { someOf } from '../messages.ts';
import type { Reason } from '../reasons.ts';
import { loadBalancerHost, whyNoAddress } from './address.ts';
import { type Advertised, listenersOf } from './advertised.ts';
import { accessMethodOf, exposedNodes, type Ingress, ingressesOf } from './ingress.ts';
import { envoyName, envoyServiceName, nodePortBootstrapName, nodePortName, notThereYet } from './names.ts';
import { type AllWays, waysOf } from './ways.ts';

/** What is seen of the ways in. */
export interface Sight {
  readonly services: ReadonlyMap<string, Service>;
  readonly deployments: ReadonlyMap<string, Deployment>;
  readonly secrets: ReadonlySet<string>;
  readonly ways: AllWays;
  /** What running brokers advertise, by id; undefined for one without a Pod. */
  readonly advertised: ReadonlyMap<number, Advertised | undefined>;
}

interface Obstacle {
  readonly reason: Reason;
  readonly message: string;
}

/** The condition, without its time. */
export const externalAccessCondition = (cluster: Cluster, sight: Sight): ConditionDraft => {
  const type = 'ExternalAccessReady';
  const { externalListeners } = cluster;
  if (externalListeners.length === 0) {
    return { type, status: 'True', reason: 'NothingPending' satisfies Reason, message: 'the spec has no external listener' };
  }
  const obstacles = [
    ...ingressesOf(cluster).flatMap((ingress) => obstaclesOf(cluster, ingress, sight)),
    ...missingNodePorts(cluster, sight),
    ...unknownAddresses(cluster, sight),
    ...oldAddresses(cluster, sight),
  ];
  const [first] = obstacles;
  if (first === undefined) {
    const names = externalListeners.map(({ name }) => name).join(', ');
    return { type, status: 'True', reason: 'ExternalAccessReady' satisfies Reason, message: `brokers are reached on ${names}` };
  }
  return { type, status: 'False', reason: first.reason, message: someOf([...new Set(obstacles.map(({ message }) => message))]) };
};

const obstaclesOf = (cluster: Cluster, ingress: Ingress, { services, deployments, secrets }: Sight): readonly Obstacle[] => {
  const secret = ingress.isSni ? ingress.service.tlsSecretName : undefined;
  const service = services.get(envoyServiceName(cluster, ingress));
  const addressed = service !== undefined && (ingress.serviceType !== 'LoadBalancer' || loadBalancerHost(service) !== undefined);
  const proxy = envoyName(cluster, ingress);
  const deployment = deployments.get(proxy);
  return [
    ...(secret !== undefined && !secrets.has(secret)
      ? [
          {
            reason: 'TlsSecretMissing' as const,
            message: `Secret ${secret} of listener ${ingress.label} is not there: create it with tls.crt and tls.key`,
          },
        ]
      : []),
    ...(addressed
      ? []
      : [
          {
            reason: service === undefined ? ('ServicePending' as const) : ('ExternalAddressPending' as const),
            message: whyNoAddress(cluster, ingress, services),
          },
        ]),
    ...(deployment === undefined ? [{ reason: 'ProxyNotReady' as const, message: notThereYet(`Deployment ${proxy}`, 'envoy') }] : []),
    ...(deployment !== undefined && (deployment.status?.availableReplicas ?? 0) === 0
      ? [{ reason: 'ProxyNotReady' as const, message: `no Pod of Deployment ${proxy} is available` }]
      : []),
  ];
};

const missingNodePorts = (cluster: Cluster, { services }: Sight): readonly Obstacle[] =>
  cluster.externalListeners
    .filter((listener) => accessMethodOf(listener) === 'NodePort')
    .flatMap(({ name }) => [
      ...exposedNodes(cluster).map(({ id }) => nodePortName(cluster, id, name)),
      nodePortBootstrapName(cluster, name),
    ])
    .filter((name) => !services.has(name))
    .map((name) => ({ reason: 'ServicePending', message: notThereYet(`Service ${name}`, 'nodeport') }));

const unknownAddresses = (cluster: Cluster, { ways }: Sight): readonly Obstacle[] =>
  exposedNodes(cluster).flatMap(({ id }) =>
    [...waysOf(ways, id)].flatMap(([name, way]): readonly Obstacle[] => {
      if (way.kind === 'none')
        return [
          {
            reason: 'ExternalAddressPending',
            message: `nothing makes a way into listener ${name}: set its hostnameOverride to advertise one of your own`,
          },
        ];
      return way.kind === 'known' ? [] : [{ reason: 'ExternalAddressPending', message: way.message }];
    }),
  );

const oldAddresses = (cluster: Cluster, { ways, advertised }: Sight): readonly Obstacle[] =>
  exposedNodes(cluster).flatMap(({ id }) => {
    const record = advertised.get(id);
    if (record === undefined) return [];
    return [...waysOf(ways, id)].flatMap(([name, way]): readonly Obstacle[] => {
      const now = listenersOf(record).get(name)?.address;
      if (way.kind !== 'known' || now === way.address) return [];
      return [
        {
          reason: 'RestartPending',
          message: `broker ${id} advertises ${now ?? 'nothing'} on listener ${name}, and ${way.address} after its restart`,
        },
      ];
    });
  });
