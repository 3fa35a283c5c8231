/**
 * A real server on a loopback port with two small fake controllers, and clients to call it.
 * The fakes do what a test tells them through `behaviour`; by default they answer what they were sent.
 */
import { createLog } from '../../hooks/adapters/telemetry/log.ts';
import { createMetrics } from '../../hooks/adapters/telemetry/metrics.ts';
import type { KubeObject } from '../../hooks/kube/types.ts';
import type { CompositeRequest, CompositeResponse } from '../../hooks/protocol/composite.ts';
import type { CompositeController, DecoratorController } from '../../hooks/protocol/controller.ts';
import { type Service, startService } from '../../hooks/server/service.ts';
import type { Settings } from '../../hooks/server/settings.ts';

export interface Behaviour {
  sync(request: CompositeRequest): Promise<CompositeResponse>;
}

export interface World extends AsyncDisposable {
  readonly service: Service;
  readonly base: string;
  readonly admin: string;
  readonly behaviour: Behaviour;
  /** Log lines, parsed. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
}

const settings: Settings = {
  port: 0,
  adminPort: 0,
  host: '127.0.0.1',
  bodyLimit: 64 * 1024 * 1024,
  deadlineMs: 5000,
  drainMs: 0,
  logLevel: 'debug',
  token: undefined,
  tokenFile: undefined,
};

export const echo = async ({ children }: CompositeRequest): Promise<CompositeResponse> => ({
  status: { state: 'Ready' },
  children: Object.values(children).flatMap((group) => Object.values(group)),
});

/** Starts a server; dispose it (`await using`) to stop it. */
export const startWorld = async (overrides: Partial<Settings> = {}): Promise<World> => {
  const behaviour: Behaviour = { sync: echo };
  const lines: Readonly<Record<string, unknown>>[] = [];
  const composite: CompositeController = {
    type: 'composite',
    name: 'fake',
    customize: () => ({ relatedResources: [{ apiVersion: 'v1', resource: 'nodes' }] }),
    sync: (request) => behaviour.sync(request),
    finalize: async (request) => ({ ...(await behaviour.sync(request)), finalized: true }),
    granted: () => ({ pods: [], claims: [] }),
  };
  const decorator: DecoratorController = {
    type: 'decorator',
    name: 'decorator',
    sync: async () => ({ labels: { seen: 'yes' }, attachments: [] }),
  };
  const service = await startService({
    controllers: [composite, decorator],
    settings: { ...settings, ...overrides },
    log: createLog('debug', (line) => lines.push(JSON.parse(line))),
    metrics: createMetrics({ processMetrics: false }),
  });
  return {
    service,
    behaviour,
    lines,
    base: `http://127.0.0.1:${service.port}`,
    admin: `http://127.0.0.1:${service.adminPort}`,
    [Symbol.asyncDispose]: () => service.stop(),
  };
};

export const parent: KubeObject = {
  apiVersion: 'example.com/v1',
  kind: 'Fake',
  metadata: { name: 'a', namespace: 'ns', uid: 'u-parent', generation: 7 },
};

export const pod = (name: string, filler = ''): KubeObject & { readonly spec: object } => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'ns', uid: `u-${name}` },
  spec: { filler },
});

/** A sync request with these Pods as children. */
export const syncRequest = (pods: readonly KubeObject[] = [pod('p0')]): object => ({
  controller: {},
  parent,
  children: { 'Pod.v1': Object.fromEntries(pods.map((each) => [`ns/${each.metadata?.name}`, each])) },
  related: {},
  finalizing: false,
});

/** A sync request whose JSON has about so many bytes. */
export const requestOfSize = (bytes: number): string => JSON.stringify(syncRequest([pod('p0', 'x'.repeat(bytes))]));

export const post = (url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

/** The status of a call whose body is read to its end: an unread one would keep the server from stopping. */
export const statusOf = async (call: Promise<Response>): Promise<number> => {
  const response = await call;
  await response.arrayBuffer();
  return response.status;
};

/** The error of an answer; fails when its body is anything else. */
export const errorOf = async (response: Response): Promise<{ readonly code: string; readonly message: string }> => {
  const { error } = (await response.json()) as { readonly error: { readonly code: string; readonly message: string } };
  return error;
};

/** A promise that the test opens. */
export interface Gate {
  readonly passed: Promise<void>;
  open(): void;
}

export const gate = (): Gate => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { passed: promise, open: resolve };
};

/** Waits until a condition holds; the test's own time-out ends it. */
export const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
};
