import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import {
  jsonReport,
  markdownReport,
  type ReportInput,
  runtimeName,
  type StageEvent,
  stageText,
  succeeded,
  type Target,
  textHeading,
  textVerdict,
} from '../../core/probe';
import { connack, connack5, fakeBroker } from '../support/fakeBroker';
import { openssl } from '../support/openssl';
import { type Pair, run, target, workshop } from './tools';

const shop = workshop();
const secrets = { password: 'planted-password', passphrase: 'planted-passphrase' };
const versions = { node: '22.1.0', openssl: '3.0.16+quic' };
const startedAt = Date.UTC(2026, 0, 2, 3, 4, 5);
let ca: Pair;
let server: Pair;
let client: Pair;
let lockedKey: string;

before(async () => {
  ca = await shop.make('ca', { role: 'ca', name: 'Test CA' });
  server = await shop.make('server', { dns: ['localhost'] }, ca);
  client = await shop.make('client', { role: 'client', name: 'sensor' }, ca);
  lockedKey = path.join(shop.directory, 'locked.key');
  openssl('pkey', '-in', client.key, '-aes256', '-passout', `pass:${secrets.passphrase}`, '-out', lockedKey);
});

after(() => shop.remove());

/** A test over TLS with every secret a target can have, against a broker that answers with this code. */
async function testWithSecrets(returnCode: number, more: Partial<Target> = {}): Promise<ReportInput> {
  const tls = { cert: readFileSync(server.cert), key: readFileSync(server.key) };
  const broker = await fakeBroker(more.mqttVersion === 5 ? connack5(returnCode) : connack(returnCode), tls);
  try {
    const of = target(`mqtts://localhost:${broker.port}`, {
      username: 'operator',
      ca: ca.cert,
      cert: client.cert,
      key: lockedKey,
      ...secrets,
      ...more,
    });
    return { target: of, events: await run(of), versions, startedAt };
  } finally {
    await broker.close();
  }
}

function textReport({ target: of, events }: ReportInput): string {
  return [textHeading(of, versions), ...events.map((event) => stageText(event)), textVerdict(events), ''].join('\n');
}

function everyForm(input: ReportInput): readonly string[] {
  return [
    textReport(input),
    markdownReport(input),
    JSON.stringify(jsonReport(input.events)),
    JSON.stringify(input.events),
    ...input.events.map((event) => stageText(event)),
  ];
}

test('no report holds a secret, whatever happens', async () => {
  const inputs = [
    await testWithSecrets(0),
    await testWithSecrets(5),
    await testWithSecrets(0x87, { mqttVersion: 5 }),
    await testWithSecrets(0, { passphrase: 'planted-passphrase-wrong' }),
    await testWithSecrets(0, { key: server.key }),
    await testWithSecrets(0, { ca: client.cert }),
    await testWithSecrets(0, { ca: lockedKey }),
    await testWithSecrets(0, { cert: lockedKey }),
  ];
  const keys = [client.key, lockedKey, server.key].map((file) => readFileSync(file, 'utf8').split('\n')[1] ?? '');
  for (const text of inputs.flatMap(everyForm)) {
    assert.doesNotMatch(text, /planted/);
    for (const line of keys) assert.ok(!text.includes(line));
    assert.ok(!text.includes(shop.directory), 'a path of a key file');
  }
});

test('the text report', async () => {
  const input = await testWithSecrets(5);
  const lines = textReport(input)
    .replace(/:\d{4,5}\b/g, ':PORT')
    .split('\n');
  assert.equal(lines[0], 'Connection test of mqtts://localhost:PORT with OpenSSL 3.0.16, Node.js 22.1.0');
  assert.match(lines[1] ?? '', /^ok +DNS +\d+ ms {2}localhost → /);
  assert.match(lines[2] ?? '', /^ok +TCP +\d+ ms {2}127\.0\.0\.1 \d+$/);
  assert.match(lines[3] ?? '', /^ok +TLS +\d+ ms {2}TLSv1\.3, TLS_\w+, \w+$/);
  assert.match(lines[4] ?? '', /^ {8}certificate "CN=server" from "CN=Test CA", valid until \d{4}-\d\d-\d\d$/);
  const failed = lines.findIndex((line) => line.startsWith('failed'));
  assert.match(lines[failed] ?? '', /^failed +MQTT +\d+ ms {2}MQTT 3\.1\.1, operator, CONNACK 5$/);
  assert.match(lines[failed + 1] ?? '', /^ {8}The broker rejected the login.*\[CONNACK_5\]$/);
  assert.match(lines[failed + 2] ?? '', /^ {8}→ Check the password/);
  assert.equal(lines[failed + 3], 'The connection failed: the broker did not accept the client.');
});

