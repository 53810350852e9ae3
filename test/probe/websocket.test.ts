import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { after, before, test } from 'node:test';
import { Aedes } from 'aedes';
import { createWebSocketStream, WebSocketServer } from 'ws';
import { format } from '../../core/facts/message';
import { event, outline, type Pair, run, target, workshop } from './tools';

const shop = workshop();
let ca: Pair;
let aedes: Aedes;
const servers: Server[] = [];

before(async () => {
  ca = await shop.make('ca', { role: 'ca', name: 'Test CA' });
  aedes = await Aedes.createBroker();
});

after(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  await new Promise<void>((resolve) => aedes.close(() => resolve()));
  shop.remove();
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  new WebSocketServer({ server, path: '/mqtt' }).on('connection', (socket, request) => {
    aedes.handle(createWebSocketStream(socket), request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}

test('MQTT over WebSocket, with a round trip', async () => {
  const port = await listen(createServer());
  const events = await run(target(`ws://127.0.0.1:${port}`, { roundtrip: true }));
  assert.equal(outline(events), 'dns tcp websocket mqtt roundtrip roundtrip roundtrip');
  assert.equal(outline(await run(target(`ws://127.0.0.1:${port}/other`))), 'dns tcp websocket!HTTP_400');
});

test('a WebSocket of something else than MQTT', async () => {
  const server = createServer();
  new WebSocketServer({ server, handleProtocols: () => false });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  const events = await run(target(`ws://127.0.0.1:${address.port}`));
  assert.match(outline(events), /^dns tcp websocket!/);
  assert.equal(event(events, 'websocket').facts.status, 101);
  assert.match(
    format(events.at(-1)?.problem?.cause ?? { template: '', args: {} }),
    /does not offer the subprotocol mqtt/,
  );
});

test('MQTT over WebSocket over TLS', async () => {
  const server = await shop.make('server', { dns: ['localhost'] }, ca);
  const port = await listen(createHttpsServer({ cert: readFileSync(server.cert), key: readFileSync(server.key) }));
  const events = await run(target(`wss://localhost:${port}`, { ca: ca.cert, roundtrip: true }));
  assert.equal(outline(events), 'dns tcp tls websocket mqtt roundtrip roundtrip roundtrip');
  assert.equal(event(events, 'tls').facts.verified, true);
});
