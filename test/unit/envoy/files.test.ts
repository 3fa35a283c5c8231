/** The texts that Envoy reads: small enough for hundreds of brokers, and those of one broker say nothing of another. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from 'js-yaml';
import type { ExternalListener } from '../../../hooks/api/kafka-cluster.ts';
import { resourcesYaml } from '../../../hooks/envoy/config/yaml.ts';
import { answerTo, broker, clusterOf, filesOf, find, listenerOf, SNI, TEMPLATE } from './world.ts';

const modes: readonly (readonly [name: string, listener: Partial<ExternalListener>])[] = [
  ['by port', {}],
  ['by name', SNI],
  ['by name without one for all', { ...SNI, hostnameOverride: '' }],
  ['by name, TLS ends', { ...SNI, tlsSecretName: 'kafka-tls' }],
];
const rendered = (listener: Partial<ExternalListener>, ids: readonly number[]) =>
  answerTo(clusterOf({ brokers: ids.map((id) => broker(id)), listeners: [listenerOf(listener)], spec: { envoyConfig: TEMPLATE } }));

for (const [name, listener] of modes) {
  test(`300 brokers ${name} fit into the annotation that Metacontroller keeps`, async () => {
    const ids = Array.from({ length: 300 }, (_, id) => id);
    const map = find(await rendered(listener, ids), 'ConfigMap', 'envoy-config-external-kafka');
    // The API server's limit for all annotations of an object together.
    assert.ok(JSON.stringify(map).length < 0.9 * 262_144, `${JSON.stringify(map).length} bytes`);
  });

  test(`a broker that comes or goes changes no line of the others, ${name}`, async () => {
    const all = filesOf(await rendered(listener, [0, 1, 2, 3]));
    for (const left of [0, 1, 3]) {
      const fewer = filesOf(
        await rendered(
          listener,
          [0, 1, 2, 3].filter((id) => id !== left),
        ),
      );
      for (const [file, text] of Object.entries(all)) {
        const lines = text.split('\n');
        const own = lines.filter((line) =>
          new RegExp(`broker-${left}\\b|kafka-${left}\\.|broker_tcp-${left}\\b|1909${left}\\b`).test(line),
        );
        const others = fewer[file]?.split('\n') ?? [];
        assert.deepEqual(
          others.filter((line) => !lines.includes(line)),
          [],
          file,
        );
        assert.ok(file === 'envoy.yaml' || file === 'sds.yaml' || own.length > 0);
        assert.deepEqual(
          lines.filter((line) => !others.includes(line)).filter((line) => !own.includes(line)),
          [],
          file,
        );
      }
    }
  });
}

test('what the first resource names the others do not repeat, and a reader finds all of it', () => {
  const big = { a: [1, 2, 3], b: 'x' };
  const resources = [
    { name: 'first', big, type: 'long' },
    { name: 'second', big, type: 'long', other: 7 },
  ];
  const text = resourcesYaml(resources, { big, type: 'long', other: 7 });
  assert.deepEqual(load(text), { resources });
  assert.equal(
    text,
    'resources:\n- name: first\n  big: &big {a: [1, 2, 3], b: x}\n  type: &type long\n- name: second\n  big: *big\n  type: *type\n  other: 7\n',
  );
});

test('a value that only later resources have is written there in full, each time', () => {
  const resources = [{ name: 'first' }, { name: 'second', type: 'long' }, { name: 'third', type: 'long' }];
  assert.ok(!resourcesYaml(resources, { type: 'long' }).includes('*'));
});
