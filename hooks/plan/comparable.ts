/**
 * What of the files can be compared with what is known of a cluster. A state holds little of what is not Kafka's: to plan
 * with that as if it were all would show changes, or refusals, that an apply does not bring.
 */
import type { Uncertain } from '../engine/state/gather.ts';
import { isNameOnly } from '../engine/state/saved-form.ts';
import { isWithin } from '../engine/state/scope.ts';
import type { KnownState } from '../engine/state/state.ts';
import type { KubeObject } from '../kube/types.ts';
import { identityOf } from './object-changes.ts';
import { titleOf } from './observation.ts';

export interface Comparable {
  readonly files: readonly KubeObject[];
  /** A sentence on each of the others, and on what is taken for granted. */
  readonly notes: readonly string[];
}

/** Those of which the reading of a cluster found out whether and how they are there. */
export const comparableLive = (files: readonly KubeObject[], uncertain: readonly Uncertain[]): Comparable => {
  const reasons = new Map(uncertain.map(({ object, why }) => [identityOf(object), why]));
  return without(files, (file) => reasons.get(identityOf(file)));
};

/** Those that a saved state knows, or knows not to be there. */
export const comparableSaved = (files: readonly KubeObject[], { objects, scope }: KnownState): Comparable => {
  const there = new Map(objects.map((object) => [identityOf(object), object]));
  const known = without(files, (file) => {
    const object = there.get(identityOf(file));
    if (object === undefined) return isWithin(scope, file) ? undefined : 'the state does not say whether it is there';
    return isNameOnly(object) ? 'the state holds its name alone' : undefined;
  });
  const blind = new Set(
    known.files.flatMap(({ metadata }) => metadata?.namespace ?? []).filter((name) => !scope.namespaces.includes(name)),
  );
  const assumed = [...blind].map(
    (name) => `nothing of Kafka was in namespace ${name} when the state was saved: Secrets and service accounts there are not known`,
  );
  return { files: known.files, notes: [...known.notes, ...assumed] };
};

/** Without those for which there is a reason, which is told. */
const without = (files: readonly KubeObject[], reasonFor: (file: KubeObject) => string | undefined): Comparable => {
  const judged = files.map((file) => ({ file, reason: reasonFor(file) }));
  return {
    files: judged.filter(({ reason }) => reason === undefined).map(({ file }) => file),
    notes: judged.flatMap(({ file, reason }) => (reason === undefined ? [] : [`${titleOf(file)} is not compared: ${reason}`])),
  };
};
