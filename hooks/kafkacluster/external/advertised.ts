/**
 * What each running broker advertises. Kafka reads advertised.listeners at its start only, so a process goes on with what
 * it was told then, whatever the spec says meanwhile. Status keeps it for each Pod, and from it follow a pending restart,
 * the ways in that have to stay, and the address that is used while nobody can tell a newer one.
 */
import type { BrokerState, ExternalListener } from '../../api/kafka-cluster.ts';
import type { Pod } from '../../kube/types.ts';
import type { KafkaNode } from '../cluster.ts';
import type { Way } from './address.ts';

export type Advertised = NonNullable<BrokerState['advertised']>;

/** One listener of a record; what lacks its first two fields is none. */
export interface AdvertisedListener {
  /** AccessMethod; a text, for status refuses nothing. */
  readonly via: string;
  /** `host:port`. */
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

/** The record of a broker: of what its Pod was made with, as soon as that is known; kept while the Pod lives, and after it until the next. */
export const recordAdvertised = (
  node: KafkaNode,
  seen: { readonly pod: Pod | undefined; readonly ways: Ways; readonly listeners: readonly ExternalListener[] },
  before: Advertised | undefined,
): Advertised | undefined => {
  const { pod, ways } = seen;
  const uid = pod?.metadata?.uid;
  if (uid === undefined || before?.podUid === uid || !node.isBroker) return before;
  if ([...ways.values()].some(({ kind }) => kind === 'unscheduled')) return before;
  const listeners = [...ways].flatMap(([name, way]) => {
    if (way.kind !== 'known') return [];
    const containerPort = seen.listeners.find((one) => one.name === name)?.containerPort;
    const listener: AdvertisedListener = {
      via: way.via,
      address: way.address,
      ...(way.config !== undefined && { config: way.config }),
      ...(way.followsNode && pod?.spec?.nodeName !== undefined && { node: pod.spec.nodeName }),
      ...(containerPort !== undefined && { containerPort }),
    };
    return [[name, listener] as const];
  });
  return { podUid: uid, listeners: Object.fromEntries(listeners) };
};

/** Listeners on which a running broker advertises another address than it should, where its Pod cannot tell by itself: that of a Kubernetes node. */
export const movedListeners = (record: Advertised | undefined, pod: Pod | undefined, ways: Ways): readonly string[] =>
  record === undefined || record.podUid !== pod?.metadata?.uid
    ? []
    : [...ways].flatMap(([name, way]) =>
        way.kind === 'known' && way.followsNode && listenersOf(record).get(name)?.address !== way.address ? [name] : [],
      );

/** The host of `host:port`. */
export const hostOf = (address: string): string => address.replace(/:\d+$/, '');

/** The port of `host:port`; undefined when there is none. */
export const portOf = (address: string): number | undefined => {
  const text = /:(\d+)$/.exec(address)?.[1];
  return text === undefined ? undefined : Number(text);
};
