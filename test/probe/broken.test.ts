import assert from 'node:assert/strict';
import { constants, createPrivateKey } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { TlsOptions } from 'node:tls';
import { format } from '../../core/facts/message';
import type { StageEvent, Target } from '../../core/probe';
import { connectFirst, connectTcp, interleaved } from '../../core/probe/stages/tcp';
import {
  answers,
  answersText,
  type Behaviour,
  closes,
  connack,
  connack5,
  fakeBroker,
  hangs,
  resets,
} from '../support/fakeBroker';
import { freePort } from '../support/freePort';
import { openssl } from '../support/openssl';
import { event, outline, type Pair, run, target, workshop } from './tools';

const shop = workshop();
let ca: Pair;
let server: Pair;
let client: Pair;

before(async () => {
  ca = await shop.make('ca', { role: 'ca', name: 'Test CA' });
  server = await shop.make('server', { dns: ['localhost'] }, ca);
  client = await shop.make('client', { role: 'client', name: 'sensor' }, ca);
});

after(() => shop.remove());

interface Outcome {
  readonly events: readonly StageEvent[];
  readonly outline: string;
  readonly cause: string;
  readonly advice: string;
}

/** Tests a fake broker with this behaviour; `HOST` and the port are put into the URL. */
async function against(
  behaviour: Behaviour,
  how: { readonly url?: string; readonly target?: Partial<Target>; readonly tls?: TlsOptions },
): Promise<Outcome> {
  const broker = await fakeBroker(behaviour, how.tls);
  try {
    const events = await run(
      target(`${how.url ?? 'mqtt://127.0.0.1'}:${broker.port}`, { timeoutMs: 400, ...how.target }),
    );
    return outcome(events);
  } finally {
    await broker.close();
  }
}

function outcome(events: readonly StageEvent[]): Outcome {
  const problem = events.at(-1)?.problem;
  return {
    events,
    outline: outline(events),
    cause: problem ? format(problem.cause) : '',
    advice: problem ? format(problem.advice) : '',
  };
}

function serving(pair: Pair, more: TlsOptions = {}): TlsOptions {
  return { cert: readFileSync(pair.cert), key: readFileSync(pair.key), ...more };
}

const secure = 'mqtts://localhost';

test('every return code of CONNACK has its own words', async () => {
  const expected: Readonly<Record<number, RegExp>> = {
    1: /does not speak the MQTT version/,
    2: /does not accept the client id/,
    3: /takes no clients/,
    4: /rejected the user name or the password/,
    5: /nobody in without a user name/,
  };
  for (const [code, words] of Object.entries(expected)) {
    const { outline, cause } = await against(connack(Number(code)), {});
    assert.equal(outline, `dns tcp mqtt!CONNACK_${code}`);
    assert.match(cause, words);
  }
});

test('reason codes of MQTT 5 have their own words', async () => {
  const expected: Readonly<Record<number, RegExp>> = {
    132: /does not speak MQTT 5/,
    133: /client id/,
    134: /rejected the user name or the password/,
    135: /nobody in without a user name/,
    136: /takes no clients/,
    137: /busy/,
    138: /banned/,
    140: /authentication method/,
    149: /larger than the broker accepts/,
    151: /quota/,
    156: /another server/,
    157: /another server/,
    159: /Too many connections/,
    131: /The broker refused/,
  };
  for (const [code, words] of Object.entries(expected)) {
    const { outline, cause, events } = await against(connack5(Number(code)), { target: { mqttVersion: 5 } });
    assert.equal(outline, `dns tcp mqtt!CONNACK_0x${Number(code).toString(16)}`);
    assert.match(cause, words);
    assert.equal(event(events, 'mqtt').facts.reasonCode, Number(code));
  }
});

test('the server that a broker sends to is named', async () => {
  const reference = Buffer.from('other.example:1883');
  const moved = answers(
    0x20,
    reference.length + 6,
    0,
    0x9d,
    reference.length + 3,
    0x1c,
    0,
    reference.length,
    ...reference,
  );
  const { outline, cause } = await against(moved, { target: { mqttVersion: 5 } });
  assert.equal(outline, 'dns tcp mqtt!CONNACK_0x9d');
  assert.match(cause, /another server \(other\.example:1883\)/);
});

