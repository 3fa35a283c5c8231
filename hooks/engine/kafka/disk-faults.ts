/**
 * What can happen to disks: they fail, are mended, or are gone with all they hold. A process goes on without a
 * log dir that failed, unless it was the last one or holds the metadata.
 */
import { reviewReplicas } from './controller.ts';
import { accountFor } from './losses.ts';
import type { Disk, World } from './state.ts';

/** Nothing can be read from a disk or written to it any more. */
export const failDisk = (world: World, disk: Disk, reason: string): void => {
  disk.failure = reason;
  const process = disk.user;
  if (process === undefined) return;
  const isFatal = process.metadata === disk || process.dirs.every((dir) => dir.disk.failure !== undefined);
  if (isFatal) process.halt(`Shutdown broker because a log dir has failed: ${reason}`);
  else if (process.cluster?.leader !== undefined) reviewReplicas(world, process.cluster);
};

/** A volume is no more. */
export const destroyDisk = (world: World, disk: Disk): void => {
  world.disks.delete(disk.volume);
  accountFor(world, disk);
  disk.replicas.clear();
  failDisk(world, disk, 'the volume is gone');
};
