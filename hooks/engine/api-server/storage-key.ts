/**
 * Where a real API server keeps an object in etcd. Nothing here is kept so; a few refusals name the place.
 * Source: k8s.io/kubernetes pkg/kubeapiserver/default_storage_factory_builder.go.
 */
import type { ObjectKey } from '../../ports/api-server.ts';
import { groupOf, type Kind } from './kind.ts';

/** What does not stand under its own plural. */
const PLACES: Readonly<Record<string, string>> = { nodes: 'minions', services: 'services/specs' };

/** `/registry/configmaps/default/a`; custom kinds have their group in it. */
export const storageKey = ({ type, dropsEmpty }: Kind, { namespace, name }: ObjectKey): string => {
  const isCustom = !dropsEmpty;
  const place = isCustom ? `${groupOf(type.apiVersion)}/${type.plural}` : (PLACES[type.plural] ?? type.plural);
  return ['/registry', place, ...(namespace === undefined ? [] : [namespace]), name].join('/');
};
