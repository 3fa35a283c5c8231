/**
 * Converged worlds of so many brokers, as large as real ones: Pods carry what the API server, the scheduler and the kubelet
 * add (defaults, a token volume, status, managedFields), and every child what Metacontroller remembers of it.
 */
import type { KafkaCluster } from '../../hooks/api/kafka-cluster.ts';
import { firstRequest, nextRequest, type Request, VIRTUAL_NOW } from '../../hooks/cli/settle.ts';
import { kafkaCluster } from '../../hooks/kafkacluster/hook.ts';
import type { KubeObject } from '../../hooks/kube/types.ts';
import { groupKey } from '../../hooks/protocol/composite.ts';

const ROUNDS = 5;

const clusterOf = (brokers: number): KafkaCluster => ({
  apiVersion: 'kafka.banzaicloud.io/v1beta1',
  kind: 'KafkaCluster',
  metadata: { name: 'kafka', namespace: 'streams', uid: '6c5c2f6e-6a0e-4b6f-8b6b-0d1f2a3b4c5d', generation: 1 },
  spec: {
    readOnlyConfig: 'auto.create.topics.enable=false\ndefault.replication.factor=3\nmin.insync.replicas=2\n',
    brokerConfigGroups: {
      default: {
        processRoles: ['broker'],
        storageConfigs: [{ mountPath: '/kafka-logs', pvcSpec: { resources: { requests: { storage: '100Gi' } } } }],
      },
    },
    brokers: Array.from({ length: brokers }, (_, id) => ({
      id,
      brokerConfigGroup: 'default',
      ...(id < 3 && { brokerConfig: { processRoles: ['broker', 'controller'] } }),
    })),
  },
});

/** The request for a cluster in which nothing is to be done. */
export const convergedRequest = async (brokers: number): Promise<Request> => {
  let request = firstRequest(clusterOf(brokers));
  for (let round = 0; round < ROUNDS; round += 1) {
    request = nextRequest(request, await kafkaCluster.sync(request, { now: VIRTUAL_NOW }));
  }
  return {
    ...request,
    children: Object.fromEntries(
      Object.entries(request.children).map(([group, objects]) => [
        group,
        Object.fromEntries(Object.entries(objects).map(([key, object]) => [key, asStored(object)])),
      ]),
    ),
  };
};

const TIME = '2026-11-21T12:00:00Z';

/** An object with what the server adds to each. */
const asStored = (object: KubeObject): KubeObject => {
  const { metadata } = object;
  const stored = {
    ...object,
    metadata: {
      ...metadata,
      resourceVersion: '1234567',
      ownerReferences: [
        {
          apiVersion: 'kafka.banzaicloud.io/v1beta1',
          kind: 'KafkaCluster',
          name: 'kafka',
          uid: '6c5c2f6e-6a0e-4b6f-8b6b-0d1f2a3b4c5d',
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
      managedFields: [
        {
          ...(object.apiVersion !== undefined && { apiVersion: object.apiVersion }),
          fieldsType: 'FieldsV1',
          fieldsV1: fieldsOf(object),
          manager: 'metacontroller',
          operation: 'Update',
          time: TIME,
        },
      ],
    },
  };
  return groupKey(object) === 'Pod.v1' ? asRunning(stored) : stored;
};

/** What managedFields say of an object: the keys that a manager owns, in their own notation. */
const fieldsOf = (value: unknown): object => {
  if (Array.isArray(value)) return Object.fromEntries(value.map((item) => [keyOf(item), { '.': {}, ...fieldsOf(item) }]));
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [`f:${key}`, fieldsOf(member)]));
};

const keyOf = (item: unknown): string => {
  if (typeof item !== 'object' || item === null) return `v:${JSON.stringify(item)}`;
  const { name } = item as { readonly name?: string };
  return name === undefined ? `k:${JSON.stringify(item)}` : `k:{"name":"${name}"}`;
};

interface RunningPod extends KubeObject {
  readonly spec?: {
    readonly containers?: readonly object[];
    readonly initContainers?: readonly object[];
    readonly volumes?: readonly object[];
  };
}

const containerDefaults = { imagePullPolicy: 'IfNotPresent', terminationMessagePath: '/dev/termination-log' };

const statusOf = (container: object, state: object): object => ({
  allocatedResources: { cpu: '1', memory: '2Gi' },
  containerID: `containerd://${'0123456789abcdef'.repeat(4)}`,
  image: 'docker.io/apache/kafka:4.1.0',
  imageID: `docker.io/apache/kafka@sha256:${'0123456789abcdef'.repeat(4)}`,
  lastState: {},
  name: (container as { readonly name?: string }).name,
  ready: true,
  restartCount: 0,
  started: true,
  state,
  volumeMounts: (container as { readonly volumeMounts?: readonly object[] }).volumeMounts,
});

const asRunning = (pod: RunningPod): KubeObject => {
  const containers = (pod.spec?.containers ?? []).map((container) => ({ ...containerDefaults, ...container }));
  const inits = (pod.spec?.initContainers ?? []).map((container) => ({
    ...containerDefaults,
    terminationMessagePolicy: 'File',
    ...container,
  }));
  const running = {
    ...pod,
    spec: {
      ...pod.spec,
      containers,
      initContainers: inits,
      dnsPolicy: 'ClusterFirst',
      enableServiceLinks: true,
      nodeName: 'worker-1',
      preemptionPolicy: 'PreemptLowerPriority',
      priority: 0,
      schedulerName: 'default-scheduler',
      tolerations: ['not-ready', 'unreachable'].map((key) => ({
        effect: 'NoExecute',
        key: `node.kubernetes.io/${key}`,
        operator: 'Exists',
        tolerationSeconds: 300,
      })),
    },
    status: {
      conditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
        lastProbeTime: null,
        lastTransitionTime: TIME,
        observedGeneration: 1,
        status: 'True',
        type,
      })),
      containerStatuses: containers.map((container) => statusOf(container, { running: { startedAt: TIME } })),
      hostIP: '10.0.0.1',
      hostIPs: [{ ip: '10.0.0.1' }],
      initContainerStatuses: inits.map((container) =>
        statusOf(container, { terminated: { exitCode: 0, finishedAt: TIME, reason: 'Completed', startedAt: TIME } }),
      ),
      observedGeneration: 1,
      phase: 'Running',
      podIP: '10.1.0.1',
      podIPs: [{ ip: '10.1.0.1' }],
      qosClass: 'Burstable',
      startTime: TIME,
    },
  };
  return running;
};
