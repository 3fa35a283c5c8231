/** Rules for people about controllers, metrics and the alert hook itself. */
import { at, flat, KAFKA, type RuleCase, type Series } from './rule-case.ts';
import { cluster, METRIC, ofNode } from './scraped.ts';

const controllers = (values: readonly string[], namespace = 'prod'): readonly Series[] =>
  values.map((one, index) => ofNode(METRIC.activeControllers, 100 + index, one, namespace));

const decisions = (reason: string, pod: string, values: string): Series => [
  `kafka_hooks_alerts_total{command="upScale", outcome="Refused", reason="${reason}", pod="${pod}"}`,
  values,
];

export const paging: readonly RuleCase[] = [
  {
    it: 'an election is no page, a quorum without a leader is',
    given: controllers(['1+0x20 0+0x99', '0+0x20 _ 1+0x20 0+0x78', flat(0)]),
    expect: [...at([21, 23, 39], 'KafkaNoActiveController'), ...at([45], 'KafkaNoActiveController', KAFKA)],
  },
  {
    it: 'two active controllers are one too many, in their own cluster',
    given: [...controllers([flat(1), flat(1), flat(0)]), ...controllers([flat(1), flat(0), flat(0)], 'test')],
    expect: at([10], 'KafkaNoActiveController', KAFKA),
  },
  {
    it: 'a broker that restarts is fenced for a moment, one that is gone for long',
    given: [ofNode(METRIC.fencedBrokers, 100, '0+0x10 1+0x3 0+0x10 1+0x90')],
    expect: [...at([20, 30], 'KafkaFencedBrokers'), ...at([36], 'KafkaFencedBrokers', KAFKA)],
  },
  {
    it: 'a broker that runs without being scraped is told after a quarter of an hour',
    given: cluster({ partitions: [flat(1), flat(1), '1+0x30 stale'], idle: flat(0.9) }),
    expect: [...at([40], 'KafkaMetricsMissing'), ...at([52], 'KafkaMetricsMissing', KAFKA)],
  },
  {
    it: 'a broker that is away has no metrics to miss',
    given: cluster({ partitions: [flat(1), flat(1), '1+0x30 stale _x19 1+0x60'], idle: flat(0.9), active: '3+0x30 2+0x19 3+0x60' }),
    expect: at([50, 60], 'KafkaMetricsMissing'),
  },
  {
    it: 'an unclean election is told, once',
    given: [ofNode(METRIC.uncleanElections, 100, '0+0x20 1+0x99')],
    expect: [...at([20, 35], 'KafkaUncleanElection'), ...at([23], 'KafkaUncleanElection', KAFKA)],
  },
  {
    it: 'a limit that is reached again and again is told, a cool-down is not',
    given: [decisions('AtMostBrokers', 'a', '1+1x120'), decisions('CoolingDown', 'a', '1+1x120')],
    expect: [...at([10], 'KafkaAlertNeedsPerson'), ...at([30], 'KafkaAlertNeedsPerson', 'upScale/AtMostBrokers')],
  },
  {
    it: 'one refusal, or a counter that begins anew with its Pod, is not',
    given: [decisions('AtMostBrokers', 'a', '0+0x20 1+0x30 stale'), decisions('AtMostBrokers', 'b', '_x50 1+0x60')],
    expect: at([38, 90], 'KafkaAlertNeedsPerson'),
  },
];
