/**
 * The engine's Metacontroller against a real API server: what `kafka-hooks dev --live` runs. The API is reached through
 * our adapter by the engine, and through a client of the suite's own by the script.
 */
import { connectApi } from '../../../hooks/adapters/kubernetes/connect.ts';
import { realClock } from '../../../hooks/engine/clock/real-clock.ts';
import { callOverHttp } from '../../../hooks/engine/hooks/over-http.ts';
import { startMetacontroller } from '../../../hooks/engine/metacontroller/metacontroller.ts';
import type { Backend } from '../backend.ts';
import { createSwitchboard, serveHooks } from '../hook-switchboard.ts';
import { prepareCluster } from './cluster.ts';
import { connect } from './http-api.ts';
import type { ClusterOptions } from './real.ts';
import { quiet, until } from './waiting.ts';

export const openEngineLive = async ({ kubeconfig, definitions }: ClusterOptions): Promise<Backend> => {
  const user = connect(kubeconfig);
  const hooks = createSwitchboard();
  const server = await serveHooks(hooks);
  const run = Date.now().toString(36);
  const cluster = await prepareCluster(user, definitions, run);
  const api = await connectApi({ kubeconfig });
  const metacontroller = startMetacontroller({ api, clock: realClock, hooks: callOverHttp() });
  return {
    name: 'engine-live',
    api: user,
    hooks,
    hooksUrl: server.url,
    run,
    // Its resource is not put into the cluster: a Metacontroller that runs there would take it up as well.
    start: async (controller) => {
      await metacontroller.add(controller);
      return metacontroller.waiting().every((waiting) => !waiting.controller.includes(controller.metadata?.name ?? ''));
    },
    stop: (controller) => metacontroller.remove(controller.metadata?.name ?? ''),
    until,
    quiet,
    collectorReady: cluster.collectorReady,
    close: async () => {
      await metacontroller.stop();
      api.close();
      await cluster.cleanUp();
      server.close();
      user.close();
    },
  };
};
