/** The rules in manifests/alerts as objects, and what their expressions are made of. */
import { files, readOne } from './manifests.ts';

export interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface RuleFile {
  /** Relative to manifests/. */
  readonly file: string;
  readonly spec: { readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[] };
}

interface PrometheusRule extends Omit<RuleFile, 'file'> {
  readonly kind: string;
}

export const ruleFiles: readonly RuleFile[] = files
  .filter((file) => file.startsWith('alerts/') && !file.includes('/examples/'))
  .map((file) => ({ file, ...readOne<PrometheusRule>(file) }))
  .filter(({ kind }) => kind === 'PrometheusRule');

const all = ruleFiles.flatMap(({ spec }) => spec.groups.flatMap(({ rules }) => rules));

export interface Alerting extends Rule {
  readonly alert: string;
}
export const alerts: readonly Alerting[] = all.filter((rule): rule is Alerting => rule.alert !== undefined);
export const measures: ReadonlyMap<string, string> = new Map(
  all.flatMap(({ record, expr }) => (record === undefined ? [] : [[record, expr] as const])),
);

/** Those that give the hook a command. */
export const acting: readonly Alerting[] = alerts.filter(({ annotations }) => annotations?.['command'] !== undefined);

export const alertNamed = (name: string): Alerting => {
  const found = alerts.find(({ alert }) => alert === name);
  if (found === undefined) throw new Error(`no rule ${name}`);
  return found;
};

/** Measures of ours that an expression names: they have colons, as recorded series do. */
export const measuresIn = (expr: string): readonly string[] => [...expr.matchAll(/\bkafka_\w+:[\w:]+/g)].map(([name]) => name);

/** What an expression takes from Kafka's exporter, the kubelet and the hook. */
export const metricsIn = (expr: string): readonly string[] =>
  [...expr.matchAll(/\b(?:kafka|kubelet)_\w+(?![\w:])(?!\s*=)/g)].map(([name]) => name).filter((name) => !/^kafka_(cr|hooks)$/.test(name));

/** The labels that the result has: those of the outermost `by (…)`, which stands first, or of the measure that comes first. */
export const labelsOf = (expr: string): readonly string[] => {
  const [, by] = /\bby \(([^)]*)\)/.exec(expr) ?? [];
  if (by !== undefined) return by.split(',').map((label) => label.trim());
  const [first] = measuresIn(expr);
  return first === undefined ? [] : labelsOf(measures.get(first) ?? '');
};

/** `15m` in minutes. */
export const minutesOf = (duration: string | undefined): number => {
  const [, count, unit] = /^(\d+)([mh])$/.exec(duration ?? '') ?? [];
  return Number(count ?? 0) * (unit === 'h' ? 60 : 1);
};

/** The number that an expression compares a measure with. */
export const thresholdOf = (expr: string, measure: string, sign: '<' | '>'): number =>
  Number(new RegExp(`${measure} ${sign} ([\\d.]+)`).exec(expr)?.[1] ?? Number.NaN);
