/**
 * Which resource is a KafkaCluster, in whatever version of its kind. Also asked of what nobody has checked yet: a
 * document of a file, whose fields may hold anything.
 */

/** Whether a resource is a KafkaCluster, to go by its kind and its API group. */
export const isKafkaCluster = ({ apiVersion, kind }: { readonly apiVersion?: unknown; readonly kind?: unknown }): boolean =>
  kind === 'KafkaCluster' && String(apiVersion).startsWith('kafka.banzaicloud.io/');
