import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { format } from '../../core/facts/message';
import { freePort } from '../support/freePort';
import { openssl } from '../support/openssl';
import { complaintOf } from './complaint';
import { fakeServer, type Served, sServer } from './scan-tools';
import { mosquitto, outline, type Pair, run, target, workshop } from './tools';

/** What each fatal alert (RFC 8446, section 6.2, and those of before) means when it comes first of all. */
const ALERTS: readonly (readonly [number: number, words: RegExp])[] = [
  [0, /closed (without a reason|the connection during the TLS handshake)/],
  [10, /could not make sense of what it received/],
  [20, /could not make sense of what it received/],
  [21, /could not make sense of what it received/],
  [22, /could not make sense of what it received/],
  [30, /could not make sense of what it received/],
  [40, /no cipher suite, curve or signature in common/],
  [41, /alert that gives no useful reason/],
  [42, /rejected the client certificate: it is damaged/],
  [43, /not meant for clients/],
  [44, /revocation list \(crlfile\) names it/],
  [45, /rejected the client certificate as expired/],
  [46, /rejected the client certificate without saying why/],
  [47, /could not make sense of what it received/],
  [48, /does not trust the authority that signed it/],
  [49, /does not let this client in/],
  [50, /could not make sense of what it received/],
  [51, /could not verify a signature/],
  [60, /alert that gives no useful reason/],
  [70, /no TLS version in common/],
  [71, /no cipher suite, curve or signature in common/],
  [80, /an error of its own/],
  [86, /noticed a downgrade/],
  [90, /alert that gives no useful reason/],
  [100, /alert that gives no useful reason/],
  [109, /could not make sense of what it received/],
  [110, /could not make sense of what it received/],
  [111, /alert that gives no useful reason/],
  [112, /no certificate for the name/],
  [113, /does not accept the OCSP response/],
  [114, /alert that gives no useful reason/],
  [115, /does not know the identity/],
  [116, /requires a client certificate and none was sent/],
  [120, /wants an application protocol/],
];

/** A server that answers ClientHello with this alert. */
const alerting = (number: number) =>
  fakeServer((socket) => socket.once('data', () => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, number]))));

for (const [number, words] of ALERTS) {
  test(`alert ${number} means the same in the connection test, to OpenSSL and to BoringSSL`, async () => {
    const server = await alerting(number);
    const place = `127.0.0.1:${server.port}`;
    try {
      assert.match(await causeOf(`mqtts://localhost:${server.port}`), words);
      const [ours, theirs] = await Promise.all([
        complaintOf('openssl', ['s_client', '-connect', place]),
        complaintOf('bssl-tool', ['client', '-connect', place]),
      ]);
      assert.notEqual(ours.cause, 'not known', ours.text);
      assert.equal(theirs.cause, ours.cause, `${theirs.text}\n${ours.text}`);
    } finally {
      await server.stop();
    }
  });
}

const shop = workshop();
const file = (name: string) => path.join(shop.directory, name);
let ca: Pair;
let server: Pair;
let client: Pair;

before(async () => {
  ca = await shop.make('ca', { role: 'ca', name: 'Test CA' });
  server = await shop.make('server', { dns: ['localhost'] }, ca);
  client = await shop.make('client', { role: 'client' }, ca);
});

after(() => shop.remove());

async function causeOf(url: string, more: Parameters<typeof target>[1] = {}): Promise<string> {
  const events = await run(target(url, more));
  const problem = events.at(-1)?.problem;
  assert.ok(problem, outline(events));
  return `${problem.code} ${format(problem.cause)}`;
}

/** What the connection test says of a server, with the authority and what is given on top. */
async function verdict(running: Promise<Served>, more: Parameters<typeof target>[1] = {}): Promise<string> {
  const served = await running;
  try {
    return await causeOf(`mqtts://localhost:${served.port}`, { ca: ca.cert, ...more });
  } finally {
    await served.stop();
  }
}

test('Mosquitto with a revocation list', async () => {
  const port = await freePort();
  const tls = [`cafile ${ca.cert}`, `certfile ${server.cert}`, `keyfile ${server.key}`, `crlfile ${revoked(client)}`];
  const listener = [`listener ${port} 127.0.0.1`, 'require_certificate true', ...tls];
  const broker = await mosquitto(shop.directory, listener);
  const own = { ca: ca.cert, cert: client.cert, key: client.key };
  assert.match(await causeOf(`mqtts://localhost:${port}`, own), /CERTIFICATE_REVOKED .*revocation list/);
  await broker.stop();
});

test('a server that knows another name only', async () => {
  const other = ['-servername', 'other.example', '-servername_fatal', '-cert2', server.cert, '-key2', server.key];
  assert.match(await verdict(sServer([server], other)), /UNRECOGNIZED_NAME .*no certificate for the name "localhost"/);
});

