/** The kubelet: from a Pod on its Node to a status like a real one, and every way in which a Pod ends. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Node } from '../../../../hooks/kube/types.ts';
import { claimOf, conditionOf, createCluster, key, mounting, NAMESPACE, podOf } from './cluster.ts';

const stateOf = (pod: ReturnType<ReturnType<typeof createCluster>['pod']>) => pod?.status?.containerStatuses?.[0]?.state;

describe('a start', () => {
  test('goes from Pending over Running to Ready, and readiness is what the program says', async () => {
    const cluster = createCluster({ puppets: ['kafka'] });
    cluster.create(podOf('kafka-0'));
    await cluster.pass(1);
    assert.equal(cluster.pod('kafka-0')?.status?.phase, 'Pending');
    assert.equal(conditionOf(cluster.pod('kafka-0'), 'PodScheduled'), 'True');
    await cluster.pass(5);
    assert.equal(cluster.pod('kafka-0')?.status?.phase, 'Running');
    assert.equal(conditionOf(cluster.pod('kafka-0'), 'Ready'), 'False ContainersNotReady');
    cluster.puppets[0]?.setReady(true);
    await cluster.pass(2);
    assert.equal(conditionOf(cluster.pod('kafka-0'), 'Ready'), 'True');
    cluster.puppets[0]?.setReady(false);
    await cluster.pass(2);
    assert.equal(conditionOf(cluster.pod('kafka-0'), 'ContainersReady'), 'False ContainersNotReady');
  });

  test('writes the status of a running Pod as a kubelet of 1.34 does', async () => {
    const cluster = createCluster();
    cluster.create(podOf('kafka-0'));
    await cluster.pass(10);
    const { status, metadata, spec } = cluster.pod('kafka-0') ?? {};
    const node = cluster.read<Node>('v1', 'Node', spec?.nodeName ?? '');
    const hostIP = node?.status?.addresses?.[0]?.address;
    assert.match(hostIP ?? '', /^10\.0\.0\.[123]$/);
    const yes = (type: string, second: number) => ({
      type,
      status: 'True',
      observedGeneration: 1,
      lastTransitionTime: `2026-01-01T00:00:0${second}Z`,
    });
    assert.deepEqual(status, {
      phase: 'Running',
      qosClass: 'BestEffort',
      conditions: [
        yes('PodReadyToStartContainers', 0),
        yes('Initialized', 0),
        // 0.1 s sync, 2 s image, 1 s start, 3 s until ready, 1 s until probed.
        yes('Ready', 7),
        yes('ContainersReady', 7),
        yes('PodScheduled', 0),
      ],
      containerStatuses: [
        {
          name: 'kafka',
          image: 'kafka:1',
          imageID: 'engine://kafka:1',
          containerID: `engine://${metadata?.uid}/kafka/0`,
          lastState: {},
          ready: true,
          restartCount: 0,
          started: true,
          state: { running: { startedAt: '2026-01-01T00:00:03Z' } },
        },
      ],
      hostIP,
      hostIPs: [{ ip: hostIP }],
      podIP: '10.244.0.1',
      podIPs: [{ ip: '10.244.0.1' }],
      observedGeneration: 1,
      startTime: '2026-01-01T00:00:00Z',
    });
  });

  test('runs init containers to their end, one after the other, before the rest', async () => {
    const cluster = createCluster({ puppets: ['first', 'second', 'kafka'] });
    const init = (name: string) => ({ name, image: 'init:1' });
    cluster.create(podOf('kafka-0', { initContainers: [init('first'), init('second')] }));
    const started = () => cluster.puppets.map(({ container }) => container.name);
    await cluster.pass(10);
    assert.deepEqual(started(), ['first']);
    assert.equal(conditionOf(cluster.pod('kafka-0'), 'Initialized'), 'False ContainersNotInitialized');
    assert.deepEqual(stateOf(cluster.pod('kafka-0')), { waiting: { reason: 'PodInitializing' } });
    cluster.puppets[0]?.container.exit(0);
    await cluster.pass(10);
    assert.deepEqual(started(), ['first', 'second']);
    cluster.puppets[1]?.container.exit(0);
    await cluster.pass(10);
    assert.deepEqual(started(), ['first', 'second', 'kafka']);
    assert.equal(conditionOf(cluster.pod('kafka-0'), 'Initialized'), 'True');
  });

  test('gives a program its files, its disk and its environment', async () => {
    const cluster = createCluster({ puppets: ['kafka'] });
    cluster.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'config', namespace: NAMESPACE },
      data: { a: 'node.id=0' },
    } as object);
    cluster.create({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'secret', namespace: NAMESPACE }, data: { s: 'aMOk' } } as object);
    cluster.create(claimOf('data'));
    cluster.create(
      podOf('kafka-0', {
        containers: [
          {
            name: 'kafka',
            image: 'kafka:1',
            env: [
              { name: 'A', value: '1' },
              { name: 'B', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
            ],
            volumeMounts: [
              { name: 'data', mountPath: '/data' },
              { name: 'config', mountPath: '/config' },
              { name: 'secret', mountPath: '/secret' },
              { name: 'tmp', mountPath: '/tmp' },
            ],
          },
        ],
        volumes: [
          { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
          { name: 'config', configMap: { name: 'config' } },
          { name: 'secret', secret: { secretName: 'secret', items: [{ key: 's', path: 'password' }] } },
          { name: 'tmp', emptyDir: {} },
        ],
      }),
    );
    await cluster.pass(20);
    const container = cluster.puppets[0]?.container;
    const volume = cluster.kubernetes.volumeOf(key('data'));
    assert.ok(volume);
    assert.deepEqual(container?.env, { A: '1' });
    assert.deepEqual(container?.mounts.get('/data'), { kind: 'claim', claim: 'data', volume });
    assert.deepEqual(container?.mounts.get('/config'), { kind: 'files', files: { a: 'node.id=0' } });
    assert.deepEqual(container?.mounts.get('/secret'), { kind: 'files', files: { password: 'hä' } });
    assert.equal(container?.mounts.get('/tmp')?.kind, 'emptyDir');
  });

  test('waits for a ConfigMap without a word in the status, and goes on when it is there', async () => {
    const cluster = createCluster();
    cluster.create(podOf('kafka-0', { volumes: [{ name: 'config', configMap: { name: 'late' } }] }));
    await cluster.pass(600);
    assert.deepEqual(stateOf(cluster.pod('kafka-0')), { waiting: { reason: 'ContainerCreating' } });
    assert.equal(conditionOf(cluster.pod('kafka-0'), 'PodReadyToStartContainers'), 'False');
    assert.equal(cluster.clock.nextAt(), undefined, 'nobody polls');
    cluster.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'late', namespace: NAMESPACE } });
    await cluster.pass(10);
    assert.equal(conditionOf(cluster.pod('kafka-0'), 'Ready'), 'True');
  });

  test('says that an image cannot be pulled, and takes another one', async () => {
    const cluster = createCluster();
    cluster.create(podOf('kafka-0', { containers: [{ name: 'kafka', image: 'does-not-exist:1' }] }));
    await cluster.pass(3);
    assert.equal(stateOf(cluster.pod('kafka-0'))?.waiting?.reason, 'ErrImagePull');
    await cluster.pass(60);
    assert.equal(stateOf(cluster.pod('kafka-0'))?.waiting?.reason, 'ImagePullBackOff');
    assert.equal(cluster.pod('kafka-0')?.status?.phase, 'Pending');
    const pod = cluster.pod('kafka-0');
    assert.ok(pod?.spec?.containers[0]);
    cluster.update({ ...pod, spec: { ...pod.spec, containers: [{ ...pod.spec.containers[0], image: 'kafka:2' }] } } as object);
    await cluster.pass(10);
    assert.equal(conditionOf(cluster.pod('kafka-0'), 'Ready'), 'True');
    assert.equal(cluster.pod('kafka-0')?.status?.containerStatuses?.[0]?.image, 'kafka:2');
  });

  test('pulls an image once for each Node', async () => {
    const cluster = createCluster({ nodes: 1, timings: { imagePull: 60_000 } });
    cluster.create(podOf('kafka-0'));
    await cluster.pass(70);
    cluster.create(podOf('kafka-1'));
    await cluster.pass(10);
    assert.equal(conditionOf(cluster.pod('kafka-1'), 'Ready'), 'True');
  });
});

describe('an end', () => {
  const running = async (options: Parameters<typeof createCluster>[0] = {}, spec = {}) => {
    const cluster = createCluster({ puppets: ['kafka'], ...options });
    cluster.create(podOf('kafka-0', spec));
    await cluster.pass(10);
    return cluster;
  };

  test('with an error leaves a broker Failed, with the exit code and the last words', async () => {
    const cluster = await running();
    cluster.puppets[0]?.container.exit(1, 'no space left');
    const { status } = cluster.pod('kafka-0') ?? {};
    assert.equal(status?.phase, 'Failed');
    assert.equal(conditionOf(cluster.pod('kafka-0'), 'Ready'), 'False PodFailed');
    assert.deepEqual(status?.containerStatuses?.[0]?.state, {
      terminated: {
        exitCode: 1,
        reason: 'Error',
        message: 'no space left',
        startedAt: '2026-01-01T00:00:03Z',
        finishedAt: '2026-01-01T00:00:10Z',
      },
    });
    await cluster.pass(1000);
    assert.equal(cluster.puppets.length, 1, 'restartPolicy Never');
  });

  const ends = [
    { it: 'with 0 is Completed', end: { exitCode: 0 }, reason: 'Completed', phase: 'Succeeded' },
    { it: 'by a crash is an Error', end: { exitCode: 3 }, reason: 'Error', phase: 'Failed' },
  ] as const;
  for (const { it, end, reason, phase } of ends)
    test(it, async () => {
      const cluster = await running();
      assert.equal(cluster.kubernetes.crash(key('kafka-0'), end), true);
      assert.equal(cluster.pod('kafka-0')?.status?.phase, phase);
      assert.equal(stateOf(cluster.pod('kafka-0'))?.terminated?.reason, reason);
      assert.deepEqual(cluster.puppets[0]?.told, ['kill']);
      assert.equal(cluster.kubernetes.crash(key('kafka-0'), end), false, 'it does not run any more');
    });

  test('of an init container fails the Pod before it began', async () => {
    const cluster = createCluster({ puppets: ['init', 'kafka'] });
    cluster.create(podOf('kafka-0', { initContainers: [{ name: 'init', image: 'init:1' }] }));
    await cluster.pass(10);
    cluster.puppets[0]?.container.exit(4);
    await cluster.pass(60);
    assert.equal(cluster.pod('kafka-0')?.status?.phase, 'Failed');
    assert.equal(conditionOf(cluster.pod('kafka-0'), 'Initialized'), 'False ContainersNotInitialized');
    assert.equal(cluster.puppets.length, 1);
  });

  test('of one container of two leaves the Pod running, not ready', async () => {
    const containers = ['kafka', 'sidecar'].map((name) => ({ name, image: 'kafka:1' }));
    const cluster = await running({}, { containers });
    assert.equal(conditionOf(cluster.pod('kafka-0'), 'Ready'), 'True');
    cluster.puppets[0]?.container.exit(1);
    assert.equal(cluster.pod('kafka-0')?.status?.phase, 'Running');
    assert.equal(conditionOf(cluster.pod('kafka-0'), 'Ready'), 'False ContainersNotReady');
  });

  test('is not for ever with restartPolicy Always: at once, then after 10, 20, 40 s', async () => {
    const cluster = await running({}, { restartPolicy: 'Always' });
    const startedAfter: number[] = [];
    for (let count = 1; count <= 4; count += 1) {
      cluster.puppets.at(-1)?.container.exit(1);
      const ended = cluster.clock.now();
      while (cluster.puppets.length === count) await cluster.clock.step();
      startedAfter.push((cluster.clock.now() - ended) / 1000);
    }
    assert.deepEqual(startedAfter, [1, 11, 21, 41]);
    assert.equal(cluster.pod('kafka-0')?.status?.containerStatuses?.[0]?.restartCount, 4);
    cluster.puppets.at(-1)?.container.exit(1);
    await cluster.pass(1);
    assert.equal(stateOf(cluster.pod('kafka-0'))?.waiting?.reason, 'CrashLoopBackOff');
    assert.equal(cluster.pod('kafka-0')?.status?.phase, 'Running');
  });

  test('of a program is told once: what an earlier one says is not heard', async () => {
    const cluster = await running({}, { restartPolicy: 'Always' });
    cluster.puppets[0]?.container.exit(1);
    await cluster.pass(5);
    cluster.puppets[0]?.container.exit(1);
    assert.ok(stateOf(cluster.pod('kafka-0'))?.running);
  });

  test('of a program that ends while it starts is seen', async () => {
    const cluster = createCluster({ puppets: ['kafka'], onStart: (container) => container.exit(1, 'no configuration') });
    cluster.create(podOf('kafka-0'));
    await cluster.pass(10);
    assert.equal(stateOf(cluster.pod('kafka-0'))?.terminated?.message, 'no configuration');
  });
});

describe('a deletion', () => {
  test('lets the program end and then removes the Pod', async () => {
    const cluster = createCluster({ puppets: ['kafka'], onTerminate: () => undefined });
    cluster.create(podOf('kafka-0'));
    await cluster.pass(10);
    cluster.kubernetes.killPod(key('kafka-0'));
    await cluster.pass(5);
    assert.deepEqual(cluster.puppets[0]?.told, ['terminate']);
    assert.ok(cluster.pod('kafka-0')?.metadata?.deletionTimestamp);
    cluster.puppets[0]?.container.exit(0);
    assert.equal(cluster.pod('kafka-0')?.status?.phase, 'Succeeded');
    await cluster.pass(1);
    assert.equal(cluster.pod('kafka-0'), undefined);
  });

  test('kills a program that does not listen, at the end of the grace period and not before', async () => {
    const cluster = createCluster({ puppets: ['kafka'], onTerminate: () => undefined });
    cluster.create(podOf('kafka-0', { terminationGracePeriodSeconds: 120 }));
    await cluster.pass(10);
    cluster.kubernetes.killPod(key('kafka-0'));
    await cluster.pass(119);
    assert.deepEqual(cluster.puppets[0]?.told, ['terminate']);
    await cluster.pass(3);
    assert.deepEqual(cluster.puppets[0]?.told, ['terminate', 'kill']);
    assert.equal(cluster.pod('kafka-0'), undefined);
  });

  test('by force removes the Pod at once and kills its program soon', async () => {
    const cluster = createCluster({ puppets: ['kafka'], onTerminate: () => undefined });
    cluster.create(podOf('kafka-0'));
    await cluster.pass(10);
    cluster.kubernetes.killPod(key('kafka-0'), { force: true });
    assert.equal(cluster.pod('kafka-0'), undefined);
    await cluster.pass(1);
    assert.deepEqual(cluster.puppets[0]?.told, ['kill']);
  });

  test('takes a Pod away that is still waiting, and starts nothing afterwards', async () => {
    const cluster = createCluster({ puppets: ['kafka'] });
    cluster.create(podOf('kafka-0'));
    await cluster.pass(1);
    cluster.kubernetes.killPod(key('kafka-0'));
    await cluster.pass(60);
    assert.equal(cluster.pod('kafka-0'), undefined);
    assert.equal(cluster.puppets.length, 0);
  });
});

describe('a saved state', () => {
  test('is taken over as it runs: nothing is written, nothing is restarted, an end is noticed', async () => {
    const before = createCluster({ puppets: ['kafka'] });
    before.create(claimOf('data'));
    before.create(podOf('kafka-0', mounting('data')));
    await before.pass(30);
    // As a dump without rights for cluster-wide kinds.
    const objects = before.store
      .snapshot()
      .filter(({ kind }) => kind === 'Pod' || kind === 'PersistentVolumeClaim' || kind === 'Namespace');
    const cluster = createCluster({ objects, puppets: ['kafka'], nodes: 2 });
    const saved = cluster.pod('kafka-0');
    await cluster.pass(1000);
    assert.deepEqual(cluster.pod('kafka-0'), saved);
    assert.equal(cluster.claim('data')?.status?.phase, 'Bound');
    assert.equal(cluster.puppets.length, 1);
    cluster.puppets[0]?.container.exit(1);
    assert.equal(cluster.pod('kafka-0')?.status?.phase, 'Failed');
    assert.equal(cluster.pod('kafka-0')?.status?.podIP, saved?.status?.podIP);
  });
});
