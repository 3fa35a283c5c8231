/** Which address leads to which broker, and by which ports: what is wanted, and what running brokers still advertise. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EnvoyConfig } from '../../../hooks/api/kafka-cluster.ts';
import {
  answerTo,
  broker,
  checkedOf,
  clusterOf,
  endpointsOf,
  filesOf,
  HOST,
  listenerOf,
  portsOf,
  reaches,
  SNI,
  serviceOf,
  TEMPLATE,
  type Wanted,
} from './world.ts';

const brokers = (...ids: readonly number[]) => ids.map((id) => broker(id));
/** Each tells its address on the listener `external`. */
const told = (addresses: readonly string[], containerPort = 9094) =>
  addresses.map((address, id) => ({ broker: id, address, containerPort }));
const sni = (more: Parameters<typeof listenerOf>[0] = {}, envoyConfig: EnvoyConfig = TEMPLATE) => ({
  listeners: [listenerOf({ ...SNI, ...more })],
  spec: { envoyConfig },
});

interface Case extends Wanted {
  readonly it: string;
  /** Address → Envoy's cluster; `tls` before it where TLS ends at Envoy; undefined: closed. */
  readonly reach?: Readonly<Record<string, string | undefined>>;
  readonly ports?: readonly string[];
}

const cases: readonly Case[] = [
  {
    it: 'gives each broker its port, and any-cast the target that Envoy listens on',
    listeners: [listenerOf({ anyCastPort: 9092, ingressControllerTargetPort: 29093 })],
    ports: ['tcp-all-broker 9092→29093', 'broker-0 19090→19090', 'broker-1 19091→19091', 'broker-2 19092→19092', 'tcp-health 8080→8080'],
    reach: { 'lb:19090': 'broker-0', 'lb:19092': 'broker-2', 'lb:9092': 'all-brokers' },
  },
  {
    it: 'has no port for the administration interface',
    spec: { envoyConfig: { adminPort: 9901, healthCheckPort: 9902 } },
    brokers: brokers(0),
    ports: ['broker-0 19090→19090', 'tcp-all-broker 29092→29092', 'tcp-health 9902→9902'],
  },
  {
    it: 'listens on another port where the one outside is only root’s or already Envoy’s',
    brokers: brokers(0, 1),
    listeners: [listenerOf({ externalStartingPort: 1023 })],
    ports: ['broker-0 1023→21023', 'broker-1 1024→1024', 'tcp-all-broker 29092→29092', 'tcp-health 8080→8080'],
    reach: { 'lb:1023': 'broker-0', 'lb:1024': 'broker-1' },
  },
  {
    it: 'leaves a pure controller out',
    brokers: [broker(0), broker(1, { processRoles: ['controller'] })],
    ports: ['broker-0 19090→19090', 'tcp-all-broker 29092→29092', 'tcp-health 8080→8080'],
  },
  {
    it: 'keeps the port of a broker that left the spec and is not empty yet',
    brokers: brokers(0, 1),
    draining: brokers(2),
    tells: [{ broker: 2, address: 'lb:19092' }],
    reach: { 'lb:19092': 'broker-2' },
  },
  {
    it: 'keeps what is advertised by a broker of which nothing else is known',
    brokers: brokers(0),
    tells: [{ broker: 5, address: 'lb:19095' }],
    reach: { 'lb:19095': 'broker-5' },
  },
  {
    it: 'opens new ports beside those that are still advertised',
    listeners: [listenerOf({ externalStartingPort: 20000 })],
    brokers: brokers(0, 1),
    tells: told(['lb:19090']),
    ports: [
      'broker-0-19090 19090→19090',
      'broker-0 20000→20000',
      'broker-1 20001→20001',
      'tcp-all-broker 29092→29092',
      'tcp-health 8080→8080',
    ],
    reach: { 'lb:19090': 'broker-0', 'lb:20000': 'broker-0', 'lb:19091': undefined },
  },
  {
    it: 'gives a port that two brokers claim to the one that advertises it',
    listeners: [listenerOf({ externalStartingPort: 19091 })],
    brokers: brokers(0, 1),
    tells: told(['lb:19090', 'lb:19091']),
    reach: { 'lb:19090': 'broker-0', 'lb:19091': 'broker-1', 'lb:19092': 'broker-1' },
  },
  {
    it: 'gives the port of any-cast to a broker that advertises it',
    listeners: [listenerOf({ anyCastPort: 19090, externalStartingPort: 20000 })],
    brokers: brokers(0),
    tells: told(['lb:19090']),
    ports: ['broker-0-19090 19090→19090', 'broker-0 20000→20000', 'tcp-health 8080→8080'],
    reach: { 'lb:19090': 'broker-0' },
  },
  {
    it: 'gives the port of health checks to a broker that advertises it',
    spec: { envoyConfig: { healthCheckPort: 19090 } },
    listeners: [listenerOf({ externalStartingPort: 20000 })],
    brokers: brokers(0),
    tells: told(['lb:19090']),
    ports: ['broker-0-19090 19090→39090', 'broker-0 20000→20000', 'tcp-all-broker 29092→29092'],
  },
  {
    it: 'heeds only what is advertised through this load balancer',
    brokers: brokers(0),
    tells: [
      { broker: 0, address: 'node:31000', via: 'NodePort' },
      { broker: 1, address: 'lb:31001', config: 'blue' },
      { broker: 2, address: 'lb:31002', listener: 'external2' },
    ],
    ports: ['broker-0 19090→19090', 'tcp-all-broker 29092→29092', 'tcp-health 8080→8080'],
  },
  {
    it: 'tells brokers apart by server name on one port',
    ...sni(),
    brokers: brokers(0, 1),
    ports: ['tcp-all-broker 443→29092', 'tcp-health 8080→8080'],
    reach: {
      'broker-0.example.com:443': 'broker-0',
      'broker-1.example.com:443': 'broker-1',
      'kafka.example.com:443': 'all-brokers',
      'broker-7.example.com:443': undefined,
    },
  },
  {
    it: 'lets any name that is no broker’s mean any broker while the spec gives none for that',
    ...sni({ hostnameOverride: '' }),
    brokers: brokers(0),
    reach: { 'broker-0.example.com:443': 'broker-0', 'lb.cloud.example:443': 'all-brokers' },
  },
  {
    it: 'ends TLS where the listener names a certificate',
    ...sni({ tlsSecretName: 'kafka-tls' }),
    brokers: brokers(0),
    reach: { 'broker-0.example.com:443': 'tls broker-0', 'kafka.example.com:443': 'tls all-brokers' },
  },
  {
    it: 'never ends TLS on the port of one broker, whatever certificate is named',
    listeners: [listenerOf({ tlsSecretName: 'kafka-tls' })],
    brokers: brokers(0, 1),
    tells: told(['broker-0.example.com:19090']),
    reach: { 'broker-0.example.com:19090': 'broker-0' },
  },
  {
    it: 'compares names in lower case, as Envoy does',
    ...sni({}, { brokerHostnameTemplate: 'Broker-%id.Example.com' }),
    brokers: brokers(0),
    reach: { 'BROKER-0.example.com:443': 'broker-0' },
  },
  {
    it: 'keeps names that are still advertised beside new ones',
    ...sni({}, { brokerHostnameTemplate: 'b%id.example.org' }),
    brokers: brokers(0, 1),
    tells: told(['broker-0.example.com:443', 'broker-1.example.com:443']),
    reach: { 'broker-0.example.com:443': 'broker-0', 'broker-1.example.com:443': 'broker-1', 'b1.example.org:443': 'broker-1' },
  },
  {
    it: 'keeps the port of all brokers that is still advertised when it moves',
    ...sni({ anyCastPort: 9443 }),
    brokers: brokers(0, 1),
    tells: told(['broker-0.example.com:443', 'broker-1.example.com:443']),
    ports: ['tcp-all-broker-443 443→29092', 'tcp-all-broker 9443→29092', 'tcp-health 8080→8080'],
    reach: { 'broker-1.example.com:443': 'broker-1', 'broker-1.example.com:9443': 'broker-1' },
  },
  {
    it: 'ends TLS on that port, too, for the last broker that advertises it',
    ...sni({ anyCastPort: 9443, tlsSecretName: 'kafka-tls' }),
    brokers: brokers(0, 1),
    tells: told(['broker-0.example.com:443', 'broker-1.example.com:9443']),
    reach: { 'broker-0.example.com:443': 'tls broker-0', 'broker-0.example.com:9443': 'tls broker-0' },
  },
  {
    it: 'keeps ports that are still advertised beside server names',
    ...sni(),
    brokers: brokers(0, 1),
    tells: told(['lb:19090', 'lb:19091']),
    ports: ['tcp-all-broker 443→29092', 'broker-0-19090 19090→19090', 'broker-1-19091 19091→19091', 'tcp-health 8080→8080'],
    reach: { 'lb:19090': 'broker-0', 'lb:19091': 'broker-1', 'broker-0.example.com:443': 'broker-0' },
  },
  {
    it: 'keeps server names that are still advertised beside ports',
    listeners: [listenerOf({ anyCastPort: 443 })],
    brokers: brokers(0, 1),
    tells: told(['broker-0.example.com:443', 'broker-1.example.com:443']),
    reach: {
      'broker-0.example.com:443': 'broker-0',
      'broker-1.example.com:443': 'broker-1',
      'kafka.example.com:443': 'all-brokers',
      'lb:19091': 'broker-1',
    },
  },
  {
    it: 'gives the port of all to the last broker that advertises it',
    listeners: [listenerOf({ anyCastPort: 443 })],
    brokers: brokers(0, 1),
    tells: told(['broker-0.example.com:443', 'lb:19091']),
    reach: { 'broker-0.example.com:443': 'broker-0' },
  },
];

