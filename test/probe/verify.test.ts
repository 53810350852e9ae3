import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import { main } from '../../server/src/cli/main';
import { freePort } from '../support/freePort';
import { type Mosquitto, mosquitto, type Pair, passwordFile, workshop } from './tools';

const shop = workshop();
const ports = { plain: 0, tls: 0, mutual: 0 };
let broker: Mosquitto;
let ca: Pair;
let client: Pair;
let server: Pair;
let next: Pair;
let passwords: string;

/** What the broker runs with. */
const running = () => [
  'per_listener_settings true',
  ...[`listener ${ports.plain} 127.0.0.1`, 'allow_anonymous true'],
  ...[`listener ${ports.tls} 127.0.0.1`, 'allow_anonymous true', ...tls(server)],
  ...[
    `listener ${ports.mutual} 127.0.0.1`,
    'require_certificate true',
    'use_identity_as_username true',
    ...tls(server),
  ],
];

const tls = (pair: Pair) => [`cafile ${ca.cert}`, `certfile ${pair.cert}`, `keyfile ${pair.key}`];

before(async () => {
  ca = await shop.make('ca', { role: 'ca', name: 'Test CA', days: 60 });
  server = await shop.make('server', { dns: ['localhost'], ip: ['127.0.0.1'] }, ca);
  next = await shop.make('next', { dns: ['localhost'], ip: ['127.0.0.1'] }, ca);
  client = await shop.make('client', { role: 'client', name: 'sensor' }, ca);
  passwords = passwordFile(path.join(shop.directory, 'passwords'), 'ann', 'right');
  for (const name of ['plain', 'tls', 'mutual'] as const) ports[name] = await freePort();
  broker = await mosquitto(shop.directory, running());
});

after(async () => {
  await broker?.stop();
  shop.remove();
});

function onDisk(name: string, lines: readonly string[]): string {
  const file = path.join(shop.directory, name);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

async function verify(args: readonly string[], stdin = '') {
  let [out, err] = ['', ''];
  const io = { cwd: shop.directory, stdin: Readable.from([stdin]) };
  const code = await main(['verify', ...args, '--timeout', '3'], {
    ...io,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, out, err };
}

interface Row {
  readonly differences: readonly { readonly id: string; readonly at: string }[];
  readonly refusals: readonly { readonly id: string; readonly outcome: string }[];
}

async function differences(lines: readonly string[], ...more: readonly string[]) {
  const file = onDisk('changed.conf', lines);
  const { code, out, err } = await verify([path.basename(file), '--format', 'json', ...more]);
  assert.equal(err, '');
  const { listeners } = JSON.parse(out) as { readonly listeners: readonly Row[] };
  return { code, found: listeners.flatMap((row) => row.differences.map(({ id, at }) => `${at} ${id}`)), listeners };
}

test('a broker that runs with its file is as in the file', async () => {
  const { code, found, listeners } = await differences(running(), '--cert', client.cert, '--key', client.key);
  assert.deepEqual([found, listeners.length], [[], 3]);
  assert.equal(code, 1, 'the open TLS listener lets clients in without the certificate that the test has');
  const mutual = listeners[2]?.refusals.map(({ id, outcome }) => `${id} ${outcome}`);
  assert.deepEqual(mutual?.slice(0, 3), [
    'no-client-certificate refused',
    'foreign-client-certificate refused',
    'expired-client-certificate skipped',
  ]);
});

test('what the file has been changed to and the broker does not know yet', async () => {
  const changed = [
    'per_listener_settings true',
    `listener ${ports.plain} 127.0.0.1`,
    ...tls(server),
    `listener ${ports.tls} 127.0.0.1`,
    'allow_anonymous false',
    `password_file ${passwords}`,
    'tls_version tlsv1.3',
    'require_certificate true',
    ...tls(next),
  ];
  const { code, found } = await differences(changed);
  assert.equal(code, 1);
  assert.deepEqual([...found].sort(), [
    'changed.conf:10:21 client-certificate-not-required',
    'changed.conf:12:10 certificate-not-reloaded',
    'changed.conf:3:1 plaintext-served',
    'changed.conf:7:17 anonymous-allowed',
    'changed.conf:9:13 version-wider',
  ]);
});

test('suites beyond the list of the file', async () => {
  const lines = [
    `listener ${ports.tls} 127.0.0.1`,
    'allow_anonymous true',
    'ciphers ECDHE-ECDSA-AES256-GCM-SHA384',
    ...tls(server),
  ];
  const { found } = await differences(lines);
  assert.deepEqual(found, ['changed.conf:3:9 suite-wider']);
});

test('a broker that does not run, and a listener that is chosen', async () => {
  const gone = await freePort();
  const { code, found } = await differences([
    `listener ${gone} 127.0.0.1`,
    `listener ${ports.plain} 127.0.0.1`,
    'allow_anonymous true',
  ]);
  assert.deepEqual([code, found], [1, ['changed.conf:1:1 not-reachable']]);
  const chosen = await verify(['changed.conf', '--listener', String(ports.plain)]);
  assert.equal(chosen.code, 0, chosen.out);
  assert.match(chosen.out, /as in the file/);
});

test('a URL alone: what must be refused; other forms; secrets nowhere', async () => {
  const url = `mqtts://localhost:${ports.tls}`;
  const open = await verify([url, '--ca', ca.cert, '--username', 'ann', '--password-stdin'], 'planted-secret\n');
  assert.equal(open.code, 1);
  assert.match(open.out, /ACCEPTED +connect with a wrong password[\s\S]*→ let passwords be checked/);
  const markdown = await verify([url, '--ca', ca.cert, '--format', 'markdown']);
  assert.match(markdown.out, /\| connect without user name and password \| ACCEPTED \|/);
  const junit = await verify([url, '--ca', ca.cert, '--format', 'junit']);
  assert.match(junit.out, /<testcase classname="verify" name="anonymous"><failure/);
  for (const { out, err } of [open, markdown, junit]) assert.doesNotMatch(out + err, /planted-secret/);
  const key = readFileSync(client.key, 'utf8').split('\n')[1] ?? '';
  assert.equal(open.out.includes(key), false);
});

test('wrong use is exit 2 with a sentence', async () => {
  onDisk('closed.conf', ['listener 0 /run/none.sock']);
  for (const [args, expected] of [
    [['mqtt://'], /host|address/i],
    [['nowhere.conf'], /no such file/],
    [['closed.conf'], /opens no listener/],
    [['changed.conf', '--format', 'xml'], /--format must be one of/],
    [['changed.conf', '--password', 'x'], /process list/],
    [['changed.conf', 'more'], /one argument too many/],
    [[`mqtts://192.0.2.1:8883`], /--yes/],
  ] as const) {
    const { code, err } = await verify([...args]);
    assert.deepEqual([code, expected.test(err)], [2, true], `${args.join(' ')}: ${err}`);
  }
});
