/**
 * The engine with its own API server, on a virtual clock: what plan, demo and simulation stand on. Every script gets one
 * of its own, for a clock can be moved by one script only.
 */

import { startGarbageCollector } from '../../../hooks/engine/api-server/garbage-collector.ts';
import { createStore } from '../../../hooks/engine/api-server/memory-store.ts';
import { startNamespaceController } from '../../../hooks/engine/api-server/namespace-controller.ts';
import { serveApi } from '../../../hooks/engine/api-server/serve-api.ts';
import { createRandom } from '../../../hooks/engine/clock/random.ts';
import { createVirtualClock, type VirtualClock } from '../../../hooks/engine/clock/virtual-clock.ts';
import type { HookCaller } from '../../../hooks/engine/metacontroller/hook-caller.ts';
import { startMetacontroller } from '../../../hooks/engine/metacontroller/metacontroller.ts';
import type { KubeObject } from '../../../hooks/kube/types.ts';
import type { Backend, UserApi } from '../backend.ts';
import { createSwitchboard, type HookSwitchboard } from '../hook-switchboard.ts';
import { COMPOSITE, DECORATOR } from '../kinds.ts';
import { bindClaims } from './bind-claims.ts';
import { findNoNode } from './no-node.ts';

/** As long as on a real cluster, so that what comes again after seconds is seen or not seen in the same way. */
const QUIET_MS = 1500;
const RESTLESS_MS = 60_000;
const START = Date.UTC(2030, 0, 1);

/** The class that claims without one get on the test-bed. */
const DEFAULT_CLASS = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: 'none',
  reclaimPolicy: 'Delete',
  allowVolumeExpansion: true,
  volumeBindingMode: 'WaitForFirstConsumer',
} as const;

/** `seed` decides the order of what happens at the same moment; the transcript must not depend on it. */
export const openEngineInMemory = (definitions: readonly KubeObject[], seed = 1): Backend => {
  const random = createRandom(seed);
  const clock = createVirtualClock(START, random.fork('clock'));
  const store = createStore({ clock, random, definitions, objects: [DEFAULT_CLASS] });
  startGarbageCollector({ store, clock });
  startNamespaceController({ store, clock });
  findNoNode(store, clock);
  bindClaims(store, clock);
  const hooks = createSwitchboard();
  const api = serveApi(store, { clock });
  const metacontroller = startMetacontroller({ api, clock, hooks: callerOf(hooks), random: random.fork('metacontroller') });
  const user: UserApi = {
    ...api,
    // A person who waits sees everything; that caches lag behind is Metacontroller's affair.
    watch: async (type, watcher) => {
      watcher.listed(store.list(type));
      return store.subscribe(({ resource, ...event }) => {
        if (resource.kind === type.kind && resource.apiVersion === type.apiVersion) watcher.changed(event);
      });
    },
  };
  return {
    name: 'engine-memory',
    api: user,
    hooks,
    hooksUrl: 'http://hooks',
    run: 'run',
    start: async (controller) => {
      const type = controller.kind === COMPOSITE.kind ? COMPOSITE : DECORATOR;
      await metacontroller.add(await api.create(type, controller));
      return metacontroller.waiting().length === 0;
    },
    stop: async (controller) => {
      const [type, word] = controller.kind === COMPOSITE.kind ? ([COMPOSITE, 'composite'] as const) : ([DECORATOR, 'decorator'] as const);
      const name = controller.metadata?.name ?? '';
      await metacontroller.remove(name, word);
      await api.delete(type, { name });
    },
    until: (condition, seconds) => until(clock, condition, seconds),
    quiet: (activity) => quiet(clock, activity),
    collectorReady: async () => undefined,
    close: () => metacontroller.stop(),
  };
};

const callerOf =
  (hooks: HookSwitchboard): HookCaller =>
  async ({ url, body }) => {
    const reply = await hooks.dispatch(new URL(url).pathname, body);
    if (reply.status === 'cut') throw new Error('EOF');
    if (reply.status === 'silence') throw new Error('context deadline exceeded');
    const retryAfter = reply.headers?.['retry-after'];
    return { status: reply.status, text: reply.text, ...(retryAfter !== undefined && { retryAfter }) };
  };

const until = async (clock: VirtualClock, condition: () => boolean, seconds: number): Promise<boolean> => {
  const end = clock.now() + seconds * 1000;
  while (!condition()) if (!(await clock.step(end))) return condition();
  return true;
};

const quiet = async (clock: VirtualClock, activity: () => number): Promise<void> => {
  const end = clock.now() + RESTLESS_MS;
  let [seen, calm] = [activity(), clock.now() + QUIET_MS];
  while (await clock.step(calm)) {
    if (clock.now() > end) throw new Error(`no rest within ${RESTLESS_MS / 1000} s`);
    if (activity() !== seen) [seen, calm] = [activity(), clock.now() + QUIET_MS];
  }
  await clock.runUntil(calm);
};
