/**
 * Clients outside the pod network: through Envoy with a port a broker, through Envoy with one port and TLS names, and
 * through node ports. A broker that comes and a certificate that is renewed close nobody's connection; a way in that is
 * not wanted any more stays until no broker advertises it.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import tls from 'node:tls';
import type { BrokerConfig, ExternalListener, KafkaCluster, KafkaClusterSpec } from '../../hooks/api/kafka-cluster.ts';
import type { ConfigMap, Pod } from '../../hooks/kube/types.ts';
import {
  applyCluster,
  brokerPod,
  condition,
  isPodReady,
  namespace,
  readCluster,
  sample,
  waitReady,
  waitReplaced,
} from './support/cluster.ts';
import { get, kubectl, list } from './support/kubectl.ts';
import {
  answersKafka,
  createClient,
  createTopicOutside,
  type Outside,
  type OutsideClient,
  startLoad,
  writeAndReadNumbers,
} from './support/outside-client.ts';
import { waitFor } from './support/wait.ts';
import {
  createAuthority,
  envoyCount,
  envoyPods,
  giveAddress,
  issueCertificate,
  issueKeystores,
  loadBalancers,
  proxies,
  serialOf,
} from './support/ways-in.ts';

const RECORDS = 100_000;
/** An address of the test-bed's network that nobody has: kube-proxy leads it to the Service. */
const LOAD_BALANCER = process.env['E2E_LOAD_BALANCER_IP'] ?? '172.31.77.200';
const ENVOY = process.env['E2E_ENVOY_IMAGE'];
const TOPIC = 'numbers';

const withListener = (listener: Partial<ExternalListener>, more: Partial<KafkaClusterSpec> = {}, config: BrokerConfig = {}): KafkaCluster =>
  sample('minimal', (spec) => ({
    ...spec,
    ...more,
    envoyConfig: { ...(ENVOY !== undefined && { image: ENVOY }), replicas: 1, ...more.envoyConfig },
    brokerConfigGroups: { default: { ...spec.brokerConfigGroups?.['default'], ...config } },
    listenersConfig: {
      internalListeners: [
        { name: 'internal', type: 'plaintext', containerPort: 29092, usedForInnerBrokerCommunication: true },
        { name: 'controller', type: 'plaintext', containerPort: 29093, usedForControllerCommunication: true },
      ],
      externalListeners: [
        { name: 'external', type: 'plaintext', containerPort: 9094, externalStartingPort: 19090, anyCastPort: 29092, ...listener },
      ],
    },
  }));

const withBroker = (cluster: KafkaCluster, id: number): KafkaCluster => ({
  ...cluster,
  spec: {
    ...cluster.spec,
    brokers: [...cluster.spec.brokers, { id, brokerConfigGroup: 'default', brokerConfig: { processRoles: ['broker'] } }],
  },
});

const access = (cluster: KafkaCluster | undefined) => condition(cluster, 'ExternalAccessReady');

const waitAccess = (ns: string, seconds = 120) =>
  waitFor({
    what: 'ExternalAccessReady',
    seconds,
    look: () => readCluster('kafka', ns),
    until: (cluster) => access(cluster)?.status === 'True' && access(cluster)?.observedGeneration === cluster?.metadata.generation,
  });

const listed = (cluster: KafkaCluster | undefined, name: string): string =>
  cluster?.status?.listenerStatuses?.externalListeners?.['external']?.find((one) => one.name === name)?.address ?? '';

interface Growth {
  readonly ns: string;
  readonly cluster: KafkaCluster;
  readonly client: OutsideClient;
  /** Whether broker 3 answers. */
  readonly answers: () => Promise<boolean>;
  /** Whether what leads to broker 3 is written down: a ConfigMap or a Service. */
  readonly written: () => Promise<boolean>;
  /** Connections that a proxy has ever taken for brokers 0 to 2: a client whose connection was closed makes another. */
  readonly taken?: () => Promise<number>;
  /** How often a proxy has read its files. */
  readonly read?: () => Promise<number>;
}

