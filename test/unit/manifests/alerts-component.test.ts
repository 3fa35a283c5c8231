/**
 * The alert hook as a workload: as strict as the hooks, with exactly the rights that a change of a KafkaCluster takes, and never
 * open to whoever finds it on the network.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Kustomization, type Manifest, read, readOne, textOf } from './manifests.ts';
import { type PodSpec, violations } from './pod-security.ts';

interface Deployment extends Manifest {
  readonly spec: {
    readonly replicas: number;
    readonly strategy?: { readonly rollingUpdate?: { readonly maxUnavailable: number } };
    readonly template: { readonly metadata: { readonly labels: Readonly<Record<string, string>> }; readonly spec: PodSpec };
  };
}

const folder = 'components/alerts';
const deployment = readOne<Deployment>(`${folder}/deployment.yaml`);
const pod = deployment.spec.template.spec;
const [container] = pod.containers;
assert.ok(container !== undefined);
const environment = (name: string): string | undefined => container.env?.find((variable) => variable.name === name)?.value;

test('the Pods meet the pod security standard of their namespace, with a read-only file system and limited memory', () => {
  assert.deepEqual(violations(pod), []);
  assert.equal(deployment.metadata.namespace, readOne('deployment/namespace.yaml').metadata.name);
  assert.equal(container.securityContext?.readOnlyRootFilesystem, true);
  assert.equal(container.resources?.limits?.['memory'], '256Mi');
});

test('it runs `alerts` of the image of the hooks', () => {
  const hooks = readOne<Deployment>('deployment/deployment.yaml').spec.template.spec.containers[0];
  assert.deepEqual([container.image, container.args], [hooks?.image, ['alerts']]);
});

test('it runs twice, an upgrade takes none away before there is a new one, and a drain leaves one', () => {
  assert.equal(deployment.spec.replicas, 2);
  assert.equal(deployment.spec.strategy?.rollingUpdate?.maxUnavailable, 0);
  assert.match(textOf(`${folder}/pod-disruption-budget.yaml`), /^ {2}minAvailable: 1$/m);
});

test('the grace period leaves time for draining and for the longest delivery', () => {
  const drain = Number(environment('DRAIN_MS'));
  assert.ok(drain >= 1000 && (pod.terminationGracePeriodSeconds ?? 0) * 1000 >= drain + 10_000);
});

test('its Pods are not those of the hooks: no selector takes one for the other', () => {
  const name = 'app.kubernetes.io/name';
  assert.equal(deployment.spec.template.metadata.labels[name], 'kafka-hooks-alerts');
  for (const file of ['service', 'pod-disruption-budget', 'network-policy']) {
    assert.match(textOf(`${folder}/${file}.yaml`), /[sS]elector:\n +(matchLabels:\n +)?app\.kubernetes\.io\/name: kafka-hooks-alerts\n/);
  }
});

test('the Service has port and port name of Koperator, and every named port is one that the container opens', () => {
  const opened = Object.fromEntries((container.ports ?? []).map((port) => [port.name, port.containerPort]));
  assert.deepEqual(opened, { 'http-alerts': 9001, admin: 8081 });
  const { spec } = readOne<{ spec: { ports: readonly { name: string; port: number; targetPort: string }[] } }>(`${folder}/service.yaml`);
  assert.deepEqual(spec.ports[0], { name: 'http-alerts', port: 9001, targetPort: 'http-alerts' });
  for (const { targetPort } of spec.ports) assert.ok(targetPort in opened, targetPort);
  for (const probe of [container.startupProbe, container.readinessProbe, container.livenessProbe])
    assert.equal(probe?.httpGet.port, 'admin');
});

interface Role extends Manifest {
  readonly rules: readonly unknown[];
}

test('its rights are to read and patch KafkaClusters, to read a claim and to leave an Event, and nothing else', () => {
  assert.deepEqual(readOne<Role>(`${folder}/rbac.yaml`, undefined, 'ClusterRole').rules, [
    { apiGroups: ['kafka.banzaicloud.io'], resources: ['kafkaclusters'], verbs: ['get', 'list', 'patch'] },
    { apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: ['get'] },
    { apiGroups: [''], resources: ['events'], verbs: ['create'] },
  ]);
});

test('the role goes to its own account alone, whose token is mounted in its own Pods alone', () => {
  const objects = read<Manifest & { readonly subjects?: unknown; readonly automountServiceAccountToken?: boolean }>(`${folder}/rbac.yaml`);
  const account = objects.find(({ kind }) => kind === 'ServiceAccount');
  const binding = objects.find(({ kind }) => kind === 'ClusterRoleBinding');
  assert.deepEqual(binding?.subjects, [{ kind: 'ServiceAccount', name: account?.metadata.name, namespace: 'kafka-hooks' }]);
  assert.deepEqual([pod.serviceAccountName, pod.automountServiceAccountToken], [account?.metadata.name, true]);
  assert.equal(account?.automountServiceAccountToken, false);
});

interface NetworkPolicy extends Manifest {
  readonly spec: {
    readonly policyTypes: readonly string[];
    readonly egress: readonly { readonly to?: unknown; readonly ports: readonly { readonly port: number }[] }[];
    readonly ingress: readonly { readonly from: readonly unknown[]; readonly ports: readonly { readonly port: string }[] }[];
  };
}

test('only Alertmanager and Prometheus reach the port of alerts, and only the API server and DNS are called', () => {
  const { spec } = readOne<NetworkPolicy>(`${folder}/network-policy.yaml`);
  assert.deepEqual(spec.policyTypes, ['Ingress', 'Egress']);
  const sender = { matchExpressions: [{ key: 'app.kubernetes.io/name', operator: 'In', values: ['alertmanager', 'prometheus'] }] };
  assert.deepEqual(
    spec.ingress.map(({ from, ports }) => [ports.map(({ port }) => port), from]),
    [
      [['http-alerts'], [{ namespaceSelector: {}, podSelector: sender }]],
      [['admin'], [{ namespaceSelector: {} }]],
    ],
  );
  assert.deepEqual(
    spec.egress.map(({ ports }) => ports.map(({ port }) => port)),
    [
      [443, 6443],
      [53, 53],
    ],
  );
});

/** The Secret of a volume and where it is mounted. */
const mounted = (spec: PodSpec, volume: string): readonly unknown[] => [
  spec.volumes?.find(({ name }) => name === volume)?.['secret'],
  spec.containers[0]?.volumeMounts?.find(({ name }) => name === volume)?.mountPath,
];

