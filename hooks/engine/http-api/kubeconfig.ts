/**
 * The file that tells kubectl where the engine's API is. It holds the secret address: readable by its owner alone.
 */

/** A kubeconfig with one cluster, one context and no credentials. */
export const kubeconfig = (server: string): string => `apiVersion: v1
kind: Config
clusters:
  - name: kafka-hooks-engine
    cluster:
      server: ${JSON.stringify(server)}
users:
  - name: kafka-hooks-engine
    user: {}
contexts:
  - name: kafka-hooks-engine
    context:
      cluster: kafka-hooks-engine
      user: kafka-hooks-engine
current-context: kafka-hooks-engine
`;
