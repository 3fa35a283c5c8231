/**
 * Authenticated HTTP to one API server: whole answers, and answers that come line by line and do not end (watches).
 * Connections are kept, because a handshake with a client certificate costs more than most calls. Credentials are asked
 * for with each request: tokens run out, and whoever issues them caches them.
 */
import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request as requestPlain } from 'node:http';
import { Agent as HttpsAgent, type RequestOptions, request as requestTls } from 'node:https';
import { text } from 'node:stream/consumers';
import type { ApiError } from '../../ports/api-server.ts';
import type { Access } from './access.ts';
import { noCredentials, statusError, unreachable } from './status-error.ts';

export interface Query {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With its query string: `/api/v1/pods?limit=500`. */
  readonly path: string;
  readonly body?: object;
  /** Of the body; plain JSON if not given. */
  readonly type?: string;
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

export interface TransportOptions {
  /** Milliseconds for a whole call: every try, all waiting, the last byte of the body. Without it only the begin of an answer is waited for (30 s). */
  readonly wholeCallMs?: number;
  /** Connections at a time; what is more waits. Without it as many as there are calls: watches hold theirs. */
  readonly connections?: number;
}

const ANSWER_WITHIN_MS = 30_000;
/** The API server ends idle connections after 90 s; ours end before, or a call would meet one that just goes. */
const IDLE_MS = 60_000;
const DEAD_PEER_MS = 15_000;
const MOST_TRIES = 5;
const LONGEST_RETRY_AFTER_SECONDS = 10;
const USER_AGENT = 'kafka-hooks';

export const createTransport = ({ server, origin, logIn, proxied }: Access, limits: TransportOptions = {}): Transport => {
  const { wholeCallMs, connections } = limits;
  const plain = server.startsWith('http:');
  const pool = { keepAlive: true, timeout: IDLE_MS, ...(connections !== undefined && { maxSockets: connections }) };
  const agent = plain ? new HttpAgent(pool) : new HttpsAgent(pool);

  const optionsFor = async ({ method, accept = 'application/json' }: Query): Promise<RequestOptions> => {
    const options: RequestOptions = {};
    await logIn(options);
    return {
      ...options,
      ...(!proxied && { agent }),
      method,
      headers: { ...options.headers, Accept: accept, 'User-Agent': USER_AGENT },
    };
  };

  const send = async (query: Query, late?: AbortSignal): Promise<IncomingMessage> => {
    const body = query.body === undefined ? undefined : Buffer.from(JSON.stringify(query.body));
    const options = await optionsFor(query).catch((error: unknown) => {
      throw noCredentials(origin, error);
    });
    const headers = {
      ...options.headers,
      ...(body !== undefined && { 'Content-Type': query.type ?? 'application/json', 'Content-Length': body.length }),
    };
    const sent = { ...options, headers, ...(late !== undefined && { signal: late }) };
    for (let tries = 1; ; tries += 1) {
      const request = begin(`${server}${query.path}`, sent);
      try {
        return await answered(request, body);
      } catch (error) {
        // A kept connection that the server ended at that moment says nothing about the call; reading twice does no harm.
        if (query.method === 'GET' && request.reusedSocket && tries === 1 && late?.aborted !== true) continue;
        throw unreachable(origin, late?.aborted === true ? tooLate(wholeCallMs) : error);
      }
    }
  };

  /** What TLS or a header cannot be made of is told before anything is sent. */
  const begin = (url: string, options: RequestOptions): ClientRequest => {
    try {
      return (plain ? requestPlain : requestTls)(url, options);
    } catch (error) {
      throw noCredentials(origin, error);
    }
  };

  const call = async (query: Query): Promise<unknown> => {
    const late = wholeCallMs === undefined ? undefined : AbortSignal.timeout(wholeCallMs);
    const ends = performance.now() + (wholeCallMs ?? Number.POSITIVE_INFINITY);
    for (let tries = 1; ; tries += 1) {
      const response = await send(query, late);
      const code = response.statusCode ?? 0;
      const body = await text(response).catch((error: unknown) => {
        throw unreachable(origin, late?.aborted === true ? tooLate(wholeCallMs) : error);
      });
      if (code >= 200 && code < 300) return parse(body, origin);
      const seconds = Math.min(Number(response.headers['retry-after'] ?? Number.NaN), LONGEST_RETRY_AFTER_SECONDS);
      // The server is busy and says when it will not be: client-go waits as well.
      const isBusy = (code === 429 || code === 503) && seconds > 0 && tries < MOST_TRIES;
      if (!isBusy || performance.now() + seconds * 1000 > ends) throw statusError(code, body);
      await wait(seconds * 1000);
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

const tooLate = (milliseconds = 0): Error => new Error(`no whole answer within ${milliseconds / 1000} s`);

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
