/** Pieces of the sentences with which fields of built-in kinds are refused. */
import { isQuantity } from '../../../kube/quantity.ts';
import type { ResourceType } from '../../../ports/api-server.ts';
import { unreadable } from '../refusals.ts';

/** The places of values that an earlier place has already; undefined values are none. */
export const repeated = <T>(values: readonly (T | undefined)[]): readonly (readonly [at: number, value: T])[] => {
  const seen = new Set<T>();
  return values.flatMap((value, at) => {
    if (value === undefined) return [];
    if (seen.has(value)) return [[at, value] as const];
    seen.add(value);
    return [];
  });
};

/** Whether a value is a port number. */
export const isPort = (port: unknown): boolean => typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65535;

/** A number that is no port. */
export const invalidNumber = (path: string, value: unknown): string =>
  `${path}: Invalid value: ${JSON.stringify(value)}: must be between 1 and 65535, inclusive`;

/** Throws for what cannot be read as quantities. */
export const assertQuantities = (type: ResourceType, quantities: Readonly<Record<string, unknown>> | undefined): void => {
  for (const name in quantities) {
    const quantity = quantities[name];
    if (typeof quantity !== 'string' || !isQuantity(quantity)) {
      throw unreadable(type, "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    }
  }
};
