/**
 * Addresses behind a cluster of Envoy. Its clusters of the bootstrap and those of cds.yaml say them in the same way:
 * one locality, no weights, since each has one host, or one name for all.
 */

/** One endpoint for each port of a host. */
export const endpoints = (clusterName: string, host: string, ports: readonly number[]) => ({
  cluster_name: clusterName,
  endpoints: [
    {
      lb_endpoints: ports.map((port) => ({ endpoint: { address: { socket_address: { address: host, port_value: port } } } })),
    },
  ],
});
