/**
 * `kafka-hooks alerts`: takes alerts and acts on them until it is told to stop; `kafka-hooks alerts explain` says what
 * alerts would do. Two commands under one word, because who runs the one wants the other when an alert did nothing.
 */
import type { Command } from '../command.ts';
import { runCommand } from '../command.ts';
import type { ExplainWorld } from './explain.ts';
import { type ReceiveWorld, receiveCommand } from './receive.ts';

export interface AlertsWorld extends ReceiveWorld, ExplainWorld {}

/** The command, bound to its process. */
export const alertsCommand = (world: AlertsWorld): Command => ({
  name: 'alerts',
  summary: 'take alerts that scale Kafka; alerts explain: what alerts would do',
  run: async (args, io) => {
    const [first, ...rest] = args;
    if (first !== 'explain') return runCommand(receiveCommand(world), args, io);
    // The service must not hold in memory what only this needs.
    const { explainCommand } = await import('./explain.ts');
    return runCommand(explainCommand(world), rest, io);
  },
});
