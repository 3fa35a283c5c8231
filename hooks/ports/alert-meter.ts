/** Measurements of the alert receiver. Every label is from a closed set: what senders write is no label. */
export interface AlertMeter {
  /** One alert that was decided on. `command` as the alert named it, whatever that is. */
  decided(decision: { readonly command: string | undefined; readonly outcome: string; readonly reason: string }): void;
  /** One delivery with valid credentials, answered with this HTTP status. */
  delivered(delivery: { readonly status: number; readonly sender: string; readonly seconds: number }): void;
  /** A request that was no delivery: wrong credentials, path or method. `code` of the catalogue of errors. */
  refused(code: string): void;
}
