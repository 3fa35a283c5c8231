/** Ten kinds of change, and what a plan says that each does to the brokers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KafkaClusterSpec } from '../../../hooks/api/kafka-cluster.ts';
import { makePlan } from '../../../hooks/plan/make-plan.ts';
import type { BrokerPlan } from '../../../hooks/plan/plan.ts';
import { broker, disk, observed, three } from './observed-change.ts';

/** `0 restart pending: num.io.threads 8→16`. */
const line = ({ id, action, state, changes }: BrokerPlan): string => {
  const reasons = changes.map(({ key, from = '', to = '', needs }) => `${key} ${from}→${to}${needs === 'restart' ? ' !' : ''}`);
  return `${id} ${action} ${action === 'nothing' ? '' : state}${reasons.length === 0 ? '' : `: ${reasons.join(', ')}`}`
    .replace(' :', ':')
    .trim();
};

interface Case {
  readonly it: string;
  readonly from?: KafkaClusterSpec;
  readonly to: KafkaClusterSpec;
  readonly brokers: readonly string[];
}

const SOUND = three().readOnlyConfig;
const IMAGE = 'docker.io/apache/kafka:4.3.1';

const cases: readonly Case[] = [
  { it: 'says nothing of a spec that stays the same', from: three(), to: three(), brokers: ['0 nothing', '1 nothing', '2 nothing'] },
  {
    it: 'creates the brokers of a cluster that is new',
    to: three({ brokers: [broker(7)] }),
    brokers: [`7 create now: image →${IMAGE}, /kafka-logs →10Gi`],
  },
  {
    it: 'creates a broker that is new in the spec and leaves the others alone',
    from: three(),
    to: three({
      brokers: [...three().brokers, { id: 3, brokerConfig: { processRoles: ['broker'], storageConfigs: [disk('/kafka-logs', '1024Mi')] } }],
    }),
    brokers: ['0 nothing', '1 nothing', '2 nothing', `3 create now: image →${IMAGE}, /kafka-logs →1Gi`],
  },
  {
    it: 'names the option that a running broker cannot follow',
    from: three({ readOnlyConfig: `${SOUND}num.io.threads=8` }),
    to: three({ readOnlyConfig: `num.io.threads=16\n# more\n${SOUND}` }),
    brokers: [0, 1, 2].map((id) => `${id} restart pending: num.io.threads 8→16 !`),
  },
  {
    it: 'names the option of one broker only at that broker',
    from: three(),
    to: three({ brokers: [broker(0), { ...broker(1), readOnlyConfig: 'queued.max.requests=900' }, broker(2)] }),
    brokers: ['0 nothing', '1 restart pending: queued.max.requests →900 !', '2 nothing'],
  },
  {
    it: 'never shows a password',
    from: three({ readOnlyConfig: 'ssl.key.password=one' }),
    to: three({ readOnlyConfig: 'ssl.key.password=two' }),
    brokers: [0, 1, 2].map((id) => `${id} restart pending: ssl.key.password ****→**** !`),
  },
  {
    it: 'names a new image and resources by the fields of the spec',
    from: three(),
    to: three({
      brokers: [
        broker(0, { image: 'docker.io/apache/kafka:4.3.2' }),
        broker(1, { resourceRequirements: { limits: { cpu: '2' } } }),
        broker(2),
      ],
    }),
    brokers: [
      `0 restart pending: image ${IMAGE}→docker.io/apache/kafka:4.3.2 !`,
      '1 restart pending: resourceRequirements →{"limits":{"cpu":"2"}} !',
      '2 nothing',
    ],
  },
  {
    it: 'names the field of the Pod template that differs',
    from: three({ brokers: [broker(0, { nodeSelector: { disk: 'fast' } })] }),
    to: three({ brokers: [broker(0, { nodeSelector: { disk: 'faster' }, kafkaHeapOpts: '-Xmx4g' })] }),
    brokers: ['0 restart pending: kafkaHeapOpts →-Xmx4g !, nodeSelector.disk fast→faster !'],
  },
  {
    it: 'reconfigures for options that a broker takes while it runs',
    from: three({ clusterWideConfig: 'log.cleaner.threads=1' }),
    to: three({
      clusterWideConfig: 'log.cleaner.threads=2',
      brokers: [broker(0, { config: 'background.threads=12' }), broker(1), broker(2)],
    }),
    brokers: [
      '0 reconfigure pending: background.threads →12, log.cleaner.threads 1→2',
      '1 reconfigure pending: log.cleaner.threads 1→2',
      '2 reconfigure pending: log.cleaner.threads 1→2',
    ],
  },
  {
    it: 'grows a claim while its broker runs',
    from: three(),
    to: three({ brokers: [broker(0, { storageConfigs: [disk('/kafka-logs', '20Gi')] }), broker(1), broker(2)] }),
    brokers: ['0 grow now: /kafka-logs 10Gi→20Gi', '1 nothing', '2 nothing'],
  },
  {
    it: 'says that a claim cannot grow',
    from: three({ brokers: [broker(0, { storageConfigs: [disk('/kafka-logs', '10Gi', 'fixed')] })] }),
    to: three({ brokers: [broker(0, { storageConfigs: [disk('/kafka-logs', '20Gi', 'fixed')] })] }),
    brokers: ['0 grow pending: /kafka-logs 10Gi→20Gi'],
  },
  {
    it: 'keeps a broker that left the spec until it is drained',
    from: three({
      brokers: [...three().brokers, { id: 3, brokerConfig: { processRoles: ['broker'], storageConfigs: [disk('/kafka-logs', '1Gi')] } }],
    }),
    to: three(),
    brokers: ['0 nothing', '1 nothing', '2 nothing', '3 remove pending'],
  },
  {
    it: 'keeps a disk that left the spec',
    from: three({ brokers: [broker(0, { storageConfigs: [disk('/kafka-logs', '10Gi'), disk('/more', '5Gi')] })] }),
    to: three({ brokers: [broker(0)] }),
    brokers: ['0 remove-disk pending: /more 5Gi→'],
  },
  {
    it: 'makes the claim of a new disk now and mounts it at the next restart',
    from: three({ brokers: [broker(0)] }),
    to: three({ brokers: [broker(0, { storageConfigs: [disk('/kafka-logs', '10Gi'), disk('/more', '5Gi')] })] }),
    brokers: [
      '0 restart pending: log.dirs /kafka-logs/kafka→/kafka-logs/kafka,/more/kafka, storageConfigs /kafka-logs (claim)→/kafka-logs (claim), /more (claim) !, /more →5Gi',
    ],
  },
];

