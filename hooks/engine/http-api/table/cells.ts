/**
 * Cells of built-in kinds that are more than one field: how kubectl users know access modes, ports, roles and selectors.
 */
import { isRecord } from '../../../kube/is-record.ts';
import type { KubeObject, LabelSelector, Node, Service } from '../../../kube/types.ts';
import { jsonPath } from './json-path.ts';

const ACCESS_MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

const orNone = (words: readonly string[]): string => (words.length === 0 ? '<none>' : words.join(','));

/** Short access modes at a path. */
export const accessModes = (path: string): ((object: KubeObject) => string) => {
  const read = jsonPath(path);
  return (object) =>
    read(object)
      .map((mode) => ACCESS_MODES[String(mode)] ?? String(mode))
      .join(',');
};

/** The phase, or Terminating. */
export const phase = (object: KubeObject): string =>
  object.metadata?.deletionTimestamp === undefined ? String(jsonPath('.status.phase')(object)[0] ?? '') : 'Terminating';

/** Where a Service is reached from outside. */
export const externalAddress = (object: KubeObject): string => {
  const { spec, status } = object as Service;
  const given = spec?.externalIPs ?? [];
  const assigned = (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip ?? hostname ?? []);
  if (spec?.type === 'ExternalName') return spec.externalName ?? '<none>';
  if (spec?.type !== 'LoadBalancer') return orNone(given);
  return assigned.length + given.length === 0 ? '<pending>' : [...assigned, ...given].join(',');
};

/** `9092/TCP,29092:30001/TCP`. */
export const servicePorts = (object: KubeObject): string =>
  orNone(
    ((object as Service).spec?.ports ?? []).map(
      ({ port, nodePort, protocol }) => `${port}${nodePort === undefined || nodePort === 0 ? '' : `:${nodePort}`}/${protocol ?? 'TCP'}`,
    ),
  );

/** `a=b,c=d`, sorted by key; `<none>` when there is nothing. */
export const mapAt = (path: string): ((object: KubeObject) => string) => {
  const read = jsonPath(path);
  return (object) => {
    const map = read(object)[0];
    return isRecord(map)
      ? orNone(
          Object.keys(map)
            .toSorted()
            .map((key) => `${key}=${String(map[key])}`),
        )
      : '<none>';
  };
};

/** A LabelSelector in words. */
export const selectorAt = (path: string): ((object: KubeObject) => string) => {
  const read = jsonPath(path);
  return (object) => {
    const { matchLabels = {}, matchExpressions = [] } = (read(object)[0] ?? {}) as LabelSelector;
    const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
    const expressions = matchExpressions.map(({ key, operator, values }) => {
      if (operator === 'Exists') return key;
      return operator === 'DoesNotExist' ? `!${key}` : `${key} ${operator.toLowerCase()} (${(values ?? []).join(',')})`;
    });
    return orNone([...labels, ...expressions].toSorted());
  };
};

/** `Ready,SchedulingDisabled`. */
export const nodeStatus = (object: KubeObject): string => {
  const { spec, status } = object as Node;
  const found = status?.conditions?.find(({ type }) => type === 'Ready');
  const words = [found === undefined ? 'Unknown' : found.status === 'True' ? 'Ready' : 'NotReady'];
  return [...words, ...(spec?.unschedulable === true ? ['SchedulingDisabled'] : [])].join(',');
};

const ROLE = 'node-role.kubernetes.io/';

/** The roles that a Node's labels name. */
export const nodeRoles = (object: KubeObject): string =>
  orNone(
    Object.keys(object.metadata?.labels ?? {})
      .filter((label) => label.startsWith(ROLE))
      .map((label) => label.slice(ROLE.length))
      .toSorted(),
  );

/** `3/3`: of two numbers at paths. */
export const share = (part: string, whole: string): ((object: KubeObject) => string) => {
  const [readPart, readWhole] = [jsonPath(part), jsonPath(whole)];
  return (object) => `${Number(readPart(object)[0] ?? 0)}/${Number(readWhole(object)[0] ?? 0)}`;
};

/** The name of a StorageClass, and whether it is the default one. */
export const className = (object: KubeObject): string => {
  const isDefault = object.metadata?.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
  return `${object.metadata?.name ?? ''}${isDefault ? ' (default)' : ''}`;
};

/** `namespace/name` of the claim of a volume. */
export const claimOf = (object: KubeObject): string => {
  const claim = jsonPath('.spec.claimRef')(object)[0];
  return isRecord(claim) ? `${String(claim['namespace'])}/${String(claim['name'])}` : '';
};

/** `pod/kafka-0`: what an Event speaks of. */
export const involved = (object: KubeObject): string => {
  const about = jsonPath('.involvedObject')(object)[0];
  return isRecord(about) ? `${String(about['kind'] ?? '').toLowerCase()}/${String(about['name'] ?? '')}` : '';
};