for (const { it, reach = {}, ports, ...wanted } of cases)
  test(it, async () => {
    const answer = await answerTo(clusterOf(wanted));
    assert.deepEqual(Object.fromEntries(Object.keys(reach).map((address) => [address, reaches(answer, address)])), reach);
    if (ports !== undefined) assert.deepEqual(portsOf(serviceOf(answer)), ports);
  });

test('finds each broker by its name in the cluster, on the port of the listener', async () => {
  const files = filesOf(await answerTo(clusterOf({ brokers: brokers(0, 4) })));
  assert.deepEqual(endpointsOf(files), {
    'all-brokers': ['kafka-headless.apps.svc.cluster.local:9094'],
    'broker-0': [`${HOST(0)}:9094`],
    'broker-4': [`${HOST(4)}:9094`],
  });
});

test('finds a broker on the port on which it was started as well, while that differs', async () => {
  const tells = [
    { broker: 0, address: 'lb:19090', containerPort: 9094 },
    { broker: 1, address: 'lb:19091', containerPort: 9095 },
  ];
  const files = filesOf(await answerTo(clusterOf({ brokers: brokers(0, 1), listeners: [listenerOf({ containerPort: 9095 })], tells })));
  assert.deepEqual(endpointsOf(files), {
    'all-brokers': ['kafka-headless.apps.svc.cluster.local:9094', 'kafka-headless.apps.svc.cluster.local:9095'],
    'broker-0': [`${HOST(0)}:9094`, `${HOST(0)}:9095`],
    'broker-1': [`${HOST(1)}:9095`],
  });
  assert.deepEqual(checkedOf(files), ['all-brokers', 'broker-0'], 'a port on which nobody listens is found out');
});

test('finds brokers by Services of their own where there is no headless Service', async () => {
  const files = filesOf(await answerTo(clusterOf({ brokers: brokers(0), spec: { headlessServiceEnabled: false } })));
  assert.deepEqual(endpointsOf(files), {
    'all-brokers': ['kafka-all-broker.apps.svc.cluster.local:9094'],
    'broker-0': ['kafka-0.apps.svc.cluster.local:9094'],
  });
});
