/**
 * What the controllers promise about running brokers and their data, and that each hook they name is one that we serve.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { controllers } from '../../../hooks/registry.ts';
import {
  baseControllers,
  type ControllerResource,
  controllerResources,
  kindOf,
  optionalControllers,
  type Rule,
} from './controller-resources.ts';
import { type Kustomization, type Manifest, readOne } from './manifests.ts';

const rulesOf = ({ spec }: ControllerResource): readonly Rule[] => [...(spec.childResources ?? []), ...(spec.attachments ?? [])];
const childRules: readonly Rule[] = controllerResources.flatMap(rulesOf);

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

test('no controller lists a kind twice', () => {
  for (const controller of controllerResources) {
    const names = rulesOf(controller).map((rule) => `${rule.apiVersion}/${rule.resource}`);
    assert.deepEqual(names, [...new Set(names)]);
  }
});

test('ways in from outside are installed only where they are asked for', () => {
  assert.deepEqual(
    baseControllers.map(({ metadata }) => metadata.name),
    ['adoption', 'kafkacluster'],
  );
  assert.deepEqual(
    optionalControllers.map(({ metadata }) => metadata.name),
    ['envoy', 'nodeport'],
  );
});

for (const { metadata, kind, spec } of optionalControllers) {
  test(`the component ${metadata.name} adds its controller and its rights, and changes nothing of the base`, () => {
    const folder = `components/${metadata.name}`;
    const { resources, patches, ...rest } = readOne<Kustomization>(`${folder}/kustomization.yaml`);
    assert.deepEqual([rest.kind, resources, patches], ['Component', ['controller.yaml', 'rbac.yaml'], undefined]);
  });

  test(`${metadata.name} decorates every KafkaCluster, and does not hold up its deletion`, () => {
    assert.equal(kind, 'DecoratorController');
    assert.deepEqual(spec.resources, [{ apiVersion: 'kafka.banzaicloud.io/v1beta1', resource: 'kafkaclusters' }]);
    assert.deepEqual(Object.keys(spec.hooks), ['sync']);
  });
}

test('what a decorator makes is of kinds that the KafkaCluster may own, so that it is let go of nowhere and deleted with it', () => {
  const owned = new Set(baseControllers.flatMap(({ spec }) => spec.childResources ?? []).map(kindOf));
  for (const rule of optionalControllers.flatMap(rulesOf)) assert.ok(owned.has(kindOf(rule)), kindOf(rule));
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

test('no decorator has a finalize hook: its absence must not block the deletion of anything', () => {
  const decorators = controllerResources.filter(({ kind }) => kind === 'DecoratorController');
  for (const { spec } of decorators) assert.ok(!('finalize' in spec.hooks));
});

test('each hook that Metacontroller calls is one that the registry has, and the other way round', () => {
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
