/** Marks that parts of a text get on a terminal, by what they mean; where there is no terminal they get none. */

/** The text with its mark. */
type Paint = (text: string) => string;

export interface Palette {
  readonly bold: Paint;
  readonly faint: Paint;
  readonly good: Paint;
  readonly wait: Paint;
  readonly bad: Paint;
}

const paint =
  (code: number): Paint =>
  (text) =>
    text === '' ? '' : `\u001b[${code}m${text}\u001b[0m`;
const plain: Paint = (text) => text;

export const COLOURS: Palette = { bold: paint(1), faint: paint(2), good: paint(32), wait: paint(33), bad: paint(31) };
export const PLAIN: Palette = { bold: plain, faint: plain, good: plain, wait: plain, bad: plain };
