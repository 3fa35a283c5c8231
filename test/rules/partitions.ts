/** KafkaPartitionCountHigh: replicas a broker, on average over the brokers of a cluster. */
import { again, at, flat, flatWithGap, KAFKA, OTHER, RUNBOOK, type RuleCase } from './rule-case.ts';
import { cluster, METRIC, ofNode } from './scraped.ts';

const ALERT = 'KafkaPartitionCountHigh';
const idle = flat(0.9);

export const partitions: readonly RuleCase[] = [
  {
    it: 'more than 3000 replicas a broker are too many, and the alert says what the command needs',
    given: cluster({ partitions: [flat(4000), flat(3000), flat(2300)], idle }),
    expect: [...at([14], ALERT), ...at([20], ALERT, KAFKA)],
    says: {
      at: 20,
      alert: ALERT,
      labels: { namespace: 'prod', kafka_cr: 'kafka', alertGroup: 'kafka', kafka_hooks: 'true', severity: 'warning' },
      annotations: {
        command: 'upScale',
        summary: 'Brokers of prod/kafka hold many partitions',
        description: '3.1k replicas a broker on average; above 3000 starts and failovers get slow. A broker is added.',
        runbook_url: `${RUNBOOK}rules-that-act`,
      },
    },
  },
  {
    it: 'a fourth broker lowers the average, and the alert ends before partitions have moved',
    given: [
      ...cluster({ partitions: flat(3100), idle, active: '3+0x40 4+0x80' }),
      ofNode(METRIC.partitions, 3, '_x40 0+0x80'),
      ofNode(METRIC.brokerIdle, 3, '_x40 1+0x80'),
    ],
    expect: [...at([39], ALERT, KAFKA), ...at([65], ALERT)],
  },
  {
    it: 'the restart of a broker, during which nobody counts its replicas, does not end the alert',
    given: cluster({
      partitions: [flat(3100), flat(3100), '3100+0x30 stale _x2 0+0x2 3100+0x85'],
      idle,
      active: '3+0x30 2+0x4 3+0x84',
      fenced: '0+0x30 1+0x4 0+0x84',
    }),
    expect: at([29, 32, 36, 60], ALERT, KAFKA),
  },
  {
    it: 'nor does it begin one, when the others hold just less than too many',
    given: cluster({
      partitions: [flat(3050), flat(3050), '2700+0x30 stale _x30 2700+0x58'],
      idle,
      active: '3+0x30 2+0x31 3+0x57',
      fenced: '0+0x30 1+0x31 0+0x57',
    }),
    expect: at([29, 50, 60, 80], ALERT),
  },
  {
    it: 'a count that flaps about the limit does not fire',
    given: cluster({ partitions: again('2900 3100', 60), idle }),
    expect: at([60, 61, 90], ALERT),
  },
  {
    it: 'without metrics for five minutes a firing alert does not end',
    given: cluster({
      partitions: flatWithGap(3100, 40),
      idle: flatWithGap(0.9, 40),
      active: flatWithGap(3, 40),
      fenced: flatWithGap(0, 40),
    }),
    expect: at([39, 44, 50], ALERT, KAFKA),
  },
  {
    it: 'of two clusters with one name the full one is meant',
    given: [...cluster({ partitions: flat(100), idle }), ...cluster({ namespace: 'test', partitions: flat(3100), idle })],
    expect: at([60], ALERT, OTHER),
  },
];
