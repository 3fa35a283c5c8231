/**
 * Conditions as kstatus and `kubectl wait` read them. A transition time changes only with the status,
 * never per call: Metacontroller writes a status that differs, and each write is another call.
 */

/** metav1.Condition. */
export interface ConditionRecord {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly lastTransitionTime: string;
  readonly observedGeneration?: number;
}

/** What a decision knows of a condition; the time is added by `stampConditions`. */
export interface ConditionDraft {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

export interface Stamp {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly generation: number;
}

/** Drafts with times: the observed one where the status is unchanged, now where it changed. */
export const stampConditions = (
  drafts: readonly ConditionDraft[],
  observed: readonly Partial<ConditionRecord>[],
  stamp: Stamp,
): readonly ConditionRecord[] =>
  drafts.map((draft) => {
    const before = observed.find((condition) => condition.type === draft.type);
    const unchanged = before?.status === draft.status && before.lastTransitionTime !== undefined;
    return {
      ...draft,
      lastTransitionTime: unchanged && before.lastTransitionTime !== undefined ? before.lastTransitionTime : wholeSeconds(stamp.now),
      observedGeneration: stamp.generation,
    };
  });

/** RFC 3339 in whole seconds: the form of metav1.Time. */
export const wholeSeconds = (millis: number): string => `${new Date(Math.floor(millis / 1000) * 1000).toISOString().slice(0, 19)}Z`;
