/**
 * A plan for people: what happens to each broker at a glance, then the order, the risks and what is refused, and at the
 * end what to type next. Brokers for which the same is true share a line, so a hundred of them stay readable.
 */
import { nameBrokers, renameBroker } from '../plan/id-list.ts';
import type {
  AppliedChange,
  BrokerAction,
  BrokerChange,
  BrokerPlan,
  ClusterPlan,
  Estimate,
  FieldChange,
  ObjectChange,
  Plan,
  Risk,
  Step,
} from '../plan/plan.ts';
import { COLOURS, type Palette, PLAIN } from './palette.ts';
import { bytes, duration, indent, table } from './text-layout.ts';

export interface PlanTextOptions {
  /** Colours as terminals have them. */
  readonly colours: boolean;
  /** The command at the end, which does what was planned. */
  readonly apply: string;
}

/** The whole text, with a newline at its end. */
export const planText = (plan: Plan, { colours, apply }: PlanTextOptions): string => {
  const palette = colours ? COLOURS : PLAIN;
  const parts = [
    section(
      palette.bad('Refused:'),
      foldBrokers(
        plan.refused.map(({ object, message }) => `${object}: ${message}`),
        /\bspec\.brokers\[id=(\d+)\]/,
      ),
    ),
    ...plan.clusters.map((cluster) => clusterText(cluster, palette)),
    section('Applied:', plan.applied.flatMap(appliedLines)),
    section(
      palette.faint('Under way without these files:'),
      plan.underWay.map(({ object, message }) => `${object}: ${message}`),
    ),
    section('Notes:', plan.notes),
    `${summary(plan, apply)}\n`,
  ];
  return parts.filter((part) => part !== '').join('\n');
};

const section = (title: string, lines: readonly string[]): string => (lines.length === 0 ? '' : `${title}\n${indent(lines)}`);

const clusterText = (cluster: ClusterPlan, palette: Palette): string => {
  const { brokers, estimate, steps, risks } = cluster;
  const counts = { now: brokers.filter(isNow).length, pending: brokers.filter(({ state }) => state === 'pending').length };
  const head = `KafkaCluster ${cluster.namespace}/${cluster.name}: ${headline(counts, cluster.objects.length)}`;
  return [
    `${palette.bold(head)}\n`,
    indent(table(groupBrokers(brokers).map((group) => brokerRow(group, palette)))),
    subsection(palette.bad('Fails:'), foldBrokers(cluster.failing, /^\w+ \w+ [\w.-]*?-(\d+)\b/)),
    subsection('Order:', table(steps.map(stepRow))),
    subsection('Estimate:', estimateLines(estimate, steps.length)),
    subsection('Writes:', writeLines(cluster.objects)),
    subsection('Risks:', table(risks.map((risk) => riskRow(risk, palette)))),
  ].join('');
};

const subsection = (title: string, lines: readonly string[]): string => (lines.length === 0 ? '' : `  ${title}\n${indent(lines, 4)}`);

const estimateLines = ({ seconds, bytesToMoveAtMost, notes }: Estimate, steps: number): readonly string[] => [
  ...(steps > 0 && seconds !== undefined ? [`about ${duration(seconds)}`] : []),
  ...(bytesToMoveAtMost === undefined ? [] : [`at most ${bytes(bytesToMoveAtMost)} to move`]),
  ...notes,
];

/** Something happens to the broker now, even if more of it waits. */
const isNow = ({ action, state, changes }: BrokerPlan): boolean =>
  action !== 'nothing' && (state === 'now' || changes.some((change) => change.state === 'now'));

const headline = ({ now, pending }: { readonly now: number; readonly pending: number }, objects: number): string => {
  if (now + pending === 0) return objects === 0 ? 'nothing changes' : 'no broker changes';
  return [now > 0 ? `${now} changed now` : '', pending > 0 ? `${pending} pending` : ''].filter((text) => text !== '').join(', ');
};

interface BrokerGroup {
  readonly ids: readonly number[];
  readonly plan: BrokerPlan;
}

/** Brokers of which the same is said. */
const groupBrokers = (brokers: readonly BrokerPlan[]): readonly BrokerGroup[] => {
  const groups = Map.groupBy(brokers, ({ id, waitsFor, ...same }) =>
    JSON.stringify([same, waitsFor.map((wait) => renameBroker(wait, id, []))]),
  );
  return [...groups.values()].flatMap((group) => group.slice(0, 1).map((plan) => ({ ids: group.map(({ id }) => id), plan })));
};

const brokerRow = ({ ids, plan }: BrokerGroup, palette: Palette): readonly string[] => {
  const { action, state, changes, waitsFor, why } = plan;
  const who = nameBrokers(ids);
  if (action === 'nothing' && changes.length === 0) return [who, 'nothing', '', why];
  const when = action === 'nothing' ? '' : state === 'pending' ? palette.wait('PENDING') : palette.good('now');
  // Of the other actions the changes are the reason.
  const isReason = changes.length === 0 || action === 'nothing' || action === 'remove';
  const reasons = [...(isReason && why !== '' ? [why] : []), ...changes.map((change) => changeText(change, plan))];
  const waits = waitsFor.map((wait) => palette.faint(`waits: ${renameBroker(wait, plan.id, ids)}`));
  return [who, action, when, [...reasons, ...waits].join('\n')];
};

