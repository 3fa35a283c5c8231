/** A valid object of each built-in kind, with every field at which a rule or a model of the world looks. */
import type { KubeObject } from '../../../../hooks/kube/types.ts';

type Valid = KubeObject & { readonly [field: string]: unknown };

const NAME = 'seed';
const namespaced = { name: NAME, namespace: 'default', labels: { app: 'seed' }, annotations: { note: 'x' }, finalizers: [] };
const cluster = { name: NAME, labels: { app: 'seed' } };
const time = '2030-01-01T00:00:00Z';
const condition = { type: 'Ready', status: 'True', reason: 'Yes', message: 'yes', lastTransitionTime: time };
const expression = { key: 'app', operator: 'In', values: ['seed', 'other'] };
const selector = { matchLabels: { app: 'seed' }, matchExpressions: [expression] };
const podTerm = { labelSelector: selector, namespaces: ['default'], topologyKey: 'kubernetes.io/hostname' };
const amounts = { cpu: '100m', memory: '10Mi' };
const probe = { httpGet: { path: '/', port: 80, scheme: 'HTTP' }, periodSeconds: 5 };

const container = (name: string, mounted = true) => ({
  name,
  image: 'registry.example.com/seed:1',
  command: ['run'],
  args: ['fast'],
  env: [
    { name: 'A', value: 'a' },
    { name: 'B', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
  ],
  ports: [{ name: 'web', containerPort: 80, hostPort: 0, protocol: 'TCP' }],
  resources: { requests: amounts, limits: { memory: '20Mi' } },
  readinessProbe: probe,
  livenessProbe: { grpc: { port: 80 } },
  startupProbe: { exec: { command: ['true'] } },
  lifecycle: { preStop: { exec: { command: ['true'] } }, postStart: { httpGet: { port: 80 } } },
  ...(mounted && { volumeMounts: [{ name: 'files', mountPath: '/files', readOnly: true }] }),
});

const podSpec = {
  containers: [container('main')],
  initContainers: [container('init', false)],
  volumes: [
    { name: 'files', configMap: { name: 'seed-files', items: [{ key: 'a', path: 'a' }], optional: true } },
    { name: 'hidden', secret: { secretName: 'seed-secret', optional: true } },
    { name: 'empty', emptyDir: { sizeLimit: '1Gi' } },
    { name: 'host', hostPath: { path: '/x' } },
    { name: 'own', downwardAPI: { items: [{ path: 'name', fieldRef: { fieldPath: 'metadata.name' } }] } },
    {
      name: 'all',
      projected: { sources: [{ serviceAccountToken: { path: 'token' } }, { configMap: { name: 'seed-files', optional: true } }] },
    },
  ],
  restartPolicy: 'Always',
  terminationGracePeriodSeconds: 5,
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  tolerations: [{ key: 'a', operator: 'Equal', value: 'b', effect: 'NoExecute', tolerationSeconds: 5 }],
  topologySpreadConstraints: [
    { maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'DoNotSchedule', labelSelector: selector },
  ],
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/os', operator: 'In', values: ['linux'] }] }],
      },
    },
    podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: podTerm }] },
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [podTerm],
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: podTerm }],
    },
  },
};

const containerStatus = {
  name: 'main',
  image: 'registry.example.com/seed:1',
  imageID: 'id',
  ready: true,
  restartCount: 1,
  state: { running: { startedAt: time } },
  lastState: { terminated: { exitCode: 1, reason: 'Error', startedAt: time, finishedAt: time } },
};

const claimSpec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: 'standard' };

const workload = {
  selector,
  replicas: 1,
  template: { metadata: { labels: { app: 'seed' } }, spec: { containers: [container('main')], volumes: podSpec.volumes.slice(0, 1) } },
};