test('a user name without password is noticed', async () => {
  const { cause } = await against(connack(4), { target: { username: 'me' } });
  assert.match(cause, /user name was sent without a password/);
});

test('nothing listens', async () => {
  const { outline, cause } = outcome(await run(target(`mqtt://127.0.0.1:${await freePort()}`)));
  assert.equal(outline, 'dns tcp!ECONNREFUSED');
  assert.match(cause, /Nothing listens on port \d+ of this computer \(tried 127\.0\.0\.1\)/);
});

test('an unknown name', async () => {
  const { outline, cause } = outcome(await run(target('mqtt://no-such-host.invalid')));
  assert.match(outline, /^dns!(ENOTFOUND|EAI_AGAIN)$/);
  assert.match(cause, /no-such-host\.invalid|name server/);
});

test('no CONNACK in time', async () => {
  const { outline, cause } = await against(hangs, {});
  assert.equal(outline, 'dns tcp mqtt!ETIMEDOUT');
  assert.match(cause, /no CONNACK came within 0\.4 s/);
});

test('no answer to the TLS handshake', async () => {
  const { outline, cause } = await against(hangs, { url: secure });
  assert.equal(outline, 'dns tcp tls!ETIMEDOUT');
  assert.match(cause, /did not answer the TLS handshake/);
});

test('a connection closed or reset before CONNACK', async () => {
  for (const behaviour of [closes, resets]) {
    const { outline, cause } = await against(behaviour, {});
    assert.match(outline, /^dns tcp mqtt!(CLOSED_BEFORE_CONNACK|ECONNRESET|EPIPE)$/);
    assert.match(cause, /closed the connection instead of answering CONNECT/);
  }
});

test('a connection closed during the TLS handshake', async () => {
  const { outline, cause } = await against(resets, { url: secure });
  assert.equal(outline, 'dns tcp tls!ECONNRESET');
  assert.match(cause, /closed the connection during the TLS handshake/);
});

test('plain MQTT and plain HTTP where TLS was expected', async () => {
  const strict: Behaviour = (socket) => {
    socket.once('data', (bytes) => (bytes[0] === 0x10 ? socket.write(Buffer.from([0x20, 2, 0, 0])) : socket.destroy()));
  };
  const mqtt = await against(strict, { url: secure });
  assert.equal(mqtt.outline, 'dns tcp tls!ECONNRESET');
  assert.match(mqtt.cause, /speaks plain MQTT, not TLS/);
  const http = await against(answersText('HTTP/1.1 400 Bad Request\r\n\r\n'), { url: secure });
  assert.match(http.outline, /tls!(ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG|EPROTO)$/);
  assert.match(http.cause, /speaks plain HTTP, not TLS/);
  const noise = await against(answersText('220 mail.example ESMTP\r\n'), { url: secure });
  assert.match(noise.cause, /does not speak TLS/);
});

test('TLS where plain MQTT was attempted', async () => {
  const { cause } = await against(connack(0), { tls: serving(server) });
  assert.match(cause, /speaks TLS, but the connection was attempted without encryption/);
});

test('HTTP where MQTT was expected', async () => {
  const { outline, cause } = await against(answersText('HTTP/1.1 400 Bad Request\r\n\r\n'), {});
  assert.match(outline, /^dns tcp mqtt!/);
  assert.match(cause, /does not speak MQTT/);
});

test('MQTT where a WebSocket was expected, and a wrong path', async () => {
  const mqtt = await against(connack(0), { url: 'ws://127.0.0.1' });
  assert.match(mqtt.cause, /does not speak HTTP/);
  const closed = await against(resets, { url: 'ws://127.0.0.1' });
  assert.match(closed.cause, /instead of answering over WebSocket/);
  const path = await against(answersText('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'), {
    url: 'ws://127.0.0.1',
  });
  assert.match(
    path.cause,
    /refused to open a WebSocket for MQTT on the path \/mqtt \(Unexpected server response: 404\)/,
  );
});

