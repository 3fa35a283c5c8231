/** An alert world whose failures somebody hears of, whatever becomes of them: a missing right must show before people ask. */
import type { AlertWorld } from '../../ports/alert-world.ts';

export const observedWorld = (world: AlertWorld, failed: (error: unknown) => void): AlertWorld => {
  const observed = async <Answer>(call: Promise<Answer>): Promise<Answer> => {
    try {
      return await call;
    } catch (error) {
      failed(error);
      throw error;
    }
  };
  return {
    cluster: (key) => observed(world.cluster(key)),
    clusters: () => observed(world.clusters()),
    claim: (key) => observed(world.claim(key)),
    patch: (key, operations) => observed(world.patch(key, operations)),
    event: (event) => observed(world.event(event)),
  };
};
