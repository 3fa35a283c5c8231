/**
 * What a demo has to say, as data: the same events become a live table, lines of a log or lines of JSON. Everything in
 * them was observed in the engine; nothing is known beforehand.
 */

/** A broker as the table shows it. Empty text is: not known yet. */
export interface BrokerRow {
  readonly broker: number;
  readonly phase: string;
  /** Whether its Pod is Ready. */
  readonly ready: boolean;
  /** The Kubernetes node that it runs on. */
  readonly node: string;
  /** Sizes of its disks; `100Gi → 200Gi` while one grows. */
  readonly disk: string;
  /** Why it is in this phase, or what it waits for. */
  readonly why: string;
}

/** A Pod of a broker that was deleted. */
export interface Replaced {
  readonly broker: number;
  readonly pod: string;
  readonly reason: string;
}

export interface Summary {
  /** Brokers that are ready, of those in the spec. */
  readonly ready: number;
  readonly brokers: number;
  /** Undefined where Kafka is not modelled. */
  readonly records: { readonly acknowledged: number; readonly lost: number } | undefined;
  readonly hookCalls: number;
  /** Writes of Metacontroller on behalf of the hooks. */
  readonly writes: number;
  readonly virtualSeconds: number;
  readonly realSeconds: number;
  /** Bytes of memory of this process. */
  readonly memory: number;
  readonly replaced: readonly Replaced[];
  /** Titles of the chapters that did not come to pass. */
  readonly failed: readonly string[];
}

/** `at` is the virtual time in seconds since the start. */
export type DemoEvent =
  | { readonly event: 'start'; readonly hooks: string; readonly sample: string; readonly cluster: string; readonly speed: number | 'max' }
  | { readonly event: 'api'; readonly kubeconfig: string; readonly url: string }
  | { readonly event: 'chapter'; readonly number: number; readonly title: string; readonly command: string }
  | ({ readonly event: 'broker'; readonly at: number } & BrokerRow)
  | { readonly event: 'decision'; readonly at: number; readonly text: string }
  | { readonly event: 'told'; readonly at: number; readonly chapter: number; readonly done: boolean; readonly lines: readonly string[] }
  | ({ readonly event: 'summary' } & Summary)
  | { readonly event: 'next'; readonly lines: readonly string[] };

/** Where the events go. */
export interface Teller {
  tell(event: DemoEvent): void;
  /** The whole table, after something in it changed. */
  table(rows: readonly BrokerRow[], at: number): void;
}
