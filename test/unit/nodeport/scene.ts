/** KafkaClusters as the decorator nodeport sees them: a spec that was found valid, and what the running brokers advertise. */
import type { ExternalListener, KafkaCluster, KafkaClusterSpec } from '../../../hooks/api/kafka-cluster.ts';
import { readCluster } from '../../../hooks/kafkacluster/cluster.ts';
import { writeSpec } from '../../../hooks/kafkacluster/configuration-backup.ts';
import type { AdvertisedListener } from '../../../hooks/kafkacluster/external/advertised.ts';
import type { KubeObject, Service } from '../../../hooks/kube/types.ts';
import { nodeport } from '../../../hooks/nodeport/hook.ts';
import { LAST_APPLIED } from '../../../hooks/protocol/last-applied.ts';
import { clusterOf, controller, external, internal, node } from '../kafkacluster/world.ts';

/** A listener with node ports. */
export const listener = (more: Partial<ExternalListener> = {}): ExternalListener =>
  external({ name: 'ext', accessMethod: 'NodePort', externalStartingPort: 30_100, ...more });

/** What one broker advertises, by listener. */
export type Records = Readonly<Record<string, AdvertisedListener>>;

/** A record of a broker whose host is that of its Kubernetes node. */
export const onNode = (port: number, more: Partial<AdvertisedListener> = {}): AdvertisedListener => ({
  via: 'NodePort',
  address: `192.0.2.1:${port}`,
  node: 'worker-1',
  containerPort: 9094,
  ...more,
});

export interface Scene {
  readonly listeners: readonly ExternalListener[];
  /** Ids of the brokers; 0 and 1 unless given. */
  readonly brokers?: KafkaClusterSpec['brokers'];
  readonly spec?: Partial<KafkaClusterSpec>;
  readonly labels?: Readonly<Record<string, string>>;
  /** By broker id. */
  readonly advertised?: Readonly<Record<string, Records>>;
}

/** The KafkaCluster of a scene. */
export const kafkaClusterOf = ({ listeners, brokers = [node(0), node(1)], spec, labels, advertised = {} }: Scene): KafkaCluster => {
  const parent = clusterOf({
    ...(labels !== undefined && { labels }),
    spec: { brokers, listenersConfig: { internalListeners: [internal, controller], externalListeners: [...listeners] }, ...spec },
  });
  const brokersState = Object.fromEntries(
    Object.entries(advertised).map(([id, of]) => [id, { advertised: { podUid: id, listeners: of } }]),
  );
  return { ...parent, status: { state: 'ClusterRunning', alertCount: 0, brokersState, lastValidSpec: writeSpec(readCluster(parent)) } };
};

/** What is answered for a KafkaCluster with these attachments. */
export const answerTo = async (object: KafkaCluster, attachments: readonly KubeObject[] = []): Promise<readonly Service[]> => {
  const observed = Object.fromEntries(attachments.map((one) => [`${one.metadata?.namespace}/${one.metadata?.name}`, one]));
  const request = { controller: {}, object, attachments: { 'Service.v1': observed }, related: {}, finalizing: false };
  const answer = await nodeport.sync(request, { now: 0 });
  return answer.attachments as readonly Service[];
};

/** A Service as it is observed after it was answered: with node ports where Kubernetes chooses them, and with Metacontroller's record. */
export const observed = (service: Service): Service => ({
  ...service,
  metadata: {
    ...service.metadata,
    uid: `uid-${service.metadata?.name}`,
    annotations: { ...service.metadata?.annotations, [LAST_APPLIED]: JSON.stringify(service) },
  },
  spec: {
    ...service.spec,
    ports: [...(service.spec?.ports ?? [])].map((port, at) => ({ ...port, nodePort: port.nodePort ?? 32_000 + at })),
  },
});

/** `<name>: <port name> <node port or -> <Service port>→<container port>`, one line a port. */
export const portsOf = (services: readonly Service[]): readonly string[] =>
  services.flatMap(({ metadata, spec }) =>
    (spec?.ports ?? []).map(
      ({ name, nodePort, port, targetPort }) => `${metadata?.name}: ${name} ${nodePort ?? '-'} ${port}→${targetPort}`,
    ),
  );

/** The Service of a name; a test that asks for one that is not there is wrong. */
export const named = (services: readonly Service[], name: string): Service => {
  const found = services.find(({ metadata }) => metadata?.name === name);
  if (found === undefined) throw new Error(`no Service ${name}`);
  return found;
};
