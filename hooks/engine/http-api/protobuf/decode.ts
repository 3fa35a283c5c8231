/**
 * Reads Kubernetes' protobuf encoding: four magic bytes, an envelope with the kind, and the message of that kind.
 * Wire format: https://protobuf.dev/programming-guides/encoding. Fields that are not in the table are skipped.
 */
import { isRecord } from '../../../kube/is-record.ts';
import { ApiError } from '../../../ports/api-server.ts';
import { badRequest } from '../../api-server/refusals.ts';
import { envelope, type Field, type Message, messages } from './messages.ts';

const MAGIC = Buffer.from('k8s\0');

/** The object as JSON would say it. Throws BadRequest for what cannot be read, UnsupportedMediaType for kinds that are not in the table. */
export const decodeProtobuf = (body: Buffer): object => {
  if (!body.subarray(0, MAGIC.length).equals(MAGIC)) throw badRequest('the body of the request is no Kubernetes protobuf');
  const { typeMeta, raw } = decode(body.subarray(MAGIC.length), envelope);
  if (!isRecord(typeMeta)) throw badRequest('the body of the request names no kind');
  const { apiVersion, kind } = typeMeta;
  const message = messages[String(kind)];
  if (message === undefined) {
    const how = 'send JSON: kubectl apply -f, or kubectl create … --dry-run=client -o yaml | kubectl apply -f -';
    throw new ApiError(415, 'UnsupportedMediaType', `the engine does not read ${String(kind)} as protobuf; ${how}`);
  }
  return { apiVersion, kind, ...decode(Buffer.from(String(raw ?? ''), 'base64'), message) };
};

/** What is left to read. */
interface Reader {
  readonly bytes: Buffer;
  at: number;
}

const [VARINT, FIXED64, LENGTH, FIXED32] = [0, 1, 2, 5];

const decode = (bytes: Buffer, message: Message): Readonly<Record<string, unknown>> => {
  const result: Record<string, unknown> = {};
  const reader: Reader = { bytes, at: 0 };
  while (reader.at < bytes.length) {
    const tag = varint(reader);
    const value = readValue(reader, tag & 7);
    const field = message[tag >>> 3];
    if (field !== undefined) put(result, field, value);
  }
  return result;
};

const put = (result: Record<string, unknown>, { name, type, repeated }: Field, value: Buffer | number): void => {
  if (typeof value === 'number') {
    result[name] = type === 'boolean' ? value !== 0 : value;
    return;
  }
  if (type === 'textMap' || type === 'bytesMap') {
    const entry = decode(value, { 1: { name: 'key', type: 'text' }, 2: { name: 'value', type: type === 'textMap' ? 'text' : 'bytes' } });
    const before = result[name];
    result[name] = { ...(isRecord(before) ? before : {}), [String(entry['key'] ?? '')]: entry['value'] ?? '' };
    return;
  }
  const decoded = type === 'text' ? value.toString('utf8') : type === 'bytes' ? value.toString('base64') : decode(value, type as Message);
  // Go writes the empty text for every text that is not set.
  if (decoded === '') return;
  const before = result[name];
  result[name] = repeated === true ? [...(Array.isArray(before) ? before : []), decoded] : decoded;
};

const readValue = (reader: Reader, wireType: number): Buffer | number => {
  if (wireType === VARINT) return varint(reader);
  if (wireType === FIXED64) return take(reader, 8);
  if (wireType === LENGTH) return take(reader, varint(reader));
  if (wireType === FIXED32) return take(reader, 4);
  throw badRequest('the body of the request is no protobuf message');
};

const take = (reader: Reader, length: number): Buffer => {
  const end = reader.at + length;
  if (end > reader.bytes.length) throw badRequest('the body of the request ends in the middle of a protobuf message');
  const taken = reader.bytes.subarray(reader.at, end);
  reader.at = end;
  return taken;
};

const varint = (reader: Reader): number => {
  let value = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    const byte = take(reader, 1)[0] ?? 0;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return value;
  }
  throw badRequest('the body of the request has a number that never ends');
};