const changeText = (change: BrokerChange, broker: BrokerPlan): string => {
  const { what, key, needs, note, state } = change;
  const isEarlier = state === 'now' && broker.state === 'pending';
  const earlier = broker.action === 'restart' ? 'now, without a restart' : 'now';
  const notes = [isEarlier ? earlier : '', needs === 'restart' ? 'needs a restart' : '', note ?? '']
    .filter((text) => text !== '')
    .join('; ');
  const label = what === 'claim' || what === 'disk' ? `${what} ` : '';
  return `${label}${what === 'image' && change.from === undefined ? `${key} ${change.to}` : fieldText(change)}${notes === '' ? '' : ` (${notes})`}`;
};

const fieldText = ({ key, from, to }: FieldChange): string => {
  if (from === undefined && to === undefined) return key;
  return `${key}: ${listText(from, to) ?? `${from ?? '(none)'} → ${to ?? '(none)'}`}`;
};

/** Of long lists, such as addresses, what came and what went; undefined where that would not say all. */
const listText = (from: string | undefined, to: string | undefined): string | undefined => {
  const [before, after] = [from?.split(',') ?? [], to?.split(',') ?? []];
  if (before.length < 2 || after.length < 2) return undefined;
  const came = after.filter((item) => !before.includes(item));
  const went = before.filter((item) => !after.includes(item));
  // Another order of the same items is a change, too.
  if (came.length + went.length === 0 || came.length + went.length >= after.length) return undefined;
  return [came.length > 0 ? `adds ${came.join(', ')}` : '', went.length > 0 ? `drops ${went.join(', ')}` : '']
    .filter((text) => text !== '')
    .join('; ');
};

const MOST_LINES = 20;

const stepRow = ({ at, does, waitsFor }: Step): readonly string[] => [
  `${at} s`,
  waitsFor.length === 0 ? does : `${does}, after ${waitsFor.join(', ')}`,
];

const riskRow = ({ code, message, isNew }: Risk, palette: Palette): readonly string[] => [
  isNew ? palette.wait(code) : palette.faint(code),
  `${message}${isNew ? '' : ' (so already)'}`,
];

const MOST_NAMED = 4;

/** Objects by what is done to them; what changes in an object stands in the plan's JSON. */
const writeLines = (objects: readonly ObjectChange[]): readonly string[] => {
  const groups = Map.groupBy(objects, ({ verb, kind }) => `${verb} ${kind}`);
  return [...groups].map(([what, group]) => {
    const names = group.map(({ name }) => name);
    const more = names.length - MOST_NAMED;
    return `${what} ${names.slice(0, more > 1 ? MOST_NAMED : names.length).join(', ')}${more > 1 ? ` and ${more} more` : ''}`;
  });
};

const appliedLines = ({ verb, kind, namespace, name, changes }: AppliedChange): readonly string[] => {
  const shown = changes.slice(0, MOST_LINES).map((change) => `  ${fieldText(change)}`);
  const more = changes.length - shown.length;
  return [
    `${verb} ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`,
    ...shown,
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
};

const summary = ({ refused, changes, clusters }: Plan, apply: string): string => {
  if (refused.length > 0)
    return 'Refused: what is named above would not be done, and everything stays as it is there. Correct it and ask again.';
  if (clusters.some(({ failing }) => failing.length > 0))
    return `Not all of it would work: mend what fails first. What works is done by: ${apply}`;
  if (!changes) return 'Nothing to do: what runs is what the files say.';
  const brokers = clusters.flatMap((cluster) => cluster.brokers);
  const pending = brokers.filter(({ state }) => state === 'pending').map(({ action }) => action);
  const later = pending.filter((action) => NOT_DONE.has(action)).length;
  const waits = [...waiting(later, 'what this release does not do'), ...waiting(pending.length - later, 'what is said above')];
  return `To do it${waits.length === 0 ? '' : `; ${waits.join(', ')}`}: ${apply}`;
};

/** What this release only reports. Whatever else is pending waits for Kubernetes or for a person. */
const NOT_DONE: ReadonlySet<BrokerAction> = new Set(['restart', 'reconfigure', 'remove', 'remove-disk']);

const waiting = (count: number, what: string): readonly string[] =>
  count === 0 ? [] : [`${count} ${count === 1 ? 'broker waits' : 'brokers wait'} for ${what}`];

/** Lines that are the same but for the broker that they are about: the first one, and of whom else it is true. */
const foldBrokers = (lines: readonly string[], about: RegExp): readonly string[] => {
  const found = lines.map((line) => ({ line, id: about.exec(line)?.[1] }));
  const groups = Map.groupBy(found, ({ line, id }) => (id === undefined ? line : line.replaceAll(new RegExp(`\\b${id}\\b`, 'g'), '#')));
  return [...groups.values()].flatMap(([first, ...rest]) => {
    const others = rest.flatMap(({ id }) => (id === undefined ? [] : Number(id)));
    return first === undefined ? [] : [`${first.line}${others.length === 0 ? '' : ` (so ${nameBrokers(others)})`}`];
  });
};
