import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { freePort } from '../support/freePort';
import { openssl } from '../support/openssl';
import { complaintOf } from './complaint';
import { fakeServer, type Served, sServer } from './scan-tools';
import { mosquitto, type Pair, workshop } from './tools';

/*
 * VS Code's window is Electron, whose TLS is BoringSSL. Debian's bssl-tool is BoringSSL too, so its words are the real
 * ones: each failure is made with it and with OpenSSL's tool, and must be told to have the same cause.
 */

const shop = workshop();
const file = (name: string) => path.join(shop.directory, name);
let ca: Pair;
let other: Pair;
let server: Pair;
let rsa: Pair;
let expired: Pair;
let client: Pair;
let foreign: Pair;
let former: Pair;

before(async () => {
  const past = Date.now() - 9 * 86_400_000;
  const names = { dns: ['localhost'], ip: ['127.0.0.1'] };
  ca = await shop.make('ca', { role: 'ca', name: 'Test CA' });
  other = await shop.make('other', { role: 'ca', name: 'Other CA' });
  server = await shop.make('server', names, ca);
  rsa = await shop.make('rsa', { ...names, key: 'rsa2048' }, ca);
  expired = await shop.make('expired', { ...names, days: 1 }, ca, past);
  client = await shop.make('client', { role: 'client' }, ca);
  foreign = await shop.make('foreign', { role: 'client' }, other);
  former = await shop.make('former', { role: 'client', days: 1 }, ca, past);
});

after(() => shop.remove());

interface Failing {
  readonly name: string;
  readonly serve: () => Promise<Served>;
  /** Options of both tools after the place to connect to; OpenSSL's absent where it sees nothing wrong. */
  readonly boringssl: () => readonly string[];
  readonly openssl?: () => readonly string[];
  readonly words: RegExp;
}

const asks = (...more: readonly string[]) =>
  sServer([server], ['-Verify', '1', '-verify_return_error', '-CAfile', ca.cert, ...more]);
const shows = ({ cert, key }: Pair) => ['-cert', cert, '-key', key];
const trusts = {
  boringssl: (authority: Pair) => ['-root-certs', authority.cert],
  openssl: (authority: Pair) => ['-CAfile', authority.cert, '-verify_return_error'],
};
const nothing = () => [];

