/** What a saved state holds and what it never holds, and the sentence for each file that is none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dump, load } from 'js-yaml';
import { readState } from '../../../../hooks/engine/state/read.ts';
import { isNameOnly, NAME_ONLY } from '../../../../hooks/engine/state/saved-form.ts';
import { assertCovered, isWithin } from '../../../../hooks/engine/state/scope.ts';
import { writeState } from '../../../../hooks/engine/state/write.ts';
import type { KubeObject } from '../../../../hooks/kube/types.ts';

const object = (kind: string, name: string, more: object = {}) => ({ apiVersion: 'v1', kind, metadata: { name, namespace: 'n' }, ...more });
const scope = { wholeCluster: true, namespaces: ['n'] };
const known = (...objects: readonly KubeObject[]) => ({ objects, scope, notes: ['a note'] });
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

test('reads what it wrote, in an order of its own', () => {
  const [a, b, c] = [object('Pod', 'b'), object('Pod', 'a'), object('ConfigMap', 'z')];
  assert.deepEqual(readState(writeState(known(a, b, c)), 'state.yaml'), known(c, b, a));
  assert.deepEqual(writeState(known(c, b, a)), writeState(known(a, b, c)));
});

test('keeps the names of a Secret’s entries and none of its values', () => {
  const secret = {
    ...object('Secret', 's', { type: 'Opaque', data: { password: 'aHVudGVyMg==' }, stringData: { more: 'hunter2' } }),
    metadata: { name: 's', namespace: 'n', annotations: { [LAST_APPLIED]: '{"data":{"password":"aHVudGVyMg=="}}', mine: 'stays' } },
  };
  const saved = writeState(known(secret));
  assert.doesNotMatch(JSON.stringify(saved), /hunter2|aHVudGVyMg/);
  assert.deepEqual(saved.items, [
    {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'Opaque',
      metadata: { name: 's', namespace: 'n', annotations: { mine: 'stays', [NAME_ONLY]: 'true' } },
      data: { password: '' },
    },
  ]);
});

test('leaves managedFields out and what kubectl applied in', () => {
  const metadata = { name: 'a', annotations: { [LAST_APPLIED]: '{}' } };
  const saved = writeState(
    known({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...metadata, managedFields: [{ manager: 'kubectl' }] } }),
  );
  assert.deepEqual(saved.items, [{ apiVersion: 'v1', kind: 'ConfigMap', metadata }]);
});

test('a Secret is never taken for one whose content is known', () => {
  const [saved] = writeState(known(object('Secret', 's', { data: { a: 'YQ==' } }))).items;
  assert.ok(saved !== undefined && isNameOnly(saved));
  assert.ok(!isNameOnly(object('ConfigMap', 'c')));
});

test('YAML that is cut off at whatever line is no state', () => {
  const text = dump(writeState(known(object('Pod', 'a'), object('Pod', 'b'), object('Pod', 'c'))), { lineWidth: -1 });
  const lines = text.trimEnd().split('\n');
  assert.doesNotThrow(() => readState(load(text), 's.yaml'));
  for (let end = 2; end < lines.length; end += 1)
    assert.throws(() => readState(load(lines.slice(0, end).join('\n')), 's.yaml'), /^Failure: s\.yaml is no saved state: /, `${end} lines`);
});

const absent: readonly { readonly it: string; readonly object: KubeObject; readonly sure: boolean; readonly within?: typeof scope }[] = [
  { it: 'a Secret where was looked', object: object('Secret', 's'), sure: true },
  { it: 'a Secret where was not looked', object: object('Secret', 's'), sure: false, within: { ...scope, namespaces: ['m'] } },
  { it: 'a claim of others', object: object('PersistentVolumeClaim', 'c'), sure: false },
  { it: 'a namespace', object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'x' } }, sure: true },
  { it: 'a role', object: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'x' } }, sure: false },
  {
    it: 'a KafkaTopic anywhere',
    object: { apiVersion: 'kafka.banzaicloud.io/v1alpha1', kind: 'KafkaTopic', metadata: { name: 't', namespace: 'm' } },
    sure: true,
  },
  {
    it: 'a KafkaTopic outside the one namespace that was saved',
    object: { apiVersion: 'kafka.banzaicloud.io/v1alpha1', kind: 'KafkaTopic', metadata: { name: 't', namespace: 'm' } },
    sure: false,
    within: { ...scope, wholeCluster: false },
  },
];
for (const { it, object: missing, sure, within = scope } of absent)
  test(`${it} is ${sure ? 'surely not there' : 'perhaps there'} when a state has none`, () =>
    assert.equal(isWithin(within, missing), sure));

test('a state of one namespace says nothing of another', () => {
  const one = { wholeCluster: false, namespaces: ['n'] };
  assert.doesNotThrow(() => assertCovered(one, [object('Secret', 's')], 's.yaml'));
  assert.doesNotThrow(() =>
    assertCovered(scope, [object('Secret', 's'), { ...object('Secret', 's'), metadata: { namespace: 'm' } }], 's.yaml'),
  );
  assert.throws(() => assertCovered(one, [{ kind: 'Secret', metadata: { name: 's', namespace: 'm' } }], 's.yaml'), {
    exit: 2,
    message:
      's.yaml holds nothing but namespace n, and Secret s is in namespace m; make a state of that namespace or, without -n, of all with kafka-hooks dump',
  });
});

const good = { ...writeState({ objects: [], scope, notes: [] }) };
const wrong: readonly { readonly it: string; readonly document: unknown; readonly says: RegExp }[] = [
  { it: 'an empty file', document: undefined, says: /^s\.yaml is no saved state: it does not begin with apiVersion: kafka-hooks\.io\/v2/ },
  { it: 'another resource', document: { apiVersion: 'v1', kind: 'List', items: [] }, says: /is no saved state/ },
  { it: 'a State of others', document: { ...good, apiVersion: 'other.io/v1' }, says: /is no saved state/ },
  {
    it: 'another version',
    document: { ...good, apiVersion: 'kafka-hooks.io/v1' },
    says: /is a state of version kafka-hooks\.io\/v1, this release reads kafka-hooks\.io\/v2/,
  },
  {
    it: 'a state without a scope',
    document: { ...good, scope: { wholeCluster: true } },
    says: /scope does not say wholeCluster and namespaces/,
  },
  { it: 'notes that are no texts', document: { ...good, notes: [1] }, says: /notes is not a list of texts/ },
  { it: 'a state without its end', document: { ...good, count: undefined }, says: /is cut off: the count of its items/ },
  { it: 'a state that lacks an item', document: { ...good, count: 1 }, says: /it holds 0 items, and its count says 1/ },
  { it: 'items that are no list', document: { ...good, items: {} }, says: /items is not a list/ },
  {
    it: 'an item without a kind',
    document: { ...good, items: [{ apiVersion: 'v1', metadata: { name: 'a' } }] },
    says: /items\[0\] has no kind/,
  },
  {
    it: 'an item without a name',
    document: { ...good, items: [{ apiVersion: 'v1', kind: 'Pod' }] },
    says: /items\[0\] has no metadata\.name/,
  },
  {
    it: 'an item whose metadata is misshapen',
    document: { ...good, items: [{ apiVersion: 'v1', kind: 'Node', metadata: { name: 'a', ownerReferences: 3 } }] },
    says: /items\[0\] cannot be: metadata\.ownerReferences is not a list of objects/,
  },
];
for (const { it, document, says } of wrong) {
  test(`refuses ${it}, in one line, with exit code 2`, () =>
    assert.throws(
      () => readState(document, 's.yaml'),
      (error: { readonly exit: number; readonly message: string }) => {
        assert.match(error.message, says);
        assert.doesNotMatch(error.message, /\n/);
        assert.equal(error.exit, 2);
        return true;
      },
    ));
}
