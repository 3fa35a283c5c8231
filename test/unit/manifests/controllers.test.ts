/**
 * What the controllers promise about running brokers and their data, and that each hook they name is one that we serve.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { controllers } from '../../../hooks/registry.ts';
import { controllerResources, type Rule } from './controller-resources.ts';
import { type Manifest, readOne } from './manifests.ts';

const childRules: readonly Rule[] = controllerResources.flatMap(({ spec }) => [
  ...(spec.childResources ?? []),
  ...(spec.attachments ?? []),
]);

test('pods are never changed or replaced by Metacontroller itself', () => {
  const pods = childRules.filter((rule) => rule.resource === 'pods');
  assert.equal(pods.length, 1);
  assert.deepEqual(pods[0]?.updateStrategy, { method: 'OnDelete' });
});

test('every other child is updated in place: never Recreate, never Rolling*, never left to the default', () => {
  const others = childRules.filter((rule) => rule.resource !== 'pods');
  assert.deepEqual([...new Set(others.map((rule) => rule.updateStrategy?.method))], ['InPlace']);
});

test('only kinds of Kubernetes and of our CRDs are named: a missing API would keep a controller from starting', () => {
  const groups = new Set(childRules.map((rule) => (rule.apiVersion.includes('/') ? rule.apiVersion.split('/')[0] : '')));
  assert.deepEqual([...groups].sort(), ['', 'apps', 'kafka.banzaicloud.io', 'policy']);
});

test('no kind is listed twice', () => {
  const names = childRules.map((rule) => `${rule.apiVersion}/${rule.resource}`);
  assert.deepEqual(names, [...new Set(names)]);
});

test('a KafkaCluster has no selector, so Metacontroller generates one', () => {
  for (const { kind, spec } of controllerResources) assert.equal(spec.generateSelector, kind === 'CompositeController' ? true : undefined);
});

interface Service extends Manifest {
  readonly spec: { readonly ports: readonly { readonly port: number; readonly targetPort: string }[] };
}
const service = readOne<Service>('deployment/service.yaml');

for (const { metadata, spec } of controllerResources) {
  for (const [name, { version, webhook }] of Object.entries(spec.hooks)) {
    test(`${metadata.name}/${name} speaks v2 and calls our Service at its own path`, () => {
      assert.equal(version, 'v2');
      assert.equal(webhook.path, `/${metadata.name}/${name}`);
      assert.equal(webhook.timeout, '10s');
      const { port, protocol, ...address } = webhook.service;
      assert.deepEqual(address, { name: service.metadata.name, namespace: service.metadata.namespace });
      assert.equal(protocol, 'http');
      assert.equal(service.spec.ports.find((candidate) => candidate.port === port)?.targetPort, 'hooks');
    });
  }
}

test('the adoption decorator has no finalize hook: its absence must not block the deletion of anything', () => {
  const decorators = controllerResources.filter(({ kind }) => kind === 'DecoratorController');
  for (const { spec } of decorators) assert.ok(!('finalize' in spec.hooks));
});

test('each hook that Metacontroller calls is one that the registry has', () => {
  const hooks = ['customize', 'sync', 'finalize'] as const;
  const called = controllerResources.map(({ metadata, kind, spec }) => [metadata.name, kind, Object.keys(spec.hooks).sort()]);
  const served = controllers.map((controller) => [
    controller.name,
    controller.type === 'composite' ? 'CompositeController' : 'DecoratorController',
    hooks.filter((hook) => hook in controller).sort(),
  ]);
  const byName = (list: readonly unknown[][]) => [...list].sort((a, b) => String(a[0]).localeCompare(String(b[0])));
  assert.deepEqual(byName(called), byName(served));
});
