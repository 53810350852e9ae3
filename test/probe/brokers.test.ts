import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { appended } from '../../core/certs/ledger';
import { format } from '../../core/facts/message';
import type { StageEvent } from '../../core/probe';
import { factRows } from '../../core/probe/fact-rows';
import { type Brokers, nginx, ocspResponder, startBrokers } from '../support/brokers';
import { openssl } from '../support/openssl';
import { event, outline, type Pair, run, target, workshop } from './tools';

const shop = workshop();
const file = (name: string) => path.join(shop.directory, name);
let brokers: Brokers;
let ca: Pair;
let server: Pair;
let client: Pair;

before(async () => {
  ca = await shop.make('ca', { role: 'ca', name: 'Test CA', days: 60 });
  server = await shop.make('server', { dns: ['localhost'], ip: ['127.0.0.1'], days: 60 }, ca);
  client = await shop.make('client', { role: 'client', name: 'sensor' }, ca);
  const login = { user: 'ann', password: 'open sesame' };
  brokers = await startBrokers({ directory: shop.directory, ca: ca.cert, server, ...login });
});

after(async () => {
  await brokers?.stop();
  shop.remove();
});

const trips = 'roundtrip roundtrip roundtrip';

/** The rows of a stage as they are read. */
function rows(of: StageEvent): Readonly<Record<string, string>> {
  const words = factRows(of).map(({ name, value }) => [
    format(name),
    typeof value === 'string' ? value : format(value),
  ]);
  return Object.fromEntries(words);
}

function cause(events: readonly StageEvent[]): string {
  const problem = events.at(-1)?.problem;
  return problem === undefined ? '' : format(problem.cause);
}

test('WebSocket is a stage of its own, over TLS too', async () => {
  const plain = await run(target(`ws://127.0.0.1:${brokers.ports.websockets}`, { roundtrip: true }));
  assert.equal(outline(plain), `dns tcp websocket mqtt ${trips}`);
  const { facts } = event(plain, 'websocket');
  assert.deepEqual([facts.path, facts.status, facts.subprotocol], ['/mqtt', 101, 'mqtt']);
  const tls = await run(target(`wss://localhost:${brokers.ports.websocketsTls}`, { ca: ca.cert }));
  assert.equal(outline(tls), 'dns tcp tls websocket mqtt');
});

test('MQTT spoken to the WebSocket port and the reverse', async () => {
  const mqtt = await run(target(`mqtt://127.0.0.1:${brokers.ports.websockets}`, { timeoutMs: 1500 }));
  assert.match(outline(mqtt), /^dns tcp mqtt!/);
  const web = await run(target(`ws://127.0.0.1:${brokers.ports.plain}`));
  assert.match(outline(web), /^dns tcp websocket!/);
  assert.match(cause(web), /speaks MQTT directly/);
});