test('the token comes from a Secret, as a file, and no Secret is in the repository', () => {
  const secret = { secretName: 'kafka-hooks-alerts-token', defaultMode: 0o444 };
  assert.deepEqual(mounted(pod, 'alerts-token'), [secret, '/etc/kafka-hooks-alerts']);
  assert.equal(environment('ALERTS_TOKEN_FILE'), '/etc/kafka-hooks-alerts/token');
  assert.ok(textOf(`${folder}/kustomization.yaml`).includes('secret generic kafka-hooks-alerts-token --from-literal=token='));
});

test('alerts-mtls patches that Deployment and no other: certificates in, all of the token out', () => {
  assert.deepEqual(readOne<Kustomization>('components/alerts-mtls/kustomization.yaml').patches, [{ path: 'deployment.yaml' }]);
  const patch = readOne<Deployment>('components/alerts-mtls/deployment.yaml');
  assert.deepEqual(patch.metadata, { name: deployment.metadata.name, namespace: deployment.metadata.namespace });
  const { containers, volumes } = patch.spec.template.spec;
  assert.equal(containers[0]?.name, container.name);
  const secret = { secretName: 'kafka-hooks-alerts-tls', defaultMode: 0o444 };
  assert.deepEqual(mounted(patch.spec.template.spec, 'alerts-tls'), [secret, '/etc/kafka-hooks-alerts-tls']);
  const files = { TLS_CERT_FILE: 'tls.crt', TLS_KEY_FILE: 'tls.key', CLIENT_CA_FILE: 'ca.crt' };
  assert.deepEqual(containers[0]?.env, [
    { name: 'ALERTS_TOKEN_FILE', $patch: 'delete' },
    ...Object.entries(files).map(([name, file]) => ({ name, value: `/etc/kafka-hooks-alerts-tls/${file}` })),
  ]);
  // Deleted is what the component has, under the key by which each list is merged.
  assert.deepEqual(containers[0]?.volumeMounts?.[0], { mountPath: mounted(pod, 'alerts-token')[1], $patch: 'delete' });
  assert.deepEqual(volumes?.[0], { name: 'alerts-token', $patch: 'delete' });
});
