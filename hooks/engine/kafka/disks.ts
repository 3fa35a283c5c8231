/**
 * Disks and their formatting, by the start script's rules and by Kafka's own: what is empty is formatted for the cluster
 * that the environment names, what was formatted for another cluster or another node is never touched nor used.
 */
import type { NodeConfig } from './node-config.ts';
import type { Disk, KafkaProcess, Voter, World } from './state.ts';

/** The disk of a volume; a volume never seen before is empty. */
export const diskOf = (world: World, volume: string): Disk => {
  const known = world.disks.get(volume);
  if (known !== undefined) return known;
  const disk: Disk = {
    volume,
    meta: undefined,
    cluster: undefined,
    failure: undefined,
    clean: true,
    replicas: new Map(),
    metadataEnd: 0,
    founders: undefined,
    user: undefined,
  };
  world.disks.set(volume, disk);
  return disk;
};

/** Records on a disk, of all replicas. */
export const recordsOn = (disk: Disk): number => {
  let records = 0;
  for (const { end } of disk.replicas.values()) records += end;
  return records;
};

/** Whether the start script is going to format. */
export const needsFormat = ({ config, dirs }: KafkaProcess): boolean =>
  config.clusterId !== undefined && dirs.some(({ disk }) => disk.meta === undefined);

/** Formats what is empty and checks what is there. Answers why the process ends instead, or undefined. */
export const prepareDisks = (world: World, process: KafkaProcess): string | undefined =>
  (needsFormat(process) ? format(world, process) : undefined) ?? check(process);

const format = (world: World, { config, dirs, metadata }: KafkaProcess): string | undefined => {
  const { clusterId } = config;
  const problem = dirs.map(({ path, disk }) => mismatch(config, path, disk)).find((found) => found !== undefined) ?? badOptions(config);
  if (problem !== undefined || clusterId === undefined) return problem;
  const founders = foundersIn(config);
  for (const { path, disk } of dirs) {
    if (disk.meta !== undefined) continue;
    if (disk.failure !== undefined) return `Error while writing meta.properties in ${path}: ${disk.failure}`;
    const voter = disk === metadata ? founders?.find(({ id }) => id === config.nodeId) : undefined;
    world.directories += 1;
    const directoryId = voter?.directoryId || `directory-${world.directories}`;
    disk.meta = { clusterId, nodeId: config.nodeId, directoryId };
    if (voter !== undefined) disk.founders = founders?.map((other) => (other === voter ? { ...voter, directoryId } : other));
  }
  return undefined;
};

const mismatch = ({ clusterId, nodeId }: NodeConfig, path: string, { meta }: Disk): string | undefined => {
  if (meta === undefined) return undefined;
  if (meta.clusterId !== clusterId)
    return `Invalid cluster.id in ${path}/meta.properties: expected ${clusterId}, but read ${meta.clusterId}`;
  if (meta.nodeId !== nodeId) return `Stored node id ${meta.nodeId} does not match the configured ${nodeId} in ${path}/meta.properties`;
  return undefined;
};

/** KIP-853: a static quorum takes none of the flags, a controller of a dynamic one needs exactly one. */
const badOptions = ({ isController, staticVoters, formatOptions, nodeId }: NodeConfig): string | undefined => {
  const flags = formatOptions.filter((word) => FLAGS.includes(word));
  if (staticVoters !== undefined) {
    return flags.length === 0 ? undefined : `${flags[0]} cannot be used when controller.quorum.voters is set`;
  }
  if (!isController) return undefined;
  if (flags.length !== 1) return `a controller of a dynamic quorum is formatted with exactly one of ${FLAGS.join(', ')}`;
  if (flags[0] !== '--initial-controllers') return undefined;
  const known = readVoters(formatOptions).some(({ id }) => id === nodeId);
  return known ? undefined : `node ${nodeId} is not among the initial controllers`;
};

const FLAGS: readonly string[] = ['--standalone', '--initial-controllers', '--no-initial-controllers'];

/** The first voters; undefined when this node founds nothing. */
const foundersIn = ({ isController, formatOptions, nodeId }: NodeConfig): readonly Voter[] | undefined => {
  if (!isController) return undefined;
  if (formatOptions.includes('--standalone')) return [{ id: nodeId, directoryId: '' }];
  return formatOptions.includes('--initial-controllers') ? readVoters(formatOptions) : undefined;
};

/** `id@host:port:directoryId`, separated by commas. */
const readVoters = (options: readonly string[]): readonly Voter[] =>
  (options[options.indexOf('--initial-controllers') + 1] ?? '').split(',').map((text) => ({
    id: Number(text.split('@', 1)[0]),
    directoryId: text.split(':').at(-1) ?? '',
  }));

/** Kafka's own look at its log dirs before it starts. A failed dir is one less, unless it is the last or the metadata's. */
const check = ({ config, dirs, metadata }: KafkaProcess): string | undefined => {
  if (metadata.failure !== undefined) return `the log dir with the metadata is offline: ${metadata.failure}`;
  const clusterId = metadata.meta?.clusterId;
  for (const { path, disk } of dirs) {
    if (disk.failure !== undefined) continue;
    if (disk.meta === undefined) return `No meta.properties found in ${path}: the directory has not been formatted`;
    const problem = mismatch({ ...config, clusterId }, path, disk);
    if (problem !== undefined) return problem;
  }
  return undefined;
};
