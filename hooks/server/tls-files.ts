/**
 * Certificate, key and client CA of a server, from files that may be replaced while it runs. A client's certificate is
 * asked for when there is a CA, and judged request by request: who shows none may still have a token.
 */
import { constants } from 'node:crypto';
import { createSecureContext, type SecureContextOptions, type TLSSocket } from 'node:tls';
import { type ChangingFile, changingFile } from '../adapters/files/changing-file.ts';

/** Paths of PEM files. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  /** CAs of clients' certificates; without it nobody is asked for one. */
  readonly clientCa?: string;
}

export interface TlsMaterial {
  /** Differs when one of the files may. */
  readonly version: string;
  readonly options: SecureContextOptions;
}

export interface TlsSource {
  readonly asksClients: boolean;
  /** What the files hold at the moment of the call; throws when they cannot be used. */
  current(): TlsMaterial;
}

export const tlsSource = ({ cert, key, clientCa }: TlsFiles): TlsSource => {
  const files = [cert, key, ...(clientCa === undefined ? [] : [clientCa])].map(changingFile);
  let known: TlsMaterial | undefined;
  return {
    asksClients: clientCa !== undefined,
    current: () => {
      const version = files.map((file) => file().version).join();
      if (version !== known?.version) known = { version, options: checked(files) };
      return known;
    },
  };
};

/** Throws what OpenSSL says of files that do not belong together. */
const checked = (files: readonly ChangingFile[]): SecureContextOptions => {
  const [cert, key, ca] = files.map((file) => file().text);
  const options: SecureContextOptions = {
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(ca !== undefined && { ca }),
    // The certificate of a resumed session is not verified again, whatever became of its CA.
    secureOptions: constants.SSL_OP_NO_TICKET,
  };
  createSecureContext(options);
  return options;
};

/** Whether the other side of a connection has shown a certificate that the CA signed. */
export const hasClientCertificate = (socket: Partial<TLSSocket>): boolean =>
  socket.authorized === true && socket.getPeerX509Certificate?.() !== undefined;
