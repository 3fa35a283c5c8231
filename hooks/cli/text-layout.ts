/**
 * Columns, indents and figures for people: what every command that prints a report needs, and none should do in its
 * own way. Nothing here knows what is printed.
 */

/** Lines, each with blanks before it and a newline behind. */
export const indent = (lines: readonly string[], blanks = 2): string => lines.map((line) => `${' '.repeat(blanks)}${line}\n`).join('');

/** Rows as lines with aligned columns. The last column may have several lines: they stay below its first. */
export const table = (rows: readonly (readonly string[])[]): readonly string[] => {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, at) => Math.max(...rows.map((row) => width(row[at] ?? ''))));
  return rows.flatMap((row) => {
    const [first = '', ...rest] = (row.at(-1) ?? '').split('\n');
    const before = row.slice(0, -1).map((cell, at) => `${cell}${' '.repeat((widths[at] ?? 0) - width(cell) + 2)}`);
    const margin = widths.slice(0, row.length - 1).reduce((sum, each) => sum + each + 2, 0);
    return [`${before.join('')}${first}`, ...rest.map((line) => `${' '.repeat(margin)}${line}`)].map((line) => line.trimEnd());
  });
};

const ESCAPE = '\u001b';
const COLOURS = new RegExp(`${ESCAPE}\\[\\d+m`, 'g');

/** Characters on the screen: colours take none. */
const width = (text: string): number => text.replace(COLOURS, '').length;

/** `45 s`, `3 min`, `2 h`. */
export const duration = (seconds: number): string => {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
};

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** `30 GiB`; one digit after the point where it is not whole. */
export const bytes = (count: number): string => {
  const power = count < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(count) / 10));
  const value = count / 1024 ** power;
  return `${Number.isInteger(value) ? value : value.toFixed(1)} ${UNITS[power]}`;
};