/** Adds broker 3 under load, and holds that no connection to the others was closed. */
const grow = async (t: TestContext, { ns, cluster, client, answers, written, taken = async () => 0, read }: Growth): Promise<void> => {
  const load = await startLoad(client, TOPIC);
  const begin = Date.now();
  const takenBefore = await taken();
  const readBefore = await read?.();
  const open = client.connections.filter(({ closed }) => closed === undefined);
  await applyCluster(withBroker(cluster, 3), ns);
  const moment = (what: string, look: () => Promise<boolean>): Promise<number> =>
    waitFor({ what, seconds: 240, look, until: (seen) => seen }).then(() => Date.now());
  const [isWritten, isReady, isAnswered, isRead] = await Promise.all([
    moment('the way to broker 3 is written', written),
    moment('broker 3 is ready', async () => isPodReady(await brokerPod(ns, 3))),
    moment('broker 3 answers outside', answers),
    read === undefined ? undefined : moment('Envoy has read its files', async () => (await read()) !== readBefore),
  ]);
  const takenMore = (await taken()) - takenBefore;
  await load.stop();
  const closed = open.filter(
    (connection) => connection.closed !== undefined && connection.closed > begin && connection.closed < isAnswered,
  );
  const period =
    isRead === undefined ? 'there is no file to read' : `Envoy read its files ${isRead - isWritten} ms after they were written`;
  const late = isAnswered - Math.max(isReady, isRead ?? 0);
  t.diagnostic(
    `broker 3: way written after ${isWritten - begin} ms, Ready after ${isReady - begin} ms, answers outside after ${isAnswered - begin} ms: ${late} ms after both it and the way were there (${period}); ${load.acknowledged()} records meanwhile, ${load.failed().length} requests failed; ${open.length} connections, ${closed.length} closed, ${takenMore} made again`,
  );
  assert.deepEqual(load.failed(), []);
  assert.deepEqual(closed, []);
  assert.equal(takenMore, 0);
  assert.ok(late <= 5_000, `${late} ms`);
};

const hasPort = (ns: string, name: string, text: string) => async (): Promise<boolean> =>
  (await get<ConfigMap>('configmap', name, ns))?.data?.['lds.yaml']?.includes(text) === true;

