/** Under which address a broker is reached from outside: from the spec, from a load balancer, from a node port, or from memory. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrokerConfig, ExternalListener, KafkaClusterSpec } from '../../../../hooks/api/kafka-cluster.ts';
import { type WayFacts, wayTo } from '../../../../hooks/kafkacluster/external/address.ts';
import type { AdvertisedListener } from '../../../../hooks/kafkacluster/external/advertised.ts';
import { externalListenerStatuses } from '../../../../hooks/kafkacluster/external/listener-statuses.ts';
import type { Node, Service } from '../../../../hooks/kube/types.ts';
import { external, modelOf, node, nodeOf } from '../world.ts';

type IngressPoint = NonNullable<NonNullable<NonNullable<Service['status']>['loadBalancer']>['ingress']>[number];

const loadBalancer = (name: string, point?: IngressPoint): Service => ({
  metadata: { name },
  status: { loadBalancer: point === undefined ? {} : { ingress: [point] } },
});
const nodePorts = (name: string, ports: Readonly<Record<string, number>>): Service => ({
  metadata: { name },
  spec: { ports: Object.entries(ports).map(([port, nodePort]) => ({ name: port, port: 9094, nodePort })) },
});
const OWN = 'envoy-loadbalancer-external-kafka';
const kubernetesNode = (addresses: Readonly<Record<string, string>>): Node => ({
  metadata: { name: 'n1' },
  status: { addresses: Object.entries(addresses).map(([type, address]) => ({ type, address })) },
});

const ingress = {
  defaultIngressConfig: 'a',
  ingressConfig: { a: { hostnameOverride: 'a.example' }, b: { hostnameOverride: 'b.example' }, c: {} },
};
const nodePort = { accessMethod: 'NodePort' as const, externalStartingPort: 30000 };

interface Case {
  readonly it: string;
  readonly listener: Partial<ExternalListener>;
  readonly spec?: Partial<KafkaClusterSpec>;
  readonly config?: BrokerConfig;
  readonly services?: readonly Service[];
  readonly on?: Node;
  readonly before?: AdvertisedListener;
  /** The address, or the kind of way and its message. */
  readonly is: string;
}

