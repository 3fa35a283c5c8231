/** Rules about disks: nearly full and on the way to full, judged for each claim, wherever its Pod runs. */
import { at, flat, RUNBOOK, type RuleCase } from './rule-case.ts';
import { CLAIM, disk } from './scraped.ts';

const FILLING = 'KafkaDiskFilling';
const AT_LIMIT = 'KafkaDiskFillingAtLimit';
const CRITICAL = 'KafkaDiskCritical';
const DISK = `prod/${CLAIM}`;

const hundred = flat(100, 240);
const large = flat(1843, 240);
const labels = { namespace: 'prod', persistentvolumeclaim: CLAIM, alertGroup: 'kafka', kafka_hooks: 'true', severity: 'warning' };
const runbook = { runbook_url: `${RUNBOOK}rules-that-act` };
/** 3 GiB an hour. */
const fallingFrom = (gibibytes: number): string => `${gibibytes}-0.05x240`;

const filling: readonly RuleCase[] = [
  {
    it: 'a disk of 100 GiB that loses 3 GiB an hour grows by 25 GiB when 15 are left, and the alert says what the command needs',
    given: disk({ free: fallingFrom(20), size: hundred }),
    expect: [...at([90], FILLING), ...at([120], FILLING, DISK)],
    says: {
      at: 120,
      alert: FILLING,
      labels,
      annotations: {
        command: 'resizePvc',
        incrementBy: '25Gi',
        summary: `Disk ${DISK} is filling`,
        description:
          'Less than 15% is free, and at the pace of the last 6 hours it is full within 4 days. The disk grows by a quarter, where its storage class can do that.',
        ...runbook,
      },
    },
  },
  {
    it: 'a full disk that has grown by a quarter is not filling any more',
    given: disk({ free: '2-0.005x120 26.4-0.005x119', size: '100+0x120 125+0x119' }),
    expect: [...at([100], FILLING, DISK), ...at([135], FILLING)],
  },
  {
    it: 'a disk that is nearly full and stays so is left alone',
    given: disk({ free: flat(10, 240), size: hundred }),
    expect: at([120, 150], FILLING),
  },
  {
    it: 'a disk that fills quickly and has room is left alone',
    given: disk({ free: '90-0.2x240', size: hundred }),
    expect: at([100], FILLING),
  },
  {
    it: 'a Pod that moves to another Kubernetes node goes on with the same alert',
    given: [
      ...disk({ free: '10-0.01x100 stale', size: '100+0x100 stale' }),
      ...disk({ free: '_x102 9-0.01x120', size: '_x102 100+0x120', node: 'b' }),
    ],
    expect: at([99, 101, 103, 130], FILLING, DISK),
  },
  {
    it: 'without metrics for five minutes a firing alert does not end',
    given: disk({ free: '10-0.01x100 stale _x4 8.9-0.01x120', size: '100+0x100 stale _x4 100+0x120' }),
    expect: at([100, 104, 106, 112], FILLING, DISK),
  },
  {
    it: 'free space that flaps about 15% does not fire',
    given: disk({ free: Array.from({ length: 121 }, (_, minute) => (minute % 2 ? 14.5 : 15.5)).join(' '), size: hundred }),
    expect: at([90, 119, 120], FILLING),
  },
  {
    it: 'a disk of another kind of workload is not looked at',
    given: disk({ free: '10-0.01x240', size: hundred, claim: 'data-postgres-0' }),
    expect: at([120], FILLING),
  },
  {
    it: 'of two claims with one name the one that fills is meant',
    given: [...disk({ free: flat(60, 240), size: hundred }), ...disk({ namespace: 'test', free: '10-0.01x240', size: hundred })],
    expect: at([120], FILLING, `test/${CLAIM}`),
  },
];

const atLimit: readonly RuleCase[] = [
  {
    it: 'at 1.8 TiB a disk more is asked for, and the alert says what the command needs',
    given: disk({ free: '200-0.2x240', size: large }),
    expect: at([120], AT_LIMIT, DISK),
    says: {
      at: 120,
      alert: AT_LIMIT,
      labels,
      annotations: {
        command: 'addPvc',
        mountPathPrefix: '/kafka-logs-added',
        diskSize: '1Ti',
        summary: `Disk ${DISK} is filling and as large as it may be`,
        description:
          '9.55% is free, and at the pace of the last 6 hours it is full within 4 days. Its broker gets one disk more, and uses it after a restart.',
        ...runbook,
      },
    },
  },
  {
    it: 'a smaller disk grows instead',
    given: disk({ free: fallingFrom(20), size: hundred }),
    expect: [...at([120], AT_LIMIT), ...at([120], FILLING, DISK)],
  },
  {
    it: 'without metrics for five minutes the alert for a large disk does not end',
    given: disk({ free: '200-0.2x100 stale _x4 179-0.2x120', size: '1843+0x100 stale _x4 1843+0x120' }),
    expect: at([104, 112], AT_LIMIT, DISK),
  },
];

const critical: readonly RuleCase[] = [
  {
    it: 'below 5% somebody is told, whatever the prediction',
    given: disk({ free: flat(4.9, 240), size: hundred }),
    expect: [...at([1], CRITICAL), ...at([3], CRITICAL, DISK)],
  },
  { it: 'at 5% nobody is', given: disk({ free: flat(5, 240), size: hundred }), expect: at([60], CRITICAL) },
];

export const disks: readonly RuleCase[] = [...filling, ...atLimit, ...critical];
