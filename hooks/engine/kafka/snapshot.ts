/** A cluster as an admin client sees it at one moment: plain data that shares nothing with the model. */
import type { BrokerView, KafkaSnapshot, LogDirView, QuorumMemberView, QuorumView, ReassignmentView } from '../../ports/kafka-admin.ts';
import { recordsOn } from './disks.ts';
import { isVoter } from './quorum.ts';
import { isServing } from './replicas.ts';
import { type Cluster, type KafkaProcess, partitionsOf, type Registration, type World } from './state.ts';

/** Everything as of now. */
export const takeSnapshot = (world: World, cluster: Cluster): KafkaSnapshot => {
  const registrations = [...cluster.registrations.values()].sort((a, b) => a.id - b.id);
  return {
    brokers: registrations.map(brokerView),
    quorum: quorumView(cluster),
    topics: [...cluster.topics.values()]
      .map(({ name, minInsyncReplicas, partitions }) => ({
        name,
        minInsyncReplicas: minInsyncReplicas ?? cluster.minInsyncReplicas,
        partitions: partitions.map(({ index, leader, replicas, isr }) => ({
          index,
          ...(leader !== undefined && { leader }),
          replicas,
          isr,
        })),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    logDirs: registrations.filter(isServing).flatMap((registration) => logDirViews(world, registration)),
    reassignments: partitionsOf(cluster).flatMap(({ topic, index, move }): readonly ReassignmentView[] =>
      move === undefined
        ? []
        : [
            {
              topic,
              partition: index,
              adding: move.to.filter((id) => !move.from.includes(id)),
              removing: move.from.filter((id) => !move.to.includes(id)),
            },
          ],
    ),
  };
};

const brokerView = ({ id, config, fenced }: Registration): BrokerView => ({
  id,
  ...(config.rack !== undefined && { rack: config.rack }),
  fenced,
  endpoints: config.endpoints,
});

const quorumView = (cluster: Cluster): QuorumView => {
  const controllers = [...cluster.processes].filter(({ controlling }) => controlling);
  const member = (id: number, process: KafkaProcess | undefined, directoryId: string | undefined): QuorumMemberView => ({
    id,
    ...(directoryId !== undefined && { directoryId }),
    caughtUp: cluster.leader !== undefined && process?.metadata.metadataEnd === cluster.committed,
  });
  const runs = (id: number): KafkaProcess | undefined =>
    controllers.find((process) => process.config.nodeId === id && isVoter(cluster, process));
  const fixed = (cluster.leader ?? controllers[0])?.config.staticVoters;
  return {
    ...(cluster.leader !== undefined && { leader: cluster.leader.config.nodeId }),
    voters:
      fixed?.map((id) => member(id, runs(id), undefined)) ??
      (cluster.voters ?? []).map(({ id, directoryId }) => member(id, runs(id), directoryId)),
    observers: controllers
      .filter((process) => !isVoter(cluster, process))
      .map((process) => member(process.config.nodeId, process, process.metadata.meta?.directoryId)),
  };
};

const logDirViews = ({ timings }: World, { id, process }: Registration): readonly LogDirView[] =>
  process.dirs.map(({ path, disk }) => {
    if (disk.failure !== undefined) return { broker: id, path, bytes: 0, replicas: [], error: disk.failure };
    const replicas = [...disk.replicas].map(([{ topic, index }, { end }]) => ({
      topic,
      partition: index,
      bytes: end * timings.recordBytes,
    }));
    return { broker: id, path, bytes: recordsOn(disk) * timings.recordBytes, replicas };
  });
