/**
 * Which of the objects in sight are a parent's children. An object belongs to its controller; one without a controller
 * is adopted when the parent's selector matches it, and a child that the selector matches no more is let go.
 */
import type { KubeObject } from '../../kube/types.ts';
import { isTerminating, uidOf } from './fields.ts';
import { controllerOf } from './owner-references.ts';

/** `owned`: it is a child already. `adopt`, `release`: a write makes it so. `ignore`: it is nobody's business here. */
export type Claim = 'owned' | 'adopt' | 'release' | 'ignore';

/** What becomes of one object, given whether the parent's selector matches its labels. */
export const claimOf = (object: KubeObject, parent: KubeObject, matches: boolean): Claim => {
  const controller = controllerOf(object);
  if (controller !== undefined) {
    if (controller.uid !== uidOf(parent)) return 'ignore';
    if (matches) return 'owned';
    return isTerminating(parent) ? 'ignore' : 'release';
  }
  return matches && !isTerminating(parent) && !isTerminating(object) ? 'adopt' : 'ignore';
};
