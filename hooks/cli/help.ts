/**
 * Help texts that teach: what a command does, its flags and environment with defaults, examples, exit codes.
 * Pages are data, so every command's help has the same order and the tables line up.
 */
export interface HelpPage {
  readonly usage: string;
  /** One or more paragraphs. */
  readonly about: readonly string[];
  readonly flags?: readonly HelpRow[];
  readonly environment?: readonly HelpRow[];
  readonly examples: readonly { readonly run: string; readonly does: string }[];
  /** Where they say more than the common ones. */
  readonly exitCodes?: readonly HelpRow[];
}

/** A term and its explanation. */
export interface HelpRow {
  readonly term: string;
  readonly about: string;
}

const exitCodes: readonly HelpRow[] = [
  { term: '0', about: 'done' },
  { term: '1', about: 'the thing asked about failed' },
  { term: '2', about: 'wrong use: an unknown flag, a bad value, a file that cannot be read' },
];

/** Of every command. */
const crashed: HelpRow = { term: '70', about: 'a fault of kafka-hooks: please report it with what it printed' };

const helpFlag: HelpRow = { term: '-h, --help', about: 'this page' };

/** The text of one command's page. */
export const pageText = (page: HelpPage): string =>
  sections([
    ['Usage', [`  ${page.usage}`]],
    ['', page.about],
    ['Flags', rows([...(page.flags ?? []), helpFlag])],
    ['Environment', rows(page.environment ?? [])],
    ['Examples', page.examples.flatMap((example) => [`  # ${example.does}`, `  ${example.run}`])],
    ['Exit codes', rows([...(page.exitCodes ?? exitCodes), crashed])],
  ]);

/** The text of `kafka-hooks --help`. */
export const overview = (commands: readonly { readonly name: string; readonly summary: string }[]): string =>
  sections([
    ['Usage', ['  kafka-hooks <command> [flags]']],
    [
      '',
      [
        'Apache Kafka on Kubernetes, run by stateless hooks that Metacontroller calls.',
        'Each command explains itself: kafka-hooks <command> --help',
      ],
    ],
    ['Commands', rows(commands.map((command) => ({ term: command.name, about: command.summary })))],
    ['Exit codes', rows([...exitCodes, crashed])],
  ]);

const sections = (parts: readonly (readonly [title: string, lines: readonly string[]])[]): string =>
  parts
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `${title === '' ? '' : `${title}:\n`}${lines.join('\n')}\n`)
    .join('\n');

const rows = (list: readonly HelpRow[]): readonly string[] => {
  const width = Math.max(0, ...list.map((row) => row.term.length));
  return list.map((row) => `  ${row.term.padEnd(width)}  ${row.about}`);
};
