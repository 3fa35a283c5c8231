/**
 * The alert hook under test, as senders and as people see it: deliveries to one replica or the other, its counters, its Events,
 * and what it would do, told by the command line.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { KubeObject, Pod } from '../../../hooks/kube/types.ts';
import { get, kubectl, list } from './kubectl.ts';

const NAMESPACE = 'kafka-hooks';
const NAME = 'kafka-hooks-alerts';

/** Where senders deliver, inside the cluster. */
export const HOOK_ADDRESS = `${NAME}.${NAMESPACE}:9001`;

/** What it takes as a bearer token. */
export const readToken = async (): Promise<string> => {
  const secret = await get<KubeObject & { readonly data?: Readonly<Record<string, string>> }>('secret', `${NAME}-token`, NAMESPACE);
  return Buffer.from(secret?.data?.['token'] ?? '', 'base64')
    .toString('utf8')
    .trim();
};

export interface Replica {
  readonly name: string;
  readonly ip: string;
}

/** Replicas that are ready. */
export const replicas = async (): Promise<readonly Replica[]> =>
  (await list<Pod>('pods', NAMESPACE, `app.kubernetes.io/name=${NAME}`))
    .filter(({ metadata, status }) => {
      const ready = status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True');
      return metadata?.deletionTimestamp === undefined && ready === true;
    })
    .map(({ metadata, status }) => ({ name: metadata?.name ?? '', ip: status?.podIP ?? '' }));

/** Ends a replica as a node that loses its power does: it is given no time. */
export const killReplica = ({ name }: Replica): Promise<string> =>
  kubectl(['delete', 'pod', name, '-n', NAMESPACE, '--grace-period=0', '--force']);

export interface Delivery {
  /** `/alerts`, or where Prometheus sends. */
  readonly path: string;
  /** JSON. */
  readonly body: string;
}

export interface Decided {
  readonly alert: string;
  readonly fingerprint: string;
  readonly outcome: string;
  readonly reason: string;
  readonly message: string;
}

export interface Answer {
  readonly status: number;
  readonly decisions: readonly Decided[];
  /** As it came. */
  readonly text: string;
}

/** Delivers to one replica. Without a token when that is undefined. */
export const deliver = async ({ ip }: Replica, { path: where, body }: Delivery, token: string | undefined): Promise<Answer> => {
  const response = await fetch(`http://${ip}:9001${where}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body,
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  const { decisions = [] } = JSON.parse(text) as { readonly decisions?: readonly Decided[] };
  return { status: response.status, decisions, text };
};

export interface Replayed {
  /** Answers by status; `lost` are those that found nobody and were sent again, as senders do. */
  readonly answers: Readonly<Record<string, number>>;
  /** Decisions by outcome and reason. */
  readonly decisions: Readonly<Record<string, number>>;
}

export interface Replay {
  /** What is delivered, over and over. */
  readonly deliveries: readonly Delivery[];
  readonly token: string;
  /** Answers at the least. It goes on until a replica has been missed, too. */
  readonly least: number;
  readonly connections: number;
  /** Called once, when half of it is through, with a replica that is delivered to. */
  readonly halfway: (replica: Replica) => Promise<unknown>;
}

const MOST_DELIVERIES = 100_000;

/** Delivers over several connections, in turn to each replica, one of which is lost on the way. */
export const replay = async ({ deliveries, token, least, connections, halfway }: Replay): Promise<Replayed> => {
  const answers: Record<string, number> = {};
  const decisions: Record<string, number> = {};
  const count = (into: Record<string, number>, key: string): void => {
    into[key] = (into[key] ?? 0) + 1;
  };
  const all = await replicas();
  const gone = new Set<string>();
  let next = 0;
  let answered = 0;
  let half: Promise<unknown> | undefined;
  const deliverTo = async (replica: Replica, delivery: Delivery): Promise<void> => {
    try {
      const { status, decisions: decided } = await deliver(replica, delivery, token);
      answered += 1;
      count(answers, String(status));
      for (const { outcome, reason } of decided) count(decisions, `${outcome} ${reason}`);
    } catch {
      gone.add(replica.name);
      count(answers, 'lost');
      const other = all.find(({ name }) => !gone.has(name));
      if (other === undefined) throw new Error('no replica is left');
      await deliverTo(other, delivery);
    }
  };
  const work = async (): Promise<void> => {
    while (answered < least || (gone.size === 0 && next < MOST_DELIVERIES)) {
      const alive = all.filter(({ name }) => !gone.has(name));
      const replica = alive[next % alive.length];
      const delivery = deliveries[Math.floor(next / 2) % deliveries.length];
      next += 1;
      if (replica === undefined || delivery === undefined) throw new Error('there is no replica, or nothing to deliver');
      await deliverTo(replica, delivery);
      if (half === undefined && answered >= least / 2) half = halfway(replica);
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  await half;
  return { answers, decisions };
};

/** The moment, RFC 3339, at which the log of a replica says that an alert acted; undefined when none says so. */
export const actedAt = async (fingerprint: string): Promise<string | undefined> => {
  const texts = await Promise.all((await replicas()).map(({ name }) => kubectl(['logs', name, '-n', NAMESPACE])));
  return texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Readonly<Record<string, string>>)
    .findLast((line) => line['fingerprint'] === fingerprint && line['outcome'] === 'Acted')?.['time'];
};

/** One counter, summed over the replicas and all labels that the pattern allows. */
export const counted = async (pattern: RegExp): Promise<number> => {
  const texts = await Promise.all(
    (await replicas()).map(({ name }) => kubectl(['get', '--raw', `/api/v1/namespaces/${NAMESPACE}/pods/${name}:8081/proxy/metrics`])),
  );
  return texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => !line.startsWith('#') && pattern.test(line))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
};

type EventObject = KubeObject & {
  readonly reason?: string;
  readonly message?: string;
  readonly reportingComponent?: string;
  readonly source?: { readonly component?: string };
};

/** Messages of the Events that the hook has left in a namespace. */
export const eventsOf = async (ns: string): Promise<readonly string[]> =>
  (await list<EventObject>('events', ns))
    .filter(({ reportingComponent, source }) => [reportingComponent, source?.component].includes(NAME))
    .map(({ reason, message }) => `${reason}: ${message}`);

export interface Explained {
  readonly code: number;
  readonly text: string;
}

/** `kafka-hooks alerts explain FILE --live`, run where the tests run. */
export const explain = async (body: string): Promise<Explained> => {
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'e2e-alerts-')), 'delivery.json');
  await writeFile(file, body);
  const main = new URL('../../../hooks/main.ts', import.meta.url).pathname;
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [main, 'alerts', 'explain', file, '--live'], (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === 'number') resolve({ code, text: `${stdout}${stderr}` });
      else reject(error);
    });
  });
};
