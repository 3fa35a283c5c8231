/**
 * The shape of the code base as a table: who may import whom, which packages stay at which edge, and what every file has
 * in common. Each rule is also shown a file that breaks it: a rule that cannot fail holds nothing.
 */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

interface Source {
  /** From the root of the repository. */
  readonly file: string;
  readonly text: string;
}

/** First fitting line wins; a file may always import its own layer. A layer that is not in the table fails. */
const layers: readonly (readonly [layer: RegExp, mayImport: readonly string[]])[] = [
  [/^hooks\/kube\//, []],
  [/^hooks\/api\//, ['hooks/kube/', 'schemas/']],
  [/^hooks\/kafka\//, ['hooks/kube/', 'schemas/']],
  [/^hooks\/protocol\//, ['hooks/kube/']],
  [/^hooks\/ports\//, ['hooks/kube/']],
  [/^hooks\/engine\/clock\//, ['hooks/ports/']],
  [/^hooks\/engine\/state\//, ['hooks/errors.ts', 'hooks/kube/', 'hooks/ports/']],
  [/^hooks\/engine\/api-server\//, ['hooks/engine/clock/', 'hooks/kube/', 'hooks/protocol/', 'hooks/ports/']],
  // Metacontroller knows an API server only by the port: it must run against a real one, too.
  [/^hooks\/engine\/metacontroller\//, ['hooks/engine/clock/', 'hooks/kube/', 'hooks/protocol/', 'hooks/ports/']],
  [/^hooks\/engine\/kubernetes\//, ['hooks/engine/api-server/', 'hooks/engine/clock/', 'hooks/kube/', 'hooks/ports/']],
  [
    /^hooks\/engine\/kafka\//,
    ['hooks/engine/clock/', 'hooks/engine/kubernetes/container.ts', 'hooks/kafka/', 'hooks/kube/', 'hooks/ports/'],
  ],
  [/^hooks\/engine\/cruise-control\//, ['hooks/engine/clock/', 'hooks/engine/kafka/', 'hooks/ports/']],
  [/^hooks\/engine\/http-api\//, ['hooks/engine/api-server/', 'hooks/engine/clock/', 'hooks/kube/', 'hooks/ports/']],
  [/^hooks\/engine\/hooks\//, ['hooks/engine/metacontroller/', 'hooks/errors.ts', 'hooks/protocol/', 'hooks/server/endpoints.ts']],
  [/^hooks\/engine\/(engine|alert-world)\.ts$/, ['hooks/engine/', 'hooks/kube/', 'hooks/ports/']],
  // A plan is made by the hooks themselves; it reads what they make with the same words.
  [
    /^hooks\/plan\//,
    ['hooks/engine/', 'hooks/kafkacluster/', 'hooks/kafka/', 'hooks/api/', 'hooks/kube/', 'hooks/protocol/', 'hooks/ports/'],
  ],
  // Ways in from outside: they know the model of a KafkaCluster, which knows nothing of them.
  [/^hooks\/(envoy|nodeport)\//, ['hooks/kafkacluster/', 'hooks/kube/', 'hooks/api/', 'hooks/protocol/']],
  // Alerts change KafkaClusters: they know the model, its rules and the record, and are known by nobody.
  [/^hooks\/alert\//, ['hooks/kafkacluster/', 'hooks/kube/', 'hooks/api/', 'hooks/ports/', 'hooks/errors.ts']],
  [/^hooks\/(kafkacluster|adoption)\//, ['hooks/kube/', 'hooks/kafka/', 'hooks/api/', 'hooks/protocol/', 'hooks/ports/']],
  [/^hooks\/adapters\//, ['hooks/errors.ts', 'hooks/ports/', 'hooks/kube/', 'hooks/kafka/']],
  [/^hooks\/errors\.ts$/, []],
  [/^hooks\/registry\.ts$/, ['hooks/kafkacluster/', 'hooks/adoption/', 'hooks/envoy/', 'hooks/nodeport/', 'hooks/protocol/']],
  [/^hooks\/server\/alerts\//, ['hooks/adapters/telemetry/', 'hooks/alert/', 'hooks/errors.ts', 'hooks/ports/', 'hooks/server/']],
  [
    /^hooks\/server\//,
    [
      'hooks/app.ts',
      'hooks/errors.ts',
      'hooks/kube/',
      'hooks/ports/',
      'hooks/protocol/',
      'hooks/adapters/files/',
      'hooks/adapters/telemetry/',
    ],
  ],
  [/^hooks\/app\.ts$/, ['hooks/errors.ts', 'hooks/ports/', 'hooks/protocol/', 'hooks/server/']],
  [/^hooks\/cli\/serve\.ts$/, ['hooks/cli/', 'hooks/errors.ts', 'hooks/protocol/', 'hooks/server/', 'hooks/adapters/telemetry/']],
  [
    /^hooks\/cli\/(demo|dev)\//,
    [
      'hooks/adapters/',
      'hooks/api/',
      'hooks/cli/',
      'hooks/engine/',
      'hooks/errors.ts',
      'hooks/kube/',
      'hooks/ports/',
      'hooks/plan/',
      'hooks/protocol/',
      'hooks/server/',
    ],
  ],
  [
    /^hooks\/cli\/alerts\//,
    [
      'hooks/adapters/',
      'hooks/alert/',
      'hooks/api/definitions.ts',
      'hooks/cli/',
      'hooks/engine/',
      'hooks/errors.ts',
      'hooks/kafkacluster/names.ts',
      'hooks/kube/',
      'hooks/plan/',
      'hooks/ports/',
      'hooks/server/',
    ],
  ],
  [
    /^hooks\/cli\/(plan|dump|live-state|refused)/,
    ['hooks/adapters/kubernetes/', 'hooks/cli/', 'hooks/engine/', 'hooks/errors.ts', 'hooks/kube/', 'hooks/plan/', 'hooks/ports/'],
  ],
  [
    /^hooks\/cli\//,
    [
      'hooks/errors.ts',
      'hooks/kube/',
      'hooks/api/',
      'hooks/ports/telemetry.ts',
      'hooks/protocol/',
      'hooks/kafkacluster/',
      'hooks/envoy/',
      'hooks/nodeport/',
    ],
  ],
  [/^hooks\/main\.ts$/, ['hooks/registry.ts', 'hooks/cli/', 'hooks/plan/open-engine.ts']],
  [/^schemas\//, ['hooks/kafkacluster/reasons.ts', 'hooks/alert/reasons.ts']],
];

/** Packages, and where they may be imported; in the files of `types` as types only, nothing at run time. */
const packages: Readonly<Record<string, { readonly where: RegExp; readonly types?: RegExp }>> = {
  express: { where: /^hooks\/(app\.ts|server\/)/ },
  pino: { where: /^hooks\/adapters\/telemetry\// },
  'prom-client': { where: /^hooks\/adapters\/telemetry\// },
  ajv: { where: /^(hooks\/api\/(validate|schema-problems)\.ts|schemas\/)/ },
  'js-yaml': { where: /^(hooks\/cli\/|hooks\/envoy\/config\/yaml\.ts|hooks\/engine\/http-api\/body\.ts|schemas\/)/ },
  '@marcbachmann/cel-js': { where: /^hooks\/engine\/api-server\// },
  'json-schema-to-typescript': { where: /^schemas\// },
  '@kubernetes/client-node': { where: /^hooks\/(adapters\/kubernetes\/|kube\/types\.ts)/, types: /^hooks\/kube\// },
};

/** What is pure asks neither the disk nor the network nor the clock of Node. */
const pure =
  /^hooks\/(kafkacluster|adoption|alert|envoy|nodeport|kafka|kube|protocol|ports|api|plan|engine\/(api-server|metacontroller|kubernetes|kafka|cruise-control|state|engine\.ts|alert-world\.ts|clock\/(virtual-clock|random)))(\/|\.ts$|$)/;
const pureBuiltins = ['node:crypto', 'node:zlib'];

const MOST_LINES = 400;
const generated = /^hooks\/api\/(kafka-|cruise-|schemas\.ts)/;

type Rule = (source: Source) => readonly string[];

interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
}

const imports = ({ text }: Source): readonly Import[] =>
  [...text.matchAll(/^(?:import|export)\s+(type\s)?(?:[\w*{][^'";]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm)].map(
    ([, type, from, dynamic]) => ({
      from: from ?? dynamic ?? '',
      typeOnly: type !== undefined,
    }),
  );

const importsFollowTheLayers: Rule = (source) => {
  const [own, allowed] = layers.find(([layer]) => layer.test(source.file)) ?? [];
  if (own === undefined || allowed === undefined) return ['is in no layer: add it to the table'];
  return imports(source)
    .filter(({ from }) => from.startsWith('.'))
    .map(({ from }) => path.posix.join(path.posix.dirname(source.file), from))
    .filter((target) => !own.test(target) && !allowed.some((prefix) => target.startsWith(prefix)))
    .map((target) => `imports ${target}, which is not below it`);
};

const packagesStayAtTheEdges: Rule = (source) =>
  imports(source).flatMap(({ from, typeOnly }) => {
    if (from.startsWith('.') || from.startsWith('node:')) return [];
    const name = from
      .split('/')
      .slice(0, from.startsWith('@') ? 2 : 1)
      .join('/');
    const rule = packages[name];
    if (rule === undefined) return [`imports ${name}, which is in no row of the table`];
    if (!rule.where.test(source.file)) return [`imports ${name}, which belongs to ${rule.where.source}`];
    return rule.types?.test(source.file) === true && !typeOnly ? [`imports ${name} for more than its types`] : [];
  });

const pureCodeStaysPure: Rule = (source) =>
  pure.test(source.file)
    ? [
        ...imports(source).flatMap(({ from }) => (from.startsWith('node:') && !pureBuiltins.includes(from) ? [`imports ${from}`] : [])),
        ...[...source.text.matchAll(/\b(Date\.now\(|new Date\(\)|Math\.random\(|performance\.now\(|setTimeout\(|fetch\()/g)].map(
          ([call]) => `calls ${call}`,
        ),
      ]
    : [];

const lengthIsBounded: Rule = ({ file, text }) => {
  const lines = text.split('\n').length - 1;
  return lines > MOST_LINES && !generated.test(file) ? [`has ${lines} lines; ${MOST_LINES} are the most`] : [];
};

const namesAreKebabCase: Rule = ({ file }) =>
  /^([a-z0-9]+(-[a-z0-9]+)*\/)*[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.ts$/.test(file) ? [] : ['is not named in kebab-case'];

const headersSayWhy: Rule = ({ text }) =>
  /^(#!.*\n)?(\/\*\*|(\/\/ biome-ignore-all .*\n)?\/\/ Generated)/.test(text) ? [] : ['has no header comment'];

const exportsHaveNames: Rule = ({ text }) => (/^export default\b|\bas default\b/m.test(text) ? ['has a default export'] : []);

const environmentIsReadOnce: Rule = ({ file, text }) =>
  file !== 'hooks/main.ts' && /\bprocess\s*\.\s*env\b|\benv\s*[,}][^;]*from 'node:process'/.test(text)
    ? ['reads process.env, which only hooks/main.ts may']
    : [];

const production = [importsFollowTheLayers, packagesStayAtTheEdges, pureCodeStaysPure, headersSayWhy, environmentIsReadOnce];
const everywhere = [lengthIsBounded, namesAreKebabCase, exportsHaveNames];

const root = path.join(import.meta.dirname, '..');
const read = (patterns: readonly string[]): readonly Source[] =>
  globSync([...patterns], { cwd: root }).map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') }));

const ours = read(['hooks/**/*.ts', 'schemas/**/*.ts']);
const all = [...ours, ...read(['test/**/*.ts', 'build.ts'])];

for (const { rule, sources } of [
  ...production.map((rule) => ({ rule, sources: ours })),
  ...everywhere.map((rule) => ({ rule, sources: all })),
]) {
  test(`every file keeps the rule ${rule.name}`, () => {
    assert.ok(sources.length > 50);
    assert.deepEqual(
      sources.flatMap((source) => rule(source).map((problem) => `${source.file} ${problem}`)),
      [],
    );
  });
}

const breakers: readonly { readonly rule: Rule; readonly file: string; readonly text: string }[] = [
  { rule: importsFollowTheLayers, file: 'hooks/kube/a.ts', text: "import { app } from '../app.ts';" },
  {
    rule: importsFollowTheLayers,
    file: 'hooks/kafkacluster/desired/a.ts',
    text: "import {\n  a,\n  type B,\n} from '../../server/call.ts';",
  },
  { rule: importsFollowTheLayers, file: 'hooks/protocol/a.ts', text: "export { a } from '../kafkacluster/hook.ts';" },
  { rule: importsFollowTheLayers, file: 'hooks/protocol/a.ts', text: "const a = await import('../kafkacluster/hook.ts');" },
  { rule: importsFollowTheLayers, file: 'hooks/novelty/a.ts', text: '' },
  { rule: packagesStayAtTheEdges, file: 'hooks/kafkacluster/a.ts', text: "import express from 'express';" },
  { rule: packagesStayAtTheEdges, file: 'hooks/cli/a.ts', text: "import 'left-pad';" },
  { rule: packagesStayAtTheEdges, file: 'hooks/kube/types.ts', text: "import { V1Pod } from '@kubernetes/client-node';" },
  { rule: pureCodeStaysPure, file: 'hooks/kafkacluster/a.ts', text: "import { readFileSync } from 'node:fs';" },
  { rule: pureCodeStaysPure, file: 'hooks/kafka/a.ts', text: 'const now = Date.now();' },
  { rule: pureCodeStaysPure, file: 'hooks/engine/kafka/a.ts', text: 'const chance = Math.random();' },
  { rule: pureCodeStaysPure, file: 'hooks/engine/engine.ts', text: 'setTimeout(() => undefined, 1);' },
  { rule: importsFollowTheLayers, file: 'hooks/engine/metacontroller/a.ts', text: "import { a } from '../api-server/store.ts';" },
  { rule: lengthIsBounded, file: 'hooks/a.ts', text: '\n'.repeat(MOST_LINES + 1) },
  { rule: namesAreKebabCase, file: 'hooks/cli/renderCommand.ts', text: '' },
  { rule: headersSayWhy, file: 'hooks/a.ts', text: "import './b.ts';" },
  { rule: exportsHaveNames, file: 'hooks/a.ts', text: 'export default {};' },
  { rule: environmentIsReadOnce, file: 'hooks/server/a.ts', text: "const port = process.env['PORT'];" },
];
for (const { rule, file, text } of breakers) {
  test(`${rule.name} sees what is wrong with ${JSON.stringify(text.slice(0, 60))} in ${file}`, () => {
    assert.equal(rule({ file, text }).length, 1);
  });
}
