/**
 * What a URL names, and which fields of an object a schema does not know.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resourcePath } from '../../../../hooks/engine/http-api/resource-path.ts';
import { unknownFields } from '../../../../hooks/engine/http-api/unknown-fields.ts';

for (const [path, says] of [
  ['api/v1/pods', { apiVersion: 'v1', plural: 'pods' }],
  ['api/v1/namespaces', { apiVersion: 'v1', plural: 'namespaces' }],
  ['api/v1/namespaces/a', { apiVersion: 'v1', plural: 'namespaces', name: 'a' }],
  ['api/v1/namespaces/a/status', { apiVersion: 'v1', plural: 'namespaces', name: 'a', subresource: 'status' }],
  ['api/v1/namespaces/a/pods', { apiVersion: 'v1', plural: 'pods', namespace: 'a' }],
  [
    'apis/apps/v1/namespaces/a/deployments/d/status',
    { apiVersion: 'apps/v1', plural: 'deployments', namespace: 'a', name: 'd', subresource: 'status' },
  ],
  ['apis/apps/v1', undefined],
  ['api/v1/namespaces/a/pods/p/log/more', undefined],
  ['metrics', undefined],
] as const) {
  test(`${path} names ${JSON.stringify(says)}`, () => assert.deepEqual(resourcePath(path.split('/')), says));
}

const schema = {
  properties: {
    spec: {
      properties: {
        list: { items: { properties: { a: {} } } },
        map: { additionalProperties: { properties: { a: {} } } },
        anything: { 'x-kubernetes-preserve-unknown-fields': true, properties: { known: { properties: { a: {} } } } },
        template: { 'x-kubernetes-embedded-resource': true, properties: {} },
      },
    },
  },
};

for (const { it, object, finds } of [
  { it: 'metadata is the API’s own', object: { apiVersion: 'v1', kind: 'X', metadata: { odd: 1 } }, finds: [] },
  { it: 'an unknown field at the top', object: { specc: {} }, finds: ['specc'] },
  { it: 'one in an item of a list', object: { spec: { list: [{ a: 1 }, { b: 1 }] } }, finds: ['spec.list[1].b'] },
  { it: 'one in a value of a map', object: { spec: { map: { x: { b: 1 } } } }, finds: ['spec.map.x.b'] },
  {
    it: 'what is preserved is known, but not what is described in it',
    object: { spec: { anything: { x: 1, known: { b: 1 } } } },
    finds: ['spec.anything.known.b'],
  },
  { it: 'an embedded object has its own metadata', object: { spec: { template: { metadata: {}, x: 1 } } }, finds: ['spec.template.x'] },
]) {
  test(it, () => assert.deepEqual(unknownFields(schema, object), finds));
}
