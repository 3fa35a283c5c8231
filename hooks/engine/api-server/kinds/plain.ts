/** What most built-in kinds have in common: no rules of their own. */
import type { ResourceType } from '../../../ports/api-server.ts';
import type { Kind } from '../kind.ts';
import { shapeOf } from '../shapes/built-in.ts';

/** A built-in kind; `rules` says in what it differs from a namespaced one without status, generation and rules. */
export const plainKind = (
  apiVersion: string,
  kind: string,
  rules: Partial<Omit<Kind, 'type'>> & { readonly type?: Partial<ResourceType> } = {},
): Kind => ({
  names: 'subdomain',
  shape: shapeOf(kind),
  generation: false,
  unconditionalUpdate: true,
  statusWritesMetadata: true,
  dropsEmpty: true,
  ...rules,
  type: { apiVersion, kind, plural: `${kind.toLowerCase()}s`, namespaced: true, status: false, ...rules.type },
});
