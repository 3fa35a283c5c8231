/**
 * The engine's API over HTTP with our CustomResourceDefinitions, on a clock that stands still, and a client that knows
 * nothing but fetch.
 */
import type { TestContext } from 'node:test';
import { createStore } from '../../../hooks/engine/api-server/memory-store.ts';
import type { Store } from '../../../hooks/engine/api-server/store.ts';
import { createRandom } from '../../../hooks/engine/clock/random.ts';
import { createVirtualClock, type VirtualClock } from '../../../hooks/engine/clock/virtual-clock.ts';
import { type HttpApi, startHttpApi } from '../../../hooks/engine/http-api/http-api.ts';
import { jsonPath } from '../../../hooks/engine/http-api/table/json-path.ts';
import { CRDS } from '../../unit/schemas/crd-files.ts';

/** 2026-01-01T00:00:00Z. */
export const START = Date.UTC(2026, 0, 1);

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The first value at a JSON path of the body. */
  at(path: string): unknown;
  /** All values at a JSON path of the body. */
  all(path: string): readonly unknown[];
}

export interface TestApi extends HttpApi {
  readonly store: Store;
  readonly clock: VirtualClock;
  /** A call of a path; an object as body is sent as JSON. */
  call(
    method: string,
    path: string,
    options?: { readonly body?: unknown; readonly type?: string; readonly accept?: string },
  ): Promise<Answer>;
}

/** Starts an API that ends with the test. */
export const startApi = async (t: TestContext): Promise<TestApi> => {
  const clock = createVirtualClock(START);
  const store = createStore({ clock, random: createRandom(1), definitions: CRDS.map(({ crd }) => crd) });
  const api = await startHttpApi({ store, clock });
  t.after(() => api.close());
  const call: TestApi['call'] = async (method, path, { body, type = 'application/json', accept = 'application/json' } = {}) => {
    const response = await fetch(`${api.url}${path}`, {
      method,
      headers: { Accept: accept, ...(body === undefined ? {} : { 'Content-Type': type }) },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const answered: unknown = text.startsWith('{') ? JSON.parse(text) : text;
    const all: Answer['all'] = (path) => jsonPath(path)(answered);
    return { status: response.status, headers: response.headers, at: (path) => all(path)[0], all };
  };
  return { ...api, store, clock, call };
};

/** A topic as small as its schema allows. */
export const topic = (name: string, spec: object = {}): object => ({
  apiVersion: 'kafka.banzaicloud.io/v1alpha1',
  kind: 'KafkaTopic',
  metadata: { name, namespace: 'default' },
  spec: { name, clusterRef: { name: 'kafka' }, partitions: 1, replicationFactor: 1, ...spec },
});

export const TOPICS = '/apis/kafka.banzaicloud.io/v1alpha1/namespaces/default/kafkatopics';
export const PODS = '/api/v1/namespaces/default/pods';
export const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