for (const c of cases) {
  test(c.it, async () => {
    const plan = makePlan(await observed(c.from, c.to));
    assert.deepEqual(plan.refused, []);
    assert.deepEqual(plan.clusters.flatMap(({ brokers }) => brokers).map(line), c.brokers);
    assert.equal(plan.changes, c.from === undefined || JSON.stringify(c.from) !== JSON.stringify(c.to));
  });
}

test('a restart that was pending before is no change of the files', async () => {
  const { before, after } = await observed(three(), three({ readOnlyConfig: `${SOUND}num.io.threads=16` }));
  const plan = makePlan({ ...(await observed(three(), three())), loaded: after, before: after, after, applied: [] });
  assert.deepEqual([plan.changes, plan.clusters], [false, []]);
  assert.match(plan.underWay[0]?.message ?? '', /RestartPending: broker 0: configuration/);
  assert.ok(before.length > 0);
});

test('a change that is taken back calls the restart off', async () => {
  const there = await observed(three(), three({ readOnlyConfig: `${SOUND}num.io.threads=16` }));
  const plan = makePlan({ ...there, loaded: there.after, before: there.after, after: there.before });
  const [first] = plan.clusters[0]?.brokers ?? [];
  assert.equal(first?.action, 'nothing');
  assert.equal(first?.why, 'the restart that it waited for is no longer needed');
});

test('what is read at the next start does not happen now', async () => {
  const from = three();
  const to = three({
    brokers: [...three().brokers, broker(3)].map((one) => ({ ...one, brokerConfig: { ...one.brokerConfig, kafkaHeapOpts: '-Xmx4g' } })),
  });
  const [first] = makePlan(await observed(from, to)).clusters[0]?.brokers ?? [];
  const servers = first?.changes.find(({ key }) => key === 'controller.quorum.bootstrap.servers');
  assert.deepEqual([servers?.state, servers?.needs, servers?.note], ['pending', 'nothing', 'read at the next start']);
});

test('why is said without the id, so that brokers share it', async () => {
  const more = three({ brokers: [...three().brokers, broker(3)] });
  const whyOf = async (from: KafkaClusterSpec, to: KafkaClusterSpec) => makePlan(await observed(from, to)).clusters[0]?.brokers.at(-1)?.why;
  assert.equal(await whyOf(more, three()), 'no longer in the spec');
  assert.equal(await whyOf(three(), more), 'new in the spec');
});

test('a claim that cannot grow waits for its class or its volume, and says for which', async () => {
  const sized = (size: string) => three({ brokers: [broker(0, { storageConfigs: [disk('/kafka-logs', size, 'fixed')] })] });
  const there = await observed(sized('10Gi'), sized('20Gi'));
  const claimOf = (plan: ReturnType<typeof makePlan>) => plan.clusters[0]?.brokers[0];
  const stuck = claimOf(makePlan(there));
  assert.deepEqual(
    stuck?.changes.map(({ note }) => note),
    ['storage class fixed has no allowVolumeExpansion'],
  );
  const unbound = there.after.map((object) =>
    object.kind === 'PersistentVolumeClaim' ? { ...object, status: { phase: 'Pending' } } : object,
  );
  assert.deepEqual(
    claimOf(makePlan({ ...there, after: unbound }))?.changes.map(({ note }) => note),
    ['it is not bound'],
  );
});

test('a spec that cannot be is refused with its messages, and no broker changes', async () => {
  const plan = makePlan(
    await observed(three(), three({ brokers: [broker(0, { storageConfigs: [disk('/kafka-logs', '1Gi')] }), broker(1), broker(2)] })),
  );
  assert.deepEqual(
    plan.refused.map(({ object }) => object),
    ['KafkaCluster demo/kafka'],
  );
  assert.match(plan.refused[0]?.message ?? '', /storage=1Gi: claim kafka-0-storage-9e423fa7 has 10Gi; a claim can only grow/);
  assert.deepEqual(plan.clusters.flatMap(({ brokers }) => brokers).map(line), ['0 nothing', '1 nothing', '2 nothing']);
  assert.deepEqual(plan.clusters[0]?.objects, []);
});
