/** Each way in which a kubeconfig is no use, and the one line that says so. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { connectApi } from '../../../hooks/adapters/kubernetes/connect.ts';
import { newAuthority } from '../../fakes/certificates.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'kubeconfig-'));
after(() => rm(folder, { recursive: true }));

const config = ({ server = 'https://127.0.0.1:6443', cluster = 'c', user = 'u', current = 'one' } = {}): string => `apiVersion: v1
kind: Config
clusters: [{ name: c, cluster: { server: "${server}" } }]
users: [{ name: u, user: { token: sesame } }]
contexts:
  - { name: one, context: { cluster: ${cluster}, user: ${user}, namespace: mine } }
  - { name: two, context: { cluster: c, user: u } }
current-context: "${current}"
`;

const file = async (name: string, text: string): Promise<string> => {
  await writeFile(path.join(folder, name), text);
  return path.join(folder, name);
};

test('takes the current context, or the one that is asked for', async () => {
  const kubeconfig = await file('good', config({ server: 'https://127.0.0.1:6443/' }));
  const one = await connectApi({ kubeconfig });
  assert.deepEqual([one.context, one.server, one.namespace], ['one', 'https://127.0.0.1:6443', 'mine']);
  const two = await connectApi({ kubeconfig, context: 'two' });
  assert.deepEqual([two.context, two.namespace], ['two', undefined]);
});

const wrong: readonly {
  readonly it: string;
  readonly text?: string;
  readonly context?: string;
  readonly code: string;
  readonly says: RegExp;
}[] = [
  { it: 'a file that is not there', code: 'KUBECONFIG_MISSING', says: /^there is no kubeconfig: .*missing is not there; set KUBECONFIG/ },
  { it: 'a file that is no YAML', text: '{ token: sesame', code: 'KUBECONFIG_INVALID', says: /no valid kubeconfig/ },
  { it: 'an empty file', text: '', code: 'KUBECONFIG_INVALID', says: /kubeconfig cannot be used/ },
  {
    it: 'an unknown context',
    text: config(),
    context: 'three',
    code: 'CONTEXT_UNKNOWN',
    says: /no context three; the contexts are one, two/,
  },
  {
    it: 'no current context',
    text: config({ current: '' }),
    code: 'KUBECONFIG_INVALID',
    says: /no context is chosen; choose one with --context \(one, two\)/,
  },
  {
    it: 'a context without its cluster',
    text: config({ cluster: 'x' }),
    code: 'KUBECONFIG_INVALID',
    says: /context one names a cluster that is not there/,
  },
  {
    it: 'a context without its user',
    text: config({ user: 'x' }),
    code: 'KUBECONFIG_INVALID',
    says: /context one names a user that is not there/,
  },
  { it: 'a server that is no address', text: config({ server: 'nowhere' }), code: 'KUBECONFIG_INVALID', says: /no http or https address/ },
];
for (const { it, text, context, code, says } of wrong) {
  test(`refuses ${it}, in one line, with exit code 2`, async () => {
    const kubeconfig = text === undefined ? path.join(folder, 'missing') : await file('wrong', text);
    const refused = connectApi({ kubeconfig, ...(context !== undefined && { context }) });
    await assert.rejects(refused, (error: { readonly code: string; readonly exit: number; readonly message: string }) => {
      assert.equal(error.code, code);
      assert.equal(error.exit, 2);
      assert.match(error.message, says);
      assert.doesNotMatch(error.message, /\n|sesame/);
      return true;
    });
  });
}

test('never tells more of a server than where it is: a path or a password may be a secret', async () => {
  const api = await connectApi({ kubeconfig: await file('secret', config({ server: 'http://me:sesame@127.0.0.1:1/sesame' })) });
  assert.equal(api.server, 'http://127.0.0.1:1');
  await assert.rejects(api.types(), { message: /^cannot reach http:\/\/127\.0\.0\.1:1: .*ECONNREFUSED/ });
  api.close();
});

const answer = { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token: 'two\nlines' } };
const plugin = `{ exec: { apiVersion: ${answer.apiVersion}, command: cat, args: ["${await file('token', JSON.stringify(answer))}"], interactiveMode: Never } }`;

const noLogin = [
  { it: 'a plugin whose token is none', user: plugin, says: /Invalid character in header/ },
  {
    it: 'a plugin that is not there',
    user: '{ exec: { apiVersion: client.authentication.k8s.io/v1, command: no-such-plugin, interactiveMode: Never } }',
    says: /no-such-plugin/,
  },
];
for (const { it, user, says } of noLogin) {
  test(`says of ${it} that there are no credentials, and not that the server is gone`, async () => {
    const api = await connectApi({ kubeconfig: await file('login', config().replace('{ token: sesame }', user)) });
    await assert.rejects(api.types(), (error: { readonly status: number; readonly message: string }) => {
      assert.equal(error.status, 401);
      assert.match(error.message, /^no credentials for https:\/\/127\.0\.0\.1:6443: /);
      assert.match(error.message, says);
      return true;
    });
    api.close();
  });
}

const authority = newAuthority('kafka-hooks test');
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const other = authority?.sign('other');
const login = {
  cert: base64(authority?.cert ?? ''),
  key: base64(authority?.key ?? ''),
  wrongKey: base64(other?.key ?? ''),
  none: base64('no PEM at all'),
};

const badLogin: readonly { readonly it: string; readonly user: string; readonly says: RegExp }[] = [
  {
    it: 'a certificate that is none',
    user: `{ client-certificate-data: ${login.none}, client-key-data: ${login.key} }`,
    says: /client-certificate-data of user u is no PEM certificate/,
  },
  {
    it: 'a key that is none',
    user: `{ client-certificate-data: ${login.cert}, client-key-data: ${login.none} }`,
    says: /client-key-data of user u is no PEM private key/,
  },
  {
    it: 'a key of another certificate',
    user: `{ client-certificate-data: ${login.cert}, client-key-data: ${login.wrongKey} }`,
    says: /client-certificate and client-key of user u do not belong together/,
  },
  {
    it: 'a certificate without a key',
    user: `{ client-certificate-data: ${login.cert} }`,
    says: /user u has a client-certificate without client-key/,
  },
  {
    it: 'a certificate file that is not there',
    user: '{ client-certificate: /nowhere/cert, client-key: /nowhere/key }',
    says: /client-certificate of user u: \/nowhere\/cert is not there/,
  },
  { it: 'a token with a line break', user: '{ token: "sesame\\nopen" }', says: /token of user u holds a character that no token has/ },
  {
    it: 'an auth-provider of old',
    user: '{ auth-provider: { name: gcp } }',
    says: /user u logs in by auth-provider gcp, which Kubernetes no longer has; write exec credentials instead/,
  },
];
for (const { it, user, says } of badLogin) {
  test(`refuses ${it}, naming the field`, { skip: authority === undefined && 'there is no openssl' }, async () => {
    const kubeconfig = await file('bad-login', config().replace('{ token: sesame }', user));
    await assert.rejects(
      connectApi({ kubeconfig }),
      (error: { readonly code: string; readonly exit: number; readonly message: string }) => {
        assert.deepEqual([error.code, error.exit], ['KUBECONFIG_INVALID', 2]);
        assert.match(error.message, says);
        assert.doesNotMatch(error.message, /\n|sesame/);
        return true;
      },
    );
  });
}

test('refuses a CA file that is not there, naming it', async () => {
  const text = config().replace('server:', 'certificate-authority: /nowhere/ca, server:');
  await assert.rejects(
    connectApi({ kubeconfig: await file('ca', text) }),
    /certificate-authority of cluster c: \/nowhere\/ca is not there/,
  );
});

test('takes a certificate and the key that belongs to it', async () => {
  const user = `{ client-certificate-data: ${login.cert}, client-key-data: ${login.key} }`;
  const api = await connectApi({
    kubeconfig: await file('good-login', config().replace('{ token: sesame }', authority ? user : '{ token: x }')),
  });
  assert.equal(api.context, 'one');
  api.close();
});
