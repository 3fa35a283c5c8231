#!/usr/bin/env node
/**
 * The `kafka-hooks` command: picks a command by its name and ends with its exit code.
 * The only file that reads the arguments, the environment and the signals of the process.
 */
import './cli/require-node.ts';
import { text } from 'node:stream/consumers';
import { type Command, type CommandIo, dispatch } from './cli/command.ts';
import { demoCommand } from './cli/demo/demo.ts';
import { devCommand } from './cli/dev/dev.ts';
import { dumpCommand } from './cli/dump.ts';
import { planCommand } from './cli/plan.ts';
import { renderCommand } from './cli/render.ts';
import { type ServeWorld, serveCommand } from './cli/serve.ts';
import { controllers } from './registry.ts';

const io: CommandIo = {
  stdout: (line) => process.stdout.write(line),
  stderr: (line) => process.stderr.write(line),
  isTerminal: process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined,
  get columns() {
    return process.stdout.columns;
  },
};

const world: ServeWorld = {
  controllers,
  env: process.env,
  onStop: (listener) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, listener);
  },
  onCrash: (listener) => {
    for (const event of ['uncaughtException', 'unhandledRejection'] as const) process.on(event, listener);
  },
  exit: (code) => process.exit(code),
};

// Whoever reads has had enough (`| head`): that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

const stdin = (): Promise<string> => text(process.stdin);

// The engine is loaded only for the commands that need it: it would double the start of the service.
const commands: readonly Command[] = [
  demoCommand({ ...world, stdin }),
  planCommand({
    stdin,
    now: Date.now,
    openEngine: async (objects, now) => (await import('./plan/open-engine.ts')).openEngine({ controllers, objects, now }),
  }),
  dumpCommand(),
  renderCommand(stdin),
  serveCommand(world),
  devCommand(world),
];

const code = await dispatch(commands, process.argv.slice(2), io);
// The last write may still be in a pipe; and connection pools must not keep a finished command alive.
process.stdout.write('', () => process.exit(code));
