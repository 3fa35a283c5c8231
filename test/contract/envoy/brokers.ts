/** Servers in the place of brokers: each has an address of its own, says who it is and repeats what it hears. */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/** Address of a broker on this machine, on which it has the port that is rendered. */
export const brokerAddress = (id: number): string => `127.0.0.${10 + id}`;

export interface FakeBroker {
  readonly port: number;
  stop(): Promise<void>;
}

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** Starts a broker; with TLS when it has a certificate. */
export const startBroker = async (id: number, port: number, certificate?: Certificate): Promise<FakeBroker> => {
  const open = new Set<Socket>();
  const serve = (socket: Socket): void => {
    open.add(socket);
    socket.on('error', () => undefined).on('close', () => open.delete(socket));
    socket.write(`broker-${id}\n`);
    socket.on('data', (chunk) => socket.write(chunk));
  };
  const server: Server = certificate === undefined ? createServer(serve) : createTlsServer({ ...certificate }, serve);
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(port, brokerAddress(id), done);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of open) socket.destroy();
      }),
  };
};
