#!/usr/bin/env node
/**
 * The `kafka-hooks` command: picks a command by its name and ends with its exit code.
 * The only file that reads the arguments, the environment and the signals of the process.
 */
import './cli/require-node.ts';
import { text } from 'node:stream/consumers';
import { type Command, type CommandIo, dispatch } from './cli/command.ts';
import { outputFailure } from './cli/file-problem.ts';
import type { ServeWorld } from './cli/serve.ts';
import { controllers } from './registry.ts';

const io: CommandIo = {
  stdout: (line) => process.stdout.write(line),
  stderr: (line) => process.stderr.write(line),
  isTerminal: process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined,
  get columns() {
    return process.stdout.columns;
  },
};

const onSignals = (signals: readonly NodeJS.Signals[], listener: (signal: string) => void): void => {
  for (const signal of signals) process.on(signal, listener);
};

const world: ServeWorld = {
  controllers,
  env: process.env,
  onStop: (listener) => onSignals(['SIGTERM', 'SIGINT'], listener),
  onCrash: (listener) => {
    for (const event of ['uncaughtException', 'unhandledRejection'] as const) process.on(event, listener);
  },
  exit: (code) => process.exit(code),
};

// Whoever reads has had enough (`| head`): that is no failure. Half a file is one.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  const { message, exit } = outputFailure(error);
  process.stderr.write(`kafka-hooks: ${message}\n`, () => process.exit(exit));
});

// The demo leaves a file behind when it does not hear that its terminal was closed; the servers may run without one (nohup).
const onAnyStop: ServeWorld['onStop'] = (listener) => onSignals(['SIGTERM', 'SIGINT', 'SIGHUP'], listener);

const stdin = (): Promise<string> => text(process.stdin);

// A command's modules are loaded when it is asked for: the service would start later for those of the others.
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  demo: async () => (await import('./cli/demo/demo.ts')).demoCommand({ ...world, stdin, onStop: onAnyStop }),
  plan: async () =>
    (await import('./cli/plan.ts')).planCommand({
      stdin,
      now: Date.now,
      openEngine: async (objects, now) => (await import('./plan/open-engine.ts')).openEngine({ controllers, objects, now }),
    }),
  dump: async () => (await import('./cli/dump.ts')).dumpCommand(),
  render: async () => (await import('./cli/render.ts')).renderCommand(stdin),
  serve: async () => (await import('./cli/serve.ts')).serveCommand(world),
  alerts: async () => (await import('./cli/alerts/alerts.ts')).alertsCommand({ ...world, stdin, now: Date.now }),
  dev: async () => (await import('./cli/dev/dev.ts')).devCommand(world),
};

const args = process.argv.slice(2);
// Any other word is answered with the list of all.
const asked = Object.entries(commands).filter(([name]) => name === args[0]);
const loaded = await Promise.all((asked.length > 0 ? asked : Object.entries(commands)).map(([, load]) => load()));
const code = await dispatch(loaded, args, io);
// The last write may still be in a pipe; and connection pools must not keep a finished command alive.
process.stdout.write('', (error) => {
  // A write that failed is told above.
  if (!error) process.exit(code);
});
