/**
 * The cluster that decorators of a KafkaCluster act upon: not what the spec says at this moment, but the last spec that
 * the controller kafkacluster found valid and wrote into status. So a mistake in a spec is judged in one place, is told
 * in one condition, and takes no way in away.
 */
import type { KafkaCluster, KafkaClusterSpec, KafkaClusterStatus } from '../../api/kafka-cluster.ts';
import type { KubeObject } from '../../kube/types.ts';
import type { ObjectGroups } from '../../protocol/composite.ts';
import type { DecoratorController } from '../../protocol/controller.ts';
import { type Cluster, readCluster } from '../cluster.ts';
import { readSpec } from '../configuration-backup.ts';
import { recent } from '../remember.ts';
import { type AdvertisedListener, listenersOf } from './advertised.ts';
import { keepAttachments } from './attachments.ts';

/** What a decorator makes for a cluster, from what the running brokers advertise and what it has made before. */
export type MakeAttachments = (cluster: Cluster, advertised: readonly Advertisement[], attachments: ObjectGroups) => readonly KubeObject[];

/**
 * A decorator of KafkaClusters that makes ways in. It has no finalize hook: everything goes with its owner, and a finalizer
 * could keep that from going.
 */
export const waysInController = (name: string, make: MakeAttachments): DecoratorController<KafkaCluster> => ({
  type: 'decorator',
  name,
  sync: async ({ object, attachments }) => {
    if (hasNoWayIn(object, attachments)) return { attachments: [] };
    const cluster = acceptedCluster(object);
    // No spec was found valid yet: what is there was made under one that was.
    return {
      attachments: cluster === undefined ? keepAttachments(attachments) : make(cluster, advertisements(object.status), attachments),
    };
  },
});

/** The cluster of the last valid spec; undefined while there was none. */
const acceptedCluster = (target: KafkaCluster): Cluster | undefined => {
  const spec = acceptedSpec(target);
  return spec === undefined ? undefined : readCluster({ ...target, spec });
};

const acceptedSpec = ({ status }: KafkaCluster): KafkaClusterSpec | undefined => {
  const text = status?.lastValidSpec;
  return text === undefined ? undefined : rememberSpec(text, () => readSpec(text));
};

/** Whether there is no way in to make and none to take away: so it is for most clusters, and in most calls. */
const hasNoWayIn = (target: KafkaCluster, attachments: ObjectGroups): boolean => {
  const spec = acceptedSpec(target);
  return (
    spec !== undefined &&
    (spec.listenersConfig?.externalListeners ?? []).length === 0 &&
    Object.values(attachments).every((group) => Object.keys(group).length === 0)
  );
};

const MOST_SPECS = 64;
const rememberSpec = recent<KafkaClusterSpec | undefined>(MOST_SPECS);

/** What one running broker advertises on one listener. */
export interface Advertisement extends AdvertisedListener {
  readonly broker: number;
  readonly listener: string;
}

/** What the running brokers advertise, by what status keeps of them; ascending by broker. */
export const advertisements = (status: KafkaClusterStatus | undefined): readonly Advertisement[] =>
  Object.entries(status?.brokersState ?? {})
    .flatMap(([id, { advertised }]) => [...listenersOf(advertised)].map(([listener, one]) => ({ ...one, broker: Number(id), listener })))
    .sort((a, b) => a.broker - b.broker);
