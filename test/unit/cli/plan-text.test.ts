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
