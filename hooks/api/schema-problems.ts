/**
 * What ajv finds, in words for people: where, which value, what is allowed. ajv's own messages name keywords of
 * JSON Schema and pointers into JSON; a user knows neither.
 */
import type { ErrorObject } from 'ajv/dist/2020.js';
import type { Problem } from '../kube/problem.ts';
import { kafkaClusterSchema } from './schemas.ts';

/** One problem for each path: a value of the wrong type often breaks a bound too, and then the list of allowed values says most. */
export const problemsOf = (errors: readonly ErrorObject[], resource: unknown): readonly Problem[] => {
  const byPath = new Map<string, Problem>();
  for (const error of errors) {
    const problem = problemOf(error, resource);
    if (!byPath.has(problem.path) || error.keyword === 'enum') byPath.set(problem.path, problem);
  }
  return [...byPath.values()];
};

const problemOf = (error: ErrorObject, resource: unknown): Problem => {
  const path = pathOf(error.instancePath, resource);
  if (error.keyword === 'required') {
    const missing = String(error.params['missingProperty']);
    return { path: path === '' ? missing : `${path}.${missing}`, message: 'is missing: it is required', value: '' };
  }
  const allowed = allowedBy(error);
  return { path, message: allowed === '' ? (error.message ?? 'is not valid') : `must be ${allowed}`, value: textOf(error.data) };
};

const allowedBy = ({ keyword, params, schema }: ErrorObject): string => {
  const limit = String(params['limit']);
  switch (keyword) {
    case 'enum':
      return `one of ${(params['allowedValues'] as readonly unknown[]).map(String).join(', ')}`;
    case 'type':
      return TYPE_NAMES[String(schema)] ?? `of type ${String(schema)}`;
    case 'format':
      return params['format'] === 'int32' ? 'a whole number of 32 bits' : 'a whole number of 64 bits';
    case 'pattern':
      return PATTERN_NAMES[String(schema)] ?? `text that matches ${String(schema)}`;
    case 'minimum':
      return `at least ${limit}`;
    case 'maximum':
      return `at most ${limit}`;
    case 'exclusiveMinimum':
      return `greater than ${limit}`;
    case 'exclusiveMaximum':
      return `less than ${limit}`;
    case 'maxItems':
      return `a list of at most ${limit} items`;
    case 'maxProperties':
      return `an object with at most ${limit} entries`;
    case 'maxLength':
      return `at most ${limit} characters long`;
    default:
      return '';
  }
};

const TYPE_NAMES: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'text (in quotes, if it looks like a number or a boolean)',
  integer: 'a whole number',
  boolean: 'true or false',
};

const { kafkaVersion, disruptionBudget, listenersConfig } = kafkaClusterSchema.properties.spec.properties;

const PATTERN_NAMES: Readonly<Record<string, string>> = {
  [kafkaVersion.pattern]: 'a version such as 4.1 or 3.9.2',
  [disruptionBudget.properties.budget.pattern]: 'a number or a percentage such as 20%',
  [listenersConfig.properties.internalListeners.items.properties.name.pattern]: 'a name that starts with a lower case letter, a digit or -',
};

/** `/spec/brokers/0/id` as `spec.brokers[0].id`. Only the resource tells an index from a key that is a number. */
const pathOf = (pointer: string, resource: unknown): string => {
  let path = '';
  let at = resource;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    path += Array.isArray(at) ? `[${key}]` : /^[\w-]+$/.test(key) ? `.${key}` : `["${key}"]`;
    at = (at as Readonly<Record<string, unknown>>)[key];
  }
  return path.replace(/^\./, '');
};

/** Longer values say no more. */
const MOST_SHOWN = 80;

const textOf = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
};
