/** What Prometheus scrapes of Kafka and of the kubelet, as far as rules look at it. Each value may be one of its own for each broker. */
import { flat, type Series } from './rule-case.ts';

export const METRIC = {
  partitions: 'kafka_server_replicamanager_partitioncount',
  underReplicated: 'kafka_server_replicamanager_underreplicatedpartitions',
  underMinIsr: 'kafka_server_replicamanager_underminisrpartitioncount',
  reassigning: 'kafka_server_replicamanager_reassigningpartitions',
  /** Since Kafka 4.2. */
  brokerIdle: 'kafka_server_kafkarequesthandlerpool_brokerrequesthandleravgidle_oneminuterate_percent',
  /** Of both pools of a node with both roles, added up before Kafka 4.2. */
  idle: 'kafka_server_kafkarequesthandlerpool_requesthandleravgidle_oneminuterate_percent',
  activeBrokers: 'kafka_controller_kafkacontroller_activebrokercount',
  fencedBrokers: 'kafka_controller_kafkacontroller_fencedbrokercount',
  offlinePartitions: 'kafka_controller_kafkacontroller_offlinepartitionscount',
  activeControllers: 'kafka_controller_kafkacontroller_activecontrollercount',
  uncleanElections: 'kafka_controller_controllerstats_uncleanleaderelections_total',
  /** Controllers of KRaft alone have it. */
  appliedOffset: 'kafka_controller_kafkacontroller_lastappliedrecordoffset',
  offlineLogDirectories: 'kafka_log_logmanager_offlinelogdirectorycount',
} as const;

/** A metric of a node of a cluster named kafka. */
export const ofNode = (metric: string, id: number, values: string, namespace = 'prod'): Series => [
  `${metric}{namespace="${namespace}", kafka_cr="kafka", brokerId="${id}"}`,
  values,
];

export interface Scraped {
  readonly namespace?: string;
  readonly brokers?: number;
  /** Replicas that a broker holds. */
  readonly partitions: string | readonly string[];
  /** Share of time in which its handlers wait, 0 to 1. */
  readonly idle: string | readonly string[];
  readonly idleMetric?: string;
  /** What the controllers say. */
  readonly active?: string;
  readonly fenced?: string;
  readonly minutes?: number;
}

/** Brokers from 0, and a controller 100 that tells of them. */
export const cluster = ({ namespace = 'prod', brokers = 3, minutes = 120, ...given }: Scraped): readonly Series[] => {
  const of = (values: string | readonly string[], id: number): string => (typeof values === 'string' ? values : (values[id] ?? '_'));
  return [
    ...Array.from({ length: brokers }, (_, id) => [
      ofNode(METRIC.partitions, id, of(given.partitions, id), namespace),
      ofNode(given.idleMetric ?? METRIC.brokerIdle, id, of(given.idle, id), namespace),
    ]).flat(),
    ofNode(METRIC.activeBrokers, 100, given.active ?? flat(brokers, minutes), namespace),
    ofNode(METRIC.fencedBrokers, 100, given.fenced ?? flat(0, minutes), namespace),
  ];
};

export const CLAIM = 'kafka-0-storage-1a2b3c';

export interface Disk {
  readonly namespace?: string;
  readonly claim?: string;
  readonly node?: string;
  /** GiB a minute, in promtool's notation. */
  readonly free: string;
  readonly size: string;
}

const GIBIBYTE = 2 ** 30;

/** What the kubelet says of a volume; promtool's notation has no units. */
export const disk = ({ namespace = 'prod', claim = CLAIM, node = 'a', free, size }: Disk): readonly Series[] => {
  const labels = `{namespace="${namespace}", persistentvolumeclaim="${claim}", node="${node}"}`;
  return [
    [`kubelet_volume_stats_available_bytes${labels}`, inBytes(free)],
    [`kubelet_volume_stats_capacity_bytes${labels}`, inBytes(size)],
  ];
};

const inBytes = (values: string): string =>
  values
    .split(' ')
    .map((part) => {
      const [, start, sign, step, times] = /^([\d.]+)(?:([+-])([\d.]+)x(\d+))?$/.exec(part) ?? [];
      if (start === undefined) return part;
      const bytes = (gibibytes: string): number => Math.round(Number(gibibytes) * GIBIBYTE);
      return step === undefined ? `${bytes(start)}` : `${bytes(start)}${sign}${bytes(step)}x${times}`;
    })
    .join(' ');
