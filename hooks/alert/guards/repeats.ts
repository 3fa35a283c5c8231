/**
 * Guards of the alert itself: whether it may give its command, and whether it has acted already. An alert is known by its labels
 * and by when it began to fire, so a repeat, a retry and a replay are one alert, whoever delivers them to whichever replica.
 */
import type { RecordedAction } from '../../kafkacluster/alerts/record.ts';
import { wholeSeconds } from '../../kube/conditions.ts';
import type { Asked } from '../asked.ts';
import { blocked, invalid, proceed, type Verdict, wait } from '../decision.ts';

type Guard = (asked: Asked) => Verdict;

const commandIsAllowed: Guard = ({ command, limits }) =>
  limits.allowed === undefined || limits.allowed.has(command.name.toLowerCase())
    ? proceed
    : blocked(
        'CommandNotAllowed',
        `alertManagerConfig.allowedCommands has ${[...limits.allowed].join(', ') || 'nothing'}, not ${command.name}`,
      );

/** Clocks of machines differ by seconds; an alert from later than that was not made by a clock. */
const MOST_AHEAD_MS = 5 * 60_000;

const startIsKnown: Guard = ({ alert: { startsAt }, now }) => {
  if (startsAt === undefined) {
    return invalid('InvalidAlert', 'startsAt is missing or no time: without it a repeat could not be told from a new alert');
  }
  return startsAt > now + MOST_AHEAD_MS
    ? invalid(
        'InvalidAlert',
        `startsAt is ${wholeSeconds(startsAt)}, which is still to come; compare the clocks of the sender and of this hook`,
      )
    : proceed;
};

const hasNotActed: Guard = (asked) => {
  const last = actionOf(asked);
  if (last === undefined) return proceed;
  const seconds = asked.limits.repeatAfterSeconds.get(asked.command.name.toLowerCase());
  if (seconds === undefined) return wait('AlreadyActed', `acted at ${last.time}: ${last.message}`);
  const until = Date.parse(last.time) + seconds * 1000;
  return asked.now >= until ? proceed : wait('AlreadyActed', `acted at ${last.time}: ${last.message}`, until);
};

const isRemembered: Guard = (asked) => {
  const { alert, record } = asked;
  const forgotten = record.forgottenBefore;
  return forgotten === undefined || (alert.startsAt ?? 0) > Date.parse(forgotten) || actionOf(asked) !== undefined
    ? proceed
    : blocked(
        'StartedTooLongAgo',
        `it fires since ${startOf(asked)}, and alerts that began before ${forgotten} are not remembered any more`,
      );
};

/** In this order. */
export const repeatGuards: readonly Guard[] = [commandIsAllowed, startIsKnown, hasNotActed, isRemembered];

/** Actions of the present kind: those of a dry run count in a dry run alone. */
export const actionsOf = ({ record, limits }: Pick<Asked, 'record' | 'limits'>): readonly RecordedAction[] =>
  record.actions.filter(({ dryRun }) => (dryRun === true) === limits.dryRun);

/** When the alert began, as the record writes it. */
export const startOf = ({ alert }: Pick<Asked, 'alert'>): string =>
  alert.startsAt === undefined ? '' : new Date(alert.startsAt).toISOString();

/**
 * The last action of this very alert since it began. It counts also when the start has moved back meanwhile, as it does when
 * Alertmanager hears of the alert from a second Prometheus; one that fires anew begins after what it did.
 */
const actionOf = (asked: Asked): RecordedAction | undefined => {
  const { fingerprint, startsAt = 0 } = asked.alert;
  return actionsOf(asked).findLast((action) => action.fingerprint === fingerprint && startsAt <= lastMoment(action));
};

/** No alert that was there for this action began later. */
export const lastMoment = ({ time, startsAt }: Pick<RecordedAction, 'time' | 'startsAt'>): number =>
  Math.max(Date.parse(time), Date.parse(startsAt));
