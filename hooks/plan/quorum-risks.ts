/**
 * Risks of the KRaft quorum: how many controllers may fail, and what a change of its members means. Without a majority
 * of voters no metadata changes, and no broker that stopped comes back.
 */
import { isAtLeast } from '../kafka/version.ts';
import { type ClusterView, nodeOf } from './cluster-view.ts';
import { listIds } from './id-list.ts';
import type { ClusterRisk } from './risks.ts';

/** Risks of the controllers as they will be, and of getting there from those that are. */
export const quorumRisks = (view: ClusterView, before: ClusterView | undefined): readonly ClusterRisk[] => {
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
    ...changeRisks(view, before),
  ];
};

const controllersOf = (view: ClusterView | undefined): readonly number[] =>
  (view?.input?.cluster.nodes ?? []).filter((node) => node.isController && !node.removed).map(({ id }) => id);

const changeRisks = (view: ClusterView, before: ClusterView | undefined): readonly ClusterRisk[] => {
  const [was, is] = [controllersOf(before), controllersOf(view)];
  // One that left the spec and is still there is a voter: nothing joins when it is taken back.
  const present = new Set((before?.input?.cluster.nodes ?? []).filter((node) => node.isController).map(({ id }) => id));
  const joins = is.filter((id) => !present.has(id));
  const leaves = was.filter((id) => !is.includes(id));
  if (was.length === 0 || joins.length + leaves.length === 0) return [];
  const moves = [joins.length > 0 ? `joining: ${listIds(joins)}` : '', leaves.length > 0 ? `leaving: ${listIds(leaves)}` : ''];
  const ways =
    view.input?.quorum?.mode === 'static'
      ? ['its voters are static: every node has to restart with the new list']
      : [joins.length > 0 ? wayIn(view, joins) : '', leaves.length > 0 ? WAY_OUT : ''];
  return [{ code: 'QUORUM_CHANGES', message: `the members of the quorum change (${joined(moves)}): ${joined(ways)}` }];
};

const joined = (texts: readonly string[]): string => texts.filter((text) => text !== '').join('; ');

const WAY_OUT = 'a controller that leaves stays a voter until it is removed by hand';

/** KIP-853: from Kafka 4.2 on the hooks let controllers join by themselves (controller.quorum.auto.join.enable). */
const wayIn = (view: ClusterView, joins: readonly number[]): string => {
  const byItself = joins.every((id) => {
    const version = nodeOf(view, id)?.version;
    return version !== undefined && isAtLeast(version, '4.2');
  });
  return byItself
    ? 'a controller that joins becomes a voter by itself'
    : 'a controller that joins has to be made a voter by hand (kafka-metadata-quorum.sh add-controller)';
};
