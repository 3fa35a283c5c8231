/** What status keeps of the ways in that a Pod was made with, whatever of the Kubernetes node is shown. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Advertised, recordAdvertised, type SeenPod } from '../../../../hooks/kafkacluster/external/advertised.ts';
import type { Node, Pod } from '../../../../hooks/kube/types.ts';

const pod = (status: Pod['status'] = {}): Pod => ({
  metadata: { name: 'kafka-1', uid: 'new' },
  spec: { nodeName: 'n1', containers: [] },
  status,
});
const node: Node = { metadata: { name: 'n1' }, status: { addresses: [{ type: 'ExternalIP', address: '5.6.7.8' }] } };
const byNodePort = { outside: { via: 'NodePort', port: 30_011, containerPort: 9094 } };
const ofTheOldPod: Advertised = { podUid: 'old', listeners: { outside: { via: 'LoadBalancer', address: '1.2.3.4:19091' } } };
const of = (listener: object): Advertised => ({
  podUid: 'new',
  listeners: { outside: { via: 'NodePort', containerPort: 9094, ...listener } },
});

interface Case {
  readonly it: string;
  readonly seen: Pick<SeenPod, 'node' | 'nodesAreShown'> & { readonly status?: Pod['status'] };
  readonly before?: Advertised;
  readonly record: Advertised;
}

const cases: readonly Case[] = [
  { it: 'takes the address of the node', seen: { node, nodesAreShown: true }, record: of({ address: '5.6.7.8:30011', node: 'n1' }) },
  {
    it: 'keeps the old record while a node that is asked for is not shown yet',
    seen: { node: undefined, nodesAreShown: true, status: { hostIP: '10.0.0.3' } },
    record: ofTheOldPod,
  },
  {
    it: 'takes the address that the Pod knows of when the spec asks for no nodes any more',
    seen: { node: undefined, nodesAreShown: false, status: { hostIP: '10.0.0.3' } },
    record: of({ address: '10.0.0.3:30011', node: 'n1' }),
  },
  {
    it: 'keeps at least the port when the Pod does not know it either: a Service that goes now never comes back',
    seen: { node: undefined, nodesAreShown: false },
    record: of({ address: ':30011' }),
  },
  {
    it: 'completes a record that has only the port',
    seen: { node, nodesAreShown: true },
    before: of({ address: ':30011' }),
    record: of({ address: '5.6.7.8:30011', node: 'n1' }),
  },
  {
    it: 'keeps the address that the broker read at its start',
    seen: { node, nodesAreShown: true },
    before: of({ address: '9.9.9.9:30011', node: 'n1' }),
    record: of({ address: '9.9.9.9:30011', node: 'n1' }),
  },
];

for (const { it, seen, before = ofTheOldPod, record } of cases) {
  test(it, () => {
    const { status, ...shown } = seen;
    assert.deepEqual(recordAdvertised({ pod: pod(status), made: byNodePort, ...shown }, before), record);
  });
}
