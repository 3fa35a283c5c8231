/** How two objects are compared: paths that people read, and nothing that must not be shown. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { authoredChanges, objectChanges } from '../../../hooks/plan/object-changes.ts';
import { diffValues } from '../../../hooks/plan/object-diff.ts';
import { diffOptions } from '../../../hooks/plan/option-diff.ts';
import type { FieldChange } from '../../../hooks/plan/plan.ts';

const text = ({ key, from = '∅', to = '∅' }: FieldChange): string => `${key}: ${from} → ${to}`;

const values = [
  { it: 'sees no difference in equal values', from: { a: [{ name: 'x' }] }, to: { a: [{ name: 'x' }] }, says: [] },
  { it: 'walks into maps', from: { a: { b: 1 } }, to: { a: { b: 2, c: true } }, says: ['a.b: 1 → 2', 'a.c: ∅ → true'] },
  {
    it: 'knows items of a list by their name, whatever their order',
    from: { containers: [{ name: 'kafka', image: 'a' }, { name: 'side' }] },
    to: { containers: [{ name: 'side' }, { name: 'kafka', image: 'b' }] },
    says: ['containers[kafka].image: a → b'],
  },
  { it: 'knows items without a name by their place', from: [{ a: 1 }, { a: 1 }], to: [{ a: 1 }, { a: 2 }], says: ['[1].a: 1 → 2'] },
  {
    it: 'shows a list of words whole',
    from: { roles: ['broker'] },
    to: { roles: ['broker', 'controller'] },
    says: ['roles: broker → broker, controller'],
  },
  { it: 'puts names with dots in brackets', from: {}, to: { labels: { 'a.b/c': 'd' } }, says: ['labels: ∅ → {"a.b/c":"d"}'] },
  {
    it: 'compares options key by key',
    from: { readOnlyConfig: 'a=1\nb=2' },
    to: { readOnlyConfig: 'b=3\n a = 1' },
    says: ['readOnlyConfig: b: 2 → 3'],
  },
  {
    it: 'tells of a long text only how long it is',
    from: { 'a.yaml': 'x\ny' },
    to: { 'a.yaml': 'x\nz\n' },
    says: ['a.yaml: (2 lines) → (2 lines)'],
  },
  {
    it: 'hides a variable whose name sounds like a secret',
    from: { envs: [{ name: 'DB_PASSWORD', value: 'one' }] },
    to: { envs: [{ name: 'DB_PASSWORD', value: 'two' }] },
    says: ['envs[DB_PASSWORD].value: **** → ****'],
  },
  {
    it: 'hides it when the variable is new',
    from: { envs: [] },
    to: { envs: [{ name: 'TOKEN', value: 'two' }] },
    says: ['envs[TOKEN]: ∅ → {"name":"TOKEN","value":"****"}'],
  },
  {
    it: 'hides a password in the middle of a text',
    from: { jvm: '-Xmx1g -Djavax.net.ssl.keyStorePassword=one', note: 'passwords: two' },
    to: { jvm: '-Xmx2g -Djavax.net.ssl.keyStorePassword=two', envs: [{ name: 'OPTS', value: '-Dapi.token=three' }] },
    says: [
      'jvm: -Xmx1g -Djavax.net.ssl.keyStorePassword=**** → -Xmx2g -Djavax.net.ssl.keyStorePassword=****',
      'note: passwords: two → ∅',
      'envs: ∅ → [{"name":"OPTS","value":"-Dapi.token=****"}]',
    ],
  },
  {
    it: 'hides the password in an address',
    from: { proxy: 'http://me:one@proxy:80/a' },
    to: { proxy: 'http://me:two@proxy:80/a' },
    says: ['proxy: http://me:****@proxy:80/a → http://me:****@proxy:80/a'],
  },
  {
    it: 'walks into lists of lists',
    from: { envs: [[{ name: 'A', value: '1' }], []] },
    to: { envs: [[{ name: 'A', value: '2' }], [{ name: 'B', value: '3' }]] },
    says: ['envs[0][A].value: 1 → 2', 'envs[1][B]: ∅ → {"name":"B","value":"3"}'],
  },
  { it: 'shows where a secret is', from: { secretName: 'a' }, to: { secretName: 'b' }, says: ['secretName: a → b'] },
] as const;

for (const c of values) test(c.it, () => assert.deepEqual(diffValues(c.from, c.to).map(text), c.says));

const options = [
  { it: 'does not count order, comments and blanks', from: 'a=1\nb=2', to: '# c\nb = 2\n\na=1', says: [] },
  { it: 'tells what came and what went', from: 'a=1', to: 'b=2', says: ['a: 1 → ∅', 'b: ∅ → 2'] },
  {
    it: 'hides what Kafka calls a password',
    from: 'listener.name.x.ssl.keystore.password=1',
    to: '',
    says: ['listener.name.x.ssl.keystore.password: **** → ∅'],
  },
  {
    it: 'hides what sounds like one in an option that Kafka does not know',
    from: '',
    to: 'my.plugin.secret=1',
    says: ['my.plugin.secret: ∅ → ****'],
  },
  {
    it: 'shows an option with such a word that Kafka knows',
    from: '',
    to: 'delegation.token.expiry.time.ms=1',
    says: ['delegation.token.expiry.time.ms: ∅ → 1'],
  },
] as const;

for (const c of options) test(c.it, () => assert.deepEqual(diffOptions(c.from, c.to).map(text), c.says));

const secret = (value: string) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'a', namespace: 'b', uid: '1' },
  data: { key: value },
});

test('never shows what is in a Secret', () => {
  assert.deepEqual(authoredChanges(secret('b25l'), secret('dHdv')).map(text), ['data.key: **** → ****']);
});

test('does not count what scheduler, kubelet and volumes add', () => {
  const claim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'a', uid: '1' },
    spec: { accessModes: ['ReadWriteOnce'] },
  };
  const bound = {
    ...claim,
    metadata: {
      ...claim.metadata,
      resourceVersion: '2',
      annotations: { 'pv.kubernetes.io/bind-completed': 'yes', 'volume.kubernetes.io/selected-node': 'n' },
    },
    spec: { ...claim.spec, volumeName: 'v' },
    status: { phase: 'Bound' },
  };
  assert.deepEqual(objectChanges([claim], [bound]), []);
});

test('calls an object with another UID replaced, and lists deletions before updates', () => {
  const object = (name: string, uid: string, data = {}) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, uid }, data });
  const changes = objectChanges(
    [object('a', '1'), object('b', '1'), object('c', '1')],
    [object('b', '2'), object('c', '1', { x: 'y' }), object('d', '1')],
  );
  assert.deepEqual(
    changes.map(({ verb, name }) => `${verb} ${name}`),
    ['create d', 'delete a', 'replace b', 'update c'],
  );
});
