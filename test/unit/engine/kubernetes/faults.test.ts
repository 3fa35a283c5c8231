/**
 * Many faults in any order: the models never throw, never run two programs on one disk, and when everything is healed all
 * is as it should be. A failure names its seed.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../../../hooks/engine/clock/random.ts';
import { type Cluster, claimOf, conditionOf, createCluster, key, mounting, podOf } from './cluster.ts';

const BROKERS = [0, 1, 2];
const NODES = [1, 2, 3, 4, 5, 6].map((id) => `node-${id}`);
const SEEDS = 25;
const FAULTS = 50;

/** As the owner of the Pods does: what is gone or has ended is made anew. */
const replace = (cluster: Cluster): void => {
  for (const id of BROKERS) {
    if (cluster.claim(`data-${id}`)?.status?.phase === 'Lost')
      cluster.store.delete(cluster.store.typeOf('v1', 'PersistentVolumeClaim'), key(`data-${id}`));
    if (cluster.claim(`data-${id}`) === undefined) cluster.create(claimOf(`data-${id}`));
    const pod = cluster.pod(`kafka-${id}`);
    if (pod === undefined) cluster.create(podOf(`kafka-${id}`, mounting(`data-${id}`)));
    else if (pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded' || isStuck(cluster, id))
      cluster.kubernetes.killPod(key(`kafka-${id}`));
  }
};
const isStuck = (cluster: Cluster, id: number): boolean => cluster.claim(`data-${id}`)?.metadata?.deletionTimestamp !== undefined;

const faultsOf = ({ kubernetes }: Cluster, pod: string, node: string): readonly (() => void)[] => [
  () => void kubernetes.crash(key(pod), { exitCode: 1 }),
  () => void kubernetes.killContainer(key(pod)),
  () => kubernetes.killPod(key(pod)),
  () => kubernetes.killPod(key(pod), { force: true }),
  () => kubernetes.powerOff(node),
  () => kubernetes.powerOn(node),
  () => kubernetes.drain(node),
  () => kubernetes.uncordon(node),
  () => void kubernetes.loseVolume(key(pod.replace('kafka', 'data'))),
  () => {
    kubernetes.removeNode(node);
    kubernetes.powerOn(node);
    kubernetes.addNode({ name: node, zone: `zone-${'abc'[(Number(node.slice(-1)) - 1) % 3]}` });
  },
];

const assertOneProgramADisk = (cluster: Cluster, seed: number): void => {
  const alive = cluster.puppets.filter(({ told }) => told.length === 0);
  const disks = alive.map(({ container }) => container.mounts.get('/data')).map((mount) => (mount?.kind === 'claim' ? mount.volume : ''));
  assert.equal(new Set(disks).size, disks.length, `seed ${seed}: two programs on one disk`);
};

const live = async (seed: number): Promise<Cluster> => {
  const random = createRandom(seed);
  const cluster = createCluster({ seed, nodes: NODES.length, puppets: ['kafka'], timings: { spread: 0.2 } });
  for (let count = 0; count < FAULTS; count += 1) {
    replace(cluster);
    const faults = faultsOf(cluster, `kafka-${random.pick(BROKERS)}`, random.pick(NODES));
    random.pick(faults)();
    const until = cluster.clock.now() + random.pick([0, 100, 3_000, 30_000, 400_000]);
    while (await cluster.clock.step(until)) assertOneProgramADisk(cluster, seed);
    await cluster.clock.runUntil(until);
  }
  for (const node of NODES) {
    cluster.kubernetes.powerOn(node);
    cluster.kubernetes.uncordon(node);
  }
  for (let count = 0; count < 10; count += 1) {
    await cluster.pass(120);
    replace(cluster);
  }
  return cluster;
};

test(`${SEEDS} schedules of ${FAULTS} faults end well`, async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const cluster = await live(seed);
    for (const id of BROKERS) {
      assert.equal(conditionOf(cluster.pod(`kafka-${id}`), 'Ready'), 'True', `seed ${seed}: kafka-${id} is not back`);
      assert.equal(cluster.claim(`data-${id}`)?.status?.phase, 'Bound', `seed ${seed}: data-${id}`);
    }
    assert.equal(new Set(cluster.lost).size, cluster.lost.length, `seed ${seed}: a disk was lost twice`);
    const disks = cluster.store.list(cluster.store.typeOf('v1', 'PersistentVolume'));
    assert.equal(disks.length, BROKERS.length, `seed ${seed}: a disk was left behind`);
    assert.equal(cluster.clock.nextAt(), undefined, `seed ${seed}: something still waits`);
  }
});
