/**
 * A listening HTTP or HTTPS server with the time-outs that its callers need, and an end that loses no call.
 * Go clients (Metacontroller, Alertmanager, Prometheus) keep idle connections for 90 s or more and do not repeat a POST on
 * one that the server just closed, so ours stay open longer than that.
 */
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { failure } from '../errors.ts';
import type { TlsSource } from './tls-files.ts';

export interface Address {
  /** 0 takes any free port. */
  readonly port: number;
  /** All addresses if not given. */
  readonly host?: string;
  /** The environment variable to name when the port is taken. */
  readonly variable: string;
}

/** For a server that strangers can reach. */
export interface ListenOptions {
  readonly tls?: TlsSource;
  /** Milliseconds for a handshake, and for the headers of a request from the start of its connection or the end of the last one. */
  readonly headersMs?: number;
  /** Milliseconds for a whole request. */
  readonly requestMs?: number;
  /** Connections at a time, of all and of one address; more are closed at once. One stranger must not take the place of all others. */
  readonly connections?: { readonly most: number; readonly mostOfOne: number };
  /** Hears why certificates that were replaced cannot be used; the old ones stay in use. */
  readonly tlsFailed?: (error: unknown) => void;
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
const CHECK_MS = 1000;

/** Listens; rejects with PORT_UNAVAILABLE, or TLS_FILES_INVALID. */
export const listen = async (
  handler: RequestListener,
  { port, host, variable }: Address,
  options: ListenOptions = {},
): Promise<Listening> => {
  let draining = false;
  const { server, isOutdated } = createFor(options, (request, response) => {
    if (draining || isOutdated(request.socket)) response.setHeader('Connection', 'close');
    handler(request, response);
  });
  if (options.connections !== undefined) limitConnections(server, options.connections);
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

const limitConnections = (server: Made['server'], { most, mostOfOne }: NonNullable<ListenOptions['connections']>): void => {
  server.maxConnections = most;
  const open = new Map<string, number>();
  // Before Node's own listener, which would make something of it.
  server.prependListener('connection', (socket: Socket) => {
    const from = socket.remoteAddress ?? '';
    const count = (open.get(from) ?? 0) + 1;
    if (count > mostOfOne) {
      socket.destroy();
      return;
    }
    open.set(from, count);
    socket.once('close', () => {
      const left = (open.get(from) ?? 1) - 1;
      if (left === 0) open.delete(from);
      else open.set(from, left);
    });
  });
};

interface Made {
  readonly server: Server | TlsServer;
  /** Whether a connection was made with certificates that are no longer in use. */
  isOutdated(socket: Socket): boolean;
}

const createFor = ({ tls, headersMs, requestMs, tlsFailed }: ListenOptions, handler: RequestListener): Made => {
  const times = {
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: headersMs ?? HEADERS_MS,
    requestTimeout: requestMs ?? REQUEST_MS,
    ...((headersMs !== undefined || requestMs !== undefined) && { connectionsCheckingInterval: CHECK_MS }),
  };
  if (tls === undefined) return { server: createServer(times, handler), isOutdated: () => false };
  const first = materialOf(tls);
  const server = createTlsServer(
    {
      ...times,
      ...first.options,
      ...(headersMs !== undefined && { handshakeTimeout: headersMs }),
      requestCert: tls.asksClients,
      rejectUnauthorized: false,
    },
    handler,
  );
  return { server, isOutdated: renewing(server, { tls, version: first.version, failed: tlsFailed }) };
};

const materialOf = (tls: TlsSource) => {
  try {
    return tls.current();
  } catch (error) {
    throw failure('TLS_FILES_INVALID', { reason: error instanceof Error ? error.message : String(error) });
  }
};

interface Renewal {
  readonly tls: TlsSource;
  readonly version: string;
  readonly failed: ListenOptions['tlsFailed'];
}

/** Looks at the files whenever a connection or a request comes in; answers whether a connection is from before the last change. */
const renewing = (server: TlsServer, { tls, version: first, failed }: Renewal): Made['isOutdated'] => {
  let version = first;
  let problem = '';
  const madeWith = new WeakMap<Socket, string>();
  const renew = (): void => {
    try {
      const next = tls.current();
      if (next.version !== version) {
        server.setSecureContext(next.options);
        version = next.version;
        server.closeIdleConnections();
      }
      problem = '';
    } catch (error) {
      // The same trouble comes with each connection until somebody mends it: told once.
      if (String(error) !== problem) failed?.(error);
      problem = String(error);
    }
  };
  // Before Node's own listener, which begins the handshake.
  server.prependListener('connection', renew);
  server.on('secureConnection', (socket) => madeWith.set(socket, version));
  return (socket) => {
    renew();
    return madeWith.get(socket) !== version;
  };
};
