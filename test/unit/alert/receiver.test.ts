/**
 * The receiver: which cluster an alert means, that nothing acts twice whatever is repeated by whomever, what is written down, and what
 * happens when Kubernetes does not play along.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createReceiver } from '../../../hooks/alert/create-receiver.ts';
import type { KubeObject } from '../../../hooks/kube/types.ts';
import { ApiError } from '../../../hooks/ports/api-server.ts';
import { type AlertParts, alertOf, CLAIM, createScene, HOUR, MINUTE, NOW, recordOf, type Scene, specOf } from './scene.ts';

const up = (parts: AlertParts = {}) => alertOf('upScale', { annotations: { brokerConfigGroup: 'brokers' }, ...parts });
const brokers = (scene: Scene): number => scene.cluster().spec.brokers.length;

test('the labels name the cluster', async () => {
  const [decision] = await createScene().deliver(up());
  assert.deepEqual([decision?.cluster, decision?.reason, decision?.target], ['demo/kafka', 'Acted', 'cluster']);
});

test('an expression without the labels means the only cluster there is', async () => {
  const [decision] = await createScene().deliver(up({ labels: { kafka_cr: '', namespace: '' } }));
  assert.deepEqual([decision?.cluster, decision?.reason], ['demo/kafka', 'Acted']);
});

test('with two clusters it means none, and the answer says which label is missing', async () => {
  const scene = createScene({ others: ['demo/other', 'prod/kafka'] });
  const ask = async (labels: Readonly<Record<string, string>>) => (await scene.deliver(up({ labels })))[0];
  const none = await ask({ kafka_cr: '', namespace: '' });
  assert.equal(none?.reason, 'ClusterAmbiguous');
  assert.match(
    none?.message ?? '',
    /has not the labels kafka_cr and namespace, and 3 KafkaClusters could be meant \(demo\/kafka, demo\/other, prod\/kafka\); keep them in the expression/,
  );
  assert.match((await ask({ kafka_cr: '' }))?.message ?? '', /the label kafka_cr, and 2 .*demo\/kafka, demo\/other/);
  assert.match((await ask({ namespace: '' }))?.message ?? '', /the label namespace, and 2 .*demo\/kafka, prod\/kafka/);
  assert.equal((await ask({ kafka_cr: 'other', namespace: '' }))?.cluster, 'demo/other');
  assert.equal(brokers(scene), 4);
});

test('a cluster that is not there', async () => {
  const scene = createScene();
  const ask = async (labels: Readonly<Record<string, string>>) => (await scene.deliver(up({ labels })))[0];
  const wrong = await ask({ kafka_cr: 'kafak' });
  assert.deepEqual(
    [wrong?.outcome, wrong?.reason, wrong?.message],
    ['Invalid', 'ClusterNotFound', 'there is no KafkaCluster "kafak" in namespace "demo"'],
  );
  assert.equal((await ask({ kafka_cr: '', namespace: 'elsewhere' }))?.reason, 'ClusterNotFound');
  assert.equal((await ask({ kafka_cr: '', persistentvolumeclaim: 'nobodys' }))?.reason, 'ClaimNotFound');
});

test('alerts of others are ignored, unknown commands are told', async () => {
  const scene = createScene();
  const [watchdog, typo, gone] = await scene.deliver(alertOf(''), alertOf('upscail'), up({ firing: false }));
  assert.deepEqual([watchdog?.outcome, watchdog?.reason], ['Ignored', 'NoCommand']);
  assert.deepEqual([typo?.outcome, typo?.reason], ['Invalid', 'UnknownCommand']);
  assert.match(typo?.message ?? '', /"upscail"; the commands are upScale, downScale, addPvc, resizePvc, rebalance, replaceBroker/);
  assert.deepEqual([gone?.outcome, gone?.reason], ['Ignored', 'Resolved']);
  assert.equal(scene.world.patches.length, 0);
});

test('one change is one patch: change, record and resource version', async () => {
  const scene = createScene();
  const { resourceVersion } = scene.cluster().metadata;
  await scene.deliver(up());
  const [patch, ...others] = scene.world.patches;
  assert.deepEqual(others, []);
  assert.deepEqual(patch?.[0], { op: 'replace', path: '/metadata/resourceVersion', value: resourceVersion });
  assert.deepEqual(patch?.map(({ op, path }) => `${op} ${path}`).slice(1), [
    'add /metadata/annotations',
    'add /metadata/annotations/kafka-hooks.io~1alerts',
    'add /spec/brokers/-',
  ]);
});

test('a thousand repeats and replays at two replicas change nothing more, and are not even looked up one by one', async () => {
  const scene = createScene();
  const replicas = [scene.replica(), scene.replica()];
  const deliveries = Array.from({ length: 1000 }, (_, index) => replicas[index % 2]?.receive([up()]));
  const decisions = (await Promise.all(deliveries)).flat();
  assert.equal(decisions.filter((one) => one?.reason === 'Acted').length, 1);
  assert.equal(decisions.filter((one) => one?.reason === 'AlreadyActed').length, 999);
  assert.equal(brokers(scene), 5);
  assert.equal(scene.world.patches.length, 1);
  assert.ok(scene.world.looks() < 10, `${scene.world.looks()} looks`);
});

test('two replicas that decide at the same moment: the second finds what the first wrote', async () => {
  const scene = createScene();
  let other: Promise<unknown> | undefined;
  const late = createReceiver({
    now: () => scene.now,
    world: {
      ...scene.world,
      // By the time its patch arrives, the other replica has decided on the same look and written.
      patch: async (key, operations) => {
        other ??= scene.deliver(up());
        await other;
        return scene.world.patch(key, operations);
      },
    },
  });
  const [decision] = await late.receive([up()]);
  assert.equal(decision?.reason, 'AlreadyActed');
  assert.equal(brokers(scene), 5);
});

test('somebody else’s write between look and patch: the decision is made anew on what is there then', async () => {
  const type = (scene: Scene) => scene.store.typeOf('kafka.banzaicloud.io/v1beta1', 'KafkaCluster');
  const scene = createScene({
    beforePatch: (self) => {
      const target = self.cluster();
      self.store.update(type(self), {
        ...target,
        spec: { ...target.spec, brokers: [...target.spec.brokers, { id: 40, brokerConfigGroup: 'brokers' }] },
      } as KubeObject);
    },
  });
  const [decision] = await scene.deliver(up());
  assert.equal(decision?.reason, 'NotObserved', 'a person changed the spec, and the controller has not seen it');
  assert.equal(brokers(scene), 5);
});

test('two alerts of one delivery: the second waits for what the first began', async () => {
  const scene = createScene();
  const grow = alertOf('resizePvc', { labels: { persistentvolumeclaim: CLAIM }, annotations: { incrementBy: '10Gi' } });
  const [first, second] = await scene.deliver(up(), grow);
  assert.deepEqual([first?.reason, second?.reason], ['Acted', 'NotObserved']);
});

test('the record says what was done; a refusal is written once, and a flood of them slowly', async () => {
  const scene = createScene({ spec: specOf(1, { alertManagerConfig: { upScaleLimit: 4 } }) });
  for (let at = 0; at < 50; at += 1) await scene.deliver(up({ labels: { stranger: String(at) } }));
  assert.equal(recordOf(scene)?.refusals.length, 1);
  await scene.deliver(up({ labels: { stranger: '0' } }));
  assert.equal(scene.world.patches.length, 1);
  for (let at = 0; at < 30; at += 1) {
    scene.now += 11_000;
    await scene.deliver(up({ labels: { stranger: String(at) } }));
  }
  assert.equal(recordOf(scene)?.refusals.length, 10, 'the last ones are kept');
  assert.deepEqual(recordOf(scene)?.refusals.at(-1), {
    time: '2026-11-21T12:05:30Z',
    alert: 'upScale',
    fingerprint: up({ labels: { stranger: '29' } }).fingerprint,
    startsAt: '2026-11-21T11:50:00.000Z',
    command: 'upScale',
    target: '',
    message: 'there are 4 brokers, and spec.alertManagerConfig.upScaleLimit is 4',
    outcome: 'Refused',
    reason: 'AtMostBrokers',
  });
});

test('Events say what happened and why not', async () => {
  const scene = createScene();
  await scene.deliver(up(), up({ labels: { more: '1' } }));
  assert.deepEqual(
    scene.world.events.map(({ type, reason, message, action }) => [type, reason, message, action]),
    [
      ['Normal', 'AlertActed', 'alert upScale: upScale adds broker 4 of group brokers', 'upScale'],
      [
        'Warning',
        'AlertRefused',
        'alert upScale: upScale refused, NotObserved: the controller has seen generation 1 of the spec, which is at 2',
        'upScale',
      ],
    ],
  );
});

test('a broker that alerts added is known as theirs until it is gone, and its id is never used again', async () => {
  const scene = createScene({
    spec: specOf(1, { alertManagerConfig: { coolDownSeconds: { upScale: 0, downScale: 0 }, noDownScaleAfterUpScaleSeconds: 0 } }),
  });
  await scene.deliver(up());
  assert.deepEqual([recordOf(scene)?.addedBrokers, recordOf(scene)?.highestBrokerId], [[4], 4]);
  scene.now += HOUR;
  scene.settle();
  await scene.deliver(alertOf('downScale'));
  assert.deepEqual([recordOf(scene)?.addedBrokers, recordOf(scene)?.highestBrokerId], [[], 4]);
  scene.now += HOUR;
  scene.settle();
  await scene.deliver(up({ startsAt: scene.now }));
  assert.deepEqual(
    scene.cluster().spec.brokers.map(({ id }) => id),
    [0, 1, 2, 3, 5],
  );
});

const error = (parts: AlertParts = {}) => alertOf('', { labels: { rollingupgrade: '', alertname: 'Unwell', ...parts.labels }, ...parts });

test('an alert with the label rollingupgrade counts until it resolves, and is written once', async () => {
  const scene = createScene();
  const unwell = alertOf('', { labels: { rollingupgrade: 'true' } });
  for (let at = 0; at < 5; at += 1) assert.equal((await scene.deliver(unwell))[0]?.reason, 'ErrorNoted');
  assert.equal(recordOf(scene)?.errors.length, 1);
  assert.equal(scene.world.patches.length, 1);
  assert.equal((await scene.deliver({ ...unwell, firing: false, endsAt: NOW }))[0]?.reason, 'ErrorCleared');
  assert.deepEqual(recordOf(scene)?.errors, []);
});

test('one that is delivered again after its end counts for a quarter of an hour at the most; one that fires anew counts until it ends', async () => {
  const scene = createScene();
  const unwell = (startsAt = NOW - HOUR) => alertOf('', { labels: { rollingupgrade: 'true' }, startsAt });
  await scene.deliver(unwell());
  await scene.deliver({ ...unwell(), firing: false, endsAt: NOW });
  for (const startsAt of [NOW - HOUR, NOW - 2 * HOUR]) await scene.deliver(unwell(startsAt));
  assert.deepEqual(
    recordOf(scene)?.errors.map(({ until }) => until),
    ['2026-11-21T12:15:00Z'],
  );
  await scene.deliver(unwell(NOW - MINUTE));
  scene.now += 11 * MINUTE;
  await scene.deliver(unwell(NOW - MINUTE));
  assert.deepEqual(
    recordOf(scene)?.errors.map(({ until }) => until),
    [undefined],
  );
});

test('one that Prometheus itself sends ends by itself when it is sent no more, and its end moves on while it is', async () => {
  const scene = createScene();
  const unwell = () => alertOf('', { labels: { rollingupgrade: 'true' }, endsAt: scene.now + 4 * MINUTE });
  await scene.deliver(unwell());
  assert.equal(recordOf(scene)?.errors[0]?.until, '2026-11-21T12:19:00Z');
  for (let minute = 0; minute < 60; minute += 1) {
    scene.now += MINUTE;
    await scene.deliver(unwell());
  }
  assert.ok(scene.world.patches.length < 10, `${scene.world.patches.length} writes in an hour`);
  assert.ok(Date.parse(recordOf(scene)?.errors[0]?.until ?? '') > scene.now + 9 * MINUTE);
});

test('an alert that commands and counts does both', async () => {
  const scene = createScene();
  const both = up({ labels: { rollingupgrade: 'true' } });
  assert.equal((await scene.deliver(both))[0]?.reason, 'Acted');
  assert.equal(recordOf(scene)?.errors.length, 1);
  assert.equal(brokers(scene), 5);
});

test('Kubernetes that does not answer fails the delivery; delivered again, nothing is done twice', async () => {
  const scene = createScene();
  let isDown = true;
  const receiver = createReceiver({
    now: () => scene.now,
    world: {
      ...scene.world,
      patch: async (...given) => {
        const answer = await scene.world.patch(...given);
        // The change is made, and the answer lost.
        if (isDown) throw new ApiError(503, 'ServiceUnavailable', 'cannot reach it');
        return answer;
      },
    },
  });
  await assert.rejects(receiver.receive([up()]), /cannot reach it/);
  isDown = false;
  assert.equal((await receiver.receive([up()]))[0]?.reason, 'AlreadyActed');
  assert.equal(brokers(scene), 5);
});

test('an Event that cannot be left changes no decision', async () => {
  const scene = createScene();
  const failed: unknown[] = [];
  const receiver = createReceiver({
    now: () => scene.now,
    world: { ...scene.world, event: () => Promise.reject(new ApiError(403, 'Forbidden', 'no')) },
    eventFailed: (problem) => failed.push(problem),
  });
  assert.equal((await receiver.receive([up()]))[0]?.reason, 'Acted');
  await new Promise(setImmediate);
  assert.equal(failed.length, 1);
});

test('what the API server does not take is refused with its words', async () => {
  const scene = createScene({ spec: specOf(1, { alertManagerConfig: { coolDownSeconds: { upScale: 0 } } }) });
  const receiver = createReceiver({
    now: () => scene.now,
    world: { ...scene.world, patch: () => Promise.reject(new ApiError(422, 'Invalid', 'spec.brokers: too many')) },
  });
  const [decision] = await receiver.receive([up()]);
  assert.deepEqual([decision?.outcome, decision?.reason], ['Refused', 'WouldBeInvalid']);
  assert.match(decision?.message ?? '', /spec.brokers: too many/);
});

test('more alerts than can stand against upgrades do not make the record grow without an end', async () => {
  const scene = createScene();
  for (let at = 0; at < 80; at += 1) await scene.deliver(error({ labels: { n: String(at), rollingupgrade: '1' } }));
  assert.equal(recordOf(scene)?.errors.length, 50);
});
