import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { toPkcs12 } from '../../core/certs/pkcs12';
import { type NegativeOptions, type NegativeResult, negativeTests, type Stranger, type Target } from '../../core/probe';
import { connack, fakeBroker, hangs } from '../support/fakeBroker';
import { freePort } from '../support/freePort';
import { type Mosquitto, mosquitto, type Pair, passwordFile, target, workshop } from './tools';

const DAY = 86_400_000;
const shop = workshop();
const ports = { plain: 0, login: 0, open: 0, mutual: 0 };
let ca: Pair;
let client: Pair;
let strangers: { readonly foreign: Stranger; readonly expired: Stranger };
let broker: Mosquitto;

const stranger = ({ cert, key }: Pair): Stranger => ({ cert: readFileSync(cert), key: readFileSync(key) });

before(async () => {
  const past = Date.now() - 100 * DAY;
  ca = await shop.make('ca', { role: 'ca', name: 'Test CA', days: 400 }, undefined, past);
  const otherCa = await shop.make('other-ca', { role: 'ca', name: 'Other CA' });
  const server = await shop.make('server', { dns: ['localhost'], ip: ['127.0.0.1'] }, ca);
  client = await shop.make('client', { role: 'client', name: 'sensor' }, ca);
  strangers = {
    foreign: stranger(await shop.make('foreign', { role: 'client', name: 'sensor' }, otherCa)),
    expired: stranger(await shop.make('expired', { role: 'client', name: 'sensor', days: 5 }, ca, past)),
  };
  for (const name of ['plain', 'login', 'open', 'mutual'] as const) ports[name] = await freePort();
  const acl = shop.write('acl', 'user reader\ntopic readwrite allowed/#\n');
  const passwords = passwordFile(path.join(shop.directory, 'passwords'), 'reader', 'right');
  const tls = [`cafile ${ca.cert}`, `certfile ${server.cert}`, `keyfile ${server.key}`];
  const login = ['allow_anonymous false', `password_file ${passwords}`, `acl_file ${acl}`];
  broker = await mosquitto(shop.directory, [
    'per_listener_settings true',
    ...[`listener ${ports.plain} 127.0.0.1`, 'allow_anonymous true'],
    ...[`listener ${ports.login} 127.0.0.1`, ...login, ...tls],
    ...[`listener ${ports.open} 127.0.0.1`, 'allow_anonymous true', ...tls],
    ...[`listener ${ports.mutual} 127.0.0.1`, 'require_certificate true', 'use_identity_as_username true', ...tls],
  ]);
});

after(async () => {
  await broker?.stop();
  shop.remove();
});

async function outcomes(of: Target, options: Partial<NegativeOptions> = {}) {
  const results: NegativeResult[] = [];
  for await (const result of negativeTests(of, { now: Date.now(), ...options })) results.push(result);
  for (const { outcome, advice, id } of results) assert.equal(advice !== undefined, outcome === 'accepted', id);
  return Object.fromEntries(results.map(({ id, outcome }) => [id, outcome]));
}

const tls = (port: number, more: Partial<Target> = {}) => target(`mqtts://localhost:${port}`, { ca: ca.cert, ...more });

test('mutual TLS: every stranger is refused, whether the client has PEM files or an archive', async () => {
  const { certificate, key } = client.issued;
  const archive = toPkcs12(certificate, key, [ca.issued.certificate], 'open', randomBytes);
  const withFiles = tls(ports.mutual, { cert: client.cert, key: client.key });
  const withArchive = tls(ports.mutual, { p12: shop.write('client.p12', archive), passphrase: 'open' });
  const expected = {
    'no-client-certificate': 'refused',
    'foreign-client-certificate': 'refused',
    'expired-client-certificate': 'refused',
    anonymous: 'skipped',
    'wrong-password': 'skipped',
    'tls1.0': 'refused',
    'tls1.1': 'refused',
    plaintext: 'refused',
    'forbidden-topic': 'skipped',
  };
  for (const of of [withFiles, withArchive]) assert.deepEqual(await outcomes(of, strangers), expected);
});

