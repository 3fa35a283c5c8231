/** A plan as people see it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planText } from '../../../hooks/cli/plan-text.ts';
import { bytes, duration, table } from '../../../hooks/cli/text-layout.ts';
import type { BrokerPlan, Plan } from '../../../hooks/plan/plan.ts';

const quiet = (id: number): BrokerPlan => ({ id, action: 'nothing', state: 'now', changes: [], waitsFor: [], why: '' });

const plan: Plan = {
  changes: true,
  refused: [],
  applied: [
    {
      verb: 'update',
      kind: 'KafkaCluster',
      namespace: 'demo',
      name: 'kafka',
      changes: [{ key: 'spec.readOnlyConfig: num.io.threads', from: '8', to: '16' }],
    },
  ],
  clusters: [
    {
      namespace: 'demo',
      name: 'kafka',
      brokers: [
        {
          id: 0,
          action: 'restart',
          state: 'pending',
          changes: [{ what: 'option', key: 'num.io.threads', from: '8', to: '16', needs: 'restart', state: 'pending' }],
          waitsFor: ['rolling restarts'],
          why: '',
        },
        quiet(1),
        quiet(2),
        {
          id: 3,
          action: 'create',
          state: 'now',
          changes: [{ what: 'image', key: 'image', to: 'kafka:4.3.1', needs: 'nothing', state: 'now' }],
          waitsFor: [],
          why: '',
        },
      ],
      objects: [0, 1, 2, 3, 4, 5].map((id) => ({ verb: 'update', kind: 'ConfigMap', name: `c-${id}`, changes: [] })),
      steps: [{ at: 1, does: 'create Pod of broker 3', objects: ['kafka-3'], waitsFor: ['its claims are there'] }],
      failing: [],
      estimate: { seconds: 31, notes: [], bytesToMoveAtMost: 10 * 1024 ** 3 },
      risks: [
        { code: 'QUORUM_EVEN', message: 'four voters', isNew: true },
        { code: 'EMPTY_DIR', message: 'broker 0', isNew: false },
      ],
    },
  ],
  underWay: [],
  notes: ['a note'],
};

test('says at a glance what happens to each broker, and at the end what to type', () => {
  assert.equal(
    planText(plan, { colours: false, apply: 'kubectl apply -f a.yaml -f b.yaml' }),
    `KafkaCluster demo/kafka: 1 changed now, 1 pending
  broker 0      restart  PENDING  num.io.threads: 8 → 16 (needs a restart)
                                  waits: rolling restarts
  brokers 1, 2  nothing
  broker 3      create   now      image kafka:4.3.1
  Order:
    1 s  create Pod of broker 3, after its claims are there
  Estimate:
    about 31 s
    at most 10 GiB to move
  Writes:
    update ConfigMap c-0, c-1, c-2, c-3 and 2 more
  Risks:
    QUORUM_EVEN  four voters
    EMPTY_DIR    broker 0 (so already)

Applied:
  update KafkaCluster demo/kafka
    spec.readOnlyConfig: num.io.threads: 8 → 16

Notes:
  a note

To do it; 1 broker waits for what this release does not do: kubectl apply -f a.yaml -f b.yaml
`,
  );
});

test('colours are for terminals, and do not move a column', () => {
  const [plain, coloured] = [false, true].map((colours) => planText(plan, { colours, apply: 'kubectl apply -f a.yaml' }));
  assert.ok(!plain?.includes('\u001b'));
  assert.ok(coloured?.includes('\u001b[33mPENDING'));
  assert.equal(
    coloured
      ?.split('\u001b[')
      .map((part, at) => (at === 0 ? part : part.replace(/^\d+m/, '')))
      .join(''),
    plain,
  );
});

const nothing: Plan = { changes: false, refused: [], applied: [], clusters: [], underWay: [], notes: [] };

test('says that there is nothing to do', () => {
  assert.equal(
    planText(nothing, { colours: false, apply: 'kubectl apply -f a.yaml' }),
    'Nothing to do: what runs is what the files say.\n',
  );
});

test('begins with what is refused', () => {
  const text = planText(
    { ...plan, refused: [{ object: 'KafkaCluster demo/kafka', message: 'spec.x: no' }] },
    { colours: false, apply: 'kubectl apply -f a.yaml' },
  );
  assert.match(text, /^Refused:\n {2}KafkaCluster demo\/kafka: spec\.x: no\n\n/);
  assert.doesNotMatch(text, /kubectl apply/);
});

test('columns line up, and a last cell of several lines stays in its column', () => {
  assert.deepEqual(
    table([
      ['a', 'b', 'c\nd'],
      ['aaa', 'b', ''],
    ]),
    ['a    b  c', '        d', 'aaa  b'],
  );
});

test('figures are written for people', () => {
  assert.deepEqual([duration(31), duration(600), duration(7200)], ['31 s', '10 min', '2 h']);
  assert.deepEqual([bytes(0), bytes(1536), bytes(3 * 1024 ** 4)], ['0 bytes', '1.5 KiB', '3 TiB']);
});

test('a broker that waits for a restart says what happens at once, and of a long list only what differs', () => {
  const [cluster] = plan.clusters;
  assert.ok(cluster !== undefined);
  const servers = ['a:1', 'b:1', 'c:1'];
  const changes: BrokerPlan['changes'] = [
    { what: 'option', key: 'servers', from: servers.join(','), to: [...servers, 'd:1'].join(','), needs: 'restart', state: 'pending' },
    { what: 'claim', key: '/d', from: '1Gi', to: '2Gi', needs: 'nothing', state: 'now' },
  ];
  const brokers: readonly BrokerPlan[] = [{ id: 0, action: 'restart', state: 'pending', changes, waitsFor: [], why: '' }];
  const text = planText({ ...plan, clusters: [{ ...cluster, brokers }] }, { colours: false, apply: '' });
  assert.match(text, /: 1 changed now, 1 pending\n/);
  assert.match(text, /servers: adds d:1 \(needs a restart\)\n/);
  assert.match(text, /claim \/d: 1Gi → 2Gi \(now, without a restart\)\n/);
});

/** The lines of the brokers, and the last one. */
const shown = (brokers: readonly BrokerPlan[]): readonly string[] => {
  const clusters = plan.clusters.map((cluster) => ({
    ...cluster,
    brokers,
    steps: [],
    estimate: { seconds: 0, notes: [] },
    objects: [],
    risks: [],
  }));
  const lines = planText({ ...plan, clusters, applied: [], notes: [] }, { colours: false, apply: 'APPLY' }).split('\n');
  return lines.filter((line) => line !== '');
};

