/**
 * The one question about JSON of unknown shape that every reader asks first.
 */

/** Whether a value is an object with keys: no array, no null. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
