/**
 * The access of a Pod by its service account, as every client of Kubernetes finds it: two variables and three files. It is
 * read here and not by @kubernetes/client-node, which would take 60 MB of memory for that. The token is a projected one
 * that the kubelet replaces every hour or so: it is read again when it changes, like the CA.
 */
import { failure } from '../../errors.ts';
import { changingFile } from '../files/changing-file.ts';
import type { Access } from './access.ts';

/** What the kubelet tells a Pod. */
export interface PodSurroundings {
  /** KUBERNETES_SERVICE_HOST. */
  readonly host: string | undefined;
  /** KUBERNETES_SERVICE_PORT. */
  readonly port: string | undefined;
  /** Where token and ca.crt are; where the kubelet puts them if not given. */
  readonly folder?: string | undefined;
}

const FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Undefined outside of a Pod; throws SERVICE_ACCOUNT_UNREADABLE when there should be files and are none. */
export const serviceAccountAccess = ({ host, port, folder = FOLDER }: PodSurroundings): Access | undefined => {
  if (host === undefined || host === '' || port === undefined || port === '') return undefined;
  const files = { token: changingFile(`${folder}/token`), ca: changingFile(`${folder}/ca.crt`) };
  const credentials = () => ({ token: files.token().text.trim(), ca: files.ca().text });
  try {
    if (credentials().token === '') throw new Error(`${folder}/token is empty`);
  } catch (error) {
    throw failure('SERVICE_ACCOUNT_UNREADABLE', { reason: error instanceof Error ? error.message : String(error) });
  }
  const origin = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    context: 'service account',
    server: origin,
    origin,
    namespace: undefined,
    proxied: false,
    logIn: async (options) => {
      const { token, ca } = credentials();
      options.ca = ca;
      options.headers = { ...options.headers, Authorization: `Bearer ${token}` };
    },
  };
};
