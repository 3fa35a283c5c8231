/**
 * The ConfigMap with all files of Envoy. The bootstrap is read once, when Envoy starts; the others are read again whenever
 * the kubelet brings new ones, which takes up to its sync period and the age of its cache (a minute or so).
 */
import { type Cluster, nonEmpty } from '../../kafkacluster/cluster.ts';
import type { Ingress } from '../../kafkacluster/external/ingress.ts';
import { envoyConfigName } from '../../kafkacluster/external/names.ts';
import type { ConfigMap } from '../../kube/types.ts';
import type { Backend } from '../backends.ts';
import { clustersYaml } from '../config/clusters.ts';
import { FILE } from '../config/folders.ts';
import { listenersYaml } from '../config/listeners.ts';
import { secretsYaml } from '../config/secrets.ts';
import { metadataOf } from '../labels.ts';
import type { Routes } from '../routes.ts';

/** What the files are made of. */
export interface Contents {
  /** Text of envoy.yaml. */
  readonly bootstrap: string;
  readonly routes: Routes;
  readonly backends: readonly Backend[];
}

/** The ConfigMap of a load balancer's Envoy. */
export const configMap = (cluster: Cluster, ingress: Ingress, { bootstrap, routes, backends }: Contents): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: envoyConfigName(cluster, ingress), ...metadataOf(cluster, ingress) },
  data: {
    [FILE.bootstrap]: bootstrap,
    [FILE.listeners]: listenersYaml(ingress, routes),
    [FILE.clusters]: clustersYaml(backends),
    ...(nonEmpty(ingress.service.tlsSecretName) !== undefined && { [FILE.secrets]: secretsYaml() }),
  },
});
