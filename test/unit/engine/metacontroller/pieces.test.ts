/** The small pure pieces: addresses, claims, related rules, groups and the way an answer is read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimOf } from '../../../../hooks/engine/metacontroller/claim.ts';
import { readController } from '../../../../hooks/engine/metacontroller/controller-resource.ts';
import { type Groups, groupsForHook, insert, sortedGroups } from '../../../../hooks/engine/metacontroller/groups.ts';
import { matchesRule, type RuleInUse, ruleProblem } from '../../../../hooks/engine/metacontroller/related.ts';
import { withChanges } from '../../../../hooks/engine/metacontroller/sync-decorator.ts';
import { readHook } from '../../../../hooks/engine/metacontroller/webhook.ts';
import type { KubeObject } from '../../../../hooks/kube/types.ts';
import type { RelatedRule } from '../../../../hooks/protocol/composite.ts';
import { composite, nodes, secrets } from './world.ts';

const hook = (webhook: object, more: object = {}) => readHook({ sync: { webhook, ...more } }, 'sync');
const service = { name: 'hooks', namespace: 'ops' };

for (const [it, webhook, url] of [
  ['a url wins over all else', { url: 'http://x:1/y', service, path: '/z' }, 'http://x:1/y'],
  ['a Service has port 80 and http', { service, path: '/z' }, 'http://hooks.ops:80/z'],
  [
    'a Service may say port and protocol',
    { service: { ...service, port: 8443, protocol: 'https' }, path: '/z' },
    'https://hooks.ops:8443/z',
  ],
] as const) {
  test(`webhook: ${it}`, () => assert.equal(hook(webhook)?.url, url));
}
for (const webhook of [{}, { service }, { path: '/z' }, { service: { name: 'hooks' }, path: '/z' }]) {
  test(`webhook: ${JSON.stringify(webhook)} is no address`, () => assert.throws(() => hook(webhook), { name: 'ControllerInvalid' }));
}
for (const [text, milliseconds] of [
  ['10s', 10_000],
  ['1m30s', 90_000],
  ['250ms', 250],
  ['1.5s', 1500],
  ['0s', 10_000],
  ['soon', 10_000],
  [undefined, 10_000],
] as const) {
  test(`webhook: a timeout of ${text} is ${milliseconds} ms`, () =>
    assert.equal(hook({ url: 'u', timeout: text })?.timeoutMs, milliseconds));
}
test('webhook: v2 is read strictly, v1 is not, and the controller may say otherwise', () => {
  assert.equal(hook({ url: 'u' })?.strict, false);
  assert.equal(hook({ url: 'u' }, { version: 'v2' })?.strict, true);
  assert.equal(hook({ url: 'u', responseUnMarshallMode: 'loose' }, { version: 'v2' })?.strict, false);
  assert.equal(hook({ url: 'u', responseUnMarshallMode: 'strict' })?.strict, true);
});

test('a controller resource without a sync hook, with a selector that is none, or of another kind, is refused', () => {
  assert.throws(() => readController(composite([])), /no spec.hooks.sync/);
  const labelSelector = { matchExpressions: [{ key: 'a', operator: 'Exists', values: ['b'] }] };
  const parentResource = { apiVersion: 'example.org/v1', resource: 'boxes', labelSelector };
  assert.throws(() => readController(composite(['sync'], { parentResource })), /takes no values/);
  assert.throws(() => readController({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' } }), /neither/);
});

const parent: KubeObject = { kind: 'Box', metadata: { name: 'one', uid: 'u1' } };
const going: KubeObject = { kind: 'Box', metadata: { name: 'one', uid: 'u1', deletionTimestamp: '2026-01-01T00:00:00Z' as never } };
const child = (controller?: string, terminating = false): KubeObject => ({
  metadata: {
    name: 'c',
    ...(controller !== undefined && {
      ownerReferences: [{ apiVersion: 'v1', kind: 'Box', name: 'one', uid: controller, controller: true }],
    }),
    ...(terminating && { deletionTimestamp: '2026-01-01T00:00:00Z' as never }),
  },
});
for (const [it, object, of, matches, claim] of [
  ['its own child that matches is a child', child('u1'), parent, true, 'owned'],
  ['its own child is one also while it goes', child('u1', true), going, true, 'owned'],
  ['its own child that does not match is let go', child('u1'), parent, false, 'release'],
  ['a terminating parent lets nobody go', child('u1'), going, false, 'ignore'],
  ['a child of somebody else is not its business', child('u2'), parent, true, 'ignore'],
  ['an orphan that matches is adopted', child(), parent, true, 'adopt'],
  ['an orphan that does not match is not', child(), parent, false, 'ignore'],
  ['an orphan that goes is not', child(undefined, true), parent, true, 'ignore'],
  ['a terminating parent adopts nobody', child(), going, true, 'ignore'],
] as const) {
  test(`claim: ${it}`, () => assert.equal(claimOf(object, of, matches), claim));
}

const inUse = (rule: Partial<RelatedRule>, more: Partial<RuleInUse> = {}): RuleInUse => ({
  rule: { apiVersion: 'v1', resource: 'secrets', ...rule },
  type: secrets,
  version: 'v2',
  parentNamespace: 'test',
  namespace: (name) => ({ metadata: { name, labels: { team: name } } }),
  ...more,
});
const secret: KubeObject = { kind: 'Secret', metadata: { name: 's', namespace: 'other', labels: { a: 'b' } } };
const node: KubeObject = { kind: 'Node', metadata: { name: 'n', labels: { zone: 'z' } } };
for (const [it, rule, object, matches] of [
  ['an empty rule means all of a kind', inUse({}), secret, true],
  ['a name means itself in every namespace', inUse({ names: ['s'] }), secret, true],
  ['another name does not', inUse({ names: ['t'] }), secret, false],
  ['a namespace means what is in it', inUse({ namespace: 'other' }), secret, true],
  ['another namespace does not', inUse({ namespace: 'test', names: ['s'] }), secret, false],
  ['labels mean what carries them', inUse({ labelSelector: { matchLabels: { a: 'b' } } }), secret, true],
  ['labels and a namespace mean both', inUse({ labelSelector: { matchLabels: { a: 'b' } }, namespace: 'test' }), secret, false],
  ['namespaces are meant by their labels', inUse({ namespaceSelector: { matchLabels: { team: 'other' } } }), secret, true],
  ['and only those', inUse({ namespaceSelector: { matchLabels: { team: 'test' } } }), secret, false],
  ['v1 sees its own namespace', inUse({}, { version: 'v1' }), secret, false],
  ['v1 of a cluster-scoped parent sees all', inUse({}, { version: 'v1', parentNamespace: '' }), secret, true],
  ['a kind without namespaces ignores them', inUse({ namespace: 'test' }, { type: nodes }), node, true],
] as const) {
  test(`related: ${it}`, () => {
    assert.equal(ruleProblem(rule), undefined);
    assert.equal(matchesRule(rule, object), matches);
  });
}
for (const [rule, says] of [
  [inUse({ names: ['s'], labelSelector: {} }), /both names and a selector/],
  [inUse({ namespace: 'x', namespaceSelector: {} }), /both a namespace and/],
  [inUse({ namespaceSelector: {} }, { type: nodes }), /no namespaces/],
  [inUse({ namespace: 'x' }, { version: 'v1' }), /asks for x, the parent is in test/],
  [inUse({ namespaceSelector: {} }, { version: 'v1' }), /v1 hook/],
  [inUse({ labelSelector: { matchExpressions: [{ key: 'a', operator: 'In', values: [] }] } }), /at least one value/],
] as const) {
  test(`related: a rule is refused: ${says.source}`, () => assert.match(ruleProblem(rule) ?? '', says));
}

test('groups: kinds come in the order of group, version and kind; objects by their keys', () => {
  const object = (apiVersion: string, kind: string, name: string): KubeObject => ({
    apiVersion,
    kind,
    metadata: { name, namespace: 'test' },
  });
  const groups: Groups = insert(new Map(), [
    object('policy/v1', 'PodDisruptionBudget', 'p'),
    object('v1', 'Service', 's'),
    object('apps/v1', 'Deployment', 'd'),
    object('v1', 'Pod', 'b'),
    object('v1', 'Pod', 'a'),
  ]);
  assert.deepEqual(
    sortedGroups(groups).map(({ id }) => id.kind),
    ['Pod', 'Service', 'Deployment', 'PodDisruptionBudget'],
  );
  const request = groupsForHook(groups, 'v2', parent);
  assert.deepEqual(Object.keys(request), ['Deployment.apps/v1', 'Pod.v1', 'PodDisruptionBudget.policy/v1', 'Service.v1']);
  assert.deepEqual(Object.keys(request['Pod.v1'] ?? {}), ['test/a', 'test/b']);
});

test('decorator: labels are set and removed, and nothing changed is the same map', () => {
  const present = { a: '1', b: '2' };
  assert.deepEqual(withChanges(present, { a: '3', b: null, c: '4' }), { a: '3', c: '4' });
  assert.equal(withChanges(present, { a: '1', z: null }), present);
});
