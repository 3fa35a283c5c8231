/**
 * Which KafkaCluster an alert means: its labels kafka_cr and namespace name it, or its claim does. Where an expression has aggregated
 * the labels away, only a cluster that is the only one possible is meant; two that could be end with the sentence that names the
 * missing label.
 */
import { LABEL } from '../kafkacluster/names.ts';
import type { KubeObject, PersistentVolumeClaim } from '../kube/types.ts';
import type { ObjectKey } from '../ports/api-server.ts';
import type { Alert } from './alert.ts';
import { label, quoted } from './commands/annotations.ts';
import { invalid, type Objection } from './decision.ts';

/** What can be looked up. */
export interface Known {
  clusters(): Promise<readonly KubeObject[]>;
  claim(key: ObjectKey): Promise<PersistentVolumeClaim | undefined>;
}

/** The key of the cluster; whether it exists is not known yet. */
export const routeAlert = async (alert: Alert, known: Known): Promise<Required<ObjectKey> | Objection> => {
  const namespace = label(alert, 'namespace');
  const name = label(alert, LABEL.cluster);
  if (namespace !== undefined && name !== undefined) return { namespace, name };
  const claimName = label(alert, 'persistentvolumeclaim');
  if (namespace !== undefined && claimName !== undefined) {
    const owner = (await known.claim({ namespace, name: claimName }))?.metadata?.labels?.[LABEL.cluster];
    return owner === undefined
      ? invalid(
          'ClaimNotFound',
          `the label persistentvolumeclaim names ${quoted(claimName)}, which is no claim of a KafkaCluster in namespace ${quoted(namespace)}`,
        )
      : { namespace, name: owner };
  }
  return theOnly(await known.clusters(), { namespace, name });
};

interface Given {
  readonly namespace: string | undefined;
  readonly name: string | undefined;
}

const theOnly = (clusters: readonly KubeObject[], { namespace, name }: Given): Required<ObjectKey> | Objection => {
  const possible = clusters
    .map(({ metadata }) => ({ namespace: metadata?.namespace ?? '', name: metadata?.name ?? '' }))
    .filter((one) => (namespace === undefined || one.namespace === namespace) && (name === undefined || one.name === name));
  const [only, ...others] = possible;
  const missing = [...(name === undefined ? [LABEL.cluster] : []), ...(namespace === undefined ? ['namespace'] : [])];
  const labels = `${missing.length === 1 ? 'the label' : 'the labels'} ${missing.join(' and ')}`;
  if (only === undefined)
    return invalid('ClusterNotFound', `the alert has not ${labels}, and there is no KafkaCluster that could be meant`);
  if (others.length === 0) return only;
  const names = possible.slice(0, MOST_NAMED).map((one) => `${one.namespace}/${one.name}`);
  return invalid(
    'ClusterAmbiguous',
    `the alert has not ${labels}, and ${possible.length} KafkaClusters could be meant (${names.join(', ')}${possible.length > MOST_NAMED ? ', …' : ''}); keep them in the expression of the rule: … by (${LABEL.cluster}, namespace)`,
  );
};

const MOST_NAMED = 5;
