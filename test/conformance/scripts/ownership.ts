/** Whose child is it? Claiming, releasing, clashes of names, and what the garbage collector makes of owners. */
import type { Thing } from '../backend.ts';
import { composite, configMap, edit, label, mute, touch, want, widget } from '../builders.ts';
import type { Script, World } from '../world.ts';

const LABELS = { app: 'x' };
const SELECTOR = { selector: { matchLabels: LABELS } };
const explicit = (world: World): Promise<boolean> =>
  world.start(composite(world, { children: { configmaps: 'InPlace' }, generateSelector: false }));
const generated = (world: World): Promise<boolean> => world.start(composite(world, { children: { configmaps: 'InPlace' } }));

/** The namespace as an owner: it lives as long as anything in it, so the collector never takes what it owns. */
const namespaceOwner = async (world: World) => {
  const type = { apiVersion: 'v1', kind: 'Namespace', plural: 'namespaces', namespaced: false, status: true };
  const { metadata } = await world.backend.api.get(type, { name: world.namespace });
  return { apiVersion: 'v1', kind: 'Namespace', name: world.namespace, uid: metadata?.uid ?? '' };
};

const uidOf = (world: World, name: string): string => world.see('Widget', name)?.metadata?.uid ?? '';

export const ownership: readonly Script[] = [
  {
    name: 'adopt',
    about: 'An orphan that the parent’s selector matches is adopted: changed when the answer has it, deleted when not',
    run: async (world) => {
      await explicit(world);
      await world.step('orphans', () => world.create(configMap('wanted', { a: '1' }, { labels: LABELS })), { noCall: true });
      await world.step('another', () => world.create(configMap('unwanted', {}, { labels: LABELS })), { noCall: true });
      await world.step('a stranger', () => world.create(configMap('stranger')), { noCall: true });
      world.on('sync', { status: {}, children: [configMap('wanted', { b: '2' }, { labels: LABELS })] });
      await world.step('create the parent', () => world.create(widget(world, 'parent', SELECTOR)), { asked: 'last' });
    },
  },
  {
    name: 'adopt-later',
    about: 'An orphan that appears while its parent is there wakes the parent',
    run: async (world) => {
      await explicit(world);
      world.on('sync', { status: {}, children: [configMap('a', {}, { labels: LABELS })] });
      await world.step('create the parent', () => world.create(widget(world, 'parent', SELECTOR)));
      await world.step('an orphan appears', () => world.create(configMap('orphan', {}, { labels: LABELS })));
      await world.step('one that does not match', () => world.create(configMap('other', {}, { labels: { app: 'y' } })), { noCall: true });
      await world.step('and now it does', () => label(world, 'ConfigMap/other', LABELS));
    },
  },
  {
    name: 'release',
    about: 'A child whose labels stop matching is released; its name is then taken',
    run: async (world) => {
      await explicit(world);
      world.on('sync', { status: {}, children: [configMap('a', {}, { labels: LABELS })] });
      await world.step('create the parent', () => world.create(widget(world, 'parent', SELECTOR)));
      await world.step('relabel the child', () => label(world, 'ConfigMap/a', { app: 'y' }));
      await world.step('label it back', () => label(world, 'ConfigMap/a', LABELS));
    },
  },
  {
    name: 'release-generated',
    about: 'With a generated selector a child without the label controller-uid is released, and claimed again with it',
    run: async (world) => {
      await generated(world);
      world.on('sync', { status: {}, children: [configMap('a')] });
      await world.step('create the parent', () => world.create(widget(world, 'parent')));
      await world.step('the label goes', () => edit(world, 'ConfigMap/a', () => ({ labels: {} })));
      await world.step('the label is back', () => label(world, 'ConfigMap/a', { 'controller-uid': uidOf(world, 'parent') }));
    },
  },
  {
    name: 'claim-foreign',
    about: 'What another operator made gets our label and becomes a child, its own controller reference gone before',
    run: async (world) => {
      await generated(world);
      world.on('sync', { status: {}, children: [] });
      await world.step('create the parent', () => world.create(widget(world, 'parent')));
      const owner = { apiVersion: world.apiVersion, kind: 'Widget', name: 'parent', uid: uidOf(world, 'parent'), controller: true };
      await world.step('a child of ours by reference alone', () => world.create(configMap('a', {}, { ownerReferences: [owner] })));
      world.on('sync', { status: {}, children: [configMap('a')] });
      await world.step('it gets the label', () => label(world, 'ConfigMap/a', { 'controller-uid': uidOf(world, 'parent') }));
    },
  },
  {
    name: 'name-clash',
    about: 'A child whose name is taken is not made and not touched, and the sync succeeds all the same',
    run: async (world) => {
      await generated(world);
      await world.step('a stranger', () => world.create(configMap('a', { whose: 'theirs' })), { noCall: true });
      world.on('sync', { status: { seen: true }, children: [configMap('a', { whose: 'ours' }), configMap('b')] });
      await world.step('create the parent', () => world.create(widget(world, 'parent')));
      await world.step('the stranger goes', () => world.remove('ConfigMap', 'a'), { noCall: true });
      await world.step('touch the parent', () => touch(world));
    },
  },
  {
    name: 'other-controller',
    about: 'An object that matches but has another controller is neither seen nor taken',
    run: async (world) => {
      await explicit(world);
      world.on('sync', { status: {}, children: [configMap('a', { whose: 'ours' }, { labels: LABELS })] });
      await world.step('somebody else’s parent', () => world.create(widget(world, 'else', { selector: { matchLabels: { app: 'z' } } })), {
        asked: 'last',
      });
      await world.step('which fails, as its answer does not match', () => touch(world, 'else'), { asked: 'last' });
      const owner = { apiVersion: world.apiVersion, kind: 'Widget', name: 'else', uid: uidOf(world, 'else'), controller: true };
      await world.step('its child, with labels of ours', () =>
        world.create(configMap('a', { whose: 'theirs' }, { labels: { ...LABELS, app: 'z' }, ownerReferences: [owner] })),
      );
      await world.step('create our parent', () => world.create(widget(world, 'parent', SELECTOR)), { asked: 'nothing', aftermath: true });
    },
  },
  {
    name: 'label-mismatch',
    about: 'One child that the selector does not match stops the whole sync: no child, no status',
    run: async (world) => {
      await explicit(world);
      world.on('sync', { status: { seen: true }, children: [configMap('a', {}, { labels: LABELS }), configMap('b')] });
      await world.step('create the parent', () => world.create(widget(world, 'parent', SELECTOR)));
      await world.step('all match', () => want(world, [configMap('a', {}, { labels: LABELS })]), { aftermath: true });
    },
  },
  {
    name: 'no-selector',
    about: 'A parent without a selector, or with an empty one, fails before its hook is called',
    run: async (world) => {
      await explicit(world);
      world.on('sync', { status: {}, children: [] });
      await world.step('no selector', () => world.create(widget(world, 'parent')), { noCall: true });
      await world.step('an empty one', () => world.create(widget(world, 'empty', { selector: {} })), { noCall: true });
    },
  },
  {
    name: 'second-owner',
    about: 'A child with a second owner that lives outlives its parent, loses the dead reference, and is adopted by the next parent',
    collects: true,
    run: async (world) => {
      await explicit(world);
      const owner = await namespaceOwner(world);
      const kept = configMap('kept', {}, { labels: LABELS, ownerReferences: [owner] });
      world.on('sync', { status: {}, children: [kept, configMap('lost', {}, { labels: LABELS })] });
      await world.step('create the parent', () => world.create(widget(world, 'parent', SELECTOR)));
      await world.step('the reference stays when the child changes', () =>
        want(world, [{ ...kept, data: { key: 'new' } }, configMap('lost', {}, { labels: LABELS })]),
      );
      const collected = (): boolean =>
        world.see('ConfigMap', 'lost') === undefined && world.see('ConfigMap', 'kept')?.metadata?.ownerReferences?.length === 1;
      mute(world);
      await world.step('delete the parent', () => world.remove('Widget', 'parent'), {
        until: collected,
        anyOrder: true,
        asked: 'nothing',
        aftermath: true,
      });
      world.on('sync', {
        status: { seen: true },
        children: [{ ...kept, data: { key: 'new' } }, configMap('lost', {}, { labels: LABELS })],
      });
      await world.step('the parent is back', () => world.create(widget(world, 'parent', SELECTOR)), { asked: 'last' });
    },
  },
  {
    name: 'retained-generated',
    about: 'With a generated selector a retained child is not seen by the next parent until it gets the new label',
    collects: true,
    run: async (world) => {
      await generated(world);
      const kept = configMap('kept', {}, { ownerReferences: [await namespaceOwner(world)] });
      world.on('sync', { status: {}, children: [kept] });
      await world.step('create the parent', () => world.create(widget(world, 'parent')));
      const alone = (): boolean => world.see('ConfigMap', 'kept')?.metadata?.ownerReferences?.length === 1;
      mute(world);
      await world.step('delete the parent', () => world.remove('Widget', 'parent'), {
        until: alone,
        anyOrder: true,
        asked: 'nothing',
        aftermath: true,
      });
      world.on('sync', { status: {}, children: [kept] });
      await world.step('the parent is back', () => world.create(widget(world, 'parent')));
      await world.step('the label of the new parent', () => label(world, 'ConfigMap/kept', { 'controller-uid': uidOf(world, 'parent') }));
    },
  },
  {
    name: 'owner-names',
    about: 'Owner references merge by name: one of the same name as the parent is mixed up with it',
    run: async (world) => {
      await generated(world);
      await world.step('the other owners', () => Promise.all([world.create(configMap('other')), world.create(configMap('parent'))]), {
        noCall: true,
      });
      const owned = (name: string): Thing => {
        const uid = world.see('ConfigMap', name)?.metadata?.uid ?? '';
        return configMap('a', {}, { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name, uid }] });
      };
      world.on('sync', { status: {}, children: [configMap('a')] });
      await world.step('create the parent', () => world.create(widget(world, 'parent')));
      await world.step('a second owner of another name', () => want(world, [owned('other')]));
      await world.step('a second owner of the same name', () => want(world, [owned('parent')]), { asked: 'last', anyOrder: true });
    },
  },
];
