/**
 * Keeps a watch alive for ever: it goes on where a connection ended, lists anew when the server no longer knows that
 * place (410 Gone), and waits longer after each failure. Bookmarks move the place on while nothing happens.
 */
import { isRecord } from '../../kube/is-record.ts';
import { ApiError, type ResourceType, type Watcher } from '../../ports/api-server.ts';
import { listAll } from './listing.ts';
import { collectionPath } from './paths.ts';
import { errorOf } from './status-error.ts';
import type { Transport } from './transport.ts';

export interface WatchOptions {
  readonly namespace?: string | undefined;
  /** Milliseconds before a failed watch is tried again: after the first failure, doubled after each, at most. */
  readonly backOff: { readonly first: number; readonly most: number };
  /** Hears why a watch is not there at the moment; that its place in history has run out is nothing to tell. */
  readonly failed?: ((type: ResourceType, error: ApiError) => void) | undefined;
}

/** The server ends a watch after so long, so that no half-dead connection stays. */
const TIMEOUT_SECONDS = 290;
const GONE = 410;

/** Resolves after the first list, with the watch begun; fails with an ApiError when that cannot be. */
export const keepWatching = async (
  transport: Transport,
  type: ResourceType,
  { watcher, namespace, backOff, failed }: WatchOptions & { readonly watcher: Watcher },
): Promise<() => void> => {
  let stopped = false;
  let close = (): void => {};
  let timer: NodeJS.Timeout | undefined;
  let version = '';
  let failures = 0;

  const connect = async (): Promise<void> => {
    if (version === '') await list();
    if (stopped) return;
    let broken: ApiError | undefined;
    const query = new URLSearchParams({
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: version,
      timeoutSeconds: String(TIMEOUT_SECONDS),
    });
    close = await transport.lines(`${collectionPath(type, namespace)}?${query}`, {
      line: (line) => {
        broken ??= read(line);
      },
      ended: (error) => again(broken ?? error),
    });
    if (stopped) close();
  };

  const list = async (): Promise<void> => {
    const { objects, resourceVersion } = await listAll(transport, type, { namespace });
    if (stopped) return;
    version = resourceVersion;
    watcher.listed(objects);
  };

  /** Answers the error that the server puts into the stream before it ends it. */
  const read = (line: string): ApiError | undefined => {
    const event = parsed(line);
    if (!isRecord(event) || !isRecord(event['object'])) return new ApiError(500, 'InternalError', 'a line of the watch is no event');
    const { type: what, object } = event;
    if (what === 'ERROR') return errorOf(Number(object['code'] ?? 500), object);
    const { metadata } = object;
    if (isRecord(metadata)) version = String(metadata['resourceVersion'] ?? version);
    failures = 0;
    if (what === 'ADDED' || what === 'MODIFIED' || what === 'DELETED') watcher.changed({ type: what, object });
    return undefined;
  };

  const again = (error: ApiError | undefined): void => {
    if (stopped) return;
    if (error !== undefined) {
      failures += 1;
      if (error.status !== GONE) failed?.(type, error);
      // Whatever a server refuses about this place in its history, a new list puts right; a lost connection does not.
      if (error.status === GONE || error.status === 400 || error.status === 404) version = '';
    }
    // Also after an orderly end: a proxy that ends every watch at once must not be called in a loop.
    const delay = Math.min(backOff.first * 2 ** Math.max(0, failures - 1), backOff.most);
    timer = setTimeout(() => void connect().catch(retry), delay);
  };

  const retry = (error: unknown): void => {
    if (!(error instanceof ApiError)) throw error;
    again(error);
  };

  await connect();
  return () => {
    stopped = true;
    clearTimeout(timer);
    close();
  };
};

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};
