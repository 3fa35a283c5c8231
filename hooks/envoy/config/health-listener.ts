/**
 * Health as a load balancer asks for it: `/healthcheck` on a port of its own is fine while at least one broker in a hundred
 * is. Any other path is sent there, as Koperator does, for health checks that cannot be told a path.
 */
import type { Ingress } from '../../kafkacluster/external/ingress.ts';
import { backendName } from '../backends.ts';
import { httpFilter } from './http.ts';
import { extension, TYPE } from './typed.ts';

const PATH = '/healthcheck';

/** The listener for health checks. */
export const healthListener = ({ healthPort, envoy }: Ingress) => ({
  '@type': TYPE.listener,
  name: 'health',
  address: { socket_address: { address: '0.0.0.0', port_value: healthPort } },
  filter_chains: [
    {
      filters: [
        httpFilter('health', {
          acceptsHttp10: envoy.enableHealthCheckHttp10 === true,
          filters: [healthCheck],
          routes: [{ match: { prefix: '/' }, redirect: { path_redirect: PATH } }],
        }),
      ],
    },
  ],
});

const healthCheck = extension('envoy.filters.http.health_check', 'envoy.extensions.filters.http.health_check.v3.HealthCheck', {
  pass_through_mode: false,
  cluster_min_healthy_percentages: { [backendName('all')]: { value: 1 } },
  headers: [{ name: ':path', string_match: { exact: PATH } }],
});
