/**
 * Laws for everything that is made for a KafkaCluster, over many clusters and all samples: an object that the API server
 * would store otherwise than it was sent differs for ever, and is written for ever.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { load } from 'js-yaml';
import type { BrokerConfig, KafkaCluster } from '../../../hooks/api/kafka-cluster.ts';
import { settle } from '../../../hooks/cli/settle.ts';
import { envoy } from '../../../hooks/envoy/hook.ts';
import { kafkaCluster } from '../../../hooks/kafkacluster/hook.ts';
import type { Pod, Service } from '../../../hooks/kube/types.ts';
import { nodeport } from '../../../hooks/nodeport/hook.ts';
import { type PodSpec, violations } from '../manifests/pod-security.ts';
import { clusterOf, node, ofKind, pvc, type Wanted } from './world.ts';

const internal = { type: 'plaintext', name: 'internal', containerPort: 29092, usedForInnerBrokerCommunication: true } as const;
const controller = { type: 'plaintext', name: 'controller', containerPort: 29093, usedForControllerCommunication: true } as const;
const withConfig = (brokerConfig: BrokerConfig) => ({
  brokers: [node(0, undefined, { brokerConfig: { processRoles: ['broker', 'controller'], storageConfigs: [pvc('/d')], ...brokerConfig } })],
});
const SAMPLES = new URL('../../../manifests/samples/', import.meta.url);
const samples: readonly (readonly [string, Wanted])[] = readdirSync(SAMPLES)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => {
    const { metadata, spec } = load(readFileSync(new URL(name, SAMPLES), 'utf8')) as KafkaCluster;
    return [name, { spec, ...(metadata.name !== undefined && { name: metadata.name }) }] as const;
  });

const own: readonly (readonly [string, Wanted])[] = [
  ['the smallest cluster', {}],
  ['a cluster with labels of its own', { labels: { team: 'x' }, spec: { propagateLabels: true } }],
  ['a cluster without the headless service', { spec: { headlessServiceEnabled: false } }],
  [
    'separate controllers on Kafka 4.2',
    { spec: { clusterImage: 'apache/kafka:4.2.0', brokers: [node(0, ['broker']), node(1, ['controller'])] } },
  ],
  [
    'a configuration full of empty values',
    {
      spec: {
        ...withConfig({
          image: '',
          kafkaHeapOpts: '',
          tolerations: [],
          containers: [],
          envs: [{ name: 'A', value: '' }],
          log4jConfig: '',
          brokerAnnotations: {},
          nodeSelector: {},
          initContainers: [],
          resourceRequirements: {},
        }),
        readOnlyConfig: '',
        clusterWideConfig: '',
        envs: [],
        additionalPorts: [],
        zkAddresses: [],
        zkPath: '',
        listenersConfig: { internalListeners: [internal, controller], serviceAnnotations: {}, externalListeners: [] },
        rackAwareness: { labels: [] },
      },
    },
  ],
];

/** Kubernetes keeps these as they are: pointers, or structs that are never left out. */
const KEPT = new Set([
  'emptyDir={}',
  'resources={}',
  'allowPrivilegeEscalation=false',
  'automountServiceAccountToken=false',
  'readOnlyRootFilesystem=false',
  'maxSurge=0',
  'maxUnavailable=0',
]);

const droppedIn = (value: unknown, path = ''): readonly string[] => {
  const key = path.split('.').at(-1) ?? '';
  const text = JSON.stringify(value);
  if (value === undefined || ['null', '""', 'false', '0', '{}', '[]'].includes(text))
    return KEPT.has(`${key}=${text}`) ? [] : [`${path}=${text}`];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => droppedIn(item, `${path}.${name}`));
};

/** Without the user's own containers, which are the user's affair. */
const oursOf = ({ spec }: Pod): PodSpec => {
  const ours = ['kafka', 'jmx-exporter', 'cruise-control-reporter'];
  const containers = spec?.containers.filter(({ name }) => ours.includes(name)) ?? [];
  const initContainers = spec?.initContainers?.filter(({ name }) => ours.includes(name)) ?? [];
  return { ...spec, containers, initContainers } as unknown as PodSpec;
};

/** What all controllers make of a cluster that has come to rest. */
const settled = (wanted: Wanted) =>
  settle({ sync: (request, context) => kafkaCluster.sync(request, context), decorators: [envoy, nodeport] }, clusterOf(wanted));

/** What a user wrote is the user's; these laws are for what the hooks make of it. */
for (const [it, wanted] of [...own, ...samples]) {
  test(`sends nothing that the API server would drop: ${it}`, async () => {
    const { children } = await settled(wanted);
    assert.deepEqual(
      children.flatMap((child) => droppedIn(child, `${child.kind} ${child.metadata?.name}`)),
      [],
    );
  });
  test(`makes Pods that are restricted: ${it}`, async () => {
    const pods = ofKind<Pod>(await settled(wanted), 'Pod');
    assert.notEqual(pods.length, 0);
    assert.deepEqual(
      pods.flatMap((one) => violations(oursOf(one))),
      [],
    );
  });
  test(`names ports, volumes and variables once and as Kubernetes wants them: ${it}`, async () => {
    const answer = await settled(wanted);
    const lists = [
      ...ofKind<Pod>(answer, 'Pod').flatMap(({ spec }) => [
        spec?.volumes?.map(({ name }) => name) ?? [],
        spec?.containers[0]?.ports?.map(({ name }) => name ?? '') ?? [],
        spec?.containers[0]?.env?.map(({ name }) => name) ?? [],
        spec?.containers[0]?.volumeMounts?.map(({ mountPath }) => mountPath) ?? [],
      ]),
      ...ofKind<Service>(answer, 'Service').map(({ spec }) => spec?.ports?.map(({ name }) => name ?? '') ?? []),
    ];
    for (const names of lists) assert.deepEqual([...new Set(names)], names);
    for (const { spec } of ofKind<Pod>(answer, 'Pod')) {
      for (const port of spec?.containers[0]?.ports ?? []) assert.match(port.name ?? '', /^[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$/);
    }
  });
}
