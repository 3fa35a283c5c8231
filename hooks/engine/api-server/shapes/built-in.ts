/** The shapes of the built-in kinds but Pods, as far as rules and models read them. Source: k8s.io/api. */
import { each, fields, list, map, type Shape } from '../shape.ts';
import { JSON_SCHEMA } from './json-schema.ts';
import { AMOUNTS, CONDITIONS, METADATA, RESOURCES, SELECTOR, TERMS } from './metadata.ts';
import { POD, TEMPLATE } from './pod.ts';

type Shapes = Readonly<Record<string, Shape>>;

const CLAIM_SPEC = fields({
  accessModes: list('string'),
  resources: RESOURCES,
  selector: SELECTOR,
  ...each('string', 'storageClassName', 'volumeAttributesClassName', 'volumeMode', 'volumeName'),
});

const WORKLOAD: Shapes = {
  spec: fields({
    ...each('int32', 'minReadySeconds', 'progressDeadlineSeconds', 'replicas', 'revisionHistoryLimit'),
    selector: SELECTOR,
    template: TEMPLATE,
    paused: 'bool',
    ...each('string', 'podManagementPolicy', 'serviceName'),
    ...each(
      fields({ type: 'string', rollingUpdate: fields({ ...each('amount', 'maxSurge', 'maxUnavailable') }) }),
      'strategy',
      'updateStrategy',
    ),
    volumeClaimTemplates: list(fields({ metadata: METADATA, spec: CLAIM_SPEC })),
  }),
  status: fields({
    ...each('int32', 'availableReplicas', 'readyReplicas', 'replicas', 'unavailableReplicas', 'updatedReplicas'),
    observedGeneration: 'int64',
    conditions: CONDITIONS,
  }),
};

const CONFIG: Shapes = { ...each(map('string'), 'binaryData', 'data', 'stringData'), immutable: 'bool', type: 'string' };

const OBJECT_REF = each('string', 'apiVersion', 'kind', 'name', 'namespace', 'uid', 'fieldPath');

const BY_KIND: Readonly<Record<string, Shapes>> = {
  ConfigMap: CONFIG,
  Secret: CONFIG,
  Deployment: WORKLOAD,
  ReplicaSet: WORKLOAD,
  StatefulSet: WORKLOAD,
  Pod: POD,
  Event: {
    ...each('string', 'message', 'reason', 'reportingComponent', 'reportingInstance', 'type'),
    ...each('time', 'eventTime', 'firstTimestamp', 'lastTimestamp'),
    count: 'int32',
    involvedObject: fields(OBJECT_REF),
    source: fields(each('string', 'component', 'host')),
  },
  CustomResourceDefinition: {
    spec: fields({
      ...each('string', 'group!', 'scope!'),
      'names!': fields({
        ...each('string', 'kind!', 'listKind', 'plural!', 'singular'),
        ...each(list('string'), 'categories', 'shortNames'),
      }),
      'versions!': list(
        fields({
          'name!': 'string',
          ...each('bool', 'served', 'storage'),
          schema: fields({ 'openAPIV3Schema!': JSON_SCHEMA }),
          subresources: fields({ status: fields({}) }),
          additionalPrinterColumns: list(fields({ ...each('string', 'format', 'jsonPath!', 'name!', 'type!'), priority: 'int32' })),
        }),
      ),
    }),
  },
  Namespace: { spec: fields({ finalizers: list('string') }), status: fields({ phase: 'string' }) },
  Node: {
    spec: fields({
      unschedulable: 'bool',
      taints: list(fields({ ...each('string', 'key', 'value', 'effect'), timeAdded: 'time' })),
    }),
    status: fields({
      addresses: list(fields(each('string', 'address', 'type'))),
      ...each(AMOUNTS, 'allocatable', 'capacity'),
      conditions: CONDITIONS,
      nodeInfo: fields(each('string', 'containerRuntimeVersion', 'kernelVersion', 'kubeletVersion', 'osImage')),
    }),
  },
  PersistentVolume: {
    spec: fields({
      accessModes: list('string'),
      capacity: AMOUNTS,
      claimRef: fields(OBJECT_REF),
      csi: fields(each('string', 'driver', 'volumeHandle')),
      hostPath: fields(each('string', 'path', 'type')),
      nodeAffinity: fields({ required: fields({ 'nodeSelectorTerms!': TERMS }) }),
      ...each('string', 'persistentVolumeReclaimPolicy', 'storageClassName', 'volumeMode'),
    }),
    status: fields({ phase: 'string', lastPhaseTransitionTime: 'time' }),
  },
  PersistentVolumeClaim: {
    spec: CLAIM_SPEC,
    status: fields({
      phase: 'string',
      accessModes: list('string'),
      ...each(AMOUNTS, 'allocatedResources', 'capacity'),
      conditions: CONDITIONS,
    }),
  },
  PodDisruptionBudget: {
    spec: fields({ ...each('amount', 'maxUnavailable', 'minAvailable'), selector: SELECTOR, unhealthyPodEvictionPolicy: 'string' }),
    status: fields({
      ...each('int32', 'currentHealthy', 'desiredHealthy', 'disruptionsAllowed', 'expectedPods'),
      observedGeneration: 'int64',
      conditions: CONDITIONS,
      disruptedPods: map('time'),
    }),
  },
  Service: {
    spec: fields({
      ...each('string', 'clusterIP', 'externalName', 'externalTrafficPolicy', 'internalTrafficPolicy', 'ipFamilyPolicy'),
      ...each('string', 'loadBalancerIP', 'sessionAffinity', 'type'),
      ...each(list('string'), 'clusterIPs', 'externalIPs', 'ipFamilies', 'loadBalancerSourceRanges'),
      ...each('bool', 'allocateLoadBalancerNodePorts', 'publishNotReadyAddresses'),
      ports: list(
        fields({ ...each('string', 'appProtocol', 'name', 'protocol'), ...each('int32', 'nodePort', 'port'), targetPort: 'amount' }),
      ),
      selector: map('string'),
      sessionAffinityConfig: fields({ clientIP: fields({ timeoutSeconds: 'int32' }) }),
    }),
    status: fields({ loadBalancer: fields({ ingress: list(fields(each('string', 'hostname', 'ip'))) }), conditions: CONDITIONS }),
  },
  ServiceAccount: { automountServiceAccountToken: 'bool', ...each(list(fields(OBJECT_REF)), 'imagePullSecrets', 'secrets') },
  StorageClass: {
    ...each('string', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'),
    allowVolumeExpansion: 'bool',
    mountOptions: list('string'),
    parameters: map('string'),
  },
};

/** The shape of a kind's objects; of one without rules only that of metadata. */
export const shapeOf = (kind: string) => fields({ metadata: METADATA, ...BY_KIND[kind] });
