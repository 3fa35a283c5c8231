/** Why a file cannot be read or written, in words for people; Node says it in codes of the operating system. */
import { type Failure, failure } from '../errors.ts';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EEXIST: 'it is there already',
  EISDIR: 'it is a folder',
  ENOSPC: 'no space is left',
  ENOTDIR: 'what should be a folder on its way is none',
};

/** The reason of an error of node:fs; `missing` says what ENOENT means here. */
export const fileProblem = (error: unknown, missing: string): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
  return code === 'ENOENT' ? missing : (REASONS[code] ?? code);
};

/** What a command wrote did not arrive. */
export const outputFailure = (error: unknown): Failure =>
  failure('FILE_UNWRITABLE', { file: 'standard output', reason: fileProblem(error, 'it is gone') });
