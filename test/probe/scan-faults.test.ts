import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { scan } from '../../core/probe';
import { clientHello, recordOf } from '../../core/probe/scan/client-hello';
import { readFlight } from '../../core/probe/scan/flight';
import { main } from '../../server/src/cli/main';
import { freePort } from '../support/freePort';
import { atEach, fakeServer, outcomeOf, resultOf, type Served, sServer } from './scan-tools';
import { type Pair, workshop } from './tools';

const shop = workshop();
let server: Pair;
let plain: Served;

before(async () => {
  server = await shop.make('server', { dns: ['localhost'], ip: ['127.0.0.1'], days: 90 });
  plain = await sServer([server], []);
});

after(async () => {
  await plain.stop();
  shop.remove();
});

/** A TLS record. */
const record = (type: number, body: Uint8Array) =>
  Buffer.concat([Buffer.from([type, 3, 3, body.length >> 8, body.length & 255]), body]);

/** Runs what a server that answers like this is told to be, under short limits. */
async function verdict(serve: (socket: Socket) => void, timeoutMs = 300): Promise<string> {
  const fake = await fakeServer(serve);
  try {
    const outcome = await outcomeOf(fake.port, { timeoutMs, totalMs: 4000 });
    return outcome.ok ? 'ok' : outcome.problem.code;
  } finally {
    await fake.stop();
  }
}

test('a server that accepts and never speaks', async () => {
  assert.equal(await verdict(() => undefined), 'SILENT');
});

test('a server that closes at once, or resets', async () => {
  assert.equal(await verdict((socket) => socket.end()), 'CLOSED');
  // Whether the reset comes before or after the connection counts as made is up to the system.
  assert.match(await verdict((socket) => socket.resetAndDestroy()), /^(?:CLOSED|ECONNRESET)$/);
});

test('a server that answers garbage', async () => {
  assert.equal(
    await verdict((socket) => socket.once('data', () => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'))),
    'NOT_TLS',
  );
  assert.equal(await verdict((socket) => socket.write('220 mail ready\r\n')), 'NOT_TLS');
});

test('a server that refuses everything', async () => {
  const alert = record(21, Uint8Array.of(2, 40));
  assert.equal(await verdict((socket) => socket.once('data', () => socket.end(alert))), 'NO_COMMON_VERSION');
});

test('a server that sends a byte now and then', async () => {
  const hello = Buffer.concat([Buffer.from([22, 3, 3, 0, 90, 2, 0, 0, 86]), Buffer.alloc(86, 3)]);
  const drip = (socket: Socket) => {
    let at = 0;
    const timer = setInterval(() => socket.write(hello.subarray(at, ++at)), 100);
    socket.on('close', () => clearInterval(timer));
  };
  assert.equal(await verdict(drip), 'SILENT');
});

test('a record and a message of 100 MB are not waited for, and not kept', async () => {
  const before = process.memoryUsage().arrayBuffers;
  let sent = 0;
  const flood = (head: Buffer) => (socket: Socket) => {
    const block = Buffer.alloc(65_536, 1);
    const pour = (): void => {
      while (!socket.destroyed && sent < 100_000_000) {
        sent += block.length;
        if (!socket.write(block)) break;
      }
    };
    socket.write(head);
    socket.on('drain', pour);
    pour();
  };
  assert.equal(await verdict(flood(Buffer.from([22, 3, 3, 0xff, 0xff]))), 'NOT_TLS');
  assert.equal(await verdict(flood(Buffer.from([22, 3, 3, 0x40, 0, 2, 0xff, 0xff, 0xff]))), 'NOT_TLS');
  assert.ok(process.memoryUsage().arrayBuffers - before < 50_000_000);
});

test('a server that breaks off after any number of bytes', async () => {
  const chunks: Buffer[] = [];
  const recorded = readFlight();
  await new Promise<void>((resolve) => {
    const socket = connect(plain.port, '127.0.0.1');
    socket.on('data', (bytes: Buffer) => {
      chunks.push(bytes);
      recorded.push(bytes);
      if (recorded.seen.done) socket.destroy();
    });
    socket.on('close', () => resolve());
    socket.write(recordOf(clientHello({ version: 'tls1.2', suites: [0xc02b, 0xc02c] }), 'tls1.2'));
  });
  const flight = Buffer.concat(chunks);
  assert.ok(flight.length > 200);
  await atEach(flight.length, async (length) => {
    const code = await verdict((socket) => socket.once('data', () => socket.end(flight.subarray(0, length))), 3000);
    assert.ok(['ok', 'CLOSED', 'NO_COMMON_VERSION'].includes(code), `${length}: ${code}`);
  });
});

test('a chain of 200 certificates', async () => {
  const file = shop.write('chain.pem', readFileSync(server.cert, 'utf8').repeat(200));
  const long = await sServer([server], ['-cert_chain', file]);
  try {
    const result = await resultOf(long.port);
    assert.equal(result.complete, true);
    assert.equal(result.certificates[0]?.chain.length, 32);
  } finally {
    await long.stop();
  }
});

test('SSL 3.0 is found, although no library speaks it any more', async () => {
  const suites = [0x0005, 0x000a];
  const fake = await fakeServer((socket) =>
    socket.once('data', (hello: Buffer) => {
      const offered = hello.subarray(5 + 4 + 2 + 32 + 1 + 2);
      const suite = suites.find(
        (code) => hello.readUInt16BE(9) === 0x0300 && offered.includes(Buffer.from([code >> 8, code & 255])),
      );
      if (suite === undefined) {
        socket.end(Buffer.from([21, 3, 0, 0, 2, 2, 40]));
        return;
      }
      const body = Buffer.concat([
        Buffer.from([3, 0]),
        Buffer.alloc(32, 7),
        Buffer.from([0, suite >> 8, suite & 255, 0]),
      ]);
      const message = Buffer.concat([Buffer.from([2, 0, 0, body.length]), body, Buffer.from([14, 0, 0, 0])]);
      socket.write(Buffer.concat([Buffer.from([22, 3, 0, 0, message.length]), message]));
    }),
  );
  try {
    const result = await resultOf(fake.port, { timeoutMs: 1000 });
    assert.deepEqual(result.protocols, {
      ssl3: true,
      'tls1.0': false,
      'tls1.1': false,
      'tls1.2': false,
      'tls1.3': false,
    });
    assert.deepEqual([...result.ciphers.ssl3].sort(), ['DES-CBC3-SHA', 'RC4-SHA']);
    assert.equal(result.grade.letter, 'F');
  } finally {
    await fake.stop();
  }
});

test('a scan can be cancelled, before and while it runs', async () => {
  const early = await outcomeOf(plain.port, { signal: AbortSignal.abort() });
  assert.equal(early.ok ? 'ok' : early.problem.code, 'CANCELLED');
  const controller = new AbortController();
  const late = await outcomeOf(plain.port, { signal: controller.signal, onProgress: () => controller.abort() });
  assert.equal(late.ok ? 'ok' : late.problem.code, 'CANCELLED');
});

test('never more connections at a time than allowed, and only where one address was confirmed', async () => {
  let open = 0;
  let most = 0;
  const fake = await fakeServer((socket) => {
    socket.once('data', () => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open--;
        socket.end(record(21, Uint8Array.of(2, 70)));
      }, 20);
    });
  });
  try {
    await outcomeOf(fake.port, { concurrency: 2 });
    assert.ok(most <= 2, `${most} at a time`);
    const asked: string[] = [];
    const outcome = await scan(
      { host: '127.0.0.1', port: fake.port },
      { now: Date.now(), mayScan: (addresses) => asked.push(...addresses) < 0 },
    );
    assert.deepEqual(asked, ['127.0.0.1']);
    assert.equal(outcome.ok ? 'ok' : outcome.problem.code, 'NOT_CONFIRMED');
  } finally {
    await fake.stop();
  }
});

