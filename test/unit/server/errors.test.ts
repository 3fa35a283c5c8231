/** The error catalogue: what every entry has to have, and how its sentences are filled. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogue, failure, failureBody } from '../../../hooks/errors.ts';

for (const [code, entry] of Object.entries(catalogue)) {
  test(`${code} says who is told: a caller by its status or a shell by its exit code`, () => {
    assert.match(code, /^[A-Z][A-Z0-9_]+$/);
    assert.notEqual('status' in entry, 'exit' in entry, 'either an HTTP status or an exit code');
    // Metacontroller calls again at once after a 429 without Retry-After.
    if ('status' in entry && entry.status === 429) assert.ok('retryAfter' in entry && entry.retryAfter > 0);
  });
}

test('fills the sentences and keeps braces of the values', () => {
  const { status, message } = failure('ENVELOPE_INVALID', { hook: 'sync', detail: 'got {hook}' });
  assert.equal(status, 400);
  assert.match(message, /^this is no sync request of Metacontroller: got \{hook\}; compare/);
});

test('is told as JSON with code and message alone', () => {
  const error = failure('METHOD_NOT_ALLOWED', { method: 'PUT' });
  assert.deepEqual(JSON.parse(failureBody(error)), { error: { code: 'METHOD_NOT_ALLOWED', message: error.message } });
});
