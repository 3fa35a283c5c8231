/** What the world does to a cluster: each fault of a scenario, and the mending of all that lasts. */
import type { Store } from '../../hooks/engine/api-server/store.ts';
import type { KubeObject, PersistentVolumeClaim, Pod } from '../../hooks/kube/types.ts';
import { keyOf } from '../../hooks/ports/api-server.ts';
import { PortError } from '../../hooks/ports/port-error.ts';
import { CLUSTER } from './edits.ts';
import { brokerPods } from './invariants/pods.ts';
import { doorsOf } from './invariants/ways-in.ts';
import type { Happening } from './scenario.ts';
import type { World } from './world.ts';

export const TOPIC = 'orders';

const nodeOf = (node: number): string => `node-${node + 1}`;
const idOf = ({ metadata }: KubeObject): string => metadata?.labels?.['brokerId'] ?? '';

const podOf = (store: Store, broker: number): Pod | undefined => brokerPods(store).find((pod) => idOf(pod) === String(broker));

/** Claims of Kafka's disks, all or those of a broker. */
export const claimsOf = (store: Store, broker?: number): readonly PersistentVolumeClaim[] =>
  (store.list(store.typeOf('v1', 'PersistentVolumeClaim')) as readonly PersistentVolumeClaim[]).filter(
    (claim) => claim.metadata?.labels?.['app'] === 'kafka' && (broker === undefined || idOf(claim) === String(broker)),
  );

/** Records that a person gave these claims up, with all that is on them. */
export const giveUp = ({ engine, intents }: World, claims: readonly PersistentVolumeClaim[] = claimsOf(engine.store)): void => {
  for (const claim of claims) {
    intents.claims.add(claim.metadata?.uid ?? '');
    const volume = engine.kubernetes.volumeOf(keyOf(claim));
    if (volume !== undefined) intents.volumes.add(volume);
  }
};

/** Lets a fault happen; one that finds nothing to act on does nothing. */
export const happen = async (world: World, event: Happening): Promise<void> => {
  const { engine, switches } = world;
  const { store, kubernetes, kafka, clock } = engine;
  const until = (seconds: number): number => clock.now() + seconds * 1000;
  switch (event.do) {
    case 'produce':
      return produce(world, event.records);
    case 'delete-pod':
      return remove(store, podOf(store, event.broker));
    case 'crash': {
      const pod = podOf(store, event.broker);
      if (pod !== undefined) kubernetes.crash(keyOf(pod), { exitCode: event.code });
      return;
    }
    case 'power-off':
      return kubernetes.powerOff(nodeOf(event.node));
    case 'power-on':
      return kubernetes.powerOn(nodeOf(event.node));
    case 'drain':
      return kubernetes.drain(nodeOf(event.node));
    case 'uncordon':
      return kubernetes.uncordon(nodeOf(event.node));
    case 'remove-node':
      return kubernetes.removeNode(nodeOf(event.node));
    case 'add-node':
      return kubernetes.addNode({ name: nodeOf(event.node), zone: zoneOf(event.node) });
    case 'lose-volume':
      return loseVolume(world, event.broker);
    case 'delete-claim': {
      const claims = claimsOf(store, event.broker);
      giveUp(world, claims);
      for (const claim of claims) remove(store, claim);
      return;
    }
    case 'delete-config':
      return remove(store, store.get(store.typeOf('v1', 'ConfigMap'), { ...CLUSTER, name: `kafka-config-${event.broker}` }));
    case 'delete-service': {
      const service = store.get(store.typeOf('v1', 'Service'), { ...CLUSTER, name: event.name });
      remove(store, service);
      for (const door of service === undefined ? [] : doorsOf(service)) world.intents.doors.add(door);
      return;
    }
    case 'spoil-label':
      return spoilLabel(store, event.broker);
    case 'api-errors':
      switches.outage = { share: event.share, how: event.how, until: until(event.seconds) };
      return;
    case 'stale-cache':
      switches.lags.set(event.kind, { milliseconds: event.lag * 1000, until: until(event.seconds) });
      return;
    case 'hook-down':
      switches.hookDownUntil = until(event.seconds);
      return;
    case 'hook-killed':
      switches.kills = { when: event.when, calls: event.calls };
      return;
    case 'metacontroller-restart':
      return engine.restartMetacontroller();
    case 'rebalance':
      // Too early, or another one goes on: Cruise Control says so, and nothing is lost.
      await world.cruiseControl.start({ kind: 'rebalance', brokers: [] }, { deadline: until(5) }).catch(ignore);
      return;
    case 'cruise-control-restart':
      return world.cruiseControl.restart();
    case 'cruise-control-error':
      return world.cruiseControl.failNext();
    case 'kafka-errors':
      return kafka.failCalls(CLUSTER, ...Array.from({ length: event.calls }, () => new PortError(event.code, 'the scenario says so')));
    case 'disk-failure': {
      const [claim] = claimsOf(store, event.broker);
      const volume = claim === undefined ? undefined : kubernetes.volumeOf(keyOf(claim));
      if (volume !== undefined) {
        kafka.logDirFailed(volume);
        switches.failedVolumes.add(volume);
      }
      return;
    }
    default:
      throw new RangeError(`${event.do} is for a person to do`);
  }
};

