import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format } from '../../core/facts/message';
import { applyEdits, type Beside, harden, type Listener, ownFolder } from '../../core/lint';
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
  assert.deepEqual(plain.changes, ['listeners.ssl.default: 1000 clients at most; set it to what you have']);
  assert.match(plain.text, /max_connections = 1000/);
});

const beside: Beside = (name) => ({ file: `/etc/${name}`, path: `/etc/${name}`, taken: false });

async function withFiles(text: string, situation: Situation = {}, place = beside) {
  const { model } = await analysed(text, { version: '2.0.11', ...situation });
  const [listener] = model.listeners;
  assert.ok(listener);
  const steps = harden(model, listener, place);
  return {
    text: applyEdits(
      text,
      steps.flatMap(({ edits }) => edits),
    ),
    changes: steps.map(({ change }) => format(change)),
    created: steps.flatMap(({ creates = [] }) => creates.map(({ file }) => file)),
  };
}

test('names, passwords and rules: lines and files come together, and the step says that the files are empty', async () => {
  const { text, changes, created } = await withFiles('listener 1883\nallow_anonymous true\n');
  assert.equal(
    text,
    'max_packet_size 2000000\nlistener 1883\nmax_connections 1000\nallow_anonymous false\npassword_file /etc/pwfile\nacl_file /etc/aclfile\n',
  );
  assert.deepEqual(created, ['/etc/pwfile', '/etc/aclfile']);
  assert.match(changes[0] ?? '', /nobody gets in before it has users/);
  assert.match(changes[1] ?? '', /no client may publish or subscribe before it has rules/);
  const existing = { '/etc/pwfile': { text: 'ann:$7$101$x$y\n' }, '/etc/aclfile': { text: 'topic #\n' } };
  const again = await withFiles(text, { files: existing });
  assert.deepEqual([again.text, again.changes, again.created], [text, [], []], 'a second time changes nothing');
});

test('in per-listener mode the files are the listener’s own, else those of all', async () => {
  const two = 'listener 1883\nlistener 1884\n';
  const own = await withFiles(`per_listener_settings true\n${two}`);
  assert.match(own.text, /listener 1883\n(?:\w+ .*\n)*password_file \/etc\/pwfile\n(?:\w+ .*\n)*listener 1884\n/);
  assert.ok(own.changes.some((change) => /^listener 1883: only clients with a name/.test(change)));
  const all = await withFiles(two);
  assert.match(all.text, /^(?:max_\w+ \d+\n|password_file .*\n|acl_file .*\n)+listener 1883\n/);
  assert.ok(all.changes.some((change) => /^all listeners: only clients with a name/.test(change)));
});

test('a file that is there is named and never made; one that is named and missing is made and not named again', async () => {
  const taken = await withFiles('listener 1883\n', {}, (name) => ({
    file: `/etc/${name}`,
    path: `/etc/${name}`,
    taken: true,
  }));
  assert.deepEqual(taken.created, []);
  assert.ok(taken.changes.some((change) => /password from \/etc\/pwfile, which is there/.test(change)));
  const files = { '/etc/users': { facts: { kind: 'missing', directoryExists: true } } } as const;
  const named = await withFiles('listener 1883\npassword_file /etc/users\n', { files });
  assert.deepEqual(named.created, ['/etc/users', '/etc/aclfile']);
  assert.doesNotMatch(named.text, /pwfile/);
});

test('who signs in otherwise is not asked for a password, and other brokers have no such files', async () => {
  const mutual = `listener 8883\n${TLS}cafile /ca\nrequire_certificate true\n`;
  for (const text of [mutual, 'listener 8883\npsk_hint h\npsk_file /psk\n', 'listener 1883\npassword_file /pw\n']) {
    assert.doesNotMatch((await withFiles(text)).text, /pwfile/, text);
  }
  const emqx = 'listeners.tcp.default {\n  bind = "0.0.0.0:1883"\n}\n';
  assert.deepEqual((await withFiles(emqx, { broker: 'emqx', version: '5.8.0' })).created, []);
});

test('limits that the configuration takes away come back', async () => {
  const { text } = await hardened('listener 1883\nmax_queued_messages 0\nmax_inflight_messages 0\n', {});
  assert.match(text, /max_queued_messages 1000\nmax_inflight_messages 20\n/);
});

test('the folder of the configuration goes by the name that its own lines give it', async () => {
  const folderOf = async (line: string, files: Situation['files'] = {}) =>
    ownFolder((await analysed(`listener 1883\n${line}\n`, { files })).model);
  assert.equal(await folderOf('password_file /etc/pw', { '/etc/pw': { text: '' } }), '/etc/');
  assert.equal(await folderOf('acl_file acl', { '/etc/acl': { text: '' } }), '');
  assert.equal(await folderOf('acl_file /elsewhere/acl', { '/elsewhere/acl': { text: '' } }), undefined);
  assert.equal(await folderOf('acl_file /etc/acl'), undefined);
});
