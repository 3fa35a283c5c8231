/** Rules that shrink: only what is nearly idle, for six hours, and never what the rules that grow have just made. */
import { again, at, flat, KAFKA, OTHER, RUNBOOK, type RuleCase } from './rule-case.ts';
import { cluster, disk, type Scraped } from './scraped.ts';

const IDLE = 'KafkaBrokerUnderloaded';
const FEW = 'KafkaPartitionCountLow';
const BUSY = 'KafkaBrokerOverloaded';
const MANY = 'KafkaPartitionCountHigh';

const MINUTES = 500;
const all = (value: number): string => flat(value, MINUTES);
/** The same value all the time but for twelve minutes: rules are looked at every five here. */
const gapped = (value: number, from: number): string => `${value}+0x${from - 1} _x12 ${value}+0x${MINUTES - from - 12}`;
const kafka = (scraped: Scraped) => cluster({ minutes: MINUTES, ...scraped });
const room = (used = 20, namespace = 'prod') => disk({ namespace, free: all(100 - used), size: all(100) });
const labels = { namespace: 'prod', kafka_cr: 'kafka', alertGroup: 'kafka', kafka_hooks: 'true', severity: 'info' };
const runbook = { runbook_url: `${RUNBOOK}rules-that-act` };

const shrinks: readonly RuleCase[] = [
  {
    it: 'four brokers with little to do become three after six hours, and the alert says what the command needs',
    given: [...kafka({ brokers: 4, partitions: all(500), idle: all(0.85) }), ...room()],
    expect: [...at([355], IDLE), ...at([365], IDLE, KAFKA), ...at([365], FEW)],
    says: {
      at: 365,
      alert: IDLE,
      labels,
      annotations: {
        command: 'downScale',
        summary: 'Brokers of prod/kafka have little to do',
        description:
          'Request handlers work 15% of the time on average over all brokers, for 6 hours, and disks and partitions leave room. A broker is removed.',
        ...runbook,
      },
    },
  },
  {
    it: 'four brokers with few partitions become three after six hours, and the alert says what the command needs',
    given: [...kafka({ brokers: 4, partitions: all(100), idle: all(0.7) }), ...room()],
    expect: [...at([355], FEW), ...at([365], FEW, KAFKA), ...at([365], IDLE)],
    says: {
      at: 365,
      alert: FEW,
      labels,
      annotations: {
        command: 'downScale',
        summary: 'Brokers of prod/kafka hold few partitions',
        description: '100 replicas a broker on average, for 6 hours, and load and disks leave room. A broker is removed.',
        ...runbook,
      },
    },
  },
  {
    it: 'of two clusters with one name the idle one is meant',
    given: [
      ...kafka({ partitions: all(100), idle: all(0.5) }),
      ...room(),
      ...kafka({ namespace: 'test', partitions: all(100), idle: all(0.9) }),
      ...room(20, 'test'),
    ],
    expect: [...at([400], IDLE, OTHER), ...at([400], FEW, OTHER)],
  },
  {
    it: 'without metrics for twelve minutes a firing alert does not end',
    given: [
      ...kafka({
        partitions: gapped(100, 380),
        idle: gapped(0.9, 380),
        active: gapped(3, 380),
        fenced: gapped(0, 380),
      }),
      ...room(),
    ],
    expect: [...at([375, 385, 390, 400], IDLE, KAFKA), ...at([375, 385, 390, 400], FEW, KAFKA)],
  },
];

const neither = (...minutes: readonly number[]) => [...at(minutes, IDLE), ...at(minutes, FEW)];

const waits: readonly RuleCase[] = [
  {
    it: 'a busy quarter of an hour begins the six hours anew',
    given: [...kafka({ partitions: all(100), idle: '0.9+0x200 0.1+0x15 0.9+0x284' }), ...room()],
    expect: neither(370),
  },
  {
    it: 'load that comes every other hour is not little for six',
    given: [...kafka({ partitions: all(100), idle: again('0.9+0x59 0.3+0x59', 4) }), ...room()],
    expect: [...neither(400), ...at([400], BUSY)],
  },
  {
    it: 'the restart of a broker begins the six hours anew',
    given: [
      ...kafka({
        partitions: [all(100), all(100), '100+0x200 _x4 100+0x295'],
        idle: all(0.9),
        active: '3+0x200 2+0x3 3+0x295',
        fenced: '0+0x200 1+0x3 0+0x295',
      }),
      ...room(),
    ],
    expect: neither(370),
  },
  {
    it: 'twelve minutes without metrics begin the six hours anew',
    given: [
      ...kafka({
        partitions: gapped(100, 200),
        idle: gapped(0.9, 200),
        active: gapped(3, 200),
        fenced: gapped(0, 200),
      }),
      ...room(),
    ],
    expect: neither(370),
  },
  {
    it: 'a disk that is 40% full keeps all brokers',
    given: [...kafka({ partitions: all(100), idle: all(0.9) }), ...room(40)],
    expect: neither(400),
  },
  { it: 'so does a cluster whose disks nobody measures', given: kafka({ partitions: all(100), idle: all(0.9) }), expect: neither(400) },
];

const staysGrown: readonly RuleCase[] = [
  {
    it: 'one broker that became two, because it was just too busy, does not shrink again',
    given: [...kafka({ brokers: 2, partitions: all(10), idle: all(0.645) }), ...room()],
    expect: [...neither(400), ...at([400], BUSY)],
  },
  {
    it: 'one broker that became two, because it held just too many partitions, does not shrink again',
    given: [...kafka({ brokers: 2, partitions: [all(1501), all(1500)], idle: all(0.99) }), ...room()],
    expect: [...neither(400), ...at([400], MANY)],
  },
  {
    it: 'two brokers that became one, with the most load and partitions that allow it, do not grow again',
    given: [...kafka({ brokers: 1, partitions: all(2998), idle: all(0.302) }), ...room()],
    expect: [...at([400], BUSY), ...at([400], MANY), ...neither(400)],
  },
];

export const scaleDown: readonly RuleCase[] = [...shrinks, ...waits, ...staysGrown];
