/**
 * An API server that says what a test wants: one answer for each method and path, a record of what was asked, and
 * watches whose lines the test writes. It knows nothing of Kubernetes, so what it holds is what the adapter sends.
 */
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

export type Answer = (asked: Asked, response: ServerResponse) => void;

export interface ScriptedApi {
  readonly url: string;
  /** A kubeconfig with the context `fake` for it. */
  readonly kubeconfig: string;
  readonly asked: readonly Asked[];
  /** What `GET /api/v1/pods` is answered from now on; several answers are given in turn, the last one for ever. */
  on(methodAndPath: string, ...answers: readonly [Answer, ...Answer[]]): void;
  /** Resolves when it has been asked so often. */
  askedTimes(methodAndPath: string, times: number): Promise<void>;
  close(): Promise<void>;
}

export const json =
  (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answer =>
  (_asked, response) => {
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };

/** Kubernetes' way to refuse. */
export const refusal = (code: number, reason: string, message = reason): Answer =>
  json({ kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, message, code }, code);

/** A watch that the test feeds: `lines` go out as soon as it is opened, the rest by `send`. */
export const stream = (
  ...lines: readonly object[]
): { readonly answer: Answer; send(line: object | string): void; end(): void; cut(): void } => {
  let open: ServerResponse | undefined;
  const write = (line: object | string): void => {
    open?.write(typeof line === 'string' ? line : `${JSON.stringify(line)}\n`);
  };
  return {
    answer: (_asked, response) => {
      open = response;
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.flushHeaders();
      for (const line of lines) write(line);
    },
    send: write,
    end: () => open?.end(),
    cut: () => open?.destroy(),
  };
};

export const startScriptedApi = async (): Promise<ScriptedApi> => {
  const asked: Asked[] = [];
  const answers = new Map<string, Answer[]>();
  const waiting: { readonly key: string; readonly times: number; readonly done: () => void }[] = [];
  const count = (key: string): number => asked.filter((one) => `${one.method} ${one.path}` === key).length;
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://fake');
    const body = await text(request);
    const one: Asked = {
      method: request.method ?? '',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      body: body === '' ? undefined : JSON.parse(body),
    };
    asked.push(one);
    // A list and a watch have one path: a watch may be scripted apart.
    const key = `${one.method} ${one.path}`;
    const watchKey = `WATCH ${one.path}`;
    const list = (one.query['watch'] === 'true' ? answers.get(watchKey) : undefined) ?? answers.get(key);
    const answer = (list !== undefined && list.length > 1 ? list.shift() : list?.[0]) ?? refusal(404, 'NotFound', `nothing at ${key}`);
    answer(one, response);
    for (const wait of waiting) if (count(wait.key) >= wait.times) wait.done();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const folder = await mkdtemp(path.join(tmpdir(), 'scripted-api-'));
  const kubeconfig = path.join(folder, 'kubeconfig');
  await writeFile(kubeconfig, kubeconfigOf(url));
  return {
    url,
    kubeconfig,
    asked,
    on: (key, ...list) => {
      answers.set(key, [...list]);
    },
    askedTimes: (key, times) => new Promise((done) => (count(key) >= times ? done() : waiting.push({ key, times, done }))),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true });
    },
  };
};

const kubeconfigOf = (server: string): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'fake', cluster: { server } }],
    users: [{ name: 'me', user: { token: 'sesame' } }],
    contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'me', namespace: 'mine' } }],
    'current-context': 'fake',
  });
