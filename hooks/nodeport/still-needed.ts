/**
 * Services that nothing in the spec asks for any more and that running brokers still advertise: the listener is gone or
 * has another access method, or the broker is no broker any more. They stay as they are until nobody advertises them; one
 * that is not there is made: the spec may have changed before this decorator ever saw what the Pod was made with.
 */
import type { Cluster } from '../kafkacluster/cluster.ts';
import type { Advertisement } from '../kafkacluster/external/accepted.ts';
import { LISTENER_LABEL, nodePortName } from '../kafkacluster/external/names.ts';
import { brokerLabels, LABEL } from '../kafkacluster/names.ts';
import { objects } from '../kafkacluster/observed.ts';
import type { Service } from '../kube/types.ts';
import type { ObjectGroups } from '../protocol/composite.ts';
import { advertisedDoor, isThroughNodePorts } from './advertised-door.ts';
import { doorsOf, nodePortListeners } from './listeners.ts';
import { serviceMetadata } from './service-parts.ts';

/** The observed Services that stay without being wanted, by name. */
export const stillNeeded = (cluster: Cluster, advertised: readonly Advertisement[], attachments: ObjectGroups): readonly Service[] => {
  const observed = objects<Service>(attachments, 'Service.v1');
  if (observed.length === 0) return [];
  const wanted = placesOf(cluster);
  const needed = new Set(
    advertised.filter(isThroughNodePorts).flatMap(({ listener, broker }) => [place(listener, String(broker)), place(listener, undefined)]),
  );
  return observed.filter((service) => {
    const where = placeOf(service);
    return where !== undefined && needed.has(where) && !wanted.has(where);
  });
};

/** The Services that brokers advertise a node port of, that the spec does not want and that are not there. */
export const stillMissing = (cluster: Cluster, advertised: readonly Advertisement[], attachments: ObjectGroups): readonly Service[] => {
  const known = new Set([...placesOf(cluster), ...objects<Service>(attachments, 'Service.v1').map(placeOf)]);
  const made = advertised.flatMap((one): readonly Service[] => {
    const { broker, listener, containerPort } = one;
    const nodePort = isThroughNodePorts(one) ? advertisedDoor(cluster, [one], one)?.nodePort : undefined;
    if (nodePort === undefined || containerPort === undefined || known.has(place(listener, String(broker)))) return [];
    const labels = brokerLabels(cluster, broker);
    return [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: serviceMetadata(cluster, { name: listener }, { name: nodePortName(cluster, broker, listener), labels }),
        spec: {
          type: 'NodePort',
          publishNotReadyAddresses: true,
          selector: labels,
          ports: [{ name: `broker-${broker}`, port: containerPort, targetPort: containerPort, protocol: 'TCP', nodePort }],
        },
      },
    ];
  });
  return made.sort((a, b) => ((a.metadata?.name ?? '') < (b.metadata?.name ?? '') ? -1 : 1));
};

/** What the spec wants Services for. */
const placesOf = (cluster: Cluster): ReadonlySet<string> =>
  new Set([
    ...doorsOf(cluster).map(({ listener, node }) => place(listener.name, String(node.id))),
    ...nodePortListeners(cluster).map(({ name }) => place(name, undefined)),
  ]);

const placeOf = ({ metadata }: Service): string | undefined => {
  const { [LISTENER_LABEL]: listener, [LABEL.brokerId]: broker } = metadata?.labels ?? {};
  return listener === undefined ? undefined : place(listener, broker);
};

/** What a Service is for: a broker on a listener, or without broker the bootstrap of the listener. */
const place = (listener: string, broker: string | undefined): string => JSON.stringify([listener, broker ?? 'any']);
