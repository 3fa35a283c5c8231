/**
 * What stands between clients outside and brokers: the load balancer that a cloud would bring (here a person who writes
 * its address into the Service), certificates, and what Envoy counts.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Deployment, Pod, Service } from '../../../hooks/kube/types.ts';
import { apply, get, kubectl, list } from './kubectl.ts';
import { waitFor } from './wait.ts';

const run = promisify(execFile);

/** Gives a Service of type LoadBalancer its address, as soon as it is there. */
export const giveAddress = async (ns: string, service: string, ip: string): Promise<void> => {
  await waitFor({
    what: `Service ${service} is there`,
    seconds: 60,
    look: () => get<Service>('service', service, ns),
    until: (seen) => seen !== undefined,
  });
  const status = { status: { loadBalancer: { ingress: [{ ip }] } } };
  await kubectl(['patch', 'service', service, '-n', ns, '--subresource=status', '--type=merge', '-p', JSON.stringify(status)]);
};

/** Names of the Services of type LoadBalancer. */
export const loadBalancers = async (ns: string): Promise<readonly string[]> =>
  (await list<Service>('services', ns)).filter(({ spec }) => spec?.type === 'LoadBalancer').map(({ metadata }) => metadata?.name ?? '');

/** Pods of Envoy, each with its UID and how often it was restarted. */
export const envoyPods = async (ns: string): Promise<readonly string[]> =>
  (await list<Pod>('pods', ns, 'app=envoyingress'))
    .map(({ metadata, status }) => `${metadata?.uid} ${status?.containerStatuses?.map(({ restartCount }) => restartCount).join()}`)
    .sort();

export const proxies = async (ns: string): Promise<readonly string[]> =>
  (await list<Deployment>('deployments', ns, 'app=envoyingress')).map(({ metadata }) => metadata?.name ?? '');

/** Envoy's counters whose name and labels fit, summed over what one Pod tells. */
export const envoyCount = async (ns: string, statsService: string, pattern: RegExp): Promise<number> => {
  const service = await get<Service>('service', statsService, ns);
  const response = await fetch(`http://${service?.spec?.clusterIP}:${service?.spec?.ports?.[0]?.port}/stats/prometheus`);
  const lines = (await response.text()).split('\n').filter((line) => pattern.test(line));
  if (lines.length === 0) throw new Error(`Envoy counts nothing like ${pattern}`);
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
};

/** A certificate authority of the test's own. */
export interface Authority {
  readonly folder: string;
  /** PEM. */
  readonly ca: string;
}

export const createAuthority = async (): Promise<Authority> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'e2e-ca-'));
  await run(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=e2e', '-keyout', 'ca.key', '-out', 'ca.crt'],
    { cwd: folder },
  );
  return { folder, ca: await readFile(path.join(folder, 'ca.crt'), 'utf8') };
};

/** A serial number as one form: tools differ in leading zeros. */
export const serialOf = (hexadecimal: string): string => BigInt(`0x${hexadecimal}`).toString(16);

interface SecretPlace {
  readonly ns: string;
  readonly name: string;
  /** Whose certificate it is; `*.` stands for one label. */
  readonly host: string;
}

/** Signs a certificate for a new key: tls.crt and tls.key in the authority's folder. The answer is its serial number. */
const sign = async ({ folder }: Authority, host: string): Promise<string> => {
  await writeFile(path.join(folder, 'names'), `subjectAltName=DNS:${host}\n`);
  await run('openssl', ['req', '-newkey', 'rsa:2048', '-nodes', '-subj', `/CN=${host}`, '-keyout', 'tls.key', '-out', 'tls.csr'], {
    cwd: folder,
  });
  const serial = Date.now().toString(16);
  const by = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-set_serial', `0x${serial}`];
  await run('openssl', ['x509', '-req', '-in', 'tls.csr', ...by, '-days', '1', '-extfile', 'names', '-out', 'tls.crt'], { cwd: folder });
  return serialOf(serial);
};

const applySecret = async ({ folder }: Authority, { ns, name }: SecretPlace, files: Readonly<Record<string, string>>): Promise<void> => {
  const data = await Promise.all(
    Object.entries(files).map(async ([key, file]) => [key, (await readFile(path.join(folder, file))).toString('base64')] as const),
  );
  await apply(JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name }, data: Object.fromEntries(data) }), ns);
};

/** Writes a new certificate for a name into a Secret; the answer is its serial number. */
export const issueCertificate = async (authority: Authority, secret: SecretPlace): Promise<string> => {
  const serial = await sign(authority, secret.host);
  await applySecret(authority, secret, { 'tls.crt': 'tls.crt', 'tls.key': 'tls.key' });
  return serial;
};

/** Writes a certificate as brokers take it: keystore.jks, truststore.jks and password. Java reads PKCS #12 under either name. */
export const issueKeystores = async (authority: Authority, secret: SecretPlace): Promise<void> => {
  const { folder } = authority;
  await sign(authority, secret.host);
  await writeFile(path.join(folder, 'password'), 'e2e-password');
  await run('openssl', ['pkcs12', '-export', '-in', 'tls.crt', '-inkey', 'tls.key', '-passout', 'file:password', '-out', 'store'], {
    cwd: folder,
  });
  await applySecret(authority, secret, { 'keystore.jks': 'store', 'truststore.jks': 'store', password: 'password' });
};
