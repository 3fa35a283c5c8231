/** Every rule of the response guard, kept and broken. What it lets through, Metacontroller carries out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject } from '../../../hooks/kube/types.ts';
import type { CompositeRequest } from '../../../hooks/protocol/composite.ts';
import type { Grants } from '../../../hooks/protocol/controller.ts';
import { type GuardRule, guardComposite, guardCustomize, guardDecorator, guardNulls } from '../../../hooks/protocol/guard.ts';

const object = (kind: string, name: string, metadata: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: 'ns', uid: `u-${name}`, ...metadata },
});
const desired = (kind: string, name: string): KubeObject => ({ apiVersion: 'v1', kind, metadata: { name } });
const pod = (name: string, metadata: object = {}): KubeObject => object('Pod', name, metadata);
const claim = (name: string, metadata: object = {}): KubeObject => object('PersistentVolumeClaim', name, metadata);
const terminating = { deletionTimestamp: '2026-01-01T00:00:00Z' };
const p0 = desired('Pod', 'p0');
const c0 = desired('PersistentVolumeClaim', 'c0');

const group = (objects: readonly KubeObject[]) => Object.fromEntries(objects.map((each) => [`ns/${each.metadata?.name}`, each]));

const requestOf = (observed: readonly KubeObject[], finalizing: boolean): CompositeRequest => ({
  controller: {},
  parent: { apiVersion: 'example.com/v1', kind: 'Fake', metadata: { name: 'a', namespace: 'ns', uid: 'u' } },
  children: {
    'Pod.v1': group(observed.filter(({ kind }) => kind === 'Pod')),
    'PersistentVolumeClaim.v1': group(observed.filter(({ kind }) => kind === 'PersistentVolumeClaim')),
    'Secret.v1': group(observed.filter(({ kind }) => kind === 'Secret')),
  },
  related: {},
  finalizing,
});

interface Case {
  readonly it: string;
  readonly observed?: readonly KubeObject[];
  readonly finalizing?: boolean;
  readonly grants?: Partial<Grants>;
  readonly answer: unknown;
  readonly breaks: readonly GuardRule[];
}

const answer = (children: unknown, more: object = {}): object => ({ status: {}, children, ...more });
const granted = (name: string, uid = `u-${name}`) => ({ name, uid });

const cases: readonly Case[] = [
  { it: 'lets an answer with all observed children pass', observed: [pod('p0'), claim('c0')], answer: answer([p0, c0]), breaks: [] },
  { it: 'lets an empty answer pass when nothing was observed', answer: answer([]), breaks: [] },
  { it: 'lets a resync and an explicit own namespace pass', answer: answer([pod('p0')], { resyncAfterSeconds: 0.5 }), breaks: [] },

  { it: 'holds null back', answer: null, breaks: ['answer-is-an-object'] },
  { it: 'holds undefined back', answer: undefined, breaks: ['answer-is-an-object'] },
  { it: 'holds an array back', answer: [], breaks: ['answer-is-an-object'] },
  { it: 'holds {} back, which would delete everything', answer: {}, breaks: ['status-is-an-object', 'children-is-an-array'] },
  { it: 'holds children: null back', answer: answer(null), breaks: ['children-is-an-array'] },
  { it: 'holds children as a map back', answer: answer({}), breaks: ['children-is-an-array'] },
  { it: 'holds an unknown field back', answer: answer([], { attachments: [] }), breaks: ['known-fields-only'] },
  { it: 'holds status: null back', answer: { status: null, children: [] }, breaks: ['status-is-an-object'] },
  { it: 'holds status: [] back', answer: { status: [], children: [] }, breaks: ['status-is-an-object'] },

  { it: 'holds a null child back, which would crash Metacontroller', answer: answer([p0, null]), breaks: ['child-is-an-object'] },
  { it: 'holds a hole in the list back', answer: answer(Object.assign([], { 1: p0 })), breaks: ['child-is-an-object'] },
  { it: 'holds a child without kind back', answer: answer([{ ...p0, kind: '' }]), breaks: ['child-has-an-identity'] },
  {
    it: 'holds a child without apiVersion back',
    answer: answer([{ kind: 'Pod', metadata: p0.metadata }]),
    breaks: ['child-has-an-identity'],
  },
  { it: 'holds a child without a name back', answer: answer([{ ...p0, metadata: {} }]), breaks: ['child-has-an-identity'] },
  {
    it: 'holds a child with a number for a name back',
    answer: answer([{ ...p0, metadata: { name: 1 } }]),
    breaks: ['child-has-an-identity'],
  },
  { it: 'holds a child that is there twice back', answer: answer([p0, pod('p0')]), breaks: ['child-is-unique'] },
  { it: 'lets one name for two kinds pass', answer: answer([p0, desired('Secret', 'p0')]), breaks: [] },
  {
    it: 'holds a child in another namespace back',
    answer: answer([pod('p0', { namespace: 'kube-system' })]),
    breaks: ['child-in-parent-namespace'],
  },
  { it: 'holds a null field of a child back', answer: answer([{ ...p0, spec: null }]), breaks: ['child-without-nulls'] },
  {
    it: 'holds an undefined field of metadata back',
    answer: answer([{ ...p0, metadata: { name: 'p0', labels: undefined } }]),
    breaks: ['child-without-nulls'],
  },

  { it: 'holds an answer that forgets a claim back', observed: [pod('p0'), claim('c0')], answer: answer([p0]), breaks: ['claim-kept'] },
  {
    it: 'lets a claim go that an intent names',
    observed: [pod('p0'), claim('c0')],
    grants: { claims: [granted('c0')] },
    answer: answer([p0]),
    breaks: [],
  },
  {
    it: 'holds a claim whose intent is for another UID',
    observed: [pod('p0'), claim('c0')],
    grants: { claims: [granted('c0', 'u-old')] },
    answer: answer([p0]),
    breaks: ['claim-kept'],
  },
  {
    it: 'does not take a grant for a Pod as one for a claim',
    observed: [pod('p0'), claim('c0')],
    grants: { pods: [granted('c0')] },
    answer: answer([p0]),
    breaks: ['claim-kept'],
  },
  { it: 'lets a claim be absent that is being deleted', observed: [pod('p0'), claim('c0', terminating)], answer: answer([p0]), breaks: [] },
  {
    it: 'does not take an object of another kind for the claim',
    observed: [pod('p0'), claim('c0')],
    answer: answer([p0, desired('Secret', 'c0')]),
    breaks: ['claim-kept'],
  },
  {
    it: 'does not take another version of the kind for the claim',
    observed: [claim('c0')],
    answer: answer([{ ...c0, apiVersion: 'v2' }]),
    breaks: ['claim-kept'],
  },
  { it: 'keeps claims while finalizing too', observed: [claim('c0')], finalizing: true, answer: answer([]), breaks: ['claim-kept'] },
  {
    it: 'lets a claim go while finalizing when an intent names it',
    observed: [claim('c0')],
    finalizing: true,
    grants: { claims: [granted('c0')] },
    answer: answer([]),
    breaks: [],
  },

  { it: 'holds an answer that forgets a Pod back', observed: [pod('p0'), pod('p1')], answer: answer([p0]), breaks: ['pod-kept'] },
  {
    it: 'lets the one granted Pod go',
    observed: [pod('p0'), pod('p1')],
    grants: { pods: [granted('p1')] },
    answer: answer([p0]),
    breaks: [],
  },
  {
    it: 'holds two Pods when only one is granted',
    observed: [pod('p0'), pod('p1'), pod('p2')],
    grants: { pods: [granted('p1')] },
    answer: answer([p0]),
    breaks: ['pod-kept'],
  },
  {
    it: 'holds a Pod that was replaced since its grant',
    observed: [pod('p0'), pod('p1')],
    grants: { pods: [granted('p1', 'u-old')] },
    answer: answer([p0]),
    breaks: ['pod-kept'],
  },
  {
    it: 'holds a Pod without a UID though a grant has its name',
    observed: [pod('p0'), pod('p1', { uid: undefined })],
    grants: { pods: [granted('p1')] },
    answer: answer([p0]),
    breaks: ['pod-kept'],
  },
  { it: 'lets a Pod be absent that is being deleted', observed: [pod('p0'), pod('p1', terminating)], answer: answer([p0]), breaks: [] },
  { it: 'lets Pods go without a grant while finalizing', observed: [pod('p0')], finalizing: true, answer: answer([]), breaks: [] },

  {
    it: 'holds an empty answer back when any child was observed',
    observed: [object('Secret', 's')],
    answer: answer([]),
    breaks: ['never-empty'],
  },
  { it: 'lets a last child go that is being deleted', observed: [object('Secret', 's', terminating)], answer: answer([]), breaks: [] },
  {
    it: 'holds an empty answer back even when every Pod is granted',
    observed: [pod('p0')],
    grants: { pods: [granted('p0')] },
    answer: answer([]),
    breaks: ['never-empty'],
  },

  { it: 'holds finalized: true from sync back', answer: answer([], { finalized: true }), breaks: ['finalized-only-when-finalizing'] },
  { it: 'lets finalized: true pass while finalizing', finalizing: true, answer: answer([], { finalized: true }), breaks: [] },
  {
    it: 'holds finalized: "yes" back',
    finalizing: true,
    answer: answer([], { finalized: 'yes' }),
    breaks: ['finalized-only-when-finalizing'],
  },
  ...[0, -1, Number.NaN, Number.POSITIVE_INFINITY, '5', null].map((seconds) => ({
    it: `holds resyncAfterSeconds ${JSON.stringify(seconds)} (${String(seconds)}) back`,
    answer: answer([], { resyncAfterSeconds: seconds }),
    breaks: ['resync-is-positive'] as const,
  })),
];

for (const c of cases) {
  test(c.it, () => {
    const found = guardComposite(requestOf(c.observed ?? [], c.finalizing ?? false), c.answer, { pods: [], claims: [], ...c.grants });
    assert.deepEqual(
      found.map((violation) => violation.rule),
      c.breaks,
      JSON.stringify(found),
    );
  });
}

test('names the object and the reason in a message', () => {
  const [found] = guardComposite(requestOf([pod('p0'), claim('c0')], false), answer([p0]), { pods: [], claims: [] });
  assert.equal(found?.message, 'PersistentVolumeClaim c0 (uid u-c0) is missing and no recorded intent removes it');
});

test('tells of everything that is wrong at once', () => {
  const found = guardComposite(requestOf([pod('p0'), claim('c0')], false), answer([null]), { pods: [], claims: [] });
  assert.deepEqual(
    found.map(({ rule }) => rule),
    ['child-is-an-object', 'claim-kept', 'pod-kept', 'never-empty'],
  );
});

const nullCases = [
  { it: 'finds a null field', child: { spec: { a: { b: null } } }, paths: ['spec.a.b'] },
  { it: 'finds a null in an array', child: { spec: { args: ['x', null] } }, paths: ['spec.args[1]'] },
  { it: 'finds an undefined in an array, which JSON writes as null', child: { args: [undefined] }, paths: ['args[0]'] },
  { it: 'finds a number that JSON writes as null', child: { spec: { replicas: Number.NaN } }, paths: ['spec.replicas'] },
  { it: 'lets an undefined field pass, which JSON leaves out', child: { spec: { a: undefined } }, paths: [] },
  { it: 'lets the word null in a text pass', child: { data: { 'a.json': '{"a":null}' } }, paths: [] },
];
for (const c of nullCases) {
  test(c.it, () => {
    const found = guardNulls([{ ...p0, ...c.child }]);
    assert.deepEqual(
      found.map(({ message }) => message),
      c.paths.map((path) => `Pod p0: ${path} is null`),
    );
  });
}

const decoratorCases: readonly { readonly it: string; readonly answer: unknown; readonly breaks: readonly GuardRule[] }[] = [
  { it: 'lets labels be set and removed', answer: { labels: { a: 'x', b: null }, attachments: [] }, breaks: [] },
  { it: 'lets attachments be left out: they hold no data', answer: { attachments: [] }, breaks: [] },
  { it: 'lets a status pass', answer: { status: {}, attachments: [p0] }, breaks: [] },
  { it: 'holds an answer without attachments back', answer: {}, breaks: ['children-is-an-array'] },
  { it: 'holds a null attachment back', answer: { attachments: [null] }, breaks: ['child-is-an-object'] },
  { it: 'holds a label that is a number back', answer: { labels: { a: 1 }, attachments: [] }, breaks: ['labels-are-strings'] },
  { it: 'holds annotations that are a list back', answer: { annotations: [], attachments: [] }, breaks: ['labels-are-strings'] },
  { it: 'holds status: null back', answer: { status: null, attachments: [] }, breaks: ['status-is-an-object'] },
  {
    it: 'holds children back, which are the field of a composite',
    answer: { children: [], attachments: [] },
    breaks: ['known-fields-only'],
  },
  { it: 'holds finalized: true from sync back', answer: { finalized: true, attachments: [] }, breaks: ['finalized-only-when-finalizing'] },
];
for (const c of decoratorCases) {
  test(`decorator: ${c.it}`, () => {
    const request = { controller: {}, object: pod('p0'), attachments: { 'Pod.v1': group([pod('p1')]) }, related: {}, finalizing: false };
    assert.deepEqual(
      guardDecorator(request, c.answer).map(({ rule }) => rule),
      c.breaks,
    );
  });
}

const node = { apiVersion: 'v1', resource: 'nodes' };
const customizeCases = [
  { it: 'lets a rule with names pass', rules: [{ ...node, names: ['a'] }], broken: false },
  { it: 'lets no rules pass', rules: [], broken: false },
  { it: 'holds a missing list back', rules: undefined, broken: true },
  { it: 'holds a null rule back', rules: [null], broken: true },
  { it: 'holds a rule without resource back', rules: [{ apiVersion: 'v1' }], broken: true },
  { it: 'holds names with a selector back', rules: [{ ...node, names: ['a'], labelSelector: {} }], broken: true },
  { it: 'holds namespace with namespaceSelector back', rules: [{ ...node, namespace: 'a', namespaceSelector: {} }], broken: true },
  { it: 'holds a misspelt field back', rules: [{ ...node, selector: {} }], broken: true },
];
for (const c of customizeCases) {
  test(`customize: ${c.it}`, () => {
    const found = guardCustomize({ controller: {}, parent: {} }, { relatedResources: c.rules });
    assert.equal(found.length > 0, c.broken, JSON.stringify(found));
  });
}
