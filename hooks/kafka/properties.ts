/**
 * Options as text: what users write into readOnlyConfig, config and clusterWideConfig, and what a broker reads.
 * Lines, continuations, comments and separators are those of java.util.Properties, for that is the broker's reader;
 * on top, as Koperator does, blanks at both ends of a line and of a value do not count and a line without separator is
 * a mistake. A value stays as written, escape sequences included, so that the regular expressions of
 * ssl.principal.mapping.rules reach the broker as if the line stood in server.properties. The one exception: beyond
 * ASCII, parse reads `\u00e9` as é and write does the reverse, because the broker reads the file as Latin-1.
 */

interface PropertiesProblem {
  /** Counted from 1; the first line of a continued one. */
  readonly line: number;
  readonly text: string;
  readonly message: string;
}

export interface ParsedProperties {
  /** In order of first appearance; the last duplicate wins. */
  readonly entries: ReadonlyMap<string, string>;
  readonly problems: readonly PropertiesProblem[];
}

/**
 * Reads options; never throws. What cannot be read is a problem and no entry.
 * Source: java.util.Properties.load (Java SE API); Koperator's dialect where it is more lenient.
 */
export const parseProperties = (text: string): ParsedProperties => {
  const entries = new Map<string, string>();
  const problems: PropertiesProblem[] = [];
  for (const { line, content } of logicalLines(text)) {
    const message = fault(content);
    if (message === undefined) entries.set(...split(content));
    else problems.push({ line, text: content, message });
  }
  return { entries, problems };
};

/** `key=value` lines, sorted by key: the same options give the same text, whatever their order. */
export const writeProperties = (entries: Iterable<readonly [string, string]>): string =>
  [...new Map(entries)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${writeKey(key)}=${writeValue(value)}\n`)
    .join('');

/**
 * What the broker's reader makes of a value: escape sequences resolved.
 * For values that do not pass through a properties file, such as dynamic options sent over the protocol.
 */
export const readValue = (value: string): string => resolve(value);

interface LogicalLine {
  readonly line: number;
  readonly content: string;
}

const isBlank = (char: string): boolean => char === ' ' || char === '\t' || char === '\f';

const trimStart = (text: string): string => {
  let start = 0;
  while (isBlank(text.charAt(start))) start += 1;
  return text.slice(start);
};

const trimEnd = (text: string): string => {
  let end = text.length;
  while (isBlank(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
};

/** Lines without comments and blank ones, continuations joined. */
const logicalLines = (text: string): readonly LogicalLine[] => {
  const lines: LogicalLine[] = [];
  let started: LogicalLine | undefined;
  for (const [index, natural] of text.split(/\r\n|\r|\n/).entries()) {
    // Koperator continues a line also when blanks follow its backslash; Java does not, but nobody sees them in YAML.
    const trimmed = trimStart(trimEnd(natural));
    // As in Java, a `#` inside a continuation is part of the value, and a blank line ends it.
    const { line, content }: LogicalLine = started?.content ? started : { line: index + 1, content: '' };
    if (content === '' && (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith('!'))) continue;
    const continues = endsInEscape(trimmed);
    started = { line, content: content + (continues ? trimmed.slice(0, -1) : trimmed) };
    if (continues) continue;
    lines.push(started);
    started = undefined;
  }
  if (started !== undefined) lines.push(started);
  return lines.filter(({ content }) => content !== '');
};

/** An odd number of backslashes at the end: the last one escapes what comes next. */
const endsInEscape = (text: string): boolean => {
  let start = text.length;
  while (text.charAt(start - 1) === '\\') start -= 1;
  return (text.length - start) % 2 === 1;
};

const ANY_ESCAPE = /\\(?:u([0-9a-fA-F]{0,4})|.)/gs;

/** Why a line cannot be read; undefined when it can. */
const fault = (content: string): string | undefined => {
  const end = keyEnd(content);
  if (end === content.length) return 'has no separator; write key=value';
  if (end === 0) return 'has no key before the separator; write key=value';
  // java.util.Properties throws here, and the broker would not start.
  const cut = [...content.matchAll(ANY_ESCAPE)].some(([, hex = '0000']) => hex.length < 4);
  return cut ? 'has \\u without four hexadecimal digits; write \\\\u for a backslash and a u' : undefined;
};

/** Where the first unescaped separator stands; the length of the line when there is none. */
const keyEnd = (content: string): number => {
  let end = 0;
  while (end < content.length && !isSeparator(content.charAt(end))) end += content.charAt(end) === '\\' ? 2 : 1;
  return Math.min(end, content.length);
};

const isSeparator = (char: string): boolean => char === '=' || char === ':' || isBlank(char);

const split = (content: string): [key: string, value: string] => {
  const end = keyEnd(content);
  // Blanks around the first `=` or `:` belong to the separator: `key   =   v` is v, and not `=   v` as Koperator has it.
  const rest = trimStart(content.slice(end));
  const value = rest.startsWith('=') || rest.startsWith(':') ? trimStart(rest.slice(1)) : rest;
  return [resolve(content.slice(0, end)), readable(trimValue(value))];
};

/** Also an escaped blank at the end goes: written at a line's end, it would look like a continuation. */
const trimValue = (value: string): string => {
  let trimmed = trimEnd(value);
  while (endsInEscape(trimmed)) trimmed = trimEnd(trimmed.slice(0, -1));
  return trimmed;
};

const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|(.))/gsu;
const CONTROL: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' };

const resolve = (text: string): string =>
  text.replace(ESCAPE, (_, hex: string | undefined, char = '') => (hex === undefined ? (CONTROL[char] ?? char) : fromHex(hex)));

const fromHex = (hex: string): string => String.fromCharCode(Number.parseInt(hex, 16));
const toHex = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Beyond ASCII characters for escape sequences, all other sequences as they are. */
const readable = (value: string): string =>
  value.replace(ESCAPE, (sequence, hex: string | undefined, char = '') => {
    const meant = hex === undefined ? char : fromHex(hex);
    return meant > '\x7f' ? meant : sequence;
  });

// Without the flag u: a surrogate pair is two sequences, as Java writes it.
const BEYOND_ASCII = /[^\0-\x7f]/g;

const KEY_SPECIAL = /[\\=:#! ]/g;

const writeKey = (key: string): string =>
  key
    .replace(KEY_SPECIAL, '\\$&')
    .replaceAll('\t', '\\t')
    .replaceAll('\f', '\\f')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replace(BEYOND_ASCII, toHex);

/** A value made by code may hold what no parsed one does: line breaks, or a backslash at its end that would swallow the next line. */
const writeValue = (value: string): string =>
  readable(trimValue(value)).replaceAll('\n', '\\n').replaceAll('\r', '\\r').replace(BEYOND_ASCII, toHex);