/** A certificate by OpenSSL, which also makes what our own issuer refuses to. */
function certificate(stem: string, issuer: Pick<Pair, 'cert' | 'key'> | undefined, ...more: readonly string[]): Pair {
  const by = issuer === undefined ? [] : ['-CA', issuer.cert, '-CAkey', issuer.key];
  const own = ['-keyout', file(`${stem}.key`), '-out', file(`${stem}.crt`), '-days', '9', '-nodes'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  const made = openssl('req', '-x509', ...key, ...own, ...by, ...more);
  assert.equal(made.status, 0, made.stderr);
  return { ...server, cert: file(`${stem}.crt`), key: file(`${stem}.key`) };
}

const LEAF = ['-subj', '/CN=leaf', '-addext', 'subjectAltName=DNS:localhost', '-addext', 'basicConstraints=CA:FALSE'];
test('an issuer that is no authority', async () => {
  // The first may not sign by its key usage, the other says in so many words that it is no authority.
  const plain = certificate('plain', ca, ...LEAF);
  for (const issuer of [server, plain]) {
    const own = certificate('own', issuer, ...LEAF);
    const chain = sServer([own], ['-cert_chain', issuer.cert]);
    assert.match(
      await verdict(chain),
      /(INVALID_CA|INVALID_PURPOSE|UNSPECIFIED) .*signs others although it is no authority/,
    );
  }
});

test('an authority that may sign no other authorities', async () => {
  const root = certificate(
    'root',
    undefined,
    '-subj',
    '/CN=Root',
    '-addext',
    'basicConstraints=critical,CA:TRUE,pathlen:0',
  );
  const authority = ['-addext', 'basicConstraints=critical,CA:TRUE'];
  const below = certificate('below', root, '-subj', '/CN=Below', ...authority);
  const leaf = certificate('deep', below, ...LEAF);
  const chain = sServer([leaf], ['-cert_chain', below.cert]);
  assert.match(await verdict(chain, { ca: root.cert }), /PATH_LENGTH_EXCEEDED .*more authorities/);
});

test('an authority that was made anew under the same name, without key identifiers', async () => {
  const authority = ['-subj', '/CN=Again', '-addext', 'basicConstraints=critical,CA:TRUE'];
  const first = certificate('first', undefined, ...authority);
  const second = certificate('second', undefined, ...authority);
  // Old scripts do it in two steps, and the certificate then says by name only who signed it.
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', file('by-first.key')];
  openssl('req', '-new', ...key, '-subj', '/CN=localhost', '-out', file('by-first.csr'));
  const by = ['-CA', first.cert, '-CAkey', first.key, '-CAcreateserial', '-days', '9'];
  openssl('x509', '-req', '-in', file('by-first.csr'), ...by, '-out', file('by-first.crt'));
  const leaf = { ...server, cert: file('by-first.crt'), key: file('by-first.key') };
  const seen = await verdict(sServer([leaf], []), { ca: second.cert });
  assert.match(seen, /CERT_SIGNATURE_FAILURE .*not made by the given authority/);
});

test('an authority that may sign for clients only', async () => {
  const authority = ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'extendedKeyUsage=clientAuth'];
  const below = certificate('for-clients', ca, '-subj', '/CN=Clients CA', ...authority);
  const leaf = certificate('by-clients', below, ...LEAF);
  const seen = await verdict(sServer([leaf], ['-cert_chain', below.cert]));
  assert.match(seen, /INVALID_PURPOSE .*"CN=Clients CA" may sign for clientAuth only/);
});

test('an authority that may sign for other names only', async () => {
  const limits = ['-addext', 'nameConstraints=critical,permitted;DNS:example.org'];
  const authority = ['-subj', '/CN=Limited', '-addext', 'basicConstraints=critical,CA:TRUE', ...limits];
  const limited = certificate('limited', undefined, ...authority);
  const leaf = certificate('outside', limited, ...LEAF);
  const seen = await verdict(sServer([leaf], []), { ca: limited.cert });
  assert.match(seen, /may sign for certain names only/);
});

test('a critical extension that nobody knows', async () => {
  const leaf = certificate('special', ca, ...LEAF, '-addext', '1.2.3.4.5=critical,ASN1:UTF8String:x');
  assert.match(await verdict(sServer([leaf], [])), /critical extension that the TLS library here does not know/);
});

/** A revocation list of the authority that names this certificate. */
function revoked({ cert }: Pair): string {
  const serial = openssl('x509', '-in', cert, '-noout', '-serial').stdout.trim().replace('serial=', '');
  shop.write('index.txt', `R\t361122000000Z\t251122000000Z\t${serial}\tunknown\t/CN=client\n`);
  shop.write('crlnumber', '01\n');
  const lines = ['[ca]', 'default_ca=d', '[d]', `database=${file('index.txt')}`, `crlnumber=${file('crlnumber')}`];
  const config = shop.write('ca.cnf', [...lines, 'default_md=sha256', 'default_crl_days=9', ''].join('\n'));
  const made = openssl(
    'ca',
    '-gencrl',
    '-config',
    config,
    '-cert',
    ca.cert,
    '-keyfile',
    ca.key,
    '-out',
    file('crl.pem'),
  );
  assert.equal(made.status, 0, made.stderr);
  return file('crl.pem');
}
