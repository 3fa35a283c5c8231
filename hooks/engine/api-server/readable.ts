/**
 * Whether objects that are loaded, and not sent, can be objects of their kinds. The real server has decoded whatever it
 * holds; a saved state is a file, and a field of the wrong type in it would break a model of the world long afterwards.
 */
import type { KubeObject } from '../../kube/types.ts';
import { BUILT_IN_KINDS } from './built-in-kinds.ts';
import type { ApiObject } from './kind.ts';
import { shapeProblem } from './shape.ts';

const kinds = new Map(BUILT_IN_KINDS.map((kind) => [`${kind.type.apiVersion}/${kind.type.kind}`, kind]));

/** The first object that cannot be one, by its place, and why; undefined when all can. Custom kinds are judged by those who read them. */
export const firstUnreadable = (objects: readonly KubeObject[]): { readonly index: number; readonly problem: string } | undefined => {
  for (const [index, object] of objects.entries()) {
    const kind = kinds.get(`${object.apiVersion}/${object.kind}`);
    const problem = kind === undefined ? undefined : shapeProblem(kind, object as ApiObject);
    if (problem !== undefined) return { index, problem };
  }
  return undefined;
};
