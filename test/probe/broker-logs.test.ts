import assert from 'node:assert/strict';
import { chmodSync, readFileSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { type ConnectionOptions, connect } from 'node:tls';
import { format } from '../../core/facts/message';
import { explainLog } from '../../core/probe';
import { freePort } from '../support/freePort';
import { allBrokers, tryBroker } from '../support/mosquitto';
import { openssl } from '../support/openssl';
import { type Mosquitto, mosquitto, type Pair, run, target, workshop } from './tools';

const shop = workshop();
const file = (name: string) => path.join(shop.directory, name);
let ca: Pair;
let server: Pair;
let other: Pair;

before(async () => {
  ca = await shop.make('ca', { role: 'ca', name: 'Test CA' });
  server = await shop.make('server', { dns: ['localhost'] }, ca);
  other = await shop.make('other', { dns: ['localhost'] }, ca);
});

after(() => shop.remove());

/** Everything that is known of a real log. */
function known(log: string): readonly { readonly words: string; readonly option: string | undefined }[] {
  return explainLog(log).map(({ problem: { cause, action } }) => ({
    words: format(cause),
    option: action?.kind === 'open-configuration' ? action.option : undefined,
  }));
}

function weak(stem: string, ...more: readonly string[]): Pick<Pair, 'cert' | 'key'> {
  const out = ['-keyout', file(`${stem}.key`), '-out', file(`${stem}.crt`), '-subj', `/CN=${stem}`];
  const made = openssl('req', '-x509', '-nodes', '-days', '9', ...out, ...more);
  assert.equal(made.status, 0, made.stderr);
  return { cert: file(`${stem}.crt`), key: file(`${stem}.key`) };
}

/** A configuration with one broken thing, what Mosquitto's words must be told to mean, and the option to look at. */
interface Refusal {
  readonly name: string;
  readonly lines: () => readonly string[];
  readonly words: RegExp;
  readonly option?: string;
  /** The broker gives up being root, so that it cannot read what root has made. */
  readonly asMosquitto?: true;
  /** The first version that starts all the same, with the OpenSSL that it comes with. */
  readonly until?: string;
}

const tls = (pair: Pick<Pair, 'cert' | 'key'>, authority = ca.cert) => [
  `cafile ${authority}`,
  `certfile ${pair.cert}`,
  `keyfile ${pair.key}`,
];

const refusals: readonly Refusal[] = [
  {
    name: 'certificate file missing',
    lines: () => tls({ cert: file('absent.crt'), key: server.key }),
    words: /does not find the file/,
    option: 'certfile',
  },
  {
    name: 'key file missing',
    lines: () => tls({ cert: server.cert, key: file('absent.key') }),
    words: /does not find the file/,
    option: 'keyfile',
  },
  {
    name: 'CA file missing',
    lines: () => tls(server, file('absent.crt')),
    words: /does not find the file|next line of its log/,
    option: 'cafile',
  },
  {
    name: 'certificate in DER',
    lines: () => {
      openssl('x509', '-in', server.cert, '-outform', 'DER', '-out', file('server.der'));
      return tls({ cert: file('server.der'), key: server.key });
    },
    words: /holds no PEM of the kind that is wanted/,
    option: 'certfile',
  },
  {
    name: 'CA file without a certificate',
    lines: () => tls(server, shop.write('none.crt', 'nothing\n')),
    words: /holds no PEM of the kind that is wanted/,
    option: 'cafile',
  },
  {
    name: 'key file that holds a certificate',
    lines: () => tls({ cert: server.cert, key: server.cert }),
    words: /holds no PEM of the kind that is wanted/,
    option: 'keyfile',
  },
  {
    name: 'key of another certificate',
    lines: () => tls({ cert: server.cert, key: other.key }),
    words: /does not belong to the certificate/,
    option: 'keyfile',
  },
  {
    name: 'key too small',
    lines: () => tls(weak('small', '-newkey', 'rsa:1024')),
    words: /too small/,
    option: 'certfile',
  },
  {
    name: 'SHA-1',
    lines: () => tls(weak('sha1', '-newkey', 'rsa:2048', '-sha1', '-CA', ca.cert, '-CAkey', ca.key)),
    words: /SHA-1 or MD5/,
    option: 'certfile',
    until: '2.0.21',
  },
  {
    name: 'encrypted key',
    lines: () => {
      openssl('pkey', '-in', server.key, '-aes256', '-passout', 'pass:secret', '-out', file('locked.key'));
      return tls({ cert: server.cert, key: file('locked.key') });
    },
    words: /encrypted, and no passphrase/,
    option: 'keyfile',
  },
  {
    name: 'key unreadable',
    lines: () => {
      if (process.getuid?.() !== 0) chmodSync(server.key, 0);
      else chmodSync(shop.directory, 0o755);
      return tls(server);
    },
    words: /may not read the file|next line of its log/,
    asMosquitto: true,
  },
  {
    name: 'TLS 1.3 names among the others',
    lines: () => [...tls(server), 'ciphers TLS_AES_128_GCM_SHA256'],
    words: /names no suite that it knows/,
    option: 'ciphers',
  },
  {
    name: 'other names among those of TLS 1.3',
    lines: () => [...tls(server), 'ciphers_tls1.3 ECDHE-RSA-AES128-GCM-SHA256'],
    words: /names no suite that it knows/,
  },
  {
    name: 'unknown version',
    lines: () => [...tls(server), 'tls_version tlsv9'],
    words: /misspelt or not supported/,
    option: 'tls_version',
  },
  { name: 'unknown option', lines: () => ['certfiel x'], words: /key that this broker version does not know/ },
  {
    name: 'an option twice',
    lines: () => [...tls(server), `certfile ${other.cert}`],
    words: /stands twice/,
    until: '2.1',
  },
];

const cases = allBrokers().flatMap((broker) =>
  refusals
    .filter(({ until }) => until === undefined || broker.version < until)
    .map((refusal) => ({ ...broker, ...refusal })),
);

for (const { version, program, name, lines, words, option, asMosquitto } of cases) {
  test(`Mosquitto ${version} does not start: ${name}`, async () => {
    const start = [...(asMosquitto ? [] : ['user root']), `listener ${await freePort()} 127.0.0.1`, ...lines()];
    const { refused, log } = await tryBroker(shop.write('t.conf', `${start.join('\n')}\n`), shop.directory, program);
    assert.ok(refused, log);
    const found = known(log).filter((each) => words.test(each.words));
    assert.ok(found.length > 0, log);
    if (option !== undefined) assert.equal(found[0]?.option, option, log);
  });
}

/** One TLS client that may fail. */
async function shake(port: number, options: ConnectionOptions): Promise<void> {
  await new Promise<void>((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, ...options });
    socket.once('error', () => resolve()).once('close', () => resolve());
    socket.once('secureConnect', () => setTimeout(() => socket.destroy(), 50));
  });
}

