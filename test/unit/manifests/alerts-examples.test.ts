/**
 * The examples for Alertmanager, Prometheus and prometheus-operator: they deliver to the Service that we ship, with its Secret, what the
 * rules are labelled with, and they scrape the labels that the rules need. A typo here is an alert that never arrives.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Manifest, read, readOne, textOf } from './manifests.ts';

const examples = 'alerts/examples';

interface Service extends Manifest {
  readonly spec: { readonly ports: readonly { readonly name: string; readonly port: number }[] };
}
const service = readOne<Service>('components/alerts/service.yaml');
const port = service.spec.ports.find(({ name }) => name === 'http-alerts')?.port;
const host = `${service.metadata.name}.${service.metadata.namespace}`;
const url = `http://${host}:${port}/alerts`;
const secret = 'kafka-hooks-alerts-token';

interface Route {
  readonly receiver: string;
  readonly matchers?: readonly string[];
  readonly continue?: boolean;
  readonly group_by?: readonly string[];
  readonly group_wait?: string;
  readonly group_interval?: string;
  readonly repeat_interval?: string;
  readonly routes?: readonly Route[];
}
interface Alertmanager {
  readonly route: Route;
  readonly receivers: readonly {
    readonly name: string;
    readonly webhook_configs?: readonly {
      readonly url: string;
      readonly send_resolved: boolean;
      readonly http_config: { readonly authorization: { readonly type: string; readonly credentials_file: string } };
    }[];
  }[];
}

const alertmanager = readOne<Alertmanager>(`${examples}/alertmanager.yaml`);
const toHook = alertmanager.route.routes?.[0];

test('Alertmanager sends what carries our label to our Service with our token, its end too, and people see it as well', () => {
  assert.deepEqual([toHook?.matchers, toHook?.continue], [['kafka_hooks="true"'], true]);
  const [webhook] = alertmanager.receivers.find(({ name }) => name === toHook?.receiver)?.webhook_configs ?? [];
  assert.deepEqual([webhook?.url, webhook?.send_resolved], [url, true]);
  const { type, credentials_file: file } = webhook?.http_config.authorization ?? { type: '', credentials_file: '' };
  assert.deepEqual([type, file.endsWith(`/${secret}/token`)], ['Bearer', true]);
});

test('the address is one that the certificate of alerts-mtls is for', () => {
  assert.ok(textOf('components/alerts-mtls/kustomization.yaml').includes(`${host}.svc`));
  assert.ok(textOf(`${examples}/alertmanager.yaml`).includes(`server_name: ${host}.svc`));
});

interface OperatorRoute {
  readonly receiver: string;
  readonly continue: boolean;
  readonly matchers: readonly { readonly name: string; readonly value: string; readonly matchType: string }[];
  readonly groupBy: readonly string[];
  readonly groupWait: string;
  readonly groupInterval: string;
  readonly repeatInterval: string;
}
interface AlertmanagerConfig extends Manifest {
  readonly spec: {
    readonly route: OperatorRoute;
    readonly receivers: readonly { readonly webhookConfigs: readonly { readonly url: string; readonly sendResolved: boolean }[] }[];
  };
}
const operator = `${examples}/prometheus-operator.yaml`;

test('the operator is told the same as Alertmanager', () => {
  const { route, receivers } = readOne<AlertmanagerConfig>(operator, undefined, 'AlertmanagerConfig').spec;
  assert.deepEqual(
    [route.matchers.map(({ name, matchType, value }) => `${name}${matchType}"${value}"`), route.continue, route.groupBy],
    [toHook?.matchers, toHook?.continue, toHook?.group_by],
  );
  assert.deepEqual(
    [route.groupWait, route.groupInterval, route.repeatInterval],
    [toHook?.group_wait, toHook?.group_interval, toHook?.repeat_interval],
  );
  assert.deepEqual(receivers[0]?.webhookConfigs.map((webhook) => [webhook.url, webhook.sendResolved])[0], [url, true]);
});

interface Prometheus extends Manifest {
  readonly spec: {
    readonly alerting: {
      readonly alertmanagers: readonly {
        readonly name: string;
        readonly namespace: string;
        readonly port: string;
        readonly apiVersion: string;
        readonly authorization: unknown;
      }[];
    };
  };
}

test('Prometheus as a direct sender finds the same Service and token', () => {
  const [one] = readOne<Prometheus>(operator, undefined, 'Prometheus').spec.alerting.alertmanagers;
  assert.deepEqual(one, {
    namespace: service.metadata.namespace,
    name: service.metadata.name,
    port: 'http-alerts',
    apiVersion: 'v2',
    authorization: { type: 'Bearer', credentials: { name: secret, key: 'token' } },
  });
  assert.ok(textOf(`${examples}/prometheus.yaml`).includes(`${host}:${port}`));
});

interface Relabeling {
  readonly source_labels?: readonly string[];
  readonly target_label?: string;
  readonly sourceLabels?: readonly string[];
  readonly targetLabel?: string;
}
interface PodMonitor extends Manifest {
  readonly spec: { readonly podMetricsEndpoints: readonly { readonly port: string; readonly relabelings?: readonly Relabeling[] }[] };
}
interface ScrapeConfigs {
  readonly scrape_configs: readonly { readonly job_name: string; readonly relabel_configs: readonly Relabeling[] }[];
}

test('both ways to scrape take the labels that rules and hook need from the Pods', () => {
  const pods = read<PodMonitor>(operator).find(({ kind, metadata }) => kind === 'PodMonitor' && metadata.name === 'kafka');
  const [endpoint] = pods?.spec.podMetricsEndpoints ?? [];
  assert.equal(endpoint?.port, 'metrics');
  const taken = (relabelings: readonly Relabeling[] = []) =>
    Object.fromEntries(
      relabelings.flatMap((one) => {
        const [from] = one.source_labels ?? one.sourceLabels ?? [];
        const to = one.target_label ?? one.targetLabel;
        return to === undefined ? [] : [[to, from]];
      }),
    );
  const labels = { kafka_cr: '__meta_kubernetes_pod_label_kafka_cr', brokerId: '__meta_kubernetes_pod_label_brokerId' };
  assert.deepEqual(taken(endpoint?.relabelings), labels);
  const { scrape_configs: jobs } = readOne<ScrapeConfigs>(`${examples}/prometheus.yaml`);
  const kafka = taken(jobs.find(({ job_name: name }) => name === 'kafka')?.relabel_configs);
  assert.deepEqual(kafka, { ...labels, namespace: '__meta_kubernetes_namespace', pod: '__meta_kubernetes_pod_name' });
});
