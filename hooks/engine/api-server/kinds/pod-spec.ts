/** What the API server fills into the spec of a Pod or of a Pod template, and what it refuses of it. */
import type { PodSpec, Volume } from '../../../kube/types.ts';
import { completeContainer, containerProblems } from './container.ts';
import { repeated } from './field-problems.ts';

/** 0644, the mode of the files in a volume. */
const FILE_MODE = 420;

/** A spec with the defaults that Pods and templates have in common. */
export const completePodSpec = (spec: PodSpec): PodSpec => {
  const { containers = [], initContainers, volumes, serviceAccountName, serviceAccount } = spec;
  const account = serviceAccountName ?? serviceAccount;
  return {
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
    ...spec,
    ...(account !== undefined && { serviceAccountName: account, serviceAccount: account }),
    containers: containers.map(completeContainer),
    ...(initContainers !== undefined && { initContainers: initContainers.map(completeContainer) }),
    ...(volumes !== undefined && { volumes: volumes.map(completeVolume) }),
  };
};

const completeVolume = (volume: Volume): Volume => {
  const { secret, configMap, projected, downwardAPI, hostPath } = volume;
  if (secret !== undefined) return { ...volume, secret: { defaultMode: FILE_MODE, ...secret } };
  if (configMap !== undefined) return { ...volume, configMap: { defaultMode: FILE_MODE, ...configMap } };
  if (hostPath !== undefined) return { ...volume, hostPath: { type: '', ...hostPath } };
  if (downwardAPI !== undefined) return { ...volume, downwardAPI: { defaultMode: FILE_MODE, ...withFieldRefs(downwardAPI) } };
  if (projected !== undefined) return { ...volume, projected: { defaultMode: FILE_MODE, ...completeProjection(projected) } };
  return Object.keys(volume).length === 1 ? { ...volume, emptyDir: {} } : volume;
};

type Projection = NonNullable<Volume['projected']>;

const completeProjection = (projection: Projection): Projection => ({
  ...projection,
  ...(projection.sources !== undefined && {
    sources: projection.sources.map((source) => ({
      ...source,
      ...(source.serviceAccountToken !== undefined && { serviceAccountToken: { expirationSeconds: 3600, ...source.serviceAccountToken } }),
      ...(source.downwardAPI !== undefined && { downwardAPI: withFieldRefs(source.downwardAPI) }),
    })),
  }),
});

const withFieldRefs = <T extends Pick<NonNullable<Volume['downwardAPI']>, 'items'>>(source: T): T =>
  source.items === undefined
    ? source
    : {
        ...source,
        items: source.items.map((item) =>
          item.fieldRef === undefined ? item : { ...item, fieldRef: { apiVersion: 'v1', ...item.fieldRef } },
        ),
      };

/** What is refused of a spec under a path. */
export const podSpecProblems = (spec: PodSpec, path: string): readonly string[] => {
  const { containers = [], initContainers = [], volumes = [] } = spec;
  const names = new Set(volumes.map(({ name }) => name));
  return [
    ...repeated(volumes.map(({ name }) => name)).map(
      ([at, name]) => `${path}.volumes[${at}].name: Duplicate value: ${JSON.stringify(name)}`,
    ),
    ...(containers.length === 0 ? [`${path}.containers: Required value`] : []),
    ...containers.flatMap((container, at) => containerProblems(container, `${path}.containers[${at}]`, names)),
    ...initContainers.flatMap((container, at) => containerProblems(container, `${path}.initContainers[${at}]`, names)),
    ...repeated([...containers, ...initContainers].map(({ name }) => name)).map(([at, name]) => {
      const place = at < containers.length ? `containers[${at}]` : `initContainers[${at - containers.length}]`;
      return `${path}.${place}.name: Duplicate value: ${JSON.stringify(name)}`;
    }),
    ...choiceProblem(`${path}.restartPolicy`, spec.restartPolicy, ['Always', 'Never', 'OnFailure']),
    ...(spec.restartPolicy === 'Always' || path === 'spec' ? [] : [templateProblem(path, spec.restartPolicy)]),
  ];
};

const choiceProblem = (path: string, value: string | undefined, choices: readonly string[]): readonly string[] =>
  value === undefined || choices.includes(value)
    ? []
    : [
        `${path}: Unsupported value: ${JSON.stringify(value)}: supported values: ${choices.map((choice) => JSON.stringify(choice)).join(', ')}`,
      ];

/** Deployments and their like start what ends again, always. */
const templateProblem = (path: string, policy: string | undefined): string =>
  `${path}.restartPolicy: Unsupported value: ${JSON.stringify(policy)}: supported values: "Always"`;
