/**
 * What Envoy does with a connection: hand it on to a broker as it is, or end TLS first. A chain is named by what it
 * matches and says nothing about the others, so that Envoy goes on with its connections whatever becomes of those.
 */
import { backendName } from '../backends.ts';
import type { Target } from '../routes.ts';
import { FILE, fileSource } from './folders.ts';
import { extension, TCP_PROXY, TYPE, typed } from './typed.ts';

/** The chain of one TLS server name. */
export const namedChain = (name: string, target: Target, endsTls: boolean) => ({
  name,
  filter_chain_match: { server_names: [name] },
  ...chain(target, endsTls),
});

/** The chain of whatever names nothing. */
export const chain = (target: Target, endsTls: boolean) => ({
  filters: [tcpProxy(target)],
  ...(endsTls && { transport_socket: TLS }),
});

/** Koperator's numbers: longer than the 540 s after which a client closes an idle connection by itself. */
const tcpProxy = (target: Target) => ({
  name: TCP_PROXY,
  typed_config: {
    '@type': TYPE.tcpProxy,
    stat_prefix: target === 'all' ? backendName(target) : `broker_tcp-${target}`,
    cluster: backendName(target),
    idle_timeout: '560s',
    // A second try is made at another address, where there is one.
    max_connect_attempts: 2,
  },
});

/** Name of the certificate in sds.yaml. */
export const CERTIFICATE = 'certificate';

/** A certificate that Envoy fetches by name can be renewed; one named by its file is read once. */
export const TLS = extension('envoy.transport_sockets.tls', 'envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext', {
  common_tls_context: {
    tls_params: { tls_minimum_protocol_version: 'TLSv1_2', tls_maximum_protocol_version: 'TLSv1_3' },
    tls_certificate_sds_secret_configs: [{ name: CERTIFICATE, sds_config: fileSource(FILE.secrets) }],
  },
});

/** Reads the server name that a client asks for, without which no named chain can match. */
export const TLS_INSPECTOR = {
  name: 'envoy.filters.listener.tls_inspector',
  typed_config: typed('envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector'),
};
