/**
 * Whether a custom object is what its schema asks for, in the words of the API server. What has not changed since the
 * last write is not looked at again: as in a real server, an object that became invalid by a newer schema can still be
 * changed elsewhere. CEL rules wait until the object has the right shape.
 */
import { isRecord } from '../../../kube/is-record.ts';
import { listProblems } from './list-keys.ts';
import { ruleProblems } from './rules.ts';
import type { Schema } from './structural-schema.ts';
import { valueProblems } from './values.ts';

/** `isShape`: it keeps the rules from being asked. */
export interface Problem {
  readonly text: string;
  readonly isShape: boolean;
}

/** Where a walk is: the values there now and before (undefined at creation). */
export interface Spot {
  readonly path: string;
  readonly value: unknown;
  readonly before: unknown;
}

/** The problems of an object, each as `path: what is wrong`. */
export const problemsBySchema = (schema: Schema, value: unknown, before: unknown): readonly string[] => {
  const problems = shapeProblems(schema, { path: '', value, before });
  const texts = problems.map(({ text }) => text);
  if (problems.some(({ isShape }) => isShape)) return [...texts, RULES_NOT_ASKED];
  return [...texts, ...allRuleProblems(schema, { path: '', value, before })];
};

const RULES_NOT_ASKED =
  '<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';

const shapeProblems = (schema: Schema, spot: Spot): readonly Problem[] => {
  const { value, before } = spot;
  if (value === before && before !== undefined) return NONE;
  if (value === null && schema.sent.nullable === true) return NONE;
  const own = valueProblems(schema, spot);
  const inner = children(schema, spot).flatMap(([child, at]) => shapeProblems(child, at));
  const lists = Array.isArray(value) ? listProblems(schema, spot) : NONE;
  return own.length + inner.length + lists.length === 0 && !hasChoices(schema)
    ? NONE
    : [...own, ...inner, ...lists, ...choiceProblems(schema, spot)];
};

const NONE: readonly Problem[] = [];

const hasChoices = ({ choices }: Schema): boolean =>
  choices.allOf.length + choices.anyOf.length + choices.oneOf.length > 0 || choices.not !== undefined;

const choiceProblems = (schema: Schema, spot: Spot): readonly Problem[] => {
  if (!hasChoices(schema)) return NONE;
  const { allOf, anyOf, oneOf, not } = schema.choices;
  const fresh = { ...spot, before: undefined };
  const fits = (choice: Schema): boolean => shapeProblems(choice, fresh).length === 0;
  const refuse = (what: string): Problem => ({ text: `<nil>: Invalid value: "": ${JSON.stringify(spot.path)} ${what}`, isShape: false });
  const fitting = oneOf.filter(fits).length;
  return [
    ...allOf.flatMap((choice) => shapeProblems(choice, fresh)),
    ...(anyOf.length > 0 && !anyOf.some(fits) ? [refuse('must validate at least one schema (anyOf)')] : []),
    ...(oneOf.length > 0 && fitting === 0 ? [refuse('must validate one and only one schema (oneOf). Found none valid')] : []),
    ...(fitting > 1 ? [refuse(`must validate one and only one schema (oneOf). Found ${fitting} valid alternatives`)] : []),
    ...(not !== undefined && fits(not) ? [refuse('must not validate the schema (not)')] : []),
  ];
};

const allRuleProblems = (schema: Schema, spot: Spot): readonly string[] => {
  if (spot.value === spot.before && spot.before !== undefined && !hasTransitionRules(schema)) return NO_TEXTS;
  if (!hasRules(schema) || spot.value === null) return NO_TEXTS;
  return [...ruleProblems(schema, spot), ...children(schema, spot).flatMap(([child, at]) => allRuleProblems(child, at))];
};

const NO_TEXTS: readonly string[] = [];

/** Whether a schema or a part of it has rules; most have none, and then nobody needs to walk there. */
const hasRules = (schema: Schema): boolean => remembered(schema, withRules, ({ rules }) => rules.length > 0);

/** Whether some rule compares with the value before: such a rule is asked even when nothing changed. */
const hasTransitionRules = (schema: Schema): boolean =>
  remembered(schema, withTransitions, ({ rules }) => rules.some(({ isTransition }) => isTransition));

const withRules = new WeakMap<Schema, boolean>();
const withTransitions = new WeakMap<Schema, boolean>();

const remembered = (schema: Schema, memory: WeakMap<Schema, boolean>, is: (schema: Schema) => boolean): boolean => {
  const known = memory.get(schema);
  if (known !== undefined) return known;
  const inner = [...schema.properties.values(), schema.values, schema.items].filter((child) => child !== undefined);
  const found = is(schema) || inner.some((child) => remembered(child, memory, is));
  memory.set(schema, found);
  return found;
};

/** The parts of a value that have a schema. */
const children = (schema: Schema, { path, value, before }: Spot): readonly (readonly [Schema, Spot])[] => {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined
      ? []
      : value.map((item: unknown, at) => [
          items,
          { path: `${path}[${at}]`, value: item, before: formerItem(schema, item, { before, at }) },
        ]);
  }
  if (!isRecord(value)) return [];
  const old = isRecord(before) ? before : undefined;
  return Object.keys(value).flatMap((key) => {
    const child = schema.properties.get(key) ?? schema.values;
    return child === undefined
      ? []
      : [[child, { path: path === '' ? key : `${path}.${key}`, value: value[key], before: old?.[key] }] as const];
  });
};

/** The item of the list before that is meant by an item now: by its keys, or the very same one. */
const formerItem = ({ sent }: Schema, item: unknown, { before, at }: { readonly before: unknown; readonly at: number }): unknown => {
  if (!Array.isArray(before)) return undefined;
  const keys = sent['x-kubernetes-list-map-keys'];
  if (sent['x-kubernetes-list-type'] === 'map' && keys !== undefined && isRecord(item)) {
    return before.find((other: unknown) => isRecord(other) && keys.every((key) => other[key] === item[key]));
  }
  return before[at] === item ? item : undefined;
};
