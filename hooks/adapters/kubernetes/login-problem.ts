/**
 * What is wrong with the ways to log in that a kubeconfig names, before anything is asked: TLS would say it later in words of
 * OpenSSL, without the field, and a server that refuses says nothing of a file that is not there.
 */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Cluster, User } from '@kubernetes/client-node';

/** Neither Kubernetes nor kubectl has them any longer (1.26). */
const GONE = ['azure', 'gcp'];

/** A sentence that names the field; undefined when nothing is wrong as far as can be seen from here. Holds no value. */
export const loginProblem = (cluster: Cluster, user: User): string | undefined => {
  try {
    check(cluster, user);
    return undefined;
  } catch (error) {
    if (error instanceof LoginProblem) return error.message;
    throw error;
  }
};

class LoginProblem extends Error {}

const check = (cluster: Cluster, user: User): void => {
  const provider: unknown = user.authProvider?.name;
  if (GONE.includes(String(provider)))
    throw new LoginProblem(
      `user ${user.name} logs in by auth-provider ${provider}, which Kubernetes no longer has; write exec credentials instead`,
    );
  const ca = contentOf(`certificate-authority of cluster ${cluster.name}`, cluster.caFile, cluster.caData);
  if (ca !== undefined) certificateOf(ca);
  const certificate = contentOf(`client-certificate of user ${user.name}`, user.certFile, user.certData);
  const key = contentOf(`client-key of user ${user.name}`, user.keyFile, user.keyData);
  const read = certificate && certificateOf(certificate);
  const readKey = key && keyOf(key);
  if ((certificate === undefined) !== (key === undefined))
    throw new LoginProblem(
      `user ${user.name} has ${certificate === undefined ? 'a client-key without client-certificate' : 'a client-certificate without client-key'}`,
    );
  if (read !== undefined && readKey !== undefined && !read.checkPrivateKey(readKey))
    throw new LoginProblem(`client-certificate and client-key of user ${user.name} do not belong together`);
  // The characters that a header may hold.
  if (typeof user.token === 'string' && !/^[\t\x20-\x7e\x80-\xff]*$/.test(user.token))
    throw new LoginProblem(`token of user ${user.name} holds a character that no token has, such as a line break`);
};

interface Content {
  /** `client-key-data of user x`. */
  readonly field: string;
  readonly bytes: Buffer;
}

/** A file comes before data, as for those who use them. */
const contentOf = (field: string, file: string | undefined, data: string | undefined): Content | undefined => {
  if (!file) return data ? { field: field.replace(' ', '-data '), bytes: Buffer.from(data, 'base64') } : undefined;
  try {
    return { field, bytes: readFileSync(file) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new LoginProblem(`${field}: ${file} ${code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`}`);
  }
};

const certificateOf = ({ field, bytes }: Content): X509Certificate => {
  try {
    return new X509Certificate(bytes);
  } catch {
    throw new LoginProblem(`${field} is no PEM certificate`);
  }
};

const keyOf = ({ field, bytes }: Content): KeyObject => {
  try {
    return createPrivateKey(bytes);
  } catch {
    throw new LoginProblem(`${field} is no PEM private key without passphrase`);
  }
};
