/**
 * What a value would be after a trip through JSON text, without the trip: undefined fields are gone, what has no JSON
 * form is null. Whatever need not change is the same object as before, so an answer costs one walk and almost no memory.
 */

export interface JsonForm {
  /** `undefined` when JSON would not carry the value at all. */
  readonly value: unknown;
  /** Whether there is a null anywhere in it. */
  readonly holdsNull: boolean;
}

/** The value as JSON carries it. The value itself is left as it is. */
export const asJson = (value: unknown): JsonForm => {
  const seen: Seen = { null: false };
  const form = convert(value, seen);
  return { value: form, holdsNull: seen.null };
};

/** Forms of Kubernetes objects without a null: hooks answer with the same Pod again and again, and nobody changes one. */
const forms = new WeakMap<object, unknown>();

interface Seen {
  null: boolean;
}

const convert = (value: unknown, seen: Seen): unknown => {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : nothing(seen);
    case 'object':
      if (value === null) return nothing(seen);
      return Array.isArray(value) ? convertList(value, seen) : convertFields(value as Fields, seen);
    default:
      return undefined;
  }
};

type Fields = Readonly<Record<string, unknown>>;

const nothing = (seen: Seen): null => {
  seen.null = true;
  return null;
};

const convertFields = (fields: Fields, seen: Seen): unknown => {
  if (typeof fields['toJSON'] === 'function') return convert(JSON.parse(JSON.stringify(fields)), seen);
  let copy: Record<string, unknown> | undefined;
  for (const key of Object.keys(fields)) {
    const before = fields[key];
    // Most fields are texts: not worth a call each.
    if (typeof before === 'string') continue;
    const after = convert(before, seen);
    if (after === before && after !== undefined) continue;
    copy ??= { ...fields };
    if (after === undefined) delete copy[key];
    else copy[key] = after;
  }
  return copy ?? fields;
};

const isKubeObject = (item: unknown): item is object => typeof item === 'object' && item !== null && 'kind' in item;

const formOf = (item: object, seen: Seen): unknown => {
  const known = forms.get(item);
  if (known !== undefined) return known;
  const own: Seen = { null: false };
  const form = convert(item, own);
  if (own.null) seen.null = true;
  else forms.set(item, form);
  return form;
};

const convertList = (items: readonly unknown[], seen: Seen): readonly unknown[] => {
  let copy: unknown[] | undefined;
  // By index: a sparse array has holes that an iteration of its entries would skip.
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at];
    const after = isKubeObject(item) ? formOf(item, seen) : (convert(item, seen) ?? nothing(seen));
    if (after === item) continue;
    copy ??= [...items];
    copy[at] = after;
  }
  return copy ?? items;
};