const cases: readonly Case[] = [
  {
    it: 'waits for the Service of the load balancer',
    listener: {},
    is: `pending: Service ${OWN} is not there yet; the controller envoy makes it`,
  },
  {
    it: 'waits for the address of the load balancer, also with an empty override',
    listener: { hostnameOverride: '' },
    services: [loadBalancer(OWN)],
    is: `pending: Service ${OWN} has no address yet; the load balancer of the Kubernetes cluster gives one, or hostnameOverride of listener external`,
  },
  {
    it: 'says that a Service of another type gets no address',
    listener: { serviceType: 'NodePort' },
    services: [loadBalancer(OWN)],
    is: `pending: Service ${OWN} is of type NodePort, which gets no address: set hostnameOverride of listener external`,
  },
  { it: 'adds the broker’s id to the starting port', listener: {}, services: [loadBalancer(OWN, { ip: '1.2.3.4' })], is: '1.2.3.4:19091' },
  {
    it: 'prefers the load balancer’s name to its address',
    listener: {},
    services: [loadBalancer(OWN, { ip: '1.2.3.4', hostname: 'lb.example' })],
    is: 'lb.example:19091',
  },
  { it: 'needs no load balancer with a name of the user’s', listener: { hostnameOverride: 'k.example' }, is: 'k.example:19091' },
  {
    it: 'puts the broker’s id into the template',
    listener: { hostnameOverride: 'k.example' },
    spec: { envoyConfig: { brokerHostnameTemplate: 'b-%id.example' } },
    is: 'b-1.example:19091',
  },
  {
    it: 'has one port for all when TLS tells brokers apart',
    listener: { externalStartingPort: -1, anyCastPort: 443 },
    spec: { envoyConfig: { brokerHostnameTemplate: 'b-%id.example' } },
    is: 'b-1.example:443',
  },
  {
    it: 'goes on with the last address of a load balancer that lost it',
    listener: { externalStartingPort: 20000 },
    services: [loadBalancer(OWN)],
    before: { via: 'LoadBalancer', address: '1.2.3.4:19091' },
    is: '1.2.3.4:20001',
  },
  {
    it: 'does not take the address of another way for its own',
    listener: {},
    before: { via: 'NodePort', address: '1.2.3.4:30001' },
    is: `pending: Service ${OWN} is not there yet; the controller envoy makes it`,
  },
  { it: 'advertises under the default ingress configuration', listener: { config: ingress }, is: 'a.example:19091' },
  {
    it: 'advertises under the ingress configuration that the broker is bound to',
    listener: { config: ingress },
    config: { brokerIngressMapping: ['b'] },
    is: 'b.example:19091',
  },
  {
    it: 'takes the default where the mapping names none of this listener',
    listener: { config: ingress },
    config: { brokerIngressMapping: ['elsewhere'] },
    is: 'a.example:19091',
  },
  {
    it: 'falls back to the listener’s name for an ingress configuration without one',
    listener: { config: ingress, hostnameOverride: 'k.example' },
    config: { brokerIngressMapping: ['c'] },
    is: 'k.example:19091',
  },
  {
    it: 'reads the address of the ingress configuration’s own load balancer',
    listener: { config: ingress },
    config: { brokerIngressMapping: ['c'] },
    services: [loadBalancer(OWN, { ip: '9.9.9.9' }), loadBalancer('envoy-loadbalancer-external-c-kafka', { ip: '1.2.3.4' })],
    is: '1.2.3.4:19091',
  },
  { it: 'leaves an ingress of somebody else’s to him', listener: { accessMethod: 'ClusterIP' }, is: 'none' },
  {
    it: 'advertises the name that the user gave to such an ingress',
    listener: { accessMethod: 'ClusterIP', hostnameOverride: 'k.example' },
    is: 'k.example:19091',
  },
  {
    it: 'advertises the names that Contour tells brokers apart by',
    listener: { accessMethod: 'ClusterIP', externalStartingPort: -1 },
    spec: { ingressController: 'contour', contourIngressConfig: { tlsSecretName: 'edge', brokerFQDNTemplate: 'b-%id.example' } },
    is: 'b-1.example:29092',
  },
  {
    it: 'names the broker’s node port service under the override',
    listener: { ...nodePort, hostnameOverride: '.example' },
    is: 'kafka-1-external.apps.example:30001',
  },
  {
    it: 'waits for the node port that Kubernetes picks',
    listener: { ...nodePort, externalStartingPort: 0, hostnameOverride: '.example' },
    is: 'pending: Service kafka-1-external is not there yet; the controller nodeport makes it',
  },
  {
    it: 'reads the node port that Kubernetes picked',
    listener: { ...nodePort, externalStartingPort: 0, hostnameOverride: '.example' },
    services: [nodePorts('kafka-1-external', { other: 1, 'broker-1': 31234 })],
    is: 'kafka-1-external.apps.example:31234',
  },
  {
    it: 'advertises an external IP on the port of the container',
    listener: nodePort,
    config: { nodePortExternalIP: { external: '10.0.0.7' } },
    is: '10.0.0.7:9094',
  },
  {
    it: 'knows no address before the Pod has a Kubernetes node',
    listener: nodePort,
    config: { nodePortExternalIP: { other: '10.0.0.7' } },
    is: 'unscheduled: broker 1 is not scheduled yet, so the address of listener external is not known',
  },
  {
    it: 'advertises the address of the Pod’s Kubernetes node that clients outside most likely reach',
    listener: nodePort,
    on: kubernetesNode({ Hostname: 'n1', InternalIP: '10.0.0.1', ExternalIP: '5.6.7.8' }),
    is: '5.6.7.8:30001',
  },
  {
    it: 'takes the type of address that was asked for',
    listener: nodePort,
    config: { nodePortNodeAddressType: 'Hostname' },
    on: kubernetesNode({ Hostname: 'n1', ExternalIP: '5.6.7.8' }),
    is: 'n1:30001',
  },
  {
    it: 'says which type of address a Kubernetes node has not',
    listener: nodePort,
    config: { nodePortNodeAddressType: 'ExternalDNS' },
    on: kubernetesNode({ Hostname: 'n1' }),
    is: 'pending: Kubernetes node n1 of broker 1 has no address of type ExternalDNS',
  },
  {
    it: 'remembers the address of a Kubernetes node that is not shown',
    listener: nodePort,
    on: kubernetesNode({}),
    before: { via: 'NodePort', address: '5.6.7.8:30001', node: 'n1' },
    is: '5.6.7.8:30001',
  },
  {
    it: 'does not remember the address of another Kubernetes node',
    listener: nodePort,
    on: kubernetesNode({}),
    before: { via: 'NodePort', address: '5.6.7.8:30001', node: 'n2' },
    is: 'pending: Kubernetes node n1 of broker 1 has no address of type ExternalIP or InternalIP or Hostname',
  },
];

