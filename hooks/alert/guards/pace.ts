/**
 * Guards of pace: what keeps a rule that flaps from doing harm. All of them look at the record on the KafkaCluster and at nothing
 * else, so they hold for every replica and after every restart.
 */
import { downScale } from '../commands/down-scale.ts';
import { upScale } from '../commands/up-scale.ts';
import { proceed, wait } from '../decision.ts';
import type { ChangeGuard } from './bounds.ts';
import { actionsOf } from './repeats.ts';

const DAY_MS = 86_400_000;

const hasCooledDown: ChangeGuard = (asked, { target }) => {
  const { command, limits, now } = asked;
  const last = actionsOf(asked).findLast((action) => action.command === command.name && action.target === target);
  if (last === undefined) return proceed;
  const seconds = limits.coolDownSeconds.get(command.name.toLowerCase()) ?? command.coolDownSeconds;
  const until = Date.parse(last.time) + seconds * 1000;
  return now >= until
    ? proceed
    : wait('CoolingDown', `${command.name} acted on ${target} at ${last.time} and rests for ${seconds} s`, until);
};

const noDownAfterUp: ChangeGuard = (asked) => {
  if (asked.command.name !== downScale.name) return proceed;
  const up = actionsOf(asked).findLast(({ command }) => command === upScale.name);
  if (up === undefined) return proceed;
  const seconds = asked.limits.noDownAfterUpSeconds;
  const until = Date.parse(up.time) + seconds * 1000;
  return asked.now >= until
    ? proceed
    : wait('UpScaledRecently', `upScale acted at ${up.time}; no broker is removed for ${seconds} s after that`, until);
};

const budgetIsLeft: ChangeGuard = (asked) => {
  const { limits, now } = asked;
  const today = actionsOf(asked).filter(({ time }) => Date.parse(time) > now - DAY_MS);
  if (today.length < limits.actionsPerDay) return proceed;
  const message = `alerts changed the cluster ${today.length} times within 24 hours, and spec.alertManagerConfig.maxActionsPerDay is ${limits.actionsPerDay}`;
  // The oldest that has to leave the day before there is room for one more.
  const oldest = today[today.length - limits.actionsPerDay];
  return wait('BudgetSpent', message, oldest === undefined ? undefined : Date.parse(oldest.time) + DAY_MS);
};

/** In this order. */
export const paceGuards: readonly ChangeGuard[] = [hasCooledDown, noDownAfterUp, budgetIsLeft];
