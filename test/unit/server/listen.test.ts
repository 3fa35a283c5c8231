/** A server that strangers can reach: what becomes of connections on which nobody says anything, or not enough. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { listen } from '../../../hooks/server/listen.ts';

const address = { port: 0, host: '127.0.0.1', variable: 'PORT' };
const strict = { headersMs: 200, requestMs: 400 };

const ended = async (port: number, written: string): Promise<string> => {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  socket.on('error', () => undefined);
  socket.write(written);
  await once(socket, 'close');
  return text;
};

const silent = [
  { it: 'says nothing at all', written: '' },
  { it: 'stops in its headers', written: 'POST / HTTP/1.1\r\nHost: x\r\n' },
  { it: 'stops in its body, which nobody reads', written: 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc' },
];
for (const { it, written } of silent) {
  test(`ends a connection that ${it}`, { timeout: 10_000 }, async () => {
    const server = await listen(() => undefined, address, strict);
    assert.doesNotMatch(await ended(server.port, written), / 200 /);
    await server.close();
  });
}

test('keeps a connection that waits for its next request longer than its headers may take', { timeout: 10_000 }, async () => {
  const server = await listen((_request, response) => response.end('ok'), address, strict);
  const socket = connect(server.port, '127.0.0.1');
  const ask = async (): Promise<string> => {
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    return String((await once(socket, 'data'))[0]);
  };
  assert.match(await ask(), / 200 /);
  // Those that said nothing are gone by then: so long is longer than the headers' time and the interval of looking for it.
  await ended(server.port, '');
  assert.match(await ask(), / 200 /);
  socket.destroy();
  await server.close();
});

const crowds = [
  { it: 'of all', connections: { most: 1, mostOfOne: 5 } },
  { it: 'of one address', connections: { most: 5, mostOfOne: 1 } },
];
for (const { it, connections } of crowds) {
  test(`takes so many connections ${it} and no more, and new ones when those are gone`, { timeout: 10_000 }, async () => {
    const server = await listen((_request, response) => response.end('ok'), address, { connections });
    const ask = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    const first = connect(server.port, '127.0.0.1');
    first.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(first, 'data');
    assert.equal(await ended(server.port, ask), '');
    first.destroy();
    let answer = '';
    while (answer === '') answer = await ended(server.port, ask);
    assert.match(answer, / 200 /);
    await server.close();
  });
}
