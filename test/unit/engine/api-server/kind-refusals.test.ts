/** What the built-in kinds refuse, of new objects and of changes: our hooks lean on it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createWorld, refusal, type Thing, type World } from './world.ts';

const container = { name: 'a', image: 'x:1' };
const pod = (fields: object = {}): Thing => ({ spec: { automountServiceAccountToken: false, containers: [container], ...fields } });
const request = (storage: string): object => ({ accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } });

const specOf = (object: Thing | undefined): Readonly<Record<string, unknown>> => object?.['spec'] as Readonly<Record<string, unknown>>;

describe('a new object is refused', () => {
  const containers = (...more: readonly object[]): Thing => pod({ containers: more });
  const cases: readonly {
    readonly it: string;
    readonly name: string;
    readonly sent: Thing;
    readonly status?: number;
    readonly says: string;
  }[] = [
    { it: 'a Pod without containers', name: 'Pod/a', sent: { spec: {} }, says: 'spec.containers: Required value' },
    { it: 'a container without image', name: 'Pod/a', sent: containers({ name: 'a' }), says: 'spec.containers[0].image: Required value' },
    {
      it: 'two containers of one name',
      name: 'Pod/a',
      sent: containers(container, container),
      says: 'spec.containers[1].name: Duplicate value: "a"',
    },
    {
      it: 'a volume twice',
      name: 'Pod/a',
      sent: pod({
        volumes: [
          { name: 'v', emptyDir: {} },
          { name: 'v', emptyDir: {} },
        ],
      }),
      says: 'spec.volumes[1].name: Duplicate value: "v"',
    },
    {
      it: 'a mount of no volume',
      name: 'Pod/a',
      sent: containers({ ...container, volumeMounts: [{ name: 'n', mountPath: '/a' }] }),
      says: 'spec.containers[0].volumeMounts[0].name: Not found: "n"',
    },
    {
      it: 'a request above its limit',
      name: 'Pod/a',
      sent: containers({ ...container, resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } }),
      says: 'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
    },
    {
      it: 'a quantity that is none',
      name: 'Pod/a',
      sent: containers({ ...container, resources: { limits: { cpu: 'abc' } } }),
      status: 400,
      says: 'Pod in version "v1" cannot be handled as a Pod: quantities must match the regular expression',
    },
    {
      it: 'a Pod of an account that is not there',
      name: 'Pod/a',
      sent: pod({ serviceAccountName: 'zz' }),
      status: 403,
      says: 'pods "a" is forbidden: error looking up service account default/zz: serviceaccount "zz" not found',
    },
    {
      it: 'a claim without a size',
      name: 'PersistentVolumeClaim/a',
      sent: { spec: { accessModes: ['ReadWriteOnce'] } },
      says: 'spec.resources[storage]: Required value',
    },
    {
      it: 'a claim of nothing',
      name: 'PersistentVolumeClaim/a',
      sent: { spec: request('0') },
      says: 'spec.resources[storage]: Invalid value: "0": must be greater than zero',
    },
    { it: 'a Service without ports', name: 'Service/a', sent: { spec: {} }, says: 'spec.ports: Required value' },
    {
      it: 'a Service with a name for a Pod',
      name: 'Service/1s',
      sent: { spec: { ports: [{ port: 1 }] } },
      says: 'metadata.name: Invalid value: "1s": a DNS-1035 label must',
    },
    {
      it: 'ports without names',
      name: 'Service/a',
      sent: { spec: { ports: [{ port: 1 }, { port: 2 }] } },
      says: 'spec.ports[0].name: Required value',
    },
    {
      it: 'a Deployment that selects other Pods',
      name: 'Deployment/a',
      sent: {
        spec: { selector: { matchLabels: { a: 'c' } }, template: { metadata: { labels: { a: 'b' } }, spec: { containers: [container] } } },
      },
      says: '`selector` does not match template `labels`',
    },
    {
      it: 'a budget with both bounds',
      name: 'PodDisruptionBudget/a',
      sent: { spec: { minAvailable: 1, maxUnavailable: 1 } },
      says: 'minAvailable and maxUnavailable cannot be both set',
    },
    {
      it: 'a number in a ConfigMap',
      name: 'ConfigMap/a',
      sent: { data: { x: 1 } },
      status: 400,
      says: 'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
    },
    {
      it: 'a ConfigMap above 1 MiB',
      name: 'ConfigMap/a',
      sent: { data: { x: 'x'.repeat(1_048_577) } },
      says: 'Too long: may not be more than 1048576 bytes',
    },
    {
      it: 'a ConfigMap with a path as key',
      name: 'ConfigMap/a',
      sent: { data: { 'a/b': 'x' } },
      says: 'data[a/b]: Invalid value: "a/b": a valid config key must',
    },
    { it: 'a Secret that is no base64', name: 'Secret/a', sent: { data: { a: 'ä' } }, status: 400, says: 'illegal base64 data' },
    {
      it: 'an Event about another namespace',
      name: 'Event/a',
      sent: { involvedObject: { kind: 'Pod', name: 'a', namespace: 'other' } },
      says: 'involvedObject.namespace: Invalid value: "other": does not match event.namespace',
    },
    { it: 'a controller without parent', name: 'CompositeController/a', sent: { spec: {} }, says: 'spec.parentResource: Required value' },
  ];
  for (const { it, name, sent, status = 422, says } of cases) {
    test(it, () => {
      const found = refusal(() => createWorld().create(name, sent));
      assert.ok(found.message.includes(says), found.message);
      assert.equal(found.status, status);
    });
  }
});

describe('the spec of a Pod', () => {
  const immutable = 'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`';
  const added = { key: 'q', operator: 'Exists' };
  const cases: readonly {
    readonly it: string;
    readonly change: (spec: Readonly<Record<string, unknown>>) => object;
    readonly says?: string;
  }[] = [
    { it: 'takes another image', change: () => ({ containers: [{ ...container, image: 'x:2' }] }) },
    { it: 'takes one more toleration', change: ({ tolerations }) => ({ tolerations: [...(tolerations as readonly object[]), added] }) },
    { it: 'loses no toleration', change: () => ({ tolerations: [added] }), says: immutable },
    {
      it: 'takes no other variables',
      change: () => ({ containers: [{ ...container, env: [{ name: 'A', value: '1' }] }] }),
      says: immutable,
    },
    { it: 'takes no other grace period', change: () => ({ terminationGracePeriodSeconds: 5 }), says: immutable },
    { it: 'moves to no other node', change: () => ({ nodeName: 'other' }), says: immutable },
    {
      it: 'takes no more containers',
      change: () => ({ containers: [container, { ...container, name: 'b' }] }),
      says: 'spec.containers: Forbidden: pod updates may not add or remove containers',
    },
  ];
  for (const { it, change, says } of cases) {
    test(it, () => {
      const world = createWorld();
      world.create('Pod/a', pod({ nodeName: 'n' }));
      const write = (): Thing => world.change('Pod/a', (object) => ({ ...object, spec: { ...specOf(object), ...change(specOf(object)) } }));
      if (says === undefined) assert.equal(write().metadata?.generation, 2);
      else assert.ok(refusal(write).message.includes(says));
    });
  }
});

describe('a claim', () => {
  const immutable =
    'spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
  const cases: readonly {
    readonly it: string;
    readonly bound?: false;
    readonly expands?: false;
    readonly change: object;
    readonly status?: number;
    readonly says?: string;
  }[] = [
    { it: 'that is bound may grow', change: request('3Gi') },
    {
      it: 'may not shrink',
      change: request('1Gi'),
      says: 'spec.resources.requests.storage: Forbidden: field can not be less than status.capacity',
    },
    { it: 'that is not bound may not grow', bound: false, change: request('3Gi'), says: immutable },
    {
      it: 'of a class that does not expand may not grow',
      expands: false,
      change: request('3Gi'),
      status: 403,
      says: 'persistentvolumeclaims "a" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    },
    { it: 'keeps its access modes', change: { ...request('2Gi'), accessModes: ['ReadWriteMany'] }, says: immutable },
    { it: 'keeps its class', change: { storageClassName: 'other' }, says: immutable },
    { it: 'that is not bound takes a volume', bound: false, change: { volumeName: 'v' } },
  ];
  for (const { it, bound = true, expands = true, change, status = 422, says } of cases) {
    test(it, () => {
      const world = createWorld();
      world.create('StorageClass/standard', {
        provisioner: 'x',
        allowVolumeExpansion: expands,
        metadata: { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      });
      assert.equal(specOf(world.create('PersistentVolumeClaim/a', { spec: request('2Gi') }))['storageClassName'], 'standard');
      if (bound) world.changeStatus('PersistentVolumeClaim/a', { phase: 'Bound', capacity: { storage: '2Gi' } });
      const write = (): Thing =>
        world.change('PersistentVolumeClaim/a', (object) => ({ ...object, spec: { ...specOf(object), ...change } }));
      if (says === undefined) assert.doesNotThrow(write);
      else {
        const found = refusal(write);
        assert.deepEqual([found.status, found.message.includes(says)], [status, true], found.message);
      }
    });
  }
  test('may go back to what it has, as long as it has not grown', () => {
    const world = createWorld();
    world.create('StorageClass/standard', { provisioner: 'x', allowVolumeExpansion: true });
    world.create('PersistentVolumeClaim/a', { spec: { ...request('2Gi'), storageClassName: 'standard' } });
    world.changeStatus('PersistentVolumeClaim/a', { phase: 'Bound', capacity: { storage: '2Gi' } });
    const resize = (storage: string): Thing =>
      world.change('PersistentVolumeClaim/a', (object) => ({ ...object, spec: { ...specOf(object), ...request(storage) } }));
    resize('4Gi');
    assert.doesNotThrow(() => resize('3Gi'));
    assert.equal(refusal(() => resize('2Gi')).status, 422);
  });
});

describe('a Service', () => {
  const open = (world: World, fields: object = {}): Thing => world.create('Service/a', { spec: { ports: [{ port: 80 }], ...fields } });
  test('gets an address of its own', () => {
    const world = createWorld();
    const addresses = ['a', 'b', 'c'].map((name) =>
      String(specOf(world.create(`Service/${name}`, { spec: { ports: [{ port: 1 }] } }))['clusterIP']),
    );
    for (const address of addresses) assert.match(address, /^10\.96\.\d+\.\d+$/);
    assert.equal(new Set(addresses).size, 3);
  });
  test('keeps address and node port when an update does not name them', () => {
    const world = createWorld();
    const before = specOf(open(world, { type: 'NodePort' }));
    const after = specOf(
      world.change('Service/a', (object) => ({ ...object, spec: { type: 'NodePort', ports: [{ port: 80 }], selector: { a: 'b' } } })),
    );
    assert.deepEqual(after, { ...before, selector: { a: 'b' } });
  });
  test('keeps a node port by the name of the port', () => {
    const world = createWorld();
    const ports = (...names: readonly (readonly [string, number])[]): object => ({
      type: 'NodePort',
      ports: names.map(([name, port]) => ({ name, port })),
    });
    const nodePorts = (object: Thing): readonly unknown[] =>
      (specOf(object)['ports'] as readonly { readonly nodePort?: number }[]).map(({ nodePort }) => nodePort);
    const [a, b] = nodePorts(world.create('Service/a', { spec: ports(['a', 1], ['b', 2]) }));
    const [c, sameB, sameA] = nodePorts(world.change('Service/a', (object) => ({ ...object, spec: ports(['c', 1], ['b', 3], ['a', 4]) })));
    assert.deepEqual([sameA, sameB], [a, b]);
    assert.ok(c !== a && c !== b);
  });
  for (const { type, more } of [
    { type: 'NodePort', more: {} },
    { type: 'LoadBalancer', more: { allocateLoadBalancerNodePorts: true } },
  ]) {
    test(`that is no ${type} any more loses what that brought along`, () => {
      const world = createWorld();
      open(world, { type, ...more });
      const { externalTrafficPolicy, allocateLoadBalancerNodePorts, ports } = specOf(
        world.change('Service/a', (object) => ({ ...object, spec: { ...specOf(object), type: 'ClusterIP' } })),
      );
      assert.deepEqual(
        [externalTrafficPolicy, allocateLoadBalancerNodePorts, ports],
        [undefined, undefined, [{ port: 80, protocol: 'TCP', targetPort: 80 }]],
      );
    });
  }
  for (const { it, sessionAffinityConfig, is } of [
    { it: 'fills in how long a client keeps its Pod', sessionAffinityConfig: undefined, is: 10_800 },
    { it: 'keeps how long a client keeps its Pod', sessionAffinityConfig: { clientIP: { timeoutSeconds: 5 } }, is: 5 },
  ]) {
    test(it, () => {
      const spec = specOf(open(createWorld(), { sessionAffinity: 'ClientIP', ...(sessionAffinityConfig && { sessionAffinityConfig }) }));
      assert.deepEqual(spec['sessionAffinityConfig'], { clientIP: { timeoutSeconds: is } });
    });
  }
  test('never changes its address', () => {
    const world = createWorld();
    open(world);
    const { message } = refusal(() =>
      world.change('Service/a', (object) => ({ ...object, spec: { ports: [{ port: 80 }], clusterIP: '10.96.3.3' } })),
    );
    assert.equal(message, 'Service "a" is invalid: spec.clusterIPs[0]: Invalid value: ["10.96.3.3"]: may not change once set');
  });
  test('does not take the node port of another', () => {
    const world = createWorld();
    open(world, { type: 'NodePort', ports: [{ port: 80, nodePort: 30001 }] });
    const { message } = refusal(() => world.create('Service/b', { spec: { type: 'NodePort', ports: [{ port: 80, nodePort: 30001 }] } }));
    assert.match(message, /spec\.ports\[0\]\.nodePort: Invalid value: 30001: provided port is already allocated/);
  });
});

test('the data of an immutable ConfigMap stay', () => {
  const world = createWorld();
  world.create('ConfigMap/a', { immutable: true, data: { a: '1' } });
  const { message } = refusal(() => world.change('ConfigMap/a', (object) => ({ ...object, data: { a: '2' } })));
  assert.match(message, /data: Forbidden: field is immutable when `immutable` is set/);
  assert.equal(refusal(() => world.change('ConfigMap/a', ({ immutable: _immutable, ...object }) => object)).status, 422);
});

test('the selector of a Deployment stays', () => {
  const world = createWorld();
  const spec = (label: string): Thing => ({
    spec: { selector: { matchLabels: { a: label } }, template: { metadata: { labels: { a: label } }, spec: { containers: [container] } } },
  });
  world.create('Deployment/a', spec('b'));
  const { message } = refusal(() => world.change('Deployment/a', (object) => ({ ...object, ...spec('c') })));
  assert.match(message, /^Deployment\.apps "a" is invalid: spec\.selector: Invalid value: .*: field is immutable$/);
});
