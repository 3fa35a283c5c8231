/**
 * What an alert asks for, by its annotation command and its label rollingupgrade. Most alerts of a Prometheus ask for nothing.
 */
import type { Alert } from './alert.ts';
import { annotation, quoted } from './commands/annotations.ts';
import type { Command } from './commands/command.ts';
import { commandNamed, commands } from './commands/registry.ts';
import { blocked, invalid, type Objection } from './decision.ts';

export interface Asking {
  /** Of a firing alert. */
  readonly command: Command | undefined;
  /** It counts against rolling upgrades, or did until now. */
  readonly isUpgradeError: boolean;
}

/** Koperator's label; its value does not matter. */
const UPGRADE_LABEL = 'rollingupgrade';

/** What the alert asks for, or why nothing. */
export const askedBy = (alert: Alert): Asking | Objection => {
  const isUpgradeError = alert.labels[UPGRADE_LABEL] !== undefined;
  const name = annotation(alert, 'command');
  if (name === undefined && !isUpgradeError) {
    return blocked('NoCommand', 'the alert has no annotation command and no label rollingupgrade');
  }
  const command = name === undefined ? undefined : commandNamed(name);
  if (name !== undefined && command === undefined) {
    return invalid(
      'UnknownCommand',
      `the annotation command has the value ${quoted(name)}; the commands are ${commands.map((one) => one.name).join(', ')}`,
    );
  }
  if (!alert.firing && !isUpgradeError) return blocked('Resolved', 'the alert does not fire any more');
  return { command: alert.firing ? command : undefined, isUpgradeError };
};
