/** Controllers come and go with their resources on the server. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { followControllers } from '../../../../hooks/engine/metacontroller/follow-controllers.ts';
import type { KubeObject } from '../../../../hooks/kube/types.ts';
import { box, boxes, composite, createWorld } from './world.ts';

test('a controller starts with its resource, starts anew with its spec, and stops with its end', async () => {
  const world = createWorld({ hook: () => ({ children: [] }) });
  const refused: string[] = [];
  await followControllers({ ...world, refused: (_, { message }) => refused.push(message) });
  const [composites] = (await world.api.types()).filter(({ kind }) => kind === 'CompositeController');
  assert.ok(composites);
  await world.api.create(boxes, box());
  await world.settle();
  assert.equal(world.asked.length, 0);

  const created = await world.api.create(composites, composite());
  await world.pass(1);
  assert.equal(world.asked.length, 2);
  const { spec } = composite(['sync'], { resyncPeriodSeconds: 3600 }) as KubeObject & { spec: object };
  const changed = await world.api.update(composites, { ...created, ...{ spec } });
  await world.pass(1);
  assert.equal(world.asked.length, 3);

  const rolling = composite(['sync'], {
    childResources: [{ apiVersion: 'v1', resource: 'pods', updateStrategy: { method: 'RollingRecreate' } }],
  });
  await world.api.create(composites, { ...rolling, metadata: { name: 'rolling' } });
  await world.pass(1);
  assert.match(refused[0] ?? '', /RollingRecreate/);

  await world.api.delete(composites, { name: changed.metadata?.name ?? '' });
  await world.pass(7200);
  assert.equal(world.asked.length, 3);
});
