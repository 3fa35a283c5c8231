/**
 * Racks from node labels: a broker knows its rack at its first start, before it holds a single replica.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConfigMap, Node } from '../../hooks/kube/types.ts';
import { applyCluster, brokerPod, namespace, readCluster, sample, waitReady } from './support/cluster.ts';
import { get } from './support/kubectl.ts';

const ZONE = 'topology.kubernetes.io/zone';

test('every broker starts once, with the zone of its node as its rack', async (t) => {
  const ns = await namespace('e2e-racks', (cleanUp) => t.after(cleanUp));
  await applyCluster(
    sample('minimal', (spec) => ({ ...spec, rackAwareness: { labels: [ZONE] } })),
    ns,
  );
  const cluster = await waitReady('kafka', ns, 180);
  for (const id of [0, 1, 2]) {
    const pod = await brokerPod(ns, id);
    const node = await get<Node>('node', pod?.spec?.nodeName ?? '', 'default');
    const zone = node?.metadata?.labels?.[ZONE];
    const config = await get<ConfigMap>('configmap', `kafka-config-${id}`, ns);
    assert.match(config?.data?.['broker-config'] ?? '', new RegExp(`^broker\\.rack=${zone}$`, 'm'));
    assert.equal(cluster?.status?.brokersState?.[String(id)]?.rackAwarenessState, `broker.rack=${zone}\n`);
    assert.equal(cluster?.status?.brokersState?.[String(id)]?.restarts, undefined);
    assert.equal((await readCluster('kafka', ns))?.status?.brokersState?.[String(id)]?.configurationState, 'ConfigInSync');
  }
});
