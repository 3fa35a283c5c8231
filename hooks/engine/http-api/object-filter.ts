/**
 * `labelSelector` and `fieldSelector` of a list or watch, in the text form that clients send.
 * Fields are those that the real server indexes for a kind; asking for another is a 400 there and here.
 */
import { matchesSelector } from '../../kube/selector.ts';
import type { KubeObject, LabelSelector } from '../../kube/types.ts';
import type { ResourceType } from '../../ports/api-server.ts';
import { badRequest } from '../api-server/refusals.ts';
import { jsonPath } from './table/json-path.ts';

export type ObjectFilter = (object: KubeObject) => boolean;
type Expression = NonNullable<LabelSelector['matchExpressions']>[number];

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Pod: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  Event: [
    ...['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map((field) => `involvedObject.${field}`),
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  Node: ['spec.unschedulable'],
  Namespace: ['status.phase'],
  Secret: ['type'],
  Service: ['spec.clusterIP', 'spec.type'],
};

/** Throws BadRequest for a selector that cannot be read. */
export const objectFilter = (type: ResourceType, query: URLSearchParams): ObjectFilter => {
  const labels = labelFilter(query.get('labelSelector') ?? '');
  const fields = fieldFilter(type, query.get('fieldSelector') ?? '');
  return (object) => labels(object) && fields(object);
};

const labelFilter = (text: string): ObjectFilter => {
  if (text.trim() === '') return () => true;
  const matchExpressions = requirements(text).map(expression);
  return (object) => matchesSelector({ matchExpressions }, object.metadata?.labels);
};

/** Splits at the commas that are not within parentheses. */
const requirements = (text: string): readonly string[] => text.split(/,(?![^(]*\))/).map((part) => part.trim());

const KEY = String.raw`[A-Za-z0-9](?:[\w./-]*[A-Za-z0-9])?`;
const VALUE = String.raw`[\w.-]*`;
const EQUALITY = new RegExp(`^(${KEY})\\s*(=|==|!=)\\s*(${VALUE})$`);
const MEMBERSHIP = new RegExp(`^(${KEY})\\s+(in|notin)\\s*\\(([\\w.,\\s-]*)\\)$`);
const PRESENCE = new RegExp(`^(!?)\\s*(${KEY})$`);

const expression = (part: string): Expression => {
  const [, equalKey, sign, value] = EQUALITY.exec(part) ?? [];
  if (equalKey !== undefined) return { key: equalKey, operator: sign === '!=' ? 'NotIn' : 'In', values: [value ?? ''] };
  const [, setKey, word, list = ''] = MEMBERSHIP.exec(part) ?? [];
  if (setKey !== undefined)
    return { key: setKey, operator: word === 'in' ? 'In' : 'NotIn', values: list.split(',').map((one) => one.trim()) };
  const [, not, key] = PRESENCE.exec(part) ?? [];
  if (key !== undefined) return { key, operator: not === '!' ? 'DoesNotExist' : 'Exists' };
  throw badRequest(`unable to parse requirement: ${JSON.stringify(part)} is no label selector`);
};

const fieldFilter = (type: ResourceType, text: string): ObjectFilter => {
  const filters = text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => fieldRequirement(type, part));
  return (object) => filters.every((filter) => filter(object));
};

const fieldRequirement = (type: ResourceType, part: string): ObjectFilter => {
  const [, field, sign, value] = /^([\w.]+)(==|=|!=)(.*)$/.exec(part) ?? [];
  if (field === undefined) throw badRequest(`invalid selector: '${part}'; can't understand '${part}'`);
  const known = field === 'metadata.name' || (field === 'metadata.namespace' && type.namespaced) || FIELDS[type.kind]?.includes(field);
  if (known !== true) throw badRequest(`field label not supported: ${field}`);
  // An Event's source is an object whose component is meant.
  const read = jsonPath(field === 'source' ? '.source.component' : `.${field}`);
  const absent = field === 'spec.unschedulable' || field === 'spec.hostNetwork' ? 'false' : '';
  return (object) => (String(read(object)[0] ?? absent) === value) === (sign !== '!=');
};
