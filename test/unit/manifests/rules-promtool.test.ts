/**
 * The shipped rules, run by promtool as Prometheus runs them, over the tables in test/rules. Needs a promtool of Prometheus 2.42 or
 * later, named by PROMTOOL_BINARY or in the PATH; without one these tests are skipped.
 */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { ruleCases } from '../../rules/all.ts';
import { aboutOf, type Expectation, type RuleCase } from '../../rules/rule-case.ts';
import { ruleFiles } from './shipped-rules.ts';

const promtool = process.env['PROMTOOL_BINARY'] ?? 'promtool';
const isThere = spawnSync(promtool, ['--version']).status === 0;
const skip = isThere ? false : `no promtool: ${promtool} cannot be run; PROMTOOL_BINARY may name one`;

const folder = mkdtempSync(path.join(tmpdir(), 'kafka-hooks-rules-'));
after(() => rmSync(folder, { recursive: true }));

// JSON is YAML. promtool takes the groups without what Kubernetes has around them.
const write = (name: string, content: unknown): string => {
  const file = path.join(folder, name);
  writeFileSync(file, JSON.stringify(content));
  return file;
};
const rules = new Map(
  ruleFiles.map(({ file, spec }) => [path.basename(file, '.yaml'), write(`${path.basename(file, '.yaml')}.json`, spec)] as const),
);
const filesOf = (names: readonly string[]): readonly string[] => names.map((name) => rules.get(name) ?? name);

/** Measures first: promtool takes groups in any order, and a value may then be a minute old. */
const groupsOf = (names: readonly string[]): readonly string[] => names.map((name) => `kafka-hooks.${name}`);

const firing = ({ at, alert, fires }: Expectation) => {
  const by = aboutOf(alert);
  const labels = (who: string): string =>
    `{${who
      .split('/')
      .map((value, index) => `${by[index]}="${value}"`)
      .join(', ')}}`;
  return {
    expr: `group by (${by.join(', ')}) (ALERTS{alertname="${alert}", alertstate="firing"})`,
    eval_time: `${at}m`,
    exp_samples: fires.map((who) => ({ labels: labels(who), value: 1 })),
  };
};

const promtoolTest = ({ it, given, expect, says }: RuleCase) => ({
  name: it,
  interval: '1m',
  input_series: given.map(([series, values]) => ({ series, values })),
  promql_expr_test: expect.map(firing),
  ...(says !== undefined && {
    alert_rule_test: [
      { alertname: says.alert, eval_time: `${says.at}m`, exp_alerts: [{ exp_labels: says.labels, exp_annotations: says.annotations }] },
    ],
  }),
});

const run = promisify(execFile);

/** What promtool says; empty when all is well. */
const verdict = async (args: readonly string[]): Promise<string> => {
  try {
    await run(promtool, [...args]);
    return '';
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    return `${stdout}${stderr}` || String(error);
  }
};

test('promtool reads all rules', { skip }, async () => assert.equal(await verdict(['check', 'rules', ...rules.values()]), ''));

for (const { topic, rules: names, everyMinutes, cases } of ruleCases) {
  test(`rules as Prometheus runs them: ${topic}, ${cases.length} cases`, { skip }, async () => {
    const file = write(`${topic}.test.json`, {
      rule_files: filesOf(names),
      group_eval_order: groupsOf(names),
      evaluation_interval: `${everyMinutes}m`,
      tests: cases.map(promtoolTest),
    });
    assert.equal(await verdict(['test', 'rules', file]), '');
  });
}

test('a case that expects too much fails', { skip }, async () => {
  const [topic] = ruleCases;
  const [first] = topic?.cases ?? [];
  assert.ok(topic !== undefined && first !== undefined);
  const wrong = { ...first, expect: [{ at: 20, alert: 'KafkaBrokerOverloaded', fires: [] }] };
  const file = write('wrong.test.json', { rule_files: filesOf(topic.rules), evaluation_interval: '1m', tests: [promtoolTest(wrong)] });
  assert.match(await verdict(['test', 'rules', file]), /FAILED/);
});
