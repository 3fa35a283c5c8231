/**
 * The one server of hooks: each script registers the hooks of its own path and every call is recorded. Real
 * Metacontroller comes over HTTP, the engine in memory calls `dispatch` itself; both get the same answers.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Thing } from './backend.ts';

/** One call as it came in. */
export interface Call {
  /** `sync`, `finalize`, `customize`; or `second/sync` when a script has more controllers than one. */
  readonly hook: string;
  readonly request: HookRequest;
}

/** Body of a call to a composite or a decorator. */
export interface HookRequest {
  readonly controller: Thing;
  readonly parent?: Thing;
  readonly object?: Thing;
  readonly children?: Groups;
  readonly attachments?: Groups;
  readonly related?: Groups;
  readonly finalizing?: boolean;
}

/** The parent, or whom a decorator decorates. */
export const aboutOf = ({ parent, object }: HookRequest): Thing => parent ?? object ?? {};

export type Groups = Readonly<Record<string, Readonly<Record<string, Thing>>>>;

/** An answer that is not simply 200 and JSON. */
export interface RawReply {
  readonly raw: true;
  /** HTTP status; or that there is no answer. */
  readonly status: number | 'cut' | 'silence';
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const rawReply = (status: RawReply['status'], text: string, headers: Readonly<Record<string, string>> = {}): RawReply => ({
  raw: true,
  status,
  text,
  headers,
});

/** Answers a call: an object to be sent as JSON, or a RawReply. */
export type Handler = (call: Call) => Promise<object | null> | object | null;

export interface HookSwitchboard {
  /** Hooks under `/script/…`; a second registration takes the place of the first. */
  register(script: string, handler: Handler): void;
  dispatch(path: string, body: unknown): Promise<RawReply>;
}

export const createSwitchboard = (): HookSwitchboard => {
  const handlers = new Map<string, Handler>();
  return {
    register: (script, handler) => void handlers.set(script, handler),
    dispatch: async (path, body) => {
      const [, script = '', ...rest] = path.split('/');
      const handler = handlers.get(script);
      if (handler === undefined) return rawReply(404, `no hooks of ${script}`);
      const answer = await handler({ hook: rest.join('/'), request: body as HookRequest });
      return isRaw(answer) ? answer : rawReply(200, JSON.stringify(answer), { 'content-type': 'application/json' });
    },
  };
};

const isRaw = (answer: object | null): answer is RawReply => answer !== null && 'raw' in answer;

/** Serves a switchboard on a free port of the loopback. */
export const serveHooks = (hooks: HookSwitchboard): Promise<{ readonly url: string; readonly close: () => void }> => {
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      void hooks.dispatch(request.url ?? '/', body).then((reply) => {
        if (reply.status === 'cut') response.destroy();
        else if (reply.status !== 'silence') response.writeHead(reply.status, reply.headers).end(reply.text);
      });
    });
  });
  // Longer than Metacontroller keeps a connection that nobody uses: it does not repeat a POST on a closed one.
  server.keepAliveTimeout = 100_000;
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      const close = (): void => {
        server.close();
        server.closeAllConnections();
      };
      resolve({ url: `http://127.0.0.1:${port}`, close });
    });
  });
};
