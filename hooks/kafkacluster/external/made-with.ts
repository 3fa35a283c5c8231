/**
 * With which ways in a Pod was made. It stands on the Pod itself, written together with it: when the Pod is first seen the spec
 * may be another one, status may have been lost to a conflict, and both would tell of a broker what it never heard of.
 */
import { isRecord } from '../../kube/is-record.ts';
import type { Pod } from '../../kube/types.ts';
import type { Cluster, KafkaNode } from '../cluster.ts';
import { ANNOTATION } from '../names.ts';
import { lastOf } from '../remember.ts';
import type { Way } from './address.ts';
import { portOf, type Ways } from './advertised.ts';

/** One listener that a Pod was made with. */
export interface MadeListener {
  /** AccessMethod. */
  readonly via: string;
  readonly config?: string;
  readonly containerPort?: number;
  /** `host:port`; absent when it follows from the Kubernetes node of the Pod. */
  readonly address?: string;
  /** Then this is the port, and the type of the node's address where one is asked for. */
  readonly port?: number;
  readonly nodeAddressType?: string;
}

/** By the name of the listener. */
export type Made = Readonly<Record<string, MadeListener>>;

/** What a Pod that is made now is made with. A way that nobody can tell yet is none: the broker comes up without. */
export const madeNow = (cluster: Cluster, node: KafkaNode, ways: Ways): Made =>
  Object.fromEntries(
    cluster.externalListeners.flatMap(({ name, containerPort }) => {
      const way = ways.get(name);
      const part = way === undefined ? undefined : partOf(way, node);
      return part === undefined ? [] : [[name, { ...part, containerPort }] as const];
    }),
  );

const partOf = (way: Way, { config }: KafkaNode): MadeListener | undefined => {
  const type = config.nodePortNodeAddressType;
  const ofNode = (port: number): MadeListener => ({ via: 'NodePort', port, ...(type !== undefined && { nodeAddressType: type }) });
  if (way.kind === 'unscheduled') return ofNode(way.port);
  if (way.kind !== 'known') return undefined;
  if (way.followsNode) return ofNode(portOf(way.address) ?? 0);
  return { via: way.via, address: way.address, ...(way.config !== undefined && { config: way.config }) };
};

/** The text of the annotation; undefined for a Pod without ways in. */
export const writeMade = (made: Made): string | undefined => (Object.keys(made).length === 0 ? undefined : JSON.stringify(made));

/** What a Pod of ours was made with; undefined for one that somebody else made. */
export const readMade = (pod: Pod): Made | undefined => rememberMade(pod, [], () => ({ made: parse(pod) })).made;

const rememberMade = lastOf<Pod, { readonly made: Made | undefined }>();

const parse = ({ metadata }: Pod): Made | undefined => {
  const { [ANNOTATION.inputs]: inputs, [ANNOTATION.waysIn]: text } = metadata?.annotations ?? {};
  if (inputs === undefined) return undefined;
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value)) return undefined;
    return Object.fromEntries(
      Object.entries(value).filter(([, one]) => isRecord(one) && typeof one['via'] === 'string'),
    ) as unknown as Made;
  } catch {
    return undefined;
  }
};
