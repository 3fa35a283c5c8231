/**
 * Each guard, in the order of the chains: what it stops, with the sentence that names what to do, and what it lets pass.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AlertManagerConfig, KafkaClusterStatus } from '../../../hooks/api/kafka-cluster.ts';
import { type AlertParts, alertOf, CLAIM, createScene, HOUR, MINUTE, NOW, resting, type Scene, specOf, type Wanted } from './scene.ts';

const up = (parts: AlertParts = {}) => alertOf('upScale', { annotations: { brokerConfigGroup: 'brokers' }, ...parts });
const down = (parts: AlertParts = {}) => alertOf('downScale', parts);
const grow = (parts: AlertParts = {}) =>
  alertOf('resizePvc', { labels: { persistentvolumeclaim: CLAIM }, annotations: { incrementBy: '10Gi' }, ...parts });
const add = (parts: AlertParts = {}) =>
  alertOf('addPvc', { labels: { persistentvolumeclaim: CLAIM }, annotations: { mountPathPrefix: '/more', diskSize: '10Gi' }, ...parts });
const limits = (alertManagerConfig: AlertManagerConfig, brokers = 1): Wanted => ({ spec: specOf(brokers, { alertManagerConfig }) });
const condition = (type: string, message: string): Partial<KafkaClusterStatus> => ({ conditions: [{ type, status: 'True', message }] });
const state = (more: object): Partial<KafkaClusterStatus> => {
  const { brokersState } = resting(specOf());
  return { brokersState: { ...brokersState, 3: { phase: 'Running', ...more } } };
};

interface Case {
  readonly it: string;
  readonly alert: ReturnType<typeof up>;
  readonly world?: Wanted;
  readonly says: string;
  readonly message?: RegExp;
}

const cases: readonly Case[] = [
  // --- the alert
  {
    it: 'a command that is not allowed',
    alert: up(),
    world: limits({ allowedCommands: ['resizePvc'] }),
    says: 'CommandNotAllowed',
    message: /allowedCommands has resizepvc, not upScale/,
  },
  { it: 'a command that is allowed in another case', alert: up(), world: limits({ allowedCommands: ['UpScale'] }), says: 'Acted' },
  { it: 'no command at all', alert: up(), world: limits({ allowedCommands: [] }), says: 'CommandNotAllowed', message: /has nothing/ },
  { it: 'no start', alert: up({ startsAt: undefined }), says: 'InvalidAlert', message: /startsAt is missing/ },
  { it: 'a start that is to come', alert: up({ startsAt: NOW + HOUR }), says: 'InvalidAlert', message: /which is still to come/ },
  { it: 'a start that clocks explain', alert: up({ startsAt: NOW + MINUTE }), says: 'Acted' },
  {
    it: 'a record that somebody else wrote',
    alert: up(),
    world: { annotations: { 'kafka-hooks.io/alerts': '{"version":2}' } },
    says: 'RecordUnreadable',
    message: /remove it to begin with an empty memory/,
  },
  {
    it: 'an alert that began before all that is remembered',
    alert: up({ startsAt: NOW - 3 * HOUR }),
    world: { annotations: record({ forgottenBefore: '2026-11-21T11:00:00.000Z' }) },
    says: 'StartedTooLongAgo',
    message: /fires since 2026-11-21T09:00:00.000Z, and alerts that began before 2026-11-21T11:00:00.000Z/,
  },
  {
    it: 'an alert that began after what is forgotten',
    alert: up({ startsAt: NOW - MINUTE }),
    world: { annotations: record({ forgottenBefore: '2026-11-21T11:00:00.000Z' }) },
    says: 'Acted',
  },
  // --- the cluster
  {
    it: 'a stalled cluster',
    alert: up(),
    world: { status: condition('Stalled', 'spec.x is wrong') },
    says: 'SpecInvalid',
    message: /spec.x is wrong/,
  },
  {
    it: 'a spec that the controller has not seen',
    alert: up(),
    world: { status: { observedGeneration: 0 } },
    says: 'NotObserved',
    message: /has seen generation 0 .* at 1/,
  },
  { it: 'objects that wait for adoption', alert: up(), world: { status: condition('AdoptionPending', 'Pod x') }, says: 'AdoptionPending' },
  {
    it: 'a Pod that is being replaced',
    alert: up(),
    world: { status: state({ grant: { podName: 'kafka-3' } }) },
    says: 'BrokersRolling',
    message: /brokers 3/,
  },
  { it: 'a rolling upgrade', alert: up(), world: { status: { state: 'ClusterRollingUpgrading' } }, says: 'BrokersRolling' },
  {
    it: 'a broker that leaves',
    alert: up(),
    world: { status: condition('RemovalPending', 'broker 9 left') },
    says: 'BrokersDraining',
    message: /broker 9 left/,
  },
  {
    it: 'data on the move',
    alert: up(),
    world: { status: state({ gracefulActionState: { cruiseControlState: 'GracefulUpscaleRunning' } }) },
    says: 'BrokersDraining',
    message: /data of brokers 3/,
  },
  {
    it: 'data that nobody moves yet',
    alert: up(),
    world: { status: state({ gracefulActionState: { cruiseControlState: 'GracefulUpscaleRequired' } }) },
    says: 'Acted',
  },
  {
    it: 'a broker that starts',
    alert: up(),
    world: { status: state({ phase: 'Starting', message: 'pulls images' }) },
    says: 'BrokersNotReady',
    message: /broker 3 is not ready: pulls images/,
  },
  {
    it: 'a broker that waits for claims',
    alert: up(),
    world: { status: state({ phase: 'Waiting', reason: 'ClaimsPending', message: 'waits' }) },
    says: 'ClaimsPending',
  },
  {
    it: 'a broker that status does not know yet',
    alert: up(),
    world: { status: { brokersState: {} } },
    says: 'BrokersNotReady',
    message: /not seen yet/,
  },
  { it: 'a disk of the broker that a full disk keeps down', alert: grow(), world: { status: state({ phase: 'Failed' }) }, says: 'Acted' },
  { it: 'a disk more for a broker that is down', alert: add(), world: { status: state({ phase: 'Failed' }) }, says: 'BrokersNotReady' },
  // --- bounds
  {
    it: 'the upper limit',
    alert: up(),
    world: limits({ upScaleLimit: 4 }),
    says: 'AtMostBrokers',
    message: /there are 4 brokers, and spec.alertManagerConfig.upScaleLimit is 4/,
  },
  { it: 'below the upper limit', alert: up(), world: limits({ upScaleLimit: 5 }), says: 'Acted' },
  {
    it: 'twice what alerts did not add',
    alert: up(),
    world: { spec: specOf(3), annotations: record({ addedBrokers: [3, 4, 5] }) },
    says: 'AtMostBrokers',
    message: /added 3 of 6 brokers; without spec.alertManagerConfig.upScaleLimit/,
  },
  { it: 'one below twice', alert: up(), world: { spec: specOf(2), annotations: record({ addedBrokers: [3, 4] }) }, says: 'Acted' },
  {
    it: 'no upper limit',
    alert: up(),
    world: { spec: specOf(3, { alertManagerConfig: { upScaleLimit: 0 } }), annotations: record({ addedBrokers: [3, 4, 5] }) },
    says: 'Acted',
  },
  { it: 'the lower limit', alert: down(), world: limits({ downScaleLimit: 4 }), says: 'AtLeastBrokers', message: /downScaleLimit is 4$/ },
  {
    it: 'the lower limit of who wrote none',
    alert: down(),
    world: { spec: mixed(3) },
    says: 'AtLeastBrokers',
    message: /downScaleLimit is 3 unless you set it/,
  },
  { it: 'no lower limit', alert: down(), world: { spec: { ...mixed(3), alertManagerConfig: { downScaleLimit: 0 } } }, says: 'Acted' },
  { it: 'above the lower limit', alert: down(), world: limits({ downScaleLimit: 3 }), says: 'Acted' },
  {
    it: 'the limit of a group',
    alert: up(),
    world: limits({ groups: { brokers: { maxBrokers: 1 } } }),
    says: 'AtMostBrokers',
    message: /1 brokers of group brokers, and .*groups.brokers.maxBrokers is 1/,
  },
  { it: 'the limit of another group', alert: up(), world: limits({ groups: { default: { maxBrokers: 1 } } }), says: 'Acted' },
  {
    it: 'the lower limit of a group',
    alert: down(),
    world: limits({ groups: { brokers: { minBrokers: 1 } } }),
    says: 'AtLeastBrokers',
    message: /minBrokers is 1/,
  },
  {
    it: 'the largest disk',
    alert: grow(),
    world: limits({ maxDiskSize: '105Gi' }),
    says: 'AtMostDiskSize',
    message: /maxDiskSize is 105Gi/,
  },
  { it: 'the largest disk, exactly', alert: grow(), world: limits({ maxDiskSize: '110Gi' }), says: 'Acted' },
  {
    it: 'the largest disk of who wrote none',
    alert: grow({ annotations: { incrementBy: '2Ti' } }),
    says: 'AtMostDiskSize',
    message: /maxDiskSize is 2Ti/,
  },
  { it: 'a new disk that is too large', alert: add(), world: limits({ maxDiskSize: '9Gi' }), says: 'AtMostDiskSize' },
  {
    it: 'the number of disks',
    alert: add(),
    world: limits({ maxDisksPerBroker: 1 }),
    says: 'AtMostDisks',
    message: /broker 3 has 1 disks, and .*maxDisksPerBroker is 1/,
  },
  { it: 'the number of disks where one only grows', alert: grow(), world: limits({ maxDisksPerBroker: 1 }), says: 'Acted' },
  // --- validity
  {
    it: 'a change that the controller would refuse',
    alert: up({ annotations: { brokerConfigGroup: 'bare' } }),
    world: { spec: specOf(1, { brokerConfigGroups: { ...specOf().brokerConfigGroups, bare: { processRoles: ['broker'] } } }) },
    says: 'WouldBeInvalid',
    message: /broker 4 has no storage/,
  },
];

for (const { it, alert, world, says, message = /./ } of cases) {
  test(`${says}: ${it}`, async () => {
    const scene = createScene(world);
    const before = scene.cluster();
    const [decision] = await scene.deliver(alert);
    assert.equal(decision?.reason, says, decision?.message);
    assert.match(decision?.message ?? '', message);
    if (says !== 'Acted') assert.deepEqual(scene.cluster().spec, before.spec, 'nothing is changed');
    else assert.notDeepEqual(scene.cluster().spec, before.spec);
  });
}

/** After `hours` the same scene, at rest again. */
const later = (scene: Scene, hours: number): void => {
  scene.now += hours * HOUR;
  scene.settle();
};

