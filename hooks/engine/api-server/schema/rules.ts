/**
 * x-kubernetes-validations: rules in CEL. Parsed once for each schema; a value is turned into what CEL knows (its
 * integers are not doubles) when a rule is asked about it.
 */
import { Environment, type ParseResult } from '@marcbachmann/cel-js';
import { isRecord } from '../../../kube/is-record.ts';
import type { Schema } from './structural-schema.ts';
import type { Spot } from './validate.ts';
import { typeName } from './values.ts';

/** A rule as a schema has it. */
export interface SentRule {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  /** `.field` below the value that the rule is about. */
  readonly fieldPath?: string;
  readonly reason?: 'FieldValueInvalid' | 'FieldValueForbidden' | 'FieldValueRequired' | 'FieldValueDuplicate';
  readonly optionalOldSelf?: boolean;
}

/** A rule that can be asked. */
export interface CompiledRule {
  readonly sent: SentRule;
  readonly holds: ParseResult;
  readonly message: ParseResult | undefined;
  /** Compares with the value before: not asked when there is none. */
  readonly isTransition: boolean;
}

const environment = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false });

/** Throws when a rule is no CEL. */
export const compileRules = (rules: readonly SentRule[]): readonly CompiledRule[] =>
  rules.map((sent) => ({
    sent,
    holds: environment.parse(sent.rule),
    message: sent.messageExpression === undefined ? undefined : environment.parse(sent.messageExpression),
    isTransition: /\boldSelf\b/.test(sent.rule),
  }));

/** What the rules of a schema say of a value. */
export const ruleProblems = (schema: Schema, { path, value, before }: Spot): readonly string[] => {
  const asked = schema.rules.filter(({ isTransition }) => !isTransition || before !== undefined);
  if (asked.length === 0) return [];
  const self = toCel(schema, value);
  const context = before === undefined ? { self } : { self, oldSelf: toCel(schema, before) };
  return asked.flatMap((rule) => {
    const failure = failureOf(rule, context);
    if (failure === undefined) return [];
    const place = failure.isBroken ? path : `${path}${rule.sent.fieldPath ?? ''}`.replace(/^\./, '');
    return [`${place}: ${prefix(rule.sent, value)}${failure.words}`];
  });
};

type Context = Readonly<Record<string, unknown>>;

/** `isBroken`: the rule could not be worked out. */
interface Failure {
  readonly words: string;
  readonly isBroken: boolean;
}

const failureOf = ({ sent, holds, message }: CompiledRule, context: Context): Failure | undefined => {
  try {
    if (holds(context) === true) return undefined;
  } catch (error) {
    return { words: `${causeOf(error)} evaluating rule: ${sent.message ?? sent.rule}`, isBroken: true };
  }
  const made = message === undefined ? undefined : said(message, context);
  return { words: made ?? sent.message ?? `failed rule: ${sent.rule}`, isBroken: false };
};

const causeOf = (error: unknown): string => {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return `${line.slice(0, 1).toLowerCase()}${line.slice(1)}`;
};

/** A message that cannot be made is no reason to fail otherwise. */
const said = (message: ParseResult, context: Context): string | undefined => {
  try {
    const text: unknown = message(context);
    return typeof text === 'string' && text.trim() !== '' ? text : undefined;
  } catch {
    return undefined;
  }
};

const prefix = ({ reason }: SentRule, value: unknown): string => {
  switch (reason) {
    case 'FieldValueForbidden':
      return 'Forbidden: ';
    case 'FieldValueRequired':
      return 'Required value: ';
    case 'FieldValueDuplicate':
      return `Duplicate value: "${typeName(value)}": `;
    default:
      return `Invalid value: "${typeName(value)}": `;
  }
};

/** A value as its schema and CEL see it: integers are bigints, everything else is as in JSON. */
const toCel = (schema: Schema | undefined, value: unknown): unknown => {
  if (typeof value === 'number') return isInteger(schema, value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map((item) => toCel(schema?.items, item));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, toCel(schema?.properties.get(key) ?? schema?.values, field)]),
  );
};

const isInteger = (schema: Schema | undefined, value: number): boolean =>
  Number.isSafeInteger(value) && (schema?.sent.type === 'integer' || schema?.sent['x-kubernetes-int-or-string'] === true);
