import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { format } from '../../core/facts/message';
import { succeeded } from '../../core/probe';
import { freePort } from '../support/freePort';
import { event, type Mosquitto, mosquitto, outline, type Pair, passwordFile, run, target, workshop } from './tools';

const shop = workshop();
const password = 'plåin-secret';
const ports = { plain: 0, login: 0, tls: 0, mutual: 0, expired: 0 };
let ca: Pair;
let otherCa: Pair;
let client: Pair;
let stranger: Pair;
let server: Pair;
let broker: Mosquitto;

before(async () => {
  const day = 86_400_000;
  ca = await shop.make('ca', { role: 'ca', name: 'Test CA', days: 60 });
  otherCa = await shop.make('other-ca', { role: 'ca', name: 'Other CA' });
  server = await shop.make('server', { dns: ['localhost'], ip: ['127.0.0.1'], days: 60 }, ca);
  client = await shop.make('client', { role: 'client', name: 'sensor' }, ca);
  stranger = await shop.make('stranger', { role: 'client', name: 'stranger' }, otherCa);
  const past = await shop.make('past-ca', { role: 'ca', name: 'Past CA' }, undefined, Date.now() - 40 * day);
  const old = await shop.make('old', { dns: ['localhost'], days: 5 }, past, Date.now() - 20 * day);
  for (const name of ['plain', 'login', 'tls', 'mutual', 'expired'] as const) ports[name] = await freePort();
  const acl = shop.write('acl', 'user reader\ntopic read #\nuser writer\ntopic readwrite #\n');
  const passwords = passwordFile(path.join(shop.directory, 'passwords'), 'writer', password);
  const tls = (pair: Pair) => [`cafile ${ca.cert}`, `certfile ${pair.cert}`, `keyfile ${pair.key}`];
  broker = await mosquitto(shop.directory, [
    'per_listener_settings true',
    `listener ${ports.plain} 127.0.0.1`,
    'allow_anonymous true',
    `listener ${ports.login} 127.0.0.1`,
    'allow_anonymous false',
    `password_file ${passwords}`,
    `acl_file ${acl}`,
    `listener ${ports.tls} 127.0.0.1`,
    'allow_anonymous true',
    ...tls(server),
    `listener ${ports.mutual} 127.0.0.1`,
    'allow_anonymous true',
    'require_certificate true',
    ...tls(server),
    `listener ${ports.expired} 127.0.0.1`,
    'allow_anonymous true',
    ...tls(old),
  ]);
});

after(async () => {
  await broker?.stop();
  shop.remove();
});

function cause(events: Awaited<ReturnType<typeof run>>): string {
  const problem = events.at(-1)?.problem;
  return problem === undefined ? '' : format(problem.cause);
}

test('plain MQTT works, with a round trip, in both versions', async () => {
  for (const mqttVersion of [4, 5] as const) {
    const events = await run(target(`mqtt://127.0.0.1:${ports.plain}`, { roundtrip: true, mqttVersion }));
    assert.equal(outline(events), 'dns tcp mqtt roundtrip roundtrip roundtrip');
    assert.ok(succeeded(events));
    assert.equal(event(events, 'roundtrip').facts.grantedQos, 1);
  }
});

test('TLS works and its facts are told', async () => {
  const events = await run(target(`mqtts://localhost:${ports.tls}`, { ca: ca.cert, roundtrip: true }));
  assert.equal(outline(events), 'dns tcp tls mqtt roundtrip roundtrip roundtrip');
  const { facts } = event(events, 'tls');
  assert.equal(facts.version, 'TLSv1.3');
  assert.match(facts.cipher ?? '', /^TLS_/);
  assert.equal(facts.verified, true);
  assert.equal(facts.clientCertificate, false);
  // OpenSSL adds the authority that Mosquitto was given as cafile.
  assert.deepEqual(
    facts.chain.map(({ subject }) => subject),
    ['CN=server', 'CN=Test CA'],
  );
});

test('a certificate that does not end soon raises no warning; one that does, does', async () => {
  const events = await run(target(`mqtts://localhost:${ports.tls}`, { ca: ca.cert }));
  assert.deepEqual(event(events, 'tls').facts.warnings, []);
  const later = await run(target(`mqtts://localhost:${ports.tls}`, { ca: ca.cert }), {
    now: Date.now() + 45 * 86_400_000,
  });
  assert.ok(event(later, 'tls').facts.warnings.some(({ id }) => id === 'expiring'));
});

test('mutual TLS works with the client certificate', async () => {
  const events = await run(
    target(`mqtts://127.0.0.1:${ports.mutual}`, { ca: ca.cert, cert: client.cert, key: client.key }),
  );
  assert.equal(outline(events), 'dns tcp tls mqtt');
  assert.equal(event(events, 'tls').facts.clientCertificate, true);
});

