/**
 * The kinds that only this model of Kubernetes writes, as far as it does, and short names for parts of those that
 * everybody knows.
 */
import type { KubeObject, LabelSelector, Node, Pod } from '../../kube/types.ts';

/** core/v1 PodStatus. */
export type PodStatus = NonNullable<Pod['status']>;
/** core/v1 PodCondition. */
export type PodCondition = NonNullable<PodStatus['conditions']>[number];
/** core/v1 ContainerStatus. */
export type ContainerStatus = NonNullable<PodStatus['containerStatuses']>[number];
/** core/v1 ContainerState. */
export type ContainerState = NonNullable<ContainerStatus['state']>;
/** core/v1 Taint. */
export type Taint = NonNullable<NonNullable<Node['spec']>['taints']>[number];
type RequiredAffinity = NonNullable<
  NonNullable<NonNullable<NonNullable<Pod['spec']>['affinity']>['nodeAffinity']>['requiredDuringSchedulingIgnoredDuringExecution']
>;
/** core/v1 NodeSelectorTerm. */
export type NodeSelectorTerm = RequiredAffinity['nodeSelectorTerms'][number];

/** Which Pods an affinity is about, and what counts as one place. */
export interface AffinityTerm {
  readonly labelSelector?: LabelSelector;
  readonly namespaces?: readonly string[];
  readonly topologyKey: string;
}

/** core/v1 PersistentVolume. */
export interface PersistentVolume extends KubeObject {
  readonly spec?: {
    readonly accessModes?: readonly string[];
    readonly capacity?: Readonly<Record<string, string>>;
    readonly claimRef?: {
      readonly apiVersion?: string;
      readonly kind?: string;
      readonly name?: string;
      readonly namespace?: string;
      readonly uid?: string;
    };
    readonly csi?: { readonly driver: string; readonly volumeHandle: string };
    readonly nodeAffinity?: { readonly required?: { readonly nodeSelectorTerms: readonly NodeSelectorTerm[] } };
    readonly persistentVolumeReclaimPolicy?: string;
    readonly storageClassName?: string;
    readonly volumeMode?: string;
  };
  readonly status?: { readonly phase?: string; readonly lastPhaseTransitionTime?: string };
}

/** storage.k8s.io/v1 StorageClass. */
export interface StorageClass extends KubeObject {
  readonly provisioner: string;
  readonly allowVolumeExpansion?: boolean;
  readonly reclaimPolicy?: string;
  readonly volumeBindingMode?: string;
}
