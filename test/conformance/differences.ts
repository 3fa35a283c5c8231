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

type Places = Readonly<Record<string, readonly string[]>>;

/** One reason for many places, paths by script. */
const listed = (backends: readonly BackendName[], why: Pick<Accepted, 'reason' | 'lacks'>, places: Places): readonly Accepted[] =>
  Object.entries(places).flatMap(([script, paths]) =>
    backends.flatMap((backend) => paths.map((path) => ({ backend, script, path: `steps.${path}`, ...why }))),
  );

const POD_MARKED = {
  reason: 'a Pod without a node goes at once; the real server marks it as being deleted a moment before',
  lacks: /^changed Pod\//,
};

export const accepted: readonly Accepted[] = [
  ...listed(['engine-memory'], POD_MARKED, {
    'on-delete': ['the Pod is left out.writes'],
    order: ['swap all but the claim.writes'],
    'manual-delete': ['delete the Pod.writes'],
    pods: ['delete.writes'],
    'own-next-life': ['delete the cluster.writes'],
    'own-brokers': ['an option.writes'],
    'own-repairs': ['a Pod goes.writes'],
  }),
  ...listed(
    ['engine-memory'],
    { reason: 'the API server in memory has no defaults for session affinity, which nothing of ours sets' },
    {
      drift: ['a field that we never set.objects.Service/b.spec.sessionAffinityConfig'],
      'refused-update': ['a Service may not lose its address.objects.Service/t.spec.sessionAffinityConfig'],
    },
  ),
  ...listed(
    ['engine-memory'],
    { reason: 'a Service that stops being a NodePort keeps its ports in memory; ours never change their type' },
    {
      'claims-and-services': [
        'and back.objects.Service/plain.spec.ports.0.nodePort',
        'and back.objects.Service/plain.spec.externalTrafficPolicy',
      ],
    },
  ),
  ...listed(
    ['engine-memory'],
    { reason: 'other words of the same refusal: status and reason are the same' },
    {
      conflicts: ['create.notes.delete with another uid.message', 'create.notes.other uid.message'],
      'names-and-labels': ['create.notes.finalizer.message', 'create.notes.long label.message'],
      'claims-and-services': ['create.notes.one port twice.message'],
    },
  ),
  ...listed(
    ['engine-memory', 'engine-live'],
    {
      reason:
        'a map where a list is wanted: real Metacontroller takes the wish for an empty one and says nothing, the engine refuses and says so',
    },
    {
      'merge-maps': ['a map becomes a list.writes', 'a map becomes a list.objects.Widget/child', 'a map becomes a list.events'],
    },
  ),
];