test('without the client certificate the TLS stage fails, although TLS 1.3 had said secure', async () => {
  const events = await run(target(`mqtts://localhost:${ports.mutual}`, { ca: ca.cert }));
  assert.equal(outline(events), 'dns tcp tls!ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED');
  assert.match(cause(events), /requires a client certificate and none was sent.*TLS 1\.3/);
  assert.equal(event(events, 'tls').facts.verified, false);
});

test('a client certificate of another authority is rejected by the broker', async () => {
  const events = await run(
    target(`mqtts://localhost:${ports.mutual}`, { ca: ca.cert, cert: stranger.cert, key: stranger.key }),
  );
  assert.equal(outline(events), 'dns tcp tls!ERR_SSL_TLSV1_ALERT_UNKNOWN_CA');
  assert.match(cause(events), /does not trust "CN=Other CA"/);
});

test('a server certificate as client certificate is rejected as unfit', async () => {
  const events = await run(
    target(`mqtts://localhost:${ports.mutual}`, { ca: ca.cert, cert: server.cert, key: server.key }),
  );
  assert.equal(outline(events), 'dns tcp tls!ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE');
  assert.match(cause(events), /meant for serverAuth, not for clients/);
});

test('the wrong authority, none, and one of the same name are told apart', async () => {
  const url = `mqtts://localhost:${ports.tls}`;
  const wrong = await run(target(url, { ca: otherCa.cert }));
  assert.equal(outline(wrong), 'dns tcp tls!SELF_SIGNED_CERT_IN_CHAIN');
  assert.match(cause(wrong), /leads to the root "CN=Test CA", but the CA file holds "CN=Other CA"/);
  assert.match(cause(await run(target(url))), /sends its own root "CN=Test CA".*no CA file was given/);
  const namesake = await shop.make('namesake', { role: 'ca', name: 'Test CA' });
  assert.match(cause(await run(target(url, { ca: namesake.cert }))), /made anew/);
});

test('an expired certificate', async () => {
  const events = await run(
    target(`mqtts://localhost:${ports.expired}`, { ca: path.join(shop.directory, 'past-ca.crt') }),
  );
  assert.equal(outline(events), 'dns tcp tls!CERT_HAS_EXPIRED');
  assert.match(cause(events), /"CN=old" \(serial [0-9A-F]+\) expired on \d{4}-\d\d-\d\d/);
});

test('TLS to the plaintext port, plaintext to the TLS port', async () => {
  const tls = await run(target(`mqtts://127.0.0.1:${ports.plain}`, { ca: ca.cert }));
  assert.match(outline(tls), /^dns tcp tls!/);
  assert.match(cause(tls), /speaks plain MQTT, not TLS/);
  const plain = await run(target(`mqtt://127.0.0.1:${ports.tls}`));
  assert.match(outline(plain), /^dns tcp mqtt!/);
  assert.match(cause(plain), /speaks TLS, but the connection was attempted without/);
});

test('logins: none, wrong, right', async () => {
  const url = `mqtt://127.0.0.1:${ports.login}`;
  const none = await run(target(url));
  assert.equal(outline(none), 'dns tcp mqtt!CONNACK_5');
  assert.match(cause(none), /nobody in without a user name/);
  const wrong = await run(target(url, { username: 'writer', password: 'no', mqttVersion: 5 }));
  assert.equal(outline(wrong), 'dns tcp mqtt!CONNACK_0x87');
  assert.match(cause(wrong), /user name or password is wrong/);
  const right = await run(target(url, { username: 'writer', password, roundtrip: true }));
  assert.equal(outline(right), 'dns tcp mqtt roundtrip roundtrip roundtrip');
});

test('an ACL that forbids writing shows in the round trip', async () => {
  passwordFile(path.join(shop.directory, 'passwords2'), 'reader', password);
  const port = await freePort();
  const second = await mosquitto(shop.directory, [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    `acl_file ${shop.write('acl2', 'topic read #\n')}`,
  ]);
  try {
    const url = `mqtt://127.0.0.1:${port}`;
    const silent = await run(target(url, { roundtrip: true, timeoutMs: 500 }));
    assert.equal(outline(silent), 'dns tcp mqtt roundtrip!ETIMEDOUT');
    assert.match(cause(silent), /ACL forbids/);
    const told = await run(target(url, { roundtrip: true, mqttVersion: 5 }));
    assert.equal(outline(told), 'dns tcp mqtt roundtrip!PUBACK_0x87');
  } finally {
    await second.stop();
  }
});

test('observing sends nothing: the broker sees one MQTT client per test', async () => {
  const before = broker.log().match(/New client connected/g)?.length ?? 0;
  await run(target(`mqtts://localhost:${ports.tls}`, { ca: ca.cert }));
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal((broker.log().match(/New client connected/g)?.length ?? 0) - before, 1);
});
