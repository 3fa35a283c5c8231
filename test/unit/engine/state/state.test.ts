/** What a saved state holds and what it never holds, and the sentence for each file that is none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readState } from '../../../../hooks/engine/state/read.ts';
import { writeState } from '../../../../hooks/engine/state/write.ts';

const object = (kind: string, name: string, more: object = {}) => ({ apiVersion: 'v1', kind, metadata: { name, namespace: 'n' }, ...more });
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

test('reads what it wrote, in an order of its own', () => {
  const [a, b, c] = [object('Pod', 'b'), object('Pod', 'a'), object('ConfigMap', 'z')];
  assert.deepEqual(readState(writeState([a, b, c]), 'state.yaml'), [c, b, a]);
  assert.deepEqual(writeState([c, b, a]), writeState([a, b, c]));
});

test('keeps the names of a Secret’s entries and none of its values', () => {
  const secret = {
    ...object('Secret', 's', { type: 'Opaque', data: { password: 'aHVudGVyMg==' }, stringData: { more: 'hunter2' } }),
    metadata: { name: 's', namespace: 'n', annotations: { [LAST_APPLIED]: '{"data":{"password":"aHVudGVyMg=="}}', mine: 'stays' } },
  };
  const saved = writeState([secret]);
  assert.doesNotMatch(JSON.stringify(saved), /hunter2|aHVudGVyMg/);
  assert.deepEqual(saved.items, [
    {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'Opaque',
      metadata: { name: 's', namespace: 'n', annotations: { mine: 'stays' } },
      data: { password: '' },
    },
  ]);
});

test('leaves managedFields out and what kubectl applied in', () => {
  const metadata = { name: 'a', annotations: { [LAST_APPLIED]: '{}' } };
  const saved = writeState([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...metadata, managedFields: [{ manager: 'kubectl' }] } }]);
  assert.deepEqual(saved.items, [{ apiVersion: 'v1', kind: 'ConfigMap', metadata }]);
});

const good = { apiVersion: 'kafka-hooks.io/v1', kind: 'State', items: [] };
const wrong: readonly { readonly it: string; readonly document: unknown; readonly says: RegExp }[] = [
  { it: 'an empty file', document: undefined, says: /^s\.yaml is no saved state: it does not begin with apiVersion: kafka-hooks\.io\/v1/ },
  { it: 'another resource', document: { apiVersion: 'v1', kind: 'List', items: [] }, says: /is no saved state/ },
  { it: 'a State of others', document: { ...good, apiVersion: 'other.io/v1' }, says: /is no saved state/ },
  {
    it: 'another version',
    document: { ...good, apiVersion: 'kafka-hooks.io/v2' },
    says: /is a state of version kafka-hooks\.io\/v2, this release reads/,
  },
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
