/** Why a file cannot be read or written, in words for people; Node says it in codes of the operating system. */

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EEXIST: 'it is there already',
  EISDIR: 'it is a folder',
  ENOTDIR: 'what should be a folder on its way is none',
};

/** The reason of an error of node:fs; `missing` says what ENOENT means here. */
export const fileProblem = (error: unknown, missing: string): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
  return code === 'ENOENT' ? missing : (REASONS[code] ?? code);
};
