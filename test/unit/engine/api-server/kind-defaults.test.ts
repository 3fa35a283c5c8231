/** What the built-in kinds fill in and drop. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createWorld, type Thing } from './world.ts';

const container = { name: 'a', image: 'x:1' };
const pod = (fields: object = {}): Thing => ({ spec: { automountServiceAccountToken: false, containers: [container], ...fields } });
const request = (storage: string): object => ({ accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } });

const specOf = (object: Thing | undefined): Readonly<Record<string, unknown>> => object?.['spec'] as Readonly<Record<string, unknown>>;
const containerOf = (object: Thing): unknown => (specOf(object)['containers'] as readonly unknown[])[0];

describe('the smallest object of a kind becomes what a real API server stores', () => {
  const cases: readonly { readonly name: string; readonly sent: Thing; readonly stored: object }[] = [
    {
      name: 'Pod/a',
      sent: pod(),
      stored: {
        spec: {
          automountServiceAccountToken: false,
          containers: [
            {
              ...container,
              imagePullPolicy: 'IfNotPresent',
              resources: {},
              terminationMessagePath: '/dev/termination-log',
              terminationMessagePolicy: 'File',
            },
          ],
          dnsPolicy: 'ClusterFirst',
          enableServiceLinks: true,
          preemptionPolicy: 'PreemptLowerPriority',
          priority: 0,
          restartPolicy: 'Always',
          schedulerName: 'default-scheduler',
          securityContext: {},
          serviceAccount: 'default',
          serviceAccountName: 'default',
          terminationGracePeriodSeconds: 30,
          tolerations: ['not-ready', 'unreachable'].map((taint) => ({
            key: `node.kubernetes.io/${taint}`,
            operator: 'Exists',
            effect: 'NoExecute',
            tolerationSeconds: 300,
          })),
        },
        status: { phase: 'Pending', qosClass: 'BestEffort' },
      },
    },
    {
      name: 'PersistentVolumeClaim/a',
      sent: { spec: request('1024Mi') },
      stored: { spec: { ...request('1Gi'), volumeMode: 'Filesystem' }, status: { phase: 'Pending' } },
    },
    {
      name: 'PodDisruptionBudget/a',
      sent: { spec: { minAvailable: 1 } },
      stored: { spec: { minAvailable: 1 }, status: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 } },
    },
    { name: 'Secret/a', sent: { stringData: { a: 'b' } }, stored: { type: 'Opaque', data: { a: 'Yg==' } } },
    {
      name: 'StorageClass/a',
      sent: { provisioner: 'x/y' },
      stored: { provisioner: 'x/y', reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' },
    },
    { name: 'Namespace/a', sent: {}, stored: { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } } },
    {
      name: 'Service/a',
      sent: { spec: { clusterIP: 'None', ports: [{ port: 80 }] } },
      stored: {
        spec: {
          clusterIP: 'None',
          clusterIPs: ['None'],
          internalTrafficPolicy: 'Cluster',
          ipFamilies: ['IPv4'],
          ipFamilyPolicy: 'SingleStack',
          ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
          sessionAffinity: 'None',
          type: 'ClusterIP',
        },
        status: { loadBalancer: {} },
      },
    },
    {
      name: 'Service/b',
      sent: { spec: { type: 'ExternalName', externalName: 'foo.bar' } },
      stored: { spec: { type: 'ExternalName', externalName: 'foo.bar', sessionAffinity: 'None' }, status: { loadBalancer: {} } },
    },
    {
      name: 'CompositeController/a',
      sent: { spec: { parentResource: { apiVersion: 'v1', resource: 'x' }, hooks: { sync: { webhook: { url: 'http://x' } } } } },
      stored: {
        spec: { parentResource: { apiVersion: 'v1', resource: 'x' }, hooks: { sync: { version: 'v1', webhook: { url: 'http://x' } } } },
      },
    },
  ];
  for (const { name, sent, stored } of cases) {
    test(name, () => {
      const { apiVersion: _apiVersion, kind: _kind, metadata: _metadata, ...fields } = createWorld().create(name, sent);
      assert.deepEqual(fields, stored);
    });
  }
});

test('a Deployment becomes what a real API server stores', () => {
  const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'x:latest' }] } };
  const { template: stored, ...spec } = specOf(
    createWorld().create('Deployment/a', { spec: { selector: { matchLabels: { a: 'b' } }, template } }),
  );
  assert.deepEqual(spec, {
    progressDeadlineSeconds: 600,
    replicas: 1,
    revisionHistoryLimit: 10,
    selector: { matchLabels: { a: 'b' } },
    strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' }, type: 'RollingUpdate' },
  });
  // A template is completed less than a Pod.
  assert.deepEqual(Object.keys((stored as { readonly spec: object }).spec).sort(), [
    'containers',
    'dnsPolicy',
    'restartPolicy',
    'schedulerName',
    'securityContext',
    'terminationGracePeriodSeconds',
  ]);
});

describe('a container', () => {
  const cases: readonly { readonly it: string; readonly sent: object; readonly becomes: object }[] = [
    {
      it: 'of the image latest is pulled always',
      sent: { image: 'reg:5000/x' },
      becomes: { image: 'reg:5000/x', imagePullPolicy: 'Always' },
    },
    { it: 'of a digest is pulled once', sent: { image: 'x@sha256:0' }, becomes: { image: 'x@sha256:0', imagePullPolicy: 'IfNotPresent' } },
    {
      it: 'loses an empty variable, list and false',
      sent: { env: [{ name: 'A', value: '' }], args: [], stdin: false },
      becomes: { env: [{ name: 'A' }] },
    },
    { it: 'has ports of TCP', sent: { ports: [{ containerPort: 80 }] }, becomes: { ports: [{ containerPort: 80, protocol: 'TCP' }] } },
    {
      it: 'asks for what it is limited to, in canonical writing',
      sent: { resources: { limits: { cpu: '1000m', memory: '1024Mi' }, requests: { cpu: 0.5 } } },
      becomes: { resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m', memory: '1Gi' } } },
    },
    {
      it: 'has probes with all numbers',
      sent: { readinessProbe: { httpGet: { port: 80 }, initialDelaySeconds: 0 } },
      becomes: {
        readinessProbe: {
          failureThreshold: 3,
          httpGet: { path: '/', port: 80, scheme: 'HTTP' },
          periodSeconds: 10,
          successThreshold: 1,
          timeoutSeconds: 1,
        },
      },
    },
  ];
  for (const { it, sent, becomes } of cases) {
    test(it, () => {
      const base = {
        ...container,
        imagePullPolicy: 'IfNotPresent',
        resources: {},
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
      };
      assert.deepEqual(containerOf(createWorld().create('Pod/a', pod({ containers: [{ ...container, ...sent }] }))), {
        ...base,
        ...becomes,
      });
    });
  }
});

describe('a Pod', () => {
  test('keeps a false that means something', () => {
    const spec = specOf(createWorld().create('Pod/a', pod({ hostNetwork: false, enableServiceLinks: false })));
    assert.deepEqual([spec['enableServiceLinks'], 'hostNetwork' in spec], [false, false]);
  });
  test('gets a volume with the token of its account, unless it wants none', () => {
    const spec = specOf(createWorld().create('Pod/a', { spec: { containers: [container] } }));
    const [{ name } = { name: '' }] = spec['volumes'] as readonly { readonly name: string }[];
    assert.match(name, /^kube-api-access-[a-z0-9]{5}$/);
    assert.deepEqual((spec['containers'] as readonly { readonly volumeMounts: unknown }[])[0]?.volumeMounts, [
      { name, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
    ]);
  });
  test('with an own toleration of a taint gets no second one', () => {
    const own = { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 };
    const { tolerations } = specOf(createWorld().create('Pod/a', pod({ tolerations: [own] })));
    assert.deepEqual(
      (tolerations as readonly { readonly key: string; readonly tolerationSeconds: number }[]).map(({ key, tolerationSeconds }) => [
        key,
        tolerationSeconds,
      ]),
      [
        [own.key, 5],
        ['node.kubernetes.io/not-ready', 300],
      ],
    );
  });
  for (const [qosClass, resources] of [
    ['Guaranteed', { limits: { cpu: '1', memory: '1Gi' } }],
    ['Burstable', { requests: { cpu: '1' } }],
    ['BestEffort', {}],
  ] as const) {
    test(`is ${qosClass} by what it asks for`, () => {
      const { status } = createWorld().create('Pod/a', pod({ containers: [{ ...container, resources }] }));
      assert.equal((status as { readonly qosClass: string }).qosClass, qosClass);
    });
  }
});

test('a Node keeps the status it registers with', () => {
  const status = { conditions: [{ type: 'Ready', status: 'True' }] };
  assert.deepEqual(createWorld().create('Node/a', { status })['status'], status);
});