test('what a broker reads at its next start is not changed now', () => {
  const pending: BrokerPlan = {
    ...quiet(0),
    action: 'restart',
    state: 'pending',
    changes: [
      { what: 'option', key: 'servers', to: 'a', needs: 'nothing', state: 'pending', note: 'read at the next start' },
      { what: 'environment', key: 'kafkaHeapOpts', to: '-Xmx3g', needs: 'restart', state: 'pending' },
    ],
  };
  assert.deepEqual(shown([pending]).slice(0, 3), [
    'KafkaCluster demo/kafka: 1 pending',
    '  broker 0  restart  PENDING  servers: (none) → a (read at the next start)',
    '                              kafkaHeapOpts: (none) → -Xmx3g (needs a restart)',
  ]);
});

test('why nothing is to be done stands before what changes, and why a broker goes, too', () => {
  const changes: BrokerPlan['changes'] = [
    { what: 'option', key: 'a', from: '1', needs: 'nothing', state: 'pending', note: 'read at the next start' },
  ];
  const off: BrokerPlan = { ...quiet(0), changes, why: 'the restart is no longer needed' };
  assert.deepEqual(shown([off, { ...off, id: 1, action: 'remove', state: 'pending', why: 'no longer in the spec' }]).slice(1, 5), [
    '  broker 0  nothing           the restart is no longer needed',
    '                              a: 1 → (none) (read at the next start)',
    '  broker 1  remove   PENDING  no longer in the spec',
    '                              a: 1 → (none) (read at the next start)',
  ]);
});

