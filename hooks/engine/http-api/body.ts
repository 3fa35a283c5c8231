/**
 * Bodies of requests: JSON, YAML as curl users like to send it, or the protobuf that kubectl insists on for some kinds.
 * No message quotes a body, for it may hold a Secret.
 */
import type { IncomingMessage } from 'node:http';
import { CORE_SCHEMA, load } from 'js-yaml';
import { ApiError } from '../../ports/api-server.ts';
import { badRequest } from '../api-server/refusals.ts';
import { decodeProtobuf } from './protobuf/decode.ts';

/** Bytes; what the real server takes. */
const MOST = 3 * 1024 * 1024;

/** The bytes of a body; throws 413 when there are too many. */
export const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST) throw new ApiError(413, 'BadRequest', `the body of the request has more than ${MOST} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
};

/** The media type of a Content-Type header, without its parameters. */
export const mediaType = (header: string | undefined): string => (header ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

/** What a body of this media type says; undefined when it is empty. Throws BadRequest or UnsupportedMediaType. */
export const parseBody = (body: Buffer, type: string): unknown => {
  if (body.length === 0) return undefined;
  if (type === 'application/vnd.kubernetes.protobuf') return decodeProtobuf(body);
  const text = body.toString('utf8');
  if (text.trim() === '') return undefined;
  if (type === '' || /\/(.+\+)?json$/.test(type)) return parsed('JSON', () => JSON.parse(text));
  if (/\/(.+\+)?yaml$/.test(type)) return parsed('YAML', () => load(text, { schema: CORE_SCHEMA }));
  throw new ApiError(415, 'UnsupportedMediaType', `a body of ${type} cannot be read here; send application/json or application/yaml`);
};

const parsed = (language: string, parse: () => unknown): unknown => {
  try {
    return parse();
  } catch {
    throw badRequest(`the body of the request is no ${language}`);
  }
};
