/**
 * Events that Metacontroller writes: one object for each reason and message of an object, counted up when it happens
 * again. An Event that cannot be written is forgone, and one object gets no more than 25 and then one in five minutes.
 */
import type { KubeObject } from '../../kube/types.ts';
import type { ApiServer } from '../../ports/api-server.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Discovery } from './discovery.ts';
import { uidOf } from './fields.ts';
import { createTokenBucket, type TokenBucket } from './token-bucket.ts';

export interface EventRecorder {
  /** Writes a Warning about an object. Never fails. */
  warn(about: KubeObject, reason: 'SyncError' | 'CreateError', message: string): Promise<void>;
}

interface EventObject extends KubeObject {
  readonly count: number;
  readonly [field: string]: unknown;
}

export interface EventParts {
  readonly api: ApiServer;
  readonly clock: Clock;
  readonly discovery: Discovery;
}

// What the API allows.
const LONGEST_MESSAGE = 1024;
const MOST_REMEMBERED = 4096;

/** A recorder that has written nothing. */
export const createEventRecorder = ({ api, clock, discovery }: EventParts): EventRecorder => {
  const written = new Map<string, EventObject>();
  const buckets = new Map<string, TokenBucket>();
  let sequence = 0;

  const timestamp = (): string => new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  const fresh = (about: KubeObject, reason: string, message: string): EventObject => {
    sequence += 1;
    const { namespace, name = '', resourceVersion = '' } = about.metadata ?? {};
    const at = timestamp();
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {
        name: `${name}.${clock.now().toString(16)}${sequence.toString(16).padStart(4, '0')}`,
        namespace: namespace === undefined || namespace === '' ? 'default' : namespace,
      },
      involvedObject: {
        apiVersion: about.apiVersion,
        kind: about.kind,
        ...(namespace !== undefined && { namespace }),
        name,
        uid: uidOf(about),
        resourceVersion,
      },
      type: 'Warning',
      reason,
      message,
      source: { component: 'metacontroller' },
      reportingComponent: 'metacontroller',
      reportingInstance: '',
      firstTimestamp: at,
      lastTimestamp: at,
      count: 1,
    };
  };
  const allowed = (uid: string): boolean => {
    const bucket = buckets.get(uid) ?? createTokenBucket(clock, { perSecond: 1 / 300, burst: 25 });
    if (buckets.size >= MOST_REMEMBERED) buckets.clear();
    buckets.set(uid, bucket);
    return bucket.take();
  };
  return {
    warn: async (about, reason, text) => {
      if (!allowed(uidOf(about))) return;
      const message = text.slice(0, LONGEST_MESSAGE);
      const key = `${uidOf(about)} ${reason} ${message}`;
      const before = written.get(key);
      if (written.size >= MOST_REMEMBERED) written.clear();
      try {
        const type = await discovery.byKind('v1', 'Event');
        if (type === undefined) return;
        const event =
          before === undefined ? fresh(about, reason, message) : { ...before, count: before.count + 1, lastTimestamp: timestamp() };
        const stored = await (before === undefined ? api.create(type, event) : api.update(type, event));
        written.set(key, stored as EventObject);
      } catch {
        // The next one begins a new object: this one may have expired, or have been written by another process.
        written.delete(key);
      }
    },
  };
};