async function cli(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let out = '';
  let err = '';
  const io = {
    cwd: '/',
    stdin: process.stdin,
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  const code = await main(['scan', ...args], io);
  return { code, out, err };
}

test('command line: JSON, text, Markdown, JUnit', async () => {
  const place = `127.0.0.1:${plain.port}`;
  const json = await cli(place, '--format', 'json', '--sni', 'localhost');
  assert.equal(json.code, 0, json.err);
  const result = JSON.parse(json.out);
  assert.deepEqual(Object.keys(result.protocols), ['ssl3', 'tls1.0', 'tls1.1', 'tls1.2', 'tls1.3']);
  assert.deepEqual(Object.keys(result.ciphers), ['ssl3', 'tls1.0', 'tls1.1', 'tls1.2', 'tls1.3']);
  assert.equal(result.target.servername, 'localhost');
  assert.match(
    (await cli(place)).out,
    /^TLS of 127\.0\.0\.1:\d+: grade A, [\s\S]*TLS 1\.3 {2}accepted[\s\S]*SSL 3\.0 {2}refused/,
  );
  assert.match(
    (await cli(place, '--format', 'markdown')).out,
    /^# TLS scan of[\s\S]*\| TLS 1\.3 \| TLS_AES_256_GCM_SHA384 \| good \|/,
  );
  assert.match(
    (await cli(place, '--format', 'junit')).out,
    /<testsuite name="mqtt-security scan [^"]*" tests="1" failures="0"/,
  );
});

test('command line: each bad input is one clear line and exit code 2', async () => {
  const closed = await freePort();
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['mqtt://localhost:1883'], /plain text/],
    [['https://localhost:1883'], /no MQTT address/],
    [['mqtts://https://localhost'], /host name belongs/],
    [['localhost:0'], /no port/],
    [['::1:8883'], /in brackets/],
    [['no-such-host.invalid:8883'], /no-such-host\.invalid/],
    [[`127.0.0.1:${closed}`], new RegExp(`${closed}`)],
    [['203.0.113.1:8883'], /--yes/],
    [['localhost', 'other'], /too many/],
    [['localhost', '--timeout', '0'], /seconds/],
    [['localhost', '--format', 'yaml'], /must be one of/],
  ];
  for (const [args, expected] of cases) {
    const { code, out, err } = await cli(...args, ...(args.includes('--timeout') ? [] : ['--timeout', '2']));
    assert.equal(code, 2, args.join(' '));
    assert.equal(out, '');
    assert.match(err, expected, args.join(' '));
    assert.equal(err.trim().split('\n').length, 1, err);
  }
});
