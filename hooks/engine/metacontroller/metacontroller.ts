/**
 * Metacontroller as the engine re-enacts it: it keeps controllers running against an API server that it knows only by
 * the port, in memory or real, and everything it does happens in an action of the clock. How true it is to the real one
 * is for the conformance suite to say.
 */
import { deepEqual } from '../../kube/equal.ts';
import type { KubeObject } from '../../kube/types.ts';
import { type ApiServer, isApiError, type ResourceType } from '../../ports/api-server.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../clock/random.ts';
import { type Controller, controllerId, type ResourceName, readController, specOf } from './controller-resource.ts';
import { createDiscovery } from './discovery.ts';
import { createEventRecorder } from './events.ts';
import { groupVersion } from './groups.ts';
import type { HookCaller } from './hook-caller.ts';
import { createInformers } from './informers.ts';
import type { SyncReport } from './report.ts';
import { type ResolvedController, type RunningController, runController } from './run-controller.ts';
import type { Settings, World } from './sync-context.ts';

export interface MetacontrollerParts {
  readonly api: ApiServer;
  readonly clock: Clock;
  readonly hooks: HookCaller;
  /** What the real one leaves to chance; without it everything goes in the order of the alphabet, first come, first served. */
  readonly random?: Random;
  readonly settings?: Partial<Settings>;
  /** Told of each call of a hook and what followed, when it is over. It must not call back. */
  readonly onSync?: (report: SyncReport) => void;
}

export interface Metacontroller {
  /**
   * Starts a controller, or starts it anew when its spec changed. One whose kinds are not served waits for them (see
   * `waiting`). Rejects with a ControllerInvalid when no waiting can help.
   */
  add(resource: KubeObject): Promise<void>;
  /** Stops a controller; both types when none is given. Finalizers that it left stay. */
  remove(name: string, type?: Controller['type']): Promise<void>;
  /** Stops everything. Resolves when nothing runs any more. */
  stop(): Promise<void>;
  /** Whether nothing is under way: what is left is time to pass (resyncs) and controllers that wait for their kinds. */
  idle(): boolean;
  /** Controllers that do not run, and why. */
  waiting(): readonly { readonly controller: string; readonly problem: string }[];
}

const defaults: Settings = { workers: 5, pickupMs: 1, cacheFlushMs: 30 * 60_000, discoveryMs: 20_000 };

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 1_000_000;

interface Entry {
  readonly controller: Controller;
  running?: RunningController;
  problem?: string;
  cancelRetry?: () => void;
}

/** Runs no controller yet. */
export const startMetacontroller = (parts: MetacontrollerParts): Metacontroller => {
  const { api, clock, hooks, random, onSync } = parts;
  const settings: Settings = { ...defaults, ...parts.settings };
  const discovery = createDiscovery({ api, clock, intervalMs: settings.discoveryMs });
  const informers = createInformers({ api, clock });
  const entries = new Map<string, Entry>();
  let crashed = false;

  const halt = async (): Promise<void> => {
    const running = [...entries.values()];
    entries.clear();
    const stops = running.map((entry) => {
      entry.cancelRetry?.();
      return entry.running?.stop();
    });
    informers.stop();
    await Promise.all(stops);
  };
  const world: World = {
    api,
    clock,
    hooks,
    ...(random !== undefined && { random }),
    discovery,
    informers,
    events: createEventRecorder({ api, clock, discovery }),
    settings,
    report: (report) => {
      onSync?.(report);
      if (report.outcome !== 'crashed') return;
      crashed = true;
      // Not awaited: the sync that crashed is one of those it would wait for.
      void halt();
    },
  };

  const start = async (entry: Entry, retryMs: number): Promise<void> => {
    const { controller } = entry;
    try {
      const resolved = await resolve(world, controller);
      if (entries.get(controllerId(controller)) !== entry) return;
      delete entry.problem;
      entry.running = runController(world, resolved);
    } catch (error) {
      if (!(error instanceof KindMissing) && !isApiError(error)) throw error;
      entry.problem = error.message;
      await world.events.warn(controller.resource, 'CreateError', `Cannot create new controller: ${error.message}`);
      if (entries.get(controllerId(controller)) !== entry) return;
      entry.cancelRetry = clock.after(retryMs, () => start(entry, Math.min(retryMs * 2, LONGEST_RETRY_MS)));
    }
  };
  const drop = async (id: string): Promise<void> => {
    const entry = entries.get(id);
    entries.delete(id);
    entry?.cancelRetry?.();
    await entry?.running?.stop();
  };
  return {
    add: async (resource) => {
      const controller = readController(resource);
      const id = controllerId(controller);
      const present = entries.get(id);
      if (crashed || (present !== undefined && deepEqual(specOf(present.controller.resource), specOf(resource)))) return;
      await drop(id);
      const entry: Entry = { controller };
      entries.set(id, entry);
      try {
        await start(entry, FIRST_RETRY_MS);
      } catch (error) {
        entries.delete(id);
        throw error;
      }
    },
    remove: async (name, type) => {
      for (const each of ['composite', 'decorator'] as const) {
        if (type === undefined || type === each) await drop(controllerId({ type: each, name }));
      }
    },
    stop: halt,
    idle: () => informers.settled() && [...entries.values()].every(({ running }) => running?.busy() !== true),
    waiting: () =>
      [...entries.values()].flatMap(({ controller, problem }) => (problem === undefined ? [] : [{ controller: controller.name, problem }])),
  };
};

/** A kind that the controller names is not served, yet. */
class KindMissing extends Error {
  override readonly name = 'KindMissing';
}

/** Finds the types of a controller. Fails with a KindMissing or an ApiError. */
const resolve = async (world: World, controller: Controller): Promise<ResolvedController> => {
  const typeOf = async ({ apiVersion, resource }: ResourceName): Promise<ResourceType> => {
    const type = await world.discovery.byResource(apiVersion, resource);
    if (type === undefined) throw new KindMissing(`the server has no ${resource} in ${apiVersion}`);
    return type;
  };
  const parents = await Promise.all(controller.parents.map(async (rule) => ({ rule, type: await typeOf(rule) })));
  const children = await Promise.all(controller.children.map(async (rule) => ({ rule, type: await typeOf(rule) })));
  if (controller.type === 'composite') for (const { type } of parents) await requireCustomResource(world, type);
  return { controller, parents, children };
};

/** The real one reads the CustomResourceDefinition of a composite's parent: built-in kinds have none, and status must be apart. */
const requireCustomResource = async ({ api, discovery }: World, type: ResourceType): Promise<void> => {
  const definitions = await discovery.byKind('apiextensions.k8s.io/v1', 'CustomResourceDefinition');
  const [group] = groupVersion(type.apiVersion);
  if (definitions !== undefined) await api.get(definitions, { name: `${type.plural}.${group}` });
  if (!type.status) throw new KindMissing(`status of ${type.plural} is no subresource, which a parent of a CompositeController must have`);
};
