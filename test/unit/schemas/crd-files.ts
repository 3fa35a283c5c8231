/**
 * The CRDs as they lie in manifests/crds, read the way `kubectl` reads them.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import type { Schema } from './structural-schema.ts';

export interface Crd {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: { readonly kind: string; readonly plural: string; readonly shortNames: readonly string[] };
    readonly versions: readonly [Version];
  };
}

interface Version {
  readonly name: string;
  readonly subresources: unknown;
  readonly additionalPrinterColumns: readonly { readonly name: string; readonly jsonPath: string }[];
  readonly schema: { readonly openAPIV3Schema: Schema };
}

const FOLDER = path.join(import.meta.dirname, '../../../manifests/crds');

export interface CrdFile {
  readonly plural: string;
  readonly bytes: number;
  readonly crd: Crd;
  readonly schema: Schema;
}

const readCrd = (plural: string): CrdFile => {
  const text = readFileSync(path.join(FOLDER, `${plural}.yaml`), 'utf8');
  const crd = load(text) as Crd;
  return { plural, bytes: Buffer.byteLength(text), crd, schema: crd.spec.versions[0].schema.openAPIV3Schema };
};

export const CRDS: readonly CrdFile[] = ['kafkaclusters', 'kafkatopics', 'kafkausers', 'cruisecontroloperations'].map(readCrd);

/** The schema of one of the kinds. */
export const schemaOf = (plural: string): Schema => {
  const found = CRDS.find((file) => file.plural === plural);
  if (found === undefined) throw new Error(`there is no CRD ${plural}`);
  return found.schema;
};
