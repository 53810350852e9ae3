import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format } from '../../core/facts/message';
import { joined, LineIndex, listenerSummary } from '../../core/lint';
import { versionRange } from '../../core/lint/summary';
import { converter } from '../../server/src/convert';
import { codeLenses } from '../../server/src/features/codeLens';
import { inlayHints } from '../../server/src/features/inlayHints';
import { analysed, CERTIFICATE, CLIENT, NOW, ROOT, type Situation } from './support';

const TLS = 'certfile c.crt\nkeyfile c.key\n';

async function summaries(text: string, situation?: Situation): Promise<readonly string[]> {
  const { model } = await analysed(text, situation);
  return model.listeners.map((listener) => format(joined(listenerSummary(listener))));
}

test('what a Mosquitto listener is', async () => {
  const cases: readonly (readonly [string, string])[] = [
    ['listener 1883\nallow_anonymous true\n', 'plaintext · anonymous'],
    ['listener 1883 127.0.0.1\n', 'plaintext · no anonymous · this machine only'],
    [`listener 8883\n${TLS}cafile ca.crt\nrequire_certificate true\n`, 'TLS 1.2+ · client certificate · no anonymous'],
    [`listener 8883\n${TLS}tls_version tlsv1.3\n`, 'TLS 1.3 · no anonymous'],
    [`listener 9001\nprotocol websockets\n${TLS}`, 'TLS 1.2+ · WebSocket · no anonymous'],
    ['listener 0 /run/m.sock\n', 'Unix socket · no anonymous'],
    ['listener 8883\ncertfile c.crt\n', 'TLS incomplete, the broker stops · no anonymous'],
  ];
  for (const [text, expected] of cases) assert.deepEqual(await summaries(text), [expected], text);
  const old = await summaries(`listener 8883\n${TLS}`, { version: '2.0.11' });
  assert.deepEqual(old, ['TLS 1.1+ · no anonymous'], 'the default of that version');
  const unchecked = await summaries('listener 1883\nallow_anonymous false\n', { version: '1.6.15' });
  assert.deepEqual(unchecked, ['plaintext · any name, passwords unchecked'], '1.6 without a password file');
  const half = await summaries('listener 8883\ncertfile c.crt\n', { version: '2.0.11' });
  assert.deepEqual(half, ['TLS incomplete, so plaintext · no anonymous']);
});

test('what an EMQX listener is', async () => {
  const text = `
listeners.ssl.default { bind = 8883, ssl_options { verify = verify_peer, fail_if_no_peer_cert = true } }
listeners.ssl.other { bind = 8884, ssl_options { verify = verify_peer, versions = ["tlsv1.3"] } }
listeners.wss.default { bind = "127.0.0.1:8084" }
listeners.tcp.default { bind = 1883, enable = false }
listeners.ws.default { bind = 8083, enable_authn = false }
`;
  assert.deepEqual(await summaries(text, { broker: 'emqx' }), [
    'switched off',
    'TLS 1.2+ · client certificate · anonymous',
    'TLS 1.3 · client certificate optional · anonymous',
    'plaintext · WebSocket · anonymous',
    'TLS 1.2+ · WebSocket · anonymous · this machine only',
  ]);
});

test('where no version is set, a listener says the version that makes the difference', async () => {
  const text = `listener 9001\nprotocol websockets\n${TLS}tls_version tlsv1.3\nlistener 8883\n${TLS}`;
  assert.deepEqual(await hints(text), ['0:13 TLS 1.3 · as of 2.1.2', '5:13 TLS 1.2+']);
  assert.deepEqual(await hints(text, ALL, WHOLE, { version: '2.1.2' }), ['0:13 TLS 1.3', '5:13 TLS 1.2+']);
  const lenses = codeLenses({ uri: ROOT, ...(await result(text)), client: CLIENT });
  assert.deepEqual(
    lenses.flatMap(({ command }) => (command?.command === '' ? [command.title] : [])),
    ['TLS 1.3 · WebSocket · no anonymous · as of 2.1.2', 'TLS 1.2+ · no anonymous'],
  );
});

test('version ranges', () => {
  assert.equal(format(versionRange(['tlsv1.3', 'tlsv1.2'])), 'TLS 1.2+');
  assert.equal(format(versionRange(['tlsv1.2'])), 'TLS 1.2');
  assert.equal(format(versionRange(['tlsv1.3'])), 'TLS 1.3');
  assert.equal(format(versionRange(['tlsv1', 'tlsv1.1', 'tlsv1.2'])), 'TLS 1.0 to TLS 1.2');
  assert.equal(format(versionRange(['tlsv1.1', 'tlsv1.3'])), 'TLS 1.1, TLS 1.3');
  assert.equal(format(versionRange([])), 'TLS without any version');
});

const ALL = { certificateExpiry: true, tlsVersions: true, codeLens: true };
const WHOLE = { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } };

async function result(text: string, situation: Situation = {}) {
  const analysis = await analysed(text, situation);
  const { broker, workspace } = analysis;
  const tree = broker.parse(ROOT, text);
  const parsed = { file: ROOT, broker, tree, lines: new LineIndex(text) };
  const texts = workspace.trees;
  return {
    parsed,
    result: { root: ROOT, analysis, options: undefined, converter: converter({ texts, uriOf: (file) => file }) },
  };
}

/** `LINE:COLUMN label`. */
async function hints(
  text: string,
  display = ALL,
  range = WHOLE,
  situation: Situation = {},
): Promise<readonly string[]> {
  const found = inlayHints(range, { ...(await result(text, situation)), display, client: CLIENT, now: NOW });
  return found.map(({ position, label }) => `${position.line}:${position.character} ${label}`);
}

test('hints: when certificates end, and what protects a listener', async () => {
  const files = { '/etc/c.crt': CERTIFICATE };
  const text = `listener 1883\nlistener 8883 # mqtts\n${TLS}certfile2 c.crt\n`;
  assert.deepEqual(await hints(text, ALL, WHOLE, { files }), [
    '2:14 expires 2027-03-01, in 97 days',
    '0:13 plaintext',
    '1:21 TLS 1.2+',
  ]);
  const first = { start: { line: 0, character: 0 }, end: { line: 0, character: 20 } };
  assert.deepEqual(await hints(text, ALL, first, { files }), ['0:13 plaintext']);
  assert.deepEqual(await hints(text, { ...ALL, tlsVersions: false }, WHOLE, { files }), [
    '2:14 expires 2027-03-01, in 97 days',
  ]);
  assert.deepEqual(await hints(text, { ...ALL, certificateExpiry: false, tlsVersions: false }, WHOLE, { files }), []);
  assert.deepEqual(await hints('allow_anonymous true\n'), [], 'nothing beside a listener that no line opens');
});

test('hints for EMQX', async () => {
  const text = 'listeners.ssl.default {\n  ssl_options.certfile = "c.crt"\n}\n';
  const found = await hints(text, ALL, WHOLE, { broker: 'emqx', files: { '/etc/c.crt': CERTIFICATE } });
  assert.deepEqual(found, ['1:32 expires 2027-03-01, in 97 days', '0:21 TLS 1.2+']);
});

test('code lenses: what each listener is, and its commands where they may run', async () => {
  const text = `  listener 8883\n${TLS}listener 0 /run/m\n`;
  const lenses = async (client: typeof CLIENT) =>
    codeLenses({ uri: 'file:///etc/t.conf', client, ...(await result(text)) }).map(({ range, command }) => ({
      line: range.start.line,
      ...command,
    }));
  const given = [{ listener: { uri: 'file:///etc/t.conf', line: 0 } }];
  assert.deepEqual(await lenses(CLIENT), [
    { line: 0, title: 'TLS 1.2+ · no anonymous', command: '' },
    { line: 0, title: 'Test this listener', command: 'mqttSecurity.testConnection', arguments: given },
    { line: 0, title: 'Scan TLS', command: 'mqttSecurity.scanTls', arguments: given },
    { line: 0, title: 'Compare with broker', command: 'mqttSecurity.compareWithBroker', arguments: given },
    { line: 0, title: 'Generate certificates', command: 'mqttSecurity.generateCertificates', arguments: given },
    { line: 3, title: 'Unix socket · no anonymous', command: '' },
  ]);
  const untrusted = await lenses({ ...CLIENT, trusted: false });
  assert.deepEqual(
    untrusted.map(({ command }) => command),
    ['', ''],
  );
  assert.deepEqual(await lenses({ ...CLIENT, ownCommands: false }), []);
});

test('a code lens renews the certificate of a listener, once its end is near', async () => {
  const known = 'facts' in CERTIFICATE && CERTIFICATE.facts?.kind === 'file' ? CERTIFICATE.facts : undefined;
  const [own] = known?.pem.certificates ?? [];
  assert.ok(known && own);
  const lenses = async (days: number, client = CLIENT) => {
    const certificates = [{ ...own, notAfter: NOW + days * 86_400_000 }];
    const files = { '/etc/c.crt': { facts: { ...known, pem: { ...known.pem, certificates } } } };
    const found = codeLenses({
      uri: 'file:///etc/t.conf',
      client,
      ...(await result(`listener 8883\n${TLS}`, { files })),
    });
    return found.filter(({ command }) => command?.command === 'mqttSecurity.renewCertificate');
  };
  assert.deepEqual(
    (await lenses(3)).map(({ command }) => [command?.title, command?.arguments]),
    [['Renew c.crt…', [{ file: '/etc/c.crt' }]]],
  );
  assert.deepEqual([(await lenses(300)).length, (await lenses(3, { ...CLIENT, trusted: false })).length], [0, 0]);
});
