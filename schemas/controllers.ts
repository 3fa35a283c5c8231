/**
 * hooks/api/{controllers,definitions,samples}.ts: what is installed and the samples as data, for the engine, which plays
 * Kubernetes and Metacontroller. Modules and not the files, so that the bundled image needs nothing beside it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { load, loadAll } from 'js-yaml';
import { crdOf } from './crd.ts';
import type { Kind } from './schema-node.ts';

/** In the order in which they are listed by the kustomization. */
const NAMES = ['adoption', 'kafkacluster'];
/** Folders of manifests/components with a controller of their own: optional in a cluster, always there in the engine. */
const COMPONENTS = ['envoy', 'nodeport'];

/** The controller resources of a folder, manifests/controllers, and of the components beside it. */
export const renderControllers = (folder: string): string =>
  moduleText('manifests/controllers/*.yaml and manifests/components/*/controller.yaml', [
    ...listOf(
      'controllerResources',
      [...NAMES.map((name) => `${name}.yaml`), ...COMPONENTS.map((name) => `../components/${name}/controller.yaml`)].map((file) =>
        load(readFileSync(path.join(folder, file), 'utf8')),
      ),
    ),
  ]);

/** The CustomResourceDefinitions, as renderCrd writes them for kubectl. */
export const renderDefinitions = (kinds: readonly Kind[]): string =>
  moduleText('schemas/*.schema.yaml', listOf('definitions', kinds.map(crdOf)));

/** The samples of a folder, manifests/samples, by file name without ending. */
export const renderSamples = (folder: string): string => {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml')
    .map((file) => path.basename(file, '.yaml'))
    .sort();
  return moduleText('manifests/samples/*.yaml', [
    'const resources: Readonly<Record<string, readonly object[]>> = {',
    ...names.map((name) => `${JSON.stringify(name)}: ${JSON.stringify(loadAll(readFileSync(path.join(folder, `${name}.yaml`), 'utf8')))},`),
    '};',
    '',
    'export const samples = resources as Readonly<Record<string, readonly KubeObject[]>>;',
  ]);
};

const moduleText = (source: string, lines: readonly string[]): string =>
  [
    '// biome-ignore-all format: generated',
    `// Generated from ${source} by "npm run generate". Do not edit.`,
    "import type { KubeObject } from '../kube/types.ts';",
    '',
    ...lines,
    '',
  ].join('\n');

// Typed as objects first: a literal with fields that KubeObject does not name would be refused.
const listOf = (name: string, objects: readonly unknown[]): readonly string[] => [
  'const resources: readonly object[] = [',
  ...objects.map((object) => `${JSON.stringify(object)},`),
  '];',
  '',
  `export const ${name} = resources as readonly KubeObject[];`,
];
