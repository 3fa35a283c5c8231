/**
 * What a URL of the Kubernetes API names: a type, perhaps a namespace, an object and a subresource of it.
 * `namespaces/x` alone is the Namespace x; with a type behind it, it is the place of that type's objects.
 */
export interface ResourcePath {
  /** `v1`, `apps/v1`. */
  readonly apiVersion: string;
  readonly plural: string;
  readonly namespace?: string;
  readonly name?: string;
  /** `status`, `eviction`, `log`. */
  readonly subresource?: string;
}

const NAMESPACE_SUBRESOURCES = ['status', 'finalize'];

/** Undefined when the path (decoded, without the empty segments) names no resource. */
export const resourcePath = (segments: readonly string[]): ResourcePath | undefined => {
  const [root, ...rest] = segments;
  if (root === 'api') return ofVersion(rest[0], rest.slice(1));
  if (root === 'apis' && rest.length >= 2) return ofVersion(`${rest[0]}/${rest[1]}`, rest.slice(2));
  return undefined;
};

const ofVersion = (apiVersion: string | undefined, rest: readonly string[]): ResourcePath | undefined => {
  const [first, second, third] = rest;
  if (apiVersion === undefined || first === undefined) return undefined;
  const isPlace = first === 'namespaces' && second !== undefined && third !== undefined && !NAMESPACE_SUBRESOURCES.includes(third);
  const [plural = '', name, subresource, ...more] = isPlace ? rest.slice(2) : rest;
  if (more.length > 0) return undefined;
  return {
    apiVersion,
    plural,
    ...(isPlace ? { namespace: second } : {}),
    ...(name === undefined ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource }),
  };
};
