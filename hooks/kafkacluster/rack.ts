/**
 * A broker's rack from the labels of the Kubernetes node that its Pod was given. It is learnt once, before the broker's
 * first start, and kept in status in Koperator's own words: replicas were placed by it, so it never changes by itself.
 */
import type { BrokerState } from '../api/kafka-cluster.ts';
import type { Pod } from '../kube/types.ts';
import { userOptions } from './broker-config/broker-config.ts';
import type { Cluster, KafkaNode } from './cluster.ts';
import type { Observed } from './observed.ts';

export type Rack =
  | { readonly kind: 'none' }
  | { readonly kind: 'known'; readonly rack: string }
  /** Asked for and not known yet: the Pod is not scheduled, or its node has none of the labels. */
  | { readonly kind: 'pending'; readonly message: string };

const PREFIX = 'broker.rack=';

/** The rack of a node: the user's own, else the one that was learnt, else that of the Kubernetes node. Values stand in the order of spec.rackAwareness.labels (Koperator sorts them). */
export const decideRack = (
  cluster: Cluster,
  node: KafkaNode,
  facts: { readonly state: BrokerState | undefined; readonly pod: Pod | undefined; readonly observed: Observed },
): Rack => {
  const labels = cluster.spec.rackAwareness?.labels ?? [];
  if (labels.length === 0 || !node.isBroker) return { kind: 'none' };
  // Also the form in which Koperator keeps the rack that it found: in the broker's readOnlyConfig.
  const chosen = userOptions(cluster, node).get('broker.rack') ?? '';
  if (chosen !== '') return { kind: 'known', rack: chosen };
  const known = facts.state?.rackAwarenessState ?? '';
  if (known.startsWith(PREFIX)) return { kind: 'known', rack: known.slice(PREFIX.length).trim() };
  const name = facts.pod?.spec?.nodeName;
  if (name === undefined || name === '')
    return { kind: 'pending', message: `broker ${node.id} is not scheduled yet, so its rack is not known` };
  const found = facts.observed.nodes.get(name)?.metadata?.labels ?? {};
  const values = labels.map((label) => found[label]).filter((value) => value !== undefined && value !== '');
  if (values.length === 0)
    return {
      kind: 'pending',
      message: `Kubernetes node ${name} has none of the labels ${labels.join(', ')}: broker ${node.id} starts when it has`,
    };
  return { kind: 'known', rack: values.join(',') };
};

/** Koperator's form of a known rack in status; empty when there is none. */
export const rackState = (rack: Rack): string => (rack.kind === 'known' ? `${PREFIX}${rack.rack}\n` : '');
