/**
 * The workloads: strict about security, and put together so that each port, path and name meets its counterpart.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Manifest, readOne, textOf } from './manifests.ts';
import { type PodSpec, violations } from './pod-security.ts';

interface Deployment extends Manifest {
  readonly spec: {
    readonly replicas: number;
    readonly strategy?: { readonly rollingUpdate?: { readonly maxUnavailable: number } };
    readonly template: { readonly metadata: { readonly labels: Readonly<Record<string, string>> }; readonly spec: PodSpec };
  };
}

const hooks = readOne<Deployment>('deployment/deployment.yaml');
const pod = hooks.spec.template.spec;
const [container] = pod.containers;
assert.ok(container !== undefined);

for (const file of ['deployment', 'components/metacontroller']) {
  const { spec } = readOne<Deployment>(`${file}/deployment.yaml`).spec.template;

  test(`${file}: the pods meet the pod security standard that their namespace enforces`, () => {
    assert.deepEqual(violations(spec), []);
    assert.equal(readOne(`${file}/namespace.yaml`).metadata.labels?.['pod-security.kubernetes.io/enforce'], 'restricted');
  });

  test(`${file}: the file system is read-only, the memory is limited, the image has a version`, () => {
    for (const { securityContext, resources, image } of spec.containers) {
      assert.equal(securityContext?.readOnlyRootFilesystem, true);
      assert.ok(resources?.limits?.['memory'] && resources.requests?.['memory'] && resources.requests['cpu']);
      assert.match(image, /^ghcr\.io\/.+:v?\d+\.\d+\.\d+$/);
    }
  });
}

const good: PodSpec = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [{ name: 'c', image: 'i:1', securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } }],
};
const bad: readonly { it: string; pod: PodSpec; says: RegExp }[] = [
  { it: 'the network of the host', pod: { ...good, hostNetwork: true }, says: /^hostNetwork is on$/ },
  { it: 'a folder of the host', pod: { ...good, volumes: [{ name: 'v', hostPath: {} }] }, says: /^volume v is/ },
  { it: 'a pod without seccomp', pod: { ...good, securityContext: { runAsNonRoot: true } }, says: /no seccomp/ },
  { it: 'a pod that may run as root', pod: { ...good, securityContext: { seccompProfile: { type: 'RuntimeDefault' } } }, says: /as root/ },
  {
    it: 'a container that keeps capabilities',
    pod: { ...good, containers: [{ name: 'c', image: 'i:1', securityContext: { allowPrivilegeEscalation: false } }] },
    says: /keeps capabilities/,
  },
];
test('the check of pod security accepts a strict pod', () => assert.deepEqual(violations(good), []));
for (const c of bad) {
  test(`the check of pod security refuses ${c.it}`, () => {
    const found = violations(c.pod);
    assert.equal(found.length, 1);
    assert.match(found[0] ?? '', c.says);
  });
}

test('the hooks run twice, and an upgrade takes none away before there is a new one', () => {
  assert.equal(hooks.spec.replicas, 2);
  assert.equal(hooks.spec.strategy?.rollingUpdate?.maxUnavailable, 0);
});

test('Service, disruption budget and network policy select the pods of the hooks', () => {
  const [key, value] = ['app.kubernetes.io/name', 'kafka-hooks'];
  assert.equal(hooks.spec.template.metadata.labels[key], value);
  for (const file of ['service', 'pod-disruption-budget', 'network-policy']) {
    assert.match(textOf(`deployment/${file}.yaml`), new RegExp(`[sS]elector:\\n +(matchLabels:\\n +)?${key}: ${value}\\n`));
  }
});

test('every port that a probe, the Service or the network policy names is one that the container opens', () => {
  const opened = (container.ports ?? []).map((port) => port.name);
  assert.deepEqual(opened, ['hooks', 'admin']);
  for (const probe of [container.startupProbe, container.readinessProbe, container.livenessProbe])
    assert.equal(probe?.httpGet.port, 'admin');
  for (const file of ['service', 'network-policy']) {
    for (const [, name] of textOf(`deployment/${file}.yaml`).matchAll(/(?:targetPort|^ +port): ([a-z]+)$/gm))
      assert.ok(opened.includes(name ?? ''));
  }
});

test('readiness and liveness ask different questions', () => {
  assert.equal(container.readinessProbe?.httpGet.path, '/readyz');
  assert.equal(container.livenessProbe?.httpGet.path, '/healthz');
});

test('the grace period leaves time for draining and for the longest call', () => {
  const drain = Number(container.env?.find((variable) => variable.name === 'DRAIN_MS')?.value);
  assert.ok(drain >= 1000);
  assert.ok((pod.terminationGracePeriodSeconds ?? 0) * 1000 >= drain + 10_000);
});

interface NetworkPolicy extends Manifest {
  readonly spec: {
    readonly policyTypes: readonly string[];
    readonly egress?: readonly unknown[];
    readonly ingress: readonly { readonly from: readonly unknown[]; readonly ports: readonly { readonly port: string }[] }[];
  };
}

test('the hooks call nobody, and only the namespace of Metacontroller calls them', () => {
  const { spec } = readOne<NetworkPolicy>('deployment/network-policy.yaml');
  assert.deepEqual([spec.policyTypes, spec.egress], [['Ingress', 'Egress'], []]);
  const toHooks = spec.ingress.filter((rule) => rule.ports.some((port) => port.port === 'hooks'));
  const name = readOne('components/metacontroller/namespace.yaml').metadata.name;
  assert.deepEqual(
    toHooks.map((rule) => rule.from),
    [[{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } }]],
  );
});

test('the token component gives both sides the same Secret, and no Secret is in the repository', () => {
  const sides = ['deployment', 'controller-authorization'].map((file) => textOf(`components/hook-token/${file}.yaml`));
  for (const side of sides) assert.match(side, /(secretName|name): kafka-hooks-token$/m);
  assert.match(sides[0] ?? '', /HOOK_TOKEN_FILE\n +value: \/etc\/kafka-hooks\/token$/m);
  assert.match(sides[1] ?? '', /host: kafka-hooks\.kafka-hooks:80$/m);
});
