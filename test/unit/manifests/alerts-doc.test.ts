/** docs/alerts.md held against the code: its tables name what there is, in the order in which it is asked, and its examples work. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { load } from 'js-yaml';
import type { Asked } from '../../../hooks/alert/asked.ts';
import type { Command } from '../../../hooks/alert/commands/command.ts';
import { commands } from '../../../hooks/alert/commands/registry.ts';
import { readLimits } from '../../../hooks/alert/limits.ts';
import { ALERT_REASONS } from '../../../hooks/alert/reasons.ts';
import type { KafkaCluster, KafkaClusterSpec } from '../../../hooks/api/kafka-cluster.ts';
import { EMPTY_RECORD } from '../../../hooks/kafkacluster/alerts/record.ts';
import { alertsEnvironmentHelp } from '../../../hooks/server/alerts/settings.ts';
import { modelOf, settled } from '../kafkacluster/world.ts';
import { acting } from './shipped-rules.ts';

const repository = path.join(import.meta.dirname, '../../..');
const textOf = (file: string): string => readFileSync(path.join(repository, file), 'utf8');
const text = textOf('docs/alerts.md');
/** Without what stands in fences, whose backticks are no quotes. */
const prose = text.replaceAll(/^```.*?^```$/gms, '');
const yamls = [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, yaml]) => load(yaml ?? ''));

/** The cells of the table below a heading of the page. */
const table = (heading: string): readonly (readonly string[])[] => {
  const start = text.indexOf(`\n## ${heading}\n`);
  assert.ok(start >= 0, heading);
  const section = text.slice(start, text.indexOf('\n## ', start + 1));
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
};
const codes = (cell: string | undefined): readonly string[] => [...(cell ?? '').matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? '');

test('the commands are those of the registry, with the time that each rests for', () => {
  assert.deepEqual(
    table('Commands').map((row) => [codes(row[0])[0], row.at(-1)]),
    commands.map(({ name, coolDownSeconds }) => [name, `${coolDownSeconds} s`]),
  );
});

interface Schema {
  readonly $defs: Readonly<Record<string, { readonly properties: Readonly<Record<string, { readonly 'x-default'?: string }>> }>>;
}

test('the limits are the fields of alertManagerConfig, with their defaults', () => {
  const { $defs } = load(textOf('schemas/definitions/kafka-cluster.yaml')) as Schema;
  const fields = Object.entries($defs['AlertManagerConfig']?.properties ?? {}).map(([name, field]) => [name, field['x-default']]);
  const groups = Object.keys($defs['AlertGroupLimits']?.properties ?? {}).map((name) => `groups.*.${name}`);
  const told = table('Limits').map(([field, fallback]) => [codes(field), fallback]);
  const one = (entry: readonly unknown[]) => [[entry[0]], entry[1]];
  const byName = (list: readonly unknown[]): readonly string[] => list.map((entry) => JSON.stringify(entry)).sort();
  assert.deepEqual(byName(told), byName([...fields.filter(([name]) => name !== 'groups').map(one), [groups, 'no limit']]));
});

test('the default limits are what the code falls back to', () => {
  const limits = readLimits({});
  const told = Object.fromEntries(table('Limits').map(([field, fallback]) => [codes(field)[0], fallback]));
  assert.deepEqual(
    [
      told['downScaleLimit'],
      told['maxDiskSize'],
      told['maxDisksPerBroker'],
      told['maxActionsPerDay'],
      told['noDownScaleAfterUpScaleSeconds'],
    ],
    [limits.leastBrokers, limits.mostDiskSize.text, limits.mostDisks, limits.actionsPerDay, limits.noDownAfterUpSeconds].map(String),
  );
  assert.deepEqual([limits.mostBrokers, limits.dryRun], ['double', false]);
});

/** Reasons in the order in which the guards of a file name them. */
const reasonsIn = (file: string): readonly string[] =>
  [...textOf(`hooks/alert/guards/${file}.ts`).matchAll(/'(\w+)'/g)].map(([, word]) => word ?? '').filter((word) => word in ALERT_REASONS);

