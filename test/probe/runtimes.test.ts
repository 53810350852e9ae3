import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { format } from '../../core/facts/message';
import { explain } from '../../core/probe/explain';
import { openssl } from '../support/openssl';
import { lacksRuntime, runtimePath } from '../support/runtimes';
import type { ChildOutcome } from './probe-child';
import { fakeServer, type Served, sServer } from './scan-tools';
import { type Pair, workshop } from './tools';

/*
 * Bun is a runtime with Node's API over BoringSSL, as VS Code's window is, and its errors have the same codes. It is too
 * large to be installed for a test: what it said once is recorded here (Bun 1.4.5 and Node 20.20 with the same server).
 * Where `scripts/install-runtimes.mjs` has brought it, the connection test itself runs in it, and in Node 24, which runs
 * VS Code's server and has an OpenSSL that names its alerts anew.
 */

interface Recorded {
  readonly name: string;
  /** Code and text. */
  readonly bun: readonly [string, string];
  readonly node: readonly [string, string];
}

const RECORDED: readonly Recorded[] = [
  {
    name: 'no client certificate, TLS 1.3',
    bun: [
      'ERR_SSL_TLSV1_ALERT_CERTIFICATE_REQUIRED',
      'error:1000045c:SSL routines:OPENSSL_internal:TLSV1_ALERT_CERTIFICATE_REQUIRED',
    ],
    node: [
      'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
      'error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required',
    ],
  },
  {
    name: 'no client certificate, TLS 1.2',
    bun: [
      'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
      'error:10000410:SSL routines:OPENSSL_internal:SSLV3_ALERT_HANDSHAKE_FAILURE',
    ],
    node: [
      'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
      'error:0A000410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure',
    ],
  },
  {
    name: 'a client certificate of another authority',
    bun: ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'error:10000418:SSL routines:OPENSSL_internal:TLSV1_ALERT_UNKNOWN_CA'],
    node: ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'error:0A000418:SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca'],
  },
  {
    name: 'no version in common',
    bun: [
      'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
      'error:1000042e:SSL routines:OPENSSL_internal:TLSV1_ALERT_PROTOCOL_VERSION',
    ],
    node: [
      'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
      'error:0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version',
    ],
  },
  {
    name: 'plain text',
    bun: ['ERR_SSL_WRONG_VERSION_NUMBER', 'error:100000f7:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER'],
    node: ['ERR_SSL_WRONG_VERSION_NUMBER', 'error:0A00010B:SSL routines:ssl3_get_record:wrong version number'],
  },
  {
    name: 'another application protocol',
    bun: [
      'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL',
      'error:10000460:SSL routines:OPENSSL_internal:TLSV1_ALERT_NO_APPLICATION_PROTOCOL',
    ],
    node: [
      'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL',
      'error:0A000460:SSL routines:ssl3_read_bytes:tlsv1 alert no application protocol',
    ],
  },
  {
    name: 'a key of another certificate',
    bun: [
      'ERR_OSSL_X509_KEY_VALUES_MISMATCH',
      'error:0b000074:X.509 certificate routines:OPENSSL_internal:KEY_VALUES_MISMATCH',
    ],
    node: ['ERR_OSSL_X509_KEY_VALUES_MISMATCH', 'error:05800074:x509 certificate routines::key values mismatch'],
  },
  {
    name: 'a key without its passphrase',
    bun: ['ERR_OSSL_BAD_DECRYPT', 'error:1e000065:Cipher functions:OPENSSL_internal:BAD_DECRYPT'],
    node: ['ERR_OSSL_BAD_DECRYPT', 'error:1C800064:Provider routines::bad decrypt'],
  },
  {
    name: 'an empty key file',
    bun: ['ERR_OSSL_PEM_NO_START_LINE', 'error:0900006e:PEM routines:OPENSSL_internal:NO_START_LINE'],
    node: ['ERR_OSSL_UNSUPPORTED', 'error:1E08010C:DECODER routines::unsupported'],
  },
  {
    name: 'a damaged certificate',
    bun: ['ERR_OSSL_ASN1_DECODE_ERROR', 'error:0c00006d:ASN.1 encoding routines:OPENSSL_internal:DECODE_ERROR'],
    node: ['ERR_OSSL_ASN1_WRONG_TAG', 'error:068000A8:asn1 encoding routines::wrong tag'],
  },
  {
    name: 'a cipher list that cannot be read',
    bun: ['ERR_SSL_INVALID_COMMAND', 'error:0f000076:SSL routines:OPENSSL_internal:INVALID_COMMAND'],
    node: ['ERR_SSL_NO_CIPHER_MATCH', 'error:0A0000B9:SSL routines::no cipher match'],
  },
];

