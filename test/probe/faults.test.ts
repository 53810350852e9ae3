import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { createServer, type TlsOptions } from 'node:tls';
import { pemOf } from '../../core/certs/pem';
import { format } from '../../core/facts/message';
import type { StageEvent, Target } from '../../core/probe';
import { type Behaviour, connack, fakeBroker, hangs } from '../support/fakeBroker';
import { atEach, fakeServer } from './scan-tools';
import { outline, type Pair, run, target, workshop } from './tools';

const shop = workshop();
let ca: Pair;
let server: Pair;

before(async () => {
  ca = await shop.make('ca', { role: 'ca', name: 'Test CA' });
  server = await shop.make('server', { dns: ['localhost'] }, ca);
});

after(() => shop.remove());

const limit = { timeoutMs: 200 };
const protocols = ['mqtt', 'mqtts', 'ws', 'wss'] as const;

/** Tests a server that does this; every verdict must be words and no shrug. */
async function verdict(protocol: string, behaviour: Behaviour, more: Partial<Target> = {}) {
  const fake = await fakeServer(behaviour);
  const started = performance.now();
  try {
    const events = await run(target(`${protocol}://localhost:${fake.port}`, { ca: ca.cert, ...limit, ...more }));
    return { ...verdictOf(events), ms: performance.now() - started };
  } finally {
    await fake.stop();
  }
}

function verdictOf(events: readonly StageEvent[]) {
  const problem = events.at(-1)?.problem;
  assert.ok(problem, `no failure: ${outline(events)}`);
  return { outline: outline(events), cause: format(problem.cause) };
}

test('a server that accepts and never speaks', async () => {
  for (const protocol of protocols) {
    const { outline, cause } = await verdict(protocol, hangs);
    assert.match(outline, /!ETIMEDOUT$/, protocol);
    assert.match(cause, /within 0\.2 s/);
  }
});

test('a server that sends one byte at a time', async () => {
  const drip: Behaviour = (socket) => {
    const greeting = Buffer.concat([Buffer.from([0x16, 3, 3, 0x40, 0, 2, 0, 0x3f, 0xfc, 3, 3]), Buffer.alloc(1000)]);
    let at = 0;
    const timer = setInterval(() => socket.write(greeting.subarray(at, ++at)), 20);
    socket.once('close', () => clearInterval(timer));
  };
  for (const protocol of ['mqtts', 'wss']) {
    assert.match((await verdict(protocol, drip)).outline, /^dns tcp tls!ETIMEDOUT$/);
  }
  const connack: Behaviour = (socket) => {
    const timer = setInterval(() => socket.write(Buffer.from([0x20])), 80);
    socket.once('close', () => clearInterval(timer));
  };
  assert.match((await verdict('mqtt', connack)).outline, /^dns tcp mqtt!/);
});