test('CoolingDown: a command rests, and says until when', async () => {
  const scene = createScene(limits({ upScaleLimit: 9 }));
  await scene.deliver(up());
  later(scene, 0.5);
  const [refused] = await scene.deliver(up({ startsAt: scene.now }));
  assert.equal(refused?.reason, 'CoolingDown', refused?.message);
  assert.equal(refused?.allowedAgainAfter, '2026-11-21T13:00:00Z');
  later(scene, 0.5);
  assert.equal((await scene.deliver(up({ startsAt: scene.now })))[0]?.reason, 'Acted');
});

test('CoolingDown: the time of the spec counts, whatever its case', async () => {
  const scene = createScene(limits({ upScaleLimit: 9, coolDownSeconds: { UPSCALE: 60 } }));
  await scene.deliver(up());
  later(scene, 1 / 60);
  assert.equal((await scene.deliver(up({ startsAt: scene.now })))[0]?.reason, 'Acted');
});

test('CoolingDown: a disk rests for itself, not for those of others', async () => {
  const scene = createScene(limits({ coolDownSeconds: { resizePvc: 86_400 } }));
  await scene.deliver(grow());
  later(scene, 1);
  assert.equal((await scene.deliver(add({ startsAt: scene.now })))[0]?.reason, 'ClaimsPending', 'the claim itself still grows');
  assert.equal((await scene.deliver(up({ startsAt: scene.now })))[0]?.reason, 'Acted');
});

