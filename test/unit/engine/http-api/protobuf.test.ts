/**
 * Bodies in Kubernetes' protobuf: the bytes that kubectl 1.34 sends, and bytes that are none.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeProtobuf } from '../../../../hooks/engine/http-api/protobuf/decode.ts';
import { isApiError } from '../../../../hooks/ports/api-server.ts';

const metadata = { name: 'cap' };

for (const { it, hex, says } of [
  {
    it: 'a ConfigMap with an empty value',
    hex: '6b3873000a0f0a0276311209436f6e6669674d617012240a130a0363617012001a0022002a0032003800420012060a016112013112050a016212001a002200',
    says: { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: '1', b: '' } },
  },
  {
    it: 'a Secret, whose values are bytes',
    hex: '6b3873000a0c0a027631120653656372657412200a130a0363617012001a0022002a0032003800420012070a01781202797a1a001a002200',
    says: { apiVersion: 'v1', kind: 'Secret', metadata, data: { x: 'eXo=' } },
  },
  {
    it: 'a Namespace with fields that nobody reads',
    hex: '6b3873000a0f0a02763112094e616d657370616365121b0a130a0363617012001a0022002a0032003800420012001a020a001a002200',
    says: { apiVersion: 'v1', kind: 'Namespace', metadata },
  },
]) {
  test(`reads ${it}`, () => assert.deepEqual(decodeProtobuf(Buffer.from(hex, 'hex')), says));
}

const pod = Buffer.from('6b3873000a090a0276311203506f6412001a002200', 'hex');

for (const { it, body, status } of [
  { it: 'a kind without a table', body: pod, status: 415 },
  { it: 'what is no protobuf', body: Buffer.from('{}'), status: 400 },
  { it: 'a message that is cut', body: pod.subarray(0, 10), status: 400 },
  { it: 'a number without an end', body: Buffer.concat([Buffer.from('k8s\0'), Buffer.alloc(12, 0xff)]), status: 400 },
  { it: 'a message that names no kind', body: Buffer.from('k8s\0'), status: 400 },
]) {
  test(`refuses ${it} with ${status}`, () => {
    assert.throws(
      () => decodeProtobuf(body),
      (error) => isApiError(error) && error.status === status,
    );
  });
}
