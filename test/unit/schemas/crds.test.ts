/**
 * The CRDs hold to the rules of the API server, and to ours: small, without defaults, every field described.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CRDS } from './crd-files.ts';
import { type Schema, structuralFaults, walk } from './structural-schema.ts';

const MOST_BYTES = 200_000;

/** Metadata is Kubernetes' own: a CRD may say no more of it than that it is an object. */
const withoutMetadata = (schema: Schema): Schema => {
  const { metadata: _metadata, ...properties } = schema['properties'] as Readonly<Record<string, unknown>>;
  return { ...schema, properties };
};

interface Rule {
  readonly rule?: string;
  readonly message?: string;
}

for (const { plural, bytes, crd, schema } of CRDS) {
  describe(plural, () => {
    const nodes = walk(withoutMetadata(schema), '');

    test('has a structural schema', () => assert.deepEqual(structuralFaults(withoutMetadata(schema), ''), []));

    test(`is smaller than ${MOST_BYTES} bytes`, () => assert.ok(bytes < MOST_BYTES, `${bytes} bytes`));

    test('sets no default: a hook must see that a field is absent', () =>
      assert.deepEqual(
        nodes.filter(([, node]) => 'default' in node).map(([path]) => path),
        [],
      ));

    test('describes every field', () =>
      assert.deepEqual(
        nodes.filter(([path, node]) => /\.\w+$/.test(path) && typeof node['description'] !== 'string').map(([path]) => path),
        [],
      ));

    test('has no rule without a message that says what to do', () => {
      const rules = nodes.flatMap(([path, node]) =>
        ((node['x-kubernetes-validations'] ?? []) as readonly Rule[]).map((rule) => ({ path, ...rule })),
      );
      assert.deepEqual(
        rules.filter(({ rule, message }) => rule === undefined || message === undefined || !/[:;,] /.test(message)),
        [],
      );
    });

    test('bounds each list and map over which a rule runs, so that the API server accepts its cost', () => {
      const spec = nodes.filter(([path]) => path.startsWith('.spec'));
      const rules = spec.flatMap(([path, node]) =>
        ((node['x-kubernetes-validations'] ?? []) as readonly Rule[]).map((rule) => ({ path, text: rule.rule ?? '' })),
      );
      const looped = rules.flatMap(({ path, text }) =>
        [...text.matchAll(/self((?:\.\w+)*)\.(?:all|exists|exists_one|filter|map)\(/g)].map((match) => `${path}${match[1]}`),
      );
      const unbounded = spec.filter(
        ([path, node]) => looped.includes(path) && node['maxItems'] === undefined && node['maxProperties'] === undefined,
      );
      assert.deepEqual(
        unbounded.map(([path]) => path),
        [],
      );
    });

    test('keeps status open: no enum, pattern or bound can refuse one', () => {
      const strict = nodes.filter(
        ([path, node]) =>
          path.startsWith('.status') && ['enum', 'pattern', 'minimum', 'maximum', 'maxItems', 'maxLength'].some((k) => k in node),
      );
      const required = nodes.filter(([path, node]) => path.startsWith('.status') && 'required' in node).map(([path]) => path);
      assert.deepEqual([strict.map(([path]) => path), required], [[], ['.status.conditions[]']]);
    });

    test('prints only columns that its schema has', () => {
      const known = new Set(nodes.map(([path]) => path));
      const missing = crd.spec.versions[0].additionalPrinterColumns
        .map((column) => column.jsonPath.replace(/\[\?.*?\)\]/, '[]'))
        .filter((path) => !path.startsWith('.metadata.') && !known.has(path));
      assert.deepEqual(missing, []);
    });

    test('has names, scope and the status subresource', () => {
      assert.equal(crd.metadata.name, `${crd.spec.names.plural}.${crd.spec.group}`);
      assert.equal(crd.spec.scope, 'Namespaced');
      assert.deepEqual(crd.spec.versions[0].subresources, { status: {} });
    });
  });
}

test('the kinds have the group, versions and short names that their users type', () =>
  assert.deepEqual(
    CRDS.map(({ crd }) => `${crd.spec.names.kind} ${crd.spec.group}/${crd.spec.versions[0].name} ${crd.spec.names.shortNames.join()}`),
    [
      'KafkaCluster kafka.banzaicloud.io/v1beta1 kfc',
      'KafkaTopic kafka.banzaicloud.io/v1alpha1 kft',
      'KafkaUser kafka.banzaicloud.io/v1alpha1 kfu',
      'CruiseControlOperation kafka.banzaicloud.io/v1alpha1 cco',
    ],
  ));

describe('the check of structural schemas finds', () => {
  const cases: readonly { readonly it: string; readonly schema: Schema; readonly says: string }[] = [
    { it: 'a reference', schema: { type: 'object', properties: { a: { type: 'string', $ref: '#/b' } } }, says: '.a: $ref is forbidden' },
    { it: 'a field without type', schema: { type: 'object', properties: { a: { description: 'b' } } }, says: '.a: type is missing' },
    { it: 'a list without items', schema: { type: 'array' }, says: ': items is missing' },
    { it: 'a composition', schema: { type: 'object', properties: {}, allOf: [] }, says: ': allOf is forbidden' },
    {
      it: 'a map with fields',
      schema: { type: 'object', properties: {}, additionalProperties: { type: 'string' } },
      says: ': properties and additionalProperties exclude each other',
    },
    { it: 'an object that is always pruned', schema: { type: 'object' }, says: ': an object without fields is always empty' },
    { it: 'a numeric exclusive bound', schema: { type: 'integer', exclusiveMinimum: 0 }, says: ': exclusiveMinimum must be a boolean' },
    {
      it: 'a required field that does not exist',
      schema: { type: 'object', properties: {}, required: ['a'] },
      says: ': required a is no property',
    },
    {
      it: 'a list map key that may be absent',
      schema: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-map-keys': ['id'] },
      says: ': list map key id must be required',
    },
    { it: 'a keyword of our own', schema: { type: 'string', 'x-default': '1' }, says: ': x-default is forbidden' },
  ];
  for (const { it, schema, says } of cases) test(it, () => assert.deepEqual(structuralFaults(schema, ''), [says]));
});
