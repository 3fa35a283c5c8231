/** What alerts would do, for people: a paragraph for each alert, and one line that sums up. */
import { COLOURS, type Palette, PLAIN } from '../palette.ts';
import { indent, table } from '../text-layout.ts';
import type { ExplainedAlert, Explanation } from './explanation.ts';

/** The whole text, with a newline at its end. */
export const explanationText = ({ alerts, notes }: Explanation, { colours }: { readonly colours: boolean }): string => {
  const palette = colours ? COLOURS : PLAIN;
  const parts = [
    ...alerts.map((alert, index) => alertText(alert, { number: index + 1, palette })),
    notes.length === 0 ? '' : `Notes:\n${indent(notes)}`,
    `${summary(alerts)}\n`,
  ];
  return parts.filter((part) => part !== '').join('\n');
};

interface Look {
  readonly number: number;
  readonly palette: Palette;
}

const alertText = (alert: ExplainedAlert, { number, palette }: Look): string => {
  const { fingerprint, firing, startsAt, message, allowedAgainAfter, explanation } = alert;
  const since = startsAt === undefined ? '' : ` since ${startsAt}`;
  const head = `${number}. ${alert.alert === '' ? 'an alert without a name' : alert.alert}`;
  const rows = [
    ['asks for', asksFor(alert)],
    ['outcome', `${outcome(alert, palette)}: ${explanation}`],
    ['says', message],
    ...(allowedAgainAfter === undefined ? [] : [['not before', allowedAgainAfter]]),
    ...changeRows(alert),
  ];
  return `${palette.bold(head)}  ${palette.faint(`${fingerprint}  ${firing ? `fires${since}` : 'does not fire'}`)}\n${indent(table(rows), 3)}`;
};

const asksFor = ({ command, cluster, target }: ExplainedAlert): string => {
  const what = command ?? 'no command';
  const where = cluster === undefined ? '' : ` of KafkaCluster ${cluster}`;
  return `${what}${where}${target === undefined || target === 'cluster' ? '' : `, ${target}`}`;
};

const outcome = ({ outcome: word, reason }: ExplainedAlert, palette: Palette): string => {
  const told = word === reason ? word : `${word}, ${reason}`;
  if (word === 'Acted' || word === 'Noted') return palette.good(told);
  return word === 'Refused' || word === 'Invalid' ? palette.bad(told) : palette.faint(told);
};

const changeRows = ({ changes }: ExplainedAlert): readonly (readonly string[])[] =>
  changes.length === 0
    ? []
    : [['would change', changes.map(({ key, from, to }) => `${key}: ${from ?? 'unset'} → ${to ?? 'unset'}`).join('\n')]];

const summary = (alerts: readonly ExplainedAlert[]): string => {
  if (alerts.length === 0) return 'There are no alerts in it.';
  const count = (...outcomes: readonly string[]): number => alerts.filter((alert) => outcomes.includes(alert.outcome)).length;
  const [acting, refused] = [count('Acted', 'Noted'), count('Refused', 'Invalid')];
  return `${counted(alerts.length)}: ${acting} would change something, ${refused} would be refused. Nothing was changed.`;
};

const counted = (alerts: number): string => (alerts === 1 ? '1 alert' : `${alerts} alerts`);
