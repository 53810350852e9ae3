import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format } from '../../core/facts/message';
import { applyEdits, harden, type Listener } from '../../core/lint';
import type { MemoryFile } from '../support/memoryHost';
import { analysed, ROOT, type Situation } from './support';

const TLS = 'certfile /c\nkeyfile /k\n';
const SUITES =
  'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305';

async function hardened(text: string, situation: Situation = {}, pick: (listener: Listener) => boolean = () => true) {
  const { model } = await analysed(text, situation);
  const listener = model.listeners.find(pick);
  assert.ok(listener);
  const steps = harden(model, listener);
  const edits = steps.flatMap((step) => step.edits);
  assert.ok(edits.every(({ span }) => span.file === ROOT));
  return { text: applyEdits(text, edits), changes: steps.map(({ change }) => format(change)) };
}

test('Mosquitto 2.0.11: floor, suites, anonymous access and limits, each said', async () => {
  const { text, changes } = await hardened(`listener 8883\n${TLS}allow_anonymous true\npassword_file /pw\n`, {
    version: '2.0.11',
  });
  assert.equal(
    text,
    `max_packet_size 2000000\nlistener 8883\nmax_connections 1000\n${TLS}tls_version tlsv1.2\nciphers ${SUITES}\nallow_anonymous false\npassword_file /pw\n`,
  );
  assert.deepEqual(changes, [
    'listener 8883: TLS 1.2 and newer only; older clients are refused',
    'listener 8883: suites with forward secrecy and AEAD only (RFC 9325)',
    'listener 8883: no clients without a name',
    'listener 8883: 1000 clients at most; set it to what you have',
    'all listeners: packets of 2000000 bytes at most',
  ]);
  assert.deepEqual(await hardened(text, { version: '2.0.11' }), { text, changes: [] }, 'a second time changes nothing');
});

test('2.1 has the floor and the packet size of itself', async () => {
  const { changes } = await hardened(`listener 8883\n${TLS}password_file /pw\n`, { version: '2.1.2' });
  assert.ok(!changes.some((change) => /TLS 1\.2|packets/.test(change)), changes.join('\n'));
  assert.ok(changes.includes('all listeners: a keepalive of 3600 seconds at most'));
});

const anonymous = (changes: readonly string[]) => changes.some((change) => /without a name/.test(change));

test('nobody is locked out: anonymous clients stay where no other way to sign in is known', async () => {
  const open = 'allow_anonymous true\n';
  const cases: readonly [string, Readonly<Record<string, MemoryFile>>?][] = [
    [`listener 1883\n${open}`],
    // A certificate gives no name unless it is asked for one.
    [`listener 8883\n${TLS}cafile /ca\nrequire_certificate true\n${open}`],
    [`listener 8883\npsk_hint h\npsk_file /psk\n${open}`],
    [`listener 8883\n${open}password_file /pw\n`, { '/pw': { text: '' } }],
    // One line for two listeners, and clients of the second have no other way.
    [
      `per_listener_settings false\nlistener 8883\n${TLS}cafile /ca\nrequire_certificate true\nuse_identity_as_username true\nlistener 1883\n${open}`,
    ],
  ];
  for (const [text, files] of cases) {
    const { changes } = await hardened(text, { version: '2.0.11', ...(files && { files }) });
    assert.ok(!anonymous(changes), text);
  }
  const named = `listener 8883\n${TLS}cafile /ca\nrequire_certificate true\nuse_identity_as_username true\n${open}`;
  assert.ok(anonymous((await hardened(named, { version: '2.0.11' })).changes));
});

test('a line for several listeners says whom it concerns', async () => {
  const { changes } = await hardened('password_file /pw\nallow_anonymous true\nlistener 1883\nlistener 1884\n');
  assert.ok(changes.includes('listener 1883: no clients without a name, which counts for listener 1884 too'));
});

test('pre-shared keys keep their suites', async () => {
  const { text } = await hardened('listener 8883\npsk_hint h\npsk_file /psk\n', { version: '2.0.11' });
  assert.doesNotMatch(text, /ciphers/);
});

test('EMQX: versions and suites where they are written; nothing invented elsewhere', async () => {
  const text =
    'listeners.ssl.default {\n  bind = "0.0.0.0:8883"\n  ssl_options {\n    versions = ["tlsv1.1", "tlsv1.2", "tlsv1.3"]\n    ciphers = ["ECDHE-RSA-AES128-GCM-SHA256", "AES128-SHA"]\n  }\n}\n';
  const pick = ({ label }: Listener) => label === 'listeners.ssl.default';
  const result = await hardened(text, { broker: 'emqx' }, pick);
  assert.match(result.text, /versions = \["tlsv1\.3", "tlsv1\.2"\]/);
  assert.match(result.text, /ciphers = \["TLS_AES_256_GCM_SHA384".*"ECDHE-RSA-CHACHA20-POLY1305"\]/);
  assert.deepEqual(await hardened(result.text, { broker: 'emqx' }, pick), { text: result.text, changes: [] });
  const plain = await hardened('listeners.ssl.default {\n  bind = "0.0.0.0:8883"\n}\n', { broker: 'emqx' }, pick);
  assert.deepEqual(plain.changes, []);
});
