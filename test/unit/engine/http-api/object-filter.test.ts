/**
 * Selectors as clients write them.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { objectFilter } from '../../../../hooks/engine/http-api/object-filter.ts';
import type { Pod } from '../../../../hooks/kube/types.ts';
import { isApiError } from '../../../../hooks/ports/api-server.ts';

const type = { apiVersion: 'v1', kind: 'Pod', plural: 'pods', namespaced: true, status: true };
const pod: Pod = {
  metadata: { name: 'a', namespace: 'n', labels: { app: 'kafka', 'x.io/tier': '1' } },
  spec: { containers: [], nodeName: 'node-1' },
  status: { phase: 'Running' },
};
const passes = (query: Readonly<Record<string, string>>): boolean => objectFilter(type, new URLSearchParams(query))(pod);

for (const [labelSelector, says] of [
  ['', true],
  ['app=kafka', true],
  ['app==kafka,x.io/tier=1', true],
  ['app!=kafka', false],
  ['other!=kafka', true],
  ['app in (zoo, kafka),x.io/tier', true],
  ['app notin (kafka)', false],
  ['!app', false],
  ['!other', true],
  ['app=', false],
] as const) {
  test(`labels "${labelSelector}": ${says}`, () => assert.equal(passes({ labelSelector }), says));
}

for (const [fieldSelector, says] of [
  ['metadata.name=a', true],
  ['metadata.name!=a', false],
  ['spec.nodeName=node-1,status.phase!=Failed', true],
  ['metadata.namespace==other', false],
  ['status.podIP=', true],
] as const) {
  test(`fields "${fieldSelector}": ${says}`, () => assert.equal(passes({ fieldSelector }), says));
}

for (const query of [
  { labelSelector: 'a==b,' },
  { labelSelector: 'app in kafka' },
  { fieldSelector: 'spec.foo=1' },
  { fieldSelector: 'name' },
]) {
  test(`refuses ${JSON.stringify(query)}`, () => {
    assert.throws(
      () => passes(query),
      (error) => isApiError(error, 'BadRequest'),
    );
  });
}
