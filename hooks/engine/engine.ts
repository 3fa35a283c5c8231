/**
 * The engine: an API server in memory, Metacontroller's semantics, and a small world of nodes, disks and Kafka behind it,
 * on one virtual clock. `plan`, the demo and the simulation are three ways to drive it; none of them has rules of its own.
 */
import type { KubeObject } from '../kube/types.ts';
import type { ApiServer, ResourceType } from '../ports/api-server.ts';
import { startGarbageCollector } from './api-server/garbage-collector.ts';
import { createStore } from './api-server/memory-store.ts';
import { startNamespaceController } from './api-server/namespace-controller.ts';
import { type Call, serveApi } from './api-server/serve-api.ts';
import type { Store } from './api-server/store.ts';
import { createRandom, type Random } from './clock/random.ts';
import { createVirtualClock, type VirtualClock } from './clock/virtual-clock.ts';
import { createKafkaWorld, type KafkaWorld } from './kafka/kafka-world.ts';
import type { ProgramStarter } from './kubernetes/container.ts';
import { type KubernetesWorld, startKubernetes } from './kubernetes/kubernetes.ts';
import type { HookCaller } from './metacontroller/hook-caller.ts';
import { type Metacontroller, startMetacontroller } from './metacontroller/metacontroller.ts';
import type { SyncReport } from './metacontroller/report.ts';
import type { Settings } from './metacontroller/sync-context.ts';

export interface EngineParts {
  /** Decides the order of what happens at one moment, and every delay. */
  readonly seed: number;
  /** Milliseconds since the epoch. */
  readonly startAt: number;
  readonly definitions: readonly KubeObject[];
  /** CompositeControllers and DecoratorControllers. */
  readonly controllers: readonly KubeObject[];
  /** The hooks; the clock is for the moment that they are told. */
  hooks(clock: VirtualClock): HookCaller;
  /** A saved state to start from. */
  readonly objects?: readonly KubeObject[];
  /** Kubernetes nodes to make, spread over three zones; those of `objects` are there anyway. With 0 nothing at all is made up. */
  readonly nodes?: number;
  /** Milliseconds until Metacontroller hears of a change of a kind. */
  latency?(type: ResourceType): number;
  /** What happens to a call of Metacontroller: see ServeOptions. */
  faults?(call: Call): ReturnType<NonNullable<Parameters<typeof serveApi>[1]['faults']>>;
  onSync?(report: SyncReport): void;
  /** Programs in containers instead of Kafka's model, which knows nothing of what is on the disks of a saved state. */
  readonly programs?: ProgramStarter;
  /** Of Metacontroller. */
  readonly settings?: Partial<Settings>;
}

export interface Engine {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly store: Store;
  /** What Metacontroller sees of the store. */
  readonly api: ApiServer;
  readonly kubernetes: KubernetesWorld;
  readonly kafka: KafkaWorld;
  /** Ends Metacontroller as a crash would, and starts another that knows nothing. */
  restartMetacontroller(): Promise<void>;
  /** Runs until nothing was written for a while. False when that did not come to pass within the limit. */
  settle(rest?: Rest): Promise<boolean>;
}

/** What counts as rest, in virtual milliseconds. */
export interface Rest {
  /** Nothing was written for so long. */
  readonly quiet: number;
  /** Looked at for so long at the most. */
  readonly limit: number;
}

/** Longer than any wait of a hook or a kubelet that is not a repetition. */
const REST: Rest = { quiet: 6 * 60_000, limit: 2 * 60 * 60_000 };

/** An engine with everything started and nothing done yet. */
export const createEngine = async (parts: EngineParts): Promise<Engine> => {
  const random = createRandom(parts.seed);
  const clock = createVirtualClock(parts.startAt, random.fork('clock'));
  const { definitions, objects = [], nodes = 3 } = parts;
  const store = createStore({ clock, random, definitions, objects });
  const kafka = createKafkaWorld({ clock, random });
  const kubernetes = startKubernetes({
    store,
    clock,
    random: random.fork('kubernetes'),
    nodes,
    start: parts.programs ?? kafka.start,
    onVolumeLost: kafka.volumeLost,
  });
  startGarbageCollector({ store, clock });
  startNamespaceController({ store, clock });
  const api = serveApi(store, {
    clock,
    ...(parts.latency !== undefined && { latency: parts.latency }),
    ...(parts.faults !== undefined && { faults: parts.faults }),
  });
  const hooks = parts.hooks(clock);
  let lastChange = clock.now();
  store.subscribe(() => {
    lastChange = clock.now();
  });
  const startController = (): Promise<Metacontroller> => start({ parts, api, clock, random, hooks });
  let metacontroller = await startController();
  return {
    clock,
    random,
    store,
    api,
    kubernetes,
    kafka,
    restartMetacontroller: async () => {
      await metacontroller.stop();
      metacontroller = await startController();
    },
    settle: async ({ quiet, limit } = REST) => {
      const end = clock.now() + limit;
      const begin = clock.now();
      for (;;) {
        const until = Math.max(lastChange, begin) + quiet;
        if (until > end) return false;
        if (!(await clock.step(until))) {
          await clock.runUntil(until);
          return true;
        }
      }
    },
  };
};

interface Running {
  readonly parts: EngineParts;
  readonly api: ApiServer;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly hooks: HookCaller;
}

const start = async ({ parts, api, clock, random, hooks }: Running): Promise<Metacontroller> => {
  const { onSync } = parts;
  const metacontroller = startMetacontroller({
    api,
    clock,
    hooks,
    random: random.fork('metacontroller'),
    ...(onSync !== undefined && { onSync }),
    ...(parts.settings !== undefined && { settings: parts.settings }),
  });
  for (const controller of parts.controllers) await metacontroller.add(controller);
  return metacontroller;
};
