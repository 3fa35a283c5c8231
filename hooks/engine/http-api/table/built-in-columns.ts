/**
 * The columns of built-in kinds, as the API server of Kubernetes 1.34 prints them.
 */

import { age } from './age.ts';
import {
  accessModes,
  claimOf,
  className,
  externalAddress,
  involved,
  mapAt,
  nodeRoles,
  nodeStatus,
  phase,
  selectorAt,
  servicePorts,
  share,
} from './cells.ts';
import { ageColumn, type Column, computed, count, integer, nameColumn, since, text, wide } from './column.ts';
import { jsonPath } from './json-path.ts';
import { podColumns } from './pod-columns.ts';

const containers = [
  wide(text('Containers', '.spec.template.spec.containers[*].name')),
  wide(text('Images', '.spec.template.spec.containers[*].image')),
];
const selector = wide(computed('Selector', selectorAt('.spec.selector')));

// Whoever writes Events through the newer API leaves the old timestamps out.
const moments = ['.lastTimestamp', '.eventTime', '.metadata.creationTimestamp'].map(jsonPath);
const lastSeen = computed('Last Seen', (object, now) =>
  age(
    moments.map((read) => read(object)[0]).find((moment) => moment !== undefined),
    now,
  ),
);

const event = [
  lastSeen,
  text('Type', '.type', ''),
  text('Reason', '.reason', ''),
  computed('Object', involved),
  wide(text('Subobject', '.involvedObject.fieldPath', '')),
  wide(text('Source', '.source.component', '')),
  text('Message', '.message', ''),
  wide(since('First Seen', '.firstTimestamp')),
  wide(integer('Count', '.count')),
  wide(nameColumn),
];

/** By `apiVersion/Kind`; what is not here shows its name and when it was made. */
export const builtInColumns: Readonly<Record<string, readonly Column[]>> = {
  'v1/Pod': podColumns,
  'v1/Node': [
    nameColumn,
    computed('Status', nodeStatus),
    computed('Roles', nodeRoles),
    ageColumn,
    text('Version', '.status.nodeInfo.kubeletVersion', ''),
    wide(text('Internal-IP', '.status.addresses[?(@.type=="InternalIP")].address')),
    wide(text('External-IP', '.status.addresses[?(@.type=="ExternalIP")].address')),
    wide(text('OS-Image', '.status.nodeInfo.osImage', '<unknown>')),
    wide(text('Kernel-Version', '.status.nodeInfo.kernelVersion', '<unknown>')),
    wide(text('Container-Runtime', '.status.nodeInfo.containerRuntimeVersion', '<unknown>')),
  ],
  'v1/Namespace': [nameColumn, text('Status', '.status.phase', ''), ageColumn],
  'v1/Service': [
    nameColumn,
    text('Type', '.spec.type', ''),
    text('Cluster-IP', '.spec.clusterIP'),
    computed('External-IP', externalAddress),
    computed('Port(s)', servicePorts),
    ageColumn,
    wide(computed('Selector', mapAt('.spec.selector'))),
  ],
  'v1/PersistentVolumeClaim': [
    nameColumn,
    computed('Status', phase),
    text('Volume', '.spec.volumeName', ''),
    text('Capacity', '.status.capacity.storage', ''),
    computed('Access Modes', accessModes('.status.accessModes[*]')),
    text('StorageClass', '.spec.storageClassName', ''),
    text('VolumeAttributesClass', '.spec.volumeAttributesClassName', '<unset>'),
    ageColumn,
    wide(text('VolumeMode', '.spec.volumeMode', '<unset>')),
  ],
  'v1/PersistentVolume': [
    nameColumn,
    text('Capacity', '.spec.capacity.storage', ''),
    computed('Access Modes', accessModes('.spec.accessModes[*]')),
    text('Reclaim Policy', '.spec.persistentVolumeReclaimPolicy', ''),
    computed('Status', phase),
    computed('Claim', claimOf),
    text('StorageClass', '.spec.storageClassName', ''),
    text('VolumeAttributesClass', '.spec.volumeAttributesClassName', '<unset>'),
    text('Reason', '.status.reason', ''),
    ageColumn,
    wide(text('VolumeMode', '.spec.volumeMode', '<unset>')),
  ],
  'v1/ConfigMap': [nameColumn, count('Data', '.data', '.binaryData'), ageColumn],
  'v1/Secret': [nameColumn, text('Type', '.type', ''), count('Data', '.data'), ageColumn],
  'v1/ServiceAccount': [nameColumn, count('Secrets', '.secrets'), ageColumn],
  'v1/Event': event,
  'apps/v1/Deployment': [
    nameColumn,
    computed('Ready', share('.status.readyReplicas', '.spec.replicas')),
    integer('Up-to-date', '.status.updatedReplicas'),
    integer('Available', '.status.availableReplicas'),
    ageColumn,
    ...containers,
    selector,
  ],
  'apps/v1/StatefulSet': [nameColumn, computed('Ready', share('.status.readyReplicas', '.spec.replicas')), ageColumn, ...containers],
  'apps/v1/ReplicaSet': [
    nameColumn,
    integer('Desired', '.spec.replicas'),
    integer('Current', '.status.replicas'),
    integer('Ready', '.status.readyReplicas'),
    ageColumn,
    ...containers,
    selector,
  ],
  'policy/v1/PodDisruptionBudget': [
    nameColumn,
    text('Min Available', '.spec.minAvailable', 'N/A'),
    text('Max Unavailable', '.spec.maxUnavailable', 'N/A'),
    integer('Allowed Disruptions', '.status.disruptionsAllowed'),
    ageColumn,
  ],
  'storage.k8s.io/v1/StorageClass': [
    { ...nameColumn, cell: className },
    text('Provisioner', '.provisioner', ''),
    text('ReclaimPolicy', '.reclaimPolicy', 'Delete'),
    text('VolumeBindingMode', '.volumeBindingMode', 'Immediate'),
    text('AllowVolumeExpansion', '.allowVolumeExpansion', 'false'),
    ageColumn,
  ],
  'coordination.k8s.io/v1/Lease': [nameColumn, text('Holder', '.spec.holderIdentity', ''), ageColumn],
};
