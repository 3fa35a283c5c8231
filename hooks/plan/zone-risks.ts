/**
 * Brokers that all run in one zone, where the Kubernetes nodes have zones and there is more than one to choose from.
 */
import type { Node } from '../kube/types.ts';
import { thereOf } from './cluster-view.ts';
import { listIds } from './id-list.ts';
import type { ClusterRisk, Situation } from './risks.ts';

const ZONE = 'topology.kubernetes.io/zone';

/** At most one. */
export const zoneRisks = ({ view, objects }: Situation): readonly ClusterRisk[] => {
  const nodes = objects.filter((object): object is Node => object.kind === 'Node');
  const zones = new Map(nodes.map(({ metadata }) => [metadata?.name ?? '', metadata?.labels?.[ZONE]]));
  if (new Set([...zones.values()].filter((zone) => zone !== undefined)).size < 2) return [];
  const running = (view.input?.cluster.nodes ?? []).flatMap(({ id }) => {
    const pod = thereOf(view, id)?.pod;
    const zone = zones.get(pod?.spec?.nodeName ?? '');
    return zone === undefined ? [] : [{ id, zone }];
  });
  const zone = running[0]?.zone;
  if (zone === undefined || running.length < 2 || running.some((other) => other.zone !== zone)) return [];
  return [{ code: 'SINGLE_ZONE', message: `brokers ${listIds(running.map(({ id }) => id))} all run in zone ${zone}` }];
};
