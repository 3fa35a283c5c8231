/**
 * Risks of the KRaft quorum: how many controllers may fail, and what a change of its members means. Without a majority
 * of voters no metadata changes, and no broker that stopped comes back.
 */
import type { ClusterView } from './cluster-view.ts';
import { listIds } from './id-list.ts';
import type { FoundRisk } from './risks.ts';

/** Risks of the controllers as they will be, and of getting there from those that are. */
export const quorumRisks = (view: ClusterView, before: ClusterView | undefined): readonly FoundRisk[] => {
  const ids = controllersOf(view);
  if (view.input?.cluster.mode !== 'kraft' || ids.length === 0) return [];
  const spare = Math.ceil(ids.length / 2) - 1;
  const size = `${ids.length === 1 ? 'controller' : 'controllers'} ${listIds(ids)}`;
  return [
    ...(ids.length < 3
      ? [
          {
            code: 'QUORUM_SMALL' as const,
            message: `the quorum has ${ids.length} of at least 3 voters (${size}): no metadata changes while one is down`,
          },
        ]
      : []),
    ...(ids.length >= 3 && ids.length % 2 === 0
      ? [
          {
            code: 'QUORUM_EVEN' as const,
            message: `the quorum has ${ids.length} voters (${size}): it bears the loss of ${spare}, as ${ids.length - 1} would`,
          },
        ]
      : []),
    ...changeRisks(view, controllersOf(before), ids),
  ];
};

const controllersOf = (view: ClusterView | undefined): readonly number[] =>
  (view?.input?.cluster.nodes ?? []).filter((node) => node.isController && !node.removed).map(({ id }) => id);

const changeRisks = (view: ClusterView, before: readonly number[], after: readonly number[]): readonly FoundRisk[] => {
  const joins = after.filter((id) => !before.includes(id));
  const leaves = before.filter((id) => !after.includes(id));
  if (before.length === 0 || joins.length + leaves.length === 0) return [];
  const moves = [joins.length > 0 ? `joining: ${listIds(joins)}` : '', leaves.length > 0 ? `leaving: ${listIds(leaves)}` : '']
    .filter((text) => text !== '')
    .join('; ');
  const way =
    view.input?.quorum?.mode === 'static'
      ? 'its voters are static: every node has to restart with the new list'
      : 'a voter that leaves has to be removed by hand, and stays one until then';
  return [{ code: 'QUORUM_CHANGES', message: `the members of the quorum change (${moves}): ${way}` }];
};
