/**
 * Where a backend may differ from the recorded truth, and why. A difference that is not here fails its script; one that is
 * here and does not show up any more fails the suite, so that this list never says more than is true.
 */
import type { BackendName } from './backend.ts';

export interface Accepted {
  readonly backend: BackendName;
  readonly script: string;
  /** A path of `compare`, or its beginning. */
  readonly path: string;
  readonly reason: string;
  /** Of a list: only such items may be missing here, and nothing else may differ. */
  readonly lacks?: RegExp;
}

/** None at present. */
export const accepted: readonly Accepted[] = [];
