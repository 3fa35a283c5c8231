/**
 * Times in alerts: RFC 3339 as Go writes it, with up to nine digits of a second and any offset. Date.parse alone would take
 * much that is none.
 */

const RFC_3339 = /^(\d{4})-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;

/** Go's zero time means that there is none. No alert is from before 1970. */
const FIRST_YEAR = 1970;

/** Milliseconds since the epoch, the rest cut off; undefined for what is no time, or for Go's zero time. */
export const timeOf = (value: unknown): number | undefined => {
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const [, year] = RFC_3339.exec(value) ?? [];
  if (year === undefined || Number(year) < FIRST_YEAR) return undefined;
  const time = Date.parse(value.toUpperCase());
  return Number.isNaN(time) ? undefined : time;
};
