/**
 * What a command is: a name, how long it rests, and a pure function that says which change of the spec the alert asks for.
 * Whether that change may be made now is the business of the guards, the same for all commands. An own command is one file
 * like its neighbours and one line in registry.ts (docs/alerts.md).
 */
import type { Broker } from '../../api/kafka-cluster.ts';
import type { Asked } from '../asked.ts';
import type { Objection } from '../decision.ts';

export interface Command {
  /** As documentation writes it; alerts may write it in any case. */
  readonly name: string;
  /** One sentence for people. */
  readonly summary: string;
  /** How long it rests after it acted, unless alertManagerConfig.coolDownSeconds says otherwise. */
  readonly coolDownSeconds: number;
  /** The change that the alert asks for, or why it cannot be made. Asked only when the cluster is at rest. */
  propose(asked: Asked): Proposal | Objection;
}

/** A change of one KafkaCluster, not made yet. */
export interface Proposal {
  readonly kind: 'change';
  /** What rests after it: `cluster`, `broker 1` or the name of a claim. */
  readonly target: string;
  /** What it does, for people: `adds broker 3 of group default`. */
  readonly message: string;
  /** spec.brokers as it will be. */
  readonly brokers?: readonly Broker[];
  /** Annotations of the KafkaCluster to set. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** A broker that need not be ready, because the change is to help it. */
  readonly unready?: number;
  /** The disk that it makes or grows. */
  readonly disk?: { readonly broker: number; readonly bytes: bigint; readonly isNew: boolean };
}
