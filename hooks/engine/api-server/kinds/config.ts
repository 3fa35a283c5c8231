/** ConfigMaps and Secrets: what they may hold, and how much. */
import { isRecord } from '../../../kube/is-record.ts';
import type { ApiObject, Kind, Write } from '../kind.ts';
import { jsonType } from '../metadata.ts';
import { unreadable } from '../refusals.ts';
import { plainKind } from './plain.ts';

const MOST_BYTES = 1024 * 1024;

type Texts = Readonly<Record<string, string>>;

const textsOf = (kind: Kind, object: ApiObject, field: string): Texts => {
  const map = object[field];
  if (!isRecord(map)) return {};
  for (const key in map) {
    if (typeof map[key] === 'string') continue;
    const why = `json: cannot unmarshal ${jsonType(map[key])} into Go struct field ${kind.type.kind}.${field} of type string`;
    throw unreadable(kind.type, why);
  }
  return map as Texts;
};

const keyProblems = (texts: Texts, field: string): readonly string[] =>
  Object.keys(texts)
    .filter((key) => !/^[-._a-zA-Z0-9]{1,253}$/.test(key) || /^\.{1,2}$/.test(key) || key.startsWith('..'))
    .map((key) => `${field}[${key}]: Invalid value: ${JSON.stringify(key)}: ${KEY_SAYS}`);

const KEY_SAYS =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

const immutableProblems = ({ object, before }: Write, fields: readonly string[]): readonly string[] =>
  before?.['immutable'] === true
    ? [...fields, 'immutable']
        .filter((field) => object[field] !== before[field])
        .map((field) => `${field}: Forbidden: field is immutable when \`immutable\` is set`)
    : [];

const isBase64 = (text: string): boolean => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);

/** Bytes behind base64. */
const decodedLength = (text: string): number => Math.floor((text.length * 3) / 4) - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);

const tooLong = (field: string, bytes: number): readonly string[] =>
  bytes > MOST_BYTES ? [`${field}: Too long: may not be more than ${MOST_BYTES} bytes`] : [];

const sum = (texts: Texts, bytes: (text: string) => number): number => Object.values(texts).reduce((total, text) => total + bytes(text), 0);

export const CONFIG_MAP: Kind = plainKind('v1', 'ConfigMap', {
  problems: (write) => {
    const { object, before } = write;
    if (object['data'] === before?.['data'] && object['binaryData'] === before?.['binaryData']) return immutableProblems(write, []);
    const [data, binary] = [textsOf(CONFIG_MAP, object, 'data'), textsOf(CONFIG_MAP, object, 'binaryData')];
    return [
      ...keyProblems(data, 'data'),
      ...keyProblems(binary, 'binaryData'),
      ...tooLong('', sum(data, Buffer.byteLength) + sum(binary, decodedLength)),
      ...immutableProblems(write, ['data', 'binaryData']),
    ];
  },
});

export const SECRET: Kind = plainKind('v1', 'Secret', {
  complete: ({ object }) => {
    const { stringData: _stringData, ...fields } = object;
    const texts = textsOf(SECRET, object, 'stringData');
    for (const text of Object.values(textsOf(SECRET, object, 'data'))) {
      if (!isBase64(text)) throw unreadable(SECRET.type, 'illegal base64 data');
    }
    const written = Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString('base64')] as const);
    const data = { ...textsOf(SECRET, object, 'data'), ...Object.fromEntries(written) };
    return { type: 'Opaque', ...fields, ...(written.length > 0 && { data }) };
  },
  problems: (write) => {
    const { object, before } = write;
    const changedType = before !== undefined && object['type'] !== before['type'];
    const data = object['data'] === before?.['data'] ? {} : textsOf(SECRET, object, 'data');
    return [
      ...(changedType ? [`type: Invalid value: ${JSON.stringify(object['type'])}: field is immutable`] : []),
      ...keyProblems(data, 'data'),
      ...tooLong('data', sum(data, decodedLength)),
      ...immutableProblems(write, ['data']),
    ];
  },
});
