/**
 * What must never be: one broker id or one volume in use by two processes. Kafka notices some of it and ends the second;
 * the model ends it always, and records it whatever comes of it.
 */
import type { KafkaProcess, World } from './state.ts';

/** With whom a process that is about to start would collide; undefined when all is well. */
export const conflictOf = (world: World, { config, dirs }: KafkaProcess): string | undefined => {
  const name = `${config.namespace}/${config.pod}`;
  for (const { config: other } of world.processes) {
    const isMate = other.namespace === config.namespace && other.cluster === config.cluster;
    if (isMate && other.nodeId === config.nodeId)
      return `node ${config.nodeId} of ${config.cluster} runs twice: in ${other.pod} and in ${name}`;
  }
  const shared = dirs.find(({ disk }) => disk.user !== undefined)?.disk;
  return shared === undefined ? undefined : `volume ${shared.volume} is used twice: by ${shared.user?.config.pod} and by ${name}`;
};
