/**
 * The child process of the benchmark: the real service on loopback, which tells its parent its ports, and on request the
 * CPU that this process has used. So the client's own CPU is not in the figures.
 */
import { createLog } from '../../hooks/adapters/telemetry/log.ts';
import { createMetrics } from '../../hooks/adapters/telemetry/metrics.ts';
import { controllers } from '../../hooks/registry.ts';
import { startService } from '../../hooks/server/service.ts';
import { readSettings } from '../../hooks/server/settings.ts';

const service = await startService({
  controllers,
  settings: readSettings({ PORT: '0', ADMIN_PORT: '0', HOST: '127.0.0.1', DRAIN_MS: '0' }),
  // As in production, but for where the lines go.
  log: createLog('info', () => undefined),
  metrics: createMetrics({ processMetrics: true }),
});

process.on('message', (message) => {
  if (message !== 'usage') return;
  const { user, system } = process.cpuUsage();
  process.send?.({ micros: user + system });
});
process.on('disconnect', () => process.exit(0));
process.send?.({ port: service.port });
