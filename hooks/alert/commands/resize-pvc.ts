/**
 * resizePvc: a larger disk. Only the disk of this claim grows, also when its size comes from a group. Disks never shrink.
 * It may act while its broker is not ready: a full disk is what keeps a broker from starting.
 */
import type { StorageConfig } from '../../api/kafka-cluster.ts';
import { canonicalQuantity } from '../../kube/quantity.ts';
import { nameOf } from '../asked.ts';
import { readSize } from './annotations.ts';
import { claimedDisk, claimIsBusy, specifiedBytes, withDisks } from './claimed-disk.ts';
import type { Command } from './command.ts';

export const resizePvc: Command = {
  name: 'resizePvc',
  summary: 'Makes the disk of a claim larger.',
  coolDownSeconds: 900,
  propose: (asked) => {
    const found = claimedDisk(asked);
    if (!found.ok) return found.objection;
    const increment = readSize(asked.alert, 'incrementBy');
    if (!increment.ok) return increment.objection;
    const { node, disks, disk, claimName } = found.value;
    const busy = claimIsBusy(found.value);
    if (busy !== undefined) return busy;
    const bytes = specifiedBytes(disk) + increment.value.bytes;
    const size = sizeText(bytes);
    return {
      kind: 'change',
      target: claimName,
      message: `grows ${disk.mountPath} of ${nameOf(node)} from ${disk.pvcSpec?.resources?.requests?.['storage']} to ${size}`,
      brokers: withDisks(
        asked.target.spec.brokers,
        node,
        disks.map((one) => (one === disk ? withSize(one, size) : one)),
      ),
      unready: node.id,
      disk: { broker: node.id, bytes, isNew: false },
    };
  },
};

const withSize = (disk: StorageConfig, storage: string): StorageConfig => ({
  ...disk,
  pvcSpec: { ...disk.pvcSpec, resources: { ...disk.pvcSpec?.resources, requests: { ...disk.pvcSpec?.resources?.requests, storage } } },
});

const MEBIBYTE = 1024n ** 2n;

/** The shortest text of a size. */
const sizeText = (bytes: bigint): string => canonicalQuantity(bytes % MEBIBYTE === 0n ? `${bytes / MEBIBYTE}Mi` : `${bytes}`);
