/**
 * The cluster under test, through kubectl alone: what a user sees is what the tests see, and any cluster that
 * KUBECONFIG names will do. Output is JSON; a failure carries what kubectl said.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { KubeObject } from '../../../hooks/kube/types.ts';

const run = promisify(execFile);
const KUBECTL = process.env['KUBECTL'] ?? 'kubectl';
const MOST_OUTPUT = 256 * 1024 * 1024;

/** Standard output of a kubectl command. `input` goes to its standard input. */
export const kubectl = async (args: readonly string[], input?: string): Promise<string> => {
  const child = run(KUBECTL, [...args], { maxBuffer: MOST_OUTPUT });
  if (input !== undefined) child.child.stdin?.end(input);
  const { stdout } = await child;
  return stdout;
};

/** Objects of a kind; none when there are none. */
export const list = async <T extends KubeObject>(kind: string, namespace: string, selector?: string): Promise<readonly T[]> => {
  const text = await kubectl(['get', kind, '-n', namespace, '-o', 'json', ...(selector === undefined ? [] : ['-l', selector])]);
  return (JSON.parse(text) as { items: readonly T[] }).items;
};

/** One object; undefined when it is not there. */
export const get = async <T extends KubeObject>(kind: string, name: string, namespace: string): Promise<T | undefined> => {
  const text = await kubectl(['get', kind, name, '-n', namespace, '-o', 'json', '--ignore-not-found']);
  return text === '' ? undefined : (JSON.parse(text) as T);
};

/** Applies manifests as text. */
export const apply = (yaml: string, namespace: string): Promise<string> => kubectl(['apply', '-n', namespace, '-f', '-'], yaml);

/** What kubectl says to a command that has to fail. */
export const refusal = async (args: readonly string[], input?: string): Promise<string> => {
  try {
    await kubectl(args, input);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error(`kubectl ${args.join(' ')} was accepted, but a refusal was expected`);
};
