/**
 * Services that nothing in the spec asks for any more and that running brokers still advertise: the listener is gone or
 * has another access method, or the broker is no broker any more. They stay as they are until nobody advertises them.
 */
import type { Cluster } from '../kafkacluster/cluster.ts';
import type { Advertisement } from '../kafkacluster/external/accepted.ts';
import { LISTENER_LABEL } from '../kafkacluster/external/names.ts';
import { LABEL } from '../kafkacluster/names.ts';
import { objects } from '../kafkacluster/observed.ts';
import type { Service } from '../kube/types.ts';
import type { ObjectGroups } from '../protocol/composite.ts';
import { isThroughNodePorts } from './advertised-door.ts';
import { doorsOf, nodePortListeners } from './listeners.ts';

/** The observed Services that stay without being wanted, by name. */
export const stillNeeded = (cluster: Cluster, advertised: readonly Advertisement[], attachments: ObjectGroups): readonly Service[] => {
  const observed = objects<Service>(attachments, 'Service.v1');
  if (observed.length === 0) return [];
  const wanted = new Set([
    ...doorsOf(cluster).map(({ listener, node }) => place(listener.name, String(node.id))),
    ...nodePortListeners(cluster).map(({ name }) => place(name, undefined)),
  ]);
  const needed = new Set(
    advertised.filter(isThroughNodePorts).flatMap(({ listener, broker }) => [place(listener, String(broker)), place(listener, undefined)]),
  );
  return observed.filter(({ metadata }) => {
    const { [LISTENER_LABEL]: listener, [LABEL.brokerId]: broker } = metadata?.labels ?? {};
    if (listener === undefined) return false;
    const where = place(listener, broker);
    return needed.has(where) && !wanted.has(where);
  });
};

/** What a Service is for: a broker on a listener, or without broker the bootstrap of the listener. */
const place = (listener: string, broker: string | undefined): string => JSON.stringify([listener, broker ?? 'any']);
