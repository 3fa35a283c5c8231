/**
 * Plays a scenario: brings the first cluster up, lets each event happen at its moment, mends everything that is still
 * broken, and then the cluster owes us rest, a true status, and its records.
 */
import type { KafkaCluster, KafkaClusterSpec } from '../../hooks/api/kafka-cluster.ts';
import { isApiError } from '../../hooks/ports/api-server.ts';
import { isPortError } from '../../hooks/ports/port-error.ts';
import type { Break } from './breaks.ts';
import { CLUSTER, edited, firstSpec } from './edits.ts';
import { claimsOf, giveUp, happen, mendAll } from './happen.ts';
import { invariants } from './invariants/all.ts';
import type { Violation } from './invariants/invariant.ts';
import { brokerPods, kafkaClusters } from './invariants/pods.ts';
import { onlyOneOfEach, recordsAreKept } from './invariants/records.ts';
import { isReady } from './invariants/status.ts';
import { wrongRecord, wrongWay } from './invariants/ways-in.ts';
import type { Edit, Event, Happening, Scenario } from './scenario.ts';
import { createWorld, START, type World, type WorldParts } from './world.ts';

export interface Outcome {
  /** Undefined: everything held. */
  readonly violation: Violation | undefined;
  readonly calls: number;
  readonly world: World;
}

export interface PlayOptions {
  readonly how?: Break | undefined;
  readonly killed?: WorldParts['killed'];
  readonly onWrite?: WorldParts['onWrite'];
  readonly crashAfterWrite?: WorldParts['crashAfterWrite'];
  /** Told when the world has come to rest, before it is watched for longer. */
  readonly onRest?: (world: World) => void;
  /** Nobody says which disks were destroyed, so nothing excuses a loss. */
  readonly silent?: boolean;
  /** Told of each event before it happens. */
  readonly onEvent?: (event: Event) => void;
}

/**
 * Rest in which the longest back-off of Metacontroller (1000 s) has passed and its cache was flushed (30 min): a status that
 * met a conflict is not written again before, for Metacontroller takes a conflict for somebody's change that it will hear of.
 */
const LONG_REST = { quiet: 31 * 60_000, limit: 12 * 60 * 60_000 };
/** A world that may never rest is watched for less. */
const RUIN_REST = { quiet: LONG_REST.quiet, limit: 45 * 60_000 };
/** After it everything has been started again that ever will. */
const RECOVERY_MS = 10 * 60_000;
const STILL_MS = 20 * 60_000;

/** Plays to the end or to the first violation. */
export const play = async (scenario: Scenario, { onEvent, silent = false, ...options }: PlayOptions = {}): Promise<Outcome> => {
  const { seed, start, events } = scenario;
  const world = await createWorld({ seed, start, invariants, ...options });
  const person = createPerson(world, firstSpec(start));
  person.apply();
  for (const event of events) {
    await runUntil(world, START + event.at * 1000);
    if (world.violation() !== undefined) break;
    onEvent?.(event);
    if (!person.does(event)) await happen(world, event);
    if (silent) world.intents.volumes.clear();
    checkKafka(world);
  }
  if (world.violation() === undefined) await comeToRest(world, person, options);
  return { violation: world.violation(), calls: world.calls(), world };
};

/** Runs the clock, but not past a violation. */
const runUntil = async ({ engine, violation }: World, moment: number): Promise<void> => {
  while (violation() === undefined && (await engine.clock.step(moment)));
  if (violation() === undefined) await engine.clock.runUntil(moment);
};

const comeToRest = async (world: World, person: Person, options: Pick<PlayOptions, 'onRest'>): Promise<void> => {
  const { engine } = world;
  await mendAll(world);
  person.does({ do: 'mend-spec' });
  await waitForDeletion(world);
  person.does({ do: 'apply-again' });
  await runUntil(world, engine.clock.now() + RECOVERY_MS);
  const excuse = excuseOf(world);
  const rests = await engine.settle(excuse === undefined ? LONG_REST : RUIN_REST);
  checkKafka(world);
  if (!rests && excuse !== undefined) return;
  if (!rests) return world.report('comes to rest', 'something is still written after twelve hours in which nothing happened');
  world.checkRest();
  const missing = excuse === undefined ? missingBroker(world) : undefined;
  if (missing !== undefined) world.report('every broker comes back', missing);
  await checkWaysIn(world);
  options.onRest?.(world);
  const writes: string[] = [];
  const stop = engine.store.subscribe(({ type, object }) => void writes.push(`${type} ${object.kind} ${object.metadata?.name}`));
  await runUntil(world, engine.clock.now() + STILL_MS);
  stop();
  if (writes.length > 0) world.report('converged means no writes', `after rest there was ${writes.slice(0, 5).join(', ')}`);
};

