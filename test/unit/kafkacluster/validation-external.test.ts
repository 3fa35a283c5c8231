/** Refusals of ways in from outside, with the sentence that the user reads: ports and names that two would share, and what is not there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Case, listeners, outside, problemsOf } from './problems.ts';
import { controller, external, internal, node } from './world.ts';

const EXTERNAL = 'spec.listenersConfig.externalListeners[0]';

const cases: readonly Case[] = [
  {
    it: 'refuses an external port of zero for a broker with id 0',
    spec: outside({ externalStartingPort: 0 }),
    says: [`${EXTERNAL}.externalStartingPort=0: plus broker id 0 is 0; a port lies between 1 and 65535`],
  },
  {
    it: 'refuses an external port beyond the last one',
    spec: { ...outside({ externalStartingPort: 65_535 }), brokers: [node(0), node(1)] },
    says: [`${EXTERNAL}.externalStartingPort=65535: plus broker id 1 is 65536; a port lies between 1 and 65535`],
  },
  {
    it: 'refuses external ports that meet the proxy’s target port and its own two',
    spec: { ...outside({ externalStartingPort: 8080, ingressControllerTargetPort: 8083 }), brokers: [node(0), node(1), node(2), node(3)] },
    says: [
      `${EXTERNAL}.externalStartingPort=8080: plus broker id 0 is 8080, which is the port of envoyConfig.healthCheckPort; move one of them`,
      `${EXTERNAL}.externalStartingPort=8080: plus broker id 1 is 8081, which is the port of envoyConfig.adminPort; move one of them`,
      `${EXTERNAL}.externalStartingPort=8080: plus broker id 2 is 8082, which is the port of the statistics of Envoy; move one of them`,
      `${EXTERNAL}.externalStartingPort=8080: plus broker id 3 is 8083, which is the port of ingressControllerTargetPort; move one of them`,
    ],
  },
  {
    it: 'refuses a target port that Envoy has for itself',
    spec: outside({ ingressControllerTargetPort: 8081 }),
    says: [`${EXTERNAL}.ingressControllerTargetPort=8081: is the port of envoyConfig.adminPort; move one of them`],
  },
  {
    it: 'refuses an Envoy with one port for two things',
    spec: { ...outside({}), envoyConfig: { adminPort: 9000, healthCheckPort: 9000 } },
    says: ['spec.envoyConfig.adminPort=9000: is also healthCheckPort; the two need different ports'],
  },
  {
    it: 'refuses one port for all brokers without names that tell them apart',
    spec: outside({ type: 'ssl', externalStartingPort: -1 }),
    says: [
      'spec.envoyConfig.brokerHostnameTemplate: is needed because externalStartingPort of listener external is -1: a host name with %id in place of the broker’s id',
    ],
  },
  {
    it: 'refuses a template that gives every broker the same name, also in an ingress configuration',
    spec: outside({
      config: { defaultIngressConfig: 'a', ingressConfig: { a: { envoyConfig: { brokerHostnameTemplate: 'kafka.example' } } } },
    }),
    says: [
      `${EXTERNAL}.config.ingressConfig.a.envoyConfig.brokerHostnameTemplate=kafka.example: has no %id: every broker would have the same host name`,
    ],
  },
  {
    it: 'refuses a default ingress configuration that is not there',
    spec: outside({ config: { defaultIngressConfig: 'c', ingressConfig: { b: {}, a: {} } } }),
    says: [`${EXTERNAL}.config.defaultIngressConfig=c: no such ingress configuration; ingressConfig has a, b`],
  },
  {
    it: 'refuses a broker that is bound to an ingress configuration of no listener',
    spec: {
      ...outside({ config: { defaultIngressConfig: 'a', ingressConfig: { a: {} } } }),
      brokers: [node(0, undefined, { brokerConfig: { brokerIngressMapping: ['a', 'z'] } })],
    },
    says: ['spec.brokers[id=0].brokerConfig.brokerIngressMapping=z: no external listener has such an ingress configuration; there are a'],
  },
  {
    it: 'refuses plaintext clients on one port for all brokers',
    spec: { ...outside({ externalStartingPort: -1 }), envoyConfig: { brokerHostnameTemplate: 'b-%id.example' } },
    says: [
      `${EXTERNAL}.type=plaintext: clients without TLS name no broker (externalStartingPort is -1); choose ssl or sasl_ssl, or set tlsSecretName`,
    ],
  },
  {
    it: 'refuses TLS that would have to end twice',
    spec: {
      ...outside({ type: 'sasl_ssl', externalStartingPort: -1, tlsSecretName: 'edge' }),
      envoyConfig: { brokerHostnameTemplate: 'b-%id.example' },
    },
    says: [
      `${EXTERNAL}.type=sasl_ssl: Envoy ends TLS with tlsSecretName and speaks to brokers without; choose plaintext or sasl_plaintext, or leave tlsSecretName out`,
    ],
  },
  {
    it: 'refuses two load balancers with one name',
    spec: listeners(
      [internal, controller],
      external({ name: 'x', config: { defaultIngressConfig: 'y', ingressConfig: { y: {} } } }),
      external({ name: 'x-y', containerPort: 9095 }),
    ),
    says: [
      'spec.listenersConfig.externalListeners=x-y, x-y: listener and ingress configuration together name the load balancer, and two are named x-y; rename one',
    ],
  },
  {
    it: 'refuses an any-cast port that is the health check’s of the same Service',
    spec: outside({ anyCastPort: 8080 }),
    says: [
      'spec.envoyConfig.healthCheckPort=8080: is also anyCastPort of listener external; one Service has both, so they need different ports',
    ],
  },
  {
    it: 'refuses a broker’s port that is the any-cast port',
    spec: outside({ anyCastPort: 19090 }),
    says: [`${EXTERNAL}.externalStartingPort=19090: plus broker id 0 is 19090, which is the port of anyCastPort; move one of them`],
  },
  {
    it: 'refuses Envoy’s port for statistics for anything else',
    spec: { ...outside({}), envoyConfig: { adminPort: 8082 } },
    says: ['spec.envoyConfig.adminPort=8082: 8082 is where Envoy shows its statistics; choose another'],
  },
  {
    it: 'refuses a node port for two brokers of two listeners',
    spec: {
      ...listeners(
        [internal, controller],
        external({ accessMethod: 'NodePort', externalStartingPort: 30000 }),
        external({ name: 'other', containerPort: 9095, accessMethod: 'NodePort', externalStartingPort: 30001 }),
      ),
      brokers: [node(0), node(1, ['broker'])],
    },
    says: [
      'spec.listenersConfig.externalListeners[1].externalStartingPort=30001: plus broker id 0 is 30001, the node port of broker 1 on listener external; move one of them',
    ],
  },
  {
    it: 'refuses a name of which no Service can be made',
    spec: outside({ name: 'out-' }),
    says: [
      `${EXTERNAL}.name=out-: must consist of small letters, digits, - and _, with a letter or digit at both ends: Services are named after it`,
    ],
  },
  {
    it: 'refuses two names of which one Service would be made',
    spec: listeners(
      [internal, controller],
      external({ name: 'a-b', accessMethod: 'NodePort', externalStartingPort: 0 }),
      external({ name: 'a_b', containerPort: 9095, accessMethod: 'NodePort', externalStartingPort: 0 }),
    ),
    says: [
      'spec.listenersConfig.externalListeners=a-b, a_b: names of Services are made of these with - for _, and so they would be the same; rename one',
    ],
  },
  {
    it: 'refuses one external IP for two brokers',
    spec: {
      ...outside({ accessMethod: 'NodePort', externalStartingPort: 30000 }),
      brokers: [0, 1].map((id) => node(id, undefined, { brokerConfig: { nodePortExternalIP: { external: '10.0.0.7' } } })),
    },
    says: [
      'spec.brokers[id=1].brokerConfig.nodePortExternalIP.external=10.0.0.7: is that of broker 0 on the same port; every broker needs its own',
    ],
  },
  {
    it: 'refuses a range in which a broker gets a port that another one still advertises',
    spec: { ...outside({ externalStartingPort: 19091 }), brokers: [node(0), node(1, ['broker'])] },
    status: {
      brokersState: {
        '0': { advertised: { listeners: { external: { via: 'LoadBalancer', address: 'k:19090' } } } },
        '1': { advertised: { listeners: { external: { via: 'LoadBalancer', address: 'k:19091' } } } },
      },
    },
    says: [
      `${EXTERNAL}.externalStartingPort=19091: plus broker id 0 is 19091, which broker 1 advertises until it restarts; choose a range apart from the present one`,
    ],
  },
  {
    it: 'takes a range apart, and the ports of another way in',
    spec: { ...outside({ externalStartingPort: 19091 }), brokers: [node(0), node(1, ['broker'])] },
    status: {
      brokersState: {
        '0': { advertised: { listeners: { external: { via: 'LoadBalancer', address: 'k:18090' } } } },
        '1': { advertised: { listeners: { external: { via: 'NodePort', address: 'k:19091' } } } },
      },
    },
  },
  {
    it: 'takes one port for all brokers, told apart by TLS',
    spec: { ...outside({ type: 'ssl', externalStartingPort: -1 }), envoyConfig: { brokerHostnameTemplate: 'b-%id.example' } },
  },
  { it: 'takes node ports that Kubernetes picks', spec: outside({ accessMethod: 'NodePort', externalStartingPort: 0 }) },
  { it: 'takes node ports on the numbers of Envoy', spec: outside({ accessMethod: 'NodePort', externalStartingPort: 8080 }) },
  { it: 'takes an Envoy configuration that no listener uses', spec: { envoyConfig: { adminPort: 9000, healthCheckPort: 9000 } } },
  {
    it: 'takes an external listener as the one between brokers',
    spec: listeners([controller], external({ usedForInnerBrokerCommunication: true })),
  },
];

for (const c of cases) test(c.it, () => assert.deepEqual(problemsOf(c), c.says ?? []));
