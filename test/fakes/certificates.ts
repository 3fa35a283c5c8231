/** Certificate authorities and what they sign, for tests of TLS: made by openssl where it is. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** In PEM. */
export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

export interface Authority extends KeyPair {
  /** A certificate for this name; for servers also for 127.0.0.1. */
  sign(name: string): KeyPair;
}

const CURVE = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];

/** A new authority; undefined where there is no openssl. */
export const newAuthority = (name: string): Authority | undefined => {
  try {
    const own = make([...CURVE, '-subj', `/CN=${name}`], {});
    return { ...own, sign: (subject) => signed(own, subject) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

const signed = (authority: KeyPair, name: string): KeyPair =>
  make([...CURVE, '-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1', '-addext', 'basicConstraints=critical,CA:FALSE'], {
    '-CA': authority.cert,
    '-CAkey': authority.key,
  });

/** Runs openssl with files that hold these texts. */
const make = (args: readonly string[], files: Readonly<Record<string, string>>): KeyPair => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kafka-hooks-certificates-'));
  const at = (name: string): string => path.join(folder, name);
  try {
    for (const [flag, text] of Object.entries(files)) writeFileSync(at(flag), text, { mode: 0o600 });
    const given = Object.keys(files).flatMap((flag) => [flag, at(flag)]);
    execFileSync('openssl', ['req', '-x509', ...args, ...given, '-keyout', at('key'), '-out', at('cert')], { stdio: 'ignore' });
    return { key: readFileSync(at('key'), 'utf8'), cert: readFileSync(at('cert'), 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
};