async function speak(port: number, text: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const socket = connectTcp(port, '127.0.0.1', () => socket.end(text));
    socket.once('error', () => resolve()).once('close', () => resolve());
    socket.resume();
  });
}

/** What running brokers write about clients. */
const complaints: readonly (readonly [name: string, client: (port: number) => Promise<unknown>, words: RegExp])[] = [
  [
    'no suite in common',
    (port) => shake(port, { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-GCM-SHA256', rejectUnauthorized: false }),
    /no cipher suite, curve or signature in common/,
  ],
  [
    'no version in common',
    (port) => shake(port, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' }),
    /no TLS version in common/,
  ],
  ['no client certificate', (port) => shake(port, { rejectUnauthorized: false }), /requires a client certificate/],
  [
    'a client that does not trust the broker',
    async (port) => openssl('s_client', '-connect', `127.0.0.1:${port}`, '-CAfile', other.cert, '-verify_return_error'),
    /was rejected: its peer does not trust/,
  ],
  [
    'a client certificate of another authority',
    (port) => {
      const stranger = weak('stranger', '-newkey', 'rsa:2048');
      const pair = { cert: readFileSync(stranger.cert), key: readFileSync(stranger.key) };
      return shake(port, { ...pair, rejectUnauthorized: false });
    },
    /rejected the certificate of its peer/,
  ],
  [
    'plain MQTT',
    (port) => run(target(`mqtt://127.0.0.1:${port}`, { timeoutMs: 500 })),
    /One side speaks TLS and the other does not/,
  ],
  ['HTTP', (port) => speak(port, 'GET / HTTP/1.1\r\n\r\n'), /One side speaks TLS and the other does not/],
];

for (const { version, program } of allBrokers()) {
  test(`what Mosquitto ${version} writes of clients that fail`, () => writesOfClients(program));
}

async function writesOfClients(program: string): Promise<void> {
  const port = await freePort();
  let broker: Mosquitto | undefined;
  try {
    const listener = [`listener ${port} 127.0.0.1`, 'require_certificate true', 'tls_version tlsv1.2'];
    chmodSync(server.key, 0o600);
    broker = await mosquitto(shop.directory, [...listener, ...tls(server)], program);
    for (const [name, client, words] of complaints) {
      const before = broker.log().length;
      await client(port);
      for (
        let wait = 0;
        wait < 40 && !known(broker.log().slice(before)).some((each) => words.test(each.words));
        wait++
      ) {
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      const log = broker.log().slice(before);
      assert.ok(
        known(log).some((each) => words.test(each.words)),
        `${name}: ${log}`,
      );
    }
  } finally {
    await broker?.stop();
  }
}

test('a log says each thing once, and where', () => {
  const lines = [
    'starting',
    'Error: Unknown configuration variable "a".',
    '',
    'Error: Unknown configuration variable "b".',
  ];
  assert.deepEqual(
    explainLog(lines.join('\r\n')).map(({ line, text }) => [line, text]),
    [[2, lines[1]]],
  );
  assert.deepEqual(explainLog(readFileSync(ca.cert, 'utf8')), []);
});
