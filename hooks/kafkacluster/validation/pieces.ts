/**
 * Rules for the pieces of Kubernetes' own API inside a spec (containers, variables, claims). The CRD leaves them open, so
 * the API server lets anything through; the hooks read names and quantities of them, and what Kubernetes would refuse
 * at every attempt to make a Pod is better told once, with its path. Only what the hooks read or would send in vain is judged.
 */
import type { BrokerConfig } from '../../api/kafka-cluster.ts';
import type { Problem } from '../../kube/problem.ts';
import { isQuantity } from '../../kube/quantity.ts';
import type { Cluster } from '../cluster.ts';

type Check = (value: unknown, path: string) => readonly Problem[];

/** Every open piece of the spec has the form that Kubernetes gives it. */
export const piecesHaveTheirForm = ({ spec }: Cluster): readonly Problem[] => [
  ...nullsIn(spec, 'spec'),
  ...each(named)(spec.envs, 'spec.envs'),
  ...each(portOf)(spec.additionalPorts, 'spec.additionalPorts'),
  ...(spec.cruiseControlConfig === undefined ? [] : podPieces(spec.cruiseControlConfig, 'spec.cruiseControlConfig')),
  ...Object.entries(spec.brokerConfigGroups ?? {}).flatMap(([name, group]) => brokerPieces(group, `spec.brokerConfigGroups.${name}`)),
  ...spec.brokers.flatMap(({ brokerConfig }, i) =>
    brokerConfig === undefined ? [] : brokerPieces(brokerConfig, `spec.brokers[${i}].brokerConfig`),
  ),
];

const brokerPieces = (config: BrokerConfig, path: string): readonly Problem[] => [
  ...podPieces(config, path),
  ...each(named)(config.envs, `${path}.envs`),
  ...each(named)(config.containers, `${path}.containers`),
  ...(config.storageConfigs ?? []).flatMap(({ mountPath, pvcSpec, emptyDir }) => {
    const at = `${path}.storageConfigs[mountPath=${mountPath}]`;
    return [
      ...resourcesOf(pvcSpec?.resources, `${at}.pvcSpec.resources`),
      ...listOfTexts(pvcSpec?.accessModes, `${at}.pvcSpec.accessModes`),
      ...quantityOf(emptyDir?.sizeLimit, `${at}.emptyDir.sizeLimit`),
    ];
  }),
];

const podPieces = (
  config: Pick<BrokerConfig, 'initContainers' | 'resourceRequirements' | 'volumeMounts' | 'volumes'>,
  path: string,
): readonly Problem[] => [
  ...each(named)(config.initContainers, `${path}.initContainers`),
  ...each(named)(config.volumes, `${path}.volumes`),
  ...each(mounted)(config.volumeMounts, `${path}.volumeMounts`),
  ...resourcesOf(config.resourceRequirements, `${path}.resourceRequirements`),
];

const each =
  (check: Check) =>
  (list: readonly unknown[] | undefined, path: string): readonly Problem[] =>
    (list ?? []).flatMap((item, i) => check(item, `${path}[${i}]`));

const named: Check = (value, path) => [...needsText(value, 'name', path), ...mayHaveText(value, 'value', path)];

const mounted: Check = (value, path) => [...needsText(value, 'name', path), ...needsText(value, 'mountPath', path)];

const portOf: Check = (value, path) => {
  const port = fieldsOf(value)['containerPort'];
  const fits = typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65_535;
  return [
    ...(fits ? [] : [problem(`${path}.containerPort`, port, 'must be a port, a whole number from 1 to 65535')]),
    ...mayHaveText(value, 'name', path),
    ...mayHaveText(value, 'protocol', path),
  ];
};

const resourcesOf: Check = (value, path) => {
  if (value === undefined) return [];
  if (!isObject(value)) return [problem(path, value, 'must be an object with requests and limits')];
  return ['requests', 'limits'].flatMap((part) => {
    const amounts = value[part];
    if (amounts === undefined) return [];
    if (!isObject(amounts)) return [problem(`${path}.${part}`, amounts, 'must be an object such as { cpu: 500m, memory: 1Gi }')];
    return Object.entries(amounts).flatMap(([name, amount]) => quantityOf(amount, `${path}.${part}.${name}`));
  });
};

const quantityOf: Check = (value, path) =>
  value === undefined || ((typeof value === 'string' || typeof value === 'number') && isQuantity(String(value)))
    ? []
    : [problem(path, value, 'is no quantity, such as 500m or 10Gi')];

const listOfTexts: Check = (value, path) =>
  value === undefined || (Array.isArray(value) && value.every((item) => typeof item === 'string'))
    ? []
    : [problem(path, value, 'must be a list of texts')];

const needsText = (value: unknown, field: string, path: string): readonly Problem[] => {
  const text = fieldsOf(value)[field];
  return typeof text === 'string' && text.trim() !== ''
    ? []
    : [problem(`${path}.${field}`, text, text === undefined ? 'is missing: it is required' : 'must be a text that is not empty')];
};

const mayHaveText = (value: unknown, field: string, path: string): readonly Problem[] => {
  const text = fieldsOf(value)[field];
  return text === undefined || typeof text === 'string' ? [] : [problem(`${path}.${field}`, text, 'must be text: put it in quotes')];
};

/** YAML writes null where a value was forgotten; sent on, it would differ from what is stored for ever. */
const nullsIn = (value: unknown, path: string): readonly Problem[] => {
  if (value === null) return [{ path, value: '', message: 'has no value (null): give it one, or remove the field' }];
  if (Array.isArray(value)) return value.flatMap((item, i) => nullsIn(item, `${path}[${i}]`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => (typeof item === 'object' ? nullsIn(item, `${path}.${key}`) : []));
};

const problem = (path: string, value: unknown, message: string): Problem => ({
  path,
  value: value === undefined || value === null ? '' : JSON.stringify(value).slice(0, MOST_SHOWN),
  message,
});

const MOST_SHOWN = 80;

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const fieldsOf = (value: unknown): Fields => (isObject(value) ? value : {});
