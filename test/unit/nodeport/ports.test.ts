/** Node ports: which Service has which, while the spec and what brokers advertise are the same, and while they differ. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { node } from '../kafkacluster/world.ts';
import { answerTo, kafkaClusterOf, listener, onNode, portsOf, type Scene } from './scene.ts';

interface Case extends Scene {
  readonly it: string;
  readonly gives: readonly string[];
}

const ANY = 'kafka-ext-bootstrap: tcp-all-broker - 29092→9094';
const two = (first: string, second: string): readonly string[] => [`kafka-0-ext: ${first}`, `kafka-1-ext: ${second}`, ANY];

const cases: readonly Case[] = [
  {
    it: 'gives each broker the starting port plus its id',
    listeners: [listener()],
    gives: two('broker-0 30100 9094→9094', 'broker-1 30101 9094→9094'),
  },
  {
    it: 'leaves the choice to Kubernetes when the starting port is 0',
    listeners: [listener({ externalStartingPort: 0 })],
    gives: two('broker-0 - 9094→9094', 'broker-1 - 9094→9094'),
  },
  {
    it: 'names a chosen port as soon as it is advertised, so that a deleted Service comes back with it',
    listeners: [listener({ externalStartingPort: 0 })],
    advertised: { 1: { ext: onNode(31_555) } },
    gives: two('broker-0 - 9094→9094', 'broker-1 31555 9094→9094'),
  },
  {
    it: 'adds nothing when brokers advertise what the spec says',
    listeners: [listener()],
    advertised: { 0: { ext: onNode(30_100) }, 1: { ext: onNode(30_101) } },
    gives: two('broker-0 30100 9094→9094', 'broker-1 30101 9094→9094'),
  },
  {
    it: 'keeps the old port of a broker that was not restarted beside the new one',
    listeners: [listener({ externalStartingPort: 30_200 })],
    advertised: { 0: { ext: onNode(30_200) }, 1: { ext: onNode(30_101) } },
    gives: [
      'kafka-0-ext: broker-0 30200 9094→9094',
      'kafka-1-ext: broker-1 30201 9094→9094',
      'kafka-1-ext: broker-1-30101 30101 30101→9094',
      ANY,
    ],
  },
  {
    it: 'keeps a chosen port beside a fixed one until the restart',
    listeners: [listener()],
    advertised: { 0: { ext: onNode(31_555) } },
    gives: [
      'kafka-0-ext: broker-0 30100 9094→9094',
      'kafka-0-ext: broker-0-31555 31555 31555→9094',
      'kafka-1-ext: broker-1 30101 9094→9094',
      ANY,
    ],
  },
  {
    it: 'leaves a port to the broker that advertises it, and the other keeps its own',
    listeners: [listener({ externalStartingPort: 30_101 })],
    advertised: { 0: { ext: onNode(30_100) }, 1: { ext: onNode(30_101) } },
    gives: [
      'kafka-0-ext: broker-0 30100 9094→9094',
      'kafka-1-ext: broker-1 30102 9094→9094',
      'kafka-1-ext: broker-1-30101 30101 30101→9094',
      ANY,
    ],
  },
  {
    it: 'gives a port that two advertise to the one that the spec gives it to',
    listeners: [listener({ externalStartingPort: 30_099 })],
    advertised: { 0: { ext: onNode(30_100) }, 1: { ext: onNode(30_100) } },
    gives: two('broker-0 30099 9094→9094', 'broker-1 30100 9094→9094'),
  },
  {
    it: 'leads a port to where the running broker listens when the container port moved',
    listeners: [listener({ containerPort: 9095 })],
    advertised: { 0: { ext: onNode(30_100) }, 1: { ext: onNode(30_101, { containerPort: 9095 }) } },
    gives: [
      'kafka-0-ext: broker-0 30100 9095→9094',
      'kafka-1-ext: broker-1 30101 9095→9095',
      'kafka-ext-bootstrap: tcp-all-broker - 29092→9095',
    ],
  },
  {
    it: 'bootstraps at the old container port while no broker listens on the new one',
    listeners: [listener({ containerPort: 9095 })],
    advertised: { 0: { ext: onNode(30_100) }, 1: { ext: onNode(30_101) } },
    gives: [
      'kafka-0-ext: broker-0 30100 9095→9094',
      'kafka-1-ext: broker-1 30101 9095→9094',
      'kafka-ext-bootstrap: tcp-all-broker - 29092→9094',
    ],
  },
  {
    it: 'finds another number for an old port that is the container port',
    listeners: [listener({ externalStartingPort: 30_200, containerPort: 30_100 })],
    brokers: [node(0)],
    advertised: { 0: { ext: onNode(30_100, { containerPort: 30_100 }) } },
    gives: [
      'kafka-0-ext: broker-0 30200 30100→30100',
      'kafka-0-ext: broker-0-30100 30100 30101→30100',
      'kafka-ext-bootstrap: tcp-all-broker - 29092→30100',
    ],
  },
  {
    it: 'knows a node port behind a host name of the user',
    listeners: [listener({ hostnameOverride: '.example.org', externalStartingPort: 30_200 })],
    brokers: [node(0)],
    advertised: { 0: { ext: { via: 'NodePort', address: 'kafka-0-ext.apps.example.org:30100', containerPort: 9094 } } },
    gives: ['kafka-0-ext: broker-0 30200 9094→9094', 'kafka-0-ext: broker-0-30100 30100 30100→9094', ANY],
  },
  {
    it: 'keeps the port of an external IP that is still advertised',
    listeners: [listener({ containerPort: 9095 })],
    brokers: [node(0)],
    advertised: { 0: { ext: { via: 'NodePort', address: '203.0.113.7:9094', containerPort: 9094 } } },
    gives: [
      'kafka-0-ext: broker-0 30100 9095→9095',
      'kafka-0-ext: broker-0-9094 - 9094→9094',
      'kafka-ext-bootstrap: tcp-all-broker - 29092→9094',
    ],
  },
  {
    it: 'opens the any-cast port as node port where it can be one',
    listeners: [listener({ anyCastPort: 30_500 })],
    brokers: [node(0)],
    gives: ['kafka-0-ext: broker-0 30100 9094→9094', 'kafka-ext-bootstrap: tcp-all-broker 30500 30500→9094'],
  },
  {
    it: 'lets a broker have the port that the any-cast port clashes with',
    listeners: [listener({ anyCastPort: 30_100 })],
    brokers: [node(0)],
    gives: ['kafka-0-ext: broker-0 30100 9094→9094', 'kafka-ext-bootstrap: tcp-all-broker - 30100→9094'],
  },
  {
    it: 'makes no Service for a controller',
    listeners: [listener()],
    brokers: [node(0, ['controller']), node(1, ['broker'])],
    gives: ['kafka-1-ext: broker-1 30101 9094→9094', ANY],
  },
  {
    it: 'makes nothing for the other access methods',
    listeners: [listener({ accessMethod: 'LoadBalancer' }), listener({ accessMethod: 'ClusterIP' })],
    gives: [],
  },
];

for (const { it, gives, ...scene } of cases) test(it, async () => assert.deepEqual(portsOf(await answerTo(kafkaClusterOf(scene))), gives));
