/**
 * The receiver as a list of steps for each alert: what it asks for, which cluster it means, what is decided, one patch, one answer.
 * Alerts about one cluster wait for each other here; replicas are kept apart by the resource version in the patch, and whoever comes
 * second decides anew on what the first has written.
 */
import type { KafkaCluster } from '../api/kafka-cluster.ts';
import { ApiError, isApiError, type ObjectKey } from '../ports/api-server.ts';
import type { Alert } from './alert.ts';
import { refused } from './answers.ts';
import { type Asking, askedBy } from './asking.ts';
import type { Decision } from './decision.ts';
import { eventOf } from './events.ts';
import type { Receiver, ReceiverParts } from './receiver.ts';
import { routeAlert } from './route.ts';
import { createSnapshots, type Snapshots } from './snapshots.ts';
import { type Step, stepFor } from './step.ts';
import { createTurns } from './turns.ts';

export const createReceiver = (parts: ReceiverParts): Receiver => {
  const snapshots = createSnapshots(parts.world, parts.now);
  const turns = createTurns();

  const decide = async (alert: Alert): Promise<Decision> => {
    const asking = askedBy(alert);
    if ('kind' in asking) return refused(alert, asking);
    const key = await routeAlert(alert, snapshots);
    if ('kind' in key) return refused(alert, key, aboutCommand(asking));
    return turns.take(`${key.namespace}/${key.name}`, async () => {
      // What it counts for is written before what it commands, and both in one turn.
      if (asking.command !== undefined && asking.isUpgradeError) {
        await actOn({ parts, snapshots, alert, asking: { ...asking, command: undefined }, key });
      }
      return actOn({ parts, snapshots, alert, asking, key });
    });
  };

  return {
    receive: async (alerts) => {
      const decisions: Decision[] = [];
      for (const alert of alerts) decisions.push(await decide(alert));
      return decisions;
    },
  };
};

interface Act {
  readonly parts: ReceiverParts;
  readonly snapshots: Snapshots;
  readonly alert: Alert;
  readonly asking: Asking;
  readonly key: Required<ObjectKey>;
}

/** Others write to the cluster as well: its controller, other replicas, people. */
const MOST_TRIES = 8;

const actOn = async (act: Act): Promise<Decision> => {
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const step = await nextStep(act);
    if (step.operations === undefined) return step.decision;
    try {
      const newest = await act.parts.world.patch(act.key, step.operations);
      act.snapshots.renew(act.key, newest);
      leaveEvent(act, step);
      return step.decision;
    } catch (error) {
      act.snapshots.renew(act.key);
      if (isApiError(error, 'Invalid')) return turnedDown(act, error.message);
      if (!isApiError(error, 'Conflict')) throw error;
    }
  }
  throw new ApiError(
    409,
    'Conflict',
    `KafkaCluster ${act.key.namespace}/${act.key.name} changed ${MOST_TRIES} times while it was decided on`,
  );
};

const nextStep = async ({ parts, snapshots, alert, asking, key }: Act): Promise<Step> => {
  const target = (await snapshots.cluster(key)) as KafkaCluster | undefined;
  return stepFor({ alert, asking, key, target, now: parts.now() }, (name) => snapshots.claim({ namespace: key.namespace, name }));
};

const turnedDown = ({ alert, asking, key }: Act, message: string): Decision =>
  refused(
    alert,
    { kind: 'blocked', reason: 'WouldBeInvalid', message: `the API server does not take the change: ${message}` },
    { ...aboutCommand(asking), cluster: `${key.namespace}/${key.name}` },
  );

const leaveEvent = ({ parts }: Act, { target, decision }: Step): void => {
  const event = target === undefined ? undefined : eventOf(target, decision);
  // The change stands, with or without an Event about it.
  if (event !== undefined) parts.world.event(event).catch((error: unknown) => parts.eventFailed?.(error));
};

const aboutCommand = ({ command }: Asking) => (command === undefined ? {} : { command: command.name });
