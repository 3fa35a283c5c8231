/**
 * Prometheus and Alertmanager as a user runs them, in a namespace of the test, with short intervals. Beside the alert hook
 * Alertmanager delivers to a witness (witness.ts), which keeps every body as it was sent.
 */
import { readFileSync } from 'node:fs';
import { dump } from 'js-yaml';
import type { Service } from '../../../hooks/kube/types.ts';
import { apply, get, kubectl } from './kubectl.ts';
import type { Kept } from './witness.ts';

const IMAGES = {
  prometheus: process.env['E2E_PROMETHEUS_IMAGE'] ?? 'quay.io/prometheus/prometheus:v2.42.0',
  alertmanager: process.env['E2E_ALERTMANAGER_IMAGE'] ?? 'quay.io/prometheus/alertmanager:v0.25.0',
  node: process.env['E2E_NODE_IMAGE'] ?? 'docker.io/library/node:24',
} as const;

/** An alerting rule of Prometheus. */
export interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface MonitoringPlan {
  /** Where it runs. */
  readonly ns: string;
  /** Namespaces whose brokers and claims are watched. */
  readonly watched: readonly string[];
  /** `host:port` of the alert hook, and what it takes as a bearer token. */
  readonly hook: { readonly address: string; readonly token: string };
  /** Rules whose alerts go to Alertmanager. */
  readonly rules: readonly Rule[];
  /** Rules of a second Prometheus, which sends to the hook itself as if that were an Alertmanager. */
  readonly directRules: readonly Rule[];
}

/** An alert in a delivery of Alertmanager's webhook, version 4. */
export interface DeliveredAlert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly fingerprint: string;
}

export interface Delivered extends DeliveredAlert {
  /** When it was delivered, milliseconds since the epoch. */
  readonly at: number;
}

export interface Monitoring {
  /** Sets what rules compare `e2e_wish{what}` with; without a wish there is no such series. */
  wish(what: string, value: number): Promise<void>;
  /** Everything that Alertmanager has delivered, oldest first. */
  deliveries(): Promise<readonly Kept[]>;
  /** What it has delivered of one alert, oldest first. */
  delivered(alert: string): Promise<readonly Delivered[]>;
  /** Alerts that a Prometheus says are firing. */
  firing(which: 'prometheus' | 'prometheus-direct'): Promise<readonly string[]>;
  /** Value of an expression, by Prometheus; undefined when it gives nothing. */
  ask(expression: string): Promise<number | undefined>;
}

const labelsOf = (name: string) => ({ 'app.kubernetes.io/name': name.replace('-direct', ''), app: name });

interface Program {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly port: number;
  /** Folder in which the files of the Secret of the same name are. */
  readonly folder: string;
  readonly files: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly ready: string;
}

/** A Secret and not a ConfigMap for the files: the hook's token is one of them. */
const objects = ({ name, image, command, port, folder, files, env = {}, ready }: Program): readonly object[] => [
  { apiVersion: 'v1', kind: 'Secret', metadata: { name }, stringData: files },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { selector: labelsOf(name), ports: [{ port, targetPort: port }] },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas: 1,
      selector: { matchLabels: labelsOf(name) },
      template: {
        metadata: { labels: labelsOf(name) },
        spec: {
          serviceAccountName: 'monitoring',
          enableServiceLinks: false,
          terminationGracePeriodSeconds: 5,
          containers: [
            {
              name,
              image,
              command,
              env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
              readinessProbe: { httpGet: { path: ready, port }, periodSeconds: 1, timeoutSeconds: 5 },
              volumeMounts: [
                { name: 'files', mountPath: folder },
                { name: 'data', mountPath: '/data' },
              ],
            },
          ],
          volumes: [
            { name: 'files', secret: { secretName: name } },
            { name: 'data', emptyDir: {} },
          ],
        },
      },
    },
  },
];

const access = (ns: string, watched: readonly string[]): readonly object[] => [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'monitoring', namespace: ns } },
  ...watched.flatMap((namespace) => [
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'monitoring', namespace },
      rules: [{ apiGroups: [''], resources: ['pods', 'persistentvolumeclaims'], verbs: ['get', 'list', 'watch'] }],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'monitoring', namespace },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'monitoring' },
      subjects: [{ kind: 'ServiceAccount', name: 'monitoring', namespace: ns }],
    },
  ]),
];

const brokers = {
  job_name: 'brokers',
  http_sd_configs: [{ url: 'http://witness:8080/brokers', refresh_interval: '1s' }],
  relabel_configs: [
    { source_labels: ['__meta_kubernetes_namespace'], target_label: 'namespace' },
    // A Pod that is made anew has another address: the series goes on under its name.
    { source_labels: ['__meta_kubernetes_pod_name'], target_label: 'instance' },
    { source_labels: ['__meta_kubernetes_pod_label_kafka_cr'], target_label: 'kafka_cr' },
    { source_labels: ['__meta_kubernetes_pod_label_brokerId'], target_label: 'brokerId' },
  ],
};

/** As kube-state-metrics is scraped: the namespace is the claim's, not that of the exporter. */
const claims = { job_name: 'claims', honor_labels: true, static_configs: [{ targets: ['witness:8080'] }] };

interface Receiving {
  readonly name: string;
  readonly rules: readonly Rule[];
  readonly scraped: readonly object[];
  readonly alertmanager: object;
  readonly token: string;
}

