/**
 * One thing that is wrong with what a person wrote: where, which value, what is allowed and what to do.
 * Every check of the hooks answers with a list of these; how they are shown is decided in one place, below.
 */
export interface Problem {
  /** `spec.brokers[0].id`, or `spec.readOnlyConfig: num.io.threads` for an option in a text. */
  readonly path: string;
  /** The offending value as text; empty when it is absent or must not be shown. */
  readonly value: string;
  /** What is wrong, what is allowed, what to do. */
  readonly message: string;
}

/** A message is for a status column, not for a novel that somebody pasted into a field. */
const MOST_SHOWN = 120;

/** `path=value: message`, or `path: message` when there is no value to show. */
export const describeProblem = ({ path, value, message }: Problem): string => {
  const shown = value.length > MOST_SHOWN ? `${value.slice(0, MOST_SHOWN)}…` : value;
  return shown === '' ? `${path}: ${message}` : `${path}=${shown}: ${message}`;
};
