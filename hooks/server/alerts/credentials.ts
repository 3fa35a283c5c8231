/**
 * Who may send alerts: who shows a token, or a client certificate, whichever is set up; with both, either one lets in.
 * Asked before anything else, so that a stranger learns nothing, not even which paths there are.
 */
import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { type Failure, failure } from '../../errors.ts';
import { hasClientCertificate } from '../tls-files.ts';
import type { TokenCheck } from '../token.ts';

export interface Credentials {
  readonly token: TokenCheck | undefined;
  /** Whether connections are asked for a certificate. */
  readonly clientCertificates: boolean;
}

/** Undefined for a request that may send alerts, else why it may not. */
export const credentialProblem = (request: IncomingMessage, { token, clientCertificates }: Credentials): Failure | undefined => {
  if (clientCertificates && hasClientCertificate(request.socket as Partial<TLSSocket>)) return undefined;
  const verdict = token?.(request.headers.authorization);
  if (verdict === 'accepted') return undefined;
  if (verdict === 'unreadable') return failure('TOKEN_UNREADABLE', { variable: 'ALERTS_TOKEN_FILE' });
  return failure('ALERTS_UNAUTHENTICATED', {
    accepted: [...(token === undefined ? [] : ['bearer token']), ...(clientCertificates ? ['client certificate'] : [])].join(' or '),
    configure: [...(token === undefined ? [] : ['authorization']), ...(clientCertificates ? ['tls_config'] : [])].join(' or '),
  });
};
