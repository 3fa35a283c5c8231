/**
 * The JSON paths that printer columns use: `.status.conditions[?(@.type=="Ready")].message`, `.spec.items[0]`, `[*]`,
 * `['quoted']`. Functions, ranges and recursive descent are not part of it: such a column stays empty.
 */
import { isRecord } from '../../../kube/is-record.ts';

type Step = (value: unknown) => readonly unknown[];
/** The values at a path, in order; none when there is nothing. */
export type Read = (value: unknown) => readonly unknown[];

const TOKEN =
  /\.?(?:([\w/-]+(?:\\\.[\w/-]+)*)|\[(\d+)\]|\[(\*)\]|\['([^']*)'\]|\[\?\(@\.([\w.]+)\s*==\s*(?:"([^"]*)"|'([^']*)'|(true|false|-?\d+))\)\])/y;

/** Compiles a path; one that is not understood finds nothing. */
export const jsonPath = (text: string): Read => {
  const steps: Step[] = [];
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) return () => [];
    at = TOKEN.lastIndex;
    steps.push(stepOf(match));
  }
  return (value) => steps.reduce<readonly unknown[]>((found, step) => found.flatMap(step), [value]);
};

const stepOf = ([, field, index, all, quoted, condition, ...wanted]: RegExpExecArray): Step => {
  if (index !== undefined) return (value) => (Array.isArray(value) ? present(value[Number(index)]) : []);
  if (all !== undefined) return (value) => (Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : []);
  if (condition !== undefined) {
    const read = jsonPath(`.${condition}`);
    const text = wanted.find((one) => one !== undefined);
    return (value) => (Array.isArray(value) ? value.filter((item) => read(item).some((found) => String(found) === text)) : []);
  }
  const name = quoted ?? field?.replaceAll('\\.', '.') ?? '';
  return (value) => (isRecord(value) && Object.hasOwn(value, name) ? present(value[name]) : []);
};

const present = (value: unknown): readonly unknown[] => (value === undefined || value === null ? [] : [value]);
