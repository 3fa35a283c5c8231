/**
 * What a script runs on. Three of these exist: the engine with its API server in memory, the engine with a real API
 * server, and real Metacontroller with a real API server. A script cannot tell which one it has, and what it records
 * must be the same on all.
 */
import type { KubeObject } from '../../hooks/kube/types.ts';
import type { ApiServer } from '../../hooks/ports/api-server.ts';
import type { HookSwitchboard } from './hook-switchboard.ts';

/** An object with whatever fields its kind has. */
export interface Thing extends KubeObject {
  readonly [field: string]: unknown;
}

/** The API server as a person with kubectl has it. */
export type UserApi = Omit<ApiServer, 'types'>;

export type BackendName = 'real' | 'engine-memory' | 'engine-live';

export interface Backend {
  readonly name: BackendName;
  readonly api: UserApi;
  /** Scripts put their hooks here. */
  readonly hooks: HookSwitchboard;
  /** Base of the hooks' URLs: `http://127.0.0.1:1234`. */
  readonly hooksUrl: string;
  /** Distinguishes this run's namespaces from those of an earlier one that may still be going. */
  readonly run: string;
  /** Installs a CompositeController or DecoratorController, and waits until it is at work; false when it refused to start. */
  start(controller: Thing): Promise<boolean>;
  stop(controller: Thing): Promise<void>;
  /** Lets time pass until the condition holds; false when it did not within these seconds. */
  until(condition: () => boolean, seconds: number): Promise<boolean>;
  /** Lets time pass until this count has stood still for a while. */
  quiet(activity: () => number): Promise<void>;
  /** Resolves when owners of the scripts' own kinds are known to the garbage collector. */
  collectorReady(): Promise<void>;
  close(): Promise<void>;
}
