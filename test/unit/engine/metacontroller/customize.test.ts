/** Related objects: what a customize hook asks for is seen, kept for a while, and wakes the parents that it concerns. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject } from '../../../../hooks/kube/types.ts';
import { box, boxes, composite, createWorld, type Hook, nodes, secrets } from './world.ts';

const secret = (name: string, namespace = 'elsewhere'): KubeObject => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace } });
const rules = [
  { apiVersion: 'v1', resource: 'nodes' },
  { apiVersion: 'v1', resource: 'secrets', namespace: 'elsewhere', names: ['ca'] },
];
const answering: Hook = ({ hook }) => (hook === 'customize' ? { relatedResources: rules } : { children: [] });

const started = async (hook: Hook = answering) => {
  const world = createWorld({ hook });
  await world.metacontroller.add(composite(['sync', 'customize']));
  await world.api.create(boxes, box());
  await world.settle();
  const calls = (of: string): number => world.asked.filter((asked) => asked.hook === of).length;
  return { ...world, calls };
};

test('groups of related kinds are there when they are empty, and hold what the rules mean', async () => {
  const { api, asked, settle } = await started();
  assert.deepEqual(asked.at(-1)?.body['related'], { 'Node.v1': {}, 'Secret.v1': {} });
  await api.create(nodes, { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } });
  await api.create(secrets, secret('ca'));
  await api.create(secrets, secret('other'));
  await settle();
  const related = asked.at(-1)?.body['related'];
  assert.deepEqual([Object.keys(related['Node.v1']), Object.keys(related['Secret.v1'])], [['n'], ['elsewhere/ca']]);
});

test('the first sync waits, without an Event, until what it asks for is listed', async () => {
  const { reports, api } = await started();
  const outcomes = reports.filter(({ hook }) => hook !== 'customize').map(({ outcome }) => outcome);
  assert.ok(outcomes.includes('waiting'));
  assert.equal(outcomes.at(-1), 'done');
  assert.deepEqual(await api.list({ ...secrets, kind: 'Event', plural: 'events' }), []);
});

test('a change of a related object wakes the parent, one of another object does not', async () => {
  const { api, calls, settle } = await started();
  const before = calls('sync');
  await api.create(secrets, secret('other'));
  await settle();
  assert.equal(calls('sync'), before);
  await api.create(secrets, secret('ca'));
  await settle();
  assert.equal(calls('sync'), before + 1);
  await api.delete(secrets, { namespace: 'elsewhere', name: 'ca' });
  await settle();
  assert.equal(calls('sync'), before + 2);
});

test('the answer is kept for a generation and 20 minutes', async () => {
  const { api, calls, settle, pass, get } = await started();
  assert.equal(calls('customize'), 1);
  await api.create(secrets, secret('ca'));
  await settle();
  assert.equal(calls('customize'), 1);
  const live = await get(boxes, 'one');
  await api.update(boxes, { ...live, spec: { ...live['spec'], more: 1 } } as KubeObject);
  await settle();
  assert.equal(calls('customize'), 2);
  await pass(21 * 60);
  await api.create(secrets, secret('other'));
  await settle();
  assert.equal(calls('customize'), 3);
});

test('a customize hook that fails fails the sync, and its failure is not kept', async () => {
  let broken = true;
  const world = await started((asked) => (broken && asked.hook === 'customize' ? new Error('down') : answering(asked)));
  assert.equal(world.calls('sync'), 0);
  assert.ok(world.calls('customize') > 1);
  assert.match(world.reports.at(-1)?.error ?? '', /down/);
  broken = false;
  await world.pass(60);
  assert.ok(world.calls('sync') > 0);
});

test('a rule for a kind that the server does not have fails the sync', async () => {
  const { reports } = await started(({ hook }) =>
    hook === 'customize' ? { relatedResources: [{ apiVersion: 'v1', resource: 'rockets' }] } : {},
  );
  assert.match(reports.at(-1)?.error ?? '', /no rockets/);
});
