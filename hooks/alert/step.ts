/**
 * The next step for one alert and one cluster: a decision, and the patch that has to be written for it, if any. Everything that it
 * needs was looked up before; only a claim is asked for when a command gets that far.
 */
import type { KafkaCluster } from '../api/kafka-cluster.ts';
import { type AlertRecord, readRecord } from '../kafkacluster/alerts/record.ts';
import { readCluster } from '../kafkacluster/cluster.ts';
import { lastOf } from '../kafkacluster/remember.ts';
import { checkShape } from '../kafkacluster/validation/validate.ts';
import type { PersistentVolumeClaim } from '../kube/types.ts';
import type { PatchOperation } from '../ports/alert-world.ts';
import type { ObjectKey } from '../ports/api-server.ts';
import type { Alert } from './alert.ts';
import { type About, done, refused } from './answers.ts';
import type { Asked } from './asked.ts';
import type { Asking } from './asking.ts';
import { label, quoted } from './commands/annotations.ts';
import type { Command, Proposal } from './commands/command.ts';
import { decideChange, objectionToAlert } from './decide.ts';
import { blocked, type Decision, invalid, type Objection } from './decision.ts';
import { readLimits } from './limits.ts';
import { patchOf } from './patch.ts';
import { refusalOf, withAction, withError, withoutError, withRefusal } from './remember.ts';

export interface Step {
  readonly decision: Decision;
  /** Undefined when there is nothing to write. */
  readonly operations?: readonly PatchOperation[];
  readonly target?: KafkaCluster;
}

/** An alert that means a cluster. */
export interface Routed {
  readonly alert: Alert;
  readonly asking: Asking;
  readonly key: Required<ObjectKey>;
  /** Undefined when there is no such cluster. */
  readonly target: KafkaCluster | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

type LookUpClaim = (name: string) => Promise<PersistentVolumeClaim | undefined>;

export const stepFor = async (routed: Routed, lookUpClaim: LookUpClaim): Promise<Step> => {
  const { alert, asking, key, target } = routed;
  const command = asking.command === undefined ? {} : { command: asking.command.name };
  if (target === undefined) {
    return {
      decision: refused(
        alert,
        invalid('ClusterNotFound', `there is no KafkaCluster ${quoted(key.name)} in namespace ${quoted(key.namespace)}`),
        command,
      ),
    };
  }
  const about: About = { ...command, cluster: `${key.namespace}/${key.name}` };
  const record = readRecord(target.metadata);
  if (record === undefined) {
    const message = 'the annotation kafka-hooks.io/alerts of the KafkaCluster cannot be read; remove it to begin with an empty memory';
    return { decision: refused(alert, blocked('RecordUnreadable', message), about) };
  }
  const known: Known = { ...routed, target, record, about };
  return asking.command === undefined ? countError(known) : obey(known, asking.command, lookUpClaim);
};

interface Known extends Routed {
  readonly target: KafkaCluster;
  readonly record: AlertRecord;
  readonly about: About;
}

const countError = ({ alert, target, record, about, now }: Known): Step => {
  const next = alert.firing ? withError(record, alert, now) : withoutError(record, alert);
  const said = alert.firing
    ? ({ reason: 'ErrorNoted', message: 'counts against rolling upgrades until it resolves' } as const)
    : ({ reason: 'ErrorCleared', message: 'resolved, and counts against rolling upgrades no longer' } as const);
  const decision = done(alert, said, about);
  return next === record ? { decision } : { decision, operations: patchOf(target, next), target };
};

/** Looks of one moment are asked about by many alerts. */
const rememberShape = lastOf<KafkaCluster, readonly string[]>();

const obey = async (known: Known, asks: Command, lookUpClaim: LookUpClaim): Promise<Step> => {
  const { alert, target, record, about, now } = known;
  const [misshapen] = rememberShape(target, [], () => checkShape(target));
  if (misshapen !== undefined) return refuse(known, blocked('SpecInvalid', misshapen));
  const base = { alert, command: asks, target, cluster: readCluster(target), record, limits: readLimits(target.spec), now };
  const objection = objectionToAlert({ ...base, claim: undefined });
  if (objection !== undefined) return refuse(known, objection);
  const claimName = label(alert, 'persistentvolumeclaim');
  const asked: Asked = { ...base, claim: claimName === undefined ? undefined : await lookUpClaim(claimName) };
  const proposal = decideChange(asked);
  return proposal.kind === 'change' ? act(asked, proposal, about) : refuse(known, proposal);
};

const act = (asked: Asked, proposal: Proposal, about: About): Step => {
  const { alert, target, limits } = asked;
  const reason = limits.dryRun ? 'DryRun' : 'Acted';
  const decision = done(alert, { reason, message: proposal.message }, { ...about, target: proposal.target });
  return { decision, operations: patchOf(target, withAction(asked, proposal), limits.dryRun ? {} : proposal), target };
};

/** Refusals are written down as well, so that status can tell them; a known one is not written twice. */
const refuse = ({ alert, target, record, about, now }: Known, objection: Objection): Step => {
  const decision = refused(alert, objection, about);
  if (decision.outcome === 'Ignored') return { decision };
  const next = withRefusal(record, refusalOf(alert, decision, now));
  return next === record ? { decision } : { decision, operations: patchOf(target, next), target };
};
