/**
 * Which broker is behind which port and which TLS server name of a load balancer: everything that the spec wants, and
 * everything that a running broker still tells its clients. What is advertised goes before what is wanted: a client that
 * was told an address must find that broker there, while a broker that is to have it later cannot be asked for it yet.
 */
import { type Cluster, nonEmpty } from '../kafkacluster/cluster.ts';
import type { Advertisement } from '../kafkacluster/external/accepted.ts';
import { hostOf, portOf } from '../kafkacluster/external/advertised.ts';
import { brokerHostname, brokerPort, configNames, exposedNodes, type Ingress } from '../kafkacluster/external/ingress.ts';
import { ANYCAST_PORT_NAME } from '../kafkacluster/external/names.ts';
import { listeningPorts } from './listening-ports.ts';

/** A broker's id, or any broker. */
export type Target = number | 'all';

/** One listener of Envoy. */
export interface Door {
  /** Port on which Envoy listens. */
  readonly port: number;
  /** By TLS server name, in lower case: Envoy compares it so. */
  readonly names: ReadonlyMap<string, Target>;
  /** Where a connection goes that names none of them; undefined closes it. */
  readonly otherwise: Target | undefined;
}

/** One port of the Service. */
export interface Published {
  readonly name: string;
  readonly port: number;
  readonly targetPort: number;
}

/** All ways through one load balancer. */
export interface Routes {
  /** Door of the any-cast port; in SNI mode of all brokers. */
  readonly main: Door;
  /** Doors of single brokers, ascending by port. */
  readonly single: readonly Door[];
  /** Ports of the Service, ascending; that of health checks is not among them. */
  readonly published: readonly Published[];
  /** Ids of the brokers that are behind any door, ascending. */
  readonly brokers: readonly number[];
}

interface Told {
  readonly broker: number;
  readonly host: string;
  readonly port: number;
}

/** The ways through a load balancer. */
export const routesOf = (cluster: Cluster, ingress: Ingress, advertised: readonly Advertisement[]): Routes => {
  const wanted = wantedBrokers(cluster, ingress);
  const told = toldThrough(ingress, advertised);
  const shared = told.filter(({ port }) => isShared(ingress, told, port));
  const owners = portOwners(ingress, { wanted, told, shared });
  const listening = listeningPorts(ingress, [...owners.keys()]);
  const main = { port: ingress.targetPort, names: mainNames(ingress, { wanted, shared }), otherwise: mainOtherwise(ingress) };
  const single = [...owners].map(([port, broker]) => ({
    port: listening.get(port) ?? port,
    names: endedNames(ingress, { port, broker, told }),
    otherwise: broker,
  }));
  const doors = [main, ...single];
  return {
    main,
    single: single.sort((a, b) => a.port - b.port),
    published: [
      ...sharedPorts(ingress, shared, owners).map((port) => ({
        name: port === ingress.anycastPort ? ANYCAST_PORT_NAME : `${ANYCAST_PORT_NAME}-${port}`,
        port,
        targetPort: ingress.targetPort,
      })),
      ...[...owners].map(([port, broker]) => ({ name: portName(ingress, port, broker), port, targetPort: listening.get(port) ?? port })),
    ].sort((a, b) => a.port - b.port),
    brokers: [...new Set(doors.flatMap(({ names, otherwise }) => [...names.values(), otherwise]))]
      .filter((target) => typeof target === 'number')
      .sort((a, b) => a - b),
  };
};

const portName = (ingress: Ingress, port: number, broker: number): string =>
  !ingress.isSni && port === brokerPort(ingress, broker) ? `broker-${broker}` : `broker-${broker}-${port}`;

const wantedBrokers = (cluster: Cluster, { listener, config }: Ingress): readonly number[] =>
  exposedNodes(cluster)
    .filter((node) => configNames(node, listener).includes(config))
    .map(({ id }) => id);

/** What running brokers tell of this load balancer, ascending by broker. */
const toldThrough = ({ listener, config }: Ingress, advertised: readonly Advertisement[]): readonly Told[] =>
  advertised.flatMap((one) => {
    const port = portOf(one.address);
    return one.via === 'LoadBalancer' && one.listener === listener.name && one.config === config && port !== undefined
      ? [{ broker: one.broker, host: hostOf(one.address).toLowerCase(), port }]
      : [];
  });

/**
 * Whether brokers are told apart by server name on a port. A port that two brokers advertise can be nothing else; one
 * that a single broker advertises may be left over from either mode, and then all that comes in may go to that broker.
 */
const isShared = ({ isSni, anycastPort }: Ingress, told: readonly Told[], port: number): boolean =>
  (isSni && port === anycastPort) || told.filter((one) => one.port === port).length > 1;

interface Claims {
  readonly wanted: readonly number[];
  readonly told: readonly Told[];
  readonly shared: readonly Told[];
}

/** Ports that belong to one broker: those that are advertised first, then those that are wanted and free. */
const portOwners = (ingress: Ingress, { wanted, told, shared }: Claims): ReadonlyMap<number, number> => {
  const sharedPortSet = new Set(shared.map(({ port }) => port));
  const owners = new Map(told.filter(({ port }) => !sharedPortSet.has(port)).map(({ port, broker }) => [port, broker]));
  if (ingress.isSni) return owners;
  const taken = new Set([...owners.keys(), ...sharedPortSet, ingress.anycastPort, ingress.healthPort]);
  const free = wanted.map((id) => [brokerPort(ingress, id), id] as const).filter(([port]) => !taken.has(port));
  return new Map([...owners, ...free].sort(([a], [b]) => a - b));
};

const sharedPorts = (ingress: Ingress, shared: readonly Told[], owners: ReadonlyMap<number, number>): readonly number[] =>
  [...new Set([ingress.anycastPort, ...shared.map(({ port }) => port)])].filter((port) => !owners.has(port));

/** Later entries give way to earlier ones: a name means one target. */
const mainNames = (ingress: Ingress, { wanted, shared }: Omit<Claims, 'told'>): ReadonlyMap<string, Target> => {
  const names = new Map<string, Target>();
  const claim = (name: string | undefined, target: Target): void => {
    if (name !== undefined && !names.has(name.toLowerCase())) names.set(name.toLowerCase(), target);
  };
  for (const { host, broker } of shared) claim(host, broker);
  if (!ingress.isSni) return names;
  for (const id of wanted) claim(brokerHostname(ingress, id), id);
  claim(nonEmpty(ingress.service.hostnameOverride), 'all');
  return names;
};

/** In SNI mode a name of its own leads to any broker; while there is none, every name that is no broker's does. */
const mainOtherwise = ({ isSni, service }: Ingress): Target | undefined =>
  isSni && nonEmpty(service.hostnameOverride) !== undefined ? undefined : 'all';

interface Single {
  readonly port: number;
  readonly broker: number;
  readonly told: readonly Told[];
}

/** On a port that is left over, clients who use the name that they were told may expect TLS to end here, as it does on the port of all brokers. */
const endedNames = (ingress: Ingress, { port, broker, told }: Single): ReadonlyMap<string, Target> => {
  const isWanted = !ingress.isSni && port === brokerPort(ingress, broker);
  if (isWanted || nonEmpty(ingress.service.tlsSecretName) === undefined) return new Map();
  return new Map(told.filter((one) => one.port === port).map(({ host }) => [host, broker]));
};
