/** `kafka-hooks alerts explain` as a user meets it: what alerts would do to a cluster, and that nothing is done. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { type AlertsWorld, alertsCommand } from '../../../hooks/cli/alerts/alerts.ts';
import { dispatch } from '../../../hooks/cli/command.ts';
import type { LiveStateOptions } from '../../../hooks/cli/live-state.ts';
import { writeState } from '../../../hooks/engine/state/write.ts';
import type { KubeObject } from '../../../hooks/kube/types.ts';
import { CLAIM, createScene, NOW } from '../alert/scene.ts';
import { recordedIo } from './recorded-io.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'explain-'));
after(() => rmSync(folder, { recursive: true }));
const file = (name: string, contents: unknown): string => {
  const at = path.join(folder, name);
  writeFileSync(at, typeof contents === 'string' ? contents : JSON.stringify(contents));
  return at;
};

const objects: readonly KubeObject[] = createScene({ others: ['other/kafka'] }).store.snapshot();
const known = { objects, scope: { wholeCluster: true, namespaces: ['demo'] }, notes: [] };
const state = file('state.json', writeState(known));

const alert = (command: string, labels: object = {}, more: object = {}) => ({
  labels: { alertname: `to ${command}`, kafka_cr: 'kafka', namespace: 'demo', ...labels },
  annotations: { command, brokerConfigGroup: 'brokers' },
  startsAt: '2026-11-21T11:50:00Z',
  ...more,
});
const up = alert('upScale');

interface Given {
  readonly stdin?: string;
  readonly live?: (options: LiveStateOptions) => readonly KubeObject[];
}

const run = async (args: readonly string[], { stdin = '', live = () => objects }: Given = {}) => {
  const { io, written } = recordedIo();
  const never = (): never => assert.fail('this is no service');
  const world: AlertsWorld = {
    env: {},
    onStop: never,
    onCrash: never,
    exit: never,
    stdin: async () => stdin,
    now: () => NOW,
    readLive: async (options) => ({
      ...known,
      objects: live(options),
      notes: ['a note'],
      uncertain: [],
      context: 'here',
      server: 'https://here',
      namespace: 'demo',
    }),
  };
  const code = await dispatch([alertsCommand(world)], ['alerts', ...args], io);
  return { code, ...written };
};

const explain = (alerts: unknown, ...args: readonly string[]) => run(['explain', file('alerts.json', alerts), '--state', state, ...args]);

test('shows what an alert asks for, what becomes of it, and what would change, field by field', async () => {
  const { code, out, err } = await explain([up]);
  assert.equal(err, '');
  assert.equal(code, 3);
  assert.match(out, /^1\. to upScale {2}[0-9a-f]{16} {2}fires since 2026-11-21T11:50:00\.000Z\n/);
  assert.match(out, /asks for +upScale of KafkaCluster demo\/kafka\n/);
  assert.match(out, /outcome +Acted: The KafkaCluster would be changed as the alert asks\.\n/);
  assert.match(out, /would change +spec\.brokers\[4\]: unset → \{"id":4,"brokerConfigGroup":"brokers"\}\n/);
  assert.doesNotMatch(out, /kafka-hooks\.io\/alerts|resourceVersion/, 'the record is no change for people');
  assert.match(out, /1 alert: 1 would change something, 0 would be refused\. Nothing was changed\.\n$/);
});

test('lets a later alert see what an earlier one did', async () => {
  const { code, out } = await explain([up, alert('upScale', { other: 'rule' }), up]);
  assert.equal(code, 1);
  const outcomes = [...out.matchAll(/outcome +(.*?):/g)].map(([, outcome]) => outcome);
  assert.equal(outcomes[0], 'Acted');
  assert.match(outcomes[1] ?? '', /^Refused, /);
  assert.match(outcomes[2] ?? '', /^Ignored, AlreadyActed$/);
});

test('changes neither the file nor the objects that it was given', async () => {
  const before = JSON.stringify(objects);
  await run(['explain', file('alerts.json', [up]), '--live']);
  assert.equal(JSON.stringify(objects), before);
  assert.deepEqual((await explain([up])).out, (await explain([up])).out);
});

test('gives pipelines the decisions and the patch', async () => {
  const { out } = await explain(
    [alert('resizePvc', { persistentvolumeclaim: CLAIM }, { annotations: { command: 'resizePvc', incrementBy: '10Gi' } })],
    '-o',
    'json',
  );
  const { apiVersion, kind, sender, alerts } = JSON.parse(out);
  assert.deepEqual([apiVersion, kind, sender, alerts.length], ['kafka-hooks.io/v1', 'AlertExplanation', 'prometheus', 1]);
  const { outcome, command, cluster, operations, changes } = alerts[0];
  assert.deepEqual([outcome, command, cluster], ['Acted', 'resizePvc', 'demo/kafka']);
  assert.ok(operations.length > 0);
  for (const { path: where } of operations) assert.match(where, /^\/spec\/brokers\//);
  assert.match(JSON.stringify(operations), /110Gi/);
  assert.deepEqual(
    changes.map(({ key }: { readonly key: string }) => key),
    ['spec.brokers[3].brokerConfig'],
  );
});

const codes: readonly { readonly it: string; readonly alerts: unknown; readonly code: number; readonly says: RegExp }[] = [
  { it: 'nothing is in it', alerts: [], code: 0, says: /^There are no alerts in it\.\n$/ },
  { it: 'nothing is asked for', alerts: [{ labels: { alertname: 'a' } }], code: 0, says: /Ignored, NoCommand/ },
  { it: 'an alert has resolved', alerts: [{ ...up, status: 'resolved' }], code: 0, says: /does not fire\n[\s\S]*Ignored, Resolved/ },
  { it: 'something would change', alerts: { version: '4', alerts: [up] }, code: 3, says: /Acted/ },
  { it: 'an error would count', alerts: [alert('', { rollingupgrade: 'x' }, { annotations: {} })], code: 3, says: /Noted, ErrorNoted/ },
  { it: 'a cluster is unknown', alerts: [up, alert('upScale', { kafka_cr: 'nobody' })], code: 1, says: /Invalid, ClusterNotFound/ },
  { it: 'a command is unknown', alerts: [alert('constructor')], code: 1, says: /Invalid, UnknownCommand/ },
];
for (const { it, alerts, code, says } of codes) {
  test(`ends with ${code} when ${it}`, async () => {
    const { code: ended, out } = await explain(alerts);
    assert.match(out, says);
    assert.equal(ended, code);
  });
}

test('reads YAML, and standard input', async () => {
  const yaml =
    'version: "4"\nalerts:\n  - labels: { alertname: a, kafka_cr: kafka, namespace: demo }\n    annotations: { command: upScale, brokerConfigGroup: brokers }\n    startsAt: 2026-11-21T11:50:00Z\n';
  const { code, out } = await run(['explain', '-', '--state', state], { stdin: yaml });
  assert.match(out, /fires since 2026-11-21T11:50:00/);
  assert.equal(code, 3);
  assert.equal((await run(['explain', file('a.json', [up]), '--state', '-'], { stdin: JSON.stringify(writeState(known)) })).code, 3);
});

test('looks at the cluster of the kubeconfig, and says what limited the look', async () => {
  const asked: LiveStateOptions[] = [];
  const live = (options: LiveStateOptions) => {
    asked.push(options);
    return objects;
  };
  const { code, out } = await run(['explain', file('a.json', [up]), '--live', '--context', 'prod', '-n', 'demo'], { live });
  assert.equal(code, 3);
  assert.match(out, /Notes:\n {2}a note\n/);
  assert.deepEqual(asked, [{ context: 'prod', namespace: 'demo' }]);
});

test('sees the clusters of one namespace alone when asked to', async () => {
  assert.match((await explain([up], '-n', 'other')).out, /Invalid, ClusterNotFound/);
});

const wrong: readonly { readonly it: string; readonly args: readonly string[]; readonly says: RegExp }[] = [
  { it: 'no file', args: ['--state', state], says: /alerts explain needs FILE; see kafka-hooks alerts explain --help/ },
  { it: 'no cluster', args: [file('a', [up])], says: /needs to know the clusters: --live or --state FILE; give --live/ },
  { it: 'both ways to a cluster', args: [file('a', [up]), '--state', state, '--live'], says: /takes --state or --live, not both/ },
  { it: 'a context of no cluster', args: [file('a', [up]), '--state', state, '--context', 'x'], says: /takes --context only with --live/ },
  { it: 'one standard input for both', args: ['-', '--state', '-'], says: /takes --state - or the file -, not both/ },
  { it: 'two files', args: [state, state, '--live'], says: /does not take the argument/ },
  {
    it: 'a file that is not there',
    args: ['/nowhere/alerts.json', '--live'],
    says: /\/nowhere\/alerts\.json cannot be read: there is no such file/,
  },
  { it: 'a file that holds no alerts', args: [state, '--live'], says: /cannot be explained: these are no alerts: version is not "4"/ },
  { it: 'a state that is none', args: [file('a', [up]), '--state', file('b', [up])], says: /is no saved state/ },
];
for (const { it, args, says } of wrong) {
  test(`takes ${it} for wrong use`, async () => {
    const { code, out, err } = await run(['explain', ...args]);
    assert.equal(out, '');
    assert.match(err, says);
    assert.equal(err.split('\n').length, 2, 'one line');
    assert.equal(code, 2);
  });
}

test('has a page of its own beside that of the service', async () => {
  const own = await run(['explain', '--help']);
  assert.match(own.out, /kafka-hooks alerts explain FILE/);
  assert.match(own.out, /upScale, downScale, addPvc, resizePvc, rebalance, replaceBroker/);
  const service = await run(['--help']);
  assert.match(service.out, /ALERTS_TOKEN_FILE/);
  assert.match(service.out, /kafka-hooks alerts explain --help/);
  assert.deepEqual([own.code, service.code], [0, 0]);
});

test('refuses other words and flags of the service, and a service without credentials', async () => {
  assert.match((await run(['explian'])).err, /alerts does not take the argument explian/);
  const { code, err } = await run([]);
  assert.equal(code, 2);
  assert.match(err, /no credentials are set/);
});
