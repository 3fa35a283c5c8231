/**
 * The world of a scenario: an engine whose API, caches and hooks can be made to fail for a while, with every invariant
 * looking on. The first violation is kept, and nothing after it counts.
 */
import { controllerResources } from '../../hooks/api/controllers.ts';
import { definitions } from '../../hooks/api/definitions.ts';
import { createCruiseControl, type SimulatedCruiseControl } from '../../hooks/engine/cruise-control/cruise-control.ts';
import { createEngine, type Engine } from '../../hooks/engine/engine.ts';
import { callInProcess } from '../../hooks/engine/hooks/in-process.ts';
import type { HookCaller } from '../../hooks/engine/metacontroller/hook-caller.ts';
import { ApiError } from '../../hooks/ports/api-server.ts';
import { controllers } from '../../hooks/registry.ts';
import { type Break, broken } from './breaks.ts';
import { CLUSTER } from './edits.ts';
import type { Intents, Invariant, MakeInvariant, Violation, Write } from './invariants/invariant.ts';
import { doorsOf } from './invariants/ways-in.ts';
import type { Fault, Start } from './scenario.ts';

export const START = Date.UTC(2026, 0, 1);

type Outage = Extract<Fault, { readonly do: 'api-errors' }>;
type Lag = Extract<Fault, { readonly do: 'stale-cache' }>;

/** What can be switched on for a while; moments are milliseconds since the epoch. */
export interface Switches {
  outage: (Pick<Outage, 'share' | 'how'> & { readonly until: number }) | undefined;
  lags: Map<Lag['kind'], { readonly milliseconds: number; readonly until: number }>;
  hookDownUntil: number;
  /** Calls that are still to be killed. */
  kills: { readonly when: 'before' | 'after'; calls: number } | undefined;
  /** UIDs of volumes with I/O errors. */
  readonly failedVolumes: Set<string>;
}

export interface World {
  readonly engine: Engine;
  readonly switches: Switches;
  readonly intents: Intents;
  readonly cruiseControl: SimulatedCruiseControl;
  /** Kubernetes nodes that it began with. */
  readonly nodes: number;
  /** The first violation, as soon as there is one. */
  violation(): Violation | undefined;
  /** Asks the invariants that look only at a world at rest. */
  checkRest(): void;
  report(invariant: string, message: string): void;
  /** Calls of hooks so far. */
  calls(): number;
  /** Those of them that were about a KafkaCluster. */
  ownCalls(): number;
}

export interface WorldParts {
  readonly seed: number;
  readonly start: Start;
  readonly invariants: Readonly<Record<string, MakeInvariant>>;
  /** A fault of the hooks to find. */
  readonly how?: Break | undefined;
  /** The call of a KafkaCluster's hooks, by number from 0, whose answer is lost or never computed. */
  readonly killed?: { readonly when: 'before' | 'after'; readonly call: number } | undefined;
  /** Metacontroller crashes after its write of this number, from 0, and starts anew. */
  readonly crashAfterWrite?: number | undefined;
  /** Told of each write of Metacontroller by its number from 0; `lost` does it and loses the answer. */
  readonly onWrite?: ((number: number) => 'lost' | undefined) | undefined;
}

