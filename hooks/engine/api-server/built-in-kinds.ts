/**
 * The kinds that are served without a CustomResourceDefinition: those that our objects are of, those that the models of
 * the world write, and those of Metacontroller, which are definitions in a real cluster.
 */
import type { Kind } from './kind.ts';
import { CLAIM } from './kinds/claim.ts';
import { CONFIG_MAP, SECRET } from './kinds/config.ts';
import { DEFINITION } from './kinds/definition.ts';
import { DISRUPTION_BUDGET } from './kinds/disruption-budget.ts';
import { CONTROLLERS } from './kinds/metacontroller.ts';
import { NAMESPACE } from './kinds/namespace.ts';
import { POD } from './kinds/pod.ts';
import { SERVICE } from './kinds/service.ts';
import { EVENT, LEASE, NODE, ROLES, SERVICE_ACCOUNT } from './kinds/small-kinds.ts';
import { STORAGE_CLASS, VOLUME } from './kinds/storage.ts';
import { DEPLOYMENT, REPLICA_SET, STATEFUL_SET } from './kinds/workload.ts';

export const BUILT_IN_KINDS: readonly Kind[] = [
  NAMESPACE,
  NODE,
  POD,
  CLAIM,
  VOLUME,
  CONFIG_MAP,
  SECRET,
  SERVICE,
  SERVICE_ACCOUNT,
  EVENT,
  DEPLOYMENT,
  STATEFUL_SET,
  REPLICA_SET,
  DISRUPTION_BUDGET,
  STORAGE_CLASS,
  LEASE,
  ...ROLES,
  DEFINITION,
  ...CONTROLLERS,
];
