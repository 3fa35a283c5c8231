/** Which Pods their budgets let go, and what an eviction takes off a budget. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeEviction } from '../../../../hooks/engine/api-server/eviction.ts';
import type { Pod, PodDisruptionBudget } from '../../../../hooks/kube/types.ts';

const NOW = Date.UTC(2026, 0, 1);

const podOf = ({ phase = 'Running', ready = true, leaving = false }: Partial<Case>): Pod => ({
  metadata: { name: 'p', labels: { app: 'kafka' }, ...(leaving && { deletionTimestamp: '2026-01-01T00:00:00Z' }) },
  status: { phase, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
});

const budgetOf = (spec: PodDisruptionBudget['spec'], status: PodDisruptionBudget['status']): PodDisruptionBudget => ({
  metadata: { name: 'b', generation: 1 },
  spec: { selector: { matchLabels: { app: 'kafka' } }, ...spec },
  ...(status !== undefined && { status }),
});

const allowed = { observedGeneration: 1, disruptionsAllowed: 1, currentHealthy: 3, desiredHealthy: 2, expectedPods: 3 };
const none = { ...allowed, disruptionsAllowed: 0, currentHealthy: 2 };
const tooFew = { ...none, currentHealthy: 1 };
const notJudged = { ...allowed, observedGeneration: 0 };

interface Case {
  readonly it: string;
  readonly phase?: string;
  readonly ready?: boolean;
  readonly leaving?: boolean;
  readonly spec?: PodDisruptionBudget['spec'];
  readonly budgets: readonly PodDisruptionBudget['status'][];
  readonly says: RegExp | 'free' | 'charged';
}

const cases: readonly Case[] = [
  { it: 'a Pod without a budget may go', budgets: [], says: 'free' },
  { it: 'a Pod of another budget may go', spec: { selector: { matchLabels: { app: 'other' } } }, budgets: [none], says: 'free' },
  { it: 'a Pod that its budget can spare may go, and is taken off', budgets: [allowed], says: 'charged' },
  { it: 'a Pod that its budget cannot spare stays', budgets: [none], says: /^429 0 .* b needs 2 healthy pods and has 2 currently$/ },
  { it: 'a Pod whose budget has changed since it was judged stays', budgets: [notJudged], says: /^429 10 .* still being processed/ },
  { it: 'a Pod whose budget was never judged stays', budgets: [undefined], says: /^429 10 .* still being processed/ },
  { it: 'a Pod that is not ready may go while the others are enough', ready: false, budgets: [none], says: 'free' },
  { it: 'a Pod that is not ready stays while the others are too few', ready: false, budgets: [tooFew], says: /^429 0 .* has 1 currently$/ },
  {
    it: 'a Pod that is not ready may always go when the policy says so',
    ready: false,
    spec: { unhealthyPodEvictionPolicy: 'AlwaysAllow' },
    budgets: [tooFew],
    says: 'free',
  },
  { it: 'a Pod of two budgets stays', budgets: [allowed, allowed], says: /^500 0 .* more than one PodDisruptionBudget/ },
  { it: 'a Pod that has failed may go, whatever its budgets say', phase: 'Failed', budgets: [none, none], says: 'free' },
  { it: 'a Pod that has not begun may go', phase: 'Pending', budgets: [none], says: 'free' },
  { it: 'a Pod that is leaving may go', leaving: true, budgets: [none], says: 'free' },
];

for (const { it, spec, budgets, says, ...pod } of cases) {
  test(it, () => {
    const verdict = judgeEviction(
      podOf(pod),
      budgets.map((status) => budgetOf(spec, status)),
      NOW,
    );
    if (says === 'free') assert.deepEqual(verdict, {});
    else if (says === 'charged')
      assert.deepEqual(verdict, {
        charged: budgetOf(spec, { ...allowed, disruptionsAllowed: 0, disruptedPods: { p: '2026-01-01T00:00:00Z' } }),
      });
    else assert.match('status' in verdict ? `${verdict.status} ${verdict.retrySeconds} ${verdict.message}` : 'may go', says);
  });
}
