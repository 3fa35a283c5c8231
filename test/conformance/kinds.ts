/**
 * The kinds that scripts deal with, as discovery would name them, and throw-away kinds for parents: each script has a
 * group of its own, so that controllers of scripts that run side by side never see each other's parents.
 */
import type { ResourceType } from '../../hooks/ports/api-server.ts';
import type { Thing } from './backend.ts';

const type = (apiVersion: string, kind: string, plural: string, more: Partial<ResourceType> = {}): ResourceType => ({
  apiVersion,
  kind,
  plural,
  namespaced: true,
  status: false,
  ...more,
});

export const NAMESPACE = type('v1', 'Namespace', 'namespaces', { namespaced: false, status: true });
export const CONFIG_MAP = type('v1', 'ConfigMap', 'configmaps');
export const SECRET = type('v1', 'Secret', 'secrets');
export const SERVICE = type('v1', 'Service', 'services', { status: true });
export const SERVICE_ACCOUNT = type('v1', 'ServiceAccount', 'serviceaccounts');
export const VOLUME = type('v1', 'PersistentVolume', 'persistentvolumes', { namespaced: false, status: true });
export const CLAIM = type('v1', 'PersistentVolumeClaim', 'persistentvolumeclaims', { status: true });
export const POD = type('v1', 'Pod', 'pods', { status: true });
export const EVENT = type('v1', 'Event', 'events');
export const BUDGET = type('policy/v1', 'PodDisruptionBudget', 'poddisruptionbudgets', { status: true });
export const DEPLOYMENT = type('apps/v1', 'Deployment', 'deployments', { status: true });
export const DEFINITION = type('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'customresourcedefinitions', {
  namespaced: false,
  status: true,
});
export const COMPOSITE = type('metacontroller.k8s.io/v1alpha1', 'CompositeController', 'compositecontrollers', {
  namespaced: false,
  status: true,
});
export const DECORATOR = type('metacontroller.k8s.io/v1alpha1', 'DecoratorController', 'decoratorcontrollers', {
  namespaced: false,
  status: true,
});
export const KAFKA_CLUSTER = type('kafka.banzaicloud.io/v1beta1', 'KafkaCluster', 'kafkaclusters', { status: true });
export const KAFKA_TOPIC = type('kafka.banzaicloud.io/v1alpha1', 'KafkaTopic', 'kafkatopics', { status: true });

const BUILT_IN = [
  NAMESPACE,
  CONFIG_MAP,
  SECRET,
  SERVICE,
  SERVICE_ACCOUNT,
  VOLUME,
  CLAIM,
  POD,
  EVENT,
  BUDGET,
  DEPLOYMENT,
  KAFKA_CLUSTER,
  KAFKA_TOPIC,
];

/** The type of an object; what is not built in is a Widget of a script. */
export const typeOf = (object: Thing): ResourceType =>
  BUILT_IN.find((known) => known.apiVersion === object.apiVersion && known.kind === object.kind) ?? widgetType(object.apiVersion ?? '');

const widgetType = (apiVersion: string, namespaced = true): ResourceType =>
  type(apiVersion, 'Widget', 'widgets', { namespaced, status: true });

export const groupOf = (script: string): string => `${script}.conformance.kafka-hooks.io`;
export const widgetOf = (script: string, scope: Scope = 'Namespaced'): ResourceType =>
  widgetType(`${groupOf(script)}/v1`, scope === 'Namespaced');

export type Scope = 'Namespaced' | 'Cluster';

/** What a script says of its Widgets. */
export interface WidgetShape {
  /** Name of the script. */
  readonly name: string;
  /** A structural schema; without one everything goes. */
  readonly spec?: object;
  readonly scope?: Scope;
}

/** Label of everything cluster-scoped that a run leaves behind when it is cut short. */
export const MARK = { 'kafka-hooks.io/conformance': 'true' } as const;

const OPEN = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } as const;

/** The definition of a script's Widgets. */
export const widgetDefinition = ({ name, spec = OPEN, scope = 'Namespaced' }: WidgetShape): Thing => ({
  apiVersion: DEFINITION.apiVersion,
  kind: DEFINITION.kind,
  metadata: { name: `widgets.${groupOf(name)}`, labels: MARK },
  spec: {
    group: groupOf(name),
    scope,
    names: { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: 'object', properties: { spec, status: OPEN } } },
      },
    ],
  },
});