test('UpScaledRecently: no broker is removed within the window after one was added', async () => {
  const scene = createScene(limits({ upScaleLimit: 9 }));
  await scene.deliver(up());
  later(scene, 5);
  const [refused] = await scene.deliver(down());
  assert.equal(refused?.reason, 'UpScaledRecently');
  assert.equal(refused?.allowedAgainAfter, '2026-11-21T18:00:00Z');
  later(scene, 1);
  assert.equal((await scene.deliver(down()))[0]?.reason, 'Acted');
});

test('BudgetSpent: so many changes a day, whatever the commands', async () => {
  const scene = createScene(limits({ upScaleLimit: 99, maxActionsPerDay: 2, coolDownSeconds: { upScale: 0 } }));
  for (const hour of [0, 1]) {
    assert.equal((await scene.deliver(up({ startsAt: scene.now - hour })))[0]?.reason, 'Acted');
    later(scene, 1);
  }
  const [refused] = await scene.deliver(up({ startsAt: scene.now }));
  assert.equal(refused?.reason, 'BudgetSpent');
  assert.equal(refused?.allowedAgainAfter, '2026-11-22T12:00:00Z');
  later(scene, 22);
  assert.equal((await scene.deliver(up({ startsAt: scene.now })))[0]?.reason, 'Acted');
});

