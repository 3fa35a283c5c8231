/** A client of Envoy: connects, learns which broker answered, and can be asked later whether its connection still works. */
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';

export interface Client {
  /** `broker-<id>`: who answered. */
  readonly broker: string;
  /** Fingerprint of the certificate that was shown; undefined without TLS. */
  readonly certificate: string | undefined;
  /** Whether what is sent over this very connection still comes back. */
  works(): Promise<boolean>;
  close(): void;
}

/** Connects to a port of Envoy; with TLS when a server name is given. Throws when the connection is closed before a broker answered. */
export const connect = async (port: number, servername?: string): Promise<Client> => {
  const socket: Socket | TLSSocket =
    servername === undefined
      ? connectPlain(port, '127.0.0.1')
      : connectTls({ port, host: '127.0.0.1', servername, rejectUnauthorized: false });
  socket.on('error', () => undefined);
  const broker = (await heard(socket)).trim();
  return {
    broker,
    certificate: 'getPeerCertificate' in socket ? socket.getPeerCertificate().fingerprint256 : undefined,
    works: async () => {
      if (socket.destroyed || socket.readableEnded) return false;
      socket.write('still there?\n');
      return (await heard(socket).catch(() => '')) === 'still there?\n';
    },
    close: () => {
      socket.destroy();
    },
  };
};

/** Sends a text to a port and gives the first that comes back. */
export const exchange = async (port: number, text: string): Promise<string> => {
  const socket = connectPlain(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(text);
  const answer = await heard(socket);
  socket.destroy();
  return answer;
};

const heard = (socket: Socket): Promise<string> =>
  new Promise((done, failed) => {
    const timer = setTimeout(() => end(new Error('nothing was heard for five seconds')), 5000);
    const end = (error: Error | undefined, chunk?: Buffer): void => {
      clearTimeout(timer);
      socket.off('data', onData).off('close', onClose);
      if (error === undefined) done(String(chunk));
      else failed(error);
    };
    const onData = (chunk: Buffer): void => end(undefined, chunk);
    const onClose = (): void => end(new Error('the connection was closed'));
    socket.on('data', onData).on('close', onClose);
  });
