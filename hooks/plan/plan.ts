/**
 * What a plan says, as data: `plan -o json` prints it as it is, the text is made from it. Everything in it was seen to
 * happen in the engine; what the hooks of this release only report, and do not do yet, is `pending`.
 */

/** One value that differs. A value that must not be shown is `****`. */
export interface FieldChange {
  /** `spec.containers[kafka].image`, or the name of an option. */
  readonly key: string;
  /** Absent when there was nothing. */
  readonly from?: string;
  /** Absent when there is nothing any more. */
  readonly to?: string;
}

/** When something happens: at once, or once a later release, a person or the cluster allows it. */
export type When = 'now' | 'pending';

/** One reason why something is to be done with a broker. */
export interface BrokerChange extends FieldChange {
  /** `option`, `dynamic-option`, `claim`, `disk`, or the part of the inputs: `image`, `resources`, `pod`, … */
  readonly what: string;
  /** What a running broker needs to follow: a restart, a call of Kafka's API, or nothing. */
  readonly needs: 'restart' | 'dynamic' | 'nothing';
  readonly state: When;
  /** What a reader should know of it. */
  readonly note?: string;
}

export type BrokerAction = 'create' | 'restart' | 'reconfigure' | 'grow' | 'remove-disk' | 'remove' | 'nothing';

/** What happens to one broker or controller. */
export interface BrokerPlan {
  readonly id: number;
  /** The most that happens; the changes tell the rest. */
  readonly action: BrokerAction;
  readonly state: When;
  readonly changes: readonly BrokerChange[];
  /** What it waits for before it happens. */
  readonly waitsFor: readonly string[];
  /** Without the broker's id, so that brokers can share it; empty when nothing happens. */
  readonly why: string;
}

/** One object that is written. */
export interface ObjectChange {
  readonly verb: 'create' | 'update' | 'replace' | 'delete';
  readonly kind: string;
  readonly name: string;
  /** Of an update only. */
  readonly changes: readonly FieldChange[];
}

/** One moment of what happens. */
export interface Step {
  /** Seconds after the files were applied, on the engine's clock. */
  readonly at: number;
  /** `create PersistentVolumeClaims of brokers 0-2`. */
  readonly does: string;
  /** Names of the objects, sorted. */
  readonly objects: readonly string[];
  readonly waitsFor: readonly string[];
}

export interface Estimate {
  /** Seconds until nothing more happens, as the engine's clock has it; what is pending is not in it. Absent when a broker cannot start. */
  readonly seconds?: number;
  /** Bytes that must move to other brokers or disks before what leaves can go: at most the size of the claims; how full they are only Kafka knows. */
  readonly bytesToMoveAtMost?: number;
  /** What the figures leave out. */
  readonly notes: readonly string[];
}

export type RiskCode =
  | 'BROKER_LEAVES'
  | 'CLAIM_NOT_EXPANDABLE'
  | 'DISK_LEAVES'
  | 'EMPTY_DIR'
  | 'MIN_ISR_REACHED'
  | 'NO_SPACE'
  | 'QUORUM_CHANGES'
  | 'QUORUM_EVEN'
  | 'QUORUM_SMALL'
  | 'REPLICATION_ABOVE_BROKERS'
  | 'SINGLE_REPLICA'
  | 'SINGLE_ZONE'
  | 'UNSCHEDULABLE'
  | 'VERSION_DOWN';

export interface Risk {
  readonly code: RiskCode;
  readonly message: string;
  /** Whether the files bring it; otherwise it is there already. */
  readonly isNew: boolean;
}

export interface ClusterPlan {
  readonly namespace: string;
  readonly name: string;
  /** All brokers and controllers, ascending by id. */
  readonly brokers: readonly BrokerPlan[];
  /** Objects that the hooks write because of the files. */
  readonly objects: readonly ObjectChange[];
  readonly steps: readonly Step[];
  readonly estimate: Estimate;
  /** Writes that the API server refuses for as long as nothing else changes, because of the files: `create Pod kafka-0: …`. */
  readonly failing: readonly string[];
  readonly risks: readonly Risk[];
}

/** What the files themselves change, before any hook is called. */
export interface AppliedChange extends Omit<ObjectChange, 'verb'> {
  readonly verb: 'create' | 'update';
  readonly namespace?: string;
}

export interface Refusal {
  /** `KafkaCluster demo/kafka`. */
  readonly object: string;
  readonly message: string;
}

/** What happens or waits without the files, and is none of their doing. */
export interface UnderWay {
  /** `KafkaCluster demo/kafka`, or the object that changes. */
  readonly object: string;
  readonly message: string;
}

export interface Plan {
  /** Whether applying the files changes anything, now or later. */
  readonly changes: boolean;
  readonly refused: readonly Refusal[];
  readonly applied: readonly AppliedChange[];
  /** Of every KafkaCluster that the files are about or that they change. */
  readonly clusters: readonly ClusterPlan[];
  readonly underWay: readonly UnderWay[];
  /** What limits the plan: a world that did not come to rest, an object that kubectl apply did not make. */
  readonly notes: readonly string[];
}
