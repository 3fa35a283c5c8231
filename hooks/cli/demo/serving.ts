/**
 * The door of `demo --serve`: the engine's API on loopback, and the kubeconfig that leads there. The file holds a secret
 * address: nobody but its owner may read it, and no file that is there already is written over.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startHttpApi } from '../../engine/http-api/http-api.ts';
import { failure } from '../../errors.ts';
import { fileProblem } from '../file-problem.ts';
import type { Stage } from './stage.ts';

export interface Door {
  readonly url: string;
  /** Path of the file. */
  readonly kubeconfig: string;
  /** Commands to try, a line each. */
  toTry(file: string): readonly string[];
  /** Ends the watches and removes the kubeconfig, which leads nowhere then. */
  close(): Promise<void>;
}

/** Opens it. `file` must not exist; without one a temporary file is made. Throws FILE_UNWRITABLE. */
export const openDoor = async ({ engine: { store, clock }, key }: Stage, file?: string): Promise<Door> => {
  const api = await startHttpApi({ store, clock });
  const written = await writeOwn(api.kubeconfig(), file).catch(async (error: unknown) => {
    await api.close();
    throw error;
  });
  return {
    url: api.url,
    kubeconfig: written.path,
    toTry: (sample) => [
      `export KUBECONFIG=${written.path}`,
      'kubectl get kafkaclusters,pods,pvc -o wide',
      'kubectl get pods --watch',
      `kubectl delete pod -l kafka_cr=${key.name},brokerId=1`,
      `kubectl edit kafkacluster ${key.name}`,
      `kubectl apply -f ${sample}`,
      'Ctrl-C here ends it, and everything in it is gone.',
    ],
    close: async () => {
      await api.close();
      await written.remove();
    },
  };
};

interface Written {
  readonly path: string;
  remove(): Promise<void>;
}

const writeOwn = async (text: string, given: string | undefined): Promise<Written> => {
  if (given !== undefined) {
    await writeNew(given, text);
    return { path: given, remove: () => rm(given, { force: true }) };
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'kafka-hooks-'));
  const file = path.join(folder, 'kubeconfig');
  await writeNew(file, text);
  return { path: file, remove: () => rm(folder, { recursive: true, force: true }) };
};

const writeNew = async (file: string, text: string): Promise<void> => {
  try {
    await writeFile(file, text, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    throw failure('FILE_UNWRITABLE', { file, reason: fileProblem(error, 'there is no such folder') });
  }
};
