/** Which objects of Cruise Control exist when, and what they are. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { KafkaClusterSpec } from '../../../../hooks/api/kafka-cluster.ts';
import type { KafkaTopic } from '../../../../hooks/api/kafka-topic.ts';
import { type CruiseControlFacts, cruiseControlChildren } from '../../../../hooks/kafkacluster/cruise-control/children.ts';
import type { ConfigMap, Deployment, KubeObject, Service } from '../../../../hooks/kube/types.ts';
import { broker, clusterWith, sslSpec } from './fixture.ts';

const running: CruiseControlFacts = {
  brokersReady: true,
  topicSeen: true,
  deployed: false,
  observedCapacity: undefined,
  removing: false,
  topicReplicas: undefined,
};
const childrenOf = (spec: Partial<KafkaClusterSpec> = {}, facts: Partial<CruiseControlFacts> = {}) =>
  cruiseControlChildren(clusterWith(spec), { ...running, ...facts });
const kindsOf = (objects: readonly KubeObject[]) => objects.map((object) => object.kind);
const find = <T extends KubeObject>(objects: readonly KubeObject[], kind: string) =>
  objects.find((object) => object.kind === kind) as T | undefined;
const sha256 = (text: string | undefined) =>
  createHash('sha256')
    .update(text ?? '')
    .digest('hex');

const ALL = ['KafkaTopic', 'Service', 'ConfigMap', 'Deployment'];
const auto = { readOnlyConfig: 'cruise.control.metrics.topic.auto.create=true' };
const stages: readonly {
  readonly it: string;
  readonly spec?: Partial<KafkaClusterSpec>;
  readonly facts?: Partial<CruiseControlFacts>;
  readonly is: readonly string[];
}[] = [
  { it: 'makes the topic before anything else', facts: { brokersReady: false, topicSeen: false }, is: ['KafkaTopic'] },
  { it: 'waits for the topic with all brokers ready', facts: { topicSeen: false }, is: ['KafkaTopic'] },
  { it: 'waits for the brokers with the topic there', facts: { brokersReady: false }, is: ['KafkaTopic'] },
  { it: 'starts Cruise Control when brokers and topic are there', is: ALL },
  { it: 'keeps what runs, whatever the brokers do', facts: { brokersReady: false, topicSeen: false, deployed: true }, is: ALL },
  { it: 'leaves the topic to reporters that create it', spec: auto, facts: { topicSeen: false }, is: ALL.slice(1) },
  {
    it: 'waits for the brokers even when reporters create the topic',
    spec: auto,
    facts: { brokersReady: false, topicSeen: false },
    is: [],
  },
  {
    it: 'makes nothing for the Cruise Control of somebody else',
    spec: { cruiseControlConfig: { cruiseControlEndpoint: 'cc:8090' } },
    facts: { deployed: true },
    is: [],
  },
];
for (const c of stages) test(c.it, () => assert.deepEqual(kindsOf(childrenOf(c.spec, c.facts)), c.is));

test('makes nothing for a cluster without Cruise Control', () => {
  const { cruiseControlConfig: _none, ...spec } = clusterWith().spec;
  assert.deepEqual(cruiseControlChildren({ ...clusterWith(), spec }, running), []);
});

test('describes the topic as Koperator does, with replicas that the brokers can hold', () =>
  assert.deepEqual(find(childrenOf({ brokers: [broker(0), broker(1)] }), 'KafkaTopic'), {
    apiVersion: 'kafka.banzaicloud.io/v1alpha1',
    kind: 'KafkaTopic',
    metadata: {
      name: 'kafka-cruise-control-topic',
      namespace: 'data',
      labels: { app: 'kafka', clusterName: 'kafka', clusterNamespace: 'data' },
    },
    spec: {
      name: '__CruiseControlMetrics',
      partitions: 12,
      replicationFactor: 2,
      config: { 'cleanup.policy': 'delete', 'retention.ms': '18000000' },
      clusterRef: { name: 'kafka', namespace: 'data' },
    },
  }));

const replicas: readonly { readonly it: string; readonly spec?: Partial<KafkaClusterSpec>; readonly seen?: number; readonly is: number }[] =
  [
    { it: 'asks for three replicas', is: 3 },
    { it: 'leaves the replicas of a topic as they are when the cluster grows', seen: 1, is: 1 },
    {
      it: "takes the user's replicas over all",
      spec: { cruiseControlConfig: { topicConfig: { partitions: 3, replicationFactor: 2 } } },
      seen: 3,
      is: 2,
    },
  ];
for (const c of replicas) {
  test(c.it, () =>
    assert.equal(find<KafkaTopic>(childrenOf(c.spec, { topicReplicas: c.seen }), 'KafkaTopic')?.spec.replicationFactor, c.is),
  );
}

test('describes the service', () =>
  assert.deepEqual(find<Service>(childrenOf(), 'Service'), {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'kafka-cruisecontrol-svc', namespace: 'data', labels: { team: 'core', app: 'cruisecontrol', kafka_cr: 'kafka' } },
    spec: {
      selector: { app: 'cruisecontrol', kafka_cr: 'kafka' },
      ports: [
        { name: 'cc', port: 8090, targetPort: 8090, protocol: 'TCP' },
        { name: 'metrics', port: 9020, targetPort: 9020, protocol: 'TCP' },
      ],
    },
  }));

test('describes the deployment', () => {
  const children = childrenOf(sslSpec);
  const files = find<ConfigMap>(children, 'ConfigMap')?.data;
  const deployment = find<Deployment>(children, 'Deployment');
  const labels = { app: 'cruisecontrol', kafka_cr: 'kafka' };
  const script = deployment?.spec?.template.spec?.containers[0]?.lifecycle?.preStop?.exec?.command?.[2] ?? '';
  assert.deepEqual(deployment, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'kafka-cruisecontrol', namespace: 'data', labels },
    spec: {
      replicas: 1,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
      selector: { matchLabels: labels },
      template: {
        metadata: {
          labels,
          annotations: {
            'cruiseControlConfig.json': sha256(files?.['cruisecontrol.properties']),
            'cruiseControlClusterConfig.json': sha256('{}'),
            'cruiseControlLogConfig.json': sha256(files?.['log4j.properties']),
            'cruiseControlCapacity.json': sha256(files?.['capacity.json']),
          },
        },
        spec: {
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 1000,
            runAsGroup: 1000,
            fsGroup: 1000,
            fsGroupChangePolicy: 'OnRootMismatch',
            seccompProfile: { type: 'RuntimeDefault' },
          },
          automountServiceAccountToken: false,
          terminationGracePeriodSeconds: 30,
          initContainers: [
            {
              name: 'jmx-exporter',
              image: 'ghcr.io/adobe/koperator/jmx-javaagent:1.5.0',
              command: ['cp', '/jmx_prometheus_javaagent.jar', '/opt/jmx-exporter/jmx_prometheus.jar'],
              resources: { requests: { cpu: '100m', memory: '100Mi' }, limits: { cpu: '100m', memory: '100Mi' } },
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
              volumeMounts: [{ name: 'jmx-jar-data', mountPath: '/opt/jmx-exporter/' }],
            },
          ],
          containers: [
            {
              name: 'kafka-cruisecontrol',
              image: 'adobe/cruise-control:3.0.3-adbe-20260722',
              env: [{ name: 'KAFKA_OPTS', value: '-javaagent:/opt/jmx-exporter/jmx_prometheus.jar=9020:/etc/jmx-exporter/config.yaml' }],
              ports: [
                { name: 'cc', containerPort: 8090, protocol: 'TCP' },
                { name: 'metrics', containerPort: 9020, protocol: 'TCP' },
              ],
              resources: { requests: { cpu: '200m', memory: '768Mi' }, limits: { cpu: '200m', memory: '768Mi' } },
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
              readinessProbe: {
                tcpSocket: { port: 8090 },
                initialDelaySeconds: 5,
                periodSeconds: 10,
                timeoutSeconds: 1,
                failureThreshold: 3,
              },
              lifecycle: { preStop: { exec: { command: ['bash', '-c', script] } } },
              terminationMessagePolicy: 'FallbackToLogsOnError',
              volumeMounts: [
                { name: 'ks-files', mountPath: '/var/run/secrets/java.io/keystores', readOnly: true },
                { name: 'kafka-cruisecontrol-config', mountPath: '/opt/cruise-control/config' },
                { name: 'jmx-jar-data', mountPath: '/opt/jmx-exporter/' },
                { name: 'kafka-cc-jmx-exporter', mountPath: '/etc/jmx-exporter/' },
                { name: 'logs', mountPath: '/opt/cruise-control/logs' },
                { name: 'file-store', mountPath: '/opt/cruise-control/fileStore' },
              ],
            },
          ],
          volumes: [
            { name: 'ks-files', secret: { secretName: 'client', defaultMode: 0o440 } },
            { name: 'kafka-cruisecontrol-config', configMap: { name: 'kafka-cruisecontrol-config' } },
            { name: 'jmx-jar-data', emptyDir: {} },
            { name: 'kafka-cc-jmx-exporter', configMap: { name: 'kafka-cc-jmx-exporter' } },
            { name: 'logs', emptyDir: {} },
            { name: 'file-store', emptyDir: {} },
          ],
        },
      },
    },
  });
});

const CAPACITY_MODE = 'cruise-control.banzaicloud.com/broker-capacity-config';
const modes: readonly { readonly it: string; readonly annotations: Record<string, string>; readonly hashed: boolean }[] = [
  { it: 'rolls for new capacities when the user says that they are static', annotations: { [CAPACITY_MODE]: 'static' }, hashed: true },
  { it: 'does not roll for new capacities when something else keeps them', annotations: { [CAPACITY_MODE]: 'dynamic' }, hashed: false },
];
for (const c of modes) {
  test(c.it, () => {
    const deployment = find<Deployment>(childrenOf({ cruiseControlConfig: { cruiseControlAnnotations: c.annotations } }), 'Deployment');
    const annotations = deployment?.spec?.template.metadata?.annotations ?? {};
    assert.equal('cruiseControlCapacity.json' in annotations, c.hashed);
    assert.equal(annotations[CAPACITY_MODE], c.annotations[CAPACITY_MODE]);
  });
}

test("writes the user's quantities as the API server stores them", () => {
  const spec = find<Deployment>(
    childrenOf({
      cruiseControlConfig: {
        resourceRequirements: { limits: { cpu: '1000m', memory: '1024Mi' } },
        volumes: [{ name: 'mine', emptyDir: { sizeLimit: '1024Mi' } }],
        initContainers: [{ name: 'mine', resources: { requests: { cpu: '1000m' } } }],
      },
    }),
    'Deployment',
  )?.spec?.template.spec;
  assert.deepEqual(spec?.containers[0]?.resources, { limits: { cpu: '1', memory: '1Gi' } });
  assert.deepEqual(spec?.volumes?.[0], { name: 'mine', emptyDir: { sizeLimit: '1Gi' } });
  assert.deepEqual(spec?.initContainers?.[0]?.resources, { requests: { cpu: '1' } });
});

const texts = { config: 'a=1', clusterConfig: '{"min.insync.replicas":2}', log4jConfig: 'status = error' };
test("holds the user's files as they are", () => {
  const data = find<ConfigMap>(childrenOf({ cruiseControlConfig: texts }), 'ConfigMap')?.data;
  assert.equal(data?.['clusterConfigs.json'], texts.clusterConfig);
  assert.equal(data?.['log4j.properties'], texts.log4jConfig);
});

test('puts no secret into the ConfigMap', () => {
  const text = find<ConfigMap>(childrenOf(sslSpec), 'ConfigMap')?.data?.['cruisecontrol.properties'] ?? '';
  for (const line of text.split('\n').filter((l) => l.includes('password'))) assert.match(line, /=\$\{kafkahooks:/);
});
