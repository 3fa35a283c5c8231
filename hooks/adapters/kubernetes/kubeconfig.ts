/**
 * Finds out which API server is meant and how to get in: the file given, KUBECONFIG, ~/.kube/config, or the service
 * account of a Pod, in that order, as kubectl does. How to log in (certificates, tokens, plugins of cloud providers)
 * is the business of @kubernetes/client-node; what is wrong with a file is told in our words.
 */
import { type Cluster, KubeConfig } from '@kubernetes/client-node';
import { failure } from '../../errors.ts';
import type { Access } from './access.ts';
import { loginProblem } from './login-problem.ts';

export interface KubeconfigChoice {
  /** A file; without it KUBECONFIG, ~/.kube/config or the Pod's own service account. */
  readonly kubeconfig?: string;
  /** Without it the file's current context. */
  readonly context?: string;
}

/** What client-node falls back to when it finds nothing. */
const NOTHING_FOUND = 'loaded-context';

/** Throws KUBECONFIG_MISSING, KUBECONFIG_INVALID or CONTEXT_UNKNOWN. */
export const readKubeconfig = (choice: KubeconfigChoice): Access => {
  const config = load(choice);
  if (choice.kubeconfig === undefined && config.getCurrentContext() === NOTHING_FOUND) throw failure('KUBECONFIG_MISSING', { where: '' });
  const contexts = (config.getContexts() ?? []).map(({ name }) => name);
  const wanted = choice.context ?? config.getCurrentContext();
  if (wanted === undefined || wanted === '') throw invalid(`no context is chosen; choose one with --context (${list(contexts)})`);
  if (!contexts.includes(wanted)) throw failure('CONTEXT_UNKNOWN', { context: wanted, contexts: list(contexts) });
  config.setCurrentContext(wanted);
  const cluster = config.getCurrentCluster();
  const user = config.getCurrentUser();
  if (cluster === null) throw invalid(`context ${wanted} names a cluster that is not there`);
  if (user === null) throw invalid(`context ${wanted} names a user that is not there`);
  const server = serverOf(cluster, wanted);
  const problem = loginProblem(cluster, user);
  if (problem !== undefined) throw invalid(problem);
  const namespace = config.getContextObject(wanted)?.namespace;
  const chosen = new KubeConfig();
  // Without TLS there is nothing to verify; client-node wants to be told so, kubectl does not.
  chosen.loadFromClusterAndUser(server.startsWith('http:') ? { ...cluster, skipTLSVerify: true } : cluster, user);
  return {
    context: wanted,
    server,
    origin: new URL(server).origin,
    namespace,
    proxied: cluster.proxyUrl !== undefined && cluster.proxyUrl !== '',
    logIn: (options) => chosen.applyToHTTPSOptions(options),
  };
};

const load = ({ kubeconfig }: KubeconfigChoice): KubeConfig => {
  const config = new KubeConfig();
  try {
    if (kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(kubeconfig);
  } catch (error) {
    const { code, path, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw failure('KUBECONFIG_MISSING', { where: `: ${path} is not there` });
    // A parser quotes the text around a mistake, and that text may hold a token.
    throw invalid(code === undefined ? `it is no valid kubeconfig (${message.split('\n')[0]})` : `${path ?? 'the file'}: ${code}`);
  }
  return config;
};

const serverOf = ({ server }: Cluster, context: string): string => {
  if (!URL.canParse(server) || !/^https?:$/.test(new URL(server).protocol))
    throw invalid(`the server of context ${context} is no http or https address`);
  return server.replace(/\/+$/, '');
};

const invalid = (problem: string) => failure('KUBECONFIG_INVALID', { problem });
const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));
