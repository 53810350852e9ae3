import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { atLeast } from '../../core/lint/brokers/mosquitto/version';
import { analyze, defaultSettings, together } from '../../core/lint/index';
import { startMosquitto, startNginx } from '../support/brokers';
import { freePort } from '../support/freePort';
import { memoryHost } from '../support/memoryHost';
import { allBrokers, lacksBroker } from '../support/mosquitto';
import { nginxDirectory, nginxVersion, preamble } from '../support/nginx';
import { roundTrip } from '../support/runningBroker';

const directory = nginxDirectory();
after(() => rmSync(directory, { recursive: true, force: true }));

/** One listener of the broker, and the server of nginx in front of it. */
interface Pair {
  readonly protocol: 'mqtt' | 'websockets';
  readonly taken: string;
  readonly sent: string;
}

const HEADERS = ['', 'enable_proxy_protocol 1', 'enable_proxy_protocol 2'];
const PAIRS: readonly Pair[] = (['mqtt', 'websockets'] as const).flatMap((protocol) =>
  HEADERS.flatMap((taken) => ['', 'proxy_protocol on;'].map((sent) => ({ protocol, taken, sent }))),
);

const nameOf = ({ protocol, taken, sent }: Pair) => `${protocol} | ${taken} | ${sent}`;

function listener({ protocol, taken }: Pair, port: number): string {
  return `listener ${port} 127.0.0.1\nprotocol ${protocol}\nallow_anonymous true\n${taken}\n`;
}

function front({ sent }: Pair, port: number, target: number): string {
  return `server { listen 127.0.0.1:${port}; proxy_pass 127.0.0.1:${target}; ${sent} }\n`;
}

/** Pairs by which clients get through nginx to the broker and hear from it. */
async function passing(pairs: readonly Pair[], program: string): Promise<readonly string[]> {
  const running = await Promise.all(
    pairs.map(async (pair) => ({ pair, port: await freePort(), front: await freePort() })),
  );
  const [broker, proxy] = [path.join(directory, 'mosquitto.conf'), path.join(directory, 'nginx.conf')];
  const listeners = running.map(({ pair, port }) => listener(pair, port));
  writeFileSync(broker, ['user root', 'log_dest stderr', 'per_listener_settings true', ...listeners].join('\n'));
  const servers = running.map((each) => front(each.pair, each.front, each.port));
  writeFileSync(proxy, `master_process off; ${preamble(directory)}stream {\n${servers.join('')}}\n`);
  const programs = [await startMosquitto(broker, program), await startNginx(proxy, running[0]?.front ?? 0)];
  try {
    const heard = await Promise.all(
      running.map(({ pair, front: port }) => (pair.protocol === 'mqtt' ? isServed(port) : isUpgraded(port))),
    );
    return pairs.filter((_, index) => heard[index]).map(nameOf);
  } finally {
    for (const each of programs) await each.stop();
  }
}

function isServed(port: number): Promise<boolean> {
  return roundTrip(port).then(
    (heard) => heard === 'hello in the clear',
    () => false,
  );
}

/** The opening handshake of RFC 6455, without a client that might try twice. */
function isUpgraded(port: number): Promise<boolean> {
  const request = [
    'GET /mqtt HTTP/1.1',
    'Host: localhost',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Protocol: mqtt',
  ];
  const socket = createConnection({ host: '127.0.0.1', port });
  socket.setTimeout(5000, () => socket.destroy());
  return new Promise((resolve) => {
    socket.once('connect', () => socket.write(`${request.join('\r\n')}\r\n\r\n`));
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
    socket.once('data', (bytes) => {
      resolve(bytes.toString().startsWith('HTTP/1.1 101'));
      socket.destroy();
    });
  });
}

/** Do both files say that no client gets through? */
async function isReported(pair: Pair, version: string): Promise<boolean> {
  const texts = {
    '/etc/mosquitto.conf': listener(pair, 1883),
    '/etc/nginx.conf': `events {}\nstream {\n${front(pair, 8884, 1883)}}\n`,
  };
  const host = memoryHost(Object.fromEntries(Object.entries(texts).map(([file, text]) => [file, { text }])));
  const settings = { ...defaultSettings, versions: { mosquitto: version } };
  const analyses = await Promise.all(
    Object.keys(texts).map((file) => analyze(file, host, { settings, now: Date.UTC(2026, 0, 15) })),
  );
  const judged = together(analyses.filter((analysis) => analysis !== undefined));
  const levels = judged.map(({ findings }) =>
    findings.filter(({ rule }) => rule === 'proxy-protocol-mismatch').map(({ level }) => level),
  );
  if (levels.flat().length === 0) return false;
  assert.deepEqual(levels, [['error'], ['error']], nameOf(pair));
  return true;
}

describe(`nginx ${nginxVersion()} in front of`, () => {
  for (const { version, program } of allBrokers()) {
    const knows = atLeast(version, '2.1.0');
    const pairs = PAIRS.filter(({ taken }) => knows || taken === '');
    test(`mosquitto ${version}: who is said to get through gets through, and nobody else`, async () => {
      const passes = await passing(pairs, program);
      const reported = await Promise.all(pairs.map((pair) => isReported(pair, version)));
      const silent = pairs.filter((_, index) => !reported[index]).map(nameOf);
      assert.deepEqual(silent, passes);
      // libwebsockets, in use before 2.1, skips a header.
      assert.equal(passes.length, knows ? 4 : 3);
    });
  }
  const newest = allBrokers().find(({ version }) => atLeast(version, '2.1.0'));
  test('mosquitto 2.1, which knows the header', { skip: lacksBroker(newest, '2.1') }, () => assert.ok(newest));
});