test('AlreadyActed: an alert acts once; when it fires anew it is another one', async () => {
  const scene = createScene(limits({ upScaleLimit: 99 }));
  assert.equal((await scene.deliver(up()))[0]?.reason, 'Acted');
  later(scene, 30);
  assert.equal((await scene.deliver(up()))[0]?.reason, 'AlreadyActed');
  assert.equal((await scene.deliver(up({ startsAt: scene.now })))[0]?.reason, 'Acted');
});

test('AlreadyActed: a start that moves back, or ahead as far as clocks differ, makes no new alert', async () => {
  const scene = createScene(limits({ upScaleLimit: 99 }));
  assert.equal((await scene.deliver(up({ startsAt: NOW + 2 * MINUTE })))[0]?.reason, 'Acted');
  later(scene, 2);
  for (const startsAt of [NOW + 2 * MINUTE, NOW, NOW - 20_000, NOW - 30 * HOUR]) {
    assert.equal((await scene.deliver(up({ startsAt })))[0]?.reason, 'AlreadyActed', new Date(startsAt).toISOString());
  }
  assert.equal((await scene.deliver(up({ startsAt: NOW + HOUR })))[0]?.reason, 'Acted', 'it resolved and fires anew');
});

test('StartedTooLongAgo: what was forgotten can do nothing more, whenever it is replayed', async () => {
  const scene = createScene(limits({ upScaleLimit: 0, maxActionsPerDay: 100, coolDownSeconds: { upScale: 0 } }));
  const old = up({ labels: { first: 'one' } });
  assert.equal((await scene.deliver(old))[0]?.reason, 'Acted');
  for (let at = 0; at < 130; at += 1) {
    later(scene, 1);
    assert.equal((await scene.deliver(up({ startsAt: scene.now })))[0]?.reason, 'Acted');
  }
  later(scene, 24);
  assert.equal((await scene.deliver(old))[0]?.reason, 'StartedTooLongAgo');
  assert.equal((await scene.deliver(up({ startsAt: scene.now })))[0]?.reason, 'Acted');
});

test('AlreadyActed: with repeatAfterSeconds it acts again while it fires', async () => {
  const scene = createScene(limits({ upScaleLimit: 99, repeatAfterSeconds: { upScale: 7200 } }));
  await scene.deliver(up());
  later(scene, 1);
  const [refused] = await scene.deliver(up());
  assert.deepEqual([refused?.reason, refused?.allowedAgainAfter], ['AlreadyActed', '2026-11-21T14:00:00Z']);
  later(scene, 1);
  assert.equal((await scene.deliver(up()))[0]?.reason, 'Acted');
});

test('DryRun: nothing changes but the record, and the same guards hold', async () => {
  const scene = createScene(limits({ upScaleLimit: 99, dryRun: true }));
  const before = scene.cluster();
  assert.equal((await scene.deliver(up()))[0]?.outcome, 'DryRun');
  assert.deepEqual(scene.cluster().spec, before.spec);
  assert.equal(scene.cluster().metadata.generation, before.metadata.generation);
  assert.equal((await scene.deliver(up()))[0]?.reason, 'AlreadyActed');
  assert.equal((await scene.deliver(up({ labels: { other: '1' } })))[0]?.reason, 'CoolingDown');
});

test('a dry run leaves nothing behind that stops the real thing', async () => {
  const scene = createScene(limits({ upScaleLimit: 99, dryRun: true }));
  await scene.deliver(up());
  const target = scene.cluster();
  const type = scene.store.typeOf('kafka.banzaicloud.io/v1beta1', 'KafkaCluster');
  scene.store.update(type, { ...target, spec: { ...target.spec, alertManagerConfig: { upScaleLimit: 99 } } } as never);
  later(scene, 0.1);
  assert.equal((await scene.deliver(up()))[0]?.reason, 'Acted');
});

/** Two brokers alone beside a controller that is one as well: three brokers in all. */
function mixed(brokers: number) {
  const spec = specOf(brokers);
  return {
    ...spec,
    brokers: spec.brokers
      .filter(({ id }) => id === 0 || id >= 3)
      .map((broker) => (broker.id === 0 ? { ...broker, brokerConfigGroup: 'quorum' } : broker)),
    brokerConfigGroups: { ...spec.brokerConfigGroups, quorum: { ...spec.brokerConfigGroups?.['default'], processRoles: ['controller'] } },
  };
}

function record(more: object) {
  const empty = { version: 1, actions: [], refusals: [], errors: [], ended: [], addedBrokers: [], highestBrokerId: -1 };
  return { 'kafka-hooks.io/alerts': JSON.stringify({ ...empty, ...more }) };
}
