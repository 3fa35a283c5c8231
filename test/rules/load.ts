/** KafkaBrokerOverloaded: the load of all brokers, over a quarter of an hour, and nothing less. */
import { again, at, flat, flatWithGap, KAFKA, RUNBOOK, type RuleCase } from './rule-case.ts';
import { cluster, METRIC, ofNode } from './scraped.ts';

const ALERT = 'KafkaBrokerOverloaded';
const few = flat(100);
const busy = cluster({ partitions: few, idle: flat(0.2) });

export const load: readonly RuleCase[] = [
  {
    it: 'three busy brokers get a fourth, and the alert says what the command needs',
    given: busy,
    expect: [...at([14], ALERT), ...at([20], ALERT, KAFKA)],
    says: {
      at: 20,
      alert: ALERT,
      labels: { namespace: 'prod', kafka_cr: 'kafka', alertGroup: 'kafka', kafka_hooks: 'true', severity: 'warning' },
      annotations: {
        command: 'upScale',
        summary: 'Brokers of prod/kafka are busy',
        description:
          'Request handlers work 80% of the time on average over all brokers; the limit is 70%. A broker is added. Load moves to it only with partitions: rebalance.',
        runbook_url: `${RUNBOOK}rules-that-act`,
      },
    },
  },
  {
    it: 'ten busy minutes are not enough',
    given: cluster({ partitions: few, idle: '0.8+0x30 0.2+0x9 0.8+0x80' }),
    expect: at([45, 60], ALERT),
  },
  {
    it: 'load that jumps every two minutes is judged by its average, which is low',
    given: cluster({ partitions: few, idle: again('0.9 0.9 0.2 0.2', 30) }),
    expect: at([40, 59], ALERT),
  },
  {
    it: 'load that jumps every two minutes is judged by its average, which is high: it fires once and goes on',
    given: cluster({ partitions: few, idle: again('0.4 0.4 0.05 0.05', 30) }),
    expect: at([30, 37, 45, 59], ALERT, KAFKA),
  },
  {
    it: 'one idle broker beside busy ones is a matter for a rebalance',
    given: cluster({ partitions: few, idle: [flat(0.05), flat(0.9), flat(0.9)] }),
    expect: at([60], ALERT),
  },
  {
    it: 'a broker that is away for a quarter of an hour, while the others carry its load, adds none',
    given: cluster({
      partitions: [few, few, '100+0x30 _x14 100+0x75'],
      idle: [...Array(2).fill('0.35+0x30 0.05+0x13 0.35+0x75'), '0.35+0x30 _x14 0.35+0x75'],
      active: '3+0x30 2+0x13 3+0x75',
      fenced: '0+0x30 1+0x13 0+0x75',
    }),
    expect: at([44, 50, 65], ALERT),
  },
  {
    it: 'a roll through all brokers, which makes the others busy, adds none',
    given: cluster({
      partitions: few,
      idle: `0.32+0x20 ${again('0.1 0.1 0.3', 15)} 0.32+0x50`,
      fenced: `0+0x20 ${again('1 1 0', 15)} 0+0x50`,
    }),
    expect: at([40, 64], ALERT),
  },
  {
    it: 'without metrics for five minutes a firing alert does not end',
    given: cluster({
      partitions: flatWithGap(100, 40),
      idle: flatWithGap(0.2, 40),
      active: flatWithGap(3, 40),
      fenced: flatWithGap(0, 40),
    }),
    expect: at([39, 42, 44, 45, 50], ALERT, KAFKA),
  },
  {
    it: 'with one broker that Prometheus does not see nothing is judged',
    given: cluster({ partitions: [few, few], idle: [flat(0.2), flat(0.2)] }),
    expect: at([60], ALERT),
  },
  {
    it: 'a scrape that fails now and then holds nothing up',
    given: cluster({
      partitions: [few, few, again('100 100 100 100 stale', 20)],
      idle: [flat(0.2), flat(0.2), again('0.2 0.2 0.2 0.2 stale', 20)],
    }),
    expect: at([60], ALERT, KAFKA),
  },
  {
    it: 'of two clusters with one name the busy one is meant',
    given: [...busy, ...cluster({ namespace: 'test', partitions: few, idle: flat(0.9) })],
    expect: at([60], ALERT, KAFKA),
  },
  {
    it: 'when the load falls the alert ends, after as long',
    given: cluster({ partitions: few, idle: '0.2+0x30 0.9+0x90' }),
    expect: [...at([40], ALERT, KAFKA), ...at([60], ALERT)],
  },
  {
    it: 'before Kafka 4.2 the one pool of a node that is only a broker is taken',
    given: cluster({ partitions: few, idle: flat(0.2), idleMetric: METRIC.idle }),
    expect: at([60], ALERT, KAFKA),
  },
  {
    it: 'before Kafka 4.2 a node with both roles tells nothing, for it adds up two pools',
    given: [
      ...cluster({ partitions: few, idle: flat(0.2), idleMetric: METRIC.idle }),
      ...[0, 1, 2].map((id) => ofNode(METRIC.appliedOffset, id, flat(5))),
    ],
    expect: at([60], ALERT),
  },
  {
    it: 'a controller that idles does not hide that brokers are busy',
    given: [
      ...cluster({ partitions: few, idle: flat(0.2), idleMetric: METRIC.idle }),
      ofNode(METRIC.idle, 100, flat(0.99)),
      ofNode(METRIC.appliedOffset, 100, flat(5)),
    ],
    expect: at([60], ALERT, KAFKA),
  },
  {
    it: 'Pods without the label kafka_cr are no cluster',
    given: busy.map(([series, values]) => [series.replace(', kafka_cr="kafka"', ''), values] as const),
    expect: at([60], ALERT),
  },
];
