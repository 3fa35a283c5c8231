/**
 * External addresses over the life of a broker: known before its first start, kept while it runs, no obstacle to its
 * return; and the condition that says what clients outside wait for.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrokerState, ExternalListener, KafkaCluster, KafkaClusterSpec } from '../../../../hooks/api/kafka-cluster.ts';
import type { ConfigMap, KubeObject, Pod } from '../../../../hooks/kube/types.ts';
import { clusterOf, controller, external, internal, NOW, node, ofKind, READY, sync, written } from '../world.ts';

const SERVICE = 'envoy-loadbalancer-external-kafka';
const PROXY = 'envoy-external-kafka';

const object = (apiVersion: string, kind: string, name: string, more: object = {}): KubeObject => ({
  apiVersion,
  kind,
  metadata: {
    name,
    namespace: 'apps',
    labels: { kafka_cr: 'kafka' },
    annotations: { 'metacontroller.k8s.io/decorator-controller': 'envoy' },
  },
  ...more,
});
const loadBalancer = (ip?: string, port = 19_090) =>
  object('v1', 'Service', SERVICE, {
    spec: { ports: [{ port }] },
    status: { loadBalancer: ip === undefined ? {} : { ingress: [{ ip }] } },
  });
const proxy = (availableReplicas: number) => object('apps/v1', 'Deployment', PROXY, { status: { availableReplicas } });
const nodePortService = (name: string) => object('v1', 'Service', name, { spec: { ports: [] } });
const kubernetesNode = (name: string, address: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name },
  ...{ status: { addresses: [{ type: 'InternalIP', address }] } },
});

const specWith = (listener: Partial<ExternalListener>, more: Partial<KafkaClusterSpec> = {}) => ({
  brokers: [node(0)],
  listenersConfig: { internalListeners: [internal, controller], externalListeners: [external(listener)] },
  ...more,
});

/** A cluster whose world is what the hook answered, but for what a test changes. */
const createLife = (spec: Partial<KafkaClusterSpec>) => {
  let parent: KafkaCluster = clusterOf({ spec });
  let children: readonly KubeObject[] = [];
  let calls = 0;
  let pods = 0;
  const life = {
    /** What is there besides: what decorators made, Kubernetes nodes, Secrets. */
    related: [] as readonly KubeObject[],
    /** The Kubernetes node that a new Pod is given. */
    nodeName: 'n1',
    /** Asks the hook so many times, and makes of each answer the next world. */
    sync: async (times = 1) => {
      for (let time = 0; time < times; time += 1) {
        calls += 1;
        const made = life.related.filter(({ kind }) => kind === 'Service' || kind === 'Deployment');
        const related = life.related.filter((one) => !made.includes(one));
        const answer = await sync(parent, { children: [...children, ...made], related }, NOW + calls * 1000);
        parent = { ...parent, status: answer.status };
        const names = made.map(({ metadata }) => metadata?.name);
        assert.deepEqual(
          names.filter((name) => !answer.children.some(({ metadata }) => metadata?.name === name)),
          [],
          'what decorators made stays',
        );
        children = answer.children.filter(({ metadata }) => !names.includes(metadata?.name)).map((child) => life.observe(child));
      }
      return life;
    },
    observe: (child: KubeObject): KubeObject => {
      const known = children.find(({ kind, metadata }) => kind === child.kind && metadata?.name === child.metadata?.name);
      if (known !== undefined && child.kind === 'Pod') return known;
      if (child.kind !== 'Pod') return written(child, `${child.kind}-${child.metadata?.name}`);
      pods += 1;
      const made = written(child, `pod-uid-${pods}`) as Pod;
      return { ...made, spec: { containers: [], ...made.spec, nodeName: life.nodeName }, status: READY } as KubeObject;
    },
    edit: (changed: Partial<KafkaClusterSpec>) => {
      parent = {
        ...parent,
        metadata: { ...parent.metadata, generation: (parent.metadata.generation ?? 0) + 1 },
        spec: { ...parent.spec, ...changed },
      };
    },
    /** Loses what status says of brokers, as a conflict or a restored backup does. */
    forgetBrokers: () => {
      const { brokersState: _lost, ...status } = parent.status ?? {};
      parent = { ...parent, status };
    },
    remove: (kind: string) => {
      children = children.filter((child) => child.kind !== kind);
    },
    pod: () => ofKind<Pod>({ children }, 'Pod')[0],
    options: () =>
      ofKind<ConfigMap>({ children }, 'ConfigMap').find(({ metadata }) => metadata?.name === 'kafka-config-0')?.data?.['broker-config'],
    advertised: () => /^advertised\.listeners=(.*)$/m.exec(life.options() ?? '')?.[1],
    broker: (): BrokerState => parent.status?.brokersState?.['0'] ?? {},
    condition: () => {
      const { status, reason, message } = parent.status?.conditions?.find(({ type }) => type === 'ExternalAccessReady') ?? {};
      return `${status} ${reason}: ${message}`;
    },
  };
  return life;
};

