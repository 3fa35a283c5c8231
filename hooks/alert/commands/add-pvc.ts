/**
 * addPvc: one disk more for the broker of a claim, at `<mountPathPrefix>-<6 characters>`. The broker uses it after its next
 * restart, so while one waits no second disk is added.
 */
import type { StorageConfig } from '../../api/kafka-cluster.ts';
import { shortHash } from '../../kube/hash.ts';
import { canonicalQuantity } from '../../kube/quantity.ts';
import { nameOf, stateOf } from '../asked.ts';
import { wait } from '../decision.ts';
import { annotation, readPath, readSize } from './annotations.ts';
import { claimedDisk, claimIsBusy, withDisks } from './claimed-disk.ts';
import type { Command } from './command.ts';

const SUFFIX_LENGTH = 6;

export const addPvc: Command = {
  name: 'addPvc',
  summary: 'Gives the broker of a claim one disk more.',
  coolDownSeconds: 3600,
  propose: (asked) => {
    const { alert, target, cluster } = asked;
    const found = claimedDisk(asked);
    if (!found.ok) return found.objection;
    const prefix = readPath(alert, 'mountPathPrefix');
    if (!prefix.ok) return prefix.objection;
    const size = readSize(alert, 'diskSize');
    if (!size.ok) return size.objection;
    const { node, disks } = found.value;
    const busy = claimIsBusy(found.value);
    if (busy !== undefined) return busy;
    const restart = stateOf(target, node.id)?.pendingRestart;
    if (restart !== undefined) {
      return wait(
        'ClaimsPending',
        `${nameOf(node)} waits for a restart (${restart.changed?.join(', ') ?? ''}); a new disk would not be used before`,
      );
    }
    const storageClassName = annotation(alert, 'storageClass');
    // Another one for each alert and disk, and the same whoever computes it.
    const suffix = shortHash(`${cluster.uid}/${alert.fingerprint}/${alert.startsAt}/${disks.length}`, SUFFIX_LENGTH);
    const added: StorageConfig = {
      mountPath: `${prefix.value}-${suffix}`,
      pvcSpec: {
        accessModes: ['ReadWriteOnce'],
        ...(storageClassName !== undefined && { storageClassName }),
        resources: { requests: { storage: canonicalQuantity(size.value.text) } },
      },
    };
    return {
      kind: 'change',
      target: nameOf(node),
      message: `adds the disk ${added.mountPath} of ${size.value.text} to ${nameOf(node)}`,
      brokers: withDisks(target.spec.brokers, node, [...disks, added]),
      disk: { broker: node.id, bytes: size.value.bytes, isNew: true },
    };
  },
};
