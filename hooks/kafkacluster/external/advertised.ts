/**
 * What each running broker advertises. Kafka reads advertised.listeners at its start only, so a process goes on with what
 * it was told then, whatever the spec says meanwhile. Status tells it of each Pod, and from it follow a pending restart,
 * the ways in that have to stay, and the address that is used while nobody can tell a newer one.
 */
import type { BrokerState } from '../../api/kafka-cluster.ts';
import type { Node, Pod } from '../../kube/types.ts';
import type { Way } from './address.ts';
import type { Made } from './made-with.ts';
import { nodeAddress } from './node-address.ts';

export type Advertised = NonNullable<BrokerState['advertised']>;

/** One listener of a record; what lacks its first two fields is none. */
export interface AdvertisedListener {
  /** AccessMethod; a text, for status refuses nothing. */
  readonly via: string;
  /** `host:port`; `:port` while the host is that of a Kubernetes node that nobody has named yet. */
  readonly address: string;
  readonly config?: string;
  readonly node?: string;
  readonly containerPort?: number;
}

/** The listeners of a record, by name. */
export const listenersOf = (record: Advertised | undefined): ReadonlyMap<string, AdvertisedListener> =>
  new Map(
    Object.entries(record?.listeners ?? {}).flatMap(([name, { via, address, ...more }]) =>
      via === undefined || address === undefined ? [] : [[name, { via, address, ...more }] as const],
    ),
  );

/** Ways of one broker by the name of the listener. */
export type Ways = ReadonlyMap<string, Way>;

/** What is known of the Pod of a broker. */
export interface SeenPod {
  readonly pod: Pod;
  /** Its ways in, by the name of the listener. */
  readonly made: Made;
  /** The Kubernetes node that it runs on, when that was shown. */
  readonly node: Node | undefined;
  /** Kubernetes nodes are asked for only while the spec needs them, which may be another spec than the Pod was made for. */
  readonly nodesAreShown: boolean;
}

/**
 * The record of a broker: of what its Pod was made with, as soon as that is known; kept until the next Pod is known as well. The
 * address of a Kubernetes node is the one that the node had first: the broker read it at its start. Where no nodes are shown
 * it is the one that the Pod knows of, and before that the port alone: a way in that nobody remembers is closed.
 */
export const recordAdvertised = ({ pod, made, node, nodesAreShown }: SeenPod, before: Advertised | undefined): Advertised | undefined => {
  const uid = pod.metadata?.uid;
  if (uid === undefined) return before;
  const known = before?.podUid === uid ? listenersOf(before) : undefined;
  const nodeName = pod.spec?.nodeName;
  const listeners = Object.entries(made).map(([name, { address, port, nodeAddressType, ...listener }]) => {
    if (address !== undefined) return [name, { ...listener, address }] as const;
    const first = known?.get(name);
    if (first !== undefined && hostOf(first.address) !== '') return [name, first] as const;
    const host = nodesAreShown ? nodeAddress(node, nodeAddressType) : pod.status?.hostIP;
    if (host !== undefined && nodeName !== undefined) return [name, { ...listener, address: `${host}:${port}`, node: nodeName }] as const;
    return [name, nodesAreShown ? undefined : { ...listener, address: `:${port}` }] as const;
  });
  const isComplete = listeners.every(([, listener]) => listener !== undefined);
  return isComplete ? { podUid: uid, listeners: Object.fromEntries(listeners) as Record<string, AdvertisedListener> } : before;
};

/** Listeners on which a running broker advertises another address than it should, where its Pod cannot tell by itself: that of a Kubernetes node. */
export const movedListeners = (record: Advertised | undefined, pod: Pod | undefined, ways: Ways): readonly string[] =>
  record === undefined || record.podUid !== pod?.metadata?.uid
    ? []
    : [...ways].flatMap(([name, way]) => {
        if (way.kind !== 'known' || !way.followsNode) return [];
        const now = listenersOf(record).get(name)?.address;
        const isUnnamed = now !== undefined && hostOf(now) === '' && portOf(now) === portOf(way.address);
        return now === way.address || isUnnamed ? [] : [name];
      });

/** The host of `host:port`. */
export const hostOf = (address: string): string => address.replace(/:\d+$/, '');

/** The port of `host:port`; undefined when there is none. */
export const portOf = (address: string): number | undefined => {
  const text = /:(\d+)$/.exec(address)?.[1];
  return text === undefined ? undefined : Number(text);
};
