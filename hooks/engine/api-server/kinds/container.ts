/** What the API server fills into the containers of a Pod or of a Pod template, and what it refuses of them. */
import { quantityMillis } from '../../../kube/quantity.ts';
import type { Container, ContainerPort, EnvVar, Probe, ResourceRequirements, VolumeMount } from '../../../kube/types.ts';
import { nameProblems } from '../names.ts';
import { invalidNumber, isPort, repeated } from './field-problems.ts';

/** A container with its defaults. */
export const completeContainer = (container: Container): Container => {
  const { env, ports, lifecycle, livenessProbe, readinessProbe, startupProbe, image = '' } = container;
  return {
    imagePullPolicy: isLatest(image) ? 'Always' : 'IfNotPresent',
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    ...container,
    ...(env !== undefined && { env: env.map(completeVariable) }),
    ...(ports !== undefined && { ports: ports.map(completePort) }),
    ...(livenessProbe !== undefined && { livenessProbe: completeProbe(livenessProbe) }),
    ...(readinessProbe !== undefined && { readinessProbe: completeProbe(readinessProbe) }),
    ...(startupProbe !== undefined && { startupProbe: completeProbe(startupProbe) }),
    ...(lifecycle !== undefined && {
      lifecycle: {
        ...lifecycle,
        ...(lifecycle.postStart !== undefined && { postStart: completeAction(lifecycle.postStart) }),
        ...(lifecycle.preStop !== undefined && { preStop: completeAction(lifecycle.preStop) }),
      },
    }),
  };
};

/** A Pod asks for what it is limited to, where it does not say what it asks for. Templates are not completed so. */
export const requestLimits = (container: Container): Container => {
  const { limits, requests } = container.resources ?? {};
  if (limits === undefined) return container;
  return { ...container, resources: { ...container.resources, requests: { ...limits, ...requests } } };
};

/** A tag `latest`, or none; a digest is as good as a tag. */
const isLatest = (image: string): boolean => {
  if (image.includes('@')) return false;
  const tag = /:([^/:]+)$/.exec(image)?.[1];
  return tag === undefined || tag === 'latest';
};

const completeVariable = (variable: EnvVar): EnvVar => {
  const fieldRef = variable.valueFrom?.fieldRef;
  return fieldRef === undefined
    ? variable
    : { ...variable, valueFrom: { ...variable.valueFrom, fieldRef: { apiVersion: 'v1', ...fieldRef } } };
};

const completePort = (port: ContainerPort): ContainerPort => ({ protocol: 'TCP', ...port });

const completeProbe = (probe: Probe): Probe => ({
  failureThreshold: 3,
  periodSeconds: 10,
  successThreshold: 1,
  timeoutSeconds: 1,
  ...completeAction(probe),
  ...(probe.grpc !== undefined && { grpc: { service: '', ...probe.grpc } }),
});

const completeAction = <T extends Pick<Probe, 'httpGet'>>(action: T): T =>
  action.httpGet === undefined ? action : { ...action, httpGet: { path: '/', scheme: 'HTTP', ...action.httpGet } };

/** What is refused of one container. `volumes` are the names that it may mount. */
export const containerProblems = (container: Container, path: string, volumes: ReadonlySet<string>): readonly string[] => {
  const { name = '', image = '', ports = [], volumeMounts = [] } = container;
  return [
    ...(name === ''
      ? [`${path}.name: Required value`]
      : nameProblems(name, 'label').map((problem) => `${path}.name: Invalid value: ${JSON.stringify(name)}: ${problem}`)),
    ...(image === '' ? [`${path}.image: Required value`] : []),
    ...portProblems(ports, `${path}.ports`),
    ...mountProblems(volumeMounts, `${path}.volumeMounts`, volumes),
    ...resourceProblems(container.resources, `${path}.resources`),
  ];
};

const portProblems = (ports: readonly ContainerPort[], path: string): readonly string[] => [
  ...repeated(ports.map(({ name }) => name)).map(([at, name]) => `${path}[${at}].name: Duplicate value: ${JSON.stringify(name)}`),
  ...ports.flatMap(({ containerPort }, at) =>
    isPort(containerPort) ? [] : [invalidNumber(`${path}[${at}].containerPort`, containerPort)],
  ),
];

const mountProblems = (mounts: readonly VolumeMount[], path: string, volumes: ReadonlySet<string>): readonly string[] => [
  ...mounts.flatMap(({ name }, at) => (volumes.has(name) ? [] : [`${path}[${at}].name: Not found: ${JSON.stringify(name)}`])),
  ...repeated(mounts.map(({ mountPath }) => mountPath)).map(
    ([at, mountPath]) => `${path}[${at}].mountPath: Invalid value: ${JSON.stringify(mountPath)}: must be unique`,
  ),
];

const resourceProblems = ({ requests = {}, limits = {} }: ResourceRequirements = {}, path: string): readonly string[] =>
  Object.entries(requests).flatMap(([name, request]) => {
    const limit = limits[name];
    if (limit === undefined || (quantityMillis(request) ?? 0n) <= (quantityMillis(limit) ?? 0n)) return [];
    return [`${path}.requests: Invalid value: ${JSON.stringify(request)}: must be less than or equal to ${name} limit of ${limit}`];
  });
