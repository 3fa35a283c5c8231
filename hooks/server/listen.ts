/**
 * A listening HTTP server with the time-outs that Metacontroller needs, and an end that loses no call.
 * Its Go client keeps idle connections for 90 s and does not repeat a POST on one that the server just closed,
 * so ours stay open longer than that.
 */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { failure } from '../errors.ts';

export interface Address {
  /** 0 takes any free port. */
  readonly port: number;
  /** All addresses if not given. */
  readonly host?: string;
  /** The environment variable to name when the port is taken. */
  readonly variable: string;
}

export interface Listening {
  readonly port: number;
  /** From now on each answer closes its connection, so that callers find another replica. */
  drain(): void;
  /** Takes no new connection and resolves when the calls in flight have been answered. */
  close(): Promise<void>;
}

const KEEP_ALIVE_MS = 120_000;
const HEADERS_MS = 125_000;
/** The deadline of a call ends a stalled body long before; this ends a client that drips a refused one. */
const REQUEST_MS = 130_000;
const IDLE_SWEEP_MS = 50;

/** Listens; rejects with PORT_UNAVAILABLE. */
export const listen = (handler: RequestListener, { port, host, variable }: Address): Promise<Listening> => {
  let draining = false;
  const options = { keepAliveTimeout: KEEP_ALIVE_MS, headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS };
  const server = createServer(options, (request, response) => {
    if (draining) response.setHeader('Connection', 'close');
    handler(request, response);
  });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      // A connection that becomes idle after close() would stay until its keep-alive ends.
      const sweep = setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS);
      server.close(() => {
        clearInterval(sweep);
        resolve();
      });
      server.closeIdleConnections();
    });
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(failure('PORT_UNAVAILABLE', { port, reason: error.code ?? error.name, variable }));
    });
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () => {
      const { port: actual } = server.address() as AddressInfo;
      resolve({
        port: actual,
        drain: () => {
          draining = true;
        },
        close,
      });
    });
  });
};