for (const { name, bun, node } of RECORDED) {
  test(`what Bun said means what Node means: ${name}`, () => {
    const [theirs, ours] = [bun, node].map(([code, text]) => explain({ failure: { code, text } }));
    assert.deepEqual(theirs?.cause, ours?.cause);
    assert.doesNotMatch(format(ours?.cause ?? { template: '', args: {} }), /^The connection failed/);
    const [byText, again] = [bun, node].map(([, text]) => explain({ failure: { code: 'EPROTO', text } }));
    assert.deepEqual(byText?.cause, again?.cause);
    assert.deepEqual(byText?.cause, ours?.cause);
  });
}

const shop = workshop();
let ca: Pair;
let other: Pair;
let server: Pair;
let rsa: Pair;
let client: Pair;
let foreign: Pair;
let own: Pair;

before(async () => {
  const names = { dns: ['localhost'] };
  ca = await shop.make('ca', { role: 'ca', name: 'Test CA' });
  other = await shop.make('other', { role: 'ca', name: 'Other CA' });
  server = await shop.make('server', names, ca);
  rsa = await shop.make('rsa', { ...names, key: 'rsa2048' }, ca);
  client = await shop.make('client', { role: 'client' }, ca);
  foreign = await shop.make('foreign', { role: 'client' }, other);
  own = await shop.make('own', names);
});

after(() => shop.remove());

interface Live {
  readonly name: string;
  readonly serve: () => Promise<Served>;
  /** What the target has besides the authority. */
  readonly target?: () => object;
}

const plainly = () => sServer([server], []);
const asks = (...more: readonly string[]) =>
  sServer([server], ['-Verify', '1', '-verify_return_error', '-CAfile', ca.cert, ...more]);

const LIVE: readonly Live[] = [
  { name: 'no client certificate, TLS 1.3', serve: () => asks() },
  { name: 'no client certificate, TLS 1.2', serve: () => asks('-tls1_2') },
  {
    name: 'a client certificate of another authority',
    serve: () => asks(),
    target: () => ({ cert: foreign.cert, key: foreign.key }),
  },
  { name: 'another authority', serve: plainly, target: () => ({ ca: other.cert }) },
  { name: 'no authority', serve: plainly, target: () => ({ ca: undefined }) },
  { name: 'a self-signed certificate', serve: () => sServer([own], []) },
  { name: 'another name', serve: plainly, target: () => ({ servername: 'other.example' }) },
  { name: 'a client certificate as server certificate', serve: () => sServer([client], []) },
  { name: 'no suite', serve: () => sServer([server], ['-tls1_2', '-cipher', 'ECDHE-RSA-AES128-GCM-SHA256']) },
  { name: 'a server that is too old', serve: () => sServer([rsa], ['-tls1', '-cipher', 'DEFAULT:@SECLEVEL=0']) },
  { name: 'plain text', serve: () => fakeServer((socket) => socket.once('data', () => socket.end('220 mail\r\n'))) },
  { name: 'closed', serve: () => fakeServer((socket) => socket.once('data', () => socket.end())) },
  { name: 'reset', serve: () => fakeServer((socket) => socket.once('data', () => socket.resetAndDestroy())) },
  { name: 'a key of another certificate', serve: plainly, target: () => ({ cert: client.cert, key: server.key }) },
  { name: 'a key of another type', serve: plainly, target: () => ({ cert: client.cert, key: rsa.key }) },
  { name: 'an encrypted key', serve: plainly, target: () => ({ cert: client.cert, key: locked() }) },
  { name: 'a damaged certificate', serve: plainly, target: () => ({ cert: damaged(), key: client.key }) },
];

for (const runtime of ['bun', 'node-24'] as const) {
  test(`the connection test in ${runtime} says what it says here`, { skip: lacksRuntime(runtime) }, async (context) => {
    for (const { name, serve, target } of LIVE) {
      await context.test(name, async () => {
        const running = await serve();
        try {
          const where = ['mqtts://localhost', running.port].join(':');
          const given = [where, { ca: ca.cert, timeoutMs: 3000, ...target?.() }] as const;
          const [theirs, ours] = [
            await outcomeIn(runtimePath(runtime), given),
            await outcomeIn(process.execPath, given),
          ];
          assert.equal(theirs?.cause, ours?.cause);
          assert.notEqual(ours?.cause, '', ours?.outline);
        } finally {
          await running.stop();
        }
      });
    }
  });
}

async function outcomeIn(runtime: string, given: readonly [string, object]): Promise<ChildOutcome | undefined> {
  const child = spawn(runtime, [path.join(__dirname, 'probe-child.js')], { stdio: ['pipe', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (bytes) => {
    out += bytes;
  });
  child.stdin.end(JSON.stringify([given]));
  await new Promise((resolve) => child.once('close', resolve));
  const [outcome]: readonly ChildOutcome[] = JSON.parse(out);
  return outcome;
}

function locked(): string {
  const out = path.join(shop.directory, 'locked.key');
  openssl('pkey', '-in', client.key, '-aes256', '-passout', 'pass:secret', '-out', out);
  return out;
}

function damaged(): string {
  return shop.write('damaged.crt', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
}
