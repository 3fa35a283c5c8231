/** The cluster addresses and node ports that are free. Drawn, as in a real cluster: nobody may count on their order. */
import type { Service, ServicePort } from '../../../kube/types.ts';
import type { WriteContext } from '../kind.ts';

/** Draws cluster addresses of 10.96.0.0/16; the first ones belong to the API server and to DNS. */
export const createAddresses = ({ all, random }: WriteContext): (() => string) => {
  const taken = new Set(all('v1', 'Service').map((service) => (service as Service).spec?.clusterIP));
  return () => draw(taken, () => `10.96.${random.integer(1, 255)}.${random.integer(0, 255)}`);
};

/**
 * Draws node ports of 30000–32767; `ports` are those of the Service itself. The first 86 are left to those who fix theirs, as the real
 * server leaves them while it has others. Source: Kubernetes, "Avoiding collisions assigning ports to NodePort Services" (1.29).
 */
export const createNodePorts = ({ all, random }: WriteContext, ports: readonly ServicePort[]): (() => number) => {
  const others = all('v1', 'Service').flatMap((service) => (service as Service).spec?.ports ?? []);
  const taken = new Set([...others, ...ports].map(({ nodePort }) => nodePort));
  return () => draw(taken, () => random.integer(30086, 32767));
};

const MOST_TRIES = 100_000;

const draw = <T>(taken: Set<T | undefined>, next: () => T): T => {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const value = next();
    if (taken.has(value)) continue;
    taken.add(value);
    return value;
  }
  throw new RangeError('nothing is free any more');
};
