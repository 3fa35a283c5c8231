/**
 * Authenticated HTTP to one API server: whole answers, and answers that come line by line and do not end (watches).
 * Connections are kept, because a handshake with a client certificate costs more than most calls. Credentials are asked
 * for with each request: tokens run out, and whoever issues them caches them.
 */
import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request as requestPlain } from 'node:http';
import { Agent as HttpsAgent, type RequestOptions, request as requestTls } from 'node:https';
import { text } from 'node:stream/consumers';
import type { ApiError } from '../../ports/api-server.ts';
import type { Access } from './kubeconfig.ts';
import { noCredentials, statusError, unreachable } from './status-error.ts';

export interface Query {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With its query string: `/api/v1/pods?limit=500`. */
  readonly path: string;
  readonly body?: object;
  /** The header Accept; plain JSON if not given. */
  readonly accept?: string;
}

/** A watch's lines. */
export interface LineReader {
  line(text: string): void;
  /** The stream is over; without an error the server ended it in order. Called once, and not after `close`. */
  ended(error: ApiError | undefined): void;
}

export interface Transport {
  /** The parsed body. Fails with an ApiError. */
  call(query: Query): Promise<unknown>;
  /** Resolves when the answer has begun; the result closes it. Fails with an ApiError. */
  lines(path: string, reader: LineReader): Promise<() => void>;
  /** Gives up all connections. */
  close(): void;
}

const ANSWER_WITHIN_MS = 30_000;
const DEAD_PEER_MS = 15_000;
const MOST_TRIES = 5;
const LONGEST_RETRY_AFTER_SECONDS = 10;
const USER_AGENT = 'kafka-hooks';

export const createTransport = ({ server, origin, config, proxied }: Access): Transport => {
  const plain = server.startsWith('http:');
  const agent = plain ? new HttpAgent({ keepAlive: true }) : new HttpsAgent({ keepAlive: true });

  const optionsFor = async ({ method, accept = 'application/json' }: Query): Promise<RequestOptions> => {
    const options: RequestOptions = {};
    await config.applyToHTTPSOptions(options);
    return {
      ...options,
      ...(!proxied && { agent }),
      method,
      headers: { ...options.headers, Accept: accept, 'User-Agent': USER_AGENT },
    };
  };

  const send = async (query: Query): Promise<IncomingMessage> => {
    const body = query.body === undefined ? undefined : Buffer.from(JSON.stringify(query.body));
    const options = await optionsFor(query).catch((error: unknown) => {
      throw noCredentials(origin, error);
    });
    try {
      const headers = {
        ...options.headers,
        ...(body !== undefined && { 'Content-Type': 'application/json', 'Content-Length': body.length }),
      };
      const request = (plain ? requestPlain : requestTls)(`${server}${query.path}`, { ...options, headers });
      return await answered(request, body);
    } catch (error) {
      throw unreachable(origin, error);
    }
  };

  const call = async (query: Query): Promise<unknown> => {
    for (let tries = 1; ; tries += 1) {
      const response = await send(query);
      const code = response.statusCode ?? 0;
      const body = await text(response).catch((error: unknown) => {
        throw unreachable(origin, error);
      });
      if (code >= 200 && code < 300) return parse(body, origin);
      const seconds = Number(response.headers['retry-after'] ?? Number.NaN);
      // The server is busy and says when it will not be: client-go waits as well.
      if (!(code === 429 || code === 503) || !(seconds > 0) || tries === MOST_TRIES) throw statusError(code, body);
      await wait(Math.min(seconds, LONGEST_RETRY_AFTER_SECONDS) * 1000);
    }
  };

  const lines = async (path: string, reader: LineReader): Promise<() => void> => {
    const response = await send({ method: 'GET', path });
    const code = response.statusCode ?? 0;
    if (code !== 200) throw statusError(code, await text(response).catch(() => ''));
    response.socket.setKeepAlive(true, DEAD_PEER_MS);
    return readLines(response, { ...reader, ended: (error) => reader.ended(error === undefined ? undefined : unreachable(origin, error)) });
  };

  return { call, lines, close: () => agent.destroy() };
};

const parse = (body: string, origin: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    throw unreachable(origin, new Error('what answers there is no API server'));
  }
};

const answered = (request: ClientRequest, body: Buffer | undefined): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => request.destroy(new Error(`no answer within ${ANSWER_WITHIN_MS / 1000} s`)), ANSWER_WITHIN_MS);
    request.on('response', (response) => {
      clearTimeout(timer);
      resolve(response);
    });
    request.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    request.end(body);
  });

interface RawReader {
  line(text: string): void;
  ended(error: unknown): void;
}

const readLines = (response: IncomingMessage, reader: RawReader): (() => void) => {
  let rest = '';
  let over = false;
  const end = (error?: unknown): void => {
    if (over) return;
    over = true;
    reader.ended(error);
  };
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) if (!over && part !== '') reader.line(part);
  });
  response.on('end', () => end());
  response.on('error', end);
  return () => {
    over = true;
    response.destroy();
  };
};

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