test('TLS: the leaf alone, with no CA, the wrong CA, one that is no PEM', async () => {
  const tls = serving(server);
  const other = await shop.make('other', { role: 'ca', name: 'Other CA' });
  const der = shop.write(
    'ca.der',
    openssl('x509', '-in', ca.cert, '-outform', 'DER', '-out', path.join(shop.directory, 'x.der')).stdout,
  );
  const cases: readonly (readonly [string | undefined, RegExp])[] = [
    [undefined, /signed by "CN=Test CA", which is not among the authorities/],
    [other.cert, /signed by "CN=Test CA", but the CA file holds "CN=Other CA"/],
    [path.join(shop.directory, 'x.der'), /not PEM but DER/],
    [der, /CA file is empty/],
    [shop.write('text.pem', 'hello'), /CA file is not PEM/],
    [ca.key, /holds no certificate \(PRIVATE KEY\)/],
  ];
  for (const [file, words] of cases) {
    const { outline, cause } = await against(connack(0), { url: secure, tls, target: { ca: file } });
    assert.equal(outline, 'dns tcp tls!UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    assert.match(cause, words);
  }
});

test('TLS: self-signed', async () => {
  const own = await shop.make('own', { dns: ['localhost'] });
  const { outline, cause } = await against(connack(0), { url: secure, tls: serving(own) });
  assert.equal(outline, 'dns tcp tls!DEPTH_ZERO_SELF_SIGNED_CERT');
  assert.match(cause, /"CN=own" is its own issuer/);
  const again = await shop.make('again', { name: 'own', dns: ['localhost'] });
  const renewed = await against(connack(0), { url: secure, tls: serving(own), target: { ca: again.cert } });
  assert.match(renewed.cause, /another self-signed certificate named "CN=own"|made anew/);
});

test('TLS: another name, an address that is not listed', async () => {
  const tls = serving(server);
  const address = await against(connack(0), { url: 'mqtts://127.0.0.1', tls, target: { ca: ca.cert } });
  assert.equal(address.outline, 'dns tcp tls!ERR_TLS_CERT_ALTNAME_INVALID');
  assert.match(address.cause, /made out to DNS:localhost, not to 127\.0\.0\.1/);
  assert.match(address.advice, /IP:127\.0\.0\.1/);
  const regenerate = { kind: 'regenerate-with-san', names: ['localhost', '127.0.0.1'] };
  assert.deepEqual(address.events.at(-1)?.problem?.action, regenerate);
  const name = await against(connack(0), { url: secure, tls, target: { ca: ca.cert, servername: 'broker.example' } });
  assert.match(name.cause, /not to broker\.example/);
  const warned = event(name.events, 'tls').facts.warnings;
  assert.ok(!warned.some(({ id }) => id === 'name-mismatch'), 'said twice');
});

test('TLS: a chain with a gap, and only the intermediate trusted', async () => {
  const { intermediate, leaf, full } = withIntermediate();
  const gap = await against(connack(0), { url: secure, tls: serving(leaf), target: { ca: `${leaf.cert}.root` } });
  assert.equal(gap.outline, 'dns tcp tls!UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  assert.match(gap.cause, /without the intermediate "O=Acme, CN=Acme Issuing"/);
  const complete = await against(connack(0), {
    url: secure,
    tls: { ...serving(leaf), cert: full },
    target: { ca: `${leaf.cert}.root` },
  });
  assert.equal(complete.outline, 'dns tcp tls mqtt');
  assert.equal(event(complete.events, 'tls').facts.chain.length, 2);
  const rootless = await against(connack(0), {
    url: secure,
    tls: { ...serving(leaf), cert: full },
    target: { ca: intermediate },
  });
  assert.match(rootless.outline, /tls!UNABLE_TO_GET_ISSUER_CERT$/);
  assert.match(rootless.cause, /only the intermediate "O=Acme, CN=Acme Issuing"; the root "O=Acme, CN=Acme Root"/);
  const none = await against(connack(0), { url: secure, tls: { ...serving(leaf), cert: full } });
  assert.match(none.outline, /tls!UNABLE_TO_GET_ISSUER_CERT_LOCALLY$/);
  assert.match(none.cause, /signed by "O=Acme, CN=Acme Root"/);
});

/** Our own issuer makes no intermediates; OpenSSL does. */
function withIntermediate() {
  const file = (name: string) => path.join(shop.directory, name);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '9'];
  const make = (...args: readonly string[]) => {
    const result = openssl('req', '-x509', ...key, ...args);
    assert.equal(result.status, 0, result.stderr);
  };
  const authority = ['-addext', 'basicConstraints=critical,CA:TRUE'];
  make('-subj', '/O=Acme/CN=Acme Root', '-keyout', file('r.key'), '-out', file('leaf.crt.root'), ...authority);
  const byRoot = ['-CA', file('leaf.crt.root'), '-CAkey', file('r.key')];
  make('-subj', '/O=Acme/CN=Acme Issuing', '-keyout', file('i.key'), '-out', file('i.crt'), ...authority, ...byRoot);
  const names = ['-addext', 'subjectAltName=DNS:localhost', '-addext', 'basicConstraints=CA:FALSE'];
  const byIntermediate = ['-CA', file('i.crt'), '-CAkey', file('i.key')];
  make('-subj', '/CN=leaf', '-keyout', file('leaf.key'), '-out', file('leaf.crt'), ...names, ...byIntermediate);
  const full = readFileSync(file('leaf.crt'), 'utf8') + readFileSync(file('i.crt'), 'utf8');
  return { intermediate: file('i.crt'), leaf: { cert: file('leaf.crt'), key: file('leaf.key') } as Pair, full };
}

test('TLS: not valid yet, and a client certificate as server certificate', async () => {
  const day = 86_400_000;
  const future = await shop.make('future-ca', { role: 'ca', name: 'Future CA' }, undefined, Date.now() + 9 * day);
  const young = await against(connack(0), { url: secure, tls: serving(future), target: { ca: future.cert } });
  assert.equal(young.outline, 'dns tcp tls!CERT_NOT_YET_VALID');
  assert.match(young.cause, /"CN=Future CA" is valid from/);
  const unfit = await against(connack(0), { url: secure, tls: serving(client), target: { ca: ca.cert } });
  assert.equal(unfit.outline, 'dns tcp tls!INVALID_PURPOSE');
  assert.match(unfit.cause, /meant for clientAuth, not for servers/);
});

test('TLS: a certificate that is signed with SHA-1', async () => {
  const file = (name: string) => path.join(shop.directory, name);
  const names = ['-subj', '/CN=old', '-addext', 'subjectAltName=DNS:localhost', '-CA', ca.cert, '-CAkey', ca.key];
  const out = ['-keyout', file('old.key'), '-out', file('old.crt')];
  const made = openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-sha1', '-days', '9', ...names, ...out);
  assert.equal(made.status, 0, made.stderr);
  const old = serving({ ...server, cert: file('old.crt'), key: file('old.key') }, { ciphers: 'DEFAULT:@SECLEVEL=0' });
  const { outline, cause } = await against(connack(0), { url: secure, tls: old, target: { ca: ca.cert } });
  assert.match(outline, /^dns tcp tls!/);
  assert.match(cause, /refuses as broken, such as SHA-1/);
});

test('TLS 1.2: a missing client certificate is told from a missing suite', async () => {
  const demanding = serving(server, {
    requestCert: true,
    rejectUnauthorized: true,
    ca: readFileSync(ca.cert),
    maxVersion: 'TLSv1.2',
  });
  const missing = await against(connack(0), { url: secure, tls: demanding, target: { ca: ca.cert } });
  assert.match(missing.outline, /^dns tcp tls!/);
  assert.match(missing.cause, /client certificate/);
  const given = { ca: ca.cert, cert: client.cert, key: client.key };
  assert.equal((await against(connack(0), { url: secure, tls: demanding, target: given })).outline, 'dns tcp tls mqtt');
  const rsaOnly = serving(server, { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' });
  const suites = await against(connack(0), { url: secure, tls: rsaOnly, target: { ca: ca.cert } });
  assert.equal(suites.outline, 'dns tcp tls!ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE');
  assert.match(suites.cause, /no cipher suite, curve or signature in common/);
  assert.deepEqual(suites.events.at(-1)?.problem?.action, { kind: 'open-configuration', option: 'ciphers' });
});

test('TLS 1.3: closed after the handshake without an alert, and a server without session tickets', async () => {
  const tls = serving(server, { secureOptions: constants.SSL_OP_NO_TICKET });
  const closed = await against(closes, { url: secure, tls, target: { ca: ca.cert } });
  assert.equal(closed.outline, 'dns tcp tls!ECONNRESET');
  assert.match(closed.cause, /right after the TLS handshake/);
  const fine = await against(connack(0), { url: secure, tls, target: { ca: ca.cert, timeoutMs: 3000 } });
  assert.equal(fine.outline, 'dns tcp tls mqtt');
  const leaving: Behaviour = (socket) => socket.once('data', () => socket.end());
  const later = await against(leaving, { url: secure, tls, target: { ca: ca.cert, timeoutMs: 3000 } });
  assert.match(later.outline, /^dns tcp tls mqtt!/);
});

test('TLS: a broker with old versions only', async () => {
  const old = serving(server, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' });
  const { outline, cause } = await against(connack(0), { url: secure, tls: old, target: { ca: ca.cert } });
  assert.match(outline, /tls!ERR_SSL_(UNSUPPORTED_PROTOCOL|TLSV1_ALERT_PROTOCOL_VERSION)$/);
  assert.match(cause, /speaks only TLSv1\.1, which is retired/);
});

test('TLS: the application protocol', async () => {
  const tls = serving(server, { ALPNProtocols: ['mqtt'] });
  const wrong = await against(connack(0), { url: secure, tls, target: { ca: ca.cert, alpn: ['http/1.1'] } });
  assert.equal(wrong.outline, 'dns tcp tls!ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL');
  assert.match(wrong.cause, /http\/1\.1/);
  const right = await against(connack(0), { url: secure, tls, target: { ca: ca.cert, alpn: ['mqtt'] } });
  assert.equal(event(right.events, 'tls').facts.alpn, 'mqtt');
});

/** A wrong passphrase that the library refuses in that way: mostly for bad padding, seldom for what comes out. */
function passphraseRefusedWith(code: string, file: string): string {
  const key = readFileSync(file);
  for (let i = 0; i < 20_000; i++) {
    try {
      createPrivateKey({ key, passphrase: `no${i}` });
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === code) return `no${i}`;
    }
  }
  throw new Error(`no passphrase is refused with ${code}`);
}

test('files: another key, an encrypted key, no PEM, a container, absent', async () => {
  const tls = serving(server);
  const file = (name: string) => path.join(shop.directory, name);
  openssl('pkey', '-in', client.key, '-aes256', '-passout', 'pass:open sesame', '-out', file('locked.key'));
  openssl('x509', '-in', client.cert, '-outform', 'DER', '-out', file('client.der'));
  openssl(
    'pkcs12',
    '-export',
    '-in',
    client.cert,
    '-inkey',
    client.key,
    '-passout',
    'pass:x',
    '-out',
    file('client.p12'),
  );
  openssl('pkey', '-in', client.key, '-outform', 'DER', '-out', file('key.der'));
  mkdirSync(file('folder'));
  const cert = client.cert;
  const { key: rsaKey } = await shop.make('rsa', { role: 'client', key: 'rsa2048' }, ca);
  const cases: readonly (readonly [Partial<Target>, RegExp, RegExp])[] = [
    [{ cert, key: server.key }, /KEY_VALUES_MISMATCH/, /does not belong to the certificate "CN=sensor"/],
    [{ cert, key: rsaKey }, /KEY_TYPE_MISMATCH/, /does not belong to the certificate "CN=sensor"/],
    [{ cert, key: file('locked.key') }, /./, /encrypted, and no passphrase was given/],
    ...(['ERR_OSSL_BAD_DECRYPT', 'ERR_OSSL_UNSUPPORTED'] as const).map(
      (code): readonly [Partial<Target>, RegExp, RegExp] => [
        { cert, key: file('locked.key'), passphrase: passphraseRefusedWith(code, file('locked.key')) },
        new RegExp(code),
        /passphrase given does not open it/,
      ],
    ),
    [
      { cert: file('client.der'), key: client.key },
      /NO_START_LINE/,
      /certificate file holds no certificate in PEM form; it is DER/,
    ],
    [{ cert: file('client.p12'), key: client.key }, /NO_START_LINE/, /it is PKCS#12/],
    [{ cert: client.key, key: client.key }, /NO_START_LINE/, /it is PEM \(PRIVATE KEY\)/],
    [{ cert: shop.write('empty.crt', ''), key: client.key }, /NO_START_LINE/, /it is empty/],
    [
      { cert, key: file('key.der') },
      /UNSUPPORTED|NO_START_LINE/,
      /key file holds no private key in PEM form; it is DER/,
    ],
    [{ cert: file('absent'), key: client.key }, /ENOENT/, /certificate file cannot be read \(ENOENT: no such file\)/],
    [{ cert, key: file('folder') }, /EISDIR/, /key file cannot be read \(EISDIR/],
    [{ cert }, /NO_PRIVATE_KEY/, /without its private key/],
    [{ ca: file('absent') }, /ENOENT/, /CA file cannot be read/],
  ];
  for (const [files, code, words] of cases) {
    const { outline, cause } = await against(connack(0), { url: secure, tls, target: { ca: ca.cert, ...files } });
    assert.match(outline, /^dns tcp tls!/);
    assert.match(outline, code);
    assert.match(cause, words, outline);
  }
  const both = shop.write('both.pem', readFileSync(cert, 'utf8') + readFileSync(client.key, 'utf8'));
  const joint = { ca: ca.cert, cert: both };
  assert.equal((await against(connack(0), { url: secure, tls, target: joint })).outline, 'dns tcp tls mqtt');
  const open = { ca: ca.cert, cert, key: file('locked.key'), passphrase: 'open sesame' };
  assert.equal((await against(connack(0), { url: secure, tls, target: open })).outline, 'dns tcp tls mqtt');
});

test('a subscription that is refused', async () => {
  const refusing: Behaviour = (socket) => {
    socket.on('data', (bytes) => {
      if (bytes[0] === 0x10) socket.write(Buffer.from([0x20, 2, 0, 0]));
      if (bytes[0] === 0x82) socket.write(Buffer.from([0x90, 3, bytes[2] ?? 0, bytes[3] ?? 0, 0x80]));
    });
  };
  const { outline, cause } = await against(refusing, { target: { roundtrip: true } });
  assert.equal(outline, 'dns tcp mqtt roundtrip!SUBACK_0x80');
  assert.match(cause, /refused the subscription/);
});

test('a connection that ends during the round trip', async () => {
  const leaving: Behaviour = (socket) => {
    socket.on('data', (bytes) => {
      if (bytes[0] === 0x10) socket.write(Buffer.from([0x20, 2, 0, 0]));
      else socket.end();
    });
  };
  const { outline, cause } = await against(leaving, { target: { roundtrip: true } });
  assert.equal(outline, 'dns tcp mqtt roundtrip!ECONNRESET');
  assert.match(cause, /during the round trip/);
});

test('cancelling ends the running stage at once and closes everything', async () => {
  const broker = await fakeBroker(hangs);
  try {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const started = performance.now();
    const events = await run(target(`mqtt://127.0.0.1:${broker.port}`), { signal: controller.signal });
    assert.equal(outline(events), 'dns tcp mqtt!CANCELLED');
    assert.ok(performance.now() - started < 1000);
    await noConnections(broker);
  } finally {
    await broker.close();
  }
});

test('a finished test over TLS leaves no connection', async () => {
  const broker = await fakeBroker(connack(0), serving(server));
  try {
    const events = await run(target(`${secure}:${broker.port}`, { ca: ca.cert }));
    assert.equal(outline(events), 'dns tcp tls mqtt');
    await noConnections(broker);
  } finally {
    await broker.close();
  }
});

test('the next address is tried where one does not answer', async () => {
  const broker = await fakeBroker(hangs);
  const failed: string[] = [];
  const { signal } = new AbortController();
  try {
    const limits = { timeoutMs: 1000, signal };
    // Linux answers on all of 127.0.0.0/8, but the broker listens on 127.0.0.1 only.
    const reached = await connectFirst(['127.0.0.2', '127.0.0.1'], broker.port, limits, ({ address, failure }) => {
      failed.push(`${address} ${failure.code}`);
    });
    reached.socket.destroy();
    assert.equal(reached.address, '127.0.0.1');
    assert.equal(failed.length, 1);
    assert.match(failed[0] ?? '', /^127\.0\.0\.2 /);
  } finally {
    await broker.close();
  }
});

test('addresses take turns by family, and a silent one does not hold up the next', async () => {
  const six = ['::a', '::b', '::c'];
  assert.deepEqual(interleaved([...six, '10.0.0.1']), ['::a', '10.0.0.1', '::b', '::c']);
  assert.deepEqual(interleaved(['10.0.0.1', '10.0.0.2', ...six]), ['10.0.0.1', '::a', '10.0.0.2', '::b', '::c']);
  assert.deepEqual(interleaved([]), []);
  const broker = await fakeBroker(hangs);
  const tried: string[] = [];
  const given = new Set<string>();
  const failed: string[] = [];
  const attempt: typeof connectTcp = (address, port, signal) => {
    tried.push(address);
    if (address === '10.0.0.1') return connectTcp('127.0.0.1', port, signal);
    if (address === '::b') return Promise.reject(new Error('refused'));
    return new Promise((_, reject) =>
      signal.addEventListener('abort', () => given.add(address) && reject(signal.reason)),
    );
  };
  try {
    const limits = { timeoutMs: 3000, signal: new AbortController().signal };
    const note = (one: { readonly address: string }) => failed.push(one.address);
    const reached = await connectFirst(['::b', '::a', '10.0.0.1'], broker.port, limits, note, attempt);
    reached.socket.destroy();
    assert.equal(reached.address, '10.0.0.1');
    assert.deepEqual([tried, failed, [...given]], [['::b', '10.0.0.1'], ['::b'], []]);
    tried.length = 0;
    const second = await connectFirst(['::a', '10.0.0.1'], broker.port, limits, note, attempt);
    second.socket.destroy();
    assert.deepEqual([tried, [...given]], [['::a', '10.0.0.1'], ['::a']]);
    await assert.rejects(
      connectFirst(['::a'], broker.port, { ...limits, timeoutMs: 50 }, note, attempt),
      /no answer within 50 ms/,
    );
  } finally {
    await broker.close();
  }
});

test('abandoning the test closes everything', async () => {
  const { probe } = await import('../../core/probe');
  const broker = await fakeBroker(hangs);
  try {
    for await (const { name } of probe(target(`mqtt://127.0.0.1:${broker.port}`), { now: Date.now() })) {
      if (name === 'tcp') break;
    }
    await noConnections(broker);
  } finally {
    await broker.close();
  }
});

async function noConnections(broker: Awaited<ReturnType<typeof fakeBroker>>): Promise<void> {
  for (let tries = 0; tries < 50 && (await broker.connections()) > 0; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.equal(await broker.connections(), 0);
}

test('a broker that answers with noise', async () => {
  const { outline } = await against(answers(0xff, 0xff, 0xff, 0xff, 0xff, 0xff), {});
  assert.match(outline, /^dns tcp mqtt!/);
});
