/**
 * Names, labels and paths of Cruise Control's objects. All are Koperator's: a Deployment that it made is taken over in
 * place, and a second Cruise Control beside the first would undo what the first one moves.
 */
import type { CruiseControlConfig } from '../../api/kafka-cluster.ts';
import { parseProperties } from '../../kafka/properties.ts';
import type { Labels } from '../../kube/types.ts';
import type { Cluster } from '../cluster.ts';
import { cruiseControlName, LABEL } from '../names.ts';

type Named = Pick<Cluster, 'name'>;

export const serviceName = (cluster: Named): string => `${cruiseControlName(cluster)}-svc`;
export const configMapName = (cluster: Named): string => `${cruiseControlName(cluster)}-config`;
/** The KafkaTopic, not the topic. */
export const topicResourceName = (cluster: Named): string => `${cluster.name}-cruise-control-topic`;

export const cruiseControlLabels = (cluster: Named): Labels => ({ [LABEL.app]: 'cruisecontrol', [LABEL.cluster]: cluster.name });

/** REST. Images of Koperator's users pass this port on the command line, whatever the configuration says. */
export const REST_PORT = 8090;

export const HOME = '/opt/cruise-control';
export const CONFIG_FOLDER = `${HOME}/config`;
/** Where Koperator mounts the client's keystores; users' own options may name it. */
export const KEYSTORES = '/var/run/secrets/java.io/keystores';

/** The configuration of a Cruise Control that we are to run; undefined when there is none, or when it is somebody else's. */
export const ownCruiseControl = (cluster: Cluster): CruiseControlConfig | undefined => {
  const config = cluster.spec.cruiseControlConfig;
  return config === undefined || config.cruiseControlEndpoint ? undefined : config;
};

export interface MetricsTopic {
  readonly name: string;
  /** The reporters in the brokers create it, and no KafkaTopic must. */
  readonly autoCreated: boolean;
}

/** The topic into which the brokers report. Its options are the reporter's, hence the brokers' (kafka-facts.md, section 1.10). */
export const metricsTopic = (cluster: Cluster): MetricsTopic => {
  const { entries } = parseProperties(cluster.spec.readOnlyConfig ?? '');
  return {
    name: entries.get('cruise.control.metrics.topic') || '__CruiseControlMetrics',
    autoCreated: entries.get('cruise.control.metrics.topic.auto.create') === 'true',
  };
};

/** Brokers that are to stay: what a new topic's replicas can be placed on. */
export const brokerCount = (cluster: Cluster): number => cluster.nodes.filter((node) => node.isBroker && !node.removed).length;
