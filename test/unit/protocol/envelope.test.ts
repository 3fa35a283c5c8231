/** Which bodies a hook may see, and what the others are told. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EnvelopeProblem, envelopeProblem, type HookName } from '../../../hooks/protocol/envelope.ts';

const metadata = { name: 'a', namespace: 'ns', uid: 'u' };
const parent = { apiVersion: 'example.com/v1', kind: 'Fake', metadata };
const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'ns' } };
const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } };
const sync = { controller: {}, parent, children: { 'Pod.v1': { 'ns/p': pod } }, related: { 'Node.v1': { n: node } }, finalizing: false };
const decorated = { controller: {}, object: parent, attachments: {}, related: {}, finalizing: false };
const declares = (hooks: object) => ({ spec: { hooks } });

interface Case {
  readonly it: string;
  readonly body: unknown;
  readonly hook?: HookName;
  readonly type?: 'composite' | 'decorator';
  readonly says?: EnvelopeProblem['code'];
  readonly about?: RegExp;
}

const cases: readonly Case[] = [
  { it: 'takes a v2 sync', body: sync },
  { it: 'takes a sync without any child', body: { ...sync, children: { 'Pod.v1': {} }, related: {} } },
  { it: 'takes a cluster-scoped parent', body: { ...sync, parent: { ...parent, metadata: { name: 'a', uid: 'u' } } } },
  { it: 'takes a finalize', body: { ...sync, finalizing: true }, hook: 'finalize' },
  { it: 'takes a customize, which has no children', body: { controller: {}, parent }, hook: 'customize' },
  { it: 'takes the sync of a decorator', body: decorated, type: 'decorator' },
  { it: 'takes the customize of a decorator, which says parent', body: { controller: {}, parent }, type: 'decorator', hook: 'customize' },
  { it: 'takes a controller that declares v2', body: { ...sync, controller: declares({ sync: { version: 'v2' } }) } },
  { it: 'takes fields that it does not know', body: { ...sync, extra: 1 } },

  { it: 'refuses null', body: null, says: 'ENVELOPE_INVALID', about: /not a JSON object/ },
  { it: 'refuses an array', body: [], says: 'ENVELOPE_INVALID' },
  { it: 'refuses a body without controller', body: { ...sync, controller: undefined }, says: 'ENVELOPE_INVALID', about: /controller/ },
  { it: 'refuses a body without parent', body: { ...sync, parent: undefined }, says: 'ENVELOPE_INVALID', about: /parent/ },
  {
    it: 'refuses a parent without kind',
    body: { ...sync, parent: { ...parent, kind: '' } },
    says: 'ENVELOPE_INVALID',
    about: /parent\.kind/,
  },
  {
    it: 'refuses a parent without apiVersion',
    body: { ...sync, parent: { kind: 'Fake', metadata } },
    says: 'ENVELOPE_INVALID',
    about: /apiVersion/,
  },
  {
    it: 'refuses a parent without a name',
    body: { ...sync, parent: { ...parent, metadata: { uid: 'u' } } },
    says: 'ENVELOPE_INVALID',
    about: /name/,
  },
  {
    it: 'refuses a parent without a UID',
    body: { ...sync, parent: { ...parent, metadata: { name: 'a' } } },
    says: 'ENVELOPE_INVALID',
    about: /uid/,
  },
  { it: 'refuses children: null', body: { ...sync, children: null }, says: 'ENVELOPE_INVALID', about: /children/ },
  { it: 'refuses a group that is a list', body: { ...sync, children: { 'Pod.v1': [] } }, says: 'ENVELOPE_INVALID', about: /Pod\.v1/ },
  { it: 'refuses a null child', body: { ...sync, children: { 'Pod.v1': { 'ns/p': null } } }, says: 'ENVELOPE_INVALID', about: /ns\/p/ },
  { it: 'refuses a body without related', body: { ...sync, related: undefined }, says: 'ENVELOPE_INVALID', about: /related/ },
  { it: 'refuses finalizing: "no"', body: { ...sync, finalizing: 'no' }, says: 'ENVELOPE_INVALID', about: /finalizing/ },
  { it: 'refuses a finalize on the path of sync', body: { ...sync, finalizing: true }, says: 'ENVELOPE_INVALID', about: /path of sync/ },
  { it: 'refuses a sync on the path of finalize', body: sync, hook: 'finalize', says: 'ENVELOPE_INVALID', about: /path of finalize/ },
  { it: 'refuses the request of a composite for a decorator', body: sync, type: 'decorator', says: 'ENVELOPE_INVALID', about: /object/ },
  { it: 'refuses the request of a decorator for a composite', body: decorated, says: 'ENVELOPE_INVALID', about: /parent/ },

  {
    it: 'notices v1 by a child key without namespace',
    body: { ...sync, children: { 'Pod.v1': { p: pod } } },
    says: 'HOOK_VERSION_V1',
    about: /namespace ns/,
  },
  {
    it: 'notices v1 by a related key without namespace',
    body: { ...sync, related: { 'Pod.v1': { p: pod } } },
    says: 'HOOK_VERSION_V1',
    about: /related/,
  },
  {
    it: 'notices v1 by the controller, before there is a child',
    body: { ...sync, children: {}, controller: declares({ sync: {} }) },
    says: 'HOOK_VERSION_V1',
    about: /not set/,
  },
  {
    it: 'notices v1 of customize',
    body: { parent, controller: declares({ customize: { version: 'v1' } }) },
    hook: 'customize',
    says: 'HOOK_VERSION_V1',
    about: /customize\.version is v1/,
  },
];

for (const c of cases) {
  test(c.it, () => {
    const problem = envelopeProblem(c.body, { hook: c.hook ?? 'sync', type: c.type ?? 'composite' });
    assert.equal(problem?.code, c.says, problem?.detail);
    assert.match(problem?.detail ?? '', c.about ?? /.*/);
  });
}
