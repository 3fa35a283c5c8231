/** How to get at an API server, wherever that was read: a kubeconfig, or the service account of a Pod. */
import type { RequestOptions } from 'node:https';

/** A context, ready to be used. */
export interface Access {
  readonly context: string;
  /** Where requests go: `https://host:port`, perhaps with a path, without a slash at the end. */
  readonly server: string;
  /** `https://host:port`: as much of the server as may be told. A path can be the secret that lets in. */
  readonly origin: string;
  /** The context's own namespace. */
  readonly namespace: string | undefined;
  /** Whether a proxy stands in between: then requests go through the agent that logging in brings along. */
  readonly proxied: boolean;
  /** Adds credentials and CAs to the options of a request. */
  logIn(options: RequestOptions): Promise<void>;
}
