/**
 * A broker's configuration: its own fields over those of its group. Koperator's rules, with its faults mended
 * (docs/koperator.md): roles of the broker replace those of the group instead of adding to them, the default grace
 * period never hides the group's, and a broker without group or without configuration is an ordinary broker.
 */

import type { BrokerConfig } from '../api/kafka-cluster.ts';
import { isRecord } from '../kube/is-record.ts';

/** Lists that are replaced, not concatenated. */
const REPLACED = new Set(['processRoles', 'brokerIngressMapping']);
/** Lists that other code merges with more than two parts. */
const ENVS = 'envs';

type Fields = Readonly<Record<string, unknown>>;

/** Broker over group: scalars and roles replace, maps unite, structs merge in depth, lists concatenate (broker's first). */
export const mergeBrokerConfig = (group: BrokerConfig | undefined, broker: BrokerConfig | undefined): BrokerConfig => {
  const merged = mergeFields((group ?? {}) as Fields, (broker ?? {}) as Fields);
  const storage = uniqueBy([...(broker?.storageConfigs ?? []), ...(group?.storageConfigs ?? [])], (s) => s.mountPath);
  // Later entries may modify earlier ones, so environment variables keep the order group, broker.
  const envs = [...(group?.envs ?? []), ...(broker?.envs ?? [])];
  return {
    ...(merged as BrokerConfig),
    ...(storage.length > 0 && { storageConfigs: storage }),
    ...(envs.length > 0 && { envs }),
  };
};

const mergeFields = (group: Fields, broker: Fields): Fields => {
  const merged: Record<string, unknown> = { ...group };
  for (const [key, own] of Object.entries(broker)) {
    if (isZero(own) || key === ENVS || key === 'storageConfigs') continue;
    const inherited = merged[key];
    merged[key] =
      Array.isArray(own) && Array.isArray(inherited) && !REPLACED.has(key) ? concatenate(own, inherited) : mergeDeep(inherited, own);
  }
  return merged;
};

/** Maps and structs in depth; anything else is the own (a broker's, or an ingress configuration's). Lists inside a struct (affinity terms) are replaced. */
export const mergeDeep = (inherited: unknown, own: unknown): unknown => {
  if (!isRecord(inherited) || !isRecord(own)) return own;
  const merged: Record<string, unknown> = { ...inherited };
  for (const [key, value] of Object.entries(own)) merged[key] = mergeDeep(merged[key], value);
  return merged;
};

/** Broker's items, then those of the group that are not the same and do not carry a name that the broker has used. */
const concatenate = (own: readonly unknown[], inherited: readonly unknown[]): readonly unknown[] => {
  const names = new Set(own.map(nameOf).filter((name): name is string => name !== undefined));
  const texts = new Set(own.map((item) => JSON.stringify(item)));
  return [...own, ...inherited.filter((item) => !names.has(nameOf(item) ?? '') && !texts.has(JSON.stringify(item)))];
};

/** What makes an item the only one of its list: a mount's path, a container's or volume's name. */
const nameOf = (item: unknown): string | undefined => {
  if (!isRecord(item)) return undefined;
  const name = item['mountPath'] ?? item['name'];
  return typeof name === 'string' ? name : undefined;
};

const uniqueBy = <T>(items: readonly T[], key: (item: T) => string): readonly T[] => {
  const seen = new Set<string>();
  return items.filter((item) => !seen.has(key(item)) && seen.add(key(item)));
};

/** Koperator's "not set": the zero value of Go, and a list without items. */
const isZero = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || value === 0 || value === false || (Array.isArray(value) && value.length === 0);
