/** Shapes that kinds have in common: metadata, selectors, conditions. Source: k8s.io/apimachinery/pkg/apis/meta/v1. */
import { each, fields, list, map, type Shape } from '../shape.ts';

export const METADATA: Shape = fields({
  ...each('string', 'name', 'generateName', 'namespace', 'uid', 'resourceVersion'),
  ...each(map('string'), 'labels', 'annotations'),
  finalizers: list('string'),
  ownerReferences: list(
    fields({ ...each('string', 'apiVersion', 'kind', 'name', 'uid'), ...each('bool', 'controller', 'blockOwnerDeletion') }),
  ),
  ...each('time', 'creationTimestamp', 'deletionTimestamp'),
  ...each('int64', 'generation'),
  deletionGracePeriodSeconds: 'int32',
});

export const EXPRESSIONS: Shape = list(fields({ ...each('string', 'key', 'operator'), values: list('string') }));

export const SELECTOR: Shape = fields({ matchLabels: map('string'), matchExpressions: EXPRESSIONS });

export const CONDITIONS: Shape = list(
  fields({ ...each('string', 'type', 'status', 'reason', 'message'), lastTransitionTime: 'time', observedGeneration: 'int64' }),
);

/** Quantities by name: whether a text is one is for the rules of the kind. */
export const AMOUNTS: Shape = map('amount');

export const RESOURCES: Shape = fields({ limits: AMOUNTS, requests: AMOUNTS });

/** NodeSelectorTerms. */
export const TERMS: Shape = list(fields({ matchExpressions: EXPRESSIONS, matchFields: EXPRESSIONS }));
