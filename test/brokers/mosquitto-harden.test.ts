import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { format } from '../../core/facts/message';
import { analyze, applyEdits, type Beside, defaultSettings, harden } from '../../core/lint';
import { pathIds } from '../../server/src/fileIds';
import { nodeHost } from '../../server/src/host';
import { freePort } from '../support/freePort';
import { allBrokers, type Broker } from '../support/mosquitto';
import { openssl } from '../support/openssl';
import { whileRunning } from '../support/runningBroker';

const directory = mkdtempSync(path.join(tmpdir(), 'mqtt-security-harden-'));
// As root the broker changes to the user mosquitto, who must be able to look in.
chmodSync(directory, 0o755);
after(() => rmSync(directory, { recursive: true, force: true }));

const at = (name: string) => path.join(directory, name);

before(() => {
  const made = openssl(
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
    ...['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', at('key.pem'), '-out', at('cert.pem')],
  );
  assert.equal(made.status, 0, made.stderr);
  chmodSync(at('key.pem'), 0o644);
  writeFileSync(at('pw'), 'ann:secret\n');
  assert.equal(spawnSync('mosquitto_passwd', ['-U', at('pw')]).status, 0, 'install the package mosquitto');
  chmodSync(at('pw'), 0o644);
});

for (const broker of allBrokers()) {
  test(`Mosquitto ${broker.version} runs with the hardened listener: names get in, others and old suites do not`, async () => {
    const port = await freePort();
    const text = `listener ${port} 127.0.0.1\ncertfile ${at('cert.pem')}\nkeyfile ${at('key.pem')}\nallow_anonymous true\npassword_file ${at('pw')}\n`;
    const file = at('mosquitto.conf');
    writeFileSync(file, text);
    assert.deepEqual(await answers(port, file, broker), { named: true, anonymous: true, old: true });
    await hardenFile(broker, file, text);
    assert.deepEqual(await answers(port, file, broker), { named: true, anonymous: false, old: false });
  });

  for (const mode of ['', 'per_listener_settings true\n']) {
    test(`with the files that come along the broker starts, and whoever is put there gets in (${broker.version}, ${mode.trim() || 'one for all'})`, async () => {
      const folder = mkdtempSync(at('files-'));
      chmodSync(folder, 0o755);
      const port = await freePort();
      const text = `${mode}listener ${port} 127.0.0.1\nallow_anonymous true\n`;
      const file = path.join(folder, 'mosquitto.conf');
      const [pwfile, aclfile] = [path.join(folder, 'pwfile'), path.join(folder, 'aclfile')];
      await hardenFile(broker, file, text, (name) => ({
        file: path.join(folder, name),
        path: path.join(folder, name),
        taken: false,
      }));
      const named = ['-u', 'ann', '-P', 'secret'];
      await whileRunning(
        file,
        async () => {
          assert.deepEqual([sends(port, named), sends(port, [])], [false, false], 'nobody is in the new file');
        },
        broker.program,
      );
      const added = spawnSync('mosquitto_passwd', ['-c', '-b', pwfile, 'ann', 'secret'], { encoding: 'utf8' });
      assert.equal(added.status, 0, added.stderr);
      chmodSync(pwfile, 0o644);
      appendFileSync(aclfile, 'pattern readwrite devices/%u/#\n');
      await whileRunning(
        file,
        async () => {
          assert.deepEqual(
            [sends(port, named), sends(port, []), sends(port, ['-u', 'ann', '-P', 'x'])],
            [true, false, false],
          );
          assert.equal(await hears(port, named, 'devices/ann/t'), 'm');
          assert.equal(await hears(port, named, 'devices/bob/t'), '');
        },
        broker.program,
      );
    });
  }
}

/** Hardens the only listener and makes the files that come along. */
async function hardenFile({ version }: Broker, file: string, text: string, beside?: Beside): Promise<void> {
  writeFileSync(file, text);
  const settings = { ...defaultSettings, versions: { mosquitto: version } };
  const host = nodeHost({ ids: pathIds, roots: [directory] });
  const analysis = await analyze(pathIds.id(file), host, { settings, now: Date.now(), broker: 'mosquitto' });
  const listener = analysis?.model.listeners[0];
  assert.ok(analysis && listener);
  const steps = harden(analysis.model, listener, beside);
  for (const { file: made, lines } of steps.flatMap(({ creates = [] }) => creates)) {
    assert.ok(!existsSync(made));
    writeFileSync(made, lines.map((line) => `${format(line)}\n`).join(''));
  }
  const edits = steps.flatMap((step) => step.edits);
  writeFileSync(file, applyEdits(text, edits));
}

const local = (port: number) => ['-h', '127.0.0.1', '-p', String(port)];

function sends(port: number, more: readonly string[]): boolean {
  return spawnSync('mosquitto_pub', [...local(port), '-t', 't', '-m', 'm', ...more], { timeout: 10_000 }).status === 0;
}

/** A retained message, asked back; empty where the broker let it not through. */
function hears(port: number, more: readonly string[], topic: string): string {
  spawnSync('mosquitto_pub', [...local(port), '-t', topic, '-m', 'm', '-r', '-q', '1', ...more], { timeout: 10_000 });
  const options = [...local(port), '-t', topic, '-C', '1', '-W', '1', ...more];
  return spawnSync('mosquitto_sub', options, { encoding: 'utf8', timeout: 10_000 }).stdout.trim();
}

/** Who gets in, and whether a suite without forward secrecy is taken. */
function answers(port: number, file: string, { program }: Broker) {
  return whileRunning(
    file,
    async () => ({
      named: publishes(port, ['-u', 'ann', '-P', 'secret']),
      anonymous: publishes(port, []),
      old: openssl('s_client', '-connect', `127.0.0.1:${port}`, '-tls1_2', '-cipher', 'AES128-GCM-SHA256').status === 0,
    }),
    program,
  );
}

function publishes(port: number, more: readonly string[]): boolean {
  const options = ['-h', '127.0.0.1', '-p', String(port), '--cafile', at('cert.pem'), '-t', 't', '-m', 'm', '-q', '1'];
  const { status, error } = spawnSync('mosquitto_pub', [...options, ...more], { timeout: 10_000 });
  if (error) throw new Error('mosquitto_pub did not run: install the package mosquitto-clients', { cause: error });
  return status === 0;
}
