/**
 * One thing that is wrong with a spec, as a person reads it: where, which value, what is allowed and what to do.
 */
export interface Problem {
  /** `spec.brokers[0].id`. */
  readonly path: string;
  /** The offending value as text; empty when it is absent. */
  readonly value: string;
  /** What is wrong, what is allowed, what to do. */
  readonly message: string;
}

/** `path=value: message`, or `path: message` when there is no value to show. */
export const describeProblem = ({ path, value, message }: Problem): string =>
  value === '' ? `${path}: ${message}` : `${path}=${value}: ${message}`;

/** Values that occur more than once, in order of their second occurrence. */
export const repeated = <T>(items: readonly T[]): readonly T[] => {
  const seen = new Set<T>();
  const again = new Set<T>();
  for (const item of items) {
    if (seen.has(item)) again.add(item);
    seen.add(item);
  }
  return [...again];
};
