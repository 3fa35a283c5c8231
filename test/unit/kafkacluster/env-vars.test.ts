/** Koperator's vector of environment variables (koperator.md, section 11.3), and what surrounds it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeEnvVars } from '../../../hooks/kafkacluster/env-vars.ts';

const all = (value: string, names: readonly string[]) => names.map((name) => ({ name, value }));
const valuesOf = (merged: ReturnType<typeof mergeEnvVars>) => Object.fromEntries(merged.map((v) => [v.name, v.value ?? '']));

test('merges defaults, cluster, group and broker as Koperator does', () => {
  const defaults = all('code', ['b', 'e']);
  const cluster = [...all('global', ['a', 'd+', 'g', 'i+', 'j', 'k', 'm+', '+o']), { name: 'n', value: '' }];
  const group = [...all('group', ['b', 'e+', 'g', 'h', 'i', 'm+', '+o']), ...all(' group', ['j+', 'k+', 'l+'])];
  const broker = all('broker', ['c', 'f+', 'h', 'i+', 'j', '+k', '+l', 'm+', '+o']);
  const cases = valuesOf(mergeEnvVars(defaults, cluster, group, broker));
  assert.deepEqual(cases, {
    a: 'global',
    b: 'group',
    c: 'broker',
    d: 'global',
    e: 'codegroup',
    f: 'broker',
    g: 'group',
    h: 'broker',
    i: 'groupbroker',
    j: 'broker',
    k: 'brokerglobal group',
    l: 'broker group',
    m: 'globalgroupbroker',
    n: '',
    o: 'brokergroupglobal',
  });
});

test('replaces a text by a reference whatever sign the name has', () => {
  const valueFrom = { secretKeyRef: { name: 's', key: 'k' } };
  assert.deepEqual(mergeEnvVars([{ name: 'A', value: 'x' }], [{ name: 'A+', valueFrom }]), [{ name: 'A', valueFrom }]);
});

test('writes no empty value, which the API server would drop', () =>
  assert.deepEqual(mergeEnvVars([{ name: 'A', value: '' }]), [{ name: 'A' }]));
test('sorts by name and trims it', () =>
  assert.deepEqual(
    mergeEnvVars([
      { name: ' b ', value: '1' },
      { name: 'a', value: '2' },
    ]).map((v) => v.name),
    ['a', 'b'],
  ));
