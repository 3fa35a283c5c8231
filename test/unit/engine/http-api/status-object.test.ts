/**
 * Refusals as clients read them.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureStatus } from '../../../../hooks/engine/http-api/status-object.ts';
import { ApiError } from '../../../../hooks/ports/api-server.ts';

const invalid = (what: string): ApiError => new ApiError(422, 'Invalid', `KafkaTopic.kafka.banzaicloud.io "t" is invalid: ${what}`);

for (const { it, what, causes } of [
  { it: 'one problem', what: 'spec.a: Required value', causes: [{ field: 'spec.a', message: 'Required value' }] },
  {
    it: 'several problems, one of them with a comma and one of no field',
    what: '[spec.a: Invalid value: "x": must be b, c or d, spec.list[0].b: Required value, <nil>: Invalid value: null: not checked]',
    causes: [
      { field: 'spec.a', message: 'Invalid value: "x": must be b, c or d' },
      { field: 'spec.list[0].b', message: 'Required value' },
      { field: '<nil>', message: 'Invalid value: null: not checked' },
    ],
  },
  { it: 'a problem in plain words', what: 'it is not to be', causes: [{ message: 'it is not to be' }] },
]) {
  test(`causes of ${it}`, () => assert.deepEqual(failureStatus(invalid(what)).details?.causes, causes));
}

test('an error that is no refusal is an internal one', () => {
  const { code, reason, message } = failureStatus(new TypeError('oops'));
  assert.deepEqual([code, reason, message], [500, 'InternalError', 'Internal error occurred: oops']);
});