test('the Markdown report', async () => {
  const text = markdownReport(await testWithSecrets(0));
  assert.match(text, /^# Connection test of mqtts:\/\/localhost:\d+$/m);
  assert.match(text, /^\*\*The connection works\.\*\*$/m);
  assert.match(text, /OpenSSL 3\.0\.16, Node\.js 22\.1\.0/);
  assert.match(text, /^\| stage \| result \| time \| summary \|\n\| --- \| --- \| ---: \| --- \|\n\| DNS \| ok \|/m);
  assert.match(text, /^## TLS$/m);
  assert.match(text, /^- version: TLSv1\.3$/m);
  assert.match(text, /^### certificate 1 of 1$/m);
  assert.match(text, /^- names: DNS:localhost$/m);
  assert.match(text, /^- ⚠ certificate CN=server expires on .*\n\n### certificate 1 of 1$/m);
  assert.doesNotMatch(text, /\n\n\n/);
  assert.match(text, /\S\n$/);
  const failed = markdownReport(await testWithSecrets(5));
  assert.match(failed, /`CONNACK_5`/);
  assert.match(failed, /\*\*What to do:\*\* Check the password/);
});

test('the JSON report has exactly the promised form', async () => {
  const { events } = await testWithSecrets(5);
  const report = jsonReport(events);
  assert.equal(report.ok, false);
  assert.deepEqual(Object.keys(report), ['ok', 'stages']);
  for (const stage of report.stages) {
    const keys = ['name', 'ok', 'ms', 'facts', ...(stage.ok ? [] : ['problem'])];
    assert.deepEqual(Object.keys(stage), keys);
  }
  assert.deepEqual(Object.keys(report.stages.at(-1)?.problem ?? {}), ['code', 'cause', 'advice', 'action']);
  assert.deepEqual(
    report.stages.map(({ name }) => name),
    ['dns', 'tcp', 'tls', 'mqtt'],
  );
});

test('what the other side wrote stays text', () => {
  const events: StageEvent[] = [
    {
      name: 'mqtt',
      ok: true,
      ms: 1,
      facts: {
        mqttVersion: '5.0',
        clientId: 'x',
        reasonString: '\u001b[31mred\n# heading <img src=x> [a](http://evil.example) | `code` \u202e',
      },
    },
  ];
  const input = { target: target('mqtt://broker'), events, versions, startedAt };
  const markdown = markdownReport(input);
  assert.match(markdown, /\\<img src=x\\> \\\[a\\\]\(http:\\\/\/evil\.example\) \\\| \\`code\\`/);
  assert.doesNotMatch(markdown + textReport(input), /[\u001b\u202e]|\n# heading/);
});

test('the runtime is named by its crypto library', () => {
  assert.equal(runtimeName({ node: '20.20.2', openssl: '3.0.16' }), 'OpenSSL 3.0.16, Node.js 20.20.2');
  assert.equal(runtimeName({ node: '22.1.0', openssl: '0.0.0', electron: '37.1.0' }), 'BoringSSL, Electron 37.1.0');
  assert.equal(runtimeName({ node: '22.1.0', openssl: '0.0.0' }), 'BoringSSL, Node.js 22.1.0');
});

test('nothing tested is no success', () => {
  assert.equal(succeeded([]), false);
  assert.equal(jsonReport([]).ok, false);
});
