/**
 * Every field of Koperator's custom resources, of both lineages, is in our CRDs with its type. What is not in a CRD
 * is silently dropped by the API server, so a forgotten field is a setting that users lose when they move over.
 * The list was taken from the CRDs of adobe/koperator f314540b and banzaicloud/koperator 9b59b315.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { schemaOf } from './crd-files.ts';
import { type Schema, walk } from './structural-schema.ts';

/** Fields by type, of the object at a path; `open` are objects whose fields are Kubernetes' or Istio's. */
interface Fields {
  readonly at: string;
  readonly string?: string;
  readonly integer?: string;
  readonly boolean?: string;
  /** Objects with fields of their own. */
  readonly object?: string;
  readonly map?: string;
  readonly open?: string;
  /** Lists of text. */
  readonly strings?: string;
  /** Lists of objects with fields of their own. */
  readonly objects?: string;
  readonly opens?: string;
}

const brokerConfig: Omit<Fields, 'at'> = {
  string:
    'config image kafkaHeapOpts kafkaJvmPerfOpts log4jConfig metricsReporterImage nodePortNodeAddressType priorityClassName serviceAccountName',
  integer: 'terminationGracePeriodSeconds',
  object: 'networkConfig',
  map: 'brokerAnnotations brokerLabels nodePortExternalIP nodeSelector',
  open: 'affinity podSecurityContext resourceRequirements securityContext',
  strings: 'brokerIngressMapping processRoles',
  objects: 'storageConfigs',
  opens: 'containers envs imagePullSecrets initContainers tolerations volumeMounts volumes',
};
const storageConfig: Omit<Fields, 'at'> = { string: 'mountPath', open: 'emptyDir pvcSpec' };
const networkConfig: Omit<Fields, 'at'> = { string: 'incomingNetworkThroughPut outgoingNetworkThroughPut' };
const envoyConfig: Omit<Fields, 'at'> = {
  string: 'brokerHostnameTemplate image loadBalancerIP priorityClassName serviceAccountName',
  integer: 'adminPort healthCheckPort replicas',
  boolean: 'enableHealthCheckHttp10',
  object: 'disruptionBudget envoyCommandLineArgs',
  map: 'annotations nodeSelector',
  open: 'affinity podSecurityContext resourceRequirements',
  strings: 'loadBalancerSourceRanges',
  opens: 'imagePullSecrets tolerations topologySpreadConstraints',
};
const serviceSettings = { string: 'externalTrafficPolicy hostnameOverride serviceType tlsSecretName', map: 'serviceAnnotations' };
const task: Omit<Fields, 'at'> = {
  string: 'errorMessage finished httpRequest id operation started state',
  integer: 'httpResponseCode',
  map: 'parameters summary',
};
const ingressConfig = '.spec.listenersConfig.externalListeners[].config.ingressConfig.*';
const brokerState = '.status.brokersState.*';

