/**
 * Why something is to be done with a broker, value by value. What needs a restart is read from the very inputs that the
 * hooks fingerprint, so a plan can neither miss one nor name one that restarts nothing.
 */

import { isRestartFree } from '../kafka/options.ts';
import type { KafkaVersion } from '../kafka/version.ts';
import type { KafkaNode } from '../kafkacluster/cluster.ts';
import { type InputPart, inputsOf } from '../kafkacluster/inputs.ts';
import { canonicalQuantity } from '../kube/quantity.ts';
import type { PersistentVolumeClaim } from '../kube/types.ts';
import { brokerStateOf, type ClusterView, nodeOf, thereOf } from './cluster-view.ts';
import { identityOf } from './object-changes.ts';
import { diffValues } from './object-diff.ts';
import { diffOptions } from './option-diff.ts';
import type { BrokerChange, FieldChange } from './plan.ts';

/** One broker before and after; `before` is undefined for a cluster that is new. */
export interface Sides {
  readonly id: number;
  readonly before: ClusterView | undefined;
  readonly after: ClusterView;
}

/** Every change of a broker that both sides know. */
export const brokerChanges = (sides: Sides): readonly BrokerChange[] => [
  ...restartChanges(sides),
  ...dynamicChanges(sides),
  ...claimChanges(sides),
  ...leftDisks(sides),
];

/** Parts that wait for a restart; several when the cluster was not at rest before. */
export const waitingParts = (view: ClusterView | undefined, id: number): readonly string[] =>
  brokerStateOf(view, id)?.pendingRestart?.changed ?? [];

const NEXT_START = 'read at the next start';

/** A change as it is for a broker whose Pod is made anew: all of it happens now. */
export const withNewPod = (change: BrokerChange): BrokerChange => {
  if (change.needs === 'restart') return { ...change, state: 'now' };
  if (change.note !== NEXT_START) return change;
  const { note: _note, ...read } = change;
  return { ...read, state: 'now' };
};

const restartChanges = ({ id, before, after }: Sides): readonly BrokerChange[] => {
  const waiting = waitingParts(after, id);
  const parts = partChanges({ id, before, after });
  const options = optionChanges({ id, before, after }).map((change): BrokerChange => {
    const needs = waiting.includes('configuration') ? 'restart' : 'nothing';
    const free = needs === 'restart' && isRestartFree(change.key, versionOf(after, id));
    return {
      what: 'option',
      ...change,
      needs,
      // Written at once, but a broker that runs does not read it.
      state: 'pending',
      ...(free && { note: 'in brokerConfig.config it would need no restart' }),
      ...(needs === 'nothing' && { note: NEXT_START }),
    };
  });
  const named = parts.map((change): BrokerChange => {
    const needs = waiting.includes(change.what) ? 'restart' : 'nothing';
    return { ...change, needs, state: needs === 'restart' ? 'pending' : 'now' };
  });
  const found = [...options, ...named];
  const told = new Set(found.map(({ what }) => (what === 'option' ? 'configuration' : what)));
  // What waits without a difference to show is older than the files, or is in nothing that can be shown.
  const untold = waiting.filter((part) => !told.has(part) && !waitingParts(before, id).includes(part));
  return [...found, ...untold.map((part): BrokerChange => ({ what: part, key: part, needs: 'restart', state: 'pending' }))];
};

const versionOf = (view: ClusterView, id: number): KafkaVersion | undefined => nodeOf(view, id)?.version;

/** The static configuration as the ConfigMaps have it. */
const optionChanges = ({ id, before, after }: Sides): readonly FieldChange[] => {
  const text = (view: ClusterView | undefined) => thereOf(view, id)?.configMap?.data?.['broker-config'];
  const [from, to] = [text(before), text(after)];
  return from === undefined || to === undefined ? [] : diffOptions(from, to);
};

type Part = Omit<BrokerChange, 'needs' | 'state'>;

/** Inputs by the names that the spec has for them. */
const SPEC_NAMES: Readonly<Record<string, string>> = {
  'environment.envs[0]': 'envs',
  'environment.envs[1]': 'brokerConfig.envs',
  'environment.heap': 'kafkaHeapOpts',
  'environment.jvm': 'kafkaJvmPerfOpts',
  'pod.annotations': 'brokerAnnotations',
  'pod.grace': 'terminationGracePeriodSeconds',
  'pod.headless': 'headlessServiceEnabled',
  'pod.jmx': 'monitoringConfig',
  'pod.labels': 'brokerLabels',
  'pod.onePerNode': 'oneBrokerPerNode',
  'pod.ports': 'additionalPorts',
  'pod.reporter': 'metricsReporterImage',
  log4j: 'log4jConfig',
  resources: 'resourceRequirements',
  storage: 'storageConfigs',
};

const partChanges = ({ id, before, after }: Sides): readonly Part[] => {
  const [from, to] = [inputsAt(before, id), inputsAt(after, id)];
  if (from === undefined || to === undefined) return [];
  return (Object.keys(to) as readonly InputPart[])
    .filter((part) => part !== 'configuration')
    .flatMap((part) =>
      diffValues({ [part]: from[part] }, { [part]: to[part] }).map((change) => ({ what: part, ...change, key: specName(change.key) })),
    );
};

