/**
 * Short, stable fingerprints of plain data. Keys are sorted, absent and undefined are the same, so a new optional
 * field in a later release leaves old fingerprints as they are: what is stored on a running pod stays comparable.
 */
import { createHash } from 'node:crypto';

/** JSON with sorted keys and without undefined members. */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
};

/** First `length` hex digits of the SHA-256 of the text. */
export const shortHash = (text: string, length = 8): string => createHash('sha256').update(text).digest('hex').slice(0, length);

/** 16 bytes of the SHA-256 of the text as Kafka writes a UUID: 22 URL-safe base64 characters, never starting with `-` (KAFKA-15754). */
export const kafkaUuid = (text: string): string => {
  for (let round = 0; ; round += 1) {
    const seed = round === 0 ? text : `${text}#${round}`;
    const uuid = createHash('sha256').update(seed).digest().subarray(0, 16).toString('base64url');
    if (!uuid.startsWith('-')) return uuid;
  }
};