const INSIDE = 'INTERNAL://kafka-0.kafka-headless.apps.svc.cluster.local:29092';

test('a new broker starts when the load balancer has told its address', async () => {
  const life = createLife(specWith({}));
  await life.sync(4);
  assert.equal(life.pod(), undefined);
  assert.equal(life.options(), undefined);
  assert.equal(life.broker().reason, 'ExternalAddressPending');
  assert.match(
    life.broker().message ?? '',
    /^broker 0 waits for its external address; listener external: Service envoy-loadbalancer-external-kafka is not there/,
  );
  life.related = [loadBalancer()];
  await life.sync(2);
  assert.equal(life.pod(), undefined);
  life.related = [loadBalancer('1.2.3.4')];
  await life.sync(2);
  assert.equal(life.advertised(), `EXTERNAL://1.2.3.4:19090,${INSIDE}`);
  assert.deepEqual(life.broker().advertised, {
    podUid: 'pod-uid-1',
    listeners: { external: { via: 'LoadBalancer', address: '1.2.3.4:19090', containerPort: 9094 } },
  });
});

test('a new broker waits until the load balancer leads to it', async () => {
  const life = createLife(specWith({}));
  life.related = [loadBalancer('1.2.3.4', 19_091)];
  await life.sync(4);
  assert.equal(life.pod(), undefined);
  assert.equal(life.options(), undefined);
  assert.match(life.broker().message ?? '', /listener external: Service envoy-loadbalancer-external-kafka has no port 19090 yet/);
  life.related = [loadBalancer('1.2.3.4')];
  await life.sync(2);
  assert.equal(life.advertised(), `EXTERNAL://1.2.3.4:19090,${INSIDE}`);
});

test('what a Pod was made with is on the Pod, and status says that and nothing else, whatever the spec and status were', async () => {
  const life = createLife(specWith({}));
  life.related = [loadBalancer('1.2.3.4')];
  await life.sync(4);
  const made = life.pod()?.metadata?.annotations?.['kafka-hooks.io/ways-in'];
  assert.deepEqual(JSON.parse(made ?? ''), { external: { via: 'LoadBalancer', address: '1.2.3.4:19090', containerPort: 9094 } });
  life.forgetBrokers();
  life.related = [loadBalancer('5.6.7.8')];
  await life.sync(2);
  assert.equal(life.broker().advertised?.listeners?.['external']?.address, '1.2.3.4:19090');
});

test('a load balancer that loses its address changes nothing', async () => {
  const life = createLife(specWith({}));
  life.related = [loadBalancer('1.2.3.4')];
  await life.sync(6);
  const before = life.options();
  life.related = [];
  await life.sync(2);
  assert.equal(life.options(), before);
  assert.equal(life.broker().pendingRestart, undefined);
  life.remove('Pod');
  life.remove('ConfigMap');
  await life.sync(3);
  assert.equal(life.options(), before);
  assert.equal(life.broker().phase, 'Running');
});

test('another address waits for a restart, and status tells what the broker advertises meanwhile', async () => {
  const life = createLife(specWith({}));
  life.related = [loadBalancer('1.2.3.4'), proxy(1)];
  await life.sync(6);
  assert.equal(life.condition(), 'True ExternalAccessReady: brokers are reached on external');
  life.related = [loadBalancer('5.6.7.8'), proxy(1)];
  await life.sync(2);
  assert.deepEqual(life.broker().pendingRestart?.changed, ['configuration']);
  assert.equal(life.broker().advertised?.listeners?.['external']?.address, '1.2.3.4:19090');
  assert.equal(
    life.condition(),
    'False RestartPending: broker 0 advertises 1.2.3.4:19090 on listener external, and 5.6.7.8:19090 after its restart',
  );
  life.remove('Pod');
  await life.sync(3);
  assert.equal(life.broker().advertised?.listeners?.['external']?.address, '5.6.7.8:19090');
  assert.equal(life.broker().pendingRestart, undefined);
});

test('a broker that has run before comes back although a new listener has no address yet', async () => {
  const life = createLife({ brokers: [node(0)], listenersConfig: { internalListeners: [internal, controller] } });
  await life.sync(4);
  life.edit(specWith({}));
  await life.sync(2);
  life.remove('Pod');
  await life.sync(3);
  assert.equal(life.broker().phase, 'Running');
  assert.equal(life.advertised(), INSIDE);
});

