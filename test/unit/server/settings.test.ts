/** The environment: defaults, what is allowed, and messages that name variable, value and what is allowed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { environmentHelp, readSettings } from '../../../hooks/server/settings.ts';

test('has the documented defaults', () => {
  assert.deepEqual(readSettings({}), {
    port: 8080,
    adminPort: 8081,
    host: undefined,
    bodyLimit: 64 * 1024 * 1024,
    deadlineMs: 8000,
    drainMs: 5000,
    logLevel: 'info',
    token: undefined,
    tokenFile: undefined,
  });
});

test('reads sizes in bytes, kb and mb', () => {
  const sizes = ['2048', '2kb', '3MB'].map((size) => readSettings({ BODY_LIMIT: size }).bodyLimit);
  assert.deepEqual(sizes, [2048, 2048, 3 * 1024 * 1024]);
});

const wrong = [
  { it: 'a port that is a word', env: { PORT: 'abc' }, says: /PORT is "abc", allowed is a number from 0 to 65535/ },
  { it: 'an empty port', env: { PORT: '' }, says: /PORT is ""/ },
  { it: 'a port that is too high', env: { ADMIN_PORT: '65536' }, says: /ADMIN_PORT is "65536"/ },
  { it: 'one port for both', env: { PORT: '8081' }, says: /PORT and ADMIN_PORT are both 8081/ },
  { it: 'a limit in gigabytes', env: { BODY_LIMIT: '1gb' }, says: /BODY_LIMIT is "1gb", allowed is bytes, kb or mb/ },
  { it: 'a deadline with a unit', env: { HOOK_DEADLINE_MS: '8s' }, says: /HOOK_DEADLINE_MS is "8s"/ },
  { it: 'an unknown log level', env: { LOG_LEVEL: 'trace' }, says: /allowed is debug, info, warn, error, silent/ },
  { it: 'an empty token, which somebody meant to be one', env: { HOOK_TOKEN: '' }, says: /HOOK_TOKEN is not usable/ },
  { it: 'a token file that is not there', env: { HOOK_TOKEN_FILE: '/nowhere/token' }, says: /HOOK_TOKEN_FILE is "\/nowhere\/token"/ },
  { it: 'two sources of the token', env: { HOOK_TOKEN: 'x', HOOK_TOKEN_FILE: '/nowhere' }, says: /both set/ },
];
for (const c of wrong) {
  test(`refuses ${c.it}`, () => {
    assert.throws(() => readSettings(c.env), { code: 'ENVIRONMENT_INVALID', exit: 2, message: c.says });
  });
}

test('tells of all problems at once', () => {
  assert.throws(() => readSettings({ PORT: 'a', DRAIN_MS: 'b' }), { message: /PORT is "a".*DRAIN_MS is "b"/ });
});

test('never repeats a token', () => {
  assert.throws(
    () => readSettings({ HOOK_TOKEN: 'hunter2', HOOK_TOKEN_FILE: '/nowhere' }),
    (error: Error) => !error.message.includes('hunter2'),
  );
});

test('documents every variable in one line each', () => {
  assert.equal(environmentHelp.length, 9);
  for (const { term, about } of environmentHelp) assert.ok(term !== '' && about !== '' && !about.includes('\n'));
});
