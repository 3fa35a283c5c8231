/**
 * Kubernetes objects as they travel in JSON: timestamps are strings, everything is readonly.
 * The shapes come from @kubernetes/client-node, whose models hold `Date`s that no hook ever sees;
 * only its types are used here, so nothing of the library is loaded at run time.
 */
import type {
  V1Affinity,
  V1ConfigMap,
  V1Container,
  V1ContainerPort,
  V1Deployment,
  V1EmptyDirVolumeSource,
  V1EnvVar,
  V1LabelSelector,
  V1LocalObjectReference,
  V1Node,
  V1ObjectMeta,
  V1PersistentVolumeClaim,
  V1PersistentVolumeClaimSpec,
  V1Pod,
  V1PodDisruptionBudget,
  V1PodSecurityContext,
  V1PodSpec,
  V1Probe,
  V1ResourceRequirements,
  V1SecurityContext,
  V1Service,
  V1ServicePort,
  V1Toleration,
  V1TopologySpreadConstraint,
  V1Volume,
  V1VolumeMount,
} from '@kubernetes/client-node';

/** A client-node model as JSON carries it. */
type Wire<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Wire<Item>[]
    : T extends object
      ? { readonly [K in keyof T]: Wire<T[K]> }
      : T;

export type ObjectMeta = Wire<V1ObjectMeta>;
export type Affinity = Wire<V1Affinity>;
export type ConfigMap = Wire<V1ConfigMap>;
export type Container = Wire<V1Container>;
export type ContainerPort = Wire<V1ContainerPort>;
export type Deployment = Wire<V1Deployment>;
export type EmptyDirVolumeSource = Wire<V1EmptyDirVolumeSource>;
export type EnvVar = Wire<V1EnvVar>;
export type LabelSelector = Wire<V1LabelSelector>;
export type LocalObjectReference = Wire<V1LocalObjectReference>;
export type Node = Wire<V1Node>;
export type PersistentVolumeClaim = Wire<V1PersistentVolumeClaim>;
export type PersistentVolumeClaimSpec = Wire<V1PersistentVolumeClaimSpec>;
export type Pod = Wire<V1Pod>;
export type PodDisruptionBudget = Wire<V1PodDisruptionBudget>;
export type PodSecurityContext = Wire<V1PodSecurityContext>;
export type PodSpec = Wire<V1PodSpec>;
export type Probe = Wire<V1Probe>;
export type ResourceRequirements = Wire<V1ResourceRequirements>;
export type SecurityContext = Wire<V1SecurityContext>;
export type Service = Wire<V1Service>;
export type ServicePort = Wire<V1ServicePort>;
export type Toleration = Wire<V1Toleration>;
export type TopologySpreadConstraint = Wire<V1TopologySpreadConstraint>;
export type Volume = Wire<V1Volume>;
export type VolumeMount = Wire<V1VolumeMount>;

/** Any object of the API: what every child has in common. */
export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: ObjectMeta;
}

export type Labels = Readonly<Record<string, string>>;
