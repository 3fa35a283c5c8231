/**
 * One option that cannot stand as it is, for a person to read as `path=value: message`. The path names the text and the
 * option in it; what is secret or absent has no value. The same shape as a problem of the spec, of which it becomes one.
 */
export interface Problem {
  /** `spec.readOnlyConfig: num.io.threads`. */
  readonly path: string;
  /** The offending value as written; empty when there is none to show. */
  readonly value: string;
  /** What is wrong, what is allowed, what to do. */
  readonly message: string;
}
