/**
 * The story of a demo as a list: what is done to the cluster, what has to come of it, and what there is to tell. Every
 * figure and every reason in what is told was observed: in status, in the API and in Kafka's own answers.
 */
import type { KafkaCluster } from '../../api/kafka-cluster.ts';
import { quantityUnits } from '../../kube/quantity.ts';
import type { PersistentVolumeClaim } from '../../kube/types.ts';
import { diffOptions } from '../../plan/option-diff.ts';
import type { Edit } from './edits.ts';
import { addBroker, growDisks, misspellGroup, setReadOnlyOption, shrinkDisks } from './edits.ts';
import type { Answer, Stage } from './stage.ts';
import { allReady, conditionOf, holds, isOf, keptPods, type Scene, type View } from './view.ts';

/** What a chapter is told with. */
export interface Outcome {
  readonly before: Scene;
  readonly after: Scene;
  readonly answer: Answer;
}

export interface Chapter {
  readonly title: string;
  /** What a person would type or do; undefined leaves the chapter out, for a cluster that it does not fit. */
  command(stage: Stage, before: Scene): string | undefined;
  does(stage: Stage, before: Scene): Answer | Promise<Answer>;
  /** Whether the API server is expected to refuse. */
  readonly isRefused?: true;
  /** Looked at after everything that happens. */
  until(now: View, before: Scene): boolean;
  tells(outcome: Outcome): readonly string[];
}

const edited =
  (edit: (spec: NonNullable<View['cluster']>['spec']) => Edit | undefined) =>
  (stage: Stage): Edit | undefined => {
    const { cluster } = stage.look();
    return cluster === undefined ? undefined : edit(cluster.spec);
  };

/** A chapter in which the spec is edited. */
const editing = (title: string, edit: Parameters<typeof edited>[0], rest: Pick<Chapter, 'until' | 'tells' | 'isRefused'>): Chapter => ({
  title,
  command: (stage) => {
    const change = edited(edit)(stage);
    return change === undefined ? undefined : `kubectl edit kafkacluster ${stage.key.name}   # ${change.text}`;
  },
  does: (stage) => {
    const change = edited(edit)(stage);
    return change === undefined ? {} : stage.edit(change.spec);
  },
  ...rest,
});

const seconds = ({ before, after }: Outcome): string => `${Math.round((after.at - before.at) / 1000)} s`;
const ready = ({ rows }: View): string => `${rows.filter((row) => row.ready).length} of ${rows.length} brokers are ready`;

const TOPIC = 'orders';
const RECORDS = 1000;
const RECORDS_MEANWHILE = 500;
const RETRY_MS = 1000;

const applies: Chapter = {
  title: 'A cluster from one file',
  command: ({ sample }) => `kubectl apply -f ${sample.file}`,
  does: (stage) => stage.apply(),
  until: allReady,
  tells: (outcome) => {
    const { cluster } = outcome.after;
    const { image, clusterID, quorum } = cluster?.status ?? {};
    const voters = outcome.after.kafka?.quorum.voters.map(({ id }) => id).join(', ');
    return [
      `${ready(outcome.after)} after ${seconds(outcome)}: claims first, Pods when their claims are there`,
      `chosen once and kept in status: image ${image ?? 'of the spec'}${clusterID === undefined ? '' : `, cluster id ${clusterID}`}`,
      ...(voters === undefined ? [] : [`Kafka says: the controllers ${voters} vote, the quorum is ${quorum?.mode ?? 'of one form'}`]),
      ...waysIn(cluster),
    ];
  },
};

/** Where clients outside start, as status lists it. */
const waysIn = (cluster: KafkaCluster | undefined): readonly string[] =>
  Object.entries(cluster?.status?.listenerStatuses?.externalListeners ?? {}).flatMap(([listener, [any, ...brokers]]) =>
    any?.address === undefined
      ? []
      : [
          `clients outside start at ${any.address} (listener ${listener}) and are sent to ${brokers.map(({ address }) => address).join(', ')}`,
        ],
  );

