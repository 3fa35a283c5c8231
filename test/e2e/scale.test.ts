/**
 * How fast and how cheap a cluster becomes its children: 3, 30 and 100 brokers whose Pods no node takes, so that what is
 * measured is the hooks and Metacontroller, not Kafka. The figures to beat are those of Koperator's manager
 * (docs/koperator.md); the bounds below are ours.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConfigMap, PersistentVolumeClaim, Pod } from '../../hooks/kube/types.ts';
import { applyCluster, namespace, sample } from './support/cluster.ts';
import { hooksCpuSeconds } from './support/hooks.ts';
import { get, kubectl, list } from './support/kubectl.ts';
import { waitFor } from './support/wait.ts';
import { total, writesSince, writesSoFar } from './support/writes.ts';

/** Written by Kubernetes itself on the way: schedulers, volume and disruption controllers, and the user's apply. */
const NOT_OURS = [
  /^POST pods\/binding$/,
  /^PATCH pods\/status$/,
  /^PUT persistentvolumeclaims/,
  /^PUT poddisruptionbudgets\/status$/,
  /^POST kafkaclusters$/,
];

/** Services, budget, exporter's ConfigMap. */
const SHARED_CHILDREN = 4;

for (const { brokers, seconds } of [
  { brokers: 3, seconds: 3 },
  { brokers: 30, seconds: 8 },
  { brokers: 100, seconds: 15 },
]) {
  test(`all children of ${brokers} brokers are there within ${seconds} s, at one write each and few more`, async (t) => {
    const ns = await namespace(`e2e-scale-${brokers}`, (cleanUp) => t.after(cleanUp));
    await nothingElseHappens(ns);
    const before = await writesSoFar();
    const cpu = await hooksCpuSeconds();
    const start = Date.now();
    await applyCluster(
      sample('minimal', (spec) => ({
        ...spec,
        brokerConfigGroups: { default: { ...spec.brokerConfigGroups?.['default'], nodeSelector: { nowhere: 'to-be-found' } } },
        brokers: Array.from({ length: brokers }, (_, id) => ({ id, brokerConfigGroup: 'default' })),
      })),
      ns,
    );
    await waitFor({
      what: 'all Pods are there',
      seconds: 120,
      look: () => list<Pod>('pods', ns),
      until: (pods) => pods.length === brokers,
    });
    const took = (Date.now() - start) / 1000;
    const claims = await list<PersistentVolumeClaim>('pvc', ns);
    const configMaps = await list<ConfigMap>('configmaps', ns, 'app=kafka');
    assert.deepEqual([claims.length, configMaps.length], [brokers, brokers]);
    const writes = await settledWrites(before);
    const ours = Object.fromEntries(Object.entries(writes).filter(([key]) => !NOT_OURS.some((pattern) => pattern.test(key))));
    const children = brokers * 3 + SHARED_CHILDREN;
    t.diagnostic(
      `${brokers} brokers: all children after ${took} s; ${total(ours)} writes for ${children} children until settled ${JSON.stringify(ours)}; CPU of the hooks ${((await hooksCpuSeconds()) - cpu).toFixed(2)} s`,
    );
    assert.ok(took < seconds, `${took} s`);
    assert.ok(total(ours) <= children + 15, `${total(ours)} writes`);
  });
}

/** What is deleted for the test before, and made for a new namespace, would be counted here. */
const nothingElseHappens = (ns: string) =>
  waitFor({
    what: 'the namespaces of other tests are gone and ours is furnished',
    seconds: 180,
    look: async () => ({
      others: (await kubectl(['get', 'namespaces', '-o', 'name']))
        .split('\n')
        .filter((name) => name.startsWith('namespace/e2e-') && !name.endsWith(`/${ns}`)),
      furnished: (await get('configmap', 'kube-root-ca.crt', ns)) !== undefined,
    }),
    until: ({ others, furnished }) => others.length === 0 && furnished,
  });

/** Writes since, once a few looks in a row saw no new one. */
const settledWrites = async (before: ReadonlyMap<string, number>) => {
  let last = -1;
  let quiet = 0;
  return waitFor({
    what: 'no more writes',
    seconds: 60,
    look: async () => writesSince(before, await writesSoFar()),
    until: (writes) => {
      quiet = total(writes) === last ? quiet + 1 : 0;
      last = total(writes);
      return quiet >= 12;
    },
  });
};
