/**
 * Rules for disks. What would lose data is refused here and never sent to the API server.
 */

import type { Problem } from '../../kube/problem.ts';
import { canonicalQuantity, isQuantity, quantityUnits } from '../../kube/quantity.ts';
import type { Cluster, KafkaNode } from '../cluster.ts';
import { ANNOTATION } from '../names.ts';
import { type Observed, observedNode } from '../observed.ts';
import { repeated } from './repeated.ts';

type Disk = NonNullable<KafkaNode['config']['storageConfigs']>[number];

const ownNodes = (cluster: Cluster): readonly KafkaNode[] => cluster.nodes.filter((node) => !node.removed);
const disks = (node: KafkaNode): readonly Disk[] => node.config.storageConfigs ?? [];
const mentioned = (node: KafkaNode): readonly Disk[] => disks(node).filter((disk) => !node.leftDisks.includes(disk.mountPath));
const pathOf = (node: KafkaNode, disk: Disk): string =>
  `spec.brokers[id=${node.id}].brokerConfig.storageConfigs[mountPath=${disk.mountPath}]`;
const sizeOf = (disk: Disk): string | undefined => disk.pvcSpec?.resources?.requests?.['storage'];

/** A broker without a disk would keep its log in the container and lose it with the container. */
export const everyBrokerHasADisk = (cluster: Cluster): readonly Problem[] =>
  ownNodes(cluster)
    .filter((node) => disks(node).length === 0)
    .map((node) => ({
      path: `spec.brokers[id=${node.id}].brokerConfig.storageConfigs`,
      value: '',
      message: `broker ${node.id} has no storage; give it at least one entry with pvcSpec or emptyDir, here or in its group`,
    }));

/** Two disks on one path: the second would hide the first. Looks at what the user wrote, before the merge. */
export const mountPathsAreUnique = ({ spec }: Cluster): readonly Problem[] => {
  const lists = [
    ...spec.brokers.map((broker, i) => ({
      path: `spec.brokers[${i}].brokerConfig.storageConfigs`,
      found: broker.brokerConfig?.storageConfigs ?? [],
    })),
    ...Object.entries(spec.brokerConfigGroups ?? {}).map(([name, group]) => ({
      path: `spec.brokerConfigGroups.${name}.storageConfigs`,
      found: group.storageConfigs ?? [],
    })),
  ];
  return lists.flatMap(({ path, found }) =>
    repeated(found.map((disk) => disk.mountPath)).map((mountPath) => ({
      path,
      value: mountPath,
      message: 'two disks have this mountPath; every disk needs its own',
    })),
  );
};

/** Koperator takes a disk without source for success and never makes a broker. */
export const disksHaveASource = (cluster: Cluster): readonly Problem[] =>
  ownNodes(cluster).flatMap((node) =>
    disks(node)
      .filter((disk) => disk.pvcSpec === undefined && disk.emptyDir === undefined)
      .map((disk) => ({ path: pathOf(node, disk), value: '', message: 'has neither pvcSpec nor emptyDir; one of them is needed' })),
  );

/** A claim needs a size that Kubernetes can read, and a mount path that is one. */
export const sizesAreReadable = (cluster: Cluster): readonly Problem[] =>
  ownNodes(cluster).flatMap((node) =>
    mentioned(node).flatMap((disk) => {
      const size = sizeOf(disk);
      const path =
        disk.mountPath.startsWith('/') && disk.mountPath !== '/'
          ? []
          : [{ path: pathOf(node, disk), value: disk.mountPath, message: 'mountPath must be absolute and not /' }];
      if (disk.pvcSpec === undefined) return path;
      if (size === undefined)
        return [
          ...path,
          { path: `${pathOf(node, disk)}.pvcSpec.resources.requests.storage`, value: '', message: 'a claim needs a size, such as 100Gi' },
        ];
      // A size that is no quantity at all is the business of pieces.ts.
      return !isQuantity(String(size)) || (quantityUnits(size) ?? 0n) > 0n
        ? path
        : [
            ...path,
            {
              path: `${pathOf(node, disk)}.pvcSpec.resources.requests.storage`,
              value: String(size),
              message: 'is no quantity above zero, such as 100Gi',
            },
          ];
    }),
  );

/** Kubernetes cannot shrink a volume, and a smaller one would not hold what is on it. */
export const claimsDoNotShrink = (cluster: Cluster, observed: Observed): readonly Problem[] =>
  ownNodes(cluster).flatMap((node) =>
    disks(node).flatMap((disk) => {
      const size = sizeOf(disk);
      const claim = observedNode(observed, node.id).claims.get(disk.mountPath);
      const now = claim?.spec?.resources?.requests?.['storage'];
      if (size === undefined || now === undefined) return [];
      const smaller = (quantityUnits(size) ?? 0n) < (quantityUnits(now) ?? 0n);
      return smaller
        ? [
            {
              path: `${pathOf(node, disk)}.pvcSpec.resources.requests.storage`,
              value: String(size),
              message: `claim ${claim?.metadata?.name} has ${canonicalQuantity(now)}; a claim can only grow: ask for at least that`,
            },
          ]
        : [];
    }),
  );

/** What is on a claim would be gone with the next Pod, and the claim be left behind. */
export const claimsAreNotGivenUp = (cluster: Cluster, observed: Observed): readonly Problem[] =>
  ownNodes(cluster).flatMap((node) =>
    disks(node)
      .filter((disk) => disk.pvcSpec === undefined && observedNode(observed, node.id).claims.has(disk.mountPath))
      .map((disk) => ({
        path: `${pathOf(node, disk)}.emptyDir`,
        value: '',
        message: `the broker's records are on claim ${observedNode(observed, node.id).claims.get(disk.mountPath)?.metadata?.name}; keep its pvcSpec, or use another mountPath`,
      })),
  );

/** Kafka keeps the metadata log in the first of log.dirs: a controller that starts with another one there has lost its memory. */
export const metadataDiskStaysFirst = (cluster: Cluster, observed: Observed): readonly Problem[] =>
  ownNodes(cluster).flatMap((node) => {
    const first = disks(node)[0];
    const marked = [...observedNode(observed, node.id).claims].find(
      ([, claim]) => claim.metadata?.annotations?.[ANNOTATION.quorum] !== undefined,
    );
    if (!node.isController || first === undefined || marked === undefined || marked[0] === first.mountPath) return [];
    return [
      {
        path: pathOf(node, first),
        value: first.mountPath,
        message: `the metadata log of controller ${node.id} is on ${marked[0]}: keep that disk the first of storageConfigs`,
      },
    ];
  });

/** Koperator renders claims as Go templates; two variables are known here. */
export const templatesAreKnown = (cluster: Cluster): readonly Problem[] =>
  ownNodes(cluster).flatMap((node) =>
    disks(node).flatMap((disk) => {
      const unknown = [...JSON.stringify(disk.pvcSpec ?? {}).matchAll(/\{\{(.*?)\}\}/g)]
        .map((m) => m[1]?.replaceAll('-', '').trim() ?? '')
        .filter((text) => text !== '.BrokerId' && text !== '.MountPath');
      return unknown.map((text) => ({
        path: `${pathOf(node, disk)}.pvcSpec`,
        value: `{{ ${text} }}`,
        message: 'only {{ .BrokerId }} and {{ .MountPath }} are known',
      }));
    }),
  );