for (const { it, listener: more, spec = {}, config = {}, services = [], on, before, is } of cases)
  test(it, () => {
    const listener = external(more);
    const cluster = modelOf({
      spec: {
        brokers: [node(0), node(1, ['broker'], { brokerConfig: config })],
        listenersConfig: { internalListeners: [], externalListeners: [listener] },
        ...spec,
      },
    });
    const facts: WayFacts = {
      services: new Map(services.map((service) => [service.metadata?.name ?? '', service])),
      nodeName: on?.metadata?.name,
      node: on,
      before,
    };
    const way = wayTo(cluster, { node: nodeOf(cluster, 1), listener }, facts);
    const said = way.kind === 'known' ? way.address : 'message' in way ? `${way.kind}: ${way.message}` : way.kind;
    assert.equal(said, is);
  });

interface Any {
  readonly it: string;
  readonly listener: Partial<ExternalListener>;
  readonly services?: readonly Service[];
  readonly config?: BrokerConfig;
  readonly says: readonly string[];
}

const anyBroker: readonly Any[] = [
  {
    it: 'names any broker on the any-cast port',
    listener: { hostnameOverride: 'k.example', anyCastPort: 9999 },
    says: ['any-broker k.example:9999', 'broker-0 k.example:19090', 'broker-1 k.example:19091'],
  },
  { it: 'lists what is known', listener: {}, says: [] },
  {
    it: 'names each load balancer of a listener that has two',
    listener: { config: ingress },
    config: { brokerIngressMapping: ['b'] },
    says: ['any-broker-a a.example:29092', 'any-broker-b b.example:29092', 'broker-0 a.example:19090', 'broker-1 b.example:19091'],
  },
  {
    it: 'names the bootstrap node port under the override',
    listener: { ...nodePort, hostnameOverride: '.example' },
    services: [nodePorts('kafka-external-bootstrap', { 'tcp-all-broker': 31000 })],
    says: [
      'any-broker kafka-external-bootstrap.apps.example:31000',
      'broker-0 kafka-0-external.apps.example:30000',
      'broker-1 kafka-1-external.apps.example:30001',
    ],
  },
];
for (const { it, listener: more, services = [], config = {}, says } of anyBroker)
  test(`status.listenerStatuses ${it}`, () => {
    const listener = external(more);
    const listenersConfig = { internalListeners: [], externalListeners: [listener] };
    const cluster = modelOf({ spec: { brokers: [node(0), node(1, ['broker'], { brokerConfig: config })], listenersConfig } });
    const seen = new Map(services.map((service) => [service.metadata?.name ?? '', service]));
    const facts: WayFacts = { services: seen, nodeName: undefined, node: undefined, before: undefined };
    const ways = new Map(cluster.nodes.map((one) => [one.id, new Map([[listener.name, wayTo(cluster, { node: one, listener }, facts)]])]));
    const listed = externalListenerStatuses(cluster, { ways, services: seen })['external'] ?? [];
    assert.deepEqual(
      listed.map(({ name, address }) => `${name} ${address}`),
      says,
    );
  });