const STATS = 'envoy-stats-external-kafka';
const takenByEnvoy = (ns: string) => (): Promise<number> => envoyCount(ns, STATS, /^envoy_tcp_downstream_cx_total\{.*"broker_tcp-[012]"/);

test('a port a broker: 100,000 records through one load balancer, and a fourth broker that disturbs nobody', async (t) => {
  const ns = await namespace('e2e-envoy-ports', (cleanUp) => t.after(cleanUp));
  const cluster = withListener({});
  await applyCluster(cluster, ns);
  const waiting = await waitFor({
    what: 'brokers wait for the address of the load balancer',
    seconds: 60,
    look: () => readCluster('kafka', ns),
    until: (seen) => access(seen)?.reason === 'ExternalAddressPending',
  });
  assert.equal(waiting?.status?.brokersState?.['0']?.reason, 'ExternalAddressPending');
  assert.deepEqual(await list<Pod>('pods', ns, 'app=kafka'), []);
  await giveAddress(ns, 'envoy-loadbalancer-external-kafka', LOAD_BALANCER);
  await waitReady('kafka', ns, 240);
  const ready = await waitAccess(ns);
  assert.deepEqual(await loadBalancers(ns), ['envoy-loadbalancer-external-kafka']);
  const outside: Outside = { bootstrap: listed(ready, 'any-broker') };
  assert.equal(outside.bootstrap, `${LOAD_BALANCER}:29092`);
  const client = createClient(outside);
  await createTopicOutside(client, TOPIC);
  const start = Date.now();
  assert.deepEqual(await writeAndReadNumbers(client, TOPIC, RECORDS), { missing: 0, foreign: 0 });
  t.diagnostic(`${RECORDS} records written and read in ${Date.now() - start} ms`);

  const pods = await envoyPods(ns);
  const loaded = createClient(outside);
  await grow(t, {
    ns,
    cluster,
    client: loaded,
    answers: () => answersKafka({ host: LOAD_BALANCER, port: 19093 }),
    written: hasPort(ns, 'envoy-config-external-kafka', '19093'),
    taken: takenByEnvoy(ns),
    read: () => envoyCount(ns, STATS, /^envoy_listener_manager_lds_update_success\{/),
  });
  assert.deepEqual(await envoyPods(ns), pods, 'no Pod of Envoy was replaced or restarted');

  await t.test('another access method: Envoy stays until every broker was restarted', async () => {
    await applyCluster(withBroker(withListener({ accessMethod: 'NodePort', externalStartingPort: 30190 }), 3), ns);
    const pending = await waitFor({
      what: 'the new way waits for restarts',
      seconds: 60,
      look: () => readCluster('kafka', ns),
      until: (seen) => access(seen)?.reason === 'RestartPending',
    });
    t.diagnostic(access(pending)?.message ?? '');
    for (const id of [0, 1, 2, 3]) {
      assert.deepEqual(await proxies(ns), ['envoy-external-kafka'], `before broker ${id} was restarted`);
      assert.equal(await answersKafka({ host: LOAD_BALANCER, port: 19090 + id }), true);
      const uid = (await brokerPod(ns, id))?.metadata?.uid;
      await kubectl(['delete', 'pod', `kafka-${id}`, '-n', ns, '--wait=false']);
      await waitReplaced(ns, id, { uid, seconds: 240 });
    }
    const after = await waitAccess(ns);
    await waitFor({ what: 'Envoy is gone', seconds: 60, look: () => proxies(ns), until: (names) => names.length === 0 });
    assert.deepEqual(await loadBalancers(ns), []);
    const moved = createClient({ bootstrap: listed(after, 'any-broker') });
    await createTopicOutside(moved, 'moved');
    assert.deepEqual(await writeAndReadNumbers(moved, 'moved', 1_000), { missing: 0, foreign: 0 });
  });
});

test('one port and TLS names: 100,000 records, a fourth broker and a new certificate that disturb nobody', async (t) => {
  const ns = await namespace('e2e-envoy-sni', (cleanUp) => t.after(cleanUp));
  const authority = await createAuthority();
  const cluster = withListener(
    { externalStartingPort: -1, tlsSecretName: 'edge', hostnameOverride: 'kafka.e2e.test' },
    { envoyConfig: { brokerHostnameTemplate: 'broker-%id.e2e.test' } },
  );
  await applyCluster(cluster, ns);
  const missing = await waitFor({
    what: 'the missing certificate is named',
    seconds: 60,
    look: () => readCluster('kafka', ns),
    until: (seen) => access(seen)?.reason === 'TlsSecretMissing',
  });
  t.diagnostic(access(missing)?.message ?? '');
  const secret = { ns, name: 'edge', host: '*.e2e.test' };
  const first = await issueCertificate(authority, secret);
  await giveAddress(ns, 'envoy-loadbalancer-external-kafka', LOAD_BALANCER);
  await waitReady('kafka', ns, 240);
  const ready = await waitAccess(ns);
  assert.equal(listed(ready, 'broker-1'), 'broker-1.e2e.test:29092');
  const outside: Outside = { bootstrap: listed(ready, 'any-broker'), resolve: () => LOAD_BALANCER, ca: authority.ca };
  const client = createClient(outside);
  await createTopicOutside(client, TOPIC);
  assert.deepEqual(await writeAndReadNumbers(client, TOPIC, RECORDS), { missing: 0, foreign: 0 });

  const pods = await envoyPods(ns);
  const shown = (host: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = tls.connect({ host: LOAD_BALANCER, port: 29092, servername: host, ca: authority.ca }, () => {
        resolve(serialOf(socket.getPeerCertificate().serialNumber));
        socket.destroy();
      });
      socket.once('error', reject);
    });
  assert.equal(await shown('broker-0.e2e.test'), first);
  const loaded = createClient(outside);
  await grow(t, {
    ns,
    cluster,
    client: loaded,
    answers: () =>
      shown('broker-3.e2e.test').then(
        () => true,
        () => false,
      ),
    written: hasPort(ns, 'envoy-config-external-kafka', 'broker-3.e2e.test'),
    taken: takenByEnvoy(ns),
    read: () => envoyCount(ns, STATS, /^envoy_listener_manager_lds_update_success\{/),
  });

  const renewed = createClient(outside);
  const load = await startLoad(renewed, TOPIC);
  const begin = Date.now();
  const second = await issueCertificate(authority, secret);
  await waitFor({
    what: 'the new certificate is shown',
    seconds: 180,
    look: () => shown('broker-0.e2e.test'),
    until: (serial) => serial === second,
  });
  const end = Date.now();
  await load.stop();
  const closed = renewed.connections.filter((one) => one.closed !== undefined && one.closed > begin && one.closed < end);
  t.diagnostic(
    `the new certificate was shown after ${end - begin} ms; ${load.acknowledged()} records meanwhile, ${closed.length} connections closed`,
  );
  assert.deepEqual([load.failed(), closed], [[], []]);
  assert.deepEqual(await envoyPods(ns), pods, 'no Pod of Envoy was replaced or restarted');
});

test('one port and TLS names, passed through to brokers with certificates of their own', async (t) => {
  const ns = await namespace('e2e-envoy-pass', (cleanUp) => t.after(cleanUp));
  const authority = await createAuthority();
  await issueKeystores(authority, { ns, name: 'broker-tls', host: '*.e2e.test' });
  const cluster = withListener(
    {
      type: 'ssl',
      sslClientAuth: 'none',
      serverSSLCertSecret: { name: 'broker-tls' },
      externalStartingPort: -1,
      hostnameOverride: 'kafka.e2e.test',
    },
    { envoyConfig: { brokerHostnameTemplate: 'broker-%id.e2e.test' } },
  );
  await applyCluster(cluster, ns);
  await giveAddress(ns, 'envoy-loadbalancer-external-kafka', LOAD_BALANCER);
  await waitReady('kafka', ns, 240);
  const ready = await waitAccess(ns);
  const client = createClient({ bootstrap: listed(ready, 'any-broker'), resolve: () => LOAD_BALANCER, ca: authority.ca });
  await createTopicOutside(client, TOPIC);
  const start = Date.now();
  assert.deepEqual(await writeAndReadNumbers(client, TOPIC, RECORDS), { missing: 0, foreign: 0 });
  t.diagnostic(`${RECORDS} records written and read in ${Date.now() - start} ms`);
  const log = await kubectl(['logs', '-n', ns, 'kafka-0', '-c', 'kafka']);
  t.diagnostic(
    `broker 0 logged ${log.split('\n').filter((line) => /SSL handshake failed|Failed authentication/.test(line)).length} failed handshakes`,
  );
});

test('node ports: 100,000 records without a proxy, and a fourth broker', async (t) => {
  const ns = await namespace('e2e-nodeport', (cleanUp) => t.after(cleanUp));
  const cluster = withListener({ accessMethod: 'NodePort', externalStartingPort: 30090 }, {}, { nodePortNodeAddressType: 'InternalIP' });
  await applyCluster(cluster, ns);
  await waitReady('kafka', ns, 240);
  const ready = await waitAccess(ns);
  const client = createClient({ bootstrap: listed(ready, 'any-broker') });
  await createTopicOutside(client, TOPIC);
  assert.deepEqual(await writeAndReadNumbers(client, TOPIC, RECORDS), { missing: 0, foreign: 0 });
  const [host = ''] = listed(ready, 'broker-0').split(':');
  await grow(t, {
    ns,
    cluster,
    client: createClient({ bootstrap: listed(ready, 'any-broker') }),
    answers: () => answersKafka({ host, port: 30093 }),
    written: async () => (await get('service', 'kafka-3-external', ns)) !== undefined,
  });
});
