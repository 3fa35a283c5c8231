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
}

export interface HttpApi {
  /** With the secret path, and without a slash at its end. */
  readonly url: string;
  /** A kubeconfig file for this server. */
  kubeconfig(): string;
  /** Ends the watches and takes no more calls. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

/** Listens on a free port of 127.0.0.1. */
export const startHttpApi = async ({ store, clock }: HttpApiOptions): Promise<HttpApi> => {
  const secret = randomBytes(24).toString('base64url');
  const history = createHistory(store);
  const handle = createRequestHandler({ store, clock, history }, secret);
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    handle(request, response).catch((error: unknown) => sendFailure(response, error));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: 0, host: HOST }, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://${HOST}:${port}/${secret}`;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      history.close();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url, kubeconfig: () => kubeconfig(url), close };
};