/** A world with nothing in it but nodes. */
export const createWorld = async (parts: WorldParts): Promise<World> => {
  const { seed, start } = parts;
  const switches: Switches = { outage: undefined, lags: new Map(), hookDownUntil: 0, kills: undefined, failedVolumes: new Set() };
  const intents: Intents = { claims: new Set(), clusters: new Set(), volumes: new Set(), doors: new Set() };
  let violation: Violation | undefined;
  let calls = 0;
  let ownCalls = 0;
  let writes = 0;
  let isDead = false;
  const report = (invariant: string, message: string): void => {
    violation ??= { invariant, message };
  };
  const made: [string, Invariant][] = [];
  const judge = (ask: (invariant: Invariant) => string | undefined): void => {
    for (const [name, invariant] of made) {
      const message = ask(invariant);
      if (message !== undefined) report(name, message);
    }
  };
  const engine: Engine = await createEngine({
    seed,
    startAt: START,
    definitions,
    controllers: controllerResources,
    nodes: start.nodes,
    // About what a call takes in a real cluster: what happens meanwhile is seen by one next call.
    settings: { pickupMs: 100 },
    hooks: (clock) => {
      const inProcess = callInProcess({
        controllers,
        now: clock.now,
        failed: (path, reason) => report('hooks answer', `${path}: ${reason instanceof Error ? reason.stack : JSON.stringify(reason)}`),
      });
      const hooks = parts.how === undefined ? inProcess : broken(inProcess, parts.how);
      const killable: HookCaller = async (call) => {
        calls += 1;
        const isOwn = call.url.includes('/kafkacluster/');
        const when = isOwn && parts.killed?.call === ownCalls ? parts.killed.when : killedNow(switches);
        if (isOwn) ownCalls += 1;
        if (clock.now() < switches.hookDownUntil || when === 'before') throw new Error('connect: connection refused');
        const answer = await hooks(call);
        if (when === 'after') throw new Error('EOF');
        return answer;
      };
      return killable;
    },
    latency: ({ kind }) => {
      const lag = switches.lags.get(kind);
      return lag !== undefined && engine.clock.now() < lag.until ? lag.milliseconds : 1;
    },
    faults: ({ verb, type, key, object }) => {
      // Nobody hears a process that is gone.
      if (isDead) return new ApiError(503, 'ServiceUnavailable', 'Metacontroller has crashed');
      if (verb === 'get' || verb === 'list' || verb === 'watch') return undefined;
      const { outage } = switches;
      if (outage !== undefined && engine.clock.now() < outage.until && chance.chance(outage.share)) {
        if (outage.how === 'refused')
          return new ApiError(503, 'ServiceUnavailable', 'the server is currently unable to handle the request');
        if (outage.how === 'conflict' && verb !== 'create') return new ApiError(409, 'Conflict', 'the object has been modified');
      }
      const write: Write = { verb, type, key: key ?? { name: '' }, object };
      judge((invariant) => invariant.beforeWrite?.(write));
      const number = writes;
      writes += 1;
      const lost = parts.onWrite?.(number);
      if (number === parts.crashAfterWrite) {
        isDead = true;
        engine.clock.after(0, async () => {
          isDead = false;
          await engine.restartMetacontroller();
        });
        return undefined;
      }
      const answerLost = outage?.how === 'lost-answer' && engine.clock.now() < outage.until && chance.chance(outage.share);
      return lost ?? (answerLost ? 'lost' : undefined);
    },
  });
  // What changed while a cache was slow comes late also after it has become fast again.
  const lag = (kind: string): number => {
    const slow = switches.lags.get(kind);
    return slow !== undefined && engine.clock.now() < slow.until + slow.milliseconds ? slow.milliseconds : 0;
  };
  const chance = engine.random.fork('faults');
  for (const [name, make] of Object.entries(parts.invariants))
    made.push([name, make({ store: engine.store, intents, now: engine.clock.now, lag })]);
  engine.store.create(engine.store.typeOf('v1', 'Namespace'), {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: CLUSTER.namespace },
  });
  engine.store.subscribe((change) => {
    const { resource, type, object } = change;
    if (resource.kind === 'Service' && type !== 'DELETED') for (const door of doorsOf(object)) intents.doors.delete(door);
    judge((invariant) => invariant.afterChange?.(change));
  });
  return {
    engine,
    switches,
    intents,
    cruiseControl: createCruiseControl({ kafka: engine.kafka, cluster: CLUSTER, clock: engine.clock, random: engine.random }),
    nodes: start.nodes,
    violation: () => violation,
    checkRest: () => judge((invariant) => invariant.atRest?.()),
    report,
    calls: () => calls,
    ownCalls: () => ownCalls,
  };
};

const killedNow = (switches: Switches): 'before' | 'after' | undefined => {
  const { kills } = switches;
  if (kills === undefined) return undefined;
  kills.calls -= 1;
  if (kills.calls <= 0) switches.kills = undefined;
  return kills.when;
};
