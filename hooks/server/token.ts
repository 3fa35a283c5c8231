/**
 * Bearer tokens that callers may show. The file is read again when it changes, so a rotated Secret needs no restart;
 * it may hold several tokens, one a line, because callers get their own copies sooner or later than we do (Metacontroller
 * when its controller resource changes): old and new must both work for a while. A file that cannot be read refuses everybody.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { changingFile, type FileVersion } from '../adapters/files/changing-file.ts';

/** What becomes of an Authorization header. `unreadable`: there is no token that it could be compared with. */
export type TokenVerdict = 'accepted' | 'refused' | 'unreadable';

export type TokenCheck = (authorization: string | undefined) => TokenVerdict;

/** Where tokens come from: one of them, or none. */
export interface TokenSource {
  /** One token a line. */
  readonly token: string | undefined;
  readonly tokenFile: string | undefined;
}

/** The check of a source; undefined when no token is set. */
export const tokenCheckOf = ({ token, tokenFile }: TokenSource): TokenCheck | undefined => {
  if (tokenFile !== undefined) return tokenFileCheck(tokenFile);
  if (token === undefined) return undefined;
  const accepted = digestsOf(token);
  return (authorization) => judge(authorization, accepted);
};

/** Accepts the tokens that a file holds at the moment of the call. */
const tokenFileCheck = (path: string): TokenCheck => {
  const file = changingFile(path);
  let seen = '';
  let accepted: readonly Buffer[] = [];
  return (authorization) => {
    const found = read(file);
    if (found === undefined) return 'unreadable';
    if (found.version !== seen) {
      accepted = digestsOf(found.text);
      seen = found.version;
    }
    return judge(authorization, accepted);
  };
};

const read = (file: () => FileVersion): FileVersion | undefined => {
  try {
    return file();
  } catch {
    return undefined;
  }
};

const judge = (authorization: string | undefined, accepted: readonly Buffer[]): TokenVerdict => {
  if (accepted.length === 0) return 'unreadable';
  const given = digest(/^bearer (.+)$/i.exec(authorization ?? '')?.[1]?.trim() ?? '');
  // Every token is compared, so the time tells nothing about which one was close.
  const matches = accepted.filter((token) => timingSafeEqual(token, given));
  return matches.length > 0 ? 'accepted' : 'refused';
};

const digest = (token: string): Buffer => createHash('sha256').update(token).digest();

const digestsOf = (text: string): readonly Buffer[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map(digest);
