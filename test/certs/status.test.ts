import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { after, test } from 'node:test';
import { run } from '../../server/src/cli/certs';
import { type Io, UsageError } from '../../server/src/cli/io';

const cwd = mkdtempSync(path.join(tmpdir(), 'mqtt-security-status-'));
after(() => rmSync(cwd, { recursive: true, force: true }));

async function certs(line: string) {
  let [out, err] = ['', ''];
  const io: Io = { cwd, stdin: Readable.from(['']), out: (text) => (out += text), err: (text) => (err += text) };
  try {
    return { code: await run(line.split(' '), io), out, err };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { code: 2, out, err: error.message };
  }
}

/** Runs a program on a text from standard input; its complaints fail the test. */
function judged(program: string, args: readonly string[], input: string, packageName: string): string {
  const result = spawnSync(program, args, { input, encoding: 'utf8' });
  if (result.error) throw new Error(`${program} cannot be run; install the package ${packageName}`);
  assert.deepEqual([result.status, result.stderr], [0, ''], `${result.stdout}${result.stderr}`);
  return result.stdout;
}

async function brokerFolder(): Promise<void> {
  await certs('create ca --out broker/certs --name Root');
  await certs('create server --out broker/certs --dns broker.example --days 20');
  await certs('create client --out broker/certs --name sensor-1 --days 200');
  const lines = ['listener 8883', 'cafile certs/ca.crt', 'certfile certs/server.crt', 'keyfile certs/server.key'];
  writeFileSync(path.join(cwd, 'broker/mosquitto.conf'), `${lines.join('\n')}\n`);
}

test('status: soonest first, with the listener that uses the certificate', async () => {
  await brokerFolder();
  const folder = await certs('status broker');
  assert.equal(folder.code, 0);
  const rows = folder.out.trimEnd().split('\n');
  assert.equal(rows.length, 3);
  assert.match(
    rows[0] ?? '',
    /^broker\/certs\/server\.crt +broker\.example +expires \S+, in 20 days +broker\/mosquitto\.conf: listener 8883$/,
  );
  assert.match(rows[1] ?? '', /sensor-1 +expires \S+, in 200 days$/);
  const configuration = await certs('status broker/mosquitto.conf --format json');
  const { certificates } = JSON.parse(configuration.out);
  assert.deepEqual(
    certificates.map((row: { path: string; daysLeft: number }) => row.path),
    ['broker/certs/server.crt', 'broker/certs/ca.crt'],
  );
  assert.ok(certificates[0].daysLeft === 19 || certificates[0].daysLeft === 20);
});

test('--fail-within decides the exit code', async () => {
  for (const [within, code] of [
    ['19d', 0],
    ['480h', 1],
    ['3w', 1],
    ['30', 1],
    ['2w', 0],
  ] as const) {
    assert.equal((await certs(`status broker/certs/server.crt --fail-within ${within}`)).code, code, within);
  }
  assert.match((await certs('status broker --fail-within soon')).err, /must be a time such as 30d/);
  assert.match((await certs('status nowhere')).err, /no such file|no certificate/);
  mkdirSync(path.join(cwd, 'empty'), { recursive: true });
  assert.equal((await certs('status empty')).code, 2);
});

test('what a configuration names and is not there counts', async () => {
  const lines = ['listener 8883', 'certfile certs/gone.crt', 'keyfile certs/server.key'];
  writeFileSync(path.join(cwd, 'broker/other.conf'), `${lines.join('\n')}\n`);
  const { code, out } = await certs('status broker/other.conf');
  assert.deepEqual([code, /gone\.crt +cannot be read/.test(out)], [1, true]);
  rmSync(path.join(cwd, 'broker/other.conf'));
});

test('a certificate file that cannot be read is told, not passed over', async () => {
  const folder = path.join(cwd, 'huge');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'ca.crt'), readFileSync(path.join(cwd, 'broker/certs/ca.crt')));
  writeFileSync(path.join(folder, 'broken.crt'), '');
  truncateSync(path.join(folder, 'broken.crt'), 65 * 1024 * 1024);
  const { code, out } = await certs('status huge');
  assert.deepEqual([code, /broken\.crt +cannot be read/.test(out), /ca\.crt +Root/.test(out)], [1, true, true]);
});

test('promtool takes the metrics and the alerting rules', async () => {
  const odd = path.join(cwd, 'odd "name"\\x');
  mkdirSync(odd);
  writeFileSync(path.join(odd, 'a.crt'), readFileSync(path.join(cwd, 'broker/certs/ca.crt')));
  const io = { cwd, stdin: Readable.from(['']), err: () => undefined };
  let metrics = '';
  await run(['status', 'broker', 'odd "name"\\x', '--format', 'prometheus'], {
    ...io,
    out: (text) => (metrics += text),
  });
  assert.match(
    metrics,
    /^mqtt_certificate_not_after_timestamp_seconds\{path="odd \\"name\\"\\\\x\/a\.crt",subject="CN=Root",.*\} \d+$/m,
  );
  assert.match(metrics, /used_by="broker\/mosquitto\.conf: listener 8883"/);
  judged('promtool', ['check', 'metrics'], metrics, 'prometheus');
  const rules = await certs('alerts --within 45d');
  writeFileSync(path.join(cwd, 'rules.yml'), rules.out);
  assert.match(
    judged('promtool', ['check', 'rules', path.join(cwd, 'rules.yml')], '', 'prometheus'),
    /SUCCESS: 4 rules found/,
  );
  assert.match(rules.out, /< 45 \* 86400/);
});

test('the deploy hook is sound shell and does what it says', async () => {
  const target = path.join(cwd, "broker's certs");
  for (const broker of ['mosquitto', 'emqx']) {
    const { out } = await certs(`hook certbot --broker ${broker} --name mqtt.example`);
    judged('shellcheck', ['-s', 'sh', '-'], out, 'shellcheck');
    judged('bash', ['-n'], out, 'bash');
  }
  let script = '';
  const io = {
    cwd,
    stdin: Readable.from(['']),
    err: () => undefined,
    out: (text: string) => {
      script += text;
    },
  };
  await run(
    ['hook', 'certbot', '--broker', 'emqx', '--name', 'mqtt.example', '--directory', target, '--owner', 'root'],
    io,
  );
  judged('shellcheck', ['-s', 'sh', '-'], script, 'shellcheck');
  const lineage = path.join(cwd, 'live/mqtt.example');
  mkdirSync(lineage, { recursive: true });
  writeFileSync(path.join(lineage, 'fullchain.pem'), 'chain');
  writeFileSync(path.join(lineage, 'privkey.pem'), 'key', { mode: 0o600 });
  const deployed = (renewed: string) =>
    spawnSync('sh', ['-c', script], { env: { ...process.env, RENEWED_LINEAGE: renewed }, encoding: 'utf8' });
  assert.equal(deployed(path.join(cwd, 'live/other.example')).status, 0);
  assert.throws(() => statSync(target), 'not for this certificate');
  if (process.getuid?.() !== 0) return; // Only root may give files away.
  assert.equal(deployed(lineage).stderr, '');
  assert.equal(readFileSync(path.join(target, 'fullchain.pem'), 'utf8'), 'chain');
  assert.equal(statSync(path.join(target, 'privkey.pem')).mode & 0o777, 0o600);
  assert.equal(deployed('').status === 0, false, 'needs the lineage');
  assert.match((await certs('hook systemd')).out, /OnCalendar=/);
  assert.match((await certs('hook cron')).out, /^17 3,15 \* \* \* root /);
  assert.match((await certs('hook certbot --owner a;b')).err, /is no account name/);
});
