import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { format } from '../../core/facts/message';
import type { Analysis } from '../../core/lint';
import { LineIndex } from '../../core/lint/source';
import { rebuild } from '../../core/lint/syntax/rebuild';
import { analyzeText } from '../support/inspectAnalysis';
import { shared, sharedMissing } from '../support/root';

const SAMPLE = `## EMQX
node.cookie = emqxsecretcookie
allow_anonymous = true
acl_nomatch = deny
listener.tcp.external = 0.0.0.0:1883
listener.tcp.external.zone = external
listener.tcp.internal = 127.0.0.1:11883
listener.ssl.external = 8883
listener.ssl.external.keyfile = etc/certs/key.pem
listener.ssl.external.certfile = etc/certs/cert.pem
listener.ssl.external.tls_versions = tlsv1.2,tlsv1.1
listener.ssl.external.fail_if_no_peer_cert = true
listener.ssl.external.honor_cipher_order = true
listener.ssl.external.ciphers = ECDHE-ECDSA-AES256-GCM-SHA384,ECDHE-ECDSA-DES-CBC3-SHA
listener.ssl.external.max_conections = 5
dashboard.default_user.password = public
`;

function said({ findings, workspace }: Analysis): string[] {
  const lines = new LineIndex(workspace.trees[0]?.text ?? '');
  return findings.map(({ rule, at, message }) => `${lines.lineAt(at.start) + 1} ${rule}: ${format(message)}`);
}

test('a flat file is judged by the shared rules, at its own lines', async () => {
  const lines = said(await analyzeText(SAMPLE, 'emqx', 'emqx.conf'));
  for (const wanted of [
    '2 default-credentials',
    '2 syntax-error',
    '3 anonymous-access',
    '5 plaintext-listener',
    '11 tls-version-obsolete',
    '12 client-certificate-contradiction',
    '13 invalid-value',
    '14 cipher-weak',
    '15 unknown-directive',
    '16 default-credentials',
  ]) {
    assert.ok(
      lines.some((line) => line.startsWith(wanted)),
      `${wanted} is missing in\n${lines.join('\n')}`,
    );
  }
});

test('the translation means the same and is accepted', async () => {
  const analysis = await analyzeText(SAMPLE, 'emqx', 'emqx.conf');
  const translation = analysis.broker.translate?.(analysis.workspace);
  assert.ok(translation);
  assert.match(translation.text, /^listeners\.ssl\.external\.ssl_options\.versions = \["tlsv1\.2", "tlsv1\.1"\]$/m);
  await assertSameMeaning(analysis, translation.text);
});

test('who was kept out stays out, though the plugins that know the users are elsewhere', async () => {
  for (const word of ['false', 'false_quick_deny']) {
    const analysis = await analyzeText(SAMPLE.replace('anonymous = true', `anonymous = ${word}`), 'emqx', 'emqx.conf');
    const translation = analysis.broker.translate?.(analysis.workspace);
    assert.ok(translation);
    await assertSameMeaning(analysis, translation.text);
  }
});

/** Listeners by kind and name: where they listen, who gets in, the least TLS version and client certificates. */
async function assertSameMeaning(analysis: Analysis, text: string): Promise<void> {
  const after = await analyzeText(text, 'emqx', 'emqx.conf');
  const fatal = after.findings.filter(({ kind, rule }) => kind === 'fatal' && rule !== 'file-missing');
  assert.deepEqual(
    fatal.map(({ message }) => format(message)),
    [],
    text,
  );
  for (const old of analysis.model.listeners) {
    if (!old.label.startsWith('listener.') || old.port.value === undefined) continue;
    const label = old.label.replace('listener.', 'listeners.');
    const now = after.model.listeners.find((each) => each.label === label);
    assert.ok(now, `${label} in\n${text}`);
    assert.equal(now.port.value, old.port.value);
    assert.equal(now.exposure, old.exposure);
    assert.equal(now.anonymous.value, old.anonymous.value, `${label} in\n${text}`);
    assert.equal(now.tls.active, old.tls.active);
    if (!old.tls.active) continue;
    assert.equal(now.tls.clientCertificate.value, old.tls.clientCertificate.value, label);
    if (old.tls.versions.explicit) assert.deepEqual(now.tls.versions.value, old.tls.versions.value, label);
  }
}

test('flat files found in the wild', { skip: sharedMissing }, async () => {
  const directory = path.join(shared, 'corpus', 'emqx4');
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  let translated = 0;
  for (const { name, parentPath, path: above } of files) {
    const text = readFileSync(path.join(parentPath ?? above, name), 'utf8');
    const analysis = await analyzeText(text, 'emqx', 'emqx.conf');
    const [tree] = analysis.workspace.trees;
    if (tree?.dialect !== 'flat') continue;
    assert.equal(rebuild(tree), text);
    const translation = analysis.broker.translate?.(analysis.workspace);
    assert.ok(translation);
    translated++;
    await assertSameMeaning(analysis, translation.text);
  }
  assert.ok(translated > 10, `${translated} of ${files.length} files are flat`);
});
