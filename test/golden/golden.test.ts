/**
 * What each sample becomes, byte for byte: a change of what brokers run with is seen in review, and never made unawares.
 * After a change that is meant: `UPDATE_GOLDEN=1 npm exec -- node --test test/golden/golden.test.ts` rewrites the files,
 * and the commit shows the difference. It is refused where CI is set: there a difference is a failure.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { load } from 'js-yaml';
import { kafkaClusterSchema } from '../../hooks/api/schemas.ts';
import { validateKafkaCluster } from '../../hooks/api/validate.ts';
import { dispatch } from '../../hooks/cli/command.ts';
import { renderCommand } from '../../hooks/cli/render.ts';

const samples = path.join(import.meta.dirname, '../../manifests/samples');
const names = readdirSync(samples).filter((name) => name.endsWith('.yaml'));
const textOf = (name: string): string => readFileSync(path.join(samples, name), 'utf8');

const render = async (file: string): Promise<string> => {
  let out = '';
  let err = '';
  const io = {
    stdout: (text: string) => {
      out += text;
    },
    stderr: (text: string) => {
      err += text;
    },
    isTerminal: false,
  };
  const code = await dispatch([renderCommand(async () => '')], ['render', '-f', file], io);
  assert.deepEqual({ code, err }, { code: 0, err: '' });
  return out;
};

const update = process.env['UPDATE_GOLDEN'] !== undefined;

test('golden files are not rewritten in CI', () => {
  assert.ok(!(update && process.env['CI'] !== undefined), 'unset UPDATE_GOLDEN, or run it on your own machine and commit the result');
});

for (const name of names) {
  test(`${name} renders to what test/golden/${name} holds`, async () => {
    const golden = path.join(import.meta.dirname, name);
    const rendered = await render(path.join(samples, name));
    if (update && process.env['CI'] === undefined) writeFileSync(golden, rendered);
    assert.equal(rendered, readFileSync(golden, 'utf8'), 'if the difference is meant, see the header of this test');
  });

  test(`${name} fits the schema`, () => {
    assert.deepEqual(validateKafkaCluster(load(textOf(name))), []);
  });
}

test('each golden file has its sample', () => {
  assert.deepEqual(
    readdirSync(import.meta.dirname).filter((name) => name.endsWith('.yaml')),
    names,
  );
});

test('the minimal sample stays minimal', () => {
  assert.ok(textOf('minimal.yaml').split('\n').length - 1 <= 25);
});

interface SchemaNode {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly additionalProperties?: SchemaNode;
}

/** Every path that has a name: `brokers[].id`, `brokerConfigGroups.*.image`. What a user gives names to is `*`. */
const schemaPaths = (node: SchemaNode, at: string): readonly string[] => [
  ...Object.entries(node.properties ?? {}).flatMap(([key, child]) => [`${at}.${key}`, ...schemaPaths(child, `${at}.${key}`)]),
  ...(node.items === undefined ? [] : schemaPaths(node.items, `${at}[]`)),
  ...(node.additionalProperties === undefined ? [] : schemaPaths(node.additionalProperties, `${at}.*`)),
];

/** The same for a value, led by its schema; what the schema leaves open is not looked into. */
const valuePaths = (value: unknown, node: SchemaNode, at: string): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap((item) => valuePaths(item, node.items ?? {}, `${at}[]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const known = node.properties?.[key];
    if (known !== undefined) return [`${at}.${key}`, ...valuePaths(item, known, `${at}.${key}`)];
    return node.additionalProperties === undefined ? [] : valuePaths(item, node.additionalProperties, `${at}.*`);
  });
};

/** What everything.yaml need not say, and why. */
const exempt: readonly { readonly prefix: string; readonly because: string }[] = [
  {
    prefix: 'spec.cruiseControlConfig.cruiseControlEndpoint',
    because: 'names a Cruise Control of one’s own, so that none would be rendered',
  },
  { prefix: 'spec.brokers[].brokerConfig.', because: 'the same fields as brokerConfigGroups.*, where each of them stands' },
];

const spec: SchemaNode = kafkaClusterSchema.properties.spec;
const wanted = schemaPaths(spec, 'spec').filter((at) => !exempt.some(({ prefix }) => at.startsWith(prefix)));
const everything = (load(textOf('everything.yaml')) as { readonly spec: unknown }).spec;

test('everything.yaml has every field of the schema', () => {
  const found = new Set(valuePaths(everything, spec, 'spec'));
  assert.deepEqual(
    wanted.filter((at) => !found.has(at)),
    [],
  );
});

test('a field that is left out of everything.yaml would be noticed', () => {
  const { zkPath: _left, ...rest } = everything as Readonly<Record<string, unknown>>;
  const found = new Set(valuePaths(rest, spec, 'spec'));
  assert.deepEqual(
    wanted.filter((at) => !found.has(at)),
    ['spec.zkPath'],
  );
});

test('the exempt fields are those of a group', () => {
  const { brokers, brokerConfigGroups } = kafkaClusterSchema.properties.spec.properties;
  const own: SchemaNode = brokers.items.properties.brokerConfig;
  assert.deepEqual(schemaPaths(own, ''), schemaPaths(brokerConfigGroups.additionalProperties, ''));
});
