/**
 * Limits of a rate: a bucket of tokens that fills at an even pace. Each remote address can have one of its own, as many as
 * memory is set aside for.
 */
export interface Bucket {
  /** Takes so many tokens, or none. Of more than the bucket holds, a full one is enough: else they could never pass. */
  take(tokens: number): boolean;
}

export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** A full bucket. `now` in milliseconds, from anywhere. */
export const createBucket = ({ perSecond, burst }: Rate, now: () => number): Bucket => {
  let tokens = burst;
  let last = now();
  return {
    take: (wanted) => {
      const at = now();
      tokens = Math.min(burst, tokens + (Math.max(0, at - last) / 1000) * perSecond);
      last = at;
      const cost = Math.min(wanted, burst);
      if (tokens < cost) return false;
      tokens -= cost;
      return true;
    },
  };
};

/** A bucket for each key, for the keys that were seen last. */
export const createBuckets = (rate: Rate, most: number, now: () => number): ((key: string) => Bucket) => {
  const buckets = new Map<string, Bucket>();
  return (key) => {
    const bucket = buckets.get(key) ?? createBucket(rate, now);
    buckets.delete(key);
    buckets.set(key, bucket);
    const [oldest] = buckets.keys();
    if (buckets.size > most && oldest !== undefined) buckets.delete(oldest);
    return bucket;
  };
};
