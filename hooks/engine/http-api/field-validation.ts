/**
 * `fieldValidation`: whether fields that the schema does not know are refused, told, or dropped in silence.
 * Only kinds with a definition have a schema here, so built-in kinds take every field.
 */
import { ApiError } from '../../ports/api-server.ts';
import { badRequest } from '../api-server/refusals.ts';
import type { Call } from './call.ts';
import { definitionOf } from './definition.ts';
import { unknownFields } from './unknown-fields.ts';

/** The warnings that a write earns; throws when the call asks for Strict. */
export const validateFields = ({ store, type, query, method }: Call, object: unknown): readonly string[] => {
  const mode = query.get('fieldValidation') || 'Warn';
  const definition = definitionOf(store, type);
  if (mode === 'Ignore' || definition === undefined) return [];
  const problems = unknownFields(definition.schema, object)
    .toSorted()
    .map((path) => `unknown field ${JSON.stringify(path)}`);
  if (mode !== 'Strict' || problems.length === 0) return problems;
  const strict = `strict decoding error: ${problems.join(', ')}`;
  if (method === 'PATCH') throw new ApiError(422, 'Invalid', `"" is invalid: patch: Invalid value: ${strict}`);
  const version = type.apiVersion.slice(type.apiVersion.indexOf('/') + 1);
  throw badRequest(`${type.kind} in version "${version}" cannot be handled as a ${type.kind}: ${strict}`);
};
