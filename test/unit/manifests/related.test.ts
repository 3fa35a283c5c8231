/**
 * Whatever a customize hook asks to see, Metacontroller must be allowed to watch: a kind that it may not list keeps
 * every sync of the controller waiting.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { controllers } from '../../../hooks/registry.ts';
import { kindOf } from './controller-resources.ts';
import { readOne } from './manifests.ts';

interface Role {
  readonly rules: readonly {
    readonly apiGroups?: readonly string[];
    readonly resources?: readonly string[];
    readonly verbs: readonly string[];
  }[];
}

const role = readOne<Role>('rbac/metacontroller/cluster-role.yaml');
const mayWatch = (kind: string): boolean =>
  role.rules.some(
    ({ apiGroups = [], resources = [], verbs }) =>
      apiGroups.some((group) => resources.some((resource) => `${group}/${resource}` === kind)) &&
      verbs.includes('list') &&
      verbs.includes('watch'),
  );

// The parent that asks for most: racks, ways in with certificates, and the label by which adoption finds its cluster.
const parent = {
  metadata: { name: 'kafka', namespace: 'ns', uid: 'u', labels: { kafka_cr: 'kafka' } },
  spec: {
    brokers: [],
    rackAwareness: { labels: ['zone'] },
    listenersConfig: {
      externalListeners: [
        { name: 'ext', tlsSecretName: 'tls' },
        { name: 'node', accessMethod: 'NodePort' },
      ],
    },
  },
};

for (const controller of controllers) {
  if (controller.customize === undefined) continue;
  const asked = controller.customize({ controller: {}, parent }).relatedResources;
  test(`Metacontroller may watch all that ${controller.name} asks for`, () => {
    assert.notEqual(asked.length, 0);
    assert.deepEqual(
      asked.map(kindOf).filter((kind) => !mayWatch(kind)),
      [],
    );
  });
}
