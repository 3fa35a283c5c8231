/**
 * One call of the API as its handlers see it: the type and object that its path names, and what came with it.
 */

import type { ResourceType } from '../../ports/api-server.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../api-server/store.ts';
import type { History } from './history.ts';
import type { ResourcePath } from './resource-path.ts';

/** What calls are answered from. */
export interface World {
  readonly store: Store;
  readonly history: History;
  readonly clock: Clock;
}

export interface Call extends World {
  readonly method: string;
  readonly type: ResourceType;
  readonly path: ResourcePath;
  readonly query: URLSearchParams;
  /** Header Accept. */
  readonly accept: string;
  /** Media type of the body, without parameters. */
  readonly contentType: string;
  /** Undefined when there was none. */
  readonly body: unknown;
}

export interface Reply {
  /** HTTP status. */
  readonly status: number;
  readonly body: object;
  /** Become Warning headers, which kubectl prints. */
  readonly warnings?: readonly string[];
}