const ignore = (): void => undefined;

/** Three zones in turn, as the engine makes its nodes. */
const zoneOf = (node: number): string => ['zone-a', 'zone-b', 'zone-c'][node % 3] ?? 'zone-a';

const remove = (store: Store, object: KubeObject | undefined): void => {
  if (object === undefined || object.metadata?.deletionTimestamp !== undefined) return;
  store.delete(store.typeOf(object.apiVersion ?? '', object.kind ?? ''), keyOf(object));
};

const produce = async ({ engine: { kafka, clock } }: World, records: number): Promise<void> => {
  const deadline = clock.now() + 5000;
  await kafka.admin(CLUSTER).createTopic({ name: TOPIC, partitions: 6, replicationFactor: 3 }, { deadline }).catch(ignore);
  kafka.produce(CLUSTER, TOPIC, records);
};

const loseVolume = ({ engine: { store, kubernetes }, intents }: World, broker: number): void => {
  const [claim] = claimsOf(store, broker);
  const volume = claim === undefined ? undefined : kubernetes.volumeOf(keyOf(claim));
  if (claim === undefined || volume === undefined) return;
  intents.volumes.add(volume);
  kubernetes.loseVolume(keyOf(claim));
};

/** A person changes a label that says whose a ConfigMap is. */
const spoilLabel = (store: Store, broker: number): void => {
  const type = store.typeOf('v1', 'ConfigMap');
  const object = store.get(type, { ...CLUSTER, name: `kafka-config-${broker}` });
  if (object === undefined) return;
  store.update(type, { ...object, metadata: { ...object.metadata, labels: { ...object.metadata?.labels, brokerId: '999' } } });
};

/** Ends whatever lasts: power comes back, nodes take Pods, disks are sound, everybody answers. */
export const mendAll = async (world: World): Promise<void> => {
  const { engine, switches } = world;
  const { store, kubernetes, kafka } = engine;
  switches.outage = undefined;
  switches.kills = undefined;
  switches.hookDownUntil = 0;
  // What is on its way stays late.
  const now = engine.clock.now();
  for (const [kind, { milliseconds, until }] of switches.lags) switches.lags.set(kind, { milliseconds, until: Math.min(until, now) });
  const nodes = store.list(store.typeOf('v1', 'Node')).map(({ metadata }) => metadata?.name ?? '');
  for (const name of nodes) {
    kubernetes.powerOn(name);
    kubernetes.uncordon(name);
  }
  for (let node = 0; node < world.nodes; node += 1) if (!nodes.includes(nodeOf(node))) await happen(world, { do: 'add-node', node });
  for (const volume of switches.failedVolumes) kafka.diskMended(volume);
};
