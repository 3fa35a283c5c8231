/** Kinds with next to no rules: Nodes, ServiceAccounts, Events, Leases and roles. */
import { isRecord } from '../../../kube/is-record.ts';
import type { Kind } from '../kind.ts';
import { plainKind } from './plain.ts';

/** A kubelet registers its Node with the status, and the taint of a new one is left out: nothing here would take it away. */
export const NODE = plainKind('v1', 'Node', { type: { namespaced: false, status: true }, keepsStatus: true });

export const SERVICE_ACCOUNT = plainKind('v1', 'ServiceAccount', { unconditionalUpdate: false });

export const EVENT = plainKind('v1', 'Event', {
  complete: ({ object }) => ({
    eventTime: null,
    firstTimestamp: null,
    lastTimestamp: null,
    reportingComponent: '',
    reportingInstance: '',
    source: {},
    ...object,
  }),
  problems: ({ object }) => {
    const involved = object['involvedObject'];
    const namespace = isRecord(involved) ? (involved['namespace'] ?? '') : '';
    const own = object.metadata?.namespace;
    if (namespace === own || (namespace === '' && own === 'default')) return [];
    return [`involvedObject.namespace: Invalid value: ${JSON.stringify(namespace)}: does not match event.namespace`];
  },
});

export const LEASE = plainKind('coordination.k8s.io/v1', 'Lease', {
  unconditionalUpdate: false,
  complete: ({ object }) => ({ spec: {}, ...object }),
});

const role = (kind: string, namespaced: boolean): Kind =>
  plainKind('rbac.authorization.k8s.io/v1', kind, { names: 'path', type: { namespaced } });

export const ROLES: readonly Kind[] = [
  role('Role', true),
  role('RoleBinding', true),
  role('ClusterRole', false),
  role('ClusterRoleBinding', false),
];
