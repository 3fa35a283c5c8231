/**
 * The optional bearer token of the hooks. The file is read again when it changes, so a rotated Secret needs no restart;
 * it may hold several tokens, one a line, because Metacontroller reads its own copy only when its controller resource
 * changes: old and new must both work for a while. A file that cannot be read refuses everybody.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { failure } from '../errors.ts';

/** Judges an Authorization header; throws TOKEN_REFUSED or TOKEN_UNREADABLE. */
export type TokenCheck = (authorization: string | undefined) => void;

/** Accepts any of the tokens in a text, one a line. */
export const tokenCheck = (tokens: string): TokenCheck => {
  const accepted = digestsOf(tokens);
  return (authorization) => judge(authorization, accepted);
};

/** Accepts the tokens that a file holds at the moment of the call. */
export const tokenFileCheck = (file: string): TokenCheck => {
  let seen = '';
  let accepted: readonly Buffer[] = [];
  return (authorization) => {
    const version = versionOf(file);
    if (version !== seen) {
      accepted = digestsOf(read(file));
      seen = version;
    }
    judge(authorization, accepted);
  };
};

const judge = (authorization: string | undefined, accepted: readonly Buffer[]): void => {
  if (accepted.length === 0) throw failure('TOKEN_UNREADABLE', {});
  const given = digest(/^bearer (.+)$/i.exec(authorization ?? '')?.[1]?.trim() ?? '');
  // Every token is compared, so the time tells nothing about which one was close.
  const matches = accepted.filter((token) => timingSafeEqual(token, given));
  if (matches.length === 0) throw failure('TOKEN_REFUSED', {});
};

const digest = (token: string): Buffer => createHash('sha256').update(token).digest();

const digestsOf = (text: string): readonly Buffer[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map(digest);

/** A Secret volume swaps a symlink: the inode changes even when two versions were written in the same millisecond. */
const versionOf = (file: string): string => {
  const stat = statSync(file, { throwIfNoEntry: false, bigint: true });
  if (stat === undefined) throw failure('TOKEN_UNREADABLE', {});
  return `${stat.ino}:${stat.mtimeNs}:${stat.size}`;
};

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw failure('TOKEN_UNREADABLE', {});
  }
};
