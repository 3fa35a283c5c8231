/**
 * Reads resources from YAML or JSON files as kubectl does: several documents in a file, lists of items taken apart,
 * `-` for standard input. Whatever cannot be read is told with its file and line.
 */

import { readFile } from 'node:fs/promises';
import { CORE_SCHEMA, loadAll, mergeTag, YAMLException } from 'js-yaml';
import { failure } from '../errors.ts';
import { isRecord } from '../kube/is-record.ts';
import { fileProblem } from './file-problem.ts';

export interface Manifest {
  /** As the user named it. */
  readonly file: string;
  readonly resource: Readonly<Record<string, unknown>>;
}

/** Where `-` comes from. */
export type ReadStdin = () => Promise<string>;

// kubectl reads YAML 1.1, in which `<<` merges.
const schema = CORE_SCHEMA.withTags(mergeTag);

/** All resources of the files, in their order; empty documents do not count. Throws FIELD_MISSING for a document that is none. */
export const readManifests = async (files: readonly string[], stdin: ReadStdin): Promise<readonly Manifest[]> => {
  const found: Manifest[] = [];
  for (const file of files) {
    const name = file === '-' ? 'standard input' : file;
    const documents = parse(name, await textOf(file, stdin));
    found.push(...documents.flatMap((document) => items(name, document)).map((resource) => ({ file: name, resource })));
  }
  return found;
};

/** The one document of a file, as it is; `-` is standard input. Throws DOCUMENTS_SEVERAL where there are more. */
export const readDocument = async (file: string, stdin: ReadStdin): Promise<unknown> => {
  const name = file === '-' ? 'standard input' : file;
  const documents = parse(name, await textOf(file, stdin)).filter((document) => document !== null && document !== undefined);
  if (documents.length > 1) throw failure('DOCUMENTS_SEVERAL', { file: name, count: documents.length });
  return documents[0];
};

const textOf = async (file: string, stdin: ReadStdin): Promise<string> => {
  if (file === '-') return stdin();
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw failure('FILE_UNREADABLE', { file, reason: fileProblem(error, 'there is no such file') });
  }
};

const parse = (file: string, text: string): readonly unknown[] => {
  try {
    return loadAll(text, { schema });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    throw failure('YAML_INVALID', { file, line: (error.mark?.line ?? 0) + 1, reason: error.reason });
  }
};

/** A document's resources: itself, or those of a list. */
const items = (file: string, document: unknown): readonly Readonly<Record<string, unknown>>[] => {
  if (document === null || document === undefined) return [];
  // Any text is YAML: a file that was meant to be something else must not be passed over.
  if (!isRecord(document)) throw failure('FIELD_MISSING', { file, object: 'a document that is not an object', field: 'apiVersion' });
  const list = document['items'];
  return String(document['kind'] ?? '').endsWith('List') && Array.isArray(list) ? list.flatMap((item) => items(file, item)) : [document];
};
