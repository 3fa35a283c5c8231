/**
 * The shipped rules as far as they can be judged without Prometheus: whether the hook understands them, whether what they look at
 * exists, and whether those that grow and those that shrink leave each other alone. rules-promtool.test.ts runs them.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { commands } from '../../../hooks/alert/commands/registry.ts';
import { ALERT_REASONS } from '../../../hooks/alert/reasons.ts';
import { ruleCases } from '../../rules/all.ts';
import { METRIC } from '../../rules/scraped.ts';
import { type Kustomization, readOne } from './manifests.ts';
import {
  type Alerting,
  acting,
  alertNamed,
  alerts,
  labelsOf,
  measures,
  measuresIn,
  metricsIn,
  minutesOf,
  ruleFiles,
  thresholdOf,
} from './shipped-rules.ts';

const repository = path.join(import.meta.dirname, '../../..');
const DISK_COMMANDS = ['addPvc', 'resizePvc'];

test('rules are shipped in six files, and those that shrink or add disks are in no kustomization', () => {
  assert.deepEqual(
    ruleFiles.map(({ file }) => file),
    ['measures', 'opt-in/add-disk', 'opt-in/scale-down', 'paging', 'rolling', 'scaling'].map((name) => `alerts/${name}.yaml`),
  );
  const { resources } = readOne<Kustomization>('alerts/kustomization.yaml');
  assert.deepEqual(resources, ['measures.yaml', 'paging.yaml', 'rolling.yaml', 'scaling.yaml']);
});

test('each command of the contract that grows or shrinks has a rule', () => {
  assert.deepEqual([...new Set(acting.map(({ annotations }) => annotations?.['command']))].sort(), [
    'addPvc',
    'downScale',
    'resizePvc',
    'upScale',
  ]);
});

const needs: Readonly<Record<string, readonly string[]>> = { addPvc: ['mountPathPrefix', 'diskSize'], resizePvc: ['incrementBy'] };

for (const rule of acting) {
  const command = rule.annotations?.['command'] ?? '';

  test(`${rule.alert} gives a command that there is, with all that it needs`, () => {
    assert.ok(
      commands.some(({ name }) => name === command),
      command,
    );
    for (const name of needs[command] ?? []) assert.ok(rule.annotations?.[name], name);
    const target = DISK_COMMANDS.includes(command) ? 'persistentvolumeclaim' : 'kafka_cr';
    assert.deepEqual(labelsOf(rule.expr), ['namespace', target]);
  });

  test(`${rule.alert} outlasts the restart of a broker before it fires, and a gap of five minutes after`, () => {
    assert.ok(minutesOf(rule.for) >= 10, rule.for);
    assert.ok(minutesOf(rule.keep_firing_for) >= 10, rule.keep_firing_for);
  });
}

const isForTheHook = ({ annotations, labels }: Alerting): boolean =>
  annotations?.['command'] !== undefined || labels?.['rollingupgrade'] !== undefined;

for (const rule of alerts) {
  test(`${rule.alert} is routed to the hook if it is for the hook, and to people if not`, () => {
    assert.equal(rule.labels?.['kafka_hooks'], isForTheHook(rule) ? 'true' : undefined);
    assert.equal(rule.labels?.['alertGroup'], 'kafka');
    assert.match(rule.labels?.['severity'] ?? '', /^(info|warning|critical)$/);
  });

  test(`${rule.alert} says what is wrong, and where to read on`, () => {
    const { summary = '', description = '', runbook_url = '' } = rule.annotations ?? {};
    assert.ok(summary.includes('{{ $labels.') && !summary.endsWith('.') && description.trim().endsWith('.'));
    const [, file = '', anchor] = /\/blob\/main\/(.+)#(.+)$/.exec(runbook_url) ?? [];
    const headings = [...readFileSync(path.join(repository, file), 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading ?? '');
    assert.ok(headings.map((heading) => heading.toLowerCase().replaceAll(' ', '-')).includes(anchor ?? ''), runbook_url);
  });

  test(`${rule.alert} has a case in which it fires and one in which it does not`, () => {
    const expected = ruleCases.flatMap(({ cases }) => cases.flatMap(({ expect }) => expect)).filter(({ alert }) => alert === rule.alert);
    assert.ok(expected.some(({ fires }) => fires.length > 0));
    assert.ok(expected.some(({ fires }) => fires.length === 0));
  });
}

test('each command is shown to promtool with all its labels and annotations', () => {
  const shown = ruleCases.flatMap(({ cases }) => cases.flatMap(({ says }) => says?.alert ?? []));
  for (const { alert } of acting) assert.ok(shown.includes(alert), alert);
});

test('no rule that acts looks at replication: more brokers do not mend it', () => {
  for (const { alert, expr } of acting) assert.doesNotMatch(expr, /underreplicated|minisr|offline/, alert);
});

test('whatever expressions name is measured here or exported by Kafka, the kubelet or the hook', () => {
  const exported = new Set(
    readFileSync(path.join(repository, 'test/rules/exported-metrics.txt'), 'utf8')
      .split('\n')
      .filter((line) => !line.startsWith('#'))
      .map((line) => line.split(' ')[0]),
  );
  const others = /^(kubelet_volume_stats_(available|capacity)_bytes|kafka_hooks_alerts_total)$/;
  const expressions = [...alerts.map(({ expr }) => expr), ...measures.values()];
  const used = new Set(expressions.flatMap(metricsIn));
  assert.ok(used.size >= 12);
  assert.deepEqual(
    [...used, ...Object.values(METRIC)].filter((name) => !exported.has(name) && !others.test(name)),
    [],
  );
  assert.deepEqual(
    expressions.flatMap(measuresIn).filter((name) => !measures.has(name)),
    [],
  );
});

test('a cluster that grew by a rule is beyond all rules that shrink, and the other way round, from one broker to many', () => {
  const BUSY = 'kafka_cluster:busy:avg10m';
  const PARTITIONS = 'kafka_cluster:partitions_per_broker:avg';
  const highBusy = thresholdOf(alertNamed('KafkaBrokerOverloaded').expr, BUSY, '>');
  const highPartitions = thresholdOf(alertNamed('KafkaPartitionCountHigh').expr, PARTITIONS, '>');
  const shrinking = acting.filter(({ annotations }) => annotations?.['command'] === 'downScale');
  assert.equal(shrinking.length, 2);
  for (const { alert, expr } of shrinking) {
    const lowBusy = thresholdOf(expr, BUSY, '<');
    const lowPartitions = thresholdOf(expr, PARTITIONS, '<');
    for (let brokers = 1; brokers < 100; brokers += 1) {
      // The averages just above the limits, after one broker came.
      const grown = brokers / (brokers + 1);
      assert.ok(highBusy * grown >= lowBusy && highPartitions * grown >= lowPartitions, `${alert} at ${brokers} + 1`);
      // The averages just below the limits, after one broker went.
      const shrunk = (brokers + 1) / brokers;
      assert.ok(lowBusy * shrunk <= highBusy && lowPartitions * shrunk <= highPartitions, `${alert} at ${brokers + 1} - 1`);
    }
  }
});

test('the reasons that a person is told of are reasons, and none of them is mended by waiting', () => {
  const [, list = ''] = /reason=~"([^"]+)"/.exec(alertNamed('KafkaAlertNeedsPerson').expr) ?? [];
  const reasons = list.split('|');
  assert.deepEqual(reasons, [...reasons].sort());
  for (const reason of reasons) assert.ok(reason in ALERT_REASONS, reason);
  for (const passing of ['CoolingDown', 'BrokersRolling', 'BrokersNotReady', 'ClaimsPending', 'AlreadyActed']) {
    assert.ok(!reasons.includes(passing), passing);
  }
});
