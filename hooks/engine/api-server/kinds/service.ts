/**
 * Services: the addresses and ports that the server hands out, and keeps when an update does not name them.
 * Source: k8s.io/kubernetes pkg/registry/core/service/storage/storage.go.
 */
import type { Service, ServicePort } from '../../../kube/types.ts';
import type { ApiObject, Write } from '../kind.ts';
import { labelProblems } from '../metadata.ts';
import { invalidNumber, isPort, repeated } from './field-problems.ts';
import { plainKind } from './plain.ts';
import { createAddresses, createNodePorts } from './service-addresses.ts';
import { hasNodePorts, isOpen, openProblems, withoutUseless, withSessionAffinity } from './service-types.ts';

type ServiceSpec = NonNullable<Service['spec']>;

const specOf = (object: ApiObject | undefined): ServiceSpec | undefined => (object as Service | undefined)?.spec;

const complete = (write: Write): ApiObject => {
  const sent = withoutEmptySelector(specOf(write.object) ?? {});
  const old = specOf(write.before);
  if (sent === old) return write.object;
  const type = sent.type ?? 'ClusterIP';
  const started: ServiceSpec = { ...withSessionAffinity(sent), type, ...completePorts(sent) };
  const wanted = withoutUseless(started, old);
  const spec = type === 'ExternalName' ? withoutAddresses(wanted) : withAddresses(write, wanted, old);
  return { ...write.object, spec: spec };
};

/** No selector at all: somebody else says where the Service leads to. */
const withoutEmptySelector = (spec: ServiceSpec): ServiceSpec => {
  const { selector, ...others } = spec;
  return selector !== undefined && Object.keys(selector).length === 0 ? others : spec;
};

const completePorts = ({ ports }: ServiceSpec): Pick<ServiceSpec, 'ports'> =>
  ports === undefined ? {} : { ports: ports.map((port) => ({ protocol: 'TCP', targetPort: port.port, ...port })) };

const withoutAddresses = (spec: ServiceSpec): ServiceSpec => {
  const { clusterIP: _clusterIP, clusterIPs: _clusterIPs, ...others } = spec;
  return others;
};

const withAddresses = (write: Write, spec: ServiceSpec, old: ServiceSpec | undefined): ServiceSpec => {
  const clusterIP = spec.clusterIP ?? old?.clusterIP ?? createAddresses(write.context)();
  return {
    internalTrafficPolicy: 'Cluster',
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    ...(isOpen(spec) && { externalTrafficPolicy: 'Cluster' }),
    ...(spec.type === 'LoadBalancer' && { allocateLoadBalancerNodePorts: true }),
    ...spec,
    clusterIP,
    clusterIPs: spec.clusterIPs !== undefined && spec.clusterIPs[0] === clusterIP ? spec.clusterIPs : [clusterIP],
    ...(hasNodePorts(spec) &&
      spec.allocateLoadBalancerNodePorts !== false &&
      spec.ports !== undefined && { ports: withNodePorts(write, spec.ports, old) }),
  };
};

const withNodePorts = ({ context }: Write, ports: readonly ServicePort[], old: ServiceSpec | undefined): readonly ServicePort[] => {
  const nextPort = createNodePorts(context, ports);
  const kept = new Map(old?.ports?.map(({ name, nodePort }) => [name, nodePort]));
  const taken = new Set(ports.map(({ nodePort }) => nodePort));
  return ports.map((port) => {
    if (port.nodePort !== undefined) return port;
    const before = kept.get(port.name);
    return { ...port, nodePort: before === undefined || taken.has(before) ? nextPort() : before };
  });
};

const problems = ({ object, before, context }: Write): readonly string[] => {
  const spec = specOf(object) ?? {};
  const old = specOf(before);
  if (spec === old) return [];
  const { ports = [], clusterIP, type } = spec;
  const isHeadless = clusterIP === 'None';
  const changed = old?.clusterIP !== undefined && clusterIP !== undefined && old.clusterIP !== clusterIP && old.type !== 'ExternalName';
  return [
    ...(ports.length === 0 && !isHeadless && type !== 'ExternalName' ? ['spec.ports: Required value'] : []),
    ...(ports.length > 1 ? ports.flatMap(({ name }, at) => (name === undefined ? [`spec.ports[${at}].name: Required value`] : [])) : []),
    ...repeated(ports.map(({ name }) => name)).map(([at, name]) => `spec.ports[${at}].name: Duplicate value: ${JSON.stringify(name)}`),
    ...ports.flatMap(({ port }, at) => (isPort(port) ? [] : [invalidNumber(`spec.ports[${at}].port`, port)])),
    ...repeated(ports.map(({ port, protocol }) => `${protocol}/${port}`)).map(
      ([at]) => `spec.ports[${at}]: Duplicate value: ${portText(ports[at])}`,
    ),
    ...labelProblems(spec.selector, 'spec.selector'),
    ...(type === 'ExternalName' && (spec.externalName ?? '') === '' ? ['spec.externalName: Required value'] : []),
    ...(changed ? [`spec.clusterIPs[0]: Invalid value: ${JSON.stringify(spec.clusterIPs)}: may not change once set`] : []),
    ...openProblems(spec),
    ...takenPorts({ object, before, context }, ports),
  ];
};

/** A port as the server prints it: as it is in its own types, and only what makes it one. */
const portText = (port: ServicePort | undefined): string =>
  JSON.stringify({ Name: '', Protocol: port?.protocol, AppProtocol: null, Port: port?.port, TargetPort: 0, NodePort: 0 });

const takenPorts = ({ object, context }: Write, ports: readonly ServicePort[]): readonly string[] => {
  const own = object.metadata?.uid;
  const wanted = ports.flatMap(({ nodePort }, at) => (nodePort === undefined ? [] : [{ nodePort, at }]));
  if (wanted.length === 0) return [];
  const others = context.all('v1', 'Service').filter(({ metadata }) => metadata?.uid !== own);
  const taken = new Set(others.flatMap((other) => specOf(other)?.ports ?? []).map(({ nodePort }) => nodePort));
  return wanted
    .filter(({ nodePort }) => taken.has(nodePort))
    .map(({ nodePort, at }) => `spec.ports[${at}].nodePort: Invalid value: ${nodePort}: provided port is already allocated`);
};

export const SERVICE = plainKind('v1', 'Service', {
  type: { status: true },
  names: 'serviceName',
  complete,
  problems,
  initialStatus: () => ({ loadBalancer: {} }),
});