const produces: Chapter = {
  title: 'Somebody uses it',
  command: (_stage, { kafka }) =>
    kafka === undefined ? undefined : `kafka-producer-perf-test --topic ${TOPIC} --num-records ${RECORDS}   # acks=all`,
  does: async ({ engine: { kafka, clock }, key }, before) => {
    const replicationFactor = Math.min(3, before.kafka?.brokers.length ?? 1);
    await kafka.admin(key).createTopic({ name: TOPIC, partitions: 6, replicationFactor }, { deadline: clock.now() + 5000 });
    kafka.produce(key, TOPIC, RECORDS);
    return {};
  },
  until: allReady,
  tells: ({ before, after }) => {
    const topic = after.kafka?.topics.find(({ name }) => name === TOPIC);
    const copies = topic?.partitions[0]?.replicas.length ?? 0;
    return [
      `${after.acknowledged - before.acknowledged} records are acknowledged, ${copies} copies of each; this account is kept to the end`,
    ];
  },
};

/** A broker that serves clients, and not the first one. */
const victim = ({ kafka, rows }: Scene): number | undefined => {
  const serving = kafka?.brokers.map(({ id }) => id) ?? rows.map(({ broker }) => broker);
  return serving[1] ?? serving[0];
};

const podOf = (view: View, id: number | undefined) => view.pods.find(isOf(id ?? -1));

/** A producer that sends again what was not acknowledged, as Kafka's does. */
const keepProducing = ({ engine: { kafka, clock }, key }: Stage, records: number): void => {
  const send = (left: number): void => {
    if (left > 0) clock.after(RETRY_MS, () => send(left - kafka.produce(key, TOPIC, left)));
  };
  send(records);
};

const kills = (title: string, tells: Chapter['tells']): Chapter => ({
  title,
  command: (_stage, before) => `kill -9 of Kafka in Pod ${podOf(before, victim(before))?.metadata?.name}`,
  does: (stage, before) => {
    const { engine, key } = stage;
    engine.kubernetes.killContainer({ ...key, name: podOf(before, victim(before))?.metadata?.name ?? '' });
    if (before.kafka !== undefined) keepProducing(stage, RECORDS_MEANWHILE);
    return {};
  },
  until: (now, before) => {
    const id = victim(before);
    const pod = podOf(now, id);
    return pod !== undefined && pod.metadata?.uid !== podOf(before, id)?.metadata?.uid && allReady(now);
  },
  tells,
});

const replacedSentence = (outcome: Outcome): string => {
  const { before, after } = outcome;
  const id = victim(before);
  const claims = (view: View) => view.claims.filter(isOf(id ?? -1)).map(({ metadata }) => metadata?.uid);
  const same = claims(after).join() === claims(before).join() ? 'the same claims' : 'OTHER CLAIMS';
  return `back after ${seconds(outcome)}: a new Pod with the same id ${id} and ${same}; ${keptPods(before, after).length} other Pods were not touched`;
};

const failedOnce = kills('A broker is killed', (outcome) => {
  const { before, after } = outcome;
  const written = after.acknowledged - before.acknowledged;
  const { lastExitCode, lastReason } = after.cluster?.status?.brokersState?.[String(victim(before))]?.restarts ?? {};
  return [
    replacedSentence(outcome),
    `status says why: exit code ${lastExitCode} (${lastReason}); the grant to delete that Pod was in status before the Pod was deleted`,
    ...(after.kafka === undefined
      ? []
      : [`${written} of ${RECORDS_MEANWHILE} records that a producer sent meanwhile are acknowledged, ${after.lost} are lost`]),
  ];
});

const failedAgain = kills('The same broker dies again', (outcome) => {
  const { restarts } = outcome.after.cluster?.status?.brokersState?.[String(victim(outcome.before))] ?? {};
  const waited = (Date.parse(restarts?.nextStartAfter ?? '') - Date.parse(restarts?.lastFinishedAt ?? '')) / 1000;
  return [replacedSentence(outcome), `failure ${restarts?.count} in a row: the next start waited ${waited} s, the next one waits longer`];
});

const sizes = ({ claims }: View): readonly bigint[] =>
  claims.map((claim) => quantityUnits(claim.status?.capacity?.['storage'] ?? '0') ?? 0n);

