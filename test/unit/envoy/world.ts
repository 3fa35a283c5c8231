/**
 * A small world for the tests of Envoy: a KafkaCluster whose spec was accepted, what its running brokers advertise, and what
 * the hook makes of both, parsed where a test wants to look into it.
 */
import assert from 'node:assert/strict';
import { load } from 'js-yaml';
import type { Broker, EnvoyConfig, ExternalListener, KafkaCluster, KafkaClusterSpec } from '../../../hooks/api/kafka-cluster.ts';
import { envoy } from '../../../hooks/envoy/hook.ts';
import { readCluster } from '../../../hooks/kafkacluster/cluster.ts';
import { writeBackup, writeSpec } from '../../../hooks/kafkacluster/configuration-backup.ts';
import type { ConfigMap, Deployment, KubeObject, PodDisruptionBudget, Service } from '../../../hooks/kube/types.ts';
import type { ObjectGroups } from '../../../hooks/protocol/composite.ts';
import { LAST_APPLIED } from '../../../hooks/protocol/last-applied.ts';

export const HOST = (id: number): string => `kafka-${id}.kafka-headless.apps.svc.cluster.local`;

export const listenerOf = (more: Partial<ExternalListener> = {}): ExternalListener => ({
  type: 'plaintext',
  name: 'external',
  containerPort: 9094,
  externalStartingPort: 19090,
  anyCastPort: 29092,
  ...more,
});

/** One port for all, told apart by server name. */
export const SNI: Partial<ExternalListener> = { externalStartingPort: -1, anyCastPort: 443, hostnameOverride: 'kafka.example.com' };
export const TEMPLATE: EnvoyConfig = { brokerHostnameTemplate: 'broker-%id.example.com' };

export const broker = (id: number, brokerConfig: Broker['brokerConfig'] = {}): Broker => ({
  id,
  brokerConfig: { processRoles: ['broker', 'controller'], ...brokerConfig },
});

/** What a broker tells its clients on a listener; through the load balancer unless said otherwise. */
export interface Tells {
  readonly broker: number;
  readonly address: string;
  readonly listener?: string;
  readonly via?: 'LoadBalancer' | 'NodePort' | 'ClusterIP';
  readonly config?: string;
  readonly containerPort?: number;
}

export interface Wanted {
  readonly spec?: Partial<KafkaClusterSpec>;
  readonly brokers?: readonly Broker[];
  readonly listeners?: readonly ExternalListener[];
  readonly tells?: readonly Tells[];
  /** Brokers that left the spec and are still there. */
  readonly draining?: readonly Broker[];
  readonly labels?: Readonly<Record<string, string>>;
}

/** The resource, its spec accepted. */
export const clusterOf = ({
  spec = {},
  brokers = [0, 1, 2].map((id) => broker(id)),
  listeners = [listenerOf()],
  ...more
}: Wanted = {}): KafkaCluster => {
  const { tells = [], draining = [], labels } = more;
  const whole: KafkaClusterSpec = { kRaft: true, brokers, listenersConfig: { externalListeners: listeners }, ...spec } as KafkaClusterSpec;
  const object: KafkaCluster = {
    apiVersion: 'kafka.banzaicloud.io/v1beta1',
    kind: 'KafkaCluster',
    metadata: { name: 'kafka', namespace: 'apps', uid: 'u1', ...(labels !== undefined && { labels }) },
    spec: whole,
  };
  const states: Record<string, { configurationBackup?: string; advertised?: { podUid: string; listeners: Record<string, object> } }> = {};
  for (const one of draining) states[one.id] = { configurationBackup: writeBackup(one, one.brokerConfig ?? {}) };
  for (const { broker: id, listener = 'external', via = 'LoadBalancer', ...rest } of tells) {
    const before = states[id]?.advertised?.listeners;
    states[id] = { ...states[id], advertised: { podUid: `pod-${id}`, listeners: { ...before, [listener]: { via, ...rest } } } };
  }
  return { ...object, status: { lastValidSpec: writeSpec(readCluster(object)), brokersState: states } } as KafkaCluster;
};

/** Objects as a request shows them. */
export const observed = (objects: readonly KubeObject[]): ObjectGroups => {
  const groups: Record<string, Record<string, KubeObject>> = {};
  for (const object of objects) {
    const group = `${object.kind}.${object.apiVersion}`;
    const annotations = { ...object.metadata?.annotations, [LAST_APPLIED]: JSON.stringify(object) };
    const seen = { ...object, metadata: { ...object.metadata, uid: 'x', annotations } };
    groups[group] = { ...groups[group], [`${object.metadata?.namespace}/${object.metadata?.name}`]: seen };
  }
  return groups;
};

/** What the hook answers. */
export const answerTo = async (object: KafkaCluster, before: readonly KubeObject[] = []): Promise<readonly KubeObject[]> =>
  (await envoy.sync({ controller: {}, object, attachments: observed(before), related: {}, finalizing: false }, { now: 0 })).attachments;

