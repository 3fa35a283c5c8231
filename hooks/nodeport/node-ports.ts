/**
 * Who gets a node port that several Services ask for. A node port exists once in a Kubernetes cluster, and when the
 * starting port of a listener moves, what one broker is to have may be what another advertises until it is restarted.
 */

/** Why a Service asks for a node port: the smaller, the more it hurts clients not to give it. */
export const CLAIM = {
  /** A running broker advertises it, and the spec gives it to the same broker. */
  settled: 0,
  /** A running broker advertises it; the spec gives it another. */
  advertised: 1,
  /** The spec gives it to a broker that does not advertise it yet. */
  wanted: 2,
  /** First contact only: nobody remembers it from Kafka's metadata. */
  bootstrap: 3,
} as const;

export interface Claim {
  readonly port: number;
  /** Name of the Service. */
  readonly service: string;
  readonly strength: (typeof CLAIM)[keyof typeof CLAIM];
}

/** Names of Services by the node port that they get; nobody gets a reserved one. The order of the claims means nothing. */
export const grantNodePorts = (claims: readonly Claim[], reserved: ReadonlySet<number>): ReadonlyMap<number, string> => {
  const holders = new Map<number, string>();
  for (const { port, service } of [...claims].sort(strongestFirst)) {
    if (!reserved.has(port) && !holders.has(port)) holders.set(port, service);
  }
  return holders;
};

const strongestFirst = (a: Claim, b: Claim): number => a.strength - b.strength || (a.service < b.service ? -1 : 1);
