import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { configLines, fileStem, gitignoreEntry, type PlanRequest, planCertificates } from '../../core/certs';

const top = mkdtempSync(path.join(tmpdir(), 'mqtt-security-plan-'));
after(() => rmSync(top, { recursive: true, force: true }));

const request = (more: Partial<PlanRequest>): PlanRequest => ({
  directory: 'certs',
  key: 'p256',
  clients: [],
  ...more,
});
const server = (dns: readonly string[], ip: readonly string[] = [], name?: string) =>
  request({ server: { dns, ip, name } });

test('a server without names is for this machine', () => {
  const [local] = planCertificates(server([])).certificates;
  assert.deepEqual([local?.name, local?.dns, local?.ip], ['localhost', ['localhost'], ['127.0.0.1', '::1']]);
  const [named] = planCertificates(server([], [], 'broker.example')).certificates;
  assert.deepEqual([named?.name, named?.dns], ['broker.example', ['broker.example', 'localhost']]);
  const [label] = planCertificates(server([], [], 'My broker 1')).certificates;
  assert.deepEqual([label?.name, label?.dns], ['My broker 1', ['localhost']]);
});

test('names are brought to the form that a certificate holds', () => {
  const [planned] = planCertificates(
    server(['Bücher.example', '*.a.example.', 'a_b', 'a_b'], ['[2001:DB8:0:0::1]']),
  ).certificates;
  assert.deepEqual(planned?.dns, ['xn--bcher-kva.example', '*.a.example', 'a_b']);
  assert.deepEqual(planned?.ip, ['2001:db8::1']);
});

test('what cannot be in a certificate is refused', () => {
  const wrong: readonly PlanRequest[] = [
    server(['']),
    server(['a b']),
    server(['-a']),
    server(['a..b']),
    server(['a.*.b']),
    server(['*']),
    server(['10.0.0.1']),
    server([`${'a'.repeat(64)}.b`]),
    server([], ['localhost']),
    server([], ['10.0.0.256']),
    server([], ['010.0.0.1']),
    server([], ['1::2::3']),
    server(['a'], [], 'x'.repeat(65)),
    request({ clients: [''] }),
    request({ clients: [' a'] }),
    request({ clients: ['a\nb'] }),
    request({ clients: ['ca'] }),
    request({ clients: ['SERVER'] }),
    request({ clients: ['a/b', 'A:B'] }),
    request({ clients: ['a'], days: 0 }),
    request({ clients: ['a'], days: 1.5 }),
    request({ clients: ['a'], days: 1e9 }),
  ];
  for (const item of wrong) {
    assert.throws(() => planCertificates(item), { name: 'CertificatesError', code: 'input' }, JSON.stringify(item));
  }
});

test('a client name never leaves the directory', () => {
  for (const name of [
    '../../etc/passwd',
    '..',
    '.',
    '/abs',
    'C:\\x',
    'a/b',
    'nul',
    'COM1.x',
    '-rf',
    'a\u202eb',
    'x.',
  ]) {
    const { files } = planCertificates(request({ clients: [name] }));
    for (const file of files) assert.equal(path.dirname(file.path), 'certs', name);
    assert.doesNotMatch(fileStem(name), /[/\\:]|^[.-]|^(?:nul|com1)\b|\.$/i, name);
  }
  assert.deepEqual(['sensor-1', 'me@example.com', 'Fühler 2'].map(fileStem), [
    'sensor-1',
    'me@example.com',
    'Fühler_2',
  ]);
});

test('the lines for both brokers', () => {
  const files = { ca: '/c/ca.crt', certificate: '/c/server.crt', key: '/c/a "b"\\.key' };
  assert.equal(
    configLines({ broker: 'mosquitto', files, clientCertificates: true, listener: { port: 8883 } }),
    'listener 8883\ncafile /c/ca.crt\ncertfile /c/server.crt\nkeyfile /c/a "b"\\.key\nrequire_certificate true\nuse_identity_as_username true\n',
  );
  assert.equal(
    configLines({ broker: 'mosquitto', files, clientCertificates: false }),
    'cafile /c/ca.crt\ncertfile /c/server.crt\nkeyfile /c/a "b"\\.key\n',
  );
  assert.equal(
    configLines({ broker: 'emqx', files, clientCertificates: true, listener: { port: 8884, name: 'mutual' } }),
    `listeners.ssl.mutual {
  bind = "0.0.0.0:8884"
  ssl_options {
    cacertfile = "/c/ca.crt"
    certfile = "/c/server.crt"
    keyfile = "/c/a \\"b\\"\\\\.key"
    verify = verify_peer
    fail_if_no_peer_cert = true
  }
}
`,
  );
});

test('git is told to ignore the keys, once', async () => {
  assert.equal(await gitignoreEntry(top), undefined, 'outside a work tree');
  const root = path.join(top, 'repo');
  const directory = path.join(root, 'a [b]', 'certs');
  mkdirSync(directory, { recursive: true });
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' });
  git('init', '--quiet');
  writeFileSync(path.join(root, '.gitignore'), 'node_modules');
  const edit = await gitignoreEntry(directory);
  assert.deepEqual(edit, { file: path.join(root, '.gitignore'), append: '\n/a \\[b\\]/certs/*.key\n' });
  appendFileSync(edit.file, edit.append);
  assert.equal(git('check-ignore', path.join(directory, 'server.key')).trim().includes('server.key'), true);
  assert.throws(() => git('check-ignore', path.join(directory, 'server.crt')));
  assert.equal(await gitignoreEntry(directory), undefined, 'already ignored');
  const other = path.join(root, 'other');
  mkdirSync(other);
  writeFileSync(path.join(root, '.git/info/exclude'), '*.key\n');
  assert.equal(await gitignoreEntry(other), undefined, 'ignored by a pattern elsewhere');
});