const isAsLargeAsAsked = ({ spec, status }: PersistentVolumeClaim): boolean =>
  quantityUnits(status?.capacity?.['storage'] ?? '0') === quantityUnits(spec?.resources?.requests?.['storage'] ?? '0');

const grows = editing('The disks grow', growDisks, {
  until: (now, before) => {
    const were = sizes(before);
    const grown = sizes(now).some((size, at) => size > (were[at] ?? size));
    return grown && now.claims.every(isAsLargeAsAsked) && allReady(now);
  },
  tells: (outcome) => {
    const { before, after } = outcome;
    return [
      `${after.claims.length} claims grew within ${seconds(outcome)}, while everything ran`,
      `${keptPods(before, after).length} of ${before.pods.length} Pods are the same as before: a larger disk restarts nobody`,
    ];
  },
});

const adds = editing('One broker more', addBroker, {
  until: (now, before) => now.pods.length > before.pods.length && allReady(now),
  tells: (outcome) => {
    const { before, after } = outcome;
    const added = after.rows.filter(({ broker }) => before.rows.every((row) => row.broker !== broker)).map(({ broker }) => broker);
    const replicas = after.kafka?.logDirs.filter(({ broker }) => added.includes(broker)).flatMap((dir) => dir.replicas).length;
    return [
      `broker ${added.join(', ')} is ready after ${seconds(outcome)}; ${keptPods(before, after).length} of ${before.pods.length} other Pods were not touched`,
      ...(replicas === undefined
        ? []
        : [
            `Kafka says: it holds ${replicas} replicas. Moving partitions to it is Cruise Control's work, which this release does not start yet`,
          ]),
    ];
  },
});

const refusedByApi = editing('A mistake that the API server finds', misspellGroup, {
  isRefused: true,
  until: () => true,
  tells: ({ answer, before, after }) => [
    `refused: ${answer.refused}`,
    `nothing was written; ${keptPods(before, after).length} of ${before.pods.length} Pods go on`,
  ],
});

const refusedByHooks = editing('A mistake that only the hooks can find', shrinkDisks, {
  until: (now) => holds(now, 'Stalled'),
  tells: ({ before, after }) => {
    const { reason, message = '' } = conditionOf(after, 'Stalled') ?? {};
    const first = message.split('; ').slice(0, 1).join('; ');
    return [
      `Stalled, ${reason}: ${first}`,
      `the last valid spec, which is in status, goes on: ${ready(after)}, ${keptPods(before, after).length} of ${before.pods.length} Pods are the same, no claim was touched`,
    ];
  },
});

const mends = editing('The mistake is mended', growDisks, {
  until: allReady,
  tells: ({ after }) => [`Ready, ${conditionOf(after, 'Ready')?.reason}: ${conditionOf(after, 'Ready')?.message}`],
});

/** What differs in the brokers' configuration files, by key. */
const optionChanges = (before: View, after: View): readonly string[] => {
  const changes = after.configs.flatMap(({ metadata, data }) => {
    const known = before.configs.find((config) => config.metadata?.uid === metadata?.uid)?.data ?? {};
    return Object.entries(data ?? {}).flatMap(([file, text]) => diffOptions(known[file] ?? '', text));
  });
  return [...new Set(changes.map(({ key, from, to }) => `${key} ${from ?? 'unset'} → ${to ?? 'unset'}`))];
};

const setsOption = editing('An option that needs a restart', setReadOnlyOption, {
  until: (now) => holds(now, 'RestartPending'),
  tells: ({ before, after }) => [
    `RestartPending: ${conditionOf(after, 'RestartPending')?.message}`,
    ...optionChanges(before, after).map((change) => `in the ConfigMaps, read when a broker starts: ${change}`),
    `${keptPods(before, after).length} of ${before.pods.length} Pods are the same: they go on with what they started with, and status says so`,
    'pending is where this release stops: it reports what waits; rolling restarts, one broker after the other, are its next step',
  ],
});

/** In their order. */
export const chapters: readonly Chapter[] = [
  applies,
  produces,
  failedOnce,
  failedAgain,
  grows,
  adds,
  refusedByApi,
  refusedByHooks,
  mends,
  setsOption,
];
