/** Services, Deployment and budget: each option of the spec where it belongs, and nothing else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EnvoyConfig, ExternalListener } from '../../../hooks/api/kafka-cluster.ts';
import type { Service } from '../../../hooks/kube/types.ts';
import { answerTo, broker, budgetOf, clusterOf, deploymentOf, find, listenerOf, SNI, serviceOf, TEMPLATE, type Wanted } from './world.ts';

const SELECTOR = { app: 'envoyingress', kafka_cr: 'kafka', eListenerName: 'external' };
const service = async (listener: Partial<ExternalListener>, envoyConfig: EnvoyConfig = {}) => {
  const {
    ports: _ports,
    selector: _selector,
    ...spec
  } = serviceOf(await answerTo(clusterOf({ listeners: [listenerOf(listener)], spec: { envoyConfig } }))).spec ?? {};
  return spec;
};
const podOf = async (envoyConfig: EnvoyConfig, wanted: Wanted = {}) =>
  deploymentOf(await answerTo(clusterOf({ ...wanted, spec: { envoyConfig } }))).spec?.template.spec ?? { containers: [] };

test('objects carry Koperator’s labels, by which nothing of a neighbour is selected', async () => {
  const answer = await answerTo(clusterOf({ labels: { team: 'streaming' } }));
  // Without the last one Metacontroller would let go of them.
  for (const { metadata } of answer) assert.deepEqual(metadata?.labels, { ...SELECTOR, 'controller-uid': 'u1' });
  assert.deepEqual(deploymentOf(answer).spec?.template.metadata?.labels, SELECTOR);
  assert.deepEqual(serviceOf(answer).spec?.selector, SELECTOR);
  assert.deepEqual(deploymentOf(answer).spec?.selector, { matchLabels: SELECTOR });
});

test('labels of the cluster are passed on when it says so, and never select', async () => {
  const answer = await answerTo(clusterOf({ labels: { team: 'streaming', app: 'mine' }, spec: { propagateLabels: true } }));
  for (const { metadata } of answer) assert.deepEqual(metadata?.labels, { ...SELECTOR, team: 'streaming', 'controller-uid': 'u1' });
  assert.deepEqual(deploymentOf(answer).spec?.template.metadata?.labels, { ...SELECTOR, team: 'streaming' });
  assert.deepEqual(deploymentOf(answer).spec?.selector, { matchLabels: SELECTOR });
});

test('the Service is a load balancer with what the user says about it', async () => {
  assert.deepEqual(await service({}), { type: 'LoadBalancer' });
  const envoyConfig = { loadBalancerIP: '192.0.2.7', loadBalancerSourceRanges: ['198.51.100.0/24', '192.0.2.0/24'] };
  assert.deepEqual(await service({ externalTrafficPolicy: 'Local' }, envoyConfig), {
    type: 'LoadBalancer',
    externalTrafficPolicy: 'Local',
    loadBalancerIP: '192.0.2.7',
    loadBalancerSourceRanges: ['192.0.2.0/24', '198.51.100.0/24'],
  });
});

test('what the API server refuses for another type of Service is left out there', async () => {
  const envoyConfig = { loadBalancerIP: '192.0.2.7', loadBalancerSourceRanges: ['192.0.2.0/24'] };
  const listener = { externalTrafficPolicy: 'Local' };
  assert.deepEqual(await service({ ...listener, serviceType: 'ClusterIP' }, envoyConfig), { type: 'ClusterIP' });
  assert.deepEqual(await service({ ...listener, serviceType: 'NodePort' }, envoyConfig), {
    type: 'NodePort',
    externalTrafficPolicy: 'Local',
  });
});

test('annotations of the user stand beside ours', async () => {
  const answer = await answerTo(clusterOf({ listeners: [listenerOf({ serviceAnnotations: { 'example.com/lb': 'internal' } })] }));
  assert.deepEqual(serviceOf(answer).metadata?.annotations, { 'example.com/lb': 'internal', 'kafka-hooks.io/listener': 'external' });
});

test('an ingress configuration goes over the listener and over spec.envoyConfig', async () => {
  const config = {
    defaultIngressConfig: 'blue',
    ingressConfig: { blue: { serviceType: 'ClusterIP', envoyConfig: { replicas: 3, annotations: { b: '2' } } } },
  };
  const answer = await answerTo(
    clusterOf({
      spec: { envoyConfig: { replicas: 2, image: 'registry.example/envoy:1', annotations: { a: '1' } } },
      listeners: [listenerOf({ serviceType: 'NodePort', config })],
    }),
  );
  const { replicas, template } = deploymentOf(answer, 'external-blue').spec ?? {};
  const { a, b } = template?.metadata?.annotations ?? {};
  assert.deepEqual(
    [serviceOf(answer, 'external-blue').spec?.type, replicas, template?.spec?.containers[0]?.image, a, b],
    ['ClusterIP', 3, 'registry.example/envoy:1', '1', '2'],
  );
});

test('Prometheus has a Service of its own, inside the cluster', async () => {
  assert.deepEqual(find<Service>(await answerTo(clusterOf()), 'Service', 'envoy-stats-external-kafka').spec, {
    type: 'ClusterIP',
    selector: SELECTOR,
    ports: [{ name: 'metrics', port: 8082, targetPort: 8082, protocol: 'TCP' }],
  });
});

test('Pods are replaced one by one, the new before the old, and go slowly', async () => {
  const { spec } = deploymentOf(await answerTo(clusterOf()));
  assert.deepEqual(spec?.strategy, { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } });
  assert.equal(spec?.template.spec?.terminationGracePeriodSeconds, 45);
  assert.deepEqual(spec?.template.spec?.containers[0]?.lifecycle, { preStop: { exec: { command: ['sleep', '30'] } } });
});

test('a Pod has no rights that it does not need', async () => {
  const pod = await podOf({});
  assert.deepEqual(pod.securityContext, {
    runAsNonRoot: true,
    runAsUser: 101,
    runAsGroup: 101,
    fsGroup: 101,
    seccompProfile: { type: 'RuntimeDefault' },
  });
  assert.deepEqual(pod.containers[0]?.securityContext, {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
  });
  assert.equal(pod.automountServiceAccountToken, false);
});

test('options of the Pod are the user’s, and securityContext is merged field by field', async () => {
  const affinity = { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } };
  const pod = await podOf({
    image: 'registry.example/envoy:1',
    resourceRequirements: { requests: { cpu: '1000m' }, limits: { memory: '1024Mi' } },
    serviceAccountName: 'envoy',
    imagePullSecrets: [{ name: 'registry' }],
    affinity,
    topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' }],
    nodeSelector: { pool: 'edge' },
    tolerations: [{ key: 'edge', operator: 'Exists' }],
    priorityClassName: 'high',
    envoyCommandLineArgs: { concurrency: 2 },
    podSecurityContext: { runAsUser: 1234 },
  });
  const { containers, volumes: _volumes, dnsConfig: _dns, ...rest } = pod;
  assert.deepEqual(rest, {
    securityContext: { runAsNonRoot: true, runAsUser: 1234, runAsGroup: 101, fsGroup: 101, seccompProfile: { type: 'RuntimeDefault' } },
    serviceAccountName: 'envoy',
    imagePullSecrets: [{ name: 'registry' }],
    nodeSelector: { pool: 'edge' },
    tolerations: [{ key: 'edge', operator: 'Exists' }],
    affinity,
    topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' }],
    priorityClassName: 'high',
    terminationGracePeriodSeconds: 45,
  });
  const [container] = containers;
  assert.deepEqual(container?.args, ['-c', '/etc/envoy/envoy.yaml', '--concurrency', '2']);
  assert.deepEqual(container?.resources, { requests: { cpu: '1' }, limits: { memory: '1Gi' } });
});

test('the certificate is mounted as Koperator mounts it, and the whole folder of the configuration', async () => {
  const pod = await podOf(TEMPLATE, { listeners: [listenerOf({ ...SNI, tlsSecretName: 'kafka-tls' })] });
  assert.deepEqual(pod.containers[0]?.volumeMounts, [
    { name: 'envoy-config-external-kafka', mountPath: '/etc/envoy', readOnly: true },
    { name: 'certificate', mountPath: '/certs', readOnly: true },
  ]);
  assert.deepEqual(pod.volumes, [
    { name: 'envoy-config-external-kafka', configMap: { name: 'envoy-config-external-kafka' } },
    {
      name: 'certificate',
      secret: {
        secretName: 'kafka-tls',
        defaultMode: 0o440,
        items: [
          { key: 'tls.crt', path: 'certificate.crt' },
          { key: 'tls.key', path: 'private.key' },
        ],
      },
    },
  ]);
});

test('with a port a broker the certificate may be missing: nothing that is wanted shows it', async () => {
  const pod = await podOf({}, { listeners: [listenerOf({ tlsSecretName: 'kafka-tls' })] });
  assert.equal(pod.volumes?.find(({ name }) => name === 'certificate')?.secret?.optional, true);
});

interface Budget {
  readonly it: string;
  readonly disruptionBudget: NonNullable<EnvoyConfig['disruptionBudget']>;
  readonly says: object;
}

const budgets: readonly Budget[] = [
  { it: 'a number of Pods that stay', disruptionBudget: { create: true, budget: '2' }, says: { minAvailable: 2 } },
  {
    it: 'a share of Pods that go',
    disruptionBudget: { create: true, budget: '20%', strategy: 'maxUnavailable' },
    says: { maxUnavailable: '20%' },
  },
  { it: 'one, when it does not say how many', disruptionBudget: { create: true }, says: { minAvailable: 1 } },
];

for (const { it, disruptionBudget, says } of budgets)
  test(`a budget is ${it}`, async () => {
    const answer = await answerTo(clusterOf({ spec: { envoyConfig: { disruptionBudget } } }));
    assert.deepEqual(budgetOf(answer).spec, { ...says, selector: { matchLabels: SELECTOR } });
  });

interface Roll {
  readonly it: string;
  readonly change: Wanted;
  readonly rolls: boolean;
}

const rolls: readonly Roll[] = [
  { it: 'a broker comes', change: { brokers: [0, 1, 2, 3].map((id) => broker(id)) }, rolls: false },
  { it: 'a broker goes', change: { brokers: [broker(0)] }, rolls: false },
  { it: 'brokers move to other ports', change: { listeners: [listenerOf({ externalStartingPort: 25_000 })] }, rolls: false },
  { it: 'Kafka’s port changes', change: { listeners: [listenerOf({ containerPort: 9999 })] }, rolls: false },
  { it: 'a broker advertises something old', change: { tells: [{ broker: 0, address: 'lb:1234' }] }, rolls: false },
  { it: 'annotations of the Service change', change: { listeners: [listenerOf({ serviceAnnotations: { a: 'b' } })] }, rolls: false },
  { it: 'the administration interface moves', change: { spec: { envoyConfig: { adminPort: 9901 } } }, rolls: true },
  { it: 'the image changes', change: { spec: { envoyConfig: { image: 'registry.example/envoy:2' } } }, rolls: true },
];

for (const { it, change, rolls: expected } of rolls)
  test(`${expected ? 'replaces Envoy' : 'leaves Envoy running'} when ${it}`, async () => {
    const templates = await Promise.all(
      [clusterOf(), clusterOf(change)].map(async (object) => deploymentOf(await answerTo(object)).spec?.template),
    );
    assert.equal(JSON.stringify(templates[0]) !== JSON.stringify(templates[1]), expected);
  });
