/** The shapes of a Pod and of its template. Source: k8s.io/api/core/v1/types.go. */
import { each, fields, list, map, type Shape } from '../shape.ts';
import { AMOUNTS, CONDITIONS, METADATA, RESOURCES, SELECTOR, TERMS } from './metadata.ts';

const FIELD_REF = fields(each('string', 'apiVersion', 'fieldPath'));
const KEY_REF = fields({ ...each('string', 'name', 'key'), optional: 'bool' });

const VARIABLE = fields({
  ...each('string', 'name', 'value'),
  valueFrom: fields({ fieldRef: FIELD_REF, ...each(KEY_REF, 'configMapKeyRef', 'secretKeyRef'), resourceFieldRef: fields({}) }),
});

const HANDLERS = {
  exec: fields({ command: list('string') }),
  httpGet: fields({ ...each('string', 'path', 'scheme', 'host'), port: 'amount' }),
  tcpSocket: fields({ host: 'string', port: 'amount' }),
};
const HANDLER = fields(HANDLERS);
const PROBE = fields({
  ...HANDLERS,
  grpc: fields({ service: 'string', port: 'int32' }),
  ...each('int32', 'failureThreshold', 'initialDelaySeconds', 'periodSeconds', 'successThreshold', 'timeoutSeconds'),
});

const SOURCE_REF = fields({ name: 'string', optional: 'bool' });

const CONTAINER = fields({
  ...each('string', 'name', 'image', 'imagePullPolicy', 'terminationMessagePath', 'terminationMessagePolicy', 'workingDir'),
  ...each(list('string'), 'args', 'command'),
  env: list(VARIABLE),
  envFrom: list(fields({ prefix: 'string', ...each(SOURCE_REF, 'configMapRef', 'secretRef') })),
  lifecycle: fields(each(HANDLER, 'postStart', 'preStop')),
  ...each(PROBE, 'livenessProbe', 'readinessProbe', 'startupProbe'),
  ports: list(fields({ ...each('string', 'name', 'protocol', 'hostIP'), ...each('int32', 'containerPort', 'hostPort') })),
  resources: RESOURCES,
  securityContext: fields({}),
  volumeMounts: list(fields({ ...each('string', 'name', 'mountPath', 'subPath'), readOnly: 'bool' })),
});

const ITEMS: Shape = list(fields({ ...each('string', 'key', 'path'), mode: 'int32' }));
const CONFIG_FILES = fields({ name: 'string', items: ITEMS, defaultMode: 'int32', optional: 'bool' });
const OWN_FILES = fields({ items: list(fields({ path: 'string', fieldRef: FIELD_REF })), defaultMode: 'int32' });

const VOLUME = fields({
  name: 'string',
  configMap: CONFIG_FILES,
  downwardAPI: OWN_FILES,
  emptyDir: fields({ medium: 'string', sizeLimit: 'amount' }),
  hostPath: fields(each('string', 'path', 'type')),
  persistentVolumeClaim: fields({ claimName: 'string', readOnly: 'bool' }),
  projected: fields({
    defaultMode: 'int32',
    sources: list(
      fields({
        ...each(CONFIG_FILES, 'configMap', 'secret'),
        downwardAPI: OWN_FILES,
        serviceAccountToken: fields({ ...each('string', 'audience', 'path'), expirationSeconds: 'int64' }),
      }),
    ),
  }),
  secret: fields({ secretName: 'string', items: ITEMS, defaultMode: 'int32', optional: 'bool' }),
});

const AFFINITY_TERM = fields({
  ...each(SELECTOR, 'labelSelector', 'namespaceSelector'),
  namespaces: list('string'),
  'topologyKey!': 'string',
});
const POD_AFFINITY = fields({
  requiredDuringSchedulingIgnoredDuringExecution: list(AFFINITY_TERM),
  preferredDuringSchedulingIgnoredDuringExecution: list(fields({ 'weight!': 'int32', 'podAffinityTerm!': AFFINITY_TERM })),
});
const NODE_AFFINITY = fields({
  requiredDuringSchedulingIgnoredDuringExecution: fields({ 'nodeSelectorTerms!': TERMS }),
  preferredDuringSchedulingIgnoredDuringExecution: list(fields({ 'weight!': 'int32' })),
});

const POD_SPEC = fields({
  ...each('string', 'dnsPolicy', 'hostname', 'nodeName', 'priorityClassName', 'restartPolicy', 'schedulerName', 'serviceAccount'),
  ...each('string', 'serviceAccountName', 'subdomain'),
  ...each('int32', 'priority', 'terminationGracePeriodSeconds'),
  activeDeadlineSeconds: 'int64',
  automountServiceAccountToken: 'bool',
  affinity: fields({ nodeAffinity: NODE_AFFINITY, ...each(POD_AFFINITY, 'podAffinity', 'podAntiAffinity') }),
  ...each(list(CONTAINER), 'containers!', 'initContainers'),
  imagePullSecrets: list(fields({ name: 'string' })),
  nodeSelector: map('string'),
  securityContext: fields({}),
  tolerations: list(fields({ ...each('string', 'key', 'operator', 'value', 'effect'), tolerationSeconds: 'int32' })),
  topologySpreadConstraints: list(
    fields({ ...each('string', 'topologyKey!', 'whenUnsatisfiable!'), 'maxSkew!': 'int32', labelSelector: SELECTOR }),
  ),
  volumes: list(VOLUME),
});

/** PodTemplateSpec. */
export const TEMPLATE: Shape = fields({ metadata: METADATA, spec: POD_SPEC });

const CONTAINER_STATE = fields({
  running: fields({ startedAt: 'time' }),
  terminated: fields({ exitCode: 'int32', ...each('string', 'reason', 'message'), ...each('time', 'startedAt', 'finishedAt') }),
  waiting: fields(each('string', 'reason', 'message')),
});
const CONTAINER_STATUSES: Shape = list(
  fields({
    ...each('string', 'name', 'image', 'imageID', 'containerID'),
    ready: 'bool',
    restartCount: 'int32',
    ...each(CONTAINER_STATE, 'state', 'lastState'),
    allocatedResources: AMOUNTS,
  }),
);

export const POD = {
  spec: POD_SPEC,
  status: fields({
    ...each('string', 'phase', 'podIP', 'hostIP', 'reason', 'message', 'qosClass'),
    conditions: CONDITIONS,
    ...each(CONTAINER_STATUSES, 'containerStatuses', 'initContainerStatuses'),
    startTime: 'time',
  }),
};
