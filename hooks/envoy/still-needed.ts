/**
 * Observed objects of load balancers that the spec wants no more. What a running broker still advertises stays: its clients
 * know no other way. So does an ingress configuration that no broker uses, while its listener is there and the user did
 * not ask for such to be removed (the contract's removeUnusedIngressResources). All else goes.
 */
import type { Cluster } from '../kafkacluster/cluster.ts';
import type { Advertisement } from '../kafkacluster/external/accepted.ts';
import { keepAttachment } from '../kafkacluster/external/attachments.ts';
import { ingressesOf, ingressLabel, isServedByEnvoy } from '../kafkacluster/external/ingress.ts';
import { LISTENER_LABEL } from '../kafkacluster/external/names.ts';
import type { KubeObject } from '../kube/types.ts';
import type { ObjectGroups } from '../protocol/composite.ts';
import { LISTENER_ANNOTATION } from './labels.ts';

/** What stays although it is not wanted, as it was last answered. */
export const stillNeeded = (cluster: Cluster, advertised: readonly Advertisement[], attachments: ObjectGroups): readonly KubeObject[] => {
  const wanted = new Set(ingressesOf(cluster).map(({ label }) => label));
  const told = new Set(
    advertised.filter(({ via }) => via === 'LoadBalancer').map(({ listener, config }) => ingressLabel(listener, config)),
  );
  const keepsUnused = cluster.spec.removeUnusedIngressResources !== true;
  const listeners = new Set(
    cluster.externalListeners.filter((listener) => keepsUnused && isServedByEnvoy(cluster, listener)).map(({ name }) => name),
  );
  return Object.values(attachments)
    .flatMap((group) => Object.values(group))
    .map(keepAttachment)
    .filter(({ metadata }) => {
      const label = metadata?.labels?.[LISTENER_LABEL];
      if (label === undefined || wanted.has(label)) return false;
      return told.has(label) || listeners.has(metadata?.annotations?.[LISTENER_ANNOTATION] ?? '');
    })
    .sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
};

const placeOf = ({ kind, metadata }: KubeObject): string => `${kind}/${metadata?.name}`;
