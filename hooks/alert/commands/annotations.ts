/**
 * Reads what a command needs of an alert. A person wrote it into a rule, so what is wrong is told with the name of the label or
 * annotation, its value, and what is allowed.
 */
import { isRecord } from '../../kube/is-record.ts';
import { isQuantity, quantityUnits } from '../../kube/quantity.ts';
import type { Alert } from '../alert.ts';
import { invalid, type Objection } from '../decision.ts';

/** What was read, or what is wrong with it. */
export type Reading<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly objection: Objection };

const read = <Value>(value: Value): Reading<Value> => ({ ok: true, value });
const wrong = <Value>(message: string): Reading<Value> => ({ ok: false, objection: invalid('InvalidAlert', message) });

/** The text of an annotation; empty counts as absent. */
export const annotation = ({ annotations }: Alert, name: string): string | undefined => {
  const text = annotations[name]?.trim();
  return text === '' ? undefined : text;
};

/** The text of a label; empty counts as absent. */
export const label = ({ labels }: Alert, name: string): string | undefined => {
  const text = labels[name]?.trim();
  return text === '' ? undefined : text;
};

/** A size above zero that must be there, such as 10Gi. */
export const readSize = (alert: Alert, name: string): Reading<{ readonly text: string; readonly bytes: bigint }> => {
  const text = annotation(alert, name);
  if (text === undefined) return wrong(`the annotation ${name} is missing; give it a size such as 10Gi`);
  const bytes = isQuantity(text) ? quantityUnits(text) : undefined;
  return bytes === undefined || bytes <= 0n
    ? wrong(`the annotation ${name} has the value ${quoted(text)}; give it a size above 0, such as 10Gi`)
    : read({ text, bytes });
};

/** An absolute path that must be there. */
export const readPath = (alert: Alert, name: string): Reading<string> => {
  const text = annotation(alert, name);
  if (text === undefined) return wrong(`the annotation ${name} is missing; give it an absolute path such as /kafka-logs`);
  return /^\/[^\s:,]+$/.test(text)
    ? read(text)
    : wrong(`the annotation ${name} has the value ${quoted(text)}; give it an absolute path such as /kafka-logs`);
};

/** A JSON object of texts; absent is empty. */
export const readTexts = (alert: Alert, name: string): Reading<Readonly<Record<string, string>>> => {
  const text = annotation(alert, name);
  if (text === undefined) return read({});
  const value = parsed(text);
  return isRecord(value) && Object.values(value).every((one) => typeof one === 'string')
    ? read(value as Readonly<Record<string, string>>)
    : wrong(`the annotation ${name} has the value ${quoted(text)}; give it a JSON object of texts, such as {"team":"kafka"}`);
};

/** The broker that the label brokerId names; undefined when there is none. */
export const readBrokerId = (alert: Alert): Reading<number | undefined> => {
  const text = label(alert, 'brokerId');
  if (text === undefined) return read(undefined);
  return /^\d{1,9}$/.test(text)
    ? read(Number(text))
    : wrong(`the label brokerId has the value ${quoted(text)}; give it a broker id, a number from 0`);
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const MOST_QUOTED = 80;

/** A value as a message may repeat it: short, and in one line. */
export const quoted = (text: string): string => JSON.stringify(text.length > MOST_QUOTED ? `${text.slice(0, MOST_QUOTED)}…` : text);
