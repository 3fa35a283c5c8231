/**
 * The Service of one broker on one listener. It leads to its broker also while the Pod is not ready: nobody else has the
 * broker's partitions, so hiding it turns a slow answer into a refused connection, and a broker that has just started is
 * in Kafka's metadata, and asked for, before its first probe.
 */

import { type Cluster, nonEmpty } from '../kafkacluster/cluster.ts';
import { nodePortName } from '../kafkacluster/external/names.ts';
import { brokerLabels } from '../kafkacluster/names.ts';
import type { Service, ServicePort } from '../kube/types.ts';
import type { AdvertisedDoor } from './advertised-door.ts';
import type { Door } from './listeners.ts';
import { CLAIM, type Claim } from './node-ports.ts';
import { serviceMetadata, trafficPolicy } from './service-parts.ts';

/** A broker on a listener, and how it is reached by what it advertises now. */
export interface OpenDoor extends Door {
  readonly old: AdvertisedDoor | undefined;
}

/** Node port that the spec gives to a broker; undefined when Kubernetes chooses. */
const fixedPort = ({ listener, node }: Door): number | undefined =>
  listener.externalStartingPort > 0 ? listener.externalStartingPort + node.id : undefined;

/** The node ports that the Service of a broker asks for. */
export const brokerClaims = (cluster: Cluster, door: OpenDoor): readonly Claim[] => {
  const service = nodePortName(cluster, door.node.id, door.listener.name);
  const [fixed, old] = [fixedPort(door), door.old?.nodePort];
  return [
    ...(old === undefined
      ? []
      : [{ port: old, service, strength: fixed === undefined || fixed === old ? CLAIM.settled : CLAIM.advertised }]),
    ...(fixed === undefined || fixed === old ? [] : [{ port: fixed, service, strength: CLAIM.wanted }]),
  ];
};

/** The Service of a broker, with the node ports that it was given. */
export const brokerService = (cluster: Cluster, door: OpenDoor, holders: ReadonlyMap<number, string>): Service => {
  const { listener, node, old } = door;
  const name = nodePortName(cluster, node.id, listener.name);
  const ips = [nonEmpty(node.config.nodePortExternalIP?.[listener.name]), old?.externalIp].filter((ip) => ip !== undefined);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: serviceMetadata(cluster, listener, { name, labels: brokerLabels(cluster, node.id) }),
    spec: {
      type: 'NodePort',
      ...trafficPolicy(listener),
      ...(ips.length > 0 && { externalIPs: [...new Set(ips)] }),
      publishNotReadyAddresses: true,
      selector: brokerLabels(cluster, node.id),
      ports: [...ports(door, (port) => holders.get(port) === name)],
    },
  };
};

/** The port of the spec, and beside it the one that the running broker advertises where that is another. */
const ports = (door: OpenDoor, isHeld: (port: number) => boolean): readonly ServicePort[] => {
  const { listener, node, old } = door;
  const { containerPort } = listener;
  const name = `broker-${node.id}`;
  const target = old?.containerPort ?? containerPort;
  // A port that Kubernetes chose is named as soon as it is advertised: a Service that a person deleted comes back with it.
  const nodePort = [fixedPort(door), old?.nodePort].find((port) => port !== undefined && isHeld(port));
  const isOld = nodePort === undefined ? old?.servicePort === containerPort : nodePort === old?.nodePort;
  const main = {
    name,
    port: containerPort,
    targetPort: isOld ? target : containerPort,
    protocol: 'TCP',
    ...(nodePort !== undefined && { nodePort }),
  };
  if (old?.nodePort !== undefined && old.nodePort !== nodePort && isHeld(old.nodePort)) {
    // Ports of a Service differ in their numbers; clients come by the node port, so any other will do.
    const port = old.nodePort === containerPort ? old.nodePort + 1 : old.nodePort;
    return [main, { name: `${name}-${old.nodePort}`, port, targetPort: target, protocol: 'TCP', nodePort: old.nodePort }];
  }
  return old?.servicePort === undefined || old.servicePort === containerPort
    ? [main]
    : [main, { name: `${name}-${old.servicePort}`, port: old.servicePort, targetPort: target, protocol: 'TCP' }];
};
