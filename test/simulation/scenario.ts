/**
 * A scenario is data: a KafkaCluster to begin with, and events at virtual times. Events name things absolutely (broker 2,
 * node 1) and an event that finds nothing to act on does nothing, so that any subset of a scenario is a scenario too:
 * that is what shrinking needs.
 */

/** What a person does to the KafkaCluster. */
export type Edit =
  | { readonly do: 'add-broker'; readonly id: number }
  | { readonly do: 'remove-broker'; readonly id: number }
  | { readonly do: 'grow-disk'; readonly gigabytes: number }
  | { readonly do: 'shrink-disk' }
  | { readonly do: 'add-disk'; readonly path: string }
  | { readonly do: 'remove-disk'; readonly path: string }
  | { readonly do: 'read-only-option'; readonly value: number }
  | { readonly do: 'dynamic-option'; readonly value: number }
  | { readonly do: 'resources'; readonly cpu: string }
  | { readonly do: 'labels'; readonly value: string }
  | { readonly do: 'listener'; readonly port: number }
  | { readonly do: 'image'; readonly tag: string }
  /** How clients outside reach the brokers. */
  | { readonly do: 'ways-in'; readonly how: 'none' | 'load-balancer' | 'other-ports' | 'node-port' }
  | { readonly do: 'bad-spec'; readonly how: 'no-such-option' | 'no-controller' | 'two-ports' | 'bad-value' }
  /** Back to the last spec that was not bad. */
  | { readonly do: 'mend-spec' }
  | { readonly do: 'delete-cluster'; readonly propagation: 'Background' | 'Foreground' }
  /** Applies the last spec again, if the cluster is gone. */
  | { readonly do: 'apply-again' };

/** What the world does to it. */
export type Fault =
  | { readonly do: 'delete-pod'; readonly broker: number }
  | { readonly do: 'crash'; readonly broker: number; readonly code: number }
  | { readonly do: 'power-off'; readonly node: number }
  | { readonly do: 'power-on'; readonly node: number }
  | { readonly do: 'drain'; readonly node: number }
  | { readonly do: 'uncordon'; readonly node: number }
  | { readonly do: 'remove-node'; readonly node: number }
  | { readonly do: 'add-node'; readonly node: number }
  | { readonly do: 'lose-volume'; readonly broker: number }
  | { readonly do: 'delete-claim'; readonly broker: number }
  | { readonly do: 'delete-config'; readonly broker: number }
  | { readonly do: 'delete-service'; readonly name: string }
  | { readonly do: 'spoil-label'; readonly broker: number }
  /** Every call to the API fails so often (0..1) for a while. */
  | { readonly do: 'api-errors'; readonly share: number; readonly seconds: number; readonly how: 'refused' | 'conflict' | 'lost-answer' }
  /** Metacontroller sees changes of a kind so much later, for a while. */
  | { readonly do: 'stale-cache'; readonly kind: string; readonly lag: number; readonly seconds: number }
  | { readonly do: 'hook-down'; readonly seconds: number }
  /** The next call is computed and its answer is lost, or it is never computed. */
  | { readonly do: 'hook-killed'; readonly when: 'before' | 'after'; readonly calls: number }
  | { readonly do: 'metacontroller-restart' }
  | { readonly do: 'rebalance' }
  | { readonly do: 'cruise-control-restart' }
  /** The operation that executes, or else the next one, ends halfway with an error. */
  | { readonly do: 'cruise-control-error' }
  /** The next calls of Kafka's admin clients fail. */
  | { readonly do: 'kafka-errors'; readonly code: 'UNREACHABLE' | 'DEADLINE_EXCEEDED' | 'NOT_READY'; readonly calls: number }
  | { readonly do: 'disk-failure'; readonly broker: number };

export type Happening = Edit | Fault | { readonly do: 'produce'; readonly records: number };

/** Something that happens at a moment, in seconds since the cluster was applied. */
export type Event = Happening & { readonly at: number };

/** Which KafkaCluster a scenario starts with. */
export interface Start {
  readonly shape: 'combined' | 'separated';
  /** 3.9 has a static quorum, 4.x a dynamic one. */
  readonly kafka: '3.9.2' | '4.3.1';
  readonly brokers: number;
  readonly nodes: number;
  readonly racks: boolean;
  readonly retention: 'Retain' | 'Delete';
}

export interface Scenario {
  /** Also decides the order of what happens at one moment, and every delay. */
  readonly seed: number;
  readonly start: Start;
  readonly events: readonly Event[];
}
