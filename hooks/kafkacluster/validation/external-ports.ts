/**
 * Ports of the ways in from outside: one a broker, those of the proxy itself, and those that running brokers still
 * advertise. A port that two mean would send the clients of one broker to another.
 */
import type { ExternalListener, KafkaClusterStatus } from '../../api/kafka-cluster.ts';
import type { Problem } from '../../kube/problem.ts';
import type { Cluster } from '../cluster.ts';
import { ENVOY_STATS_PORT } from '../defaults.ts';
import { type Advertisement, advertisements } from '../external/accepted.ts';
import { portOf } from '../external/advertised.ts';
import { accessMethodOf, configNames, exposedNodes, type Ingress, ingressesOf, isServedByEnvoy } from '../external/ingress.ts';

const MOST_PORT = 65_535;
const PATH = 'spec.listenersConfig.externalListeners';

const pathOf = ({ externalListeners }: Cluster, listener: ExternalListener): string => `${PATH}[${externalListeners.indexOf(listener)}]`;

/** Where a field of Envoy's configuration of a load balancer stands. */
const envoyPath = (cluster: Cluster, { listener, config }: Ingress): string =>
  config === undefined ? 'spec.envoyConfig' : `${pathOf(cluster, listener)}.config.ingressConfig.${config}.envoyConfig`;

/** One port a broker, unless TLS tells brokers apart by name (externalStartingPort -1) or Kubernetes chooses. */
export const externalPortsFit = (cluster: Cluster): readonly Problem[] =>
  cluster.externalListeners.flatMap((listener) => {
    const start = listener.externalStartingPort;
    if (start === -1 || (start === 0 && accessMethodOf(listener) === 'NodePort')) return [];
    return exposedNodes(cluster).flatMap((node) => portProblems(cluster, listener, node.id));
  });

const portProblems = (cluster: Cluster, listener: ExternalListener, id: number): readonly Problem[] => {
  const path = `${pathOf(cluster, listener)}.externalStartingPort`;
  const value = String(listener.externalStartingPort);
  const port = listener.externalStartingPort + id;
  const sum = `plus broker id ${id} is ${port}`;
  if (port < 1 || port > MOST_PORT) return [{ path, value, message: `${sum}; a port lies between 1 and ${MOST_PORT}` }];
  const taken = ingressesOf(cluster)
    .filter((ingress) => ingress.listener === listener)
    .flatMap((ingress) => [...containerPorts(ingress), { name: 'anyCastPort', port: ingress.anycastPort }]);
  return taken
    .filter((one) => one.port === port)
    .slice(0, 1)
    .map(({ name }) => ({ path, value, message: `${sum}, which is the port of ${name}; move one of them` }));
};

interface NamedPort {
  readonly name: string;
  readonly port: number;
}

/** Ports that Envoy binds besides those of brokers. */
const containerPorts = (ingress: Ingress): readonly NamedPort[] => [
  { name: 'ingressControllerTargetPort', port: ingress.targetPort },
  ...ownPorts(ingress),
];

const ownPorts = ({ adminPort, healthPort }: Ingress): readonly NamedPort[] => [
  { name: 'envoyConfig.adminPort', port: adminPort },
  { name: 'envoyConfig.healthCheckPort', port: healthPort },
  { name: 'the statistics of Envoy', port: ENVOY_STATS_PORT },
];

/** Clients of an Envoy come in on a port that Envoy does not use for itself. Source: Koperator's webhook. */
export const targetPortsFit = (cluster: Cluster): readonly Problem[] =>
  ingressesOf(cluster).flatMap((ingress) =>
    ownPorts(ingress)
      .filter(({ port }) => port === ingress.targetPort)
      .map(({ name }) => ({
        path: `${pathOf(cluster, ingress.listener)}.ingressControllerTargetPort`,
        value: String(ingress.targetPort),
        message: `is the port of ${name}; move one of them`,
      })),
  );

