/** Rules that stop rolls, and rules for people about the same: quiet while a broker restarts, loud when it does not come back. */
import { again, at, type Expectation, flat, KAFKA, OTHER, RUNBOOK, type RuleCase, type Series } from './rule-case.ts';
import { METRIC, ofNode } from './scraped.ts';

const STOPS = ['KafkaRollUnderReplicated', 'KafkaRollUnderMinIsr', 'KafkaRollOfflinePartitions', 'KafkaRollOfflineLogDirectory'];
const PAGES = ['KafkaUnderReplicated', 'KafkaUnderMinIsr', 'KafkaOfflinePartitions', 'KafkaOfflineLogDirectory'];

interface Health {
  readonly namespace?: string;
  readonly underReplicated?: string;
  readonly underMinIsr?: string;
  readonly offline?: string;
  readonly lostDisks?: string;
  readonly moving?: string;
}

const none = flat(0);
const health = ({ namespace = 'prod', ...given }: Health): readonly Series[] => [
  ofNode(METRIC.underReplicated, 0, given.underReplicated ?? none, namespace),
  ofNode(METRIC.underReplicated, 1, none, namespace),
  ofNode(METRIC.underMinIsr, 0, given.underMinIsr ?? none, namespace),
  ofNode(METRIC.offlinePartitions, 100, given.offline ?? none, namespace),
  ofNode(METRIC.offlineLogDirectories, 1, given.lostDisks ?? none, namespace),
  ofNode(METRIC.reassigning, 0, given.moving ?? none, namespace),
];
const illness = (values: string, namespace = 'prod') =>
  health({ namespace, underReplicated: values, underMinIsr: values, offline: values, lostDisks: values });

const each = (alerts: readonly string[], minutes: readonly number[], ...fires: readonly string[]): readonly Expectation[] =>
  alerts.flatMap((alert) => at(minutes, alert, ...fires));

export const rolling: readonly RuleCase[] = [
  { it: 'a healthy cluster is left in peace', given: health({}), expect: each([...STOPS, ...PAGES], [60]) },
  {
    it: 'the restart of a broker, with a topic of one replica, stops no roll',
    given: health({ underReplicated: '0+0x20 40+0x3 0+0x90', underMinIsr: '0+0x20 3+0x3 0+0x90', offline: '0+0x20 1+0x3 0+0x90' }),
    expect: each(STOPS, [22, 24, 26]),
  },
  {
    it: 'a broker that does not come back stops rolls, and the alert says what the hook needs',
    given: health({
      underReplicated: '0+0x20 40+0x99',
      underMinIsr: '0+0x20 3+0x99',
      offline: '0+0x20 1+0x99',
      lostDisks: '0+0x20 1+0x99',
    }),
    expect: [...at([34], 'KafkaRollUnderReplicated'), ...each([...STOPS, ...PAGES], [37], KAFKA)],
    says: {
      at: 37,
      alert: 'KafkaRollUnderReplicated',
      labels: { namespace: 'prod', kafka_cr: 'kafka', alertGroup: 'kafka', kafka_hooks: 'true', rollingupgrade: 'true', severity: 'info' },
      annotations: {
        summary: 'Rolls of prod/kafka stop, partitions are under-replicated',
        description: '40 partitions lack a replica for 15 minutes, longer than a broker takes to restart.',
        runbook_url: `${RUNBOOK}rules-that-stop-rolls`,
      },
    },
  },
  {
    it: 'a disk that is lost is told with its broker',
    given: health({ lostDisks: flat(1) }),
    expect: at([5], 'KafkaOfflineLogDirectory', KAFKA),
    says: {
      at: 5,
      alert: 'KafkaOfflineLogDirectory',
      labels: { namespace: 'prod', kafka_cr: 'kafka', brokerId: '1', alertGroup: 'kafka', severity: 'critical' },
      annotations: {
        summary: 'prod/kafka: broker 1 has lost a disk',
        description: 'Kafka takes a log directory out of use after an error of the disk and uses it again only after a restart.',
        runbook_url: `${RUNBOOK}rules-that-page`,
      },
    },
  },
  {
    it: 'replicas that are being moved are out of sync on purpose',
    given: health({ underReplicated: flat(40), moving: flat(12) }),
    expect: each(['KafkaRollUnderReplicated', 'KafkaUnderReplicated'], [60]),
  },
  {
    it: 'without metrics for five minutes rolls do not go on',
    given: illness('4+0x29 stale _x4 4+0x80'),
    expect: each(STOPS, [29, 33, 37], KAFKA),
  },
  {
    it: 'rolls go on when all is well again',
    given: illness('4+0x30 0+0x90'),
    expect: [...each(STOPS, [29], KAFKA), ...each(STOPS, [40])],
  },
  { it: 'replication that flaps every minute stops no roll', given: illness(again('4 0', 60)), expect: each(STOPS, [60, 61]) },
  {
    it: 'of two clusters with one name one is stopped',
    given: [...health({}), ...illness(flat(4), 'test')],
    expect: each([...STOPS, ...PAGES], [60], OTHER),
  },
];
