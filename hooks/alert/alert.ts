/**
 * An alert, whoever sent it: Alertmanager's webhook and Prometheus as a direct sender end here in one form. What a person
 * wrote into labels and annotations is not judged here.
 */
export interface Alert {
  /** Label alertname; empty when it has none. */
  readonly name: string;
  /** 16 hexadecimal digits, computed of the labels as Prometheus does. */
  readonly fingerprint: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly firing: boolean;
  /** Milliseconds since the epoch; undefined when the sender did not say or it is no time. */
  readonly startsAt: number | undefined;
  /** The end, past or, from Prometheus, the moment when it counts as resolved unless it is sent again. */
  readonly endsAt: number | undefined;
}