test('brokers that wait for the same share a line, whatever their ids', () => {
  const waiting = (id: number, action: BrokerPlan['action']): BrokerPlan => ({
    ...quiet(id),
    action,
    why: 'no longer in the spec',
    waitsFor: [`broker ${id}: 0/3 nodes are available, broker ${id}0 is elsewhere`],
  });
  const brokers = [1, 2, 3].map((id) => waiting(id, 'remove'));
  const own = brokers.map((one) => ({ ...one, waitsFor: [`broker ${one.id}: 0/3 nodes are available`] }));
  assert.deepEqual(shown(own).slice(1, 3), [
    '  brokers 1-3  remove  now  no longer in the spec',
    '                            waits: brokers 1-3: 0/3 nodes are available',
  ]);
  assert.equal(shown(brokers).filter((line) => line.startsWith('  broker ')).length, 3);
});

test('what is refused or fails for many brokers in the same way is said once', () => {
  const object = 'KafkaCluster demo/kafka';
  const refusal = (id: number, has = '10Gi') => `spec.brokers[id=${id}].x=5Gi: claim kafka-${id}-storage has ${has}`;
  const fails = (id: number) => `create Pod kafka-${id}: pods "kafka-${id}" is forbidden`;
  const text = planText(
    {
      ...plan,
      refused: [...[0, 1, 2, 5].map((id) => refusal(id)), refusal(6, '20Gi'), 'spec: no'].map((message) => ({ object, message })),
      clusters: plan.clusters.map((cluster) => ({ ...cluster, failing: [...[0, 1].map(fails), 'no answer', 'no answer'] })),
    },
    { colours: false, apply: '' },
  );
  assert.ok(
    text.startsWith(
      [
        'Refused:',
        `  ${object}: ${refusal(0)} (so brokers 1, 2, 5)`,
        `  ${object}: ${refusal(6, '20Gi')}`,
        `  ${object}: spec: no`,
        '',
      ].join('\n'),
    ),
    text,
  );
  assert.match(text, / {2}Fails:\n {4}create Pod kafka-0: pods "kafka-0" is forbidden \(so broker 1\)\n {4}no answer\n/);
});

test('says who waits for a later release and who for something else', () => {
  const grow = (id: number): BrokerPlan => ({
    ...quiet(id),
    action: 'grow',
    state: 'pending',
  });
  const restart = (id: number): BrokerPlan => ({ ...quiet(id), action: 'restart', state: 'pending' });
  const last = (brokers: readonly BrokerPlan[]) => shown(brokers).at(-1);
  assert.equal(last([grow(0)]), 'To do it; 1 broker waits for what is said above: APPLY');
  assert.equal(
    last([grow(0), restart(1), restart(2)]),
    'To do it; 2 brokers wait for what this release does not do, 1 broker waits for what is said above: APPLY',
  );
});

test('says nothing of a time that does not come', () => {
  const clusters = plan.clusters.map((cluster) => ({ ...cluster, estimate: { notes: ['it does not come to an end: why'] } }));
  assert.match(
    planText({ ...plan, clusters }, { colours: false, apply: '' }),
    / {2}Estimate:\n {4}it does not come to an end: why\n {2}Writes/,
  );
});

test('a broker whose Pod is not taken has its claim now, and nobody speaks of a restart', () => {
  const [cluster] = plan.clusters;
  assert.ok(cluster !== undefined);
  const changes: BrokerPlan['changes'] = [
    { what: 'image', key: 'image', to: 'kafka:4.3.1', needs: 'nothing', state: 'pending' },
    { what: 'claim', key: '/d', to: '2Gi', needs: 'nothing', state: 'now' },
  ];
  const brokers: readonly BrokerPlan[] = [{ id: 0, action: 'create', state: 'pending', changes, waitsFor: [], why: '' }];
  const text = planText({ ...plan, clusters: [{ ...cluster, brokers }] }, { colours: false, apply: '' });
  assert.match(text, /create {2}PENDING {2}image kafka:4\.3\.1\n +claim \/d: \(none\) → 2Gi \(now\)\n/);
});