const NODE_PORT = { accessMethod: 'NodePort' as const, externalStartingPort: 30000 };

test('an address of a Kubernetes node is written when the Pod has one, and never the last one’s', async () => {
  const life = createLife(specWith(NODE_PORT));
  life.related = [kubernetesNode('n1', '10.0.0.1'), kubernetesNode('n2', '10.0.0.2'), nodePortService('kafka-0-external')];
  await life.sync(4);
  assert.equal(life.advertised(), `EXTERNAL://10.0.0.1:30000,${INSIDE}`);
  assert.equal(life.broker().advertised?.listeners?.['external']?.node, 'n1');
  life.remove('Pod');
  life.nodeName = 'n2';
  await life.sync();
  assert.deepEqual([life.pod(), life.options()], [undefined, undefined], 'first the old configuration goes');
  await life.sync();
  assert.equal(life.pod()?.spec?.nodeName, 'n2');
  assert.equal(life.options(), undefined);
  await life.sync(2);
  assert.equal(life.advertised(), `EXTERNAL://10.0.0.2:30000,${INSIDE}`);
  assert.equal(life.broker().advertised?.listeners?.['external']?.address, '10.0.0.2:30000');
  assert.equal(life.broker().pendingRestart, undefined);
});

test('a Kubernetes node that changes its address asks for a restart', async () => {
  const life = createLife(specWith(NODE_PORT));
  life.related = [kubernetesNode('n1', '10.0.0.1'), nodePortService('kafka-0-external'), nodePortService('kafka-external-bootstrap')];
  await life.sync(5);
  assert.match(life.condition(), /^True/);
  life.related = [kubernetesNode('n1', '10.0.0.9'), nodePortService('kafka-0-external'), nodePortService('kafka-external-bootstrap')];
  await life.sync(2);
  assert.deepEqual(life.broker().pendingRestart?.changed, ['configuration']);
  assert.match(life.condition(), /^False RestartPending: broker 0 advertises 10\.0\.0\.1:30000 .* 10\.0\.0\.9:30000 after its restart$/);
});

interface Waits {
  readonly it: string;
  readonly listener?: Partial<ExternalListener>;
  readonly spec?: Partial<KafkaClusterSpec>;
  readonly related: readonly KubeObject[];
  readonly says: string;
}

const waits: readonly Waits[] = [
  {
    it: 'the Service',
    related: [],
    says: `False ServicePending: Service ${SERVICE} is not there yet; the controller envoy makes it; Deployment ${PROXY} is not there yet; the controller envoy makes it`,
  },
  {
    it: 'the proxy',
    related: [loadBalancer('1.2.3.4'), proxy(0)],
    says: `False ProxyNotReady: no Pod of Deployment ${PROXY} is available`,
  },
  {
    it: 'the certificate',
    listener: { tlsSecretName: 'kafka-tls', externalStartingPort: -1 },
    spec: { envoyConfig: { brokerHostnameTemplate: 'b-%id.example' } },
    related: [loadBalancer('1.2.3.4'), proxy(1)],
    says: 'False TlsSecretMissing: Secret kafka-tls of listener external is not there: create it with tls.crt and tls.key',
  },
  {
    it: 'nothing once the certificate is there',
    listener: { tlsSecretName: 'kafka-tls', externalStartingPort: -1 },
    spec: { envoyConfig: { brokerHostnameTemplate: 'b-%id.example' } },
    related: [loadBalancer('1.2.3.4'), proxy(1), object('v1', 'Secret', 'kafka-tls')],
    says: 'True ExternalAccessReady: brokers are reached on external',
  },
  {
    it: 'the bootstrap Service of node ports',
    listener: { ...NODE_PORT, hostnameOverride: '.example' },
    related: [nodePortService('kafka-0-external')],
    says: 'False ServicePending: Service kafka-external-bootstrap is not there yet; the controller nodeport makes it',
  },
  {
    it: 'a person, where nothing makes the way in',
    listener: { accessMethod: 'ClusterIP' },
    related: [],
    says: 'False ExternalAddressPending: nothing makes a way into listener external: set its hostnameOverride to advertise one of your own',
  },
];
for (const { it, listener = {}, spec = {}, related, says } of waits)
  test(`the condition waits for ${it}`, async () => {
    const life = createLife(specWith(listener, spec));
    life.related = related;
    await life.sync(5);
    assert.equal(life.condition(), says);
  });

test('a cluster without external listeners waits for nothing outside', async () => {
  const life = createLife({ brokers: [node(0)] });
  await life.sync(3);
  assert.equal(life.condition(), 'True NothingPending: the spec has no external listener');
  assert.equal(life.broker().advertised, undefined);
});
