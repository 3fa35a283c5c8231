/**
 * The engine's API server over HTTP on loopback, so that kubectl and every other client of Kubernetes can look into the
 * engine's world and change it. Reads and writes go straight to the Store: they take no virtual time.
 *
 * Other users of the machine are kept out by a secret in the path of the server's address. A bearer token in the
 * kubeconfig would do no good, for clients send it over TLS alone; who can set a header may send it that way.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../api-server/store.ts';
import { createHistory } from './history.ts';
import { kubeconfig } from './kubeconfig.ts';
import { createRequestHandler, sendFailure } from './request-handler.ts';

export interface HttpApiOptions {
  readonly store: Store;
  /** Ages in tables are told by it. */
  readonly clock: Clock;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** 127.0.0.1 if not given. */
  readonly host?: string;
  /** A random one if not given; letters, digits, `-` and `_`. */
  readonly token?: string;
}

export interface HttpApi {
  /** With the secret path, and without a slash at its end. */
  readonly url: string;
  /** A kubeconfig file for this server. */
  kubeconfig(): string;
  /** Ends the watches and takes no more calls. */
  close(): Promise<void>;
}

/** Listens. Rejects with the error of node:net when the port is taken. */
export const startHttpApi = async ({ store, clock, port = 0, host = '127.0.0.1', token }: HttpApiOptions): Promise<HttpApi> => {
  const secret = token ?? randomBytes(24).toString('base64url');
  const history = createHistory(store);
  const handle = createRequestHandler({ store, clock, history }, secret);
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    handle(request, response).catch((error: unknown) => sendFailure(response, error));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${actual}/${secret}`;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      history.close();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url, kubeconfig: () => kubeconfig(url), close };
};
