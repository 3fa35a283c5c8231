/**
 * Reads a saved state. Who gives a file of another version, or a file that is no state, is told so in one line: a plan
 * from half a state would be a wrong plan.
 */
import { failure } from '../../errors.ts';
import { isRecord } from '../../kube/is-record.ts';
import { metadataProblem } from '../../kube/metadata-shape.ts';
import { type KnownState, type Scope, STATE_KIND, STATE_VERSION } from './state.ts';

const GROUP = `${STATE_VERSION.split('/')[0]}/`;

/** What a state holds, as JSON or YAML gave it. Throws STATE_INVALID or STATE_VERSION, which name the file. */
export const readState = (document: unknown, file: string): KnownState => {
  if (!isRecord(document) || document['kind'] !== STATE_KIND || !String(document['apiVersion']).startsWith(GROUP))
    throw failure('STATE_INVALID', { file, problem: `it does not begin with apiVersion: ${STATE_VERSION}, kind: ${STATE_KIND}` });
  const { apiVersion, scope, notes, items, count } = document;
  if (apiVersion !== STATE_VERSION) throw failure('STATE_VERSION', { file, found: String(apiVersion), read: STATE_VERSION });
  const invalid = (problem: string) => failure('STATE_INVALID', { file, problem });
  if (!isScope(scope)) throw invalid('scope does not say wholeCluster and namespaces');
  if (!isTexts(notes)) throw invalid('notes is not a list of texts');
  if (!Array.isArray(items)) throw invalid('items is not a list');
  items.forEach((item: unknown, index) => {
    const problem = itemProblem(item);
    if (problem !== undefined) throw invalid(`items[${index}] ${problem}`);
  });
  if (count === undefined) throw invalid('it is cut off: the count of its items, with which it ends, is missing');
  if (count !== items.length) throw invalid(`it holds ${items.length} items, and its count says ${count}`);
  return { objects: items, scope, notes };
};

const isScope = (value: unknown): value is Scope =>
  isRecord(value) && typeof value['wholeCluster'] === 'boolean' && isTexts(value['namespaces']);

const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every((item) => typeof item === 'string');

const itemProblem = (item: unknown): string | undefined => {
  if (!isRecord(item)) return 'is not an object';
  for (const field of ['apiVersion', 'kind']) if (typeof item[field] !== 'string' || item[field] === '') return `has no ${field}`;
  const { metadata } = item;
  if (!isRecord(metadata) || metadata['name'] === undefined || metadata['name'] === '') return 'has no metadata.name';
  const problem = metadataProblem(metadata);
  return problem === undefined ? undefined : `cannot be: ${problem}`;
};
