/**
 * Which objects differ between two moments, seen from who writes them on purpose: what the scheduler, the kubelet or a
 * volume's driver add of their own accord is no change, or every plan would be full of it.
 */

import { isRecord } from '../kube/is-record.ts';
import type { KubeObject } from '../kube/types.ts';
import { LAST_APPLIED } from '../protocol/last-applied.ts';
import { diffValues } from './object-diff.ts';
import { titleOf } from './observation.ts';
import type { FieldChange, ObjectChange } from './plan.ts';

/** What identifies an object among all. */
export const identityOf = (object: KubeObject): string => `${object.apiVersion} ${titleOf(object)}`;

/** Objects of two moments that differ, deletions first, each kind of change by kind and name. */
export const objectChanges = (before: readonly KubeObject[], after: readonly KubeObject[]): readonly ObjectChange[] => {
  const [from, to] = [byIdentity(before), byIdentity(after)];
  const changes = [...new Set([...from.keys(), ...to.keys()])].flatMap((identity) => changeOf(from.get(identity), to.get(identity)));
  return changes.sort((a, b) => compareText(a.verb, b.verb) || compareText(a.kind, b.kind) || names.compare(a.name, b.name));
};

const byIdentity = (objects: readonly KubeObject[]): ReadonlyMap<string, KubeObject> =>
  new Map(objects.map((object) => [identityOf(object), object]));

const changeOf = (before: KubeObject | undefined, after: KubeObject | undefined): readonly ObjectChange[] => {
  if (before === after) return [];
  const { kind = '', metadata } = after ?? before ?? {};
  const change = (verb: ObjectChange['verb'], changes: readonly FieldChange[] = []) => [
    { verb, kind, name: metadata?.name ?? '', changes },
  ];
  if (before === undefined) return change('create');
  if (after === undefined) return change('delete');
  if (before.metadata?.uid !== after.metadata?.uid) return change('replace');
  const changes = authoredChanges(before, after);
  return changes.length === 0 ? [] : change('update', changes);
};

/** What somebody changed on purpose between two versions of an object. */
export const authoredChanges = (before: KubeObject, after: KubeObject): readonly FieldChange[] =>
  diffValues(authored(before), authored(after), {
    ignores: (path) => ADDED_BY_OTHERS.test(path),
    hides: (path) => after.kind === 'Secret' && /^(data|stringData)\b/.test(path),
  });

/** Allocated addresses and ports, the chosen node and volume, bookkeeping of those who write. */
const ADDED_BY_OTHERS =
  /^(metadata\.annotations\[(pv|volume|volume\.beta|deployment|kubectl|autoscaling)\.?(alpha\.)?kubernetes\.io\/[^\]]*\]|spec\.(nodeName|volumeName|clusterIPs?|healthCheckNodePort|ipFamil\w+|tolerations))$/;

const authored = (object: KubeObject): unknown => {
  const { status: _status, apiVersion: _apiVersion, kind: _kind, metadata, ...content } = object as Readonly<Record<string, unknown>>;
  const { labels, annotations, ownerReferences } = isRecord(metadata) ? metadata : {};
  const { [LAST_APPLIED]: _record, ...notes } = isRecord(annotations) ? annotations : {};
  return { metadata: { labels: labels ?? {}, annotations: notes, ownerReferences: ownerReferences ?? [] }, ...content };
};

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const names = new Intl.Collator('en', { numeric: true });
