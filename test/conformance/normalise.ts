/**
 * Takes out of an object what differs from run to run and says nothing: moments, versions, addresses, who wrote a field.
 * UIDs get names (`uid of ConfigMap/a`, `… #2` for the one that came after it), so that who owns what can still be read.
 */
import { isRecord } from '../../hooks/kube/is-record.ts';
import type { KubeObject } from '../../hooks/kube/types.ts';
import type { Thing } from './backend.ts';

const LAST_APPLIED = 'metacontroller.k8s.io/last-applied-configuration';
/** By path; what the API server chooses and no two servers choose alike. */
const CHOSEN = new Set(['clusterIP', 'clusterIPs', 'nodePort']);
const MOMENTS = new Set(['deletionTimestamp', 'lastTransitionTime', 'lastProbeTime']);
/** Hashes of ours over namespaces and cluster ids, which no two runs share, and packed text in the order of somebody's keys. */
const HASHES = new Set(['configurationBackup', 'lastValidSpec', 'kafka-hooks.io/inputs']);
/** `host:port:id` of a first controller; the id comes of the cluster's. */
const DIRECTORY_ID = /(:\d+:)[\w-]{22}\b/g;
/** How a scheduler says that no node fits depends on the nodes. */
const NO_NODE = /\d+\/\d+ nodes are available:.*?(?=; broker|$)/g;
const DROPPED = new Set(['managedFields', 'resourceVersion', 'creationTimestamp', 'selfLink']);

const UID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

export interface Names {
  /** Gives the UID of an object a name, at first sight, and the id of a Kafka cluster. */
  meet(object: KubeObject): void;
  normalise(value: unknown): unknown;
}

/** Names of one script's run. `replaced` are words of this run (its namespace, its address) and what they become. */
export const createNames = (replaced: Readonly<Record<string, string>>): Names => {
  const uids = new Map<string, string>();
  const counts = new Map<string, number>();
  const words = new Map(Object.entries(replaced));
  const meetUid = ({ kind, metadata }: KubeObject): void => {
    const uid = metadata?.uid;
    if (uid === undefined || uids.has(uid)) return;
    const name = `uid of ${kind}/${metadata?.name}`;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    uids.set(uid, count === 1 ? name : `${name} #${count}`);
  };
  const meet = (object: KubeObject): void => {
    meetUid(object);
    const { status } = object as Thing;
    if (isRecord(status) && typeof status['clusterID'] === 'string') words.set(status['clusterID'], 'CLUSTER-ID');
  };
  const text = (value: string): string => {
    let result = value
      .replaceAll(UID, (uid) => uids.get(uid) ?? uid)
      .replaceAll(NO_NODE, 'no node is available')
      .replaceAll(DIRECTORY_ID, '$1DIRECTORY-ID');
    for (const [word, becomes] of words) result = result.replaceAll(word, becomes);
    return result;
  };
  const normalise = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(normalise);
    if (!isRecord(value)) return value;
    const entries = Object.entries(value)
      .filter(([key]) => !DROPPED.has(key))
      .map(([key, item]) => [text(key), field(key, item)] as const);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  const field = (key: string, item: unknown): unknown => {
    if (CHOSEN.has(key) && item !== 'None' && JSON.stringify(item) !== '["None"]') return 'chosen by the API server';
    if (MOMENTS.has(key) || HASHES.has(key)) return 'set';
    if (key === 'finalizers' && Array.isArray(item)) return [...item].sort();
    // Its text is the answer of the hook again, in an order of keys that nobody promises.
    if (key === LAST_APPLIED && typeof item === 'string') return normalise(JSON.parse(item));
    return normalise(item);
  };
  return { meet, normalise };
};

/** Kinds whose status is written by parts of Kubernetes that the engine in memory does not have here. */
const STATUS_OF_OTHERS = new Set(['Pod', 'Deployment', 'PodDisruptionBudget']);

/** What of an object is compared: everything but what kubelet, scheduler and their like said. */
export const comparable = (object: Thing): Thing =>
  STATUS_OF_OTHERS.has(object.kind ?? '')
    ? (Object.fromEntries(Object.entries(object).filter(([key]) => key !== 'status')) as Thing)
    : object;

/**
 * An object without its content: whose it is, what holds it, and what is said of it. For objects that our hooks render:
 * what is in them is for the golden tests to say, and changes more often than the truth about Metacontroller.
 */
export const outline = ({ apiVersion, kind, metadata, ...rest }: Thing): Thing => {
  const { annotations: _, generation: __, ...shown } = metadata ?? {};
  const { status } = rest;
  const conditions = isRecord(status) && Array.isArray(status['conditions']) ? status['conditions'].filter(isRecord) : [];
  return {
    ...(apiVersion !== undefined && { apiVersion }),
    ...(kind !== undefined && { kind }),
    metadata: shown,
    ...(kind === 'KafkaCluster' && { conditions: conditions.map(({ type, status: is, reason }) => `${type} ${is} ${reason}`) }),
  };
};
