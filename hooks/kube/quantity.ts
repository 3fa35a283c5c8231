/**
 * Kubernetes quantities in the canonical form that the API server stores (`1000m` → `1`, `1024Mi` → `1Gi`).
 * A value written otherwise differs from what is observed for ever, and Metacontroller would write it at each sync.
 * Source: k8s.io/apimachinery resource.Quantity; exact arithmetic, for a claim of some petabytes does not fit a double.
 */

const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;
const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'] as const;
const PATTERN = /^([+-]?)(\d+)?(?:\.(\d*))?(?:(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)|[eE]([+-]?\d+))?$/;

interface Parsed {
  /** In units of 1e-9. */
  readonly nanos: bigint;
  readonly binary: boolean;
}

const parse = (text: string): Parsed | undefined => {
  // A cluster writes the same few sizes hundreds of times.
  if (!parsed.has(text)) {
    if (parsed.size >= MOST_REMEMBERED) parsed.clear();
    parsed.set(text, parseAnew(text));
  }
  return parsed.get(text);
};

const parsed = new Map<string, Parsed | undefined>();
const MOST_REMEMBERED = 1000;

/** Undefined when the text is no quantity. Fractions below one nano are rounded up, as Kubernetes does. */
const parseAnew = (text: string): Parsed | undefined => {
  const match = PATTERN.exec(text.trim());
  if (match === null || (match[2] === undefined && (match[3] ?? '') === '')) return undefined;
  const [, sign, whole = '0', fraction = '', suffix = '', exponent] = match;
  const binaryIndex = BINARY.findIndex((s) => s !== '' && s === suffix);
  const power = exponent === undefined ? (binaryIndex > 0 ? 0 : (DECIMAL.indexOf(suffix as never) - 3) * 3) : Number(exponent);
  if (Math.abs(power) > 30) return undefined;
  const factor = binaryIndex > 0 ? 1024n ** BigInt(binaryIndex) : 1n;
  // digits × 10^(9 + power − fraction digits), in nanos
  const shift = 9 + power - fraction.length;
  const scaled = BigInt(whole + fraction) * factor;
  const nanos = shift >= 0 ? scaled * 10n ** BigInt(shift) : ceilDivide(scaled, 10n ** BigInt(-shift));
  return { nanos: sign === '-' ? -nanos : nanos, binary: binaryIndex > 0 };
};

const ceilDivide = (a: bigint, b: bigint): bigint => (a + b - 1n) / b;

/** True when the text is a quantity (`500m`, `10Gi`, `1e3`). */
export const isQuantity = (text: string): boolean => parse(text) !== undefined;

/** The canonical text; a text that is no quantity comes back as it is, for the API server to refuse. */
export const canonicalQuantity = (value: string | number): string => {
  const text = String(value);
  const found = parse(text);
  if (found === undefined) return text;
  const { nanos, binary } = found;
  if (nanos === 0n) return '0';
  return binary && nanos % NANO === 0n ? scaleBinary(nanos / NANO) : scaleDecimal(nanos);
};

const NANO = 1_000_000_000n;

const scaleBinary = (units: bigint): string => {
  // Kubernetes writes a binary quantity below 1024 without suffix.
  let value = units;
  let index = 0;
  while (value % 1024n === 0n && index < BINARY.length - 1) {
    value /= 1024n;
    index += 1;
  }
  return `${value}${BINARY[index]}`;
};

const scaleDecimal = (nanos: bigint): string => {
  let value = nanos;
  let index = 0;
  while (value % 1000n === 0n && index < DECIMAL.length - 1) {
    value /= 1000n;
    index += 1;
  }
  return `${value}${DECIMAL[index]}`;
};

/** Bytes (or units), rounded up; undefined when the text is no quantity. */
export const quantityUnits = (value: string | number): bigint | undefined => {
  const found = parse(String(value));
  return found === undefined ? undefined : ceilDivide(found.nanos, NANO);
};

/** Thousandths (millicores), rounded up; undefined when the text is no quantity. */
export const quantityMillis = (value: string | number): bigint | undefined => {
  const found = parse(String(value));
  return found === undefined ? undefined : ceilDivide(found.nanos, 1_000_000n);
};

/** Canonical requests and limits, in the order of the input. */
export const canonicalQuantities = (quantities: Readonly<Record<string, string | number>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(quantities).map(([name, value]) => [name, canonicalQuantity(value)]));
