/**
 * Envoy's way to say what a message is: the name of its type in full, of which the longest occur once for each broker.
 * They stand here, so that a text can give them a short name and write them once (yaml.ts).
 */

const PREFIX = 'type.googleapis.com/';

/** Types that occur once for each broker. */
export const TYPE = {
  listener: `${PREFIX}envoy.config.listener.v3.Listener`,
  cluster: `${PREFIX}envoy.config.cluster.v3.Cluster`,
  tcpProxy: `${PREFIX}envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy`,
} as const;

/** A message of a type; `of` is its name without the prefix that all have. */
export const typed = (of: string, fields: object = {}) => ({ '@type': `${PREFIX}${of}`, ...fields });

/** Envoy's name for its filter of plain connections. */
export const TCP_PROXY = 'envoy.filters.network.tcp_proxy';

/** A named extension of Envoy with its configuration. */
export const extension = (name: string, of: string, fields: object = {}) => ({ name, typed_config: typed(of, fields) });