/** Bytes that look random and are the same each time. */
function noise(seed: number, length: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, index) =>
    createHash('sha256').update(`${seed} ${index}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, length);
}

test('a server that answers garbage', async () => {
  for (const protocol of protocols) {
    for (let seed = 0; seed < 12; seed++) {
      const bytes = noise(seed, 1 + seed * 40);
      const { outline } = await verdict(protocol, (socket) => socket.once('data', () => socket.end(bytes)));
      assert.match(outline, /^dns tcp (tls|mqtt|websocket)!/);
    }
  }
});

/** What a real server has sent by the time it waits for the client. */
async function recordedHandshake(options: TlsOptions): Promise<Buffer> {
  const { connect } = await import('node:net');
  const { connect: connectTls } = await import('node:tls');
  const real = createServer({ cert: readFileSync(server.cert), key: readFileSync(server.key), ...options });
  await new Promise<void>((resolve) => real.listen(0, '127.0.0.1', resolve));
  const address = real.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  const sent: Buffer[] = [];
  const between = await fakeServer((client) => {
    const onward = connect(address.port, '127.0.0.1').on('error', () => undefined);
    onward.on('data', (bytes) => sent.push(bytes));
    client.pipe(onward).pipe(client);
    client.once('close', () => onward.destroy());
  });
  const socket = connect(between.port, '127.0.0.1');
  await new Promise((resolve) => connectTls({ socket, rejectUnauthorized: false }).once('secureConnect', resolve));
  socket.destroy();
  await between.stop();
  await new Promise((resolve) => real.close(resolve));
  return Buffer.concat(sent);
}

test('a server that closes at each byte of a real handshake', async () => {
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    const recorded = await recordedHandshake({ maxVersion });
    assert.ok(recorded.length > 500);
    await atEach(recorded.length, async (length) => {
      const behaviour: Behaviour = (socket) => socket.once('data', () => socket.end(recorded.subarray(0, length)));
      // An address, because the system's resolver answers only four at a time.
      const { outline, cause } = await verdict('mqtts', behaviour, { host: '127.0.0.1', timeoutMs: 5000 });
      assert.match(outline, /^dns tcp tls!(?!ETIMEDOUT)/, `after ${length} bytes of ${maxVersion}`);
      assert.doesNotMatch(cause, /^The connection failed/, `after ${length} bytes of ${maxVersion}: ${outline}`);
    });
  }
});

const megabytes = 100;

/** Sends these bytes, then a hundred megabytes as fast as the other side takes them. → how many it took */
function flood(head: Buffer): { readonly behaviour: Behaviour; readonly taken: () => number } {
  let most = 0;
  const chunk = Buffer.alloc(64 * 1024, 0x61);
  const behaviour: Behaviour = (socket: Socket) => {
    let sent = 0;
    const more = (): void => {
      while (sent < megabytes * 2 ** 20) {
        sent += chunk.length;
        if (!socket.write(chunk)) return;
      }
    };
    socket.once('close', () => {
      most = Math.max(most, socket.bytesWritten);
    });
    socket.on('drain', more);
    socket.once('data', () => {
      socket.write(head);
      more();
    });
  };
  return { behaviour, taken: () => most };
}

test('a server that sends a hundred megabytes is not listened to that long', async () => {
  const floods: readonly (readonly [string, string, Buffer])[] = [
    ['TLS record', 'mqtts', Buffer.from([0x16, 3, 3, 0xff, 0xff])],
    ['TLS handshake message', 'mqtts', Buffer.from([0x16, 3, 3, 0x40, 0, 2, 0xff, 0xff, 0xff])],
    // CONNACK with a remaining length of 104857600 (MQTT 5, section 1.5.5).
    ['MQTT packet', 'mqtt', Buffer.from([0x20, 0x80, 0x80, 0x80, 0x32])],
    ['PUBLISH', 'mqtt', Buffer.from([0x30, 0x80, 0x80, 0x80, 0x32, 0, 1, 0x61])],
    ['HTTP header', 'ws', Buffer.from('HTTP/1.1 101 Switching Protocols\r\nX: ')],
  ];
  for (const [name, protocol, head] of floods) {
    const { behaviour, taken } = flood(head);
    const { outline, cause } = await verdict(protocol, behaviour, { timeoutMs: 3000 });
    assert.match(outline, /^dns tcp (tls|mqtt|websocket)!(?!ETIMEDOUT)/, name);
    assert.ok(taken() < 16 * 2 ** 20, `${name}: ${taken()} bytes were taken`);
    assert.doesNotMatch(cause, /^The connection failed/, `${name}: ${outline}`);
  }
});

test('a WebSocket frame of a hundred megabytes', async () => {
  const chunk = Buffer.alloc(64 * 1024, 0x61);
  const opened: Behaviour = (socket) => {
    socket.once('data', (request) => {
      const key = /Sec-WebSocket-Key: (\S+)/i.exec(request.toString())?.[1] ?? '';
      const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
      const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
      socket.write(
        `${[...head, `Sec-WebSocket-Accept: ${accept}`, 'Sec-WebSocket-Protocol: mqtt'].join('\r\n')}\r\n\r\n`,
      );
      socket.write(Buffer.from([0x82, 127, 0, 0, 0, 0, 6, 0x40, 0, 0]));
      const more = (): void => {
        while (!socket.destroyed && socket.bytesWritten < megabytes * 2 ** 20 && socket.write(chunk));
      };
      socket.on('drain', more);
      more();
    });
  };
  const { outline } = await verdict('ws', opened, { timeoutMs: 3000 });
  assert.match(outline, /^dns tcp websocket mqtt!(?!ETIMEDOUT)/);
});

test('a server that presents a chain of 200 certificates', async () => {
  let issuer = ca;
  const chain: string[] = [];
  for (let number = 1; number <= 200; number++) {
    issuer = await shop.make(
      `link${number}`,
      { role: 'ca', name: `Link ${number}`, existingKey: ca.issued.key },
      issuer,
    );
    chain.unshift(pemOf('CERTIFICATE', issuer.issued.certificate));
  }
  const leaf = await shop.make('deep', { dns: ['localhost'] }, issuer);
  for (const length of [50, 199]) {
    const cert = readFileSync(leaf.cert, 'utf8') + chain.slice(0, length).join('');
    const broker = await fakeBroker(connack(0), { cert, key: readFileSync(leaf.key) });
    try {
      const { outline, cause } = verdictOf(
        await run(target(`mqtts://localhost:${broker.port}`, { ca: ca.cert, timeoutMs: 5000 })),
      );
      assert.match(outline, /^dns tcp tls!/);
      assert.doesNotMatch(cause, /^The connection failed/, outline);
      assert.ok(cause.length < 1000);
    } finally {
      await broker.close();
    }
  }
});