/** By kind. Each is refused by nobody. */
export const validObjects: Readonly<Record<string, Valid>> = Object.fromEntries(
  (
    [
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { ...namespaced, ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'x', uid: 'u', controller: true }] },
        spec: podSpec,
        status: {
          phase: 'Running',
          podIP: '10.1.1.1',
          startTime: time,
          conditions: [condition],
          containerStatuses: [containerStatus],
          initContainerStatuses: [{ ...containerStatus, name: 'init', state: { waiting: { reason: 'PodInitializing' } } }],
        },
      },
      {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: cluster,
        spec: { unschedulable: false, taints: [{ key: 'a', value: 'b', effect: 'NoExecute', timeAdded: time }] },
        status: {
          addresses: [{ address: '10.0.0.9', type: 'InternalIP' }],
          allocatable: { ...amounts, pods: '10' },
          capacity: { ...amounts, pods: '10' },
          conditions: [condition],
        },
      },
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: namespaced,
        spec: claimSpec,
        status: { phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, conditions: [condition] },
      },
      {
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: cluster,
        spec: {
          accessModes: ['ReadWriteOnce'],
          capacity: { storage: '1Gi' },
          claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: NAME, namespace: 'default', uid: 'u' },
          csi: { driver: 'd', volumeHandle: 'h' },
          nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [expression] }] } },
          persistentVolumeReclaimPolicy: 'Delete',
          storageClassName: 'standard',
        },
        status: { phase: 'Bound', lastPhaseTransitionTime: time },
      },
      {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: cluster,
        provisioner: 'p',
        allowVolumeExpansion: true,
        parameters: { a: 'b' },
        volumeBindingMode: 'Immediate',
      },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: namespaced, data: { a: 'b' }, binaryData: { c: 'AA==' }, immutable: false },
      { apiVersion: 'v1', kind: 'Secret', metadata: namespaced, data: { a: 'AA==' }, stringData: { b: 'c' }, type: 'Opaque' },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: namespaced,
        spec: {
          type: 'LoadBalancer',
          selector: { app: 'seed' },
          ports: [
            { name: 'a', port: 80, targetPort: 'web', protocol: 'TCP', nodePort: 30001 },
            { name: 'b', port: 81, targetPort: 81 },
          ],
          externalTrafficPolicy: 'Local',
          externalIPs: ['192.0.2.1'],
          sessionAffinity: 'ClientIP',
          sessionAffinityConfig: { clientIP: { timeoutSeconds: 10 } },
        },
        status: { loadBalancer: { ingress: [{ ip: '192.0.2.2' }] } },
      },
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: namespaced, automountServiceAccountToken: false, secrets: [{ name: 'x' }] },
      {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: namespaced,
        involvedObject: { kind: 'Pod', name: 'x', namespace: 'default' },
        reason: 'Because',
        lastTimestamp: time,
        source: { component: 'c' },
        count: 1,
      },
      { apiVersion: 'v1', kind: 'Namespace', metadata: cluster, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: namespaced,
        spec: { ...workload, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: '25%' } } },
        status: { observedGeneration: 1, replicas: 1, conditions: [condition] },
      },
      {
        apiVersion: 'apps/v1',
        kind: 'StatefulSet',
        metadata: namespaced,
        spec: { ...workload, serviceName: 's', volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claimSpec }] },
      },
      { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: namespaced, spec: workload },
      {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: namespaced,
        spec: { maxUnavailable: '50%', selector, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
        status: {
          currentHealthy: 1,
          desiredHealthy: 1,
          disruptionsAllowed: 0,
          expectedPods: 1,
          conditions: [{ ...condition, type: 'DisruptionAllowed' }],
          disruptedPods: { x: time },
        },
      },
      { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: namespaced, spec: { holderIdentity: 'x' } },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata: namespaced,
        rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
      },
      {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: 'seeds.example.com' },
        spec: {
          group: 'example.com',
          scope: 'Namespaced',
          names: { kind: 'Seed', plural: 'seeds', shortNames: ['sd'] },
          versions: [
            {
              name: 'v1',
              served: true,
              storage: true,
              subresources: { status: {} },
              additionalPrinterColumns: [{ name: 'A', type: 'string', jsonPath: '.spec.a' }],
              schema: {
                openAPIV3Schema: {
                  type: 'object',
                  properties: {
                    spec: {
                      type: 'object',
                      required: ['a'],
                      properties: {
                        a: { type: 'string', pattern: '^a', enum: ['a'] },
                        list: { type: 'array', items: { type: 'integer', minimum: 1 } },
                        map: { type: 'object', additionalProperties: { type: 'string' } },
                      },
                      'x-kubernetes-validations': [{ rule: 'self.a == oldSelf.a', message: 'stays' }],
                    },
                  },
                },
              },
            },
          ],
        },
      },
    ] satisfies readonly Valid[]
  ).map((object) => [object.kind, object]),
);
