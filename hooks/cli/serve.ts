/** `kafka-hooks serve`: runs the hooks until it is told to stop. */
import { createLog } from '../adapters/telemetry/log.ts';
import { createMetrics } from '../adapters/telemetry/metrics.ts';
import type { Controller } from '../protocol/controller.ts';
import type { Environment } from '../server/environment.ts';
import { startService } from '../server/service.ts';
import { environmentHelp, readSettings } from '../server/settings.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import type { HelpPage } from './help.ts';
import { runUntilStopped, type ServiceProcess } from './until-stopped.ts';

/** What `serve` needs of its process. */
export interface ServeWorld extends ServiceProcess {
  readonly controllers: readonly Controller[];
  readonly env: Environment;
}

const help: HelpPage = {
  usage: 'kafka-hooks serve',
  about: [
    'Runs the hooks that Metacontroller calls: POST /<controller>/{customize,sync,finalize}.',
    'It keeps nothing: everything is in the call, in Kubernetes and in Kafka. Run two replicas or more.',
    'SIGTERM or SIGINT ends it without losing a call: not ready, DRAIN_MS of waiting, calls in flight, exit.',
  ],
  environment: environmentHelp,
  examples: [
    { run: 'kafka-hooks serve', does: 'the hooks on 8080, health and metrics on 8081' },
    { run: 'PORT=9000 LOG_LEVEL=debug kafka-hooks serve', does: 'another port, with every call in the log' },
    { run: 'HOOK_TOKEN_FILE=/etc/kafka-hooks/token kafka-hooks serve', does: 'only callers with the token' },
    { run: 'curl localhost:8081/readyz', does: 'whether it takes calls' },
  ],
};

/** The command, bound to its process. */
export const serveCommand = (world: ServeWorld): Command => ({
  name: 'serve',
  summary: 'run the hooks that Metacontroller calls',
  help,
  run: (args) => serve(args, world),
});

const serve = async (args: readonly string[], world: ServeWorld): Promise<number> => {
  readArguments('serve', args, []);
  const settings = readSettings(world.env);
  const log = createLog(settings.logLevel);
  const metrics = createMetrics({ processMetrics: true });
  return runUntilStopped(world, log, () => startService({ controllers: world.controllers, settings, log, metrics }));
};
