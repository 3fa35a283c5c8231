/**
 * Reads manifests/ for the tests: every file once, as objects, with the few fields that the tests look at.
 * Files that kustomize reads (kustomizations, JSON patches) are told apart from what is applied to a cluster.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { loadAll } from 'js-yaml';

export const root = join(import.meta.dirname, '../../../manifests');

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Readonly<Record<string, string>> };
}

export interface Kustomization {
  readonly apiVersion: string;
  readonly kind: string;
  readonly resources?: readonly string[];
  readonly components?: readonly string[];
  readonly patches?: readonly { readonly path: string; readonly target?: { readonly kind: string } }[];
}

/** Paths of all YAML files, relative to manifests/, sorted. */
export const files: readonly string[] = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)))
  .sort();

export const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

/** The documents of a file as what the caller knows them to be. */
export const read = <T = Manifest>(file: string): readonly T[] => loadAll(textOf(file)) as readonly T[];

export const readOne = <T = Manifest>(file: string, name?: string, kind?: string): T => {
  const found = read<T & Partial<Manifest>>(file).find(
    (doc) => (name === undefined || doc.metadata?.name === name) && (kind === undefined || doc.kind === kind),
  );
  if (found === undefined) throw new Error(`${file} has no object ${kind ?? ''} ${name ?? ''}`);
  return found;
};

export const isKustomization = (file: string): boolean => file.endsWith('kustomization.yaml');

const patchFiles = new Set(
  files
    .filter(isKustomization)
    .flatMap((file) => (readOne<Kustomization>(file).patches ?? []).map((patch) => join(dirname(file), patch.path))),
);

/** Examples of other programs' own configuration. */
const otherPrograms: readonly string[] = ['alertmanager', 'prometheus'].map((name) => `alerts/examples/${name}.yaml`);

/** What ends up in a cluster as it stands. */
export const objectFiles: readonly string[] = files.filter(
  (file) => !isKustomization(file) && !patchFiles.has(file) && !otherPrograms.includes(file),
);
