/**
 * Evictions, as `kubectl drain` asks for them.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PODS, startApi, type TestApi } from './api.ts';

const BUDGETS = '/apis/policy/v1/namespaces/default/poddisruptionbudgets';
const merge = 'application/merge-patch+json';
const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'p', namespace: 'default' } };

const createPod = async (api: TestApi): Promise<void> => {
  await api.call('POST', PODS, {
    body: { metadata: { name: 'p', labels: { app: 'kafka' } }, spec: { containers: [{ name: 'a', image: 'i' }] } },
  });
  const conditions = [{ type: 'Ready', status: 'True' }];
  await api.call('PATCH', `${PODS}/p/status`, { body: { status: { phase: 'Running', conditions } }, type: merge });
};

const createBudget = async (api: TestApi, status: object, name = 'b'): Promise<void> => {
  await api.call('POST', BUDGETS, {
    body: { metadata: { name }, spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'kafka' } } } },
  });
  await api.call('PATCH', `${BUDGETS}/${name}/status`, { body: { status }, type: merge });
};

const allowed = { observedGeneration: 1, disruptionsAllowed: 1, currentHealthy: 3, desiredHealthy: 2, expectedPods: 3 };
const none = { ...allowed, disruptionsAllowed: 0, currentHealthy: 2 };

for (const { it, budgets, status, cause } of [
  { it: 'lets a Pod go that its budget can spare', budgets: [allowed], status: 201 },
  { it: 'keeps a Pod that its budget cannot spare', budgets: [none], status: 429, cause: /needs 2 healthy pods and has 2 currently/ },
  { it: 'refuses a Pod with two budgets', budgets: [allowed, allowed], status: 500 },
]) {
  test(it, async (t) => {
    const api = await startApi(t);
    await createPod(api);
    for (const [index, budget] of budgets.entries()) await createBudget(api, budget, `b${index}`);
    const answer = await api.call('POST', `${PODS}/p/eviction`, { body: eviction });
    assert.equal(answer.status, status, JSON.stringify(answer.at('')));
    assert.equal((await api.call('GET', `${PODS}/p`)).status, status === 201 ? 404 : 200);
    if (cause !== undefined) assert.match(String(answer.at('.details.causes[0].message')), cause);
  });
}

test('an eviction is counted until the budget is judged again', async (t) => {
  const api = await startApi(t);
  await createPod(api);
  await createBudget(api, allowed);
  await api.call('POST', `${PODS}/p/eviction`, { body: eviction });
  const budget = await api.call('GET', `${BUDGETS}/b`);
  assert.deepEqual([budget.at('.status.disruptionsAllowed'), Object.keys(budget.at('.status.disruptedPods') ?? {})], [0, ['p']]);
});

test('a dry run evicts nobody', async (t) => {
  const api = await startApi(t);
  await createPod(api);
  assert.equal((await api.call('POST', `${PODS}/p/eviction?dryRun=All`, { body: eviction })).status, 201);
  assert.equal((await api.call('GET', `${PODS}/p`)).status, 200);
});
