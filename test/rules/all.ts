/** All tables, by topic, with the rules that they are about: promtool evaluates no others, which saves most of its time. */
import { disks } from './disks.ts';
import { load } from './load.ts';
import { paging } from './paging.ts';
import { partitions } from './partitions.ts';
import { rolling } from './rolling.ts';
import type { RuleCase } from './rule-case.ts';
import { scaleDown } from './scale-down.ts';

export interface Topic {
  readonly topic: string;
  /** Names of files in manifests/alerts. */
  readonly rules: readonly string[];
  /** How often Prometheus looks; half a day of every minute would take promtool half a minute. */
  readonly everyMinutes: number;
  readonly cases: readonly RuleCase[];
}

export const ruleCases: readonly Topic[] = [
  { topic: 'load', rules: ['measures', 'scaling'], everyMinutes: 1, cases: load },
  { topic: 'partitions', rules: ['measures', 'scaling'], everyMinutes: 1, cases: partitions },
  { topic: 'disks', rules: ['measures', 'scaling', 'add-disk', 'paging'], everyMinutes: 1, cases: disks },
  { topic: 'scale-down', rules: ['measures', 'scaling', 'scale-down'], everyMinutes: 5, cases: scaleDown },
  { topic: 'rolling', rules: ['rolling', 'paging'], everyMinutes: 1, cases: rolling },
  { topic: 'paging', rules: ['paging'], everyMinutes: 1, cases: paging },
];
