/**
 * HTTP in Envoy, which here is for health checks and statistics only: the filter that reads requests, with a route table
 * of its own and the router that each such filter needs at its end.
 */
import { extension, typed } from './typed.ts';

interface Http {
  readonly routes: readonly object[];
  /** Filters before the router. */
  readonly filters?: readonly object[];
  /** HTTP/1.0 too, which some load balancers speak in health checks. */
  readonly acceptsHttp10?: boolean;
}

/** A network filter that answers HTTP by its routes, the first that matches. */
export const httpFilter = (name: string, { routes, filters = [], acceptsHttp10 = false }: Http) => ({
  name: 'envoy.filters.network.http_connection_manager',
  typed_config: typed('envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager', {
    stat_prefix: name,
    ...(acceptsHttp10 && { http_protocol_options: HTTP_10 }),
    route_config: { name, virtual_hosts: [{ name, domains: ['*'], routes }] },
    http_filters: [...filters, extension('envoy.filters.http.router', 'envoy.extensions.filters.http.router.v3.Router')],
  }),
});

/** A client of HTTP/1.0 names no host, and Envoy refuses a request without one. */
const HTTP_10 = { accept_http_10: true, default_host_for_http_10: 'envoy' };
