/**
 * Nothing that somebody sends makes the engine stumble: a valid object of each kind, with each of its fields dropped or
 * replaced by a value of another type. It is taken or refused by an ApiError, and what is taken can be listed and lives
 * among the models of the world without breaking one.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstUnreadable } from '../../../../hooks/engine/api-server/readable.ts';
import { createEngine, type Engine } from '../../../../hooks/engine/engine.ts';
import { columnsOf, tableOf } from '../../../../hooks/engine/http-api/table/table.ts';
import type { KubeObject } from '../../../../hooks/kube/types.ts';
import { isApiError, keyOf } from '../../../../hooks/ports/api-server.ts';
import { validObjects } from './valid-objects.ts';

const START = Date.UTC(2030, 0, 1);

const engineWith = (objects: readonly KubeObject[] = []): Promise<Engine> =>
  createEngine({
    seed: 1,
    startAt: START,
    definitions: [],
    controllers: [],
    hooks: () => async () => ({ status: 500, text: '' }),
    objects,
    programs: () => undefined,
  });

const DROPPED = Symbol('dropped');
const VALUES = [DROPPED, null, 7, 1e300, 'seven', [], [null], {}, { a: null }];
/** Where each needs an engine of its own; what a type is taken for is the same as at creation. */
const FEW_VALUES = [DROPPED, 7, [null]];

type Path = readonly (string | number)[];

const pathsOf = (value: unknown, path: Path = []): readonly Path[] => {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Array.isArray(value)
    ? value.flatMap((item, index) => pathsOf(item, [...path, index]))
    : Object.entries(value).flatMap(([key, item]) => pathsOf(item, [...path, key]));
  return path.length === 0 ? inner : [path, ...inner];
};

const changed = (value: unknown, [first, ...rest]: Path, put: unknown): unknown => {
  if (first === undefined) return put;
  if (Array.isArray(value)) {
    const items = [...value];
    if (rest.length === 0 && put === DROPPED) items.splice(Number(first), 1);
    else items[Number(first)] = changed(items[Number(first)], rest, put);
    return items;
  }
  const copy: Record<string, unknown> = { ...(value as object) };
  if (rest.length === 0 && put === DROPPED) delete copy[first];
  else copy[first] = changed(copy[first], rest, put);
  return copy;
};

interface Mutant {
  readonly says: string;
  readonly object: KubeObject;
}

const mutantsOf = (valid: KubeObject, values: readonly unknown[] = VALUES): readonly Mutant[] =>
  pathsOf(valid)
    .filter(([first]) => first !== 'apiVersion' && first !== 'kind')
    .flatMap((path) =>
      values.map((value) => ({
        says: `${path.join('.')} = ${value === DROPPED ? 'dropped' : JSON.stringify(value)}`,
        object: changed(valid, path, value) as KubeObject,
      })),
    );

/** Whether it was done; an error that is no refusal fails the test. */
const isDone = (write: () => unknown): boolean => {
  try {
    write();
    return true;
  } catch (error) {
    if (!isApiError(error)) throw error;
    return false;
  }
};

const show = ({ store, clock }: Engine, object: KubeObject): void => {
  const type = store.typeOf(object.apiVersion ?? '', object.kind ?? '');
  const columns = columnsOf(type, undefined);
  tableOf(store.list(type), { columns, include: 'Metadata', now: clock.now(), resourceVersion: '1' });
};

for (const [kind, valid] of Object.entries(validObjects)) {
  test(`${kind}: a field of the wrong type is refused, or breaks nothing`, async () => {
    const engine = await engineWith();
    const { store, clock } = engine;
    const type = store.typeOf(valid.apiVersion ?? '', kind);
    const remove = (object: KubeObject): void => {
      isDone(() => store.delete(type, keyOf(object), { gracePeriodSeconds: 0 }));
      const left = store.get(type, keyOf(object));
      if (left !== undefined) isDone(() => store.update(type, { ...left, metadata: { ...left.metadata, finalizers: [] } }));
    };
    assert.ok(isDone(() => store.create(type, valid)));
    await clock.runUntil(clock.now() + 60_000);
    remove(valid);
    await clock.runUntil(clock.now() + 60_000);
    let taken = 0;
    for (const { says, object } of mutantsOf(valid)) {
      try {
        const made = store.snapshot();
        const isTaken = isDone(() => store.create(type, object));
        if (isTaken) {
          taken += 1;
          show(engine, valid);
          if (type.status) {
            const current = store.get(type, keyOf(object));
            isDone(() => store.updateStatus(type, { ...current, status: (object as { status?: unknown }).status } as KubeObject));
          }
        }
        await clock.runUntil(clock.now() + 30_000);
        show(engine, valid);
        const known = new Set(made.map(({ metadata }) => metadata?.uid));
        for (const one of store.list(type)) if (!known.has(one.metadata?.uid)) remove(one);
        await clock.runUntil(clock.now() + 30_000);
      } catch (error) {
        throw new Error(`create ${says}`, { cause: error });
      }
    }
    assert.ok(taken > 0, 'some changes are none');
  });

  test(`${kind}: a change to a wrong type is refused, or breaks nothing`, async () => {
    for (const { says, object } of mutantsOf(valid, FEW_VALUES)) {
      try {
        const engine = await engineWith();
        const type = engine.store.typeOf(valid.apiVersion ?? '', kind);
        const made = engine.store.create(type, valid);
        const sent = {
          ...object,
          ...(object.metadata && { metadata: { ...object.metadata, resourceVersion: made.metadata?.resourceVersion } }),
        };
        isDone(() => engine.store.update(type, sent as KubeObject));
        if (type.status) isDone(() => engine.store.updateStatus(type, { ...object, metadata: made.metadata } as KubeObject));
        await engine.clock.runUntil(engine.clock.now() + 60_000);
        show(engine, valid);
      } catch (error) {
        throw new Error(`update ${says}`, { cause: error });
      }
    }
  });
}

test('a state with a field of the wrong type is found unreadable, or breaks nothing', async () => {
  const { store } = await engineWith();
  for (const sent of Object.values(validObjects)) {
    // No state holds definitions.
    if (sent.kind === 'CustomResourceDefinition') continue;
    const { status } = sent as { readonly status?: object };
    const stored = store.create(store.typeOf(sent.apiVersion ?? '', sent.kind ?? ''), sent) as KubeObject & { spec?: object };
    const placed = sent.kind === 'Pod' ? { spec: { ...stored.spec, nodeName: 'node-1' } } : {};
    const valid = { ...stored, ...placed, ...(status && { status }) } as KubeObject;
    assert.equal(firstUnreadable([valid]), undefined);
    for (const { says, object } of mutantsOf(valid, FEW_VALUES)) {
      if (firstUnreadable([object]) !== undefined || keyOf(object).name === '') continue;
      try {
        const engine = await engineWith([object]);
        await engine.clock.runUntil(START + 60_000);
      } catch (error) {
        // Values that a server would never have stored are refused by it when a model writes.
        if (!isApiError(error)) throw new Error(`${valid.kind}: ${says}`, { cause: error });
      }
    }
  }
});
