/**
 * Where a hook is and how long it may take, from what a controller resource says of its webhook: a whole `url`, or a
 * Service and a path. Protocol versions decide the keys of a request and how strictly the answer is read.
 */
import { isRecord } from '../../kube/is-record.ts';
import { type Fields, own } from './fields.ts';
import type { HookVersion } from './groups.ts';

/** A hook that can be called. */
export interface Hook {
  readonly url: string;
  /** Milliseconds. */
  readonly timeoutMs: number;
  readonly version: HookVersion;
  /** Whether an unknown field at the top of the answer makes it no answer. */
  readonly strict: boolean;
}

/** A controller resource that no waiting can put right: it names the field. */
export class ControllerInvalid extends Error {
  override readonly name = 'ControllerInvalid';
}

const DEFAULT_TIMEOUT_MS = 10_000;

/** Reads `spec.hooks.<name>`; undefined when there is no such hook. Throws a ControllerInvalid. */
export const readHook = (hooks: Fields, name: 'sync' | 'finalize' | 'customize'): Hook | undefined => {
  const hook = own(hooks, name);
  if (!isRecord(hook)) return undefined;
  const webhook = own(hook, 'webhook');
  if (!isRecord(webhook)) throw new ControllerInvalid(`spec.hooks.${name} has no webhook`);
  const version = own(hook, 'version') === 'v2' ? 'v2' : 'v1';
  const mode = own(webhook, 'responseUnMarshallMode');
  return {
    url: webhookUrl(webhook, `spec.hooks.${name}.webhook`),
    timeoutMs: timeout(own(webhook, 'timeout')),
    version,
    strict: typeof mode === 'string' ? mode === 'strict' : version === 'v2',
  };
};

/** `url` wins; else `protocol://name.namespace:port/path`, which relies on the search path of cluster DNS. Throws a ControllerInvalid. */
const webhookUrl = (webhook: Fields, field: string): string => {
  const { url, service, path } = webhook;
  if (typeof url === 'string') return url;
  if (!isRecord(service) || typeof path !== 'string') throw new ControllerInvalid(`${field} has neither a url nor a service with a path`);
  const { name, namespace, port = 80, protocol = 'http' } = service;
  if (typeof name !== 'string' || name === '' || typeof namespace !== 'string' || namespace === '') {
    throw new ControllerInvalid(`${field}.service lacks a name or a namespace`);
  }
  return `${protocol}://${name}.${namespace}:${port}${path}`;
};

const unitMs: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A Go duration in milliseconds; ten seconds when it is absent, none, or not above zero. */
const timeout = (value: unknown): number => {
  if (typeof value !== 'string' || !/^(\d+(\.\d*)?(ns|us|µs|ms|s|m|h))+$/.test(value)) return DEFAULT_TIMEOUT_MS;
  let total = 0;
  for (const [, amount, unit] of value.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)/g)) total += Number(amount) * (unitMs[unit ?? ''] ?? 0);
  return total > 0 ? total : DEFAULT_TIMEOUT_MS;
};