test('the guards stand in the order in which they are asked', () => {
  const asked = ['repeats', 'rest', 'bounds', 'pace', 'validity'].flatMap(reasonsIn);
  assert.deepEqual(
    table('Guards').flatMap(([, reasons]) => codes(reasons)),
    [...new Set(asked)],
  );
  const decide = textOf('hooks/alert/decide.ts');
  assert.match(decide, /firstObjection\(repeatGuards/);
  assert.match(decide, /firstObjection\(restGuards.*\[brokersAreReady, \.\.\.boundGuards, \.\.\.paceGuards, specStaysValid\]/s);
});

test('each reason for which an alert is refused is on the page', () => {
  const notRefused = ['Acted', 'DryRun', 'ErrorNoted', 'ErrorCleared', 'NoCommand', 'Resolved'];
  const told = codes(prose);
  const missing = Object.keys(ALERT_REASONS).filter((reason) => !notRefused.includes(reason) && !told.includes(reason));
  assert.deepEqual(missing, []);
});

test('the rules that act are those that are shipped', () => {
  const told = table('Rules that act').map(([alert, , command]) => [codes(alert)[0], codes(command)[0]]);
  const shipped = acting.map(({ alert, annotations }) => [alert, annotations?.['command']]);
  assert.deepEqual([...told].sort(), [...shipped].sort());
});

test('every variable that is named is one of the command', () => {
  const known = alertsEnvironmentHelp.map(({ term }) => term.split('=')[0]);
  const named = codes(prose).filter((code) => /^[A-Z]+_[A-Z_]+$/.test(code));
  assert.ok(named.length >= 4);
  assert.deepEqual(
    named.filter((name) => !known.includes(name)),
    [],
  );
});

test('every link within the repository leads to something', () => {
  const links = [...text.matchAll(/\]\((\.\.\/[^)#]+)/g)].map(([, link]) => link ?? '');
  assert.ok(links.length >= 10);
  for (const link of links) assert.ok(existsSync(path.join(repository, 'docs', link)), link);
});

test('the example of limits is a spec that is not refused', async () => {
  await settled({ spec: yamls[0] as Partial<KafkaClusterSpec> });
});

test('the example for Argo CD names the manager under which the hook patches', () => {
  const { ignoreDifferences } = yamls[1] as {
    readonly ignoreDifferences: readonly { readonly managedFieldsManagers: readonly string[] }[];
  };
  const [manager] = ignoreDifferences[0]?.managedFieldsManagers ?? [];
  assert.match(textOf('hooks/adapters/kubernetes/alert-world.ts'), new RegExp(`FIELD_MANAGER = '${manager}'`));
});

const folder = mkdtempSync(path.join(tmpdir(), 'kafka-hooks-command-'));
after(() => rmSync(folder, { recursive: true }));

test('the example of an own command is one, and moves a broker', async () => {
  const [, source = ''] = /^```ts\n(.*?)^```$/ms.exec(text) ?? [];
  const home = pathToFileURL(path.join(repository, 'hooks/alert/commands/')).href;
  const file = path.join(folder, 'move-to-group.ts');
  writeFileSync(
    file,
    source.replaceAll(/from '(\.[^']+)'/g, (_, to: string) => `from '${new URL(to, home).href}'`),
  );
  const { moveToGroup } = (await import(pathToFileURL(file).href)) as { readonly moveToGroup: Command };

  const cluster = modelOf();
  const asked = (labels: Asked['alert']['labels']): Asked => ({
    alert: {
      name: 'BrokerSlow',
      fingerprint: 'cbf29ce484222325',
      labels,
      annotations: { command: 'moveToGroup', brokerConfigGroup: 'large' },
      firing: true,
      startsAt: 0,
      endsAt: undefined,
    },
    command: moveToGroup,
    target: { apiVersion: 'kafka.banzaicloud.io/v1beta1', kind: 'KafkaCluster', metadata: {}, spec: cluster.spec } as KafkaCluster,
    cluster,
    record: EMPTY_RECORD,
    limits: readLimits({}),
    claim: undefined,
    now: 0,
  });
  const change = moveToGroup.propose(asked({ brokerId: '0' }));
  assert.ok(change.kind === 'change');
  assert.deepEqual(
    change.brokers?.map(({ id, brokerConfigGroup }) => [id, brokerConfigGroup]),
    cluster.spec.brokers.map(({ id, brokerConfigGroup }) => [id, id === 0 ? 'large' : brokerConfigGroup]),
  );
  assert.equal(moveToGroup.propose(asked({})).kind, 'invalid');
});