const inputsAt = (view: ClusterView | undefined, id: number) => {
  const node = nodeOf(view, id);
  if (view?.input === undefined || node === undefined) return undefined;
  const inputs = inputsOf(view.input.cluster, node, { quorum: view.input.quorum, rack: undefined, external: {} });
  const disks = (node.config.storageConfigs ?? []).map(
    ({ mountPath, pvcSpec }) => `${mountPath} (${pvcSpec === undefined ? 'emptyDir' : 'claim'})`,
  );
  return { ...inputs, storage: [...disks, ...emptyDirs(node)] };
};

/** An emptyDir is an input with its limits, a claim without its size. */
const emptyDirs = ({ config }: KafkaNode): readonly string[] =>
  (config.storageConfigs ?? []).flatMap(({ emptyDir, pvcSpec }) =>
    pvcSpec !== undefined || emptyDir === undefined || Object.keys(emptyDir).length === 0 ? [] : [JSON.stringify(emptyDir)],
  );

const specName = (path: string): string => {
  const known = Object.keys(SPEC_NAMES).find((prefix) => path === prefix || path.startsWith(`${prefix}.`) || path.startsWith(`${prefix}[`));
  if (known !== undefined) return `${SPEC_NAMES[known]}${path.slice(known.length)}`;
  return path.replace(/^pod\./, '');
};

/** Options that a running broker takes over Kafka's API, which no hook of this release calls. */
const dynamicChanges = ({ id, before, after }: Sides): readonly BrokerChange[] => {
  const [from, to] = [nodeOf(before, id), nodeOf(after, id)];
  if (from === undefined || to === undefined) return [];
  const texts = [
    diffOptions(from.config.config ?? '', to.config.config ?? ''),
    to.isBroker ? diffOptions(before?.input?.cluster.spec.clusterWideConfig ?? '', after.input?.cluster.spec.clusterWideConfig ?? '') : [],
  ];
  return texts.flat().map((change) => ({ what: 'dynamic-option', ...change, needs: 'dynamic', state: 'pending' }));
};

const sizeOf = (claim: PersistentVolumeClaim | undefined): string | undefined => claim?.spec?.resources?.requests?.['storage'];

const claimChanges = ({ id, before, after }: Sides): readonly BrokerChange[] => {
  const [from, to] = [thereOf(before, id)?.claims, thereOf(after, id)?.claims];
  const written = [...new Set([...(from?.keys() ?? []), ...(to?.keys() ?? [])])].flatMap((path): readonly BrokerChange[] => {
    const [was, is] = [sizeOf(from?.get(path) ?? foundClaim(after, to?.get(path))), sizeOf(to?.get(path))];
    if (was === is) return [];
    return [
      {
        what: 'claim',
        key: path,
        ...(was !== undefined && { from: was }),
        ...(is !== undefined && { to: is }),
        needs: 'nothing',
        state: 'now',
      },
    ];
  });
  return [...written, ...stuckClaims({ id, before, after })];
};

/** A claim as it was before its cluster took it over; undefined when it is new. */
const foundClaim = ({ found = [] }: ClusterView, claim: PersistentVolumeClaim | undefined): PersistentVolumeClaim | undefined =>
  claim === undefined ? undefined : found.find((object) => identityOf(object) === identityOf(claim));

/** Claims that should be larger and cannot: the hooks leave them as they are and say so. */
const stuckClaims = ({ id, before, after }: Sides): readonly BrokerChange[] =>
  (nodeOf(after, id)?.config.storageConfigs ?? []).flatMap((disk): readonly BrokerChange[] => {
    const wanted = wantedSize(disk);
    const claim = thereOf(after, id)?.claims.get(disk.mountPath);
    const is = sizeOf(claim);
    const earlier = wantedSize(nodeOf(before, id)?.config.storageConfigs?.find(({ mountPath }) => mountPath === disk.mountPath));
    if (wanted === undefined || claim === undefined || is === undefined || wanted === canonicalQuantity(is) || wanted === earlier)
      return [];
    return [
      {
        what: 'claim',
        key: disk.mountPath,
        from: is,
        to: wanted,
        needs: 'nothing',
        state: 'pending',
        note: whyStuck(claim),
      },
    ];
  });

/** Why a claim that should be larger is left as it is. */
export const whyStuck = ({ spec, status }: PersistentVolumeClaim): string =>
  status?.phase === 'Bound' ? `storage class ${spec?.storageClassName} has no allowVolumeExpansion` : 'it is not bound';

const wantedSize = (disk: NonNullable<KafkaNode['config']['storageConfigs']>[number] | undefined): string | undefined => {
  const size = disk?.pvcSpec?.resources?.requests?.['storage'];
  return size === undefined ? undefined : canonicalQuantity(size);
};

const leftDisks = ({ id, before, after }: Sides): readonly BrokerChange[] => {
  const earlier = new Set(nodeOf(before, id)?.leftDisks ?? []);
  return (nodeOf(after, id)?.leftDisks ?? [])
    .filter((path) => !earlier.has(path))
    .map((path): BrokerChange => {
      const size = sizeOf(thereOf(after, id)?.claims.get(path));
      return {
        what: 'disk',
        key: path,
        ...(size !== undefined && { from: size }),
        needs: 'nothing',
        state: 'pending',
        note: 'stays in use until its replicas are moved to other disks',
      };
    });
};
