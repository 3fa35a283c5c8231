/**
 * The schema of a custom kind as far as the API server reads it, and what one walk over an object needs of it. Compiled
 * once for each schema of the process: simulations make thousands of servers with the same definitions.
 */
import { isRecord } from '../../../kube/is-record.ts';
import { type CompiledRule, compileRules, type SentRule } from './rules.ts';

/** A schema as a CustomResourceDefinition has it. */
export interface SentSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, SentSchema>>;
  readonly additionalProperties?: boolean | SentSchema;
  readonly items?: SentSchema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean | number;
  readonly exclusiveMaximum?: boolean | number;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly nullable?: boolean;
  readonly default?: unknown;
  readonly allOf?: readonly SentSchema[];
  readonly anyOf?: readonly SentSchema[];
  readonly oneOf?: readonly SentSchema[];
  readonly not?: SentSchema;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-validations'?: readonly SentRule[];
}

/** A compiled schema. */
export interface Schema {
  readonly sent: SentSchema;
  readonly properties: ReadonlyMap<string, Schema>;
  /** Of the values of a map. */
  readonly values: Schema | undefined;
  readonly items: Schema | undefined;
  readonly pattern: RegExp | undefined;
  readonly rules: readonly CompiledRule[];
  /** Unknown fields stay. */
  readonly isOpen: boolean;
  /** Properties with a default, own ones only. */
  readonly defaults: readonly (readonly [name: string, value: unknown])[];
  readonly choices: {
    readonly allOf: readonly Schema[];
    readonly anyOf: readonly Schema[];
    readonly oneOf: readonly Schema[];
    readonly not: Schema | undefined;
  };
}

const compiled = new WeakMap<SentSchema, Schema>();

/** The compiled form of a schema; throws when a rule or a pattern cannot be read. */
export const compileSchema = (sent: SentSchema): Schema => {
  const known = compiled.get(sent);
  if (known !== undefined) return known;
  const schema = compile(sent);
  compiled.set(sent, schema);
  return schema;
};

const compile = (sent: SentSchema): Schema => {
  const properties = new Map(Object.entries(sent.properties ?? {}).map(([name, property]) => [name, compileSchema(property)]));
  const { additionalProperties, items } = sent;
  return {
    sent,
    properties,
    values: isRecord(additionalProperties) ? compileSchema(additionalProperties) : undefined,
    items: items === undefined ? undefined : compileSchema(items),
    pattern: sent.pattern === undefined ? undefined : new RegExp(sent.pattern, 'u'),
    rules: compileRules(sent['x-kubernetes-validations'] ?? []),
    isOpen: sent['x-kubernetes-preserve-unknown-fields'] === true || additionalProperties === true,
    defaults: [...properties].flatMap(([name, property]) =>
      property.sent.default === undefined ? [] : [[name, property.sent.default] as const],
    ),
    choices: {
      allOf: sent.allOf?.map(compileSchema) ?? [],
      anyOf: sent.anyOf?.map(compileSchema) ?? [],
      oneOf: sent.oneOf?.map(compileSchema) ?? [],
      not: sent.not === undefined ? undefined : compileSchema(sent.not),
    },
  };
};