const contract: Readonly<Record<string, readonly Fields[]>> = {
  kafkaclusters: [
    {
      at: '.spec',
      string: 'clusterImage clusterMetricsReporterImage clusterWideConfig ingressController kubernetesClusterDomain readOnlyConfig zkPath',
      boolean: 'headlessServiceEnabled kRaft localDebugEnabled oneBrokerPerNode propagateLabels removeUnusedIngressResources',
      object:
        'alertManagerConfig clientSSLCertSecret contourIngressConfig cruiseControlConfig disruptionBudget envoyConfig istioControlPlane listenersConfig monitoringConfig rackAwareness rollingUpgradeConfig',
      open: 'istioIngressConfig taintedBrokersSelector',
      strings: 'zkAddresses',
      objects: 'brokers',
      opens: 'additionalPorts envs',
    },
    { at: '.spec.alertManagerConfig', integer: 'downScaleLimit upScaleLimit' },
    { at: '.spec.brokers[]', integer: 'id', string: 'brokerConfigGroup readOnlyConfig', object: 'brokerConfig' },
    { at: '.spec.brokers[].brokerConfig', ...brokerConfig },
    { at: '.spec.brokers[].brokerConfig.storageConfigs[]', ...storageConfig },
    { at: '.spec.brokers[].brokerConfig.networkConfig', ...networkConfig },
    { at: '.spec.brokerConfigGroups.*', ...brokerConfig },
    { at: '.spec.brokerConfigGroups.*.storageConfigs[]', ...storageConfig },
    { at: '.spec.brokerConfigGroups.*.networkConfig', ...networkConfig },
    { at: '.spec.clientSSLCertSecret', string: 'name' },
    { at: '.spec.contourIngressConfig', string: 'brokerFQDNTemplate tlsSecretName' },
    {
      at: '.spec.cruiseControlConfig',
      string: 'capacityConfig clusterConfig config cruiseControlEndpoint image log4jConfig priorityClassName serviceAccountName',
      object: 'cruiseControlOperationSpec cruiseControlTaskSpec topicConfig',
      map: 'cruiseControlAnnotations nodeSelector',
      open: 'affinity podSecurityContext resourceRequirements securityContext',
      opens: 'imagePullSecrets initContainers tolerations volumeMounts volumes',
    },
    { at: '.spec.cruiseControlConfig.cruiseControlOperationSpec', integer: 'ttlSecondsAfterFinished' },
    { at: '.spec.cruiseControlConfig.cruiseControlTaskSpec', integer: 'RetryDurationMinutes' },
    { at: '.spec.cruiseControlConfig.topicConfig', integer: 'partitions replicationFactor' },
    { at: '.spec.disruptionBudget', string: 'budget', boolean: 'create' },
    { at: '.spec.envoyConfig', ...envoyConfig },
    { at: '.spec.envoyConfig.disruptionBudget', string: 'budget strategy', boolean: 'create' },
    { at: '.spec.envoyConfig.envoyCommandLineArgs', integer: 'concurrency' },
    { at: '.spec.istioControlPlane', string: 'name namespace' },
    { at: '.spec.listenersConfig', object: 'sslSecrets', map: 'serviceAnnotations', objects: 'externalListeners internalListeners' },
    {
      at: '.spec.listenersConfig.externalListeners[]',
      string: `${serviceSettings.string} accessMethod name sslClientAuth type`,
      map: serviceSettings.map,
      integer: 'anyCastPort containerPort externalStartingPort ingressControllerTargetPort',
      boolean: 'usedForInnerBrokerCommunication usedForKafkaAdminCommunication',
      object: 'config serverSSLCertSecret',
    },
    { at: '.spec.listenersConfig.externalListeners[].config', string: 'defaultIngressConfig' },
    { at: ingressConfig, ...serviceSettings, object: 'contourIngressConfig envoyConfig', open: 'istioIngressConfig' },
    { at: `${ingressConfig}.envoyConfig`, ...envoyConfig },
    { at: `${ingressConfig}.contourIngressConfig`, string: 'brokerFQDNTemplate tlsSecretName' },
    {
      at: '.spec.listenersConfig.internalListeners[]',
      string: 'externalListenerForHostname name sslClientAuth type',
      integer: 'containerPort internalStartingPort',
      boolean: 'usedForControllerCommunication usedForInnerBrokerCommunication usedForKafkaAdminCommunication',
      object: 'serverSSLCertSecret',
    },
    { at: '.spec.listenersConfig.internalListeners[].serverSSLCertSecret', string: 'name' },
    { at: '.spec.listenersConfig.sslSecrets', string: 'jksPasswordName pkiBackend tlsSecretName', boolean: 'create', object: 'issuerRef' },
    { at: '.spec.listenersConfig.sslSecrets.issuerRef', string: 'group kind name' },
    { at: '.spec.monitoringConfig', string: 'cCJMXExporterConfig jmxImage kafkaJMXExporterConfig pathToJar' },
    { at: '.spec.rackAwareness', strings: 'labels' },
    { at: '.spec.rollingUpgradeConfig', integer: 'concurrentBrokerRestartCountPerRack failureThreshold' },
    {
      at: '.status',
      string: 'clusterID cruiseControlTopicStatus state',
      integer: 'alertCount',
      object: 'listenerStatuses rollingUpgradeStatus',
    },
    { at: '.status.rollingUpgradeStatus', integer: 'errorCount', string: 'lastSuccess' },
    { at: '.status.listenerStatuses.externalListeners.*[]', string: 'address name' },
    { at: '.status.listenerStatuses.internalListeners.*[]', string: 'address name' },
    {
      at: brokerState,
      string: 'configurationBackup configurationState image perBrokerConfigurationState rackAwarenessState version',
      strings: 'externalListenerConfigNames',
      object: 'gracefulActionState',
    },
    { at: `${brokerState}.gracefulActionState`, string: 'cruiseControlState', object: 'cruiseControlOperationReference' },
    { at: `${brokerState}.gracefulActionState.cruiseControlOperationReference`, string: 'name' },
    {
      at: `${brokerState}.gracefulActionState.volumeStates.*`,
      string: 'cruiseControlVolumeState',
      object: 'cruiseControlOperationReference',
    },
  ],
  kafkatopics: [
    { at: '.spec', string: 'name', integer: 'partitions replicationFactor', map: 'config', object: 'clusterRef' },
    { at: '.spec.clusterRef', string: 'name namespace' },
    { at: '.status', string: 'managedBy state' },
  ],
  kafkausers: [
    {
      at: '.spec',
      string: 'secretName',
      boolean: 'createCert includeJKS',
      integer: 'expirationSeconds',
      map: 'annotations',
      object: 'clusterRef pkiBackendSpec',
      strings: 'dnsNames',
      objects: 'topicGrants',
    },
    { at: '.spec.clusterRef', string: 'name namespace' },
    { at: '.spec.pkiBackendSpec', string: 'pkiBackend signerName', object: 'issuerRef' },
    { at: '.spec.pkiBackendSpec.issuerRef', string: 'group kind name' },
    { at: '.spec.topicGrants[]', string: 'accessType patternType topicName' },
    { at: '.status', string: 'state', strings: 'acls' },
  ],
  cruisecontroloperations: [
    { at: '.spec', string: 'errorPolicy', integer: 'ttlSecondsAfterFinished' },
    { at: '.status', string: 'errorPolicy', integer: 'retryCount', object: 'currentTask', objects: 'failedTasks' },
    { at: '.status.currentTask', ...task },
    { at: '.status.failedTasks[]', ...task },
  ],
};

