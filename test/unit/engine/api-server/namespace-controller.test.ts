/** How a namespace goes: nothing comes in any more, all goes out, and then it is gone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startNamespaceController } from '../../../../hooks/engine/api-server/namespace-controller.ts';
import { createWorld, refusal, type Thing, type World, withMetadata } from './world.ts';

const terminating = (): { readonly world: World; readonly key: object } => {
  const world = createWorld();
  startNamespaceController({ store: world.store, clock: world.clock });
  world.create('Namespace/mine');
  return { world, key: { namespace: 'mine' } };
};

test('it empties itself and goes', async () => {
  const { world, key } = terminating();
  const type = world.typeOf('ConfigMap');
  world.create('ConfigMap/a', { metadata: key } as Thing);
  world.create('ConfigMap/other');
  world.remove('Namespace/mine');
  assert.deepEqual(world.get('Namespace/mine')?.['status'], { phase: 'Terminating' });
  assert.equal(world.get('Namespace/mine')?.metadata?.deletionGracePeriodSeconds, undefined);
  await world.pass(1000);
  assert.equal(world.get('Namespace/mine'), undefined);
  assert.deepEqual(
    world.store.list(type).map(({ metadata }) => metadata?.name),
    ['other'],
  );
});

test('it waits for what has a finalizer, and takes nothing new meanwhile', async () => {
  const { world, key } = terminating();
  const held = world.create('ConfigMap/a', { metadata: { ...key, finalizers: ['a.b/c'] } } as Thing);
  world.remove('Namespace/mine');
  await world.pass(60_000);
  assert.ok(world.get('Namespace/mine'));
  const { status, message } = refusal(() => world.create('ConfigMap/b', { metadata: key } as Thing));
  assert.equal(status, 403);
  assert.equal(message, 'configmaps "b" is forbidden: unable to create new content in namespace mine because it is being terminated');
  world.store.update(world.typeOf('ConfigMap'), withMetadata(held, { finalizers: [], resourceVersion: '' }));
  await world.pass(1000);
  assert.equal(world.get('Namespace/mine'), undefined);
});

test('the namespaces of the cluster itself cannot be deleted', () => {
  const { status, message } = refusal(() => createWorld().remove('Namespace/default'));
  assert.deepEqual([status, message], [403, 'namespaces "default" is forbidden: this namespace may not be deleted']);
});

test('its last finalizer is not taken by a change of its spec', () => {
  const world = createWorld();
  world.create('Namespace/mine');
  assert.deepEqual(world.change('Namespace/mine', (object) => ({ ...object, spec: {} }))['spec'], { finalizers: ['kubernetes'] });
});