test('each QoS makes its own round trip, below the topic that was told and nowhere else', async () => {
  const acl = `mqtt://127.0.0.1:${brokers.ports.acl}`;
  const events = await run(target(acl, { roundtrip: true, topicPrefix: 'allowed/here/', mqttVersion: 5 }));
  assert.equal(outline(events), `dns tcp mqtt ${trips}`);
  const made = events.flatMap((each) => (each.name === 'roundtrip' ? [each.facts] : []));
  assert.deepEqual(
    made.map(({ qos, grantedQos }) => [qos, grantedQos]),
    [
      [1, 1],
      [0, 0],
      [2, 2],
    ],
  );
  for (const { topic } of made) assert.match(topic, /^allowed\/here\/mqttsecurity[0-9a-f]{8}$/);
  const forbidden = await run(target(acl, { roundtrip: true, topicPrefix: 'elsewhere', mqttVersion: 5 }));
  assert.equal(outline(forbidden), 'dns tcp mqtt roundtrip!PUBACK_0x87');
  assert.match(format(forbidden.at(-1)?.problem?.advice ?? { template: '', args: {} }), /writing elsewhere\/# for/);
  assert.deepEqual(forbidden.at(-1)?.problem?.action, { kind: 'open-configuration', option: 'acl_file' });
});

test('without a round trip nothing is published', async () => {
  const before = brokers.log().match(/PUBLISH|SUBSCRIBE/g)?.length ?? 0;
  await run(target(`mqtt://127.0.0.1:${brokers.ports.plain}`, { topicPrefix: 'told' }));
  assert.equal(brokers.log().match(/PUBLISH|SUBSCRIBE/g)?.length ?? 0, before);
});

test('what a broker of MQTT 5 announces, in words', async () => {
  const events = await run(target(`mqtt://127.0.0.1:${brokers.ports.plain}`, { mqttVersion: 5 }));
  const announced = rows(event(events, 'mqtt'));
  assert.equal(announced['topic aliases, at most'], '10');
  assert.equal(announced['messages of QoS 1 and 2 under way at once, at most'], '20');
});

test('a pre-shared key is all that the broker has: no suite in common', async () => {
  const events = await run(target(`mqtts://localhost:${brokers.ports.psk}`, { ca: ca.cert }));
  assert.match(outline(events), /^dns tcp tls!ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE$/);
  assert.match(cause(events), /no cipher suite, curve or signature in common/);
});

test('nginx as TLS terminator, and a broker that is not Mosquitto', async () => {
  const behind = await run(target(`mqtts://localhost:${brokers.ports.terminator}`, { ca: ca.cert, roundtrip: true }));
  assert.equal(outline(behind), `dns tcp tls mqtt ${trips}`);
  const other = await run(target(`mqtt://127.0.0.1:${brokers.ports.aedes}`, { roundtrip: true }));
  assert.equal(outline(other), `dns tcp mqtt ${trips}`);
});

test('the chain beside the CA file, and the session', async () => {
  const events = await run(target(`mqtts://localhost:${brokers.ports.tls}`, { ca: ca.cert }));
  const { trust, session, ocsp } = event(events, 'tls').facts;
  assert.equal(trust?.source, 'file');
  assert.equal(trust?.anchor?.subject, 'CN=Test CA');
  assert.equal(trust?.anchor?.signs, 0);
  assert.equal(session?.ticket, true);
  assert.equal(session?.resumed, true);
  assert.ok((session?.lifetimeS ?? 0) > 0);
  assert.equal(ocsp, undefined);
  const words = rows(event(events, 'tls'));
  assert.equal(words.trust, '"CN=Test CA" of the CA file has signed "CN=server"');
  assert.equal(words['stapled OCSP response'], 'none');
  assert.match(words.session ?? '', /^ticket for [\d.]+ h, taken up again/);
});

test('an authority that is at hand is proposed', async () => {
  const other = await shop.make('other', { role: 'ca', name: 'Other CA' });
  const url = `mqtts://localhost:${brokers.ports.tls}`;
  const authorities = [file('absent.crt'), other.cert, client.cert, ca.cert];
  for (const given of [undefined, other.cert]) {
    const events = await run(target(url, { ca: given }), { authorities });
    assert.match(outline(events), /^dns tcp tls!/);
    assert.deepEqual(events.at(-1)?.problem?.action, { kind: 'use-ca', file: ca.cert });
    assert.equal(event(events, 'tls').facts.trust?.missing, 'CN=Test CA');
  }
  const none = await run(target(url), { authorities: [other.cert] });
  assert.equal(none.at(-1)?.problem?.action, undefined);
});

test('the authorities of the system are trusted', async () => {
  const before = process.env.SSL_CERT_FILE;
  process.env.SSL_CERT_FILE = ca.cert;
  try {
    const events = await run(target(`mqtts://localhost:${brokers.ports.tls}`));
    assert.equal(outline(events), 'dns tcp tls mqtt');
    assert.deepEqual(event(events, 'tls').facts.trust?.anchor?.subject, 'CN=Test CA');
    assert.equal(event(events, 'tls').facts.trust?.source, 'system');
  } finally {
    if (before === undefined) delete process.env.SSL_CERT_FILE;
    else process.env.SSL_CERT_FILE = before;
  }
});

test('a PKCS#12 archive, with AES and with the old ciphers', async () => {
  const url = `mqtts://localhost:${brokers.ports.mutual}`;
  const parts = ['-in', client.cert, '-inkey', client.key, '-passout', 'pass:open sesame'];
  for (const [name, more] of [
    ['new.p12', []],
    ['old.p12', ['-legacy']],
  ] as const) {
    const made = openssl('pkcs12', '-export', ...parts, '-out', file(name), ...more);
    assert.equal(made.status, 0, made.stderr);
    const given = { ca: ca.cert, p12: file(name) };
    assert.equal(outline(await run(target(url, { ...given, passphrase: 'open sesame' }))), 'dns tcp tls mqtt');
    const wrong = await run(target(url, { ...given, passphrase: 'no' }));
    assert.equal(outline(wrong), 'dns tcp tls!PKCS12_NOT_OPENED');
    assert.match(cause(wrong), /passphrase is wrong or missing/);
  }
  const noArchive = await run(target(url, { ca: ca.cert, p12: client.cert }));
  assert.match(cause(noArchive), /no PKCS#12/);
});

/** The ledger that `openssl ocsp` answers from, with the server's certificate in this state. */
function ledger(pair: Pair, revoked: boolean): string {
  const { stdout } = openssl('x509', '-in', pair.cert, '-noout', '-serial');
  const entry = {
    status: revoked ? 'revoked' : 'valid',
    notAfter: Date.now() + 86_400_000,
    revoked: revoked ? { at: Date.now() - 3_600_000, reason: undefined } : undefined,
    serial: stdout.trim().replace('serial=', ''),
    file: 'unknown',
    subject: '/CN=server',
  } as const;
  writeFileSync(file('index.txt'), appended('', [entry]));
  writeFileSync(file('index.txt.attr'), 'unique_subject = no\n');
  return file('index.txt');
}

/** Passes WebSockets on to Mosquitto. */
const passing = () => {
  const headers = 'proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "Upgrade";';
  return `location / { proxy_pass http://127.0.0.1:${brokers.ports.websockets}; proxy_http_version 1.1; ${headers} }`;
};

test('a stapled OCSP response that nginx fetched is read, verified and judged', async () => {
  const responder = await ocspResponder(shop.directory, ca, ledger(server, false));
  const front = await nginx(shop.directory, server, [
    ...['ssl_stapling on;', 'ssl_stapling_verify on;', `ssl_trusted_certificate ${ca.cert};`],
    `ssl_stapling_responder http://127.0.0.1:${responder.port}/;`,
    passing(),
  ]);
  try {
    const events = await stapled(`wss://localhost:${front.port}`);
    assert.equal(outline(events), 'dns tcp tls websocket mqtt');
    const { ocsp, warnings } = event(events, 'tls').facts;
    assert.equal(ocsp?.verdict, 'good');
    assert.equal(ocsp?.verified, true);
    assert.ok(!warnings.some(({ id }) => id === 'ocsp'));
    assert.match(rows(event(events, 'tls'))['stapled OCSP response'] ?? '', /^good: not revoked, as of 20/);
    assert.match(event(events, 'websocket').facts.server ?? '', /^nginx/);
    assert.ok(responder.asked() > 0);
    const late = await run(target(`wss://localhost:${front.port}`, { ca: ca.cert }), { now: Date.now() + 172_800_000 });
    assert.equal(event(late, 'tls').facts.ocsp?.verdict, 'outdated');
  } finally {
    await front.stop();
    await responder.stop();
  }
});

test('a stapled OCSP response that says revoked is a warning', async () => {
  const about = ['-issuer', ca.cert, '-cert', server.cert, '-respout', file('revoked.ocsp')];
  const signed = ['-CA', ca.cert, '-rsigner', ca.cert, '-rkey', ca.key, '-ndays', '1'];
  openssl('ocsp', '-index', ledger(server, true), ...signed, ...about);
  // nginx would not pass on by itself what it has fetched and found revoked.
  const front = await nginx(shop.directory, server, [
    ...['ssl_stapling on;', `ssl_stapling_file ${file('revoked.ocsp')};`, passing()],
  ]);
  try {
    const events = await run(target(`wss://localhost:${front.port}`, { ca: ca.cert }));
    const { ocsp, warnings } = event(events, 'tls').facts;
    assert.equal(ocsp?.verdict, 'revoked');
    assert.match(
      format(warnings.find(({ id }) => id === 'ocsp')?.message ?? { template: '', args: {} }),
      /has revoked/,
    );
    assert.match(rows(event(events, 'tls'))['stapled OCSP response'] ?? '', /^revoked since 20/);
  } finally {
    await front.stop();
  }
});

/** nginx asks its responder when the first client has come, and staples for those after. */
async function stapled(url: string): Promise<readonly StageEvent[]> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const events = await run(target(url, { ca: ca.cert }));
    if (event(events, 'tls').facts.ocsp !== undefined) return events;
  }
  throw new Error('nginx never stapled');
}

test('the files of a target are never in the events', async () => {
  const events = await run(target(`mqtts://localhost:${brokers.ports.tls}`, { ca: ca.cert }));
  assert.ok(!JSON.stringify(events).includes(readFileSync(ca.key, 'utf8').split('\n')[1] ?? '?'));
});
