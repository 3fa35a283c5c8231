/**
 * What the demo's person writes into the spec, for any sample: more room, one more broker, an option, and two mistakes
 * that people make. Pure; an edit that a spec has no place for gives undefined.
 */
import type { KafkaClusterSpec, StorageConfig } from '../../api/kafka-cluster.ts';

/** An edit, and what a person would type of it. */
export interface Edit {
  readonly text: string;
  readonly spec: KafkaClusterSpec;
}

/** Every claim asks for twice as much. */
export const growDisks = (spec: KafkaClusterSpec): Edit | undefined => resizeDisks(spec, 2);

/** Every claim asks for half, which no disk can give; growing undoes it. */
export const shrinkDisks = (spec: KafkaClusterSpec): Edit | undefined => resizeDisks(spec, 0.5);

const resizeDisks = (spec: KafkaClusterSpec, factor: number): Edit | undefined => {
  const changes = new Set<string>();
  const resized = withDisks(spec, (size) => {
    const wanted = scaled(size, factor);
    changes.add(`${size} to ${wanted}`);
    return wanted;
  });
  return changes.size === 0 ? undefined : { text: `storage: ${[...changes].join(', ')}`, spec: resized };
};

/** A broker like the last one, with the next id. In KRaft it stores records only: the quorum keeps its odd number. */
export const addBroker = (spec: KafkaClusterSpec): Edit | undefined => {
  const like = spec.brokers.at(-1);
  if (like === undefined) return undefined;
  const id = Math.max(...spec.brokers.map((broker) => broker.id)) + 1;
  const roles = rolesOf(spec);
  const added = { ...like, id, ...(roles && { brokerConfig: { ...like.brokerConfig, processRoles: ['broker'] as const } }) };
  return {
    text: `brokers: one more, id ${id}, like ${like.id}${roles ? ', with the role broker' : ''}`,
    spec: { ...spec, brokers: [...spec.brokers, added] },
  };
};

const rolesOf = ({ kRaft, zkAddresses }: KafkaClusterSpec): boolean => kRaft ?? zkAddresses === undefined;

/** A broker names a group that is not there: the API server knows that rule. */
export const misspellGroup = (spec: KafkaClusterSpec): Edit | undefined => {
  const [first, ...others] = spec.brokers;
  if (first === undefined) return undefined;
  const misspelt = `${first.brokerConfigGroup ?? 'group'}t`;
  return {
    text: `brokers[0].brokerConfigGroup: ${misspelt}`,
    spec: { ...spec, brokers: [{ ...first, brokerConfigGroup: misspelt }, ...others] },
  };
};

const OPTION = 'num.io.threads';

/** A static option, which Kafka reads only when it starts. */
export const setReadOnlyOption = (spec: KafkaClusterSpec): Edit => {
  const lines = (spec.readOnlyConfig ?? '').split('\n').filter((line) => line.trim() !== '' && !line.startsWith(`${OPTION}=`));
  const line = `${OPTION}=12`;
  return { text: `readOnlyConfig: ${line}`, spec: { ...spec, readOnlyConfig: `${[...lines, line].join('\n')}\n` } };
};

const withDisks = (spec: KafkaClusterSpec, change: (size: string) => string): KafkaClusterSpec => {
  const disk = (storage: StorageConfig): StorageConfig => {
    const size = storage.pvcSpec?.resources?.requests?.['storage'];
    if (size === undefined) return storage;
    const resources = { ...storage.pvcSpec?.resources, requests: { ...storage.pvcSpec?.resources?.requests, storage: change(size) } };
    return { ...storage, pvcSpec: { ...storage.pvcSpec, resources } };
  };
  const config = <C extends { readonly storageConfigs?: readonly StorageConfig[] }>(given: C): C =>
    given.storageConfigs === undefined ? given : { ...given, storageConfigs: given.storageConfigs.map(disk) };
  const groups = Object.entries(spec.brokerConfigGroups ?? {}).map(([name, group]) => [name, config(group)] as const);
  return {
    ...spec,
    ...(spec.brokerConfigGroups !== undefined && { brokerConfigGroups: Object.fromEntries(groups) }),
    brokers: spec.brokers.map((broker) =>
      broker.brokerConfig === undefined ? broker : { ...broker, brokerConfig: config(broker.brokerConfig) },
    ),
  };
};

/** A quantity times a factor, in its own unit. */
const scaled = (size: string, factor: number): string => {
  const [, figure = '1', unit = ''] = /^([\d.]+)([A-Za-z]*)$/.exec(size) ?? [];
  return `${Number(figure) * factor}${unit}`;
};
