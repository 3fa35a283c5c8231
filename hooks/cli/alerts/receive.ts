/** `kafka-hooks alerts` without a further word: the service. */
import { createAlertWorld, type KubernetesAlertWorld } from '../../adapters/kubernetes/alert-world.ts';
import { createAlertMetrics } from '../../adapters/telemetry/alert-metrics.ts';
import { createLog } from '../../adapters/telemetry/log.ts';
import { commands } from '../../alert/commands/registry.ts';
import { createReceiver } from '../../alert/create-receiver.ts';
import type { Log } from '../../ports/telemetry.ts';
import { observedWorld } from '../../server/alerts/observed-world.ts';
import { watchReadiness } from '../../server/alerts/readiness.ts';
import { startAlertsService } from '../../server/alerts/service.ts';
import { type AlertsSettings, alertsEnvironmentHelp, readAlertsSettings } from '../../server/alerts/settings.ts';
import type { Environment } from '../../server/environment.ts';
import { readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import type { HelpPage } from '../help.ts';
import { runUntilStopped, type ServiceProcess } from '../until-stopped.ts';
import { findAccess, SERVICE_ACCOUNT_HELP } from './find-access.ts';

/** What the service needs of its process. */
export interface ReceiveWorld extends ServiceProcess {
  readonly env: Environment;
}

const help: HelpPage = {
  usage: 'kafka-hooks alerts',
  about: [
    'Takes alerts and changes KafkaClusters as their annotation command says: one broker more or less, a larger or another',
    'disk, a rebalance, a new broker for a broken one. POST to /, /alerts, /api/v1/alerts or /api/v2/alerts: the webhook of',
    'Alertmanager (version 4), or the list of alerts that Prometheus sends to an Alertmanager.',
    '',
    'Nothing acts twice, whoever repeats it; what may be done is bounded by alertManagerConfig of the KafkaCluster.',
    'It keeps nothing: what alerts did is in the KafkaCluster. Run two replicas or more. docs/alerts.md has the rest.',
    '',
    'kafka-hooks alerts explain FILE shows what alerts would do; see kafka-hooks alerts explain --help.',
  ],
  environment: [...alertsEnvironmentHelp, ...SERVICE_ACCOUNT_HELP],
  examples: [
    { run: 'ALERTS_TOKEN_FILE=/etc/kafka-hooks/token kafka-hooks alerts', does: 'alerts of who has the token, on 9001' },
    {
      run: 'TLS_CERT_FILE=tls.crt TLS_KEY_FILE=tls.key CLIENT_CA_FILE=ca.crt kafka-hooks alerts',
      does: 'alerts of who has a certificate, over TLS',
    },
    { run: 'curl localhost:8081/readyz', does: 'whether it may act, and which right is missing' },
  ],
};

export const receiveCommand = (world: ReceiveWorld): Command => ({
  name: 'alerts',
  summary: 'take alerts that scale Kafka',
  help,
  run: async (args) => {
    readArguments('alerts', args, []);
    const settings = readAlertsSettings(world.env);
    const log = createLog(settings.logLevel);
    const access = await findAccess(world.env);
    return runUntilStopped(world, log, () => start(createAlertWorld(access, { namespace: settings.namespace }), settings, log));
  },
});

const start = async (kubernetes: KubernetesAlertWorld, settings: AlertsSettings, log: Log) => {
  const readiness = await watchReadiness({
    missingRights: kubernetes.missingRights,
    changed: (problem) => {
      if (problem === undefined) log.info({}, 'alerts can be acted on again');
      else log.error({ problem }, 'alerts cannot be acted on');
    },
  });
  const receiver = createReceiver({
    world: observedWorld(kubernetes, readiness.failed),
    now: Date.now,
    eventFailed: (error) => log.warn({ error }, 'an Event could not be left'),
  });
  const metrics = createAlertMetrics({ commands: commands.map(({ name }) => name), processMetrics: true });
  const service = await startAlertsService({ receiver, settings, log, metrics, problem: readiness.problem });
  return {
    stop: async () => {
      await service.stop();
      readiness.stop();
      kubernetes.close();
    },
  };
};
