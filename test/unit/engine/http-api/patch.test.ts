/**
 * The three kinds of patches: what each makes of an object, and what it refuses.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Patch, patched } from '../../../../hooks/engine/http-api/patch/patch.ts';
import { isApiError } from '../../../../hooks/ports/api-server.ts';

const media = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

const patchOf = (type: keyof typeof media, body: unknown, kind = 'Pod'): Patch => ({
  contentType: media[type],
  body,
  kind,
  builtIn: kind !== 'KafkaCluster',
});

interface Case {
  readonly it: string;
  readonly type: keyof typeof media;
  readonly kind?: string;
  readonly target: object;
  readonly patch: unknown;
  readonly makes: object;
}

const containers = [
  { name: 'kafka', image: 'kafka:1', env: [{ name: 'A', value: '1' }] },
  { name: 'exporter', image: 'exporter:1' },
];

const cases: readonly Case[] = [
  {
    it: 'a merge patch sets, removes and keeps',
    type: 'merge',
    target: { a: 1, b: { c: 1, d: 2 } },
    patch: { a: null, b: { c: 3 } },
    makes: { b: { c: 3, d: 2 } },
  },
  { it: 'a merge patch replaces lists', type: 'merge', target: { a: [1, 2] }, patch: { a: [3] }, makes: { a: [3] } },
  { it: 'a merge patch adds no nulls', type: 'merge', target: {}, patch: { a: { b: null, c: 1 } }, makes: { a: { c: 1 } } },
  {
    it: 'a JSON patch adds into a list',
    type: 'json',
    target: { a: [1, 3] },
    patch: [{ op: 'add', path: '/a/1', value: 2 }],
    makes: { a: [1, 2, 3] },
  },
  { it: 'a JSON patch appends', type: 'json', target: { a: [1] }, patch: [{ op: 'add', path: '/a/-', value: 2 }], makes: { a: [1, 2] } },
  {
    it: 'a JSON patch reads escaped names',
    type: 'json',
    target: { 'a/b': { '~': 1 } },
    patch: [{ op: 'replace', path: '/a~1b/~0', value: 2 }],
    makes: { 'a/b': { '~': 2 } },
  },
  {
    it: 'a JSON patch removes from a list',
    type: 'json',
    target: { a: [1, 2, 3] },
    patch: [{ op: 'remove', path: '/a/1' }],
    makes: { a: [1, 3] },
  },
  { it: 'a JSON patch moves', type: 'json', target: { a: 1 }, patch: [{ op: 'move', from: '/a', path: '/b' }], makes: { b: 1 } },
  {
    it: 'a JSON patch copies',
    type: 'json',
    target: { a: { x: 1 } },
    patch: [{ op: 'copy', from: '/a', path: '/b' }],
    makes: { a: { x: 1 }, b: { x: 1 } },
  },
  {
    it: 'a JSON patch goes on after a test that holds',
    type: 'json',
    target: { a: { b: 1, c: 2 } },
    patch: [
      { op: 'test', path: '/a', value: { c: 2, b: 1 } },
      { op: 'remove', path: '/a/b' },
    ],
    makes: { a: { c: 2 } },
  },
  {
    it: 'a strategic patch merges containers by name',
    type: 'strategic',
    target: { spec: { containers } },
    patch: { spec: { containers: [{ name: 'kafka', image: 'kafka:2' }] } },
    makes: { spec: { containers: [{ ...containers[0], image: 'kafka:2' }, containers[1]] } },
  },
  {
    it: 'a strategic patch deletes an item of a keyed list',
    type: 'strategic',
    target: { spec: { containers } },
    patch: { spec: { containers: [{ name: 'kafka', $patch: 'delete' }] } },
    makes: { spec: { containers: [containers[1]] } },
  },
  {
    it: 'a strategic patch orders a keyed list and adds to it',
    type: 'strategic',
    target: { spec: { containers } },
    patch: {
      spec: {
        $setElementOrder: 1,
        '$setElementOrder/containers': [{ name: 'new' }, { name: 'exporter' }, { name: 'kafka' }],
        containers: [{ name: 'new' }],
      },
    },
    makes: { spec: { $setElementOrder: 1, containers: [{ name: 'new' }, containers[1], containers[0]] } },
  },
  {
    it: 'a strategic patch keeps others behind the item that they followed',
    type: 'strategic',
    target: { spec: { containers: [{ name: 'a' }, { name: 'x' }, { name: 'b' }] } },
    patch: { spec: { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] } },
    makes: { spec: { containers: [{ name: 'b' }, { name: 'a' }, { name: 'x' }] } },
  },
  {
    it: 'a strategic patch replaces a keyed list when told so',
    type: 'strategic',
    target: { spec: { containers } },
    patch: { spec: { containers: [{ $patch: 'replace' }, { name: 'only' }] } },
    makes: { spec: { containers: [{ name: 'only' }] } },
  },
  {
    it: 'a strategic patch replaces lists without a key',
    type: 'strategic',
    target: { spec: { tolerations: [{ key: 'a' }] } },
    patch: { spec: { tolerations: [{ key: 'b' }] } },
    makes: { spec: { tolerations: [{ key: 'b' }] } },
  },
  {
    it: 'a strategic patch merges finalizers as a set',
    type: 'strategic',
    target: { metadata: { finalizers: ['a', 'b'] } },
    patch: { metadata: { finalizers: ['b', 'c'] } },
    makes: { metadata: { finalizers: ['a', 'b', 'c'] } },
  },
  {
    it: 'a strategic patch takes values out of a set',
    type: 'strategic',
    target: { metadata: { finalizers: ['a', 'b'] } },
    patch: { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] } },
    makes: { metadata: { finalizers: ['b'] } },
  },
  {
    it: 'a strategic patch retains the keys that it names',
    type: 'strategic',
    kind: 'Deployment',
    target: { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: {} } } },
    patch: { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } },
    makes: { spec: { strategy: { type: 'Recreate' } } },
  },
  {
    it: 'a strategic patch replaces the selector of a budget',
    type: 'strategic',
    kind: 'PodDisruptionBudget',
    target: { spec: { selector: { matchLabels: { a: '1' } } } },
    patch: { spec: { selector: { matchLabels: { b: '1' } } } },
    makes: { spec: { selector: { matchLabels: { b: '1' } } } },
  },
  {
    it: 'ports of a Service are merged by port',
    type: 'strategic',
    kind: 'Service',
    target: { spec: { ports: [{ port: 1, name: 'a' }] } },
    patch: { spec: { ports: [{ port: 1, nodePort: 2 }] } },
    makes: { spec: { ports: [{ port: 1, name: 'a', nodePort: 2 }] } },
  },
  {
    it: 'ports of a container are merged by containerPort',
    type: 'strategic',
    target: { spec: { containers: [{ name: 'a', ports: [{ containerPort: 1, name: 'x' }] }] } },
    patch: { spec: { containers: [{ name: 'a', ports: [{ containerPort: 1, protocol: 'TCP' }] }] } },
    makes: { spec: { containers: [{ name: 'a', ports: [{ containerPort: 1, name: 'x', protocol: 'TCP' }] }] } },
  },
];

const freeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
  return value;
};

for (const { it, type, kind, target, patch, makes } of cases) {
  test(it, () => {
    // A frozen target: a patch that changed it in place would throw.
    assert.deepEqual(patched(freeze(structuredClone(target)), patchOf(type, patch, kind)), makes);
  });
}

const refusals: readonly { readonly it: string; readonly status: number; readonly says: RegExp; readonly patch: Patch }[] = [
  { it: 'server-side apply', status: 415, says: /without --server-side/, patch: patchOf('apply', {}) },
  { it: 'a strategic patch of a custom resource', status: 415, says: /--type=merge/, patch: patchOf('strategic', {}, 'KafkaCluster') },
  { it: 'a media type that is no patch', status: 415, says: /text\/plain/, patch: { ...patchOf('merge', {}), contentType: 'text/plain' } },
  {
    it: 'a JSON patch whose test fails, without telling of which value',
    status: 422,
    says: /applied: \{"op":"test","path":"\/a"\}: the value is another one/,
    patch: patchOf('json', [{ op: 'test', path: '/a', value: 2 }]),
  },
  {
    it: 'a JSON patch that removes nothing',
    status: 422,
    says: /nothing at this path/,
    patch: patchOf('json', [{ op: 'remove', path: '/b' }]),
  },
  {
    it: 'a JSON patch that adds behind the end',
    status: 422,
    says: /no such place/,
    patch: patchOf('json', [{ op: 'add', path: '/list/2', value: 1 }]),
  },
  { it: 'a JSON patch with an unknown operation', status: 400, says: /no operation/, patch: patchOf('json', [{ op: 'bump', path: '/a' }]) },
  { it: 'a JSON patch that is no list', status: 400, says: /list of operations/, patch: patchOf('json', {}) },
  {
    it: 'a keyed item without its key',
    status: 400,
    says: /has no name/,
    patch: patchOf('strategic', { spec: { containers: [{ image: 'x' }] } }),
  },
];

for (const { it, status, says, patch } of refusals) {
  test(`refuses ${it}`, () => {
    assert.throws(
      () => patched({ a: 1, list: [1] }, patch),
      (error) => isApiError(error) && error.status === status && says.test(error.message),
    );
  });
}
