/** Ports of this machine for Envoy and the brokers behind it; below those that the kernel hands out by itself. */
import { createServer } from 'node:net';

/** The first of `count` ports in a row that are free on 127.0.0.1 now. */
export const freeRange = async (count: number): Promise<number> => {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const first = 12_000 + Math.floor(Math.random() * 18_000);
    const ports = Array.from({ length: count }, (_, index) => first + index);
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return first;
  }
  throw new Error(`no ${count} free ports in a row`);
};

const isFree = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });
