/**
 * The alert hook between a real Prometheus, a real Alertmanager and real Kafka: what fires is done once, it helps, and the alert
 * resolves; what is repeated, replayed or sent by a stranger changes nothing.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KafkaCluster } from '../../hooks/api/kafka-cluster.ts';
import { KAFKA_EXPORTER_CONFIG } from '../../hooks/kafkacluster/monitoring/exporter-config.ts';
import { claimName } from '../../hooks/kafkacluster/names.ts';
import type { PersistentVolumeClaim } from '../../hooks/kube/types.ts';
import {
  asPrometheus,
  assertTold,
  byHand,
  lastAction,
  readKafka,
  recordOf,
  seconds,
  waitActed,
  waitResolved,
} from './support/alert-episode.ts';
import {
  actedAt,
  counted,
  deliver,
  eventsOf,
  explain,
  HOOK_ADDRESS,
  killReplica,
  readToken,
  replay,
  replicas,
} from './support/alert-hook.ts';
import { applyCluster, brokerPod, IMAGES, namespace, sample, waitReady, waitReplaced } from './support/cluster.ts';
import { get, kubectl } from './support/kubectl.ts';
import { type Rule, startMonitoring } from './support/monitoring.ts';
import { createTopic } from './support/records.ts';
import { waitFor } from './support/wait.ts';
import { writesSince, writesSoFar } from './support/writes.ts';

const NS = 'e2e-alerts';
const OTHER = 'e2e-alerts-other';
const PARTITIONS_A_TOPIC = 10;
const MOST_PARTITIONS_A_BROKER = 25;
const REPLAYED = 1_000;
const GIBIBYTE = 2 ** 30;
/** Deliveries of one alert at the same moment. */
const AT_ONCE = 64;

const diskOf = (broker: number): string => claimName({ name: 'kafka' }, broker, '/kafka-logs');
const claimOf = (ns: string, broker: number) => get<PersistentVolumeClaim>('pvc', diskOf(broker), ns);
const requested = (claim: PersistentVolumeClaim | undefined): string | undefined => claim?.spec?.resources?.requests?.['storage'];

// A scrape that fails is no gap in what a rule sees.
const PARTITIONS = 'last_over_time(kafka_server_replicamanager_partitioncount[1m])';
const BY_CLUSTER = 'by (kafka_cr, namespace)';

const rules: readonly Rule[] = [
  {
    alert: 'TooManyPartitions',
    expr: `sum ${BY_CLUSTER} (${PARTITIONS}) / count ${BY_CLUSTER} (${PARTITIONS}) > ${MOST_PARTITIONS_A_BROKER}`,
    annotations: { command: 'upScale' },
  },
  {
    alert: 'DiskTooSmall',
    expr: `kube_persistentvolumeclaim_resource_requests_storage_bytes{namespace="${NS}",persistentvolumeclaim="${diskOf(1)}"} < on() group_left() e2e_wish{what="bytes"}`,
    annotations: { command: 'resizePvc', incrementBy: '1Gi' },
  },
  {
    alert: 'TooFewDisks',
    // The name of one claim goes with the count of all of the broker: the command needs it.
    expr: `max by (namespace, persistentvolumeclaim) (kube_persistentvolumeclaim_info{namespace="${NS}",persistentvolumeclaim="${diskOf(1)}"}) and on(namespace) (count by (namespace) (kube_persistentvolumeclaim_info{persistentvolumeclaim=~"kafka-1-storage-.*"}) < on() group_left() e2e_wish{what="disks"})`,
    annotations: { command: 'addPvc', mountPathPrefix: '/kafka-more', diskSize: '1Gi' },
  },
  {
    alert: 'NotWhileThis',
    expr: `max ${BY_CLUSTER} (kafka_server_replicamanager_partitioncount{namespace="${NS}"}) and on() (e2e_wish{what="errors"} > 0)`,
    labels: { rollingupgrade: 'true' },
  },
];

const directRules: readonly Rule[] = [
  {
    alert: 'DiskTooSmallDirect',
    expr: `kube_persistentvolumeclaim_resource_requests_storage_bytes{namespace="${OTHER}"} < on() group_left() e2e_wish{what="direct"}`,
    annotations: { command: 'resizePvc', incrementBy: '512Mi' },
  },
];

/**
 * The exporter's own rules, of few beans: to show all of them takes a small broker more than a second of CPU, and scrapes that
 * nobody waits for any more pile up in its heap.
 */
const monitoringConfig = {
  ...(IMAGES.jmx !== undefined && { jmxImage: IMAGES.jmx }),
  kafkaJMXExporterConfig: `${KAFKA_EXPORTER_CONFIG}includeObjectNames: ["kafka.server:type=ReplicaManager,*"]\n`,
};

const threeBrokers: KafkaCluster = sample('minimal', (spec) => ({ ...spec, monitoringConfig }));

const oneBroker: KafkaCluster = sample('minimal', ({ brokers, ...spec }) => ({
  ...spec,
  monitoringConfig,
  brokers: brokers.slice(0, 1),
  readOnlyConfig: 'auto.create.topics.enable=false\ndefault.replication.factor=1\nmin.insync.replicas=1\n',
}));

test('alerts of a real Prometheus', async (t) => {
  const token = await readToken();
  assert.notEqual(token, '', 'the hook has a token');
  assert.equal((await replicas()).length, 2);
  await namespace(NS, (cleanUp) => t.after(cleanUp));
  await namespace(OTHER, (cleanUp) => t.after(cleanUp));
  const ns = await namespace('e2e-monitoring', (cleanUp) => t.after(cleanUp));
  await applyCluster(threeBrokers, NS);
  await applyCluster(oneBroker, OTHER);
  await waitReady('kafka', NS, 240);
  await waitReady('kafka', OTHER, 240);
  const monitoring = await startMonitoring({ ns, watched: [NS, OTHER], hook: { address: HOOK_ADDRESS, token }, rules, directRules });
  await waitFor({
    what: 'Prometheus sees all brokers',
    seconds: 60,
    look: () => monitoring.ask('count(kafka_server_replicamanager_partitioncount)'),
    until: (brokers) => brokers === 4,
  });

  await t.test('too many partitions: one broker comes, and the alert resolves', async (t) => {
    const before = await readKafka(NS);
    const writes = await writesSoFar();
    for (const number of [1, 2, 3]) {
      assert.deepEqual(await monitoring.firing('prometheus'), [], `nothing fires before topic ${number}`);
      await createTopic(
        { namespace: NS, pod: 'kafka-0', bootstrap: `kafka-headless.${NS}.svc.cluster.local:29092` },
        `topic-${number}`,
        PARTITIONS_A_TOPIC,
      );
    }
    const acted = await waitActed(before, 'TooManyPartitions');
    assert.deepEqual(
      acted.spec.brokers.map(({ id }) => id),
      [0, 1, 2, 3],
    );
    assert.equal(acted.metadata.generation, (before.metadata.generation ?? 0) + 1);
    await waitReady('kafka', NS, 240);
    const ready = Date.now();
    const { first, last, firing } = await waitResolved(monitoring, 'TooManyPartitions');
    const after = await readKafka(NS);
    assert.equal(after.metadata.generation, acted.metadata.generation, 'repeats while it fired changed nothing more');
    const patched = writesSince(writes, await writesSoFar())['PATCH kafkaclusters'];
    t.diagnostic(
      `fires to patch ${seconds(first.startsAt, await actedAt(first.fingerprint))}, to Ready ${seconds(first.startsAt, ready)}, to resolved ${seconds(first.startsAt, last.endsAt)} (delivered after ${seconds(first.startsAt, last.at)}); ${firing} deliveries while it fired, ${patched} patches of KafkaClusters`,
    );
    assert.equal(patched, 1);
    await assertTold(t, after, first);
    const { metadata } = JSON.parse(
      await kubectl(['get', 'kafkacluster', 'kafka', '-n', NS, '-o', 'json', '--show-managed-fields']),
    ) as KafkaCluster;
    const own = JSON.stringify(metadata.managedFields?.find(({ manager }) => manager === 'kafka-hooks-alerts')?.fieldsV1 ?? {});
    t.diagnostic(`managedFields of kafka-hooks-alerts: ${own}`);
    assert.ok(own.includes(ownedBroker(3)));
    assert.ok(![0, 1, 2].some((id) => own.includes(ownedBroker(id))), 'brokers that were there belong to whoever applied them');
  });

  await t.test('a disk that is too small grows', async (t) => {
    const before = await readKafka(NS);
    await monitoring.wish('bytes', 1.5 * GIBIBYTE);
    const acted = await waitActed(before, 'DiskTooSmall');
    await waitFor({
      what: 'the claim has grown',
      seconds: 120,
      look: () => claimOf(NS, 1),
      until: (claim) => requested(claim) === '2Gi' && claim?.status?.capacity?.['storage'] === '2Gi',
    });
    const grown = Date.now();
    const { first, last, firing } = await waitResolved(monitoring, 'DiskTooSmall');
    const after = await waitReady('kafka', NS, 60);
    assert.equal(after?.metadata.generation, acted.metadata.generation);
    t.diagnostic(
      `fires to patch ${seconds(first.startsAt, await actedAt(first.fingerprint))}, to a grown claim ${seconds(first.startsAt, grown)}, to resolved ${seconds(first.startsAt, last.endsAt)}; ${firing} deliveries while it fired`,
    );
    await assertTold(t, acted, first);
    const others = await Promise.all([0, 2].map((id) => claimOf(NS, id)));
    assert.deepEqual(others.map(requested), ['1Gi', '1Gi'], 'the disks of other brokers stay as they are');
  });

  await t.test('a disk more: the broker has it after the restart that a person gives it', async (t) => {
    const before = await readKafka(NS);
    await monitoring.wish('disks', 2);
    const acted = await waitActed(before, 'TooFewDisks');
    const disks = acted.spec.brokers.find(({ id }) => id === 1)?.brokerConfig?.storageConfigs ?? [];
    assert.equal(disks.length, 2);
    const mountPath = disks[1]?.mountPath ?? '';
    const waiting = await waitFor({
      what: 'the broker waits for a restart',
      seconds: 60,
      look: () => readKafka(NS),
      until: ({ status }) => status?.brokersState?.['1']?.pendingRestart !== undefined,
    });
    t.diagnostic(`pendingRestart: ${JSON.stringify(waiting.status?.brokersState?.['1']?.pendingRestart)}`);
    const { first, last, firing } = await waitResolved(monitoring, 'TooFewDisks');
    const pod = await brokerPod(NS, 1);
    await kubectl(['delete', 'pod', 'kafka-1', '-n', NS, '--wait=false']);
    const restart = Date.now();
    await waitReplaced(NS, 1, { uid: pod?.metadata?.uid, seconds: 240 });
    const back = Date.now();
    await kubectl(['exec', '-n', NS, 'kafka-1', '-c', 'kafka', '--', 'test', '-s', `${mountPath}/kafka/meta.properties`]);
    const after = await waitReady('kafka', NS, 60);
    assert.equal(after?.status?.brokersState?.['1']?.pendingRestart, undefined);
    assert.equal(after?.metadata.generation, acted.metadata.generation);
    t.diagnostic(
      `${mountPath}: fires to patch ${seconds(first.startsAt, await actedAt(first.fingerprint))}, to resolved ${seconds(first.startsAt, last.endsAt)}; restart by hand ${seconds(restart, back)}; ${firing} deliveries while it fired`,
    );
    await assertTold(t, acted, first);
  });

  await t.test('a new alert that comes to both replicas at once acts once', async (t) => {
    const before = await readKafka(NS);
    const delivery = byHand({ namespace: NS, persistentvolumeclaim: diskOf(2) }, { command: 'resizePvc', incrementBy: '1Gi' });
    const pods = await replicas();
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, at) => deliver(pods[at % pods.length] ?? assert.fail('no replica'), delivery, token)),
    );
    const outcomes = answers.flatMap(({ status, decisions, text }) =>
      status === 200 ? decisions.map(({ outcome, reason }) => `${outcome} ${reason}`) : [`${status} ${text}`],
    );
    assert.equal(outcomes.length, AT_ONCE);
    assert.equal(outcomes.filter((outcome) => outcome === 'Acted Acted').length, 1);
    assert.equal(outcomes.filter((outcome) => outcome === 'Ignored AlreadyActed').length, AT_ONCE - 1);
    const after = await waitReady('kafka', NS, 60);
    assert.equal(after?.metadata.generation, (before.metadata.generation ?? 0) + 1);
    assert.equal(requested(await claimOf(NS, 2)), '2Gi');
    t.diagnostic(`${AT_ONCE} deliveries at once to ${pods.length} replicas: one acted`);
  });

  await t.test(`${REPLAYED} replayed deliveries to both replicas, one of which is killed: nothing changes`, async (t) => {
    const kept = await monitoring.deliveries();
    const deliveries = kept.flatMap(({ body }) => [{ path: '/alerts', body }, asPrometheus(body)]);
    const before = await readKafka(NS);
    const writes = await writesSoFar();
    const start = Date.now();
    const { answers, decisions } = await replay({ deliveries, token, least: REPLAYED, connections: 16, halfway: killReplica });
    const took = seconds(start, Date.now());
    await waitFor({ what: 'both replicas are there again', seconds: 60, look: replicas, until: (pods) => pods.length === 2 });
    const after = await readKafka(NS);
    const patched = writesSince(writes, await writesSoFar())['PATCH kafkaclusters'] ?? 0;
    t.diagnostic(
      `${kept.length} bodies of Alertmanager over and over, in both shapes, ${took}: answers ${JSON.stringify(answers)}, decisions ${JSON.stringify(decisions)}; ${patched} patches of KafkaClusters`,
    );
    assert.deepEqual(Object.keys(answers).sort(), ['200', 'lost']);
    assert.ok((answers['200'] ?? 0) >= REPLAYED);
    assert.deepEqual(Object.keys(decisions).sort(), ['Ignored AlreadyActed', 'Ignored Resolved']);
    assert.equal(after.metadata.generation, before.metadata.generation);
    assert.deepEqual(after.spec, before.spec);
    assert.deepEqual(recordOf(after), recordOf(before));
    assert.equal(patched, 0);
  });

  await t.test('an alert with the label rollingupgrade counts for its cluster only, until it resolves', async (t) => {
    const errors = async (where: string): Promise<number> => (await readKafka(where)).status?.rollingUpgradeStatus?.errorCount ?? 0;
    const waitErrors = (count: number) =>
      waitFor({ what: `errorCount is ${count}`, seconds: 120, look: () => errors(NS), until: (seen) => seen === count });
    const { generation } = (await readKafka(NS)).metadata;
    const start = Date.now();
    await monitoring.wish('errors', 1);
    await waitErrors(1);
    const noted = Date.now();
    assert.equal(await errors(OTHER), 0);
    assert.deepEqual(recordOf(await readKafka(OTHER)).errors, []);
    await monitoring.wish('errors', 0);
    await waitErrors(0);
    t.diagnostic(`counted after ${seconds(start, noted)}, gone after another ${seconds(noted, Date.now())}`);
    assert.equal((await readKafka(NS)).metadata.generation, generation);
    const told = (await eventsOf(NS)).filter((text) => text.includes('NotWhileThis'));
    t.diagnostic(`Events: ${told.join(' | ')}`);
    assert.equal(told.length, 2, 'an Event for the beginning, and one for the end');
  });

  // An Alertmanager that comes late to another's "resolved", or a replay: nobody will tell its end again.
  await t.test('what is delivered again after its end counts for a quarter of an hour at the most', async () => {
    const delivered = await monitoring.delivered('NotWhileThis');
    const bodies = await monitoring.deliveries();
    const bodyAt = (at: number | undefined): string => bodies.find((one) => one.at === at)?.body ?? '';
    const [replica] = await replicas();
    assert.ok(replica);
    const again = await deliver(replica, { path: '/alerts', body: bodyAt(delivered[0]?.at) }, token);
    assert.equal(again.decisions[0]?.reason, 'ErrorNoted', again.text);
    const [counted, ...others] = recordOf(await readKafka(NS)).errors;
    assert.deepEqual(others, []);
    assert.ok(Date.parse(counted?.until ?? '') <= Date.now() + 15 * 60_000, counted?.until);
    const end = await deliver(replica, { path: '/alerts', body: bodyAt(delivered.at(-1)?.at) }, token);
    assert.equal(end.decisions[0]?.reason, 'ErrorCleared', end.text);
    assert.deepEqual(recordOf(await readKafka(NS)).errors, []);
  });

  await t.test('Prometheus sends to the hook itself', async (t) => {
    const before = await readKafka(OTHER);
    await monitoring.wish('direct', 1.2 * GIBIBYTE);
    const acted = await waitActed(before, 'DiskTooSmallDirect');
    await waitFor({
      what: 'the claim has grown',
      seconds: 120,
      look: () => claimOf(OTHER, 0),
      until: (claim) => requested(claim) === '1536Mi',
    });
    await waitFor({
      what: 'it fires no more',
      seconds: 60,
      look: () => monitoring.firing('prometheus-direct'),
      until: (alerts) => alerts.length === 0,
    });
    const sent = await counted(/^kafka_hooks_alert_deliveries_total\{.*sender="prometheus"/);
    const { startsAt, fingerprint = '' } = lastAction(acted) ?? {};
    t.diagnostic(
      `fires to patch ${seconds(startsAt, await actedAt(fingerprint))}; ${sent} deliveries in Prometheus' own shape since the replicas started`,
    );
    assert.equal((await readKafka(OTHER)).metadata.generation, acted.metadata.generation);
  });

  await t.test('a stranger is refused, and a cluster that is not there is told', async () => {
    const [replica] = await replicas();
    assert.ok(replica);
    const delivery = byHand({ namespace: 'nowhere', kafka_cr: 'kafka' }, { command: 'upScale' });
    const stranger = await deliver(replica, delivery, undefined);
    assert.equal(stranger.status, 401, stranger.text);
    assert.equal((await deliver(replica, delivery, 'not-the-token')).status, 401);
    const unknown = await deliver(replica, delivery, token);
    assert.equal(unknown.status, 404, unknown.text);
    assert.deepEqual(
      unknown.decisions.map(({ outcome, reason }) => `${outcome} ${reason}`),
      ['Invalid ClusterNotFound'],
    );
  });

  await t.test('explain says what would be done, and does nothing', async (t) => {
    const upScale = (where: string): string => byHand({ namespace: where, kafka_cr: 'kafka' }, { command: 'upScale' }).body;
    const before = await Promise.all([NS, OTHER].map(readKafka));
    const would = await explain(upScale(OTHER));
    t.diagnostic(would.text);
    assert.equal(would.code, 3);
    assert.match(would.text, /adds broker 1 of group default/);
    const refused = await explain(upScale(NS));
    t.diagnostic(refused.text);
    assert.equal(refused.code, 1);
    assert.match(refused.text, /CoolingDown/);
    const after = await Promise.all([NS, OTHER].map(readKafka));
    assert.deepEqual(
      after.map(({ metadata, spec }) => [metadata.generation, metadata.annotations, spec]),
      before.map(({ metadata, spec }) => [metadata.generation, metadata.annotations, spec]),
    );
  });
});

/** How managedFields name a broker. */
const ownedBroker = (id: number): string => JSON.stringify(`k:{"id":${id}}`);
