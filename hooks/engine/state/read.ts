/**
 * Reads a saved state. Who gives a file of another version, or a file that is no state, is told so in one line: a plan
 * from half a state would be a wrong plan.
 */
import { failure } from '../../errors.ts';
import { isRecord } from '../../kube/is-record.ts';
import { metadataProblem } from '../../kube/metadata-shape.ts';
import type { KubeObject } from '../../kube/types.ts';
import { STATE_KIND, STATE_VERSION } from './state.ts';

const GROUP = `${STATE_VERSION.split('/')[0]}/`;

/** The objects of a state, as JSON or YAML gave it. Throws STATE_INVALID or STATE_VERSION, which name the file. */
export const readState = (document: unknown, file: string): readonly KubeObject[] => {
  if (!isRecord(document) || document['kind'] !== STATE_KIND || !String(document['apiVersion']).startsWith(GROUP))
    throw failure('STATE_INVALID', { file, problem: `it does not begin with apiVersion: ${STATE_VERSION}, kind: ${STATE_KIND}` });
  const { apiVersion, items } = document;
  if (apiVersion !== STATE_VERSION) throw failure('STATE_VERSION', { file, found: String(apiVersion), read: STATE_VERSION });
  if (!Array.isArray(items)) throw failure('STATE_INVALID', { file, problem: 'items is not a list' });
  items.forEach((item: unknown, index) => {
    const problem = itemProblem(item);
    if (problem !== undefined) throw failure('STATE_INVALID', { file, problem: `items[${index}] ${problem}` });
  });
  return items;
};

const itemProblem = (item: unknown): string | undefined => {
  if (!isRecord(item)) return 'is not an object';
  for (const field of ['apiVersion', 'kind']) if (typeof item[field] !== 'string' || item[field] === '') return `has no ${field}`;
  const { metadata } = item;
  if (!isRecord(metadata) || metadata['name'] === undefined || metadata['name'] === '') return 'has no metadata.name';
  const problem = metadataProblem(metadata);
  return problem === undefined ? undefined : `cannot be: ${problem}`;
};
