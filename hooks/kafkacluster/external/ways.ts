/**
 * All ways from outside to all brokers, as of one call: the spec, the Services, the Kubernetes nodes and what was
 * advertised before, joined once for everything that needs an address.
 */
import type { BrokerState, KafkaClusterStatus } from '../../api/kafka-cluster.ts';
import type { Cluster, KafkaNode } from '../cluster.ts';
import { type Observed, type ObservedNode, observedNode } from '../observed.ts';
import { followsNode, type Way, wayTo } from './address.ts';
import { listenersOf, type Ways } from './advertised.ts';
import { exposedNodes } from './ingress.ts';

/** Ways by broker id; nothing for nodes without the broker role. */
export type AllWays = ReadonlyMap<number, Ways>;

const NO_WAYS: Ways = new Map();

/** The ways to a broker, by the name of the listener, in the order of the spec. */
export const waysOf = (all: AllWays, id: number): Ways => all.get(id) ?? NO_WAYS;

/** Finds the ways to every broker. */
export const findWays = (cluster: Cluster, observed: Observed, status: KafkaClusterStatus | undefined): AllWays =>
  cluster.externalListeners.length === 0
    ? new Map()
    : new Map(exposedNodes(cluster).map((node) => [node.id, waysToNode(cluster, node, { observed, status })]));

const waysToNode = (
  cluster: Cluster,
  node: KafkaNode,
  { observed, status }: { readonly observed: Observed; readonly status: KafkaClusterStatus | undefined },
): Ways => {
  const nodeName = observedNode(observed, node.id).pod?.spec?.nodeName;
  const advertised = listenersOf(status?.brokersState?.[String(node.id)]?.advertised);
  return new Map(
    cluster.externalListeners.map((listener) => [
      listener.name,
      wayTo(
        cluster,
        { node, listener },
        {
          services: observed.services,
          nodeName: nodeName === '' ? undefined : nodeName,
          node: observed.nodes.get(nodeName ?? ''),
          before: advertised.get(listener.name),
        },
      ),
    ]),
  );
};

/** Whether a broker was never started by us before: only then does it wait for an address that nobody can tell yet. */
export const isFirstStart = (state: BrokerState | undefined, { configMap }: ObservedNode): boolean =>
  state?.advertised === undefined && configMap === undefined;

/** Why a broker that was never started does not start with this way yet; undefined when it may. */
export const whyNotYet = (way: Way): string | undefined => {
  if (way.kind === 'pending') return way.message;
  return way.kind === 'known' ? way.lacks : undefined;
};

/** External addresses (`host:port`) by the name of the listener: only those that are known. */
export type Addresses = Readonly<Record<string, string>>;

/** What a broker that starts now advertises. */
export const knownAddresses = (ways: Ways): Addresses =>
  Object.fromEntries([...ways].flatMap(([name, way]) => (way.kind === 'known' ? [[name, way.address] as const] : [])));

/** The same as an input of a Pod: a Pod is made before it has a Kubernetes node, so such an address counts by its rule. */
export const addressInputs = (cluster: Cluster, node: KafkaNode, ways: Ways): Addresses =>
  Object.fromEntries(
    cluster.externalListeners.flatMap((listener) => {
      if (followsNode(cluster, node, listener)) {
        return [[listener.name, `${node.config.nodePortNodeAddressType ?? 'node'}:${listener.externalStartingPort}`] as const];
      }
      const way = ways.get(listener.name);
      return way?.kind === 'known' ? [[listener.name, way.address] as const] : [];
    }),
  );
