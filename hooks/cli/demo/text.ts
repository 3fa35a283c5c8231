/** The sentences of a demo for people, line by line; what each looks like on a terminal is for others to say. */
import type { Palette } from '../palette.ts';
import { duration, table } from '../text-layout.ts';
import type { BrokerRow, DemoEvent, Summary } from './event.ts';

/** The lines of an event, without newlines. A broker's line is for logs: a table shows it better. */
export const linesOf = (event: DemoEvent, style: Palette): readonly string[] => {
  switch (event.event) {
    case 'start':
      return [
        `${style.bold('kafka-hooks demo')}: the hooks of production answer on ${event.hooks}.`,
        'Kubernetes, Metacontroller and Kafka are played in memory, on a clock of their own',
        `${event.speed === 'max' ? 'that waits for nothing' : `that goes ${event.speed} times as fast as yours`}. Nothing outside of this process is touched.`,
      ];
    case 'api':
      return [
        '',
        'kubectl works on it, from another terminal:',
        `  export KUBECONFIG=${event.kubeconfig}`,
        '  kubectl get kafkaclusters,pods,pvc',
      ];
    case 'chapter':
      return ['', style.bold(`${event.number}. ${event.title}`), `  $ ${event.command}`];
    case 'broker':
      return [`${stamp(event.at)}  broker ${brokerCells(event, style).slice(0, -1).join('  ')}  ${event.why}`.trimEnd()];
    case 'decision':
      return [`${style.faint(stamp(event.at))}  ${style.faint('hooks:')} ${event.text}`];
    case 'told':
      return event.lines.map((line) => `  ${event.done ? style.good('=>') : style.bad('FAILED:')} ${line}`);
    case 'summary':
      return summaryLines(event, style);
    case 'next':
      return ['', style.bold('Next'), ...event.lines.map((line) => `  ${line}`)];
  }
};

const stamp = (at: number): string => `  ${`+${at.toFixed(1)}`.padStart(7)} s`;

/** As many as fit on a screen with something above them. */
const MOST_ROWS = 12;

/** The live table. */
export const tableLines = (rows: readonly BrokerRow[], style: Palette): readonly string[] => {
  const header = ['BROKER', 'PHASE', 'NODE', 'READY', 'DISK', 'WHY'].map((title) => style.faint(title));
  const rest = rows.length - MOST_ROWS;
  return [
    ...table([header, ...rows.slice(0, MOST_ROWS).map((row) => brokerCells(row, style))]),
    ...(rest > 0 ? [style.faint(`and ${rest} more`)] : []),
  ].map((line) => `  ${line}`);
};

/** Widths are fixed: a table that moves with every change cannot be read. */
const brokerCells = ({ broker, phase, node, ready, disk, why }: BrokerRow, style: Palette): readonly string[] => [
  String(broker).padEnd(3),
  phaseColour(phase, style)(phase.padEnd(11)),
  node.padEnd(7),
  (ready ? 'ready' : '-').padEnd(5),
  disk.padEnd(14),
  why,
];

const phaseColour = (phase: string, style: Palette): ((text: string) => string) => {
  if (phase === 'Running') return style.good;
  return phase === 'Failed' || phase === 'Terminating' ? style.bad : style.wait;
};

const summaryLines = (summary: Summary, style: Palette): readonly string[] => {
  const { records, replaced, failed } = summary;
  return [
    '',
    style.bold('Summary'),
    ...table([
      ['brokers', `${summary.ready} of ${summary.brokers} are ready`],
      [
        'records',
        records === undefined
          ? 'not counted: no Kafka answers here (with ZooKeeper it is not modelled)'
          : `${records.acknowledged} acknowledged, ${records.lost} lost`,
      ],
      ['work', `${summary.hookCalls} calls of the hooks, ${summary.writes} writes`],
      [
        'time',
        `${duration(summary.virtualSeconds)} there, ${summary.realSeconds.toFixed(1)} s here, ${Math.round(summary.memory / 1e6)} MB of memory`,
      ],
      ['Pods', replaced.length === 0 ? 'none was replaced' : `${replaced.length} were replaced`],
      ...replaced.map(({ pod, reason }) => ['', `${pod}: ${reason}`]),
      ...(failed.length === 0 ? [] : [[style.bad('FAILED'), failed.join(', ')]]),
    ]).map((line) => `  ${line}`),
  ];
};