const prometheus = ({ name, rules, scraped, alertmanager, token }: Receiving): Program => ({
  name,
  image: IMAGES.prometheus,
  command: [
    'prometheus',
    '--config.file=/etc/monitoring/prometheus.yml',
    '--storage.tsdb.path=/data',
    // Resent often, so that repeats are many.
    '--rules.alert.resend-delay=2s',
  ],
  port: 9090,
  folder: '/etc/monitoring',
  files: {
    'prometheus.yml': dump({
      // A label that only senders add: fingerprints are computed with it.
      global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s', external_labels: { prometheus: 'e2e' } },
      rule_files: ['/etc/monitoring/rules.yml'],
      alerting: { alertmanagers: [alertmanager] },
      scrape_configs: scraped,
    }),
    'rules.yml': dump({ groups: [{ name: 'e2e', rules }] }),
    token,
  },
  ready: '/-/ready',
});

const alertmanager = ({ address, token }: MonitoringPlan['hook']): Program => ({
  name: 'alertmanager',
  image: IMAGES.alertmanager,
  command: [
    'alertmanager',
    '--config.file=/etc/monitoring/alertmanager.yml',
    '--storage.path=/data',
    // One replica: no gossip.
    '--cluster.listen-address=',
  ],
  port: 9093,
  folder: '/etc/monitoring',
  files: {
    'alertmanager.yml': dump({
      route: {
        receiver: 'kafka-hooks',
        group_by: ['alertname', 'namespace'],
        group_wait: '1s',
        group_interval: '5s',
        // A little less than the interval of the group: every flush repeats.
        repeat_interval: '4s',
      },
      receivers: [
        {
          name: 'kafka-hooks',
          webhook_configs: [
            {
              url: `http://${address}/alerts`,
              send_resolved: true,
              http_config: { authorization: { credentials_file: '/etc/monitoring/token' } },
            },
            { url: 'http://witness:8080/deliveries', send_resolved: true },
          ],
        },
      ],
    }),
    token,
  },
  ready: '/-/ready',
});

const witness = (watched: readonly string[]): Program => ({
  name: 'witness',
  image: IMAGES.node,
  command: ['node', '/app/witness.mts'],
  port: 8080,
  folder: '/app',
  files: { 'witness.mts': readFileSync(new URL('./witness.ts', import.meta.url), 'utf8') },
  env: { NAMESPACES: watched.join(), NODE_EXTRA_CA_CERTS: '/var/run/secrets/kubernetes.io/serviceaccount/ca.crt' },
  ready: '/metrics',
});

/** Deploys all of it and waits until it runs. */
export const startMonitoring = async (plan: MonitoringPlan): Promise<Monitoring> => {
  const { ns, watched, hook, rules, directRules } = plan;
  const toAlertmanager = { static_configs: [{ targets: ['alertmanager:9093'] }] };
  const toHook = {
    path_prefix: '/',
    authorization: { credentials_file: '/etc/monitoring/token' },
    static_configs: [{ targets: [hook.address] }],
  };
  const programs = [
    witness(watched),
    alertmanager(hook),
    prometheus({ name: 'prometheus', rules, scraped: [brokers, claims], alertmanager: toAlertmanager, token: hook.token }),
    prometheus({ name: 'prometheus-direct', rules: directRules, scraped: [claims], alertmanager: toHook, token: hook.token }),
  ];
  const manifest = (list: readonly object[]): string => list.map((object) => `---\n${dump(object)}`).join('');
  await kubectl(['apply', '-f', '-'], manifest(access(ns, watched)));
  await apply(manifest(programs.flatMap(objects)), ns);
  for (const { name } of programs) await kubectl(['rollout', 'status', '-n', ns, `deployment/${name}`, '--timeout=120s']);
  const addresses = await Promise.all(programs.map(async ({ name, port }) => [name, await addressOf({ ns, name, port })] as const));
  return client(Object.fromEntries(addresses));
};

const addressOf = async ({ ns, name, port }: { readonly ns: string; readonly name: string; readonly port: number }): Promise<string> =>
  `http://${(await get<Service>('service', name, ns))?.spec?.clusterIP}:${port}`;

const client = (addresses: Readonly<Record<string, string>>): Monitoring => {
  const fetched = async (url: string, method = 'GET'): Promise<Response> => {
    const response = await fetch(url, { method });
    if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
    return response;
  };
  const json = async <T>(url: string): Promise<T> => (await (await fetched(url)).json()) as T;
  const deliveries = (): Promise<readonly Kept[]> => json(`${addresses['witness']}/deliveries`);
  return {
    wish: async (what, value) => {
      await fetched(`${addresses['witness']}/wishes?${what}=${value}`, 'PUT');
    },
    deliveries,
    delivered: async (alert) =>
      (await deliveries()).flatMap(({ at, body }) =>
        (JSON.parse(body) as { readonly alerts: readonly DeliveredAlert[] }).alerts
          .filter(({ labels }) => labels['alertname'] === alert)
          .map((one) => ({ ...one, at })),
      ),
    firing: async (which) => {
      const { data } = await json<{
        readonly data: { readonly alerts: readonly { readonly state: string; readonly labels: { readonly alertname: string } }[] };
      }>(`${addresses[which]}/api/v1/alerts`);
      return data.alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels.alertname);
    },
    ask: async (expression) => {
      const { data } = await json<{ readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] } }>(
        `${addresses['prometheus']}/api/v1/query?query=${encodeURIComponent(expression)}`,
      );
      const [first] = data.result;
      return first === undefined ? undefined : Number(first.value[1]);
    },
  };
};
