/**
 * `fieldValidation`: whether fields that the schema does not know are refused, told, or dropped in silence.
 * Only kinds with a definition have a schema here, so built-in kinds take every field.
 */
import { ApiError, type ResourceType } from '../../ports/api-server.ts';
import { badRequest } from '../api-server/refusals.ts';
import type { Store } from '../api-server/store.ts';
import type { Call } from './call.ts';
import { type Definition, definitionOf } from './definition.ts';
import { unknownFields } from './unknown-fields.ts';

/**
 * `strict decoding error: unknown field "spec.x"`: why kubectl, which asks for Strict, would not get an object through; undefined
 * when every field is known or the kind is built in.
 */
export const strictProblem = (store: Pick<Store, 'get' | 'typeOf'>, type: ResourceType, object: object): string | undefined => {
  const problems = problemsOf(definitionOf(store, type), object);
  return problems.length === 0 ? undefined : strictError(problems);
};

const strictError = (problems: readonly string[]): string => `strict decoding error: ${problems.join(', ')}`;

const problemsOf = (definition: Definition | undefined, object: unknown): readonly string[] =>
  definition === undefined
    ? []
    : unknownFields(definition.schema, object)
        .toSorted()
        .map((path) => `unknown field ${JSON.stringify(path)}`);

/** The warnings that a write earns; throws when the call asks for Strict. */
export const validateFields = ({ store, type, query, method }: Call, object: unknown): readonly string[] => {
  const mode = query.get('fieldValidation') || 'Warn';
  if (mode === 'Ignore') return [];
  const problems = problemsOf(definitionOf(store, type), object);
  if (mode !== 'Strict' || problems.length === 0) return problems;
  const strict = strictError(problems);
  if (method === 'PATCH') throw new ApiError(422, 'Invalid', `"" is invalid: patch: Invalid value: ${strict}`);
  const version = type.apiVersion.slice(type.apiVersion.indexOf('/') + 1);
  throw badRequest(`${type.kind} in version "${version}" cannot be handled as a ${type.kind}: ${strict}`);
};
