/**
 * Resources as they lie in clusters that Koperator runs stay valid: with and without ZooKeeper, of both lineages,
 * and with the zero values that Koperator wrote into its users' specs (contract, section 14.3).
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { load } from 'js-yaml';
import {
  type Validate,
  validateCruiseControlOperation,
  validateKafkaCluster,
  validateKafkaTopic,
  validateKafkaUser,
} from '../../../hooks/api/validate.ts';

interface Case {
  readonly it: string;
  readonly validate: Validate;
  readonly yaml: string;
}

const cases: readonly Case[] = [
  {
    it: 'a cluster with ZooKeeper and a listener behind a load balancer (original)',
    validate: validateKafkaCluster,
    yaml: `
spec:
  headlessServiceEnabled: true
  zkAddresses: ['zookeeper-client.zookeeper:2181']
  oneBrokerPerNode: false
  clusterImage: ghcr.io/banzaicloud/kafka:2.13-3.4.1
  readOnlyConfig: |
    auto.create.topics.enable=false
  brokerConfigGroups:
    default:
      storageConfigs:
        - mountPath: /kafka-logs
          pvcSpec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Gi}}}
      brokerAnnotations: {prometheus.io/scrape: 'true'}
  brokers:
    - {id: 0, brokerConfigGroup: default}
    - {id: 1, brokerConfigGroup: default, brokerConfig: {brokerIngressMapping: [az1]}}
    - {id: 2, readOnlyConfig: 'broker.rack=a', brokerConfig: {resourceRequirements: {}, terminationGracePeriodSeconds: 120}}
  rollingUpgradeConfig: {failureThreshold: 1}
  ingressController: istioingress
  istioControlPlane: {name: icp-v115x, namespace: istio-system}
  istioIngressConfig: {replicas: 1, gatewayConfig: {mode: PASSTHROUGH}}
  listenersConfig:
    externalListeners:
      - type: plaintext
        name: external
        externalStartingPort: 19090
        containerPort: 9094
        accessMethod: LoadBalancer
        hostnameOverride: kafka.example.com
        config:
          defaultIngressConfig: az1
          ingressConfig:
            az1: {istioIngressConfig: {annotations: {zone: a}}, envoyConfig: {nodeSelector: {zone: a}}, serviceAnnotations: {a: b}}
    internalListeners:
      - {type: plaintext, name: internal, containerPort: 29092, usedForInnerBrokerCommunication: true}
      - {type: plaintext, name: controller, containerPort: 29093, usedForInnerBrokerCommunication: false, usedForControllerCommunication: true}
  cruiseControlConfig:
    topicConfig: {partitions: 12, replicationFactor: 3}
    config: 'goals=a,b'
status: {state: ClusterRunning, alertCount: 0, brokersState: {'0': {configurationState: ConfigInSync, gracefulActionState: {cruiseControlState: GracefulUpscaleSucceeded}}}}
`,
  },
  {
    it: 'a cluster without ZooKeeper, controllers apart, behind TLS server names (fork)',
    validate: validateKafkaCluster,
    yaml: `
spec:
  kRaft: true
  headlessServiceEnabled: false
  oneBrokerPerNode: true
  localDebugEnabled: false
  brokerConfigGroups:
    broker: {processRoles: [broker], storageConfigs: [{mountPath: /kafka-logs, emptyDir: {sizeLimit: 1Gi}}], envs: [{name: A+, value: b}]}
  brokers:
    - {id: 0, brokerConfigGroup: broker}
    - {id: 100, brokerConfig: {processRoles: [controller]}}
    - {id: 65534, brokerConfig: {processRoles: [controller, broker]}}
  rollingUpgradeConfig: {failureThreshold: 1, concurrentBrokerRestartCountPerRack: 2}
  taintedBrokersSelector: {matchLabels: {retire: 'yes'}}
  ingressController: contour
  contourIngressConfig: {tlsSecretName: tls, brokerFQDNTemplate: 'broker-%id.example.com'}
  listenersConfig:
    sslSecrets: {tlsSecretName: ca, create: true, issuerRef: {name: ca, kind: ClusterIssuer}, pkiBackend: cert-manager}
    serviceAnnotations: {a: b}
    internalListeners:
      - {type: ssl, name: internal, containerPort: 29092, sslClientAuth: none, internalStartingPort: 30000, externalListenerForHostname: outside}
      - {type: sasl_plaintext, name: controller, containerPort: 29093, usedForControllerCommunication: true}
    externalListeners:
      - {type: ssl, name: outside, containerPort: 9094, externalStartingPort: -1, anyCastPort: 443, accessMethod: ClusterIP, usedForInnerBrokerCommunication: true, usedForKafkaAdminCommunication: true, serverSSLCertSecret: {name: ''}}
      - {type: sasl_ssl, name: nodes, containerPort: 9095, externalStartingPort: 0, accessMethod: NodePort}
  cruiseControlConfig: {cruiseControlEndpoint: 'cc.example.com:8090', cruiseControlOperationSpec: {ttlSecondsAfterFinished: 0}}
  clientSSLCertSecret: {name: client}
`,
  },
  {
    it: 'a cluster into which Koperator wrote zero values',
    validate: validateKafkaCluster,
    yaml: `
spec:
  kRaft: false
  headlessServiceEnabled: false
  oneBrokerPerNode: false
  zkAddresses: ['zk:2181']
  alertManagerConfig: {}
  disruptionBudget: {}
  envoyConfig: {}
  monitoringConfig: {}
  contourIngressConfig: {tlsSecretName: '', brokerFQDNTemplate: ''}
  cruiseControlConfig: {cruiseControlTaskSpec: {RetryDurationMinutes: 0}}
  rollingUpgradeConfig: {failureThreshold: 0, concurrentBrokerRestartCountPerRack: 1}
  clientSSLCertSecret: {name: ''}
  brokers:
    - id: 0
      brokerConfigGroup: ''
      readOnlyConfig: ''
      brokerConfig: {image: '', containers: [{name: a, resources: {}}], networkConfig: {}}
  listenersConfig:
    internalListeners: [{type: plaintext, name: internal, containerPort: 29092, internalStartingPort: 0, usedForInnerBrokerCommunication: false}]
status: {state: '', alertCount: 0, brokersState: {'0': {configurationState: '', perBrokerConfigurationState: '', rackAwarenessState: '', gracefulActionState: {cruiseControlState: ''}}}, rollingUpgradeStatus: {lastSuccess: '', errorCount: 0}}
`,
  },
  {
    it: 'a topic',
    validate: validateKafkaTopic,
    yaml: `
spec: {clusterRef: {name: kafka, namespace: kafka}, name: example, partitions: -1, replicationFactor: 2, config: {retention.ms: '604800000'}}
status: {state: created, managedBy: koperator}
`,
  },
  {
    it: 'a user',
    validate: validateKafkaUser,
    yaml: `
spec:
  clusterRef: {name: kafka}
  secretName: example
  annotations: {}
  includeJKS: true
  createCert: true
  expirationSeconds: 7776000
  pkiBackendSpec: {pkiBackend: k8s-csr, signerName: example.com/signer}
  topicGrants: [{topicName: example, accessType: read, patternType: any}, {topicName: other, accessType: write}]
status: {state: created, acls: ['User:CN=example,Topic,LITERAL,example,Read,Allow,*']}
`,
  },
  {
    it: 'an operation of Cruise Control',
    validate: validateCruiseControlOperation,
    yaml: `
spec: {errorPolicy: retry, ttlSecondsAfterFinished: 3600}
status:
  errorPolicy: retry
  retryCount: 0
  currentTask: {operation: rebalance, parameters: {dryrun: 'false'}, id: '', httpResponseCode: 200, started: '2026-11-21T11:00:00Z', summary: {Data to move: '0'}}
  failedTasks: []
`,
  },
];

describe('a resource of Koperator stays valid', () => {
  for (const { it, validate, yaml } of cases) test(it, () => assert.deepEqual(validate(load(yaml)), []));
});