test('a listener that asks for nothing lets strangers in, and that is found', async () => {
  const open = await outcomes(
    tls(ports.open, { cert: client.cert, key: client.key, username: 'x', password: 'y' }),
    strangers,
  );
  assert.equal(open['no-client-certificate'], 'accepted');
  assert.equal(open['foreign-client-certificate'], 'accepted');
  assert.equal(open.anonymous, 'accepted');
  assert.equal(open['wrong-password'], 'accepted');
  assert.equal((await outcomes(target(`mqtt://127.0.0.1:${ports.plain}`)))['tls1.0'], 'skipped');
});

test('passwords and access lists: one wrong password, one topic', async () => {
  const login = { username: 'reader', password: 'right' };
  const forbidden = await outcomes(tls(ports.login, { ...login, mqttVersion: 5 }), { forbiddenTopic: 'secret' });
  assert.deepEqual([forbidden.anonymous, forbidden['wrong-password']], ['refused', 'refused']);
  assert.equal(forbidden['forbidden-topic'], 'refused');
  const silent = await outcomes(tls(ports.login, login), { forbiddenTopic: 'secret' });
  assert.equal(silent['forbidden-topic'], 'refused', 'MQTT 3.1.1 acknowledges what it drops');
  const allowed = await outcomes(tls(ports.login, login), { forbiddenTopic: 'allowed/x' });
  assert.equal(allowed['forbidden-topic'], 'accepted');
});

test('a client whose own credentials fail proves nothing', async () => {
  const wrong = await outcomes(tls(ports.login, { username: 'reader', password: 'wrong' }), {
    forbiddenTopic: 'secret',
  });
  assert.deepEqual([wrong.anonymous, wrong['wrong-password'], wrong['forbidden-topic']], Array(3).fill('undecided'));
  assert.equal(wrong.plaintext, 'refused', 'what needs no credentials is judged all the same');
});

test('expired certificates and plaintext that get through are found', async () => {
  // Debian's 2.0.11 knows the option as of 2.1 only: the dates stay checked there, so a fake takes plaintext instead.
  const fake = await fakeBroker(connack(0));
  try {
    const results = await outcomes(target(`mqtts://127.0.0.1:${fake.port}`, { ca: ca.cert, timeoutMs: 800 }));
    assert.equal(results.plaintext, 'accepted');
    assert.equal(results.anonymous, 'undecided');
  } finally {
    await fake.close();
  }
});

test('silence is no refusal, and a closed port ends the tests', async () => {
  const fake = await fakeBroker(hangs);
  try {
    const results = await outcomes(target(`mqtts://127.0.0.1:${fake.port}`, { timeoutMs: 300 }));
    assert.deepEqual([results.plaintext, results['tls1.0'], results.anonymous], Array(3).fill('undecided'));
  } finally {
    await fake.close();
  }
  await assert.rejects(outcomes(target(`mqtt://127.0.0.1:${await freePort()}`)), /ECONNREFUSED|refused/);
});

test('retired TLS versions that are accepted are found', async () => {
  const { createServer: createTlsServer } = await import('node:tls');
  const pair = stranger({
    ...client,
    cert: path.join(shop.directory, 'server.crt'),
    key: path.join(shop.directory, 'server.key'),
  });
  const server = createTlsServer({ ...pair, minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' }, (socket) => {
    socket.on('error', () => undefined);
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  try {
    const results = await outcomes(target(`mqtts://127.0.0.1:${address.port}`, { ca: ca.cert, timeoutMs: 500 }));
    assert.deepEqual([results['tls1.0'], results['tls1.1']], ['accepted', 'accepted']);
  } finally {
    server.close();
  }
});

test('cancelled tests end at once', async () => {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 50);
  try {
    await assert.rejects(outcomes(target(`mqtts://127.0.0.1:${address.port}`), { signal: controller.signal }));
  } finally {
    server.close();
  }
});
