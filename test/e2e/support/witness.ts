/**
 * A program that runs in a Pod of the test (a ConfigMap holds this very file): it shows Prometheus the claims under the names of
 * kube-state-metrics, tells it where brokers are, for not every build of Prometheus can ask Kubernetes itself, holds the wishes
 * that rules compare with, and keeps what Alertmanager delivers.
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** A delivery as it came. */
export interface Kept {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** JSON. */
  readonly body: string;
}

interface Found {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: {
    readonly resources?: { readonly requests?: Readonly<Record<string, string>> };
    readonly storageClassName?: string;
    readonly volumeName?: string;
  };
  readonly status?: { readonly podIP?: string };
}

const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
const NAMESPACES = (process.env['NAMESPACES'] ?? '').split(',');

const find = async (kind: string): Promise<readonly Found[]> => {
  const authorization = `Bearer ${readFileSync(`${ACCOUNT}/token`, 'utf8')}`;
  const lists = await Promise.all(
    NAMESPACES.map(async (namespace) => {
      const url = `https://kubernetes.default.svc/api/v1/namespaces/${namespace}/${kind}`;
      const answer = await fetch(url, { headers: { authorization } });
      if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
      return ((await answer.json()) as { readonly items: readonly Found[] }).items;
    }),
  );
  return lists.flat();
};

const FACTORS: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, k: 1e3, M: 1e6, G: 1e9, T: 1e12 };

const bytes = (quantity: string): number => {
  const [, digits = '', unit = ''] = /^([\d.]+)(\w*)$/.exec(quantity) ?? [];
  return Number(digits) * (FACTORS[unit] ?? 1);
};

const line = (name: string, labels: Readonly<Record<string, string>>, value: number): string =>
  `${name}{${Object.entries(labels)
    .map(([key, label]) => `${key}="${label}"`)
    .join()}} ${value}\n`;

const wishes = new Map<string, number>();

const metrics = async (): Promise<string> => {
  const claims = (await find('persistentvolumeclaims')).map(({ metadata, spec }) => {
    const labels = { namespace: metadata.namespace, persistentvolumeclaim: metadata.name };
    return (
      line('kube_persistentvolumeclaim_resource_requests_storage_bytes', labels, bytes(spec?.resources?.requests?.['storage'] ?? '')) +
      line(
        'kube_persistentvolumeclaim_info',
        { ...labels, storageclass: spec?.storageClassName ?? '', volumename: spec?.volumeName ?? '' },
        1,
      )
    );
  });
  const wished = [...wishes].map(([what, value]) => line('e2e_wish', { what }, value));
  return [...claims, ...wished].join('');
};

/** Brokers as a list for http_sd_configs, with the labels that Prometheus' own discovery of Pods would give. */
const targets = async (): Promise<string> =>
  JSON.stringify(
    (await find('pods'))
      .filter(({ metadata, status }) => metadata.labels?.['app'] === 'kafka' && status?.podIP !== undefined)
      .map(({ metadata, status }) => ({
        targets: [`${status?.podIP}:9020`],
        labels: {
          __meta_kubernetes_namespace: metadata.namespace,
          __meta_kubernetes_pod_name: metadata.name,
          __meta_kubernetes_pod_label_kafka_cr: metadata.labels?.['kafka_cr'] ?? '',
          __meta_kubernetes_pod_label_brokerId: metadata.labels?.['brokerId'] ?? '',
        },
      })),
  );

const kept: Kept[] = [];

const answer = async (request: IncomingMessage): Promise<{ readonly type: string; readonly body: string }> => {
  const url = new URL(request.url ?? '/', 'http://witness');
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /metrics':
      return { type: 'text/plain; version=0.0.4', body: await metrics() };
    case 'GET /brokers':
      return { type: 'application/json', body: await targets() };
    case 'GET /deliveries':
      return { type: 'application/json', body: JSON.stringify(kept) };
    case 'POST /deliveries':
      kept.push({ at: Date.now(), body: await text(request) });
      return { type: 'text/plain', body: 'kept' };
    case 'PUT /wishes':
      for (const [what, value] of url.searchParams) wishes.set(what, Number(value));
      return { type: 'text/plain', body: 'wished' };
    default:
      throw new Error(`nothing at ${request.method} ${url.pathname}`);
  }
};

createServer((request, response) => {
  answer(request).then(
    ({ type, body }) => response.writeHead(200, { 'content-type': type }).end(body),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
}).listen(8080);

process.once('SIGTERM', () => process.exit(0));
