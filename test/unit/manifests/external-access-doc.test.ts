/** docs/external-access.md: its examples are specs that the hooks take, and the words that it explains are those of a status. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { load } from 'js-yaml';
import type { ExternalListener, KafkaClusterSpec } from '../../../hooks/api/kafka-cluster.ts';
import { accessMethodOf, ingressesOf } from '../../../hooks/kafkacluster/external/ingress.ts';
import { REASONS } from '../../../hooks/kafkacluster/reasons.ts';
import { controller, internal, modelOf, settled } from '../kafkacluster/world.ts';

const text = readFileSync(path.join(import.meta.dirname, '../../../docs/external-access.md'), 'utf8');
const examples = [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, yaml]) => load(yaml ?? '') as Partial<KafkaClusterSpec>);

const wholeSpec = (part: Partial<KafkaClusterSpec>): Partial<KafkaClusterSpec> => ({
  ...part,
  listenersConfig: { internalListeners: [internal, controller], ...part.listenersConfig },
});

test('there is an example of each way', () => {
  const listeners = examples.flatMap(({ listenersConfig }): readonly ExternalListener[] => listenersConfig?.externalListeners ?? []);
  assert.deepEqual(
    listeners.map((one) => `${accessMethodOf(one)} ${one.externalStartingPort}`),
    ['LoadBalancer 19090', 'LoadBalancer -1', 'NodePort 30100', 'ClusterIP 19090', 'LoadBalancer 19090'],
  );
});

examples.forEach((part, at) => {
  test(`example ${at + 1} is a spec that is not refused`, async () => {
    await settled({ spec: wholeSpec(part) });
  });
});

test('the example of several ways is as many load balancers as brokers use', () => {
  const part = examples.at(-1) ?? {};
  const [first] = modelOf().spec.brokers;
  assert.ok(first !== undefined);
  const brokers = [first, { ...first, id: 1, brokerConfigGroup: 'in-b' }];
  const names = (cluster: ReturnType<typeof modelOf>) => ingressesOf(cluster).map(({ config }) => config);
  assert.deepEqual(names(modelOf({ spec: { ...wholeSpec(part), brokers } })), ['zone-a', 'zone-b']);
  assert.deepEqual(names(modelOf({ spec: { ...wholeSpec(part), brokers: [first] } })), ['zone-a']);
});

test('every reason that is explained exists', () => {
  const table = text.slice(text.indexOf('| reason |'), text.indexOf('## Operation'));
  const named = [...table.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell]) =>
    [...(cell ?? '').matchAll(/`(\w+)`/g)].map(([, reason]) => reason ?? ''),
  );
  assert.ok(named.length >= 6);
  for (const reason of named) assert.ok(reason in REASONS, reason);
});
