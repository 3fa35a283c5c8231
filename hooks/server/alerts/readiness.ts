/**
 * Whether alerts can be acted on: whether the API server takes our credentials and gives the rights. Asked when the
 * service starts and from then on, not found out with the alert that needs them. An API server that does not answer is
 * nobody's missing right: then we stay ready, and senders are told to deliver again.
 */
import { type ApiError, isApiError } from '../../ports/api-server.ts';

export interface Readiness {
  /** Why alerts could not be acted on, as far as is known. */
  problem(): string | undefined;
  /** Tells of a call that failed. */
  failed(error: unknown): void;
  stop(): void;
}

export interface ReadinessParts {
  /** Rights that are missing, each as `patch kafkaclusters`. Fails with an ApiError. */
  missingRights(): Promise<readonly string[]>;
  /** Told of each new problem, and of its end. */
  changed(problem: string | undefined): void;
  /** Milliseconds between two looks, when there is a problem and when there is none. */
  readonly again?: { readonly soon: number; readonly later: number };
}

const AGAIN = { soon: 5000, later: 60_000 };

/** Resolves after the first look. */
export const watchReadiness = async ({ missingRights, changed, again = AGAIN }: ReadinessParts): Promise<Readiness> => {
  let problem: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const set = (next: string | undefined): void => {
    if (next === problem) return;
    problem = next;
    changed(problem);
  };
  const plan = (): void => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => void look(), problem === undefined ? again.later : again.soon).unref();
  };
  const look = async (): Promise<void> => {
    try {
      const missing = await missingRights();
      set(missing.length === 0 ? undefined : `the ServiceAccount may not ${missing.join(', ')}`);
    } catch (error) {
      // Whoever may not even ask for his rights may still have them.
      if (isApiError(error)) set(error.status === 401 ? refusalOf(error) : undefined);
      else throw error;
    }
    plan();
  };
  await look();
  return {
    problem: () => problem,
    failed: (error) => {
      if (!isApiError(error) || !(error.status === 401 || error.status === 403)) return;
      set(refusalOf(error));
      plan();
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
};

const refusalOf = ({ status, message }: ApiError): string =>
  `the API server ${status === 401 ? 'does not take our credentials' : 'refuses'}: ${message}`;
