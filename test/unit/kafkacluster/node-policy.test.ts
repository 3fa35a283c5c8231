/**
 * What is done with one node's Pod: nothing to one that runs, and to one that has ended only under a grant that names
 * its UID and was written by an earlier call.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrokerState, KafkaClusterStatus } from '../../../hooks/api/kafka-cluster.ts';
import { waysOf } from '../../../hooks/kafkacluster/external/ways.ts';
import { gather } from '../../../hooks/kafkacluster/gather.ts';
import { decideNode, type NodeDecision } from '../../../hooks/kafkacluster/policies/node.ts';
import type { Pod } from '../../../hooks/kube/types.ts';
import { claim, clusterOf, NOW, nodeOf, pod, READY, request } from './world.ts';

const INPUTS = 'image:aaaa resources:bbbb';

interface World {
  readonly pod?: Pod;
  readonly state?: BrokerState;
  readonly inputs?: string;
  readonly now?: number;
}

const decide = ({ pod: observedPod, state, inputs = INPUTS, now = NOW }: World): NodeDecision => {
  const status: KafkaClusterStatus = { clusterID: 'id', quorum: { mode: 'static' }, ...(state && { brokersState: { '0': state } }) };
  const input = gather(request(clusterOf({ status }), { children: [claim(0), ...(observedPod ? [observedPod] : [])] }), now);
  const { cluster, observed, clusterId, quorum, ways } = input;
  return decideNode({ node: nodeOf(cluster, 0), observed, clusterId, quorum, status, state, ways: waysOf(ways, 0), inputs, now });
};

const at = (seconds: number): string => `${new Date(NOW + seconds * 1000).toISOString().slice(0, 19)}Z`;
const annotated = (fields: Parameters<typeof pod>[1] = {}): Pod =>
  pod(0, { ...fields, metadata: { ...fields.metadata, annotations: { 'kafka-hooks.io/inputs': INPUTS } } });
const failedPod = (endedSecondsAgo = 1): Pod =>
  annotated({
    status: {
      phase: 'Failed',
      containerStatuses: [
        {
          name: 'kafka',
          state: {
            terminated: { exitCode: 1, reason: 'Error', message: 'ERROR boom', startedAt: at(-60), finishedAt: at(-endedSecondsAgo) },
          },
        },
      ],
    } as unknown as Pod['status'],
  });
const mounting = (claimName: string) => ({ name: 'disk', persistentVolumeClaim: { claimName } });
const grant = (uid = 'pod-0', reason = 'PodFailed') => ({ podName: 'kafka-0', uid, reason, message: 'm' });

interface Case {
  readonly it: string;
  readonly world: World;
  readonly says: Partial<NodeDecision>;
}

const cases: readonly Case[] = [
  { it: 'creates a Pod where there is none', world: {}, says: { pod: 'present', phase: 'Creating', ready: false } },
  {
    it: 'keeps a Pod that is ready',
    world: { pod: annotated({ status: READY }) },
    says: { pod: 'present', phase: 'Running', ready: true, message: '' },
  },
  {
    it: 'keeps a Pod that runs with old inputs and names what waits for a restart',
    world: { pod: annotated({ status: READY }), inputs: 'image:cccc resources:bbbb' },
    says: { pod: 'present', phase: 'Running', ready: true, pendingRestart: ['image'] },
  },
  {
    it: 'keeps a Pod that runs with old inputs even though a grant for it lies about',
    world: { pod: annotated({ status: READY }), inputs: 'image:cccc', state: { grant: grant() } },
    says: { pod: 'present', phase: 'Running' },
  },
  {
    it: 'asks no restart for a part that came with a newer release of ours',
    world: { pod: annotated({ status: READY }), inputs: `${INPUTS} novelty:dddd` },
    says: { pendingRestart: [] },
  },
  {
    it: 'asks no restart of a Pod without fingerprints, which is one that Koperator made',
    world: { pod: pod(0, { status: READY }) },
    says: { pod: 'present', pendingRestart: [] },
  },
  {
    it: 'keeps a failed Pod in the first call and writes the grant for it',
    world: { pod: failedPod() },
    says: {
      pod: 'present',
      phase: 'Failed',
      reason: 'PodFailed',
      grant: { podName: 'kafka-0', uid: 'pod-0', reason: 'PodFailed', message: 'broker 0 ended with exit code 1 (Error): ERROR boom' },
    },
  },
  {
    it: 'leaves a failed Pod out under a grant for it',
    world: { pod: failedPod(), state: { grant: grant(), restarts: { count: 1, nextStartAfter: at(-1) } } },
    says: { pod: 'absent', phase: 'Failed', restarts: { count: 1, nextStartAfter: at(-1) } },
  },
  {
    it: 'keeps a failed Pod when the grant was for the one before it, and counts the new failure',
    world: { pod: failedPod(), state: { grant: grant('another'), restarts: { count: 1, nextStartAfter: at(-100) } } },
    says: { pod: 'present', reason: 'BackOff', seconds: 9 },
  },
  {
    it: 'keeps a failed Pod under a grant while the back-off lasts, and asks again when it is over',
    world: { pod: failedPod(), state: { grant: grant(), restarts: { count: 3, nextStartAfter: at(20) } } },
    says: { pod: 'present', phase: 'Failed', reason: 'BackOff', seconds: 20 },
  },
  {
    it: 'does not count one failure twice',
    world: { pod: failedPod(), state: { grant: grant(), restarts: { count: 3, nextStartAfter: at(20) } } },
    says: { restarts: { count: 3, nextStartAfter: at(20) } },
  },
  {
    it: 'takes the end of the back-off for its end',
    world: { pod: failedPod(), state: { grant: grant(), restarts: { count: 3, nextStartAfter: at(0) } } },
    says: { pod: 'absent', reason: 'PodFailed' },
  },
  {
    it: 'waits with a new Pod while the back-off lasts',
    world: { state: { restarts: { count: 3, nextStartAfter: at(7) } } },
    says: { pod: 'absent', phase: 'Waiting', reason: 'BackOff', seconds: 7 },
  },
  {
    it: 'keeps the memory of failures while a new Pod is made',
    world: { state: { restarts: { count: 3, nextStartAfter: at(-7) } } },
    says: { pod: 'present', phase: 'Creating', restarts: { count: 3, nextStartAfter: at(-7) } },
  },
  {
    it: 'keeps a Pod that never started while its inputs are the same',
    world: { pod: annotated({ status: { phase: 'Pending' } }) },
    says: { pod: 'present', phase: 'Starting', reason: 'Starting' },
  },
  {
    it: 'lets a Pod that is on its way start, though its inputs changed: it may run by now',
    world: { pod: annotated({ status: { phase: 'Pending' }, metadata: { creationTimestamp: at(-20) } }), inputs: 'image:cccc' },
    says: { pod: 'present', phase: 'Starting', reason: 'Starting', pendingRestart: ['image'], seconds: 40 },
  },
  {
    it: 'does not use a grant for a Pod that is on its way again',
    world: {
      pod: annotated({ status: { phase: 'Pending' }, metadata: { creationTimestamp: at(-20) } }),
      inputs: 'image:cccc',
      state: { grant: grant('pod-0', 'PodNeverStarted') },
    },
    says: { pod: 'present' },
  },
  {
    it: 'counts from the moment at which a Pod got its node, however long it waited for one',
    world: {
      pod: annotated({
        status: {
          phase: 'Pending',
          conditions: [{ type: 'PodScheduled', status: 'True', lastTransitionTime: at(-4) }],
        } as unknown as Pod['status'],
      }),
      inputs: 'image:cccc',
      state: { grant: grant('pod-0', 'PodNeverStarted') },
    },
    says: { pod: 'present', phase: 'Starting', seconds: 56 },
  },
  {
    it: 'does not wait for a Pod that no node takes',
    world: {
      pod: annotated({
        status: {
          phase: 'Pending',
          conditions: [{ type: 'PodScheduled', status: 'False', message: 'no room' }],
        } as unknown as Pod['status'],
        metadata: { creationTimestamp: at(-1) },
      }),
      inputs: 'image:cccc',
    },
    says: { reason: 'PodNeverStarted' },
  },
  {
    it: 'does not wait for a Pod whose image cannot be had',
    world: {
      pod: annotated({
        status: {
          phase: 'Pending',
          containerStatuses: [{ name: 'kafka', state: { waiting: { reason: 'ImagePullBackOff' } } }],
        } as unknown as Pod['status'],
        metadata: { creationTimestamp: at(-1) },
      }),
      inputs: 'image:cccc',
    },
    says: { reason: 'PodNeverStarted' },
  },
  {
    it: 'replaces a Pod that waits for a claim that is gone: it would format a new disk as if it were the old one',
    world: {
      pod: { ...annotated({ status: { phase: 'Pending' } }), spec: { containers: [], volumes: [mounting('gone')] } },
      state: { grant: grant('pod-0', 'PodNeverStarted') },
    },
    says: { pod: 'absent', reason: 'PodNeverStarted', message: 'the Pod of broker 0 never ran, and gone is gone since it was made' },
  },
  {
    it: 'keeps a Pod whose claim is there',
    world: { pod: { ...annotated({ status: { phase: 'Pending' } }), spec: { containers: [], volumes: [mounting('claim-0')] } } },
    says: { pod: 'present', reason: 'Starting' },
  },
  {
    it: 'writes a grant for a Pod that never started and whose inputs changed',
    world: { pod: annotated({ status: { phase: 'Pending' } }), inputs: 'image:cccc' },
    says: { pod: 'present', reason: 'PodNeverStarted', pendingRestart: ['image'] },
  },
  {
    it: 'replaces a Pod that never started under the grant for it',
    world: { pod: annotated({ status: { phase: 'Pending' } }), inputs: 'image:cccc', state: { grant: grant('pod-0', 'PodNeverStarted') } },
    says: { pod: 'absent', reason: 'PodNeverStarted' },
  },
  {
    it: 'counts the failure of a Pod that was granted away as never started',
    world: { pod: failedPod(), state: { grant: grant('pod-0', 'PodNeverStarted'), restarts: { count: 4, nextStartAfter: at(-60) } } },
    says: {
      pod: 'present',
      reason: 'BackOff',
      grant: { podName: 'kafka-0', uid: 'pod-0', reason: 'PodFailed', message: 'broker 0 ended with exit code 1 (Error): ERROR boom' },
    },
  },
  {
    it: 'does not replace a Pod that never started under a grant for another',
    world: { pod: annotated({ status: { phase: 'Pending' } }), inputs: 'image:cccc', state: { grant: grant('another') } },
    says: { pod: 'present', reason: 'PodNeverStarted' },
  },
  {
    it: 'does not take a Pod for unstarted whose Kafka has run before',
    world: {
      pod: annotated({
        status: {
          phase: 'Pending',
          containerStatuses: [{ name: 'kafka', lastState: { terminated: { exitCode: 1 } } }],
        } as unknown as Pod['status'],
      }),
      inputs: 'image:cccc',
      state: { grant: grant() },
    },
    says: { pod: 'present', phase: 'Starting' },
  },
  {
    it: 'keeps a Pod that is being deleted, whatever else is known of it',
    world: {
      pod: { ...failedPod(), metadata: { ...failedPod().metadata, deletionTimestamp: at(-5) } },
      state: { grant: grant(), restarts: { count: 1, nextStartAfter: at(-1) } },
    },
    says: { pod: 'present', phase: 'Terminating', reason: 'Terminating', ready: false },
  },
  {
    it: 'passes the words of the scheduler on',
    world: {
      pod: annotated({
        status: {
          phase: 'Pending',
          conditions: [{ type: 'PodScheduled', status: 'False', message: '0/3 nodes: too few CPUs' }],
        } as unknown as Pod['status'],
      }),
    },
    says: { reason: 'Unschedulable', message: 'broker 0: 0/3 nodes: too few CPUs' },
  },
  {
    it: 'says what a container waits for',
    world: {
      pod: annotated({
        status: {
          phase: 'Pending',
          initContainerStatuses: [{ name: 'jmx-exporter', state: { waiting: { reason: 'ImagePullBackOff', message: 'no such image' } } }],
          containerStatuses: [{ name: 'kafka', state: { waiting: { reason: 'PodInitializing' } } }],
        } as unknown as Pod['status'],
      }),
    },
    says: { reason: 'Starting', message: 'broker 0 container jmx-exporter: ImagePullBackOff no such image' },
  },
];

for (const { it, world, says } of cases)
  test(it, () => {
    const decision = decide(world);
    const shown = Object.fromEntries(Object.keys(says).map((key) => [key, decision[key as keyof NodeDecision]]));
    assert.deepEqual(shown, says);
  });

test('gives no grant and asks for no new call while a Pod runs', () => {
  const decision = decide({ pod: annotated({ status: READY }) });
  assert.deepEqual([decision.grant, decision.seconds], [undefined, undefined]);
});
