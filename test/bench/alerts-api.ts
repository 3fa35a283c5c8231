/**
 * A child process of the benchmark of alerts: the API server of the engine over TLS with a bearer token, as a Pod finds it,
 * with clusters at rest in it and a controller that sees each change of a spec after a moment. Told `actions` by its
 * parent it answers what alerts have done to each cluster.
 */
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { definitions } from '../../hooks/api/definitions.ts';
import type { KafkaCluster } from '../../hooks/api/kafka-cluster.ts';
import { createStore } from '../../hooks/engine/api-server/memory-store.ts';
import { createRandom } from '../../hooks/engine/clock/random.ts';
import { createHistory } from '../../hooks/engine/http-api/history.ts';
import { createRequestHandler, sendFailure } from '../../hooks/engine/http-api/request-handler.ts';
import { readRecord } from '../../hooks/kafkacluster/alerts/record.ts';
import { claimName } from '../../hooks/kafkacluster/names.ts';
import type { KubeObject } from '../../hooks/kube/types.ts';
import { keyOf } from '../../hooks/ports/api-server.ts';
import type { KeyPair } from '../fakes/certificates.ts';
import { resting, specOf } from '../unit/alert/scene.ts';

export interface ApiOrder {
  readonly pair: KeyPair;
  readonly token: string;
  readonly clusters: number;
}

/** What was done to a cluster, by its name. */
export type Actions = Readonly<Record<string, { readonly brokers: number; readonly actions: readonly string[] }>>;

export const NAMESPACE = 'bench';
export const clusterNames = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `kafka-${index}`);
/** The claim that can grow: of the one node that is a broker only. */
export const claimOf = (cluster: string): string => claimName({ name: cluster }, 3, '/kafka-logs');

const SEEN_AFTER_MS = 100;

const serve = async ({ pair, token, clusters }: ApiOrder): Promise<number> => {
  const clock = { now: () => Date.now(), after: () => () => undefined };
  const store = createStore({ clock, random: createRandom(1), definitions });
  const type = store.typeOf('kafka.banzaicloud.io/v1beta1', 'KafkaCluster');
  const claims = store.typeOf('v1', 'PersistentVolumeClaim');
  store.create(store.typeOf('v1', 'Namespace'), { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });

  const settle = (object: KubeObject): void => {
    const target = store.get(type, keyOf(object)) as KafkaCluster | undefined;
    if (target === undefined || target.status?.observedGeneration === target.metadata.generation) return;
    store.updateStatus(type, Object.assign({ ...target }, { status: resting(target.spec, target.metadata.generation) }));
  };
  store.subscribe(({ object }) => {
    if (object.kind === 'KafkaCluster') setTimeout(settle, SEEN_AFTER_MS, object);
  });
  for (const name of clusterNames(clusters)) {
    const metadata = { namespace: NAMESPACE, name };
    const body = { apiVersion: type.apiVersion, kind: type.kind, metadata, spec: specOf() };
    settle(store.create(type, body));
    const claim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        namespace: NAMESPACE,
        name: claimOf(name),
        labels: { kafka_cr: name, brokerId: '3' },
        annotations: { mountPath: '/kafka-logs' },
      },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '100Gi' } } },
    };
    const made = store.create(claims, claim);
    store.updateStatus(claims, Object.assign({ ...made }, { status: { phase: 'Bound', capacity: { storage: '100Gi' } } }));
  }

  const handle = createRequestHandler({ store, clock, history: createHistory(store) }, token);
  const server = createServer(pair, (request, response) => {
    handle(request, response).catch((error: unknown) => sendFailure(response, error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.on('message', () => {
    const done = (store.list(type) as readonly KafkaCluster[]).map(({ metadata, spec }): [string, Actions[string]] => [
      metadata.name ?? '',
      { brokers: spec.brokers.length, actions: (readRecord(metadata)?.actions ?? []).map(({ command }) => command) },
    ]);
    process.send?.(Object.fromEntries(done));
  });
  process.on('disconnect', () => process.exit(0));
  return (server.address() as AddressInfo).port;
};

if (import.meta.main) {
  const [order] = (await once(process, 'message')) as [ApiOrder];
  process.send?.({ port: await serve(order) });
}
