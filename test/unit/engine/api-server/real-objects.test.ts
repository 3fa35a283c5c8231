/**
 * What a real API server (Kubernetes 1.34.4) made of objects, and what ours makes of them. The pairs were recorded with
 * `kubectl create --dry-run=server`; what it draws (UIDs, addresses, ports) and times are left out.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { createWorld, type Thing } from './world.ts';

interface Pair {
  readonly sent: Thing;
  readonly stored: Thing;
}

const pairs = JSON.parse(readFileSync(path.join(import.meta.dirname, 'real-objects.json'), 'utf8')) as readonly Pair[];

const DRAWN = ['uid', 'resourceVersion', 'creationTimestamp', 'lastPhaseTransitionTime', 'nodePort'];

/** Without what is drawn; `None` is an address that is not. */
const comparable = (object: Thing): unknown =>
  JSON.parse(
    JSON.stringify(object, (key, value: unknown) => {
      const isAddress = (key === 'clusterIP' && value !== 'None') || (key === 'clusterIPs' && Array.isArray(value) && value[0] !== 'None');
      return DRAWN.includes(key) || isAddress ? undefined : value;
    }),
  );

for (const { sent, stored } of pairs) {
  test(`${sent.kind} ${sent.metadata?.name}`, () => {
    const { store } = createWorld({
      objects: [
        {
          apiVersion: 'storage.k8s.io/v1',
          kind: 'StorageClass',
          metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
        },
      ],
    });
    const created = store.create(store.typeOf(sent.apiVersion ?? '', sent.kind ?? ''), sent) as Thing;
    assert.deepEqual(comparable(created), stored);
    const type = store.typeOf(sent.apiVersion ?? '', sent.kind ?? '');
    // Otherwise every controller would write for ever.
    assert.equal(store.update(type, created), created);
    // A Pod and a claim cannot lose what was filled in.
    if (sent.kind !== 'Pod' && sent.kind !== 'PersistentVolumeClaim') assert.equal(store.update(type, sentAgain(sent, created)), created);
  });
}

/** What was sent at first, as somebody sends it who knows the object by now. */
const sentAgain = (sent: Thing, { metadata }: Thing): Thing => {
  const { resourceVersion = '', finalizers = [], labels = {} } = metadata ?? {};
  return { ...sent, metadata: { ...sent.metadata, resourceVersion, finalizers, labels } };
};