const FAILURES: readonly Failing[] = [
  {
    name: 'the authority is not trusted',
    serve: () => sServer([server], []),
    boringssl: () => trusts.boringssl(other),
    openssl: () => trusts.openssl(other),
    words: /rejected the certificate of its peer/,
  },
  {
    name: 'the server certificate has expired',
    serve: () => sServer([expired], []),
    boringssl: () => trusts.boringssl(ca),
    openssl: () => trusts.openssl(ca),
    words: /rejected the certificate of its peer/,
  },
  {
    name: 'no client certificate, TLS 1.3',
    serve: () => asks(),
    boringssl: nothing,
    openssl: nothing,
    words: /requires a client certificate and none was sent/,
  },
  {
    name: 'no client certificate, TLS 1.2',
    serve: () => asks('-tls1_2'),
    boringssl: nothing,
    openssl: nothing,
    words: /in common/,
  },
  {
    name: 'a client certificate of another authority, TLS 1.3',
    serve: () => asks(),
    boringssl: () => shows(foreign),
    openssl: () => shows(foreign),
    words: /does not trust the authority that signed/,
  },
  {
    name: 'a client certificate of another authority, TLS 1.2',
    serve: () => asks('-tls1_2'),
    boringssl: () => shows(foreign),
    openssl: () => shows(foreign),
    words: /does not trust the authority that signed/,
  },
  {
    name: 'an expired client certificate',
    serve: () => asks(),
    boringssl: () => shows(former),
    openssl: () => shows(former),
    words: /rejected the client certificate as expired/,
  },
  {
    name: 'a server certificate as client certificate',
    serve: () => asks(),
    boringssl: () => shows(server),
    openssl: () => shows(server),
    words: /not meant for clients/,
  },
  {
    name: 'no suite in common',
    serve: () => sServer([server], ['-tls1_2', '-cipher', 'ECDHE-RSA-AES128-GCM-SHA256']),
    boringssl: nothing,
    openssl: nothing,
    words: /no cipher suite, curve or signature in common/,
  },
  {
    name: 'no version in common: a server that is too old',
    serve: () => sServer([rsa], ['-tls1', '-cipher', 'DEFAULT:@SECLEVEL=0']),
    boringssl: () => ['-min-version', 'tls1.2'],
    openssl: () => ['-min_protocol', 'TLSv1.2'],
    words: /no TLS version in common/,
  },
  {
    name: 'no version in common: a client that is too old',
    serve: () => sServer([rsa], ['-tls1_3']),
    boringssl: () => ['-max-version', 'tls1.2'],
    openssl: () => ['-max_protocol', 'TLSv1.2'],
    words: /no TLS version in common/,
  },
  {
    name: 'another application protocol',
    serve: () => sServer([rsa], ['-alpn', 'mqtt']),
    boringssl: () => ['-alpn-protos', 'h2'],
    openssl: () => ['-alpn', 'h2'],
    words: /application protocol/,
  },
  {
    name: 'plain text',
    serve: () => fakeServer((socket) => socket.once('data', () => socket.end('220 mail.example ready\r\n'))),
    boringssl: nothing,
    openssl: nothing,
    words: /One side speaks TLS and the other does not/,
  },
  {
    name: 'a reset',
    serve: () => fakeServer((socket) => socket.once('data', () => socket.resetAndDestroy())),
    boringssl: nothing,
    words: /closed without a reason/,
  },
  {
    name: 'a server certificate that must not sign',
    serve: () => sServer([withKeyUsage('keyEncipherment')], []),
    boringssl: () => trusts.boringssl(ca),
    words: /does not permit its key to be used/,
  },
  {
    name: 'a certificate in DER',
    serve: () => sServer([server], []),
    boringssl: () => ['-cert', der(), '-key', client.key],
    words: /not PEM/,
  },
  {
    name: 'a key file that holds a certificate',
    serve: () => sServer([server], []),
    boringssl: () => ['-cert', client.cert, '-key', client.cert],
    words: /not PEM/,
  },
  {
    name: 'a damaged certificate',
    serve: () => sServer([server], []),
    boringssl: () => ['-cert', pemOf('AAAA'), '-key', client.key],
    words: /not PEM/,
  },
  {
    name: 'a certificate that is no base64',
    serve: () => sServer([server], []),
    boringssl: () => ['-cert', pemOf('!!!!'), '-key', client.key],
    words: /not PEM/,
  },
  {
    name: 'an authority in DER',
    serve: () => sServer([server], []),
    boringssl: () => ['-root-certs', der()],
    words: /not PEM/,
  },
  {
    name: 'a cipher list without a known name',
    serve: () => sServer([server], []),
    boringssl: () => ['-cipher', 'NOPE'],
    openssl: () => ['-cipher', 'NOPE'],
    words: /cipher list names no suite/,
  },
  {
    name: 'Mosquitto that requires a client certificate',
    serve: demandingMosquitto,
    boringssl: nothing,
    openssl: nothing,
    words: /requires a client certificate and none was sent/,
  },
];

for (const { name, serve, boringssl, openssl: options, words } of FAILURES) {
  test(`BoringSSL: ${name}`, async () => {
    const running = await serve();
    const place = `127.0.0.1:${running.port}`;
    try {
      const theirs = await complaintOf('bssl-tool', ['client', '-connect', place, ...boringssl()]);
      assert.match(theirs.cause, words, theirs.text);
      if (options === undefined) return;
      const ours = await complaintOf('openssl', ['s_client', '-connect', place, ...options()]);
      assert.equal(theirs.cause, ours.cause, `${theirs.text}\n${ours.text}`);
    } finally {
      await running.stop();
    }
  });
}

function withKeyUsage(usage: string): Pair {
  const names = ['-addext', 'subjectAltName=DNS:localhost', '-addext', 'basicConstraints=CA:FALSE'];
  const own = ['-addext', `keyUsage=critical,${usage}`, '-keyout', file('usage.key'), '-out', file('usage.crt')];
  const signed = [
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '9',
    '-CA',
    ca.cert,
    '-CAkey',
    ca.key,
    '-subj',
    '/CN=usage',
  ];
  const made = openssl('req', '-x509', ...signed, ...names, ...own);
  assert.equal(made.status, 0, made.stderr);
  return { ...rsa, cert: file('usage.crt'), key: file('usage.key') };
}

function der(): string {
  openssl('x509', '-in', client.cert, '-outform', 'DER', '-out', file('client.der'));
  return file('client.der');
}

function pemOf(content: string): string {
  return shop.write('damaged.crt', `-----BEGIN CERTIFICATE-----\n${content}\n-----END CERTIFICATE-----\n`);
}

async function demandingMosquitto(): Promise<Served> {
  const port = await freePort();
  const files = [`cafile ${ca.cert}`, `certfile ${server.cert}`, `keyfile ${server.key}`];
  const broker = await mosquitto(shop.directory, [`listener ${port} 127.0.0.1`, 'require_certificate true', ...files]);
  return { port, stop: () => broker.stop() };
}