/** One object of an answer. */
export const find = <Kind extends KubeObject>(objects: readonly KubeObject[], kind: string, name: string): Kind => {
  const found = objects.find((object) => object.kind === kind && object.metadata?.name === name);
  assert.ok(found, `${kind} ${name} is among ${objects.map((object) => `${object.kind} ${object.metadata?.name}`).join(', ')}`);
  return found as Kind;
};

export const serviceOf = (objects: readonly KubeObject[], scope = 'external'): Service =>
  find<Service>(objects, 'Service', `envoy-loadbalancer-${scope}-kafka`);
export const deploymentOf = (objects: readonly KubeObject[], scope = 'external'): Deployment =>
  find<Deployment>(objects, 'Deployment', `envoy-${scope}-kafka`);
export const budgetOf = (objects: readonly KubeObject[], scope = 'external'): PodDisruptionBudget =>
  find<PodDisruptionBudget>(objects, 'PodDisruptionBudget', `envoy-${scope}-kafka-pdb`);
export const filesOf = (objects: readonly KubeObject[], scope = 'external'): Readonly<Record<string, string>> =>
  find<ConfigMap>(objects, 'ConfigMap', `envoy-config-${scope}-kafka`).data ?? {};

/** Ports of the Service as `name port→targetPort`. */
export const portsOf = ({ spec }: Service): readonly string[] =>
  (spec?.ports ?? []).map(({ name, port, targetPort }) => `${name} ${port}→${targetPort}`);

interface Chain {
  readonly filter_chain_match?: { readonly server_names: readonly string[] };
  readonly filters: readonly { readonly typed_config: { readonly cluster?: string } }[];
  readonly transport_socket?: object;
}

interface Listener {
  readonly name: string;
  readonly address: { readonly socket_address: { readonly port_value: number } };
  readonly filter_chains?: readonly Chain[];
  readonly default_filter_chain?: Chain;
}

interface EnvoyCluster {
  readonly name: string;
  readonly health_checks?: readonly object[];
  readonly load_assignment: {
    readonly endpoints: readonly {
      readonly lb_endpoints: readonly {
        readonly endpoint: { readonly address: { readonly socket_address: { readonly address: string; readonly port_value: number } } };
      }[];
    }[];
  };
}

const resourcesOf = <Resource>(text: string | undefined): readonly Resource[] => (load(text ?? '') as { resources: Resource[] }).resources;

export const listenersOf = (files: Readonly<Record<string, string>>): readonly Listener[] => resourcesOf<Listener>(files['lds.yaml']);

/** Envoy's clusters with their endpoints as `host:port`. */
export const endpointsOf = (files: Readonly<Record<string, string>>): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    resourcesOf<EnvoyCluster>(files['cds.yaml']).map(({ name, load_assignment }) => [
      name,
      load_assignment.endpoints.flatMap(({ lb_endpoints }) =>
        lb_endpoints.map(({ endpoint: { address } }) => `${address.socket_address.address}:${address.socket_address.port_value}`),
      ),
    ]),
  );

/** Envoy's clusters whose endpoints are checked. */
export const checkedOf = (files: Readonly<Record<string, string>>): readonly string[] =>
  resourcesOf<EnvoyCluster>(files['cds.yaml']).flatMap(({ name, health_checks }) => (health_checks === undefined ? [] : [name]));

/** Where Envoy sends a connection to one of its ports; undefined when it closes it. TLS that ends at Envoy is `tls broker-0`. */
export const leadsTo = (files: Readonly<Record<string, string>>, port: number, serverName?: string): string | undefined => {
  const listeners = listenersOf(files).filter(({ address }) => address.socket_address.port_value === port);
  assert.ok(listeners.length <= 1, `port ${port} belongs to ${listeners.map(({ name }) => name).join(' and ')}`);
  const [listener] = listeners;
  const chains = listener?.filter_chains ?? [];
  const named = chains.find(({ filter_chain_match: match }) => match?.server_names.includes(serverName?.toLowerCase() ?? ''));
  const chain = named ?? chains.find(({ filter_chain_match: match }) => match === undefined) ?? listener?.default_filter_chain;
  const cluster = chain?.filters[0]?.typed_config.cluster;
  return chain?.transport_socket === undefined ? cluster : `tls ${cluster}`;
};

/** Where a client ends that uses an address of the load balancer. */
export const reaches = (objects: readonly KubeObject[], address: string, scope = 'external'): string | undefined => {
  const [host, port] = address.split(':');
  const through = serviceOf(objects, scope).spec?.ports?.find((one) => one.port === Number(port));
  return through === undefined ? undefined : leadsTo(filesOf(objects, scope), Number(through.targetPort), host);
};
