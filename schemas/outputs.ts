/**
 * The list of everything that is generated, as data: generate.ts writes it, its --check mode and the drift test
 * compare it with what is on disk. No git is needed to know whether a file is out of date.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { renderControllers, renderDefinitions, renderSamples } from './controllers.ts';
import { renderCrd } from './crd.ts';
import { readKind } from './read-kind.ts';
import { renderReasons } from './reasons.ts';
import { renderReference, renderReferenceIndex } from './reference.ts';
import type { Kind } from './schema-node.ts';
import { renderTypes } from './types.ts';
import { renderSchemas } from './validators.ts';

export interface GeneratedFile {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly text: string;
}

export const ROOT = path.join(import.meta.dirname, '..');

const SLUGS = ['kafka-cluster', 'kafka-topic', 'kafka-user', 'cruise-control-operation'];

/** The kinds, in the order of the reference. */
export const readKinds = (): readonly Kind[] => SLUGS.map((slug) => readKind(path.join(import.meta.dirname, `${slug}.schema.yaml`)));

/** Every generated file as it should be. */
export const generate = async (kinds: readonly Kind[]): Promise<readonly GeneratedFile[]> => {
  const files: GeneratedFile[] = [
    { path: 'hooks/api/schemas.ts', text: renderSchemas(kinds) },
    { path: 'hooks/api/controllers.ts', text: renderControllers(path.join(ROOT, 'manifests/controllers')) },
    { path: 'hooks/api/definitions.ts', text: renderDefinitions(kinds) },
    { path: 'hooks/api/samples.ts', text: renderSamples(path.join(ROOT, 'manifests/samples')) },
    { path: 'docs/reference/README.md', text: renderReferenceIndex(kinds) },
    { path: 'docs/reference/reasons.md', text: renderReasons() },
  ];
  for (const kind of kinds) {
    files.push(
      { path: `manifests/crds/${kind.header.names.plural}.yaml`, text: renderCrd(kind) },
      { path: `hooks/api/${kind.slug}.ts`, text: await renderTypes(kind) },
      { path: `docs/reference/${kind.slug}.md`, text: renderReference(kind) },
    );
  }
  return files;
};

/** Paths of files that differ from what is on disk, or are not there. */
export const outdated = (files: readonly GeneratedFile[], root: string): readonly string[] =>
  files.filter((file) => readIfThere(path.join(root, file.path)) !== file.text).map((file) => file.path);

const readIfThere = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};
