/**
 * Receives the body of a call. Our own reader instead of express.json: it refuses by Content-Length before a byte is
 * read, takes the place for a large body *before* reading it (the places bound memory, and a body in memory already
 * costs it; a client that stalls gives its place back at the deadline), and never inflates.
 * What is left of a refused body is drained by Node, so the connection stays usable.
 */
import type { IncomingMessage } from 'node:http';
import { failure } from '../errors.ts';
import type { Slots } from './slots.ts';

export interface BodyRules {
  /** Bytes. */
  readonly limit: number;
  /** Bodies of more bytes need a slot. */
  readonly large: number;
  readonly slots: Slots;
}

interface ReceivedBody {
  readonly json: unknown;
  readonly bytes: number;
}

/** A body on its way. `release` gives back its slot: call it when the answer is out, whatever happened. */
export interface BodyReception {
  readonly received: Promise<ReceivedBody>;
  release(): void;
}

const jsonType = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i;

/** Starts to receive. Throws at once what the headers alone forbid. */
export const receiveBody = (request: IncomingMessage, rules: BodyRules): BodyReception => {
  const { headers } = request;
  const type = headers['content-type'] ?? 'missing';
  if (!jsonType.test(type)) throw failure('CONTENT_TYPE_UNSUPPORTED', { type });
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw failure('CONTENT_TYPE_UNSUPPORTED', { type: `${type} with Content-Encoding ${encoding}` });
  const announced = Number(headers['content-length'] ?? 0);
  if (announced > rules.limit) throw tooLarge(rules);
  const slot = createSlotHolder(rules);
  slot.ensureFor(announced);
  return { received: readAll(request, rules, slot).then(parse), release: slot.release };
};

const tooLarge = ({ limit }: BodyRules) => failure('BODY_TOO_LARGE', { limit });

interface SlotHolder {
  ensureFor(bytes: number): void;
  release(): void;
}

const createSlotHolder = ({ large, slots }: BodyRules): SlotHolder => {
  let giveBack: (() => void) | undefined;
  return {
    ensureFor: (bytes) => {
      if (bytes <= large || giveBack !== undefined) return;
      giveBack = slots.take();
      if (giveBack === undefined) throw failure('TOO_MANY_LARGE_BODIES', {});
    },
    release: () => giveBack?.(),
  };
};

const readAll = (request: IncomingMessage, rules: BodyRules, slot: SlotHolder): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length;
      chunks.push(chunk);
      try {
        // A body without Content-Length shows its size only now.
        if (bytes > rules.limit) throw tooLarge(rules);
        slot.ensureFor(bytes);
      } catch (refusal) {
        request.off('data', onData);
        request.resume();
        reject(refusal);
      }
    };
    request.on('data', onData);
    request.on('end', () => resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, bytes)));
    // `close` comes after every request; an error is worth its stack only when the body was cut.
    request.on('close', () => {
      if (!request.complete) reject(failure('CALLER_GONE', {}));
    });
    request.on('error', () => reject(failure('CALLER_GONE', {})));
  });

const parse = (body: Buffer): ReceivedBody => {
  try {
    return { json: JSON.parse(body.toString('utf8')), bytes: body.length };
  } catch (error) {
    // The parser's own message quotes the body, which may hold a Secret: only the position may leave.
    const position = error instanceof SyntaxError ? /at position \d+/.exec(error.message)?.[0] : undefined;
    throw failure('BODY_NOT_JSON', { where: position === undefined ? '' : ` (${position})` });
  }
};