/** Envoy's own ports differ, in its container and in its Service. */
export const envoyPortsDiffer = (cluster: Cluster): readonly Problem[] =>
  ingressesOf(cluster).flatMap((ingress) => {
    const { adminPort, healthPort, anycastPort } = ingress;
    const path = envoyPath(cluster, ingress);
    const admin = { path: `${path}.adminPort`, value: String(adminPort) };
    const health = { path: `${path}.healthCheckPort`, value: String(healthPort) };
    return [
      ...(adminPort === healthPort ? [{ ...admin, message: 'is also healthCheckPort; the two need different ports' }] : []),
      ...[admin, health]
        .filter(({ value }) => value === String(ENVOY_STATS_PORT))
        .map((field) => ({ ...field, message: `${ENVOY_STATS_PORT} is where Envoy shows its statistics; choose another` })),
      ...(anycastPort === healthPort
        ? [
            {
              ...health,
              message: `is also anyCastPort of listener ${ingress.listener.name}; one Service has both, so they need different ports`,
            },
          ]
        : []),
    ];
  });

/** Fixed node ports are the Kubernetes cluster's: no two brokers or listeners share one. */
export const nodePortsDiffer = (cluster: Cluster): readonly Problem[] => {
  const wanted = cluster.externalListeners
    .filter((listener) => accessMethodOf(listener) === 'NodePort' && listener.externalStartingPort > 0)
    .flatMap((listener) => exposedNodes(cluster).map(({ id }) => ({ listener, id, port: listener.externalStartingPort + id })));
  return wanted.flatMap(({ listener, id, port }, at) => {
    const first = wanted.slice(0, at).find((one) => one.port === port);
    return first === undefined
      ? []
      : [
          {
            path: `${pathOf(cluster, listener)}.externalStartingPort`,
            value: String(listener.externalStartingPort),
            message: `plus broker id ${id} is ${port}, the node port of broker ${first.id} on listener ${first.listener.name}; move one of them`,
          },
        ];
  });
};

/** Clients that come by an external IP use the port of the Service, which is the same for all brokers of a listener. */
export const externalIpsDiffer = (cluster: Cluster): readonly Problem[] =>
  cluster.externalListeners
    .filter((listener) => accessMethodOf(listener) === 'NodePort')
    .flatMap(({ name }) => {
      const given = exposedNodes(cluster).flatMap(({ id, config }) => {
        const ip = config.nodePortExternalIP?.[name];
        return ip === undefined || ip === '' ? [] : [{ id, ip }];
      });
      return given.flatMap(({ id, ip }, at) => {
        const first = given.slice(0, at).find((one) => one.ip === ip);
        return first === undefined
          ? []
          : [
              {
                path: `spec.brokers[id=${id}].brokerConfig.nodePortExternalIP.${name}`,
                value: ip,
                message: `is that of broker ${first.id} on the same port; every broker needs its own`,
              },
            ];
      });
    });

/**
 * A broker goes on advertising its port until it restarts, so nobody else may be given that port meanwhile: clients that
 * were sent to one broker would reach another.
 */
export const advertisedPortsStayApart = (cluster: Cluster, status: KafkaClusterStatus | undefined): readonly Problem[] => {
  const advertised = advertisements(status);
  return cluster.externalListeners.flatMap((listener) => {
    const start = listener.externalStartingPort;
    if (start <= 0 || !(isServedByEnvoy(cluster, listener) || accessMethodOf(listener) === 'NodePort')) return [];
    const clash = exposedNodes(cluster).flatMap((node) =>
      advertised
        .filter((one) => one.listener === listener.name && one.broker !== node.id && portOf(one.address) === start + node.id)
        .filter((one) => sharesTheWay(listener, configNames(node, listener), one))
        .map(({ broker }) => ({ wanted: node.id, broker })),
    )[0];
    return clash === undefined
      ? []
      : [
          {
            path: `${pathOf(cluster, listener)}.externalStartingPort`,
            value: String(start),
            message: `plus broker id ${clash.wanted} is ${start + clash.wanted}, which broker ${clash.broker} advertises until it restarts; choose a range apart from the present one`,
          },
        ];
  });
};

/** Node ports are shared by all, ports of a load balancer by the brokers behind it. */
const sharesTheWay = (listener: ExternalListener, configs: readonly (string | undefined)[], one: Advertisement): boolean =>
  one.via === accessMethodOf(listener) && (one.via === 'NodePort' || configs.includes(one.config));