/** How the test names the type of a field. */
const kindOf = (schema: Schema | undefined): string => {
  if (schema === undefined) return 'missing';
  const { type, items, properties, additionalProperties } = schema;
  if (type === 'array') return items === undefined ? 'list' : `${kindOf(items as Schema)}s`;
  if (type !== 'object') return String(type);
  if (properties !== undefined) return 'object';
  return additionalProperties === undefined ? 'open' : 'map';
};

for (const [plural, objects] of Object.entries(contract)) {
  describe(plural, () => {
    const byPath = new Map(walk(schemaOf(plural), ''));
    for (const { at, ...byKind } of objects) {
      test(`has every field of Koperator's ${at.slice(1)}`, () => {
        const wanted = Object.entries(byKind).flatMap(([kind, names]) => names.split(' ').map((name) => `${name} ${kind}`));
        const found = wanted.map((entry) => entry.split(' ')[0] ?? '').map((name) => `${name} ${kindOf(byPath.get(`${at}.${name}`))}`);
        assert.deepEqual(found, wanted);
      });
    }
  });
}

describe('bounds and values of Koperator are ours', () => {
  const cases: readonly { readonly at: string; readonly keywords: Schema }[] = [
    { at: '.spec.brokers[].id', keywords: { minimum: 0, maximum: 65535, exclusiveMaximum: true, format: 'int32' } },
    { at: '.spec.disruptionBudget.budget', keywords: { pattern: '^[0-9]+$|^[0-9]{1,2}%$|^100%$' } },
    { at: '.spec.ingressController', keywords: { enum: ['envoy', 'contour', 'istioingress'] } },
    { at: '.spec.rollingUpgradeConfig.concurrentBrokerRestartCountPerRack', keywords: { minimum: 1 } },
    { at: '.spec.rollingUpgradeConfig.failureThreshold', keywords: { minimum: undefined } },
    { at: '.spec.envoyConfig.replicas', keywords: { minimum: 1 } },
    { at: '.spec.envoyConfig.disruptionBudget.strategy', keywords: { enum: ['minAvailable', 'maxUnavailable'] } },
    { at: '.spec.envoyConfig.envoyCommandLineArgs.concurrency', keywords: { minimum: 1 } },
    { at: '.spec.listenersConfig.internalListeners[].type', keywords: { enum: ['ssl', 'plaintext', 'sasl_ssl', 'sasl_plaintext'] } },
    { at: '.spec.listenersConfig.internalListeners[].sslClientAuth', keywords: { enum: ['required', 'requested', 'none'] } },
    { at: '.spec.listenersConfig.internalListeners[].containerPort', keywords: { minimum: 0, exclusiveMinimum: true, maximum: 65535 } },
    { at: '.spec.listenersConfig.externalListeners[].accessMethod', keywords: { enum: ['LoadBalancer', 'NodePort', 'ClusterIP'] } },
    { at: '.spec.listenersConfig.externalListeners[].externalStartingPort', keywords: { minimum: -1, maximum: 65535 } },
    { at: '.spec.listenersConfig.externalListeners[].ingressControllerTargetPort', keywords: { minimum: 1024, maximum: 65535 } },
    { at: '.spec.cruiseControlConfig.topicConfig.replicationFactor', keywords: { minimum: 2 } },
    { at: '.spec.cruiseControlConfig.cruiseControlOperationSpec.ttlSecondsAfterFinished', keywords: { minimum: 0 } },
    {
      at: '.spec.brokers[].brokerConfig.nodePortNodeAddressType',
      keywords: { enum: ['Hostname', 'ExternalIP', 'InternalIP', 'InternalDNS', 'ExternalDNS'] },
    },
    { at: '.spec.brokers', keywords: { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['id'] } },
    {
      at: '.spec.brokers[].brokerConfig.storageConfigs',
      keywords: { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['mountPath'] },
    },
  ];
  const byPath = new Map(walk(schemaOf('kafkaclusters'), ''));
  for (const { at, keywords } of cases) {
    test(at.slice(1), () => {
      const schema = byPath.get(at) ?? {};
      assert.deepEqual(Object.fromEntries(Object.keys(keywords).map((keyword) => [keyword, schema[keyword]])), keywords);
    });
  }
});
