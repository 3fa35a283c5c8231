/** What alerts would do, as data: what the command prints as JSON, and what its text is made of. */
import type { Alert } from '../../alert/alert.ts';
import type { Decision } from '../../alert/decision.ts';
import { ALERT_REASONS } from '../../alert/reasons.ts';
import { ANNOTATION } from '../../kafkacluster/names.ts';
import { diffValues } from '../../plan/object-diff.ts';
import type { FieldChange } from '../../plan/plan.ts';
import type { PatchOperation } from '../../ports/alert-world.ts';
import type { DryChange } from './dry-world.ts';

export interface ExplainedAlert extends Decision {
  readonly firing: boolean;
  /** RFC 3339. */
  readonly startsAt?: string;
  /** What the reason means. */
  readonly explanation: string;
  /** Of the JSON patch, without its bookkeeping: resource version and record. */
  readonly operations: readonly PatchOperation[];
  /** The same field by field. */
  readonly changes: readonly FieldChange[];
}

export interface Explanation {
  readonly sender: string;
  readonly alerts: readonly ExplainedAlert[];
  /** What limits all this. */
  readonly notes: readonly string[];
}

/** An alert with its decision and what it did to the copy. */
export const explained = ({ firing, startsAt }: Alert, decision: Decision, made: readonly DryChange[]): ExplainedAlert => ({
  ...decision,
  firing,
  ...(startsAt !== undefined && { startsAt: new Date(startsAt).toISOString() }),
  explanation: decision.reason === 'Acted' ? WOULD_ACT : ALERT_REASONS[decision.reason],
  operations: made.flatMap(({ operations }) => operations.filter(isChange)),
  changes: made.flatMap(({ before, after }) => diffValues(userPart(before), userPart(after))),
});

/** Nothing was changed here. */
const WOULD_ACT = 'The KafkaCluster would be changed as the alert asks.';

const RECORD = `/metadata/annotations/${ANNOTATION.alerts.replace('/', '~1')}`;
const BOOKKEEPING: ReadonlySet<string> = new Set(['/metadata/resourceVersion', '/metadata/annotations', RECORD]);

const isChange = ({ path }: PatchOperation): boolean => !BOOKKEEPING.has(path);

/** The part of an object in which a change is one for people. */
const userPart = ({ metadata, spec }: DryChange['before'] & { readonly spec?: unknown }): object => {
  const { [ANNOTATION.alerts]: _record, ...annotations } = metadata?.annotations ?? {};
  return { metadata: { annotations }, spec };
};
