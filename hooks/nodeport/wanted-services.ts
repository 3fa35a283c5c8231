/** All Services that the spec asks for, in a stable order, with the node ports shared out among them. */
import type { Cluster } from '../kafkacluster/cluster.ts';
import type { Advertisement } from '../kafkacluster/external/accepted.ts';
import { lastOf } from '../kafkacluster/remember.ts';
import type { Service } from '../kube/types.ts';
import { advertisedDoor } from './advertised-door.ts';
import { bootstrapClaims, bootstrapService } from './bootstrap-service.ts';
import { brokerClaims, brokerService } from './broker-service.ts';
import { doorsOf, nodePortListeners } from './listeners.ts';
import { grantNodePorts } from './node-ports.ts';

/** The Services of all listeners with node ports; `kept` are Services that stay as they are, with the node ports that they have. */
export const wantedServices = (cluster: Cluster, advertised: readonly Advertisement[], kept: readonly Service[]): readonly Service[] => {
  if (nodePortListeners(cluster).length === 0) return [];
  const reserved = kept.flatMap(({ spec }) => (spec?.ports ?? []).flatMap(({ nodePort }) => nodePort ?? []));
  const key = [JSON.stringify(advertised), reserved.sort((a, b) => a - b).join()];
  return remember(cluster, key, () => makeServices(cluster, advertised, new Set(reserved)));
};

const remember = lastOf<Cluster, readonly Service[]>();

const makeServices = (cluster: Cluster, advertised: readonly Advertisement[], reserved: ReadonlySet<number>): readonly Service[] => {
  const listeners = nodePortListeners(cluster);
  const doors = doorsOf(cluster).map((door) => ({
    ...door,
    old: advertisedDoor(cluster, advertised, { broker: door.node.id, listener: door.listener.name }),
  }));
  const claims = [
    ...doors.flatMap((door) => brokerClaims(cluster, door)),
    ...listeners.flatMap((listener) => bootstrapClaims(cluster, listener)),
  ];
  // Clients that were sent to a broker that has no Service here any more reach nobody rather than another broker.
  const others = advertised
    .filter(({ broker, listener }) => !doors.some((door) => door.node.id === broker && door.listener.name === listener))
    .flatMap((one) => advertisedDoor(cluster, [one], one)?.nodePort ?? []);
  const holders = grantNodePorts(claims, new Set([...reserved, ...others]));
  return [
    ...doors.map((door) => brokerService(cluster, door, holders)),
    ...listeners.map((listener) => bootstrapService(cluster, listener, { advertised, holders })),
  ];
};