const checkWaysIn = async ({ engine: { kafka, store, clock }, intents, report }: World): Promise<void> => {
  try {
    const facts = { store, intents, snapshot: await kafka.admin(CLUSTER).snapshot({ deadline: clock.now() + 5000 }) };
    const astray = wrongWay(facts);
    if (astray !== undefined) report('what a broker advertises leads to it', astray);
    const untrue = wrongRecord(facts);
    if (untrue !== undefined) report('status tells what a broker advertises', untrue);
  } catch (error) {
    // When no broker answers there are no addresses to ask for.
    if (!isPortError(error)) throw error;
  }
};

const checkKafka = ({ engine: { kafka }, intents, report }: World): void => {
  const lost = recordsAreKept(kafka, intents);
  if (lost !== undefined) report('no acknowledged record is lost', lost);
  const twice = onlyOneOfEach(kafka);
  if (twice !== undefined) report('never two processes with one id', twice);
};

/**
 * Why a quorum may be beyond help, and its nodes end and start for ever: disks were destroyed, or a person took voters
 * out of the spec and then deleted the KafkaCluster with all that status knew of them (status says to put them back).
 */
const excuseOf = ({ engine: { store }, intents }: World): string | undefined => {
  if (intents.volumes.size > 0) return 'disks were destroyed';
  const running = new Set(brokerPods(store).map(({ metadata }) => metadata?.labels?.['brokerId']));
  const wanted = new Set(kafkaClusters(store).flatMap(({ spec }) => spec.brokers.map(({ id }) => String(id))));
  const forgotten = claimsOf(store).find(({ metadata }) => {
    const { brokerId, pvcRoles = '' } = metadata?.labels ?? {};
    return pvcRoles.includes('controller') && !running.has(brokerId) && !wanted.has(brokerId ?? '');
  });
  return forgotten === undefined ? undefined : `${forgotten.metadata?.name} belongs to a voter that nobody can start`;
};

const missingBroker = ({ engine: { store } }: World): string | undefined => {
  const ready = new Set(
    brokerPods(store)
      .filter(isReady)
      .map((pod) => pod.metadata?.labels?.['brokerId']),
  );
  // A spec that the hooks refuse is not acted upon: status says so, and another invariant sees that it does.
  const taken = kafkaClusters(store).filter(({ status }) => status?.conditions?.some(({ reason }) => reason === 'InvalidSpec') !== true);
  const [missing] = taken.flatMap(({ spec, status }) =>
    spec.brokers.filter(({ id }) => !ready.has(String(id))).map(({ id }) => `broker ${id}: ${status?.brokersState?.[String(id)]?.message}`),
  );
  return missing;
};

/** A cluster that is being deleted when the last event is over goes first: it is applied again once it is gone. */
const waitForDeletion = async ({ engine }: World): Promise<void> => {
  if (kafkaClusters(engine.store).some(({ metadata }) => metadata.deletionTimestamp !== undefined)) await engine.settle(LONG_REST);
};

interface Person {
  apply(): void;
  /** Whether it was something for a person to do. */
  does(happening: Happening): boolean;
}

/** Somebody with kubectl who keeps the last good spec in Git. */
const createPerson = (world: World, first: KafkaClusterSpec): Person => {
  const { store } = world.engine;
  const type = store.typeOf('kafka.banzaicloud.io/v1beta1', 'KafkaCluster');
  let good = first;
  const live = (): KafkaCluster | undefined => store.get(type, CLUSTER) as KafkaCluster | undefined;
  const put = (spec: KafkaClusterSpec): boolean => {
    const cluster = live();
    if (cluster?.metadata.deletionTimestamp !== undefined) return false;
    try {
      if (cluster === undefined)
        store.create(type, { apiVersion: type.apiVersion, kind: type.kind, metadata: { ...CLUSTER }, spec } as KafkaCluster);
      else store.update(type, { ...cluster, spec } as KafkaCluster);
      return true;
    } catch (error) {
      if (!isApiError(error, 'Invalid')) throw error;
      return false;
    }
  };
  return {
    apply: () => void put(good),
    does: (happening) => {
      switch (happening.do) {
        case 'mend-spec':
          if (live() !== undefined) put(good);
          return true;
        case 'apply-again':
          if (live() === undefined) put(good);
          return true;
        case 'delete-cluster':
          deleteCluster(world, happening.propagation);
          return true;
        default: {
          const spec = edited(good, happening as Edit);
          if (spec === undefined) return false;
          if (live() !== undefined && put(spec) && happening.do !== 'bad-spec' && happening.do !== 'shrink-disk') good = spec;
          return true;
        }
      }
    },
  };
};

const deleteCluster = (world: World, propagation: 'Background' | 'Foreground'): void => {
  const { store } = world.engine;
  const type = store.typeOf('kafka.banzaicloud.io/v1beta1', 'KafkaCluster');
  const cluster = store.get(type, CLUSTER) as KafkaCluster | undefined;
  if (cluster === undefined || cluster.metadata.deletionTimestamp !== undefined) return;
  if (cluster.spec.persistentVolumeClaimRetentionPolicy?.whenDeleted === 'Delete') {
    giveUp(world);
    world.intents.clusters.add(cluster.metadata.uid ?? '');
  }
  store.delete(type, CLUSTER, { propagation });
};
