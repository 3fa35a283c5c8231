/** Every invariant over the API by the name that a failure shows. Those over Kafka itself are in records.ts. */
import { claimsAreKept } from './claims.ts';
import type { MakeInvariant } from './invariant.ts';
import { deletionsAreGranted, neverTwoPodsOfOneBroker, runningBrokersStay } from './pods.ts';
import { statusTellsTheTruth } from './status.ts';

export const invariants: Readonly<Record<string, MakeInvariant>> = {
  'no claim is lost without intent': claimsAreKept,
  'never two Pods with one broker id': neverTwoPodsOfOneBroker,
  'a Pod goes only under a grant in status': deletionsAreGranted,
  'no running broker is stopped by our own hand': runningBrokersStay,
  'status tells the truth': statusTellsTheTruth,
};
