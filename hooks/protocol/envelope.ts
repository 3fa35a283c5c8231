/**
 * Judges whether a body is a v2 request of Metacontroller for this hook, before any hook code sees it.
 * The likeliest mistake is a controller resource without `version: v2` (the default is v1): keys then lack the
 * namespace and related objects of other namespaces are silently missing, which a hook would read as "gone".
 */
import { isRecord } from '../kube/is-record.ts';
export type HookName = 'customize' | 'sync' | 'finalize';

export interface EnvelopeProblem {
  readonly code: 'ENVELOPE_INVALID' | 'HOOK_VERSION_V1';
  readonly detail: string;
}

interface Expected {
  readonly hook: HookName;
  readonly type: 'composite' | 'decorator';
}

/** The first thing wrong with a body, or undefined when a hook may have it. Linear in the number of objects. */
export const envelopeProblem = (body: unknown, { hook, type }: Expected): EnvelopeProblem | undefined => {
  if (!isRecord(body)) return invalid('the body is not a JSON object');
  if (!isRecord(body['controller'])) return invalid('controller is not an object');
  // A decorator's customize request names its target `parent`, its sync request `object`.
  const parentKey = type === 'decorator' && hook !== 'customize' ? 'object' : 'parent';
  const problem = parentProblem(body[parentKey], parentKey) ?? versionProblem(body['controller'], hook);
  if (problem !== undefined || hook === 'customize') return problem;
  if (typeof body['finalizing'] !== 'boolean') return invalid('finalizing is not true or false');
  if (body['finalizing'] !== (hook === 'finalize')) return invalid(`finalizing is ${body['finalizing']} on the path of ${hook}`);
  const groups = type === 'decorator' ? 'attachments' : 'children';
  return groupsProblem(body[groups], groups) ?? groupsProblem(body['related'], 'related');
};

const invalid = (detail: string): EnvelopeProblem => ({ code: 'ENVELOPE_INVALID', detail });
const v1 = (detail: string): EnvelopeProblem => ({ code: 'HOOK_VERSION_V1', detail });
const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

const parentProblem = (parent: unknown, key: string): EnvelopeProblem | undefined => {
  if (!isRecord(parent)) return invalid(`${key} is not an object`);
  const metadata = parent['metadata'];
  if (!isRecord(metadata)) return invalid(`${key}.metadata is not an object`);
  if (!isText(parent['apiVersion'])) return invalid(`${key}.apiVersion is missing`);
  if (!isText(parent['kind'])) return invalid(`${key}.kind is missing`);
  if (!isText(metadata['name'])) return invalid(`${key}.metadata.name is missing`);
  if (!isText(metadata['uid'])) return invalid(`${key}.metadata.uid is missing`);
  return undefined;
};

/** Each request carries its controller resource: it says v1 even while there is no child to see it by. */
const versionProblem = (controller: Readonly<Record<string, unknown>>, hook: HookName): EnvelopeProblem | undefined => {
  const spec = controller['spec'];
  const hooks = isRecord(spec) ? spec['hooks'] : undefined;
  const declared = isRecord(hooks) ? hooks[hook] : undefined;
  if (!isRecord(declared) || declared['version'] === 'v2') return undefined;
  return v1(`spec.hooks.${hook}.version is ${declared['version'] === undefined ? 'not set' : String(declared['version'])}`);
};

const groupsProblem = (groups: unknown, field: string): EnvelopeProblem | undefined => {
  if (!isRecord(groups)) return invalid(`${field} is not an object`);
  for (const group in groups) {
    const objects = groups[group];
    if (!isRecord(objects)) return invalid(`${field}["${group}"] is not an object`);
    for (const key in objects) {
      const problem = objectProblem(objects[key], key, `${field}["${group}"]["${key}"]`);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
};

const objectProblem = (object: unknown, key: string, path: string): EnvelopeProblem | undefined => {
  const metadata = isRecord(object) ? object['metadata'] : undefined;
  if (!isRecord(metadata) || !isText(metadata['name'])) return invalid(`${path} is not an object with a metadata.name`);
  if (metadata['namespace'] === undefined || key.includes('/')) return undefined;
  return v1(`the key of ${path} lacks the namespace ${String(metadata['namespace'])}`);
};
