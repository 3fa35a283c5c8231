/**
 * What alerts may do to a cluster: spec.alertManagerConfig with its defaults. Whoever writes nothing is safe: bounded in number,
 * size and pace.
 */
import type { AlertGroupLimits, KafkaClusterSpec } from '../api/kafka-cluster.ts';
import { quantityUnits } from '../kube/quantity.ts';

export interface Limits {
  readonly dryRun: boolean;
  /** In lower case; undefined allows all. */
  readonly allowed: ReadonlySet<string> | undefined;
  /** Undefined means no limit. */
  readonly leastBrokers: number | undefined;
  /** `double`: twice as many as alerts did not add. */
  readonly mostBrokers: number | 'double' | undefined;
  readonly groups: Readonly<Record<string, AlertGroupLimits>>;
  /** Text and bytes. */
  readonly mostDiskSize: { readonly text: string; readonly bytes: bigint };
  readonly mostDisks: number;
  /** By command in lower case, as far as the spec names them. */
  readonly coolDownSeconds: ReadonlyMap<string, number>;
  readonly repeatAfterSeconds: ReadonlyMap<string, number>;
  readonly noDownAfterUpSeconds: number;
  readonly actionsPerDay: number;
}

const LEAST_BROKERS = 3;
const MOST_DISK_SIZE = '2Ti';
const MOST_DISKS = 4;
const NO_DOWN_AFTER_UP_SECONDS = 21_600;
const ACTIONS_PER_DAY = 12;

/** The limits of a spec that is valid. */
export const readLimits = ({ alertManagerConfig = {} }: Pick<KafkaClusterSpec, 'alertManagerConfig'>): Limits => {
  const { allowedCommands, downScaleLimit, upScaleLimit, maxDiskSize } = alertManagerConfig;
  return {
    dryRun: alertManagerConfig.dryRun === true,
    allowed: allowedCommands === undefined ? undefined : new Set(allowedCommands.map((name) => name.toLowerCase())),
    leastBrokers: limit(downScaleLimit, LEAST_BROKERS),
    mostBrokers: limit(upScaleLimit, 'double'),
    groups: alertManagerConfig.groups ?? {},
    mostDiskSize: sizeOf(maxDiskSize),
    mostDisks: alertManagerConfig.maxDisksPerBroker ?? MOST_DISKS,
    coolDownSeconds: byCommand(alertManagerConfig.coolDownSeconds),
    repeatAfterSeconds: byCommand(alertManagerConfig.repeatAfterSeconds),
    noDownAfterUpSeconds: alertManagerConfig.noDownScaleAfterUpScaleSeconds ?? NO_DOWN_AFTER_UP_SECONDS,
    actionsPerDay: alertManagerConfig.maxActionsPerDay ?? ACTIONS_PER_DAY,
  };
};

/** Koperator's 0 is no limit; what is not there is our default. */
const limit = <Default>(given: number | undefined, otherwise: Default): number | Default | undefined => {
  if (given === undefined) return otherwise;
  return given > 0 ? given : undefined;
};

const sizeOf = (given: string | undefined): Limits['mostDiskSize'] => {
  const text = given ?? MOST_DISK_SIZE;
  // A size that cannot be read allows nothing; the controller refuses such a spec.
  return { text, bytes: quantityUnits(text) ?? 0n };
};

const byCommand = (given: Readonly<Record<string, number>> | undefined): ReadonlyMap<string, number> =>
  new Map(Object.entries(given ?? {}).map(([name, seconds]) => [name.toLowerCase(), seconds]));
