/**
 * The port to Kafka, answered by the model. Answers come at once: a call that waited for the virtual clock would wait for
 * ever, for the clock runs one action to its end. What takes time is seen in later snapshots.
 */
import type { CallOptions, KafkaAdmin } from '../../ports/kafka-admin.ts';
import { PortError } from '../../ports/port-error.ts';
import { type ClusterName, findCluster } from './clusters.ts';
import { takeSnapshot } from './snapshot.ts';
import type { Cluster, World } from './state.ts';
import { createTopic, deleteTopic } from './topics.ts';

/** The admin client of one cluster, which need not run yet. `fail` may answer with an error for the next call. */
export const adminOf = (world: World, name: ClusterName, fail: () => PortError | undefined): KafkaAdmin => {
  const reach = ({ deadline }: CallOptions): Cluster => {
    const failure = fail();
    if (failure !== undefined) throw failure;
    if (world.clock.now() >= deadline) throw new PortError('DEADLINE_EXCEEDED', 'the deadline had passed before the call');
    const cluster = findCluster(world, name);
    const answers = [...(cluster?.processes ?? [])].some(({ open }) => open);
    if (cluster === undefined || !answers) throw new PortError('UNREACHABLE', `no broker of ${name.namespace}/${name.name} answers`);
    return cluster;
  };
  const controlled = (options: CallOptions): Cluster => {
    const cluster = reach(options);
    if (cluster.leader === undefined) throw new PortError('NOT_READY', 'there is no active controller');
    return cluster;
  };
  return {
    snapshot: async (options) => takeSnapshot(world, reach(options)),
    createTopic: async (topic, options) => createTopic(world, controlled(options), topic),
    deleteTopic: async (topic, options) => deleteTopic(world, controlled(options), topic),
  };
};
