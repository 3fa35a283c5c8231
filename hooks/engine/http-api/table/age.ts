/**
 * How long something has been there, in the words of kubectl: `45s`, `5m10s`, `3h`, `2d4h`, `400d`.
 * Printed by the server, because only it knows what time it is on a virtual clock.
 */
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

interface Range {
  /** Seconds below which this line counts. */
  readonly below: number;
  readonly unit: number;
  readonly sign: string;
  /** The smaller unit that follows, when it is not 0. */
  readonly rest?: { readonly unit: number; readonly sign: string };
}

const seconds = { unit: 1, sign: 's' };
const minutes = { unit: MINUTE, sign: 'm' };
const hours = { unit: HOUR, sign: 'h' };
const days = { unit: DAY, sign: 'd' };

// From k8s.io/apimachinery/pkg/util/duration, HumanDuration.
const RANGES: readonly Range[] = [
  { below: 2 * MINUTE, ...seconds },
  { below: 10 * MINUTE, ...minutes, rest: seconds },
  { below: 3 * HOUR, ...minutes },
  { below: 8 * HOUR, ...hours, rest: minutes },
  { below: 2 * DAY, ...hours },
  { below: 8 * DAY, ...days, rest: hours },
  { below: 2 * YEAR, ...days },
  { below: 8 * YEAR, unit: YEAR, sign: 'y', rest: days },
  { below: Number.POSITIVE_INFINITY, unit: YEAR, sign: 'y' },
];

/** The age at `now` (milliseconds since the epoch) of what happened at a moment in RFC 3339. */
export const age = (moment: unknown, now: number): string => {
  const then = typeof moment === 'string' ? Date.parse(moment) : Number.NaN;
  if (Number.isNaN(then)) return '<unknown>';
  const passed = Math.floor((now - then) / 1000);
  // Timestamps are whole seconds, so what is new may look up to a second old or young.
  if (passed < -1) return '<invalid>';
  const total = Math.max(0, passed);
  const range = RANGES.find(({ below }) => total < below);
  if (range === undefined) return '<unknown>';
  const { unit, sign, rest } = range;
  const more = rest === undefined ? 0 : Math.floor((total % unit) / rest.unit);
  return `${Math.floor(total / unit)}${sign}${more > 0 && rest !== undefined ? `${more}${rest.sign}` : ''}`;
};
