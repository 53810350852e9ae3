import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { main } from '../server/src/cli/main';
import { freePort } from './support/freePort';
import { tryBroker, type Verdict } from './support/mosquitto';
import { root } from './support/root';

async function run(...args: readonly string[]): Promise<{ code: number; out: string }> {
  let out = '';
  const keep = (text: string) => {
    out += text;
  };
  const code = await main(args, { cwd: root, stdin: Readable.from([]), out: keep, err: keep });
  return { code, out };
}

interface Checked {
  readonly findings: readonly { readonly rule: string; readonly severity: string; readonly message: string }[];
}

async function check(file: string): Promise<Checked['findings']> {
  const { out } = await run('check', path.join('examples', file), '--format', 'json');
  const { findings }: Checked = JSON.parse(out);
  return findings;
}

for (const file of ['mosquitto/hardened.conf', 'emqx/hardened.hocon', 'nanomq/hardened.conf', 'nginx/mqtt.conf']) {
  test(`the example ${file} gives no reason to complain`, async () => {
    assert.deepEqual(
      // The certificates are not part of the examples.
      (await check(file)).filter(({ rule, severity }) => rule !== 'file-missing' && severity !== 'hint'),
      [],
    );
  });
}

const FAULTS = {
  'mosquitto/mosquitto.conf': [
    'unknown-directive',
    'plaintext-listener',
    'anonymous-access',
    'tls-incomplete',
    'client-ca-missing',
    'tls-version-obsolete',
    'cipher-weak',
  ],
  'emqx/emqx.conf': [
    'plaintext-listener',
    'tls-version-obsolete',
    'cipher-weak',
    'client-certificate-contradiction',
    'misplaced-tls-option',
  ],
  'nanomq/nanomq.conf': [
    'invalid-value',
    'client-certificate-contradiction',
    'unknown-directive',
    'default-credentials',
    'anonymous-access',
    'acl-allow-all',
    'plaintext-upstream',
    'http-api-exposed',
  ],
  'nginx/careless.conf': [
    'tls-version-obsolete',
    'cipher-weak',
    'client-certificate-not-required',
    'plaintext-listener',
    'plaintext-upstream',
    'peer-verification-off',
    'unavailable-directive',
    'idle-timeout-short',
    'resolver-public',
  ],
} as const;

for (const [file, rules] of Object.entries(FAULTS)) {
  test(`the example ${file} shows what it promises`, async () => {
    const found = new Set((await check(file)).map(({ rule }) => rule));
    assert.deepEqual(
      rules.filter((rule) => !found.has(rule)),
      [],
      `found: ${[...found].join(', ')}`,
    );
  });
}

/** The example with the machine's paths and ports replaced by temporary ones. */
async function relocated(file: string, directory: string): Promise<string> {
  let text = readFileSync(path.join(root, 'examples', file), 'utf8')
    .replaceAll('/mosquitto/config/', `${directory}/`)
    .replaceAll('/mosquitto/data/', `${directory}/`);
  for (const port of ['1883', '8883', '8884']) {
    const free = await freePort();
    text = text.replace(new RegExp(`^listener ${port}( .*)?$`, 'm'), `listener ${free} 127.0.0.1`);
  }
  // Run by root, Mosquitto would become a user who may not read root's keys.
  return process.getuid?.() === 0 ? `user root\n${text}` : text;
}

/** Does the real broker start with this text? */
function start(text: string, directory: string): Promise<Verdict> {
  const config = path.join(directory, 'broker.conf');
  writeFileSync(config, text);
  return tryBroker(config, directory);
}

test('the real Mosquitto runs the hardened example and refuses the other one', { timeout: 30_000 }, async () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'mqtt-security-examples-'));
  try {
    const certs = path.join(directory, 'certs');
    mkdirSync(certs);
    for (const role of ['ca', 'server']) {
      const made = await run('certs', 'create', role, '--out', certs);
      assert.equal(made.code, 0, made.out);
    }
    for (const name of ['passwd', 'acl']) writeFileSync(path.join(directory, name), '', { mode: 0o600 });
    const hardened = await start(await relocated('mosquitto/hardened.conf', directory), directory);
    assert.ok(!hardened.refused, hardened.log);
    const faulty = await start(await relocated('mosquitto/mosquitto.conf', directory), directory);
    assert.ok(faulty.refused, 'Mosquitto runs a file that the linter calls fatal');
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
