/**
 * Short names and categories of built-in types, as kubectl users type them (`kubectl get po`, `kubectl get all`).
 */

interface Names {
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

const all = ['all'];

/** By plural. */
export const builtInNames: Readonly<Record<string, Names>> = {
  compositecontrollers: { shortNames: ['cc', 'cctl'] },
  configmaps: { shortNames: ['cm'] },
  customresourcedefinitions: { shortNames: ['crd', 'crds'], categories: ['api-extensions'] },
  decoratorcontrollers: { shortNames: ['dec', 'decorators'] },
  deployments: { shortNames: ['deploy'], categories: all },
  events: { shortNames: ['ev'] },
  namespaces: { shortNames: ['ns'] },
  nodes: { shortNames: ['no'] },
  persistentvolumeclaims: { shortNames: ['pvc'] },
  persistentvolumes: { shortNames: ['pv'] },
  poddisruptionbudgets: { shortNames: ['pdb'] },
  pods: { shortNames: ['po'], categories: all },
  replicasets: { shortNames: ['rs'], categories: all },
  serviceaccounts: { shortNames: ['sa'] },
  services: { shortNames: ['svc'], categories: all },
  statefulsets: { shortNames: ['sts'], categories: all },
  storageclasses: { shortNames: ['sc'] },
};
