/**
 * Ports on which Envoy itself listens. From outside only those of the Service are seen, so where one cannot be the same
 * in the Pod (it belongs to Envoy already, or is one that only root may open) Envoy listens on another one.
 */
import { ENVOY_STATS_PORT } from '../kafkacluster/defaults.ts';
import type { Ingress } from '../kafkacluster/external/ingress.ts';

/** Port of the Service → port of Envoy, for listeners of single brokers. None is given twice, none that Envoy needs itself. */
export const listeningPorts = (ingress: Ingress, published: readonly number[]): ReadonlyMap<number, number> => {
  const own = new Set([ingress.adminPort, ingress.healthPort, ingress.targetPort, ENVOY_STATS_PORT]);
  const ascending = [...new Set(published)].sort((a, b) => a - b);
  const isFine = (port: number): boolean => port >= FIRST_UNPRIVILEGED && !own.has(port);
  const same = ascending.filter(isFine);
  const given = new Map(same.map((port) => [port, port]));
  const used = new Set([...own, ...same]);
  for (const port of ascending.filter((one) => !isFine(one))) {
    const other = firstFree(port + SHIFT <= LAST ? port + SHIFT : port - SHIFT, used);
    given.set(port, other);
    used.add(other);
  }
  return given;
};

const FIRST_UNPRIVILEGED = 1024;
const LAST = 65_535;
/** Far from what neighbours are likely to use, and easy to recognise: 443 becomes 20443. */
const SHIFT = 20_000;

const firstFree = (from: number, used: ReadonlySet<number>): number => (used.has(from) ? firstFree(from + 1, used) : from);
