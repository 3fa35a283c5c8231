/** Certificates for tests, made by openssl where it is. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Certificate } from './brokers.ts';
import type { Files } from './running-envoy.ts';

/** A new key with a certificate that it signed itself; undefined where there is no openssl. */
export const newCertificate = (): Certificate | undefined => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kafka-hooks-certificate-'));
  const [key, cert] = [path.join(folder, 'key'), path.join(folder, 'cert')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  try {
    execFileSync('openssl', ['req', '-x509', ...curve, '-days', '2', '-subj', '/CN=kafka.example.com', '-keyout', key, '-out', cert], {
      stdio: 'ignore',
    });
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** The files of a mounted Secret. */
export const secretFiles = ({ key, cert }: Certificate): Files => ({ 'certificate.crt': cert, 'private.key': key });
