/** The shape of a schema in a CustomResourceDefinition, which holds schemas again. Source: apiextensions.k8s.io/v1, JSONSchemaProps. */
import { each, type Fields, fields, list, map, type Shape } from '../shape.ts';

const known: Record<string, Shape> = {
  ...each('string', 'description', 'format', 'pattern', 'type', 'x-kubernetes-list-type'),
  ...each('int64', 'maxItems', 'maxLength', 'maxProperties', 'minItems', 'minLength', 'minProperties'),
  ...each('bool', 'nullable', 'x-kubernetes-embedded-resource', 'x-kubernetes-int-or-string', 'x-kubernetes-preserve-unknown-fields'),
  ...each(list('string'), 'required', 'x-kubernetes-list-map-keys'),
  ...each('number', 'maximum', 'minimum', 'multipleOf'),
  'x-kubernetes-validations': list(
    fields({ ...each('string', 'rule!', 'message', 'messageExpression', 'fieldPath', 'reason'), optionalOldSelf: 'bool' }),
  ),
};

export const JSON_SCHEMA: Fields = fields(known);

Object.assign(known, {
  ...each(JSON_SCHEMA, 'items', 'not'),
  ...each(list(JSON_SCHEMA), 'allOf', 'anyOf', 'oneOf'),
  properties: map(JSON_SCHEMA),
});
