/**
 * Three ways to tell a demo: on a terminal a table that is redrawn in place below what was said; in a log one line a
 * change and no control codes; for programs one JSON object a line.
 */
import type { CommandIo } from '../command.ts';
import { COLOURS, PLAIN } from '../palette.ts';
import type { BrokerRow, Teller } from './event.ts';
import { linesOf, tableLines } from './text.ts';

const ESCAPE = '\u001b';

/** For pipes and CI. */
export const logTeller = ({ stdout }: Pick<CommandIo, 'stdout'>): Teller => ({
  tell: (event) => stdout(linesOf(event, PLAIN).map(newline).join('')),
  table: () => undefined,
});

/** For programs. */
export const jsonTeller = ({ stdout }: Pick<CommandIo, 'stdout'>): Teller => ({
  tell: (event) => stdout(`${JSON.stringify(event)}\n`),
  table: () => undefined,
});

/** For people. `columns` is asked each time: windows change. */
export const liveTeller = ({ stdout, columns }: Pick<CommandIo, 'stdout'> & { columns(): number }): Teller => {
  let rows: readonly BrokerRow[] = [];
  let drawn = 0;
  // Back to the first line of the table, and everything below it is gone.
  const erase = (): string => (drawn === 0 ? '' : `${ESCAPE}[${drawn}A${ESCAPE}[J`);
  const draw = (): string => {
    // A line that wraps would be two, and the way back too short.
    const lines = ['', ...tableLines(rows, COLOURS)].map((line) => cut(line, columns() - 1));
    drawn = lines.length;
    return lines.map(newline).join('');
  };
  return {
    tell: (event) => {
      if (event.event === 'broker') return;
      // The last table stays where it is, and the end is told below it.
      const isOver = event.event === 'summary' || event.event === 'next';
      const before = isOver ? '' : erase();
      drawn = 0;
      const text = linesOf(event, COLOURS).map(newline).join('');
      stdout(`${before}${text}${rows.length === 0 || isOver ? '' : draw()}`);
    },
    table: (changed) => {
      const before = erase();
      rows = changed;
      stdout(`${before}${draw()}`);
    },
  };
};

const newline = (line: string): string => `${line}\n`;

const COLOUR = new RegExp(`(${ESCAPE}\\[\\d+m)`);

/** The first so many characters; colours take none, and the last one ends. */
const cut = (line: string, width: number): string => {
  let left = width;
  const parts = line.split(COLOUR).map((part) => {
    if (COLOUR.test(part)) return part;
    const kept = part.slice(0, Math.max(0, left));
    left -= part.length;
    return kept;
  });
  return parts.join('');
};
