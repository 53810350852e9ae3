import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { format } from '../../core/facts/message';
import { type Analysis, applyEdits } from '../../core/lint';
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
    '2 unsupported-broker-version',
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

/** As in `emqx.conf` of 4.0. */
const SHIPPED =
  'ECDHE-ECDSA-AES256-GCM-SHA384,ECDHE-RSA-AES256-GCM-SHA384,ECDHE-ECDSA-AES256-SHA384,ECDHE-RSA-AES256-SHA384,ECDHE-ECDSA-DES-CBC3-SHA,ECDH-ECDSA-AES256-GCM-SHA384,ECDH-RSA-AES256-GCM-SHA384,ECDH-ECDSA-AES256-SHA384,ECDH-RSA-AES256-SHA384,DHE-DSS-AES256-GCM-SHA384,DHE-DSS-AES256-SHA256,AES256-GCM-SHA384,AES256-SHA256,ECDHE-ECDSA-AES128-GCM-SHA256,ECDHE-RSA-AES128-GCM-SHA256,ECDHE-ECDSA-AES128-SHA256,ECDHE-RSA-AES128-SHA256,ECDH-ECDSA-AES128-GCM-SHA256,ECDH-RSA-AES128-GCM-SHA256,ECDH-ECDSA-AES128-SHA256,ECDH-RSA-AES128-SHA256,DHE-DSS-AES128-GCM-SHA256,DHE-DSS-AES128-SHA256,AES128-GCM-SHA256,AES128-SHA256,ECDHE-ECDSA-AES256-SHA,ECDHE-RSA-AES256-SHA,DHE-DSS-AES256-SHA,ECDH-ECDSA-AES256-SHA,ECDH-RSA-AES256-SHA,AES256-SHA,ECDHE-ECDSA-AES128-SHA,ECDHE-RSA-AES128-SHA,DHE-DSS-AES128-SHA,ECDH-ECDSA-AES128-SHA,ECDH-RSA-AES128-SHA,AES128-SHA';

test('the list of cipher suites that 4.x comes with is one finding, mended in one go', async () => {
  const text = (list: string) =>
    `listener.ssl.external = 8883\nlistener.ssl.external.certfile = c\nlistener.ssl.external.keyfile = k\nlistener.ssl.external.ciphers = ${list}\n`;
  const weak = async (list: string) => {
    const { findings } = await analyzeText(text(list), 'emqx', 'emqx.conf');
    return findings.filter(({ rule }) => rule === 'cipher-weak');
  };
  const [found, ...more] = await weak(SHIPPED);
  assert.ok(found && more.length === 0);
  assert.equal(found.level, 'error', 'it holds 3DES');
  assert.ok(found.related.some(({ message }) => format(message).startsWith('ECDHE-ECDSA-DES-CBC3-SHA')));
  const mended = applyEdits(text(SHIPPED), found.fixes[0]?.edits ?? []);
  const left = /ciphers = (.*)/.exec(mended)?.[1] ?? '';
  assert.ok(left.startsWith('ECDHE-ECDSA-AES256-GCM-SHA384,ECDHE-RSA-AES256-GCM-SHA384'), left);
  assert.deepEqual(await weak(left), [], left);
  assert.ok((await weak(SHIPPED.replace(',AES128-SHA', ''))).length > 10, 'somebody chose these');
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

const PLUGIN_FACTS: readonly (readonly [name: string, text: string, wanted: readonly string[]])[] = [
  [
    'emqx_auth_mysql.conf',
    `auth.mysql.server = db.example.org:3306
auth.mysql.username = root
auth.mysql.password = tiny
auth.mysql.auth_query = select password from mqtt_user where username = '%u' limit 1
auth.mysql.password_hash = md5
auth.mysql.ssl.cafile = etc/ca.pem
`,
    ['1 plaintext-upstream', '2 backend-account-root', '5 password-hash-weak', '6 deprecated-directive'],
  ],
  [
    'emqx_auth_jwt.conf',
    `auth.jwt.secret = emqxsecret
auth.jwt.from = password
auth.jwt.verify_claims = off
`,
    ['1 jwt-secret-weak', '3 jwt-claims-unbound'],
  ],
  [
    'emqx_auth_http.conf',
    `auth.http.auth_req.url = http://auth.example.org/mqtt/auth
auth.http.auth_req.method = get
auth.http.auth_req.params = clientid=%c,username=%u,password=%P
`,
    ['1 plaintext-upstream', '2 authn-http-get-credentials'],
  ],
  ['emqx_auth_mnesia.conf', 'auth.mnesia.password_hash = plain\n', ['1 password-plaintext']],
  [
    'emqx.conf',
    `allow_anonymous = false
acl_nomatch = allow
listener.ssl.external = 8883
listener.ssl.external.tls_versions = tlsv1.3,tlsv1.2
listener.ssl.external.ciphers = ECDHE-ECDSA-AES256-GCM-SHA384
listener.ssl.external.psk_ciphers = PSK-AES128-CBC-SHA
listener.ssl.external.secure_renegotiate = off
listener.ssl.external.handshake_timeout = 10m
listener.ssl.external.depth = 200
listener.ssl.external.peer_cert_as_username = cn
listener.ssl.external.proxy_protocol = on
zone.internal.enable_acl = off
listener.tcp.internal = 10.0.0.1:11883
listener.tcp.internal.zone = internal
`,
    [
      '2 acl-unmatched-allowed',
      '4 invalid-value',
      '5 invalid-value',
      '7 secure-renegotiation-off',
      '8 handshake-timeout-long',
      '9 verify-depth-excessive',
      '10 certificate-identity-unused',
      '11 proxy-protocol-exposed',
      '12 access-checks-bypassed',
    ],
  ],
];

for (const [name, text, wanted] of PLUGIN_FACTS) {
  test(`what ${name} of 4.x comes to: ${wanted.join(', ')}`, async () => {
    const lines = said(await analyzeText(text, 'emqx', name));
    for (const each of wanted) {
      assert.ok(
        lines.some((line) => line.startsWith(`${each}:`)),
        `${each} is missing in\n${lines.join('\n')}`,
      );
    }
  });
}

test('the built-in database of 4.x is not blamed for the best that it has', async () => {
  const lines = said(await analyzeText('auth.mnesia.password_hash = sha256\n', 'emqx', 'emqx_auth_mnesia.conf'));
  assert.ok(!lines.some((line) => line.includes('password-hash-weak')), lines.join('\n'));
});

test('only named addresses: the PROXY header is then believed', async () => {
  const text =
    'allow_anonymous = false\nacl_nomatch = deny\nlistener.tcp.external = 1883\nlistener.tcp.external.proxy_protocol = on\nlistener.tcp.external.access.1 = allow 10.0.0.7\nlistener.tcp.external.access.2 = deny all\n';
  const lines = said(await analyzeText(text, 'emqx', 'emqx.conf'));
  assert.ok(!lines.some((line) => line.includes('proxy-protocol-exposed')), lines.join('\n'));
  const open = said(await analyzeText(text.replace('access.2 = deny', 'access.2 = allow'), 'emqx', 'emqx.conf'));
  assert.ok(open.some((line) => line.includes('proxy-protocol-exposed')));
});
