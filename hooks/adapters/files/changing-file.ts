/**
 * A small file that somebody else replaces while this process runs: tokens and certificates of Secret volumes. It is read
 * again when it is another one, so that a rotation needs no restart, and asking costs one look at its inode otherwise.
 */
import { readFileSync, statSync } from 'node:fs';

export interface FileVersion {
  /** Differs whenever the contents may differ. */
  readonly version: string;
  readonly text: string;
}

/** The file as it is at the moment of the call; fails with the error of node:fs. */
export type ChangingFile = () => FileVersion;

export const changingFile = (path: string): ChangingFile => {
  let known: FileVersion = { version: '', text: '' };
  return () => {
    const version = versionOf(path);
    if (version !== known.version) known = { version, text: readFileSync(path, 'utf8') };
    return known;
  };
};

/** A Secret volume swaps a symlink: the inode changes even when two versions were written in the same millisecond. */
const versionOf = (path: string): string => {
  const { ino, mtimeNs, size } = statSync(path, { bigint: true });
  return `${ino}:${mtimeNs}:${size}`;
};
