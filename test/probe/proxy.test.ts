import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { format } from '../../core/facts/message';
import { startMosquitto } from '../support/brokers';
import { freePort } from '../support/freePort';
import { allBrokers, lacksBroker } from '../support/mosquitto';
import { fakeServer, nginx } from './scan-tools';
import { type Mosquitto, mosquitto, outline, type Pair, run, target, workshop } from './tools';

/** A listener that expects the PROXY protocol, met by a client that comes directly. */
const shop = workshop();
let ca: Pair;
let server: Pair;
let broker: Mosquitto;
let port: number;

before(async () => {
  ca = await shop.make('ca', { role: 'ca', name: 'Test CA' });
  server = await shop.make('server', { dns: ['localhost'] }, ca);
  port = await freePort();
  broker = await mosquitto(shop.directory, [`listener ${port} 127.0.0.1`, 'allow_anonymous true']);
});

after(async () => {
  await broker.stop();
  shop.remove();
});

async function verdict(url: string): Promise<string> {
  const events = await run(target(url, { ca: ca.cert, timeoutMs: 1500 }));
  const cause = events.at(-1)?.problem?.cause;
  return `${outline(events)}: ${cause ? format(cause) : ''}`;
}

const EXPECTS = /expects the PROXY protocol: it answers only after a header that load balancers send/;

test('nginx before a broker', async () => {
  const [secure, plain] = [await freePort(), await freePort()];
  const listens = [`listen 127.0.0.1:${secure} ssl proxy_protocol;`, `listen 127.0.0.1:${plain} proxy_protocol;`];
  const front = await nginx(shop.directory, server, [...listens, `proxy_pass 127.0.0.1:${port};`], 'stream');
  try {
    assert.match(await verdict(`mqtts://localhost:${secure}`), EXPECTS);
    assert.match(await verdict(`mqtt://localhost:${plain}`), EXPECTS);
    assert.match(await verdict(`mqtts://localhost:${front.port}`), /^dns tcp tls mqtt: $/);
  } finally {
    await front.stop();
  }
});

const modern = allBrokers().find(({ version }) => version >= '2.1');

for (const version of [1, 2]) {
  test(`Mosquitto with version ${version}`, { skip: lacksBroker(modern, '2.1') }, async () => {
    const plain = await freePort();
    const listener = [`listener ${plain} 127.0.0.1`, `enable_proxy_protocol ${version}`, 'allow_anonymous true'];
    const file = shop.write('proxied.conf', `${['user root', 'log_dest stderr', ...listener].join('\n')}\n`);
    const proxied = await startMosquitto(file, modern?.program);
    try {
      assert.match(await verdict(`mqtt://localhost:${plain}`), EXPECTS);
    } finally {
      await proxied.stop();
    }
  });
}

test('a server that takes a PROXY header, and answers without one too, is not told to want one', async () => {
  // It lets nobody in but the simplest of clients.
  const picky = await fakeServer((socket) => {
    socket.once('data', (bytes) => {
      const text = bytes.toString('latin1').replace(/^PROXY TCP[46] .*\r\n/, '');
      if (text.startsWith('\x10\x0c')) socket.write(Buffer.from([0x20, 2, 0, 0]));
      else socket.destroy();
    });
  });
  try {
    assert.match(await verdict(`mqtt://localhost:${picky.port}`), /instead of answering CONNECT/);
  } finally {
    await picky.stop();
  }
});
