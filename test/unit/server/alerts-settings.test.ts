/** The environment of the alert receiver: defaults, what is allowed, and that it never runs open. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { alertsEnvironmentHelp, readAlertsSettings } from '../../../hooks/server/alerts/settings.ts';

const file = fileURLToPath(import.meta.url);

test('has the documented defaults', () => {
  assert.deepEqual(readAlertsSettings({ ALERTS_TOKEN_FILE: file }), {
    port: 9001,
    adminPort: 8081,
    host: undefined,
    tokenFile: file,
    token: undefined,
    certFile: undefined,
    keyFile: undefined,
    clientCaFile: undefined,
    namespace: undefined,
    alertsPerSecond: 3000,
    bodyLimit: 1024 * 1024,
    bodyDeadlineMs: 5000,
    logLevel: 'info',
    drainMs: 5000,
  });
});

const enough = [
  { it: 'a token', env: { ALERTS_TOKEN: 'x' } },
  { it: 'a token over TLS', env: { ALERTS_TOKEN: 'x', TLS_CERT_FILE: file, TLS_KEY_FILE: file } },
  { it: 'client certificates', env: { TLS_CERT_FILE: file, TLS_KEY_FILE: file, CLIENT_CA_FILE: file } },
  { it: 'either of both', env: { ALERTS_TOKEN_FILE: file, TLS_CERT_FILE: file, TLS_KEY_FILE: file, CLIENT_CA_FILE: file } },
];
for (const { it, env } of enough) test(`is content with ${it}`, () => assert.ok(readAlertsSettings(env)));

const open = [
  { it: 'nothing is set', env: {} },
  { it: 'TLS alone is set, which lets everybody in', env: { TLS_CERT_FILE: file, TLS_KEY_FILE: file } },
];
for (const { it, env } of open) {
  test(`does not start when ${it}, and says what to set`, () => {
    const says = /no credentials are set.*ALERTS_TOKEN_FILE.*CLIENT_CA_FILE/;
    assert.throws(() => readAlertsSettings(env), { code: 'NO_CREDENTIALS_SET', exit: 2, message: says });
  });
}

const wrong = [
  { it: 'an empty token, which somebody meant to be one', env: { ALERTS_TOKEN: '' }, says: /ALERTS_TOKEN is not usable/ },
  { it: 'a token file that is not there', env: { ALERTS_TOKEN_FILE: '/nowhere' }, says: /ALERTS_TOKEN_FILE is "\/nowhere"/ },
  { it: 'two sources of the token', env: { ALERTS_TOKEN: 'hunter2', ALERTS_TOKEN_FILE: file }, says: /both set/ },
  {
    it: 'a certificate without its key',
    env: { ALERTS_TOKEN: 'x', TLS_CERT_FILE: file },
    says: /TLS_CERT_FILE and TLS_KEY_FILE one is set/,
  },
  { it: 'a client CA without TLS', env: { CLIENT_CA_FILE: file }, says: /CLIENT_CA_FILE is set without TLS_CERT_FILE/ },
  { it: 'a namespace that is none', env: { ALERTS_TOKEN: 'x', WATCH_NAMESPACE: 'a/b' }, says: /WATCH_NAMESPACE is "a\/b"/ },
  {
    it: 'a rate of none',
    env: { ALERTS_TOKEN: 'x', ALERTS_PER_SECOND: '0' },
    says: /ALERTS_PER_SECOND is "0", allowed is a number from 1/,
  },
  { it: 'a body limit that fits no memory', env: { ALERTS_TOKEN: 'x', BODY_LIMIT: '64mb' }, says: /BODY_LIMIT is "64mb"/ },
  { it: 'one port for both', env: { ALERTS_TOKEN: 'x', PORT: '8081' }, says: /PORT and ADMIN_PORT are both 8081/ },
];
for (const { it, env, says } of wrong) {
  test(`refuses ${it}`, () => {
    assert.throws(
      () => readAlertsSettings(env),
      (error: { readonly code: string; readonly message: string }) => {
        assert.equal(error.code, 'ENVIRONMENT_INVALID');
        assert.match(error.message, says);
        assert.match(error.message, /see kafka-hooks alerts --help/);
        assert.doesNotMatch(error.message, /hunter2/);
        return true;
      },
    );
  });
}

test('documents every variable in one line each', () => {
  assert.equal(alertsEnvironmentHelp.length, 14);
  for (const { term, about } of alertsEnvironmentHelp) assert.ok(term !== '' && about !== '' && !about.includes('\n'));
});
