/**
 * Which API server the service talks to: that of KUBECONFIG, of the Pod it runs in, or of ~/.kube/config. A kubeconfig is
 * read by a library that takes 60 MB of memory, so it is loaded only where there is one.
 */
import type { Access } from '../../adapters/kubernetes/access.ts';
import { serviceAccountAccess } from '../../adapters/kubernetes/service-account.ts';
import type { Environment } from '../../server/environment.ts';
import type { HelpRow } from '../help.ts';

export const SERVICE_ACCOUNT_HELP: readonly HelpRow[] = [
  { term: 'KUBECONFIG', about: 'a kubeconfig; in a Pod its service account is used if not set, elsewhere ~/.kube/config' },
  { term: 'SERVICE_ACCOUNT_DIR', about: 'folder of token and ca.crt, when a Pod mounts them elsewhere than the kubelet does' },
];

/** Throws SERVICE_ACCOUNT_UNREADABLE, KUBECONFIG_MISSING or KUBECONFIG_INVALID. */
export const findAccess = async (env: Environment): Promise<Access> => {
  if (env['KUBECONFIG'] === undefined) {
    const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port, SERVICE_ACCOUNT_DIR: folder } = env;
    const found = serviceAccountAccess({ host, port, folder });
    if (found !== undefined) return found;
  }
  const { readKubeconfig } = await import('../../adapters/kubernetes/kubeconfig.ts');
  return readKubeconfig({});
};
