/**
 * The Deployment of Envoy. A replaced Pod closes the connections of all its clients, so its template says nothing of brokers,
 * ports of brokers or certificates: those come by files, and only what Envoy reads at its start is in the fingerprint.
 */
import { type Cluster, nonEmpty } from '../../kafkacluster/cluster.ts';
import type { Ingress } from '../../kafkacluster/external/ingress.ts';
import { envoyName } from '../../kafkacluster/external/names.ts';
import { shortHash } from '../../kube/hash.ts';
import type { Deployment } from '../../kube/types.ts';
import { metadataOf, podLabels, selectorOf } from '../labels.ts';
import { podSpec } from './pod.ts';

/** Koperator's annotation; there it covers every broker. */
const BOOTSTRAP_HASH = 'envoy.yaml.hash';

/** The Deployment of a load balancer's Envoy that starts with this bootstrap. */
export const deployment = (cluster: Cluster, ingress: Ingress, bootstrap: string): Deployment => {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: envoyName(cluster, ingress), ...metadataOf(cluster, ingress) },
    spec: {
      replicas: ingress.envoy.replicas ?? 1,
      // A new Pod is ready before an old one goes.
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      selector: { matchLabels: selectorOf(cluster, ingress) },
      template: {
        metadata: {
          labels: podLabels(cluster, ingress),
          annotations: { ...ingress.envoy.annotations, [BOOTSTRAP_HASH]: shortHash(bootstrap, 64) },
        },
        spec: podSpec(cluster, ingress, nonEmpty(ingress.service.tlsSecretName)),
      },
    },
  };
};
