/**
 * What happens without the files: brokers that are still starting, restarts and removals that wait from earlier
 * changes. It is shown apart, so that nobody takes it for the doing of what he is about to apply.
 */
import type { ClusterView } from './cluster-view.ts';
import { objectChanges } from './object-changes.ts';
import { type Observation, titleOf } from './observation.ts';
import type { UnderWay } from './plan.ts';

/** Objects that change by themselves, and what every cluster already waits for. */
export const underWay = ({ loaded, before, failing }: Observation, views: readonly ClusterView[]): readonly UnderWay[] => [
  ...objectChanges(loaded, before)
    .filter(({ kind }) => !BACKGROUND.has(kind))
    .map(({ verb, kind, name }) => ({ object: `${kind} ${name}`, message: `${verb}s without the files: the cluster is not at rest` })),
  ...failing.before.map(({ parent, write, message }) => ({
    object: parent,
    message: `${write}${write === '' ? '' : ' '}fails: ${message}`,
  })),
  ...views.flatMap(waiting),
];

/** What the cluster itself does of its own accord. */
const BACKGROUND = new Set(['Event', 'PersistentVolume', 'ControllerRevision', 'Lease']);

const waiting = (view: ClusterView): readonly UnderWay[] => {
  const object = titleOf(view.parent);
  const conditions = (view.parent.status?.conditions ?? [])
    .filter(({ type, status }) => status === 'True' && WAITING.has(type))
    .map(({ type, message = '' }) => ({ object, message: `${type}: ${message}` }));
  const ready = view.parent.status?.conditions?.find(({ type }) => type === 'Ready');
  const unready = ready === undefined || ready.status === 'True' ? [] : [{ object, message: `not ready: ${ready.message ?? ''}` }];
  return [...unready, ...conditions];
};

const WAITING = new Set(['AdoptionPending', 'RestartPending', 'RemovalPending']);
