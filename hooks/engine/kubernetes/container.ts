/**
 * Where the kubelet ends and the program in a container begins. The kubelet starts, stops and asks; the program says
 * when it is ready and when it ends. Kafka's model is one such program; what nobody models is simply ready after a while.
 */
import type { Pod } from '../../kube/types.ts';

/** What a container finds under a path. */
export type Mount =
  | {
      readonly kind: 'claim';
      readonly claim: string /** UID of the PersistentVolume: what is on a disk stays with it. */;
      readonly volume: string;
    }
  | { readonly kind: 'emptyDir' /** Gone with the Pod. */; readonly volume: string }
  | { readonly kind: 'files' /** Of a ConfigMap or Secret, by name. */; readonly files: Readonly<Record<string, string>> };

/** A container that has just started. */
export interface Container {
  readonly pod: Pod;
  readonly name: string;
  /** By mount path. */
  readonly mounts: ReadonlyMap<string, Mount>;
  /** Environment without valueFrom. */
  readonly env: Readonly<Record<string, string>>;
  /** The program ends by itself. Exit code and, for status, a message. Calling it again does nothing. */
  exit(code: number, message?: string): void;
  /** Tells that `ready` may have another answer now. */
  changed(): void;
}

/** A running program. */
export interface Program {
  /** The readiness probe. */
  ready(): boolean;
  /** SIGTERM: the program ends by Container.exit when it is done; after the grace period it is killed. */
  terminate(): void;
  /** SIGKILL, or its node lost power: it runs no more. */
  kill(): void;
}

/** Starts the program of a container; undefined when it knows nothing of it. */
export type ProgramStarter = (container: Container) => Program | undefined;
