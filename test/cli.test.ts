import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { t } from '../core/facts/message';
import { type Row, reporter } from '../server/src/output/report';
import { bundle, temporaryDirectory } from './support/bundle';
import { root } from './support/root';

const temporary = temporaryDirectory();
let cli = '';
before(async () => {
  cli = await bundle('cli', temporary);
  // What these tests are not about stays quiet, unless a case has options of its own.
  writeFileSync(path.join(temporary, '.mqtt-security.json'), JSON.stringify({ rules: QUIET }));
});
after(() => rmSync(temporary, { recursive: true, force: true }));

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface Run {
  readonly input?: string | Buffer;
  readonly uid?: number;
  /** Milliseconds. */
  readonly patience?: number;
}

function folder(files: Record<string, string | Buffer>): string {
  const directory = mkdtempSync(path.join(temporary, 'case-'));
  chmodSync(directory, 0o755);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
    writeFileSync(path.join(directory, name), content);
  }
  return directory;
}

function run(cwd: string, args: readonly string[], { input = '', uid, patience = 10_000 }: Run = {}): Outcome {
  const result = spawnSync(process.execPath, [cli, ...args], {
    cwd,
    input,
    uid,
    encoding: 'utf8',
    timeout: patience,
    maxBuffer: 1 << 28,
  });
  return { code: result.status, out: result.stdout, err: result.stderr };
}

interface Json {
  readonly findings: readonly Row[];
  readonly summary: Record<string, number>;
}

function json(cwd: string, args: readonly string[], options?: Run): Json & { code: number | null; err: string } {
  const { code, out, err } = run(cwd, ['check', '--format', 'json', ...args], options);
  return { code, err, ...(JSON.parse(out) as Json) };
}

function rulesOf({ findings }: Json): string[] {
  return findings.map(({ file, rule }) => `${file} ${rule}`);
}

const QUIET = { 'anonymous-implicit': 'off', 'no-listener-local-only': 'off', 'persistence-location-missing': 'off' };
const OPEN = 'listener 1883\n';
const SAFE = 'listener 1883 127.0.0.1\n';
const STALE = '# mqtt-security-ignore tls-incomplete -- no longer\n';

test('json: exactly the documented fields, lines and columns from 1, paths as the user named them', () => {
  const cwd = folder({ 'conf/mosquitto.conf': OPEN, 'conf/deep/mosquitto.conf': SAFE });
  const { findings, summary, code } = json(cwd, ['./conf']);
  assert.deepEqual(summary, { files: 2, errors: 0, warnings: 1, infos: 0, hints: 0 });
  const [{ message, ...finding } = assert.fail()] = findings;
  assert.deepEqual(finding, {
    file: 'conf/mosquitto.conf',
    broker: 'mosquitto',
    rule: 'plaintext-listener',
    severity: 'warning',
    kind: 'security',
    line: 1,
    column: 1,
    endLine: 1,
    endColumn: 14,
    url: 'https://github.com/mqtt-security/mqtt-security/blob/main/docs/rules/plaintext-listener.md',
    fixable: false,
  } satisfies Omit<Row, 'message'>);
  assert.match(message, /1883/);
  assert.equal(code, 0, 'a warning is below --fail-on error');
  const absolute = path.join(cwd, 'conf/mosquitto.conf');
  assert.equal(json(cwd, [absolute]).findings[0]?.file, absolute);
});

test('a byte order mark is no column', () => {
  const text = '\uFEFFab\nc';
  const row = reporter(() => ({ file: 'x', text }), 'emqx', undefined);
  const at = (start: number, end: number) => {
    const finding = {
      rule: 'r',
      level: 'info',
      kind: 'style',
      message: t('m'),
      related: [],
      fixes: [],
      tags: [],
    } as const;
    const { line, column, endLine, endColumn, source } = row({ ...finding, at: { file: 'x', start, end } });
    return [line, column, endLine, endColumn, source];
  };
  assert.deepEqual(at(0, 2), [1, 1, 1, 2, 'ab']);
  assert.deepEqual(at(2, 5), [1, 2, 2, 2, 'ab']);
});

test('--fail-on decides which findings make exit code 1', () => {
  const cwd = folder({ 'mosquitto.conf': OPEN, 'broken/mosquitto.conf': 'allow_anonymous perhaps\n' });
  const codes = (file: string) =>
    ['error', 'warning', 'info', 'hint', 'never'].map((level) => run(cwd, ['check', file, '--fail-on', level]).code);
  assert.deepEqual(codes('mosquitto.conf'), [0, 1, 1, 1, 0]);
  assert.deepEqual(codes('broken'), [1, 1, 1, 1, 0]);
});

test('text: place, message, rule and the culprit underlined; no colours into a pipe; nothing steers the terminal', () => {
  const cwd = folder({ 'mosquitto.conf': `# x\nallow_anonymous \u001B[31mperhaps\u202E\n` });
  const { out } = run(cwd, ['check', 'mosquitto.conf']);
  assert.match(out, /^mosquitto\.conf:2:17: error: .+ \[invalid-value\]\n2 \| allow_anonymous .*\n {2}\| {17}\^+\n/);
  assert.match(out, /\nfiles: 1, errors: 1, warnings: 0, infos: 0, hints: 0\n$/);
  assert.doesNotMatch(out, /[\u001B\u202E]/);
});

test('folders: files of a broker by name or by content, no foreign folders; each file judged once', () => {
  const cwd = folder({
    'mosquitto.conf': 'include_dir conf.d\n',
    'conf.d/a.conf': OPEN,
    'other/broker.conf': `${OPEN}allow_anonymous false\npersistence true\n`,
    'other/nginx.conf': 'server {\n  listen 80;\n}\n',
    'node_modules/x/mosquitto.conf': OPEN,
    '.git/mosquitto.conf': OPEN,
    'empty/readme.md': '',
  });
  symlinkSync('nowhere', path.join(cwd, 'other/mosquitto.conf'));
  symlinkSync('..', path.join(cwd, 'other/up'));
  assert.deepEqual(rulesOf(json(cwd, ['.'])), [
    'conf.d/a.conf plaintext-listener',
    'other/broker.conf plaintext-listener',
  ]);
  assert.deepEqual(rulesOf(json(cwd, ['conf.d/a.conf', 'mosquitto.conf'])), ['conf.d/a.conf plaintext-listener']);
  const none = run(cwd, ['check', 'empty']);
  assert.equal(none.code, 0);
  assert.match(none.err, /empty: no broker configuration found/);
});

test('a fragment named on its own is judged inside the configuration that includes it', () => {
  const root = 'listener 8883 127.0.0.1\ninclude_dir conf.d\nno_such_directive 1\n';
  const cwd = folder({ 'mosquitto.conf': root, 'conf.d/tls.conf': 'certfile missing.crt\n' });
  const { findings, summary } = json(cwd, ['conf.d/tls.conf']);
  assert.ok(
    findings.some(({ rule }) => rule === 'tls-incomplete' || rule === 'file-missing'),
    JSON.stringify(findings),
  );
  assert.ok(findings.every(({ file }) => file === 'conf.d/tls.conf'));
  assert.equal(summary.files, 1);
});

test('an explicit file is always checked; one that is no known broker’s needs --broker', () => {
  const cwd = folder({ 'x.txt': 'port 1883\n' });
  const unknown = run(cwd, ['check', 'x.txt']);
  assert.equal(unknown.code, 2);
  assert.match(unknown.err, /x\.txt.*--broker/);
  assert.ok(rulesOf(json(cwd, ['x.txt', '--broker', 'mosquitto'])).includes('x.txt plaintext-listener'));
  const { code, findings, err } = json(cwd, ['no.conf', 'x.txt', '--broker', 'mosquitto']);
  assert.equal(code, 2, 'what is not there outweighs the rest');
  assert.ok(findings.length > 0, 'the rest is still checked');
  assert.match(err, /no\.conf: no such file/);
});

test('--broker-version: judged by that version', () => {
  const cwd = folder({ 'mosquitto.conf': 'persistence true\n' });
  const anonymous = (version: string) => rulesOf(json(cwd, ['.', '--broker-version', version])).length;
  assert.ok(anonymous('1.6.15') > anonymous('2.0.22'), '1.6 lets everybody in by default');
  assert.equal(run(cwd, ['check', '.', '--broker-version', 'new']).code, 2);
});

test('standard input', () => {
  const cwd = folder({
    '.mqtt-security.json': JSON.stringify({ rules: { ...QUIET, 'plaintext-listener': 'error' } }),
    users: '',
  });
  chmodSync(path.join(cwd, 'users'), 0o600);
  const text = `${OPEN}allow_anonymous false\npassword_file users\n`;
  const found = json(cwd, ['-'], { input: text });
  assert.deepEqual(rulesOf(found), ['<stdin> plaintext-listener']);
  assert.equal(found.code, 1);
  const named = json(cwd, ['-', '--stdin-filename', 'sub/mosquitto.conf'], { input: OPEN });
  assert.deepEqual(rulesOf(named), ['sub/mosquitto.conf plaintext-listener']);
  assert.equal(run(cwd, ['check', '-'], { input: 'Dear listener,\n' }).code, 2);
  assert.equal(run(cwd, ['check', '-', '--broker', 'mosquitto'], { input: Buffer.from('\uFEFFx', 'utf16le') }).code, 2);
  assert.equal(run(cwd, ['check', '-', '--fix'], { input: OPEN }).code, 2);
});

test('options file: nearest above the file, --config instead of it; a wrong one is a usage error', () => {
  const cwd = folder({
    'a/.mqtt-security.json': JSON.stringify({ rules: { ...QUIET, 'plaintext-listener': 'off' } }),
    'a/b/mosquitto.conf': OPEN,
    'other.json': '{"rules": {"plaintext-listener": "error"}}',
    'bad.json': '{"rules": {"no-such": "off"}}',
    'worse.json': '{',
  });
  assert.deepEqual(rulesOf(json(cwd, ['a'])), []);
  assert.equal(json(cwd, ['a', '--config', 'other.json']).code, 1);
  for (const config of ['bad.json', 'worse.json', 'none.json', 'a']) {
    const { code, err } = run(cwd, ['check', 'a', '--config', config]);
    assert.equal(code, 2, config);
    assert.match(err, /^mqtt-security: ./, config);
  }
});

test('--no-ignore-comments shows what is ignored', () => {
  const cwd = folder({ 'mosquitto.conf': `# mqtt-security-ignore plaintext-listener -- lab\n${OPEN}` });
  assert.deepEqual(rulesOf(json(cwd, ['.'])), []);
  assert.deepEqual(rulesOf(json(cwd, ['.', '--no-ignore-comments'])), ['mosquitto.conf plaintext-listener']);
});

test('--fix: safe fixes, said one by one, in place; a second run changes nothing', () => {
  const text = `${STALE}${SAFE}${STALE}${STALE}persistence true\n`.replaceAll('\n', '\r\n');
  const cwd = folder({ 'real.conf': text, 'latin1/mosquitto.conf': Buffer.from(`${STALE}# \u00FC\n`, 'latin1') });
  symlinkSync('real.conf', path.join(cwd, 'mosquitto.conf'));
  chmodSync(path.join(cwd, 'real.conf'), 0o640);
  const first = run(cwd, ['check', '--fix', '--format', 'json', 'mosquitto.conf']);
  assert.equal(first.code, 0, first.err);
  assert.equal(first.err.match(/^mosquitto\.conf:\d+: fixed: .* \[unused-ignore\]$/gm)?.length, 3, first.err);
  assert.deepEqual((JSON.parse(first.out) as Json).findings, []);
  const fixed = readFileSync(path.join(cwd, 'real.conf'), 'utf8');
  assert.equal(fixed, `${SAFE}persistence true\n`.replaceAll('\n', '\r\n'));
  assert.equal(statSync(path.join(cwd, 'real.conf')).mode & 0o777, 0o640);
  assert.ok(lstatSync(path.join(cwd, 'mosquitto.conf')).isSymbolicLink());

  const second = run(cwd, ['check', '--fix', 'mosquitto.conf']);
  assert.equal(second.err, '');
  assert.equal(readFileSync(path.join(cwd, 'real.conf'), 'utf8'), fixed);
  const refused = run(cwd, ['check', '--fix', 'latin1']);
  assert.equal(refused.code, 2);
  assert.match(refused.err, /not UTF-8/);
  assert.deepEqual(readFileSync(path.join(cwd, 'latin1/mosquitto.conf')), Buffer.from(`${STALE}# \u00FC\n`, 'latin1'));
  assert.deepEqual(readdirSync(cwd).sort(), ['latin1', 'mosquitto.conf', 'real.conf'], 'no temporary file stays');
});

test('files that cannot be checked: one clear finding each, and the others go on', () => {
  const cwd = folder({
    'good/mosquitto.conf': OPEN,
    'utf16/mosquitto.conf': Buffer.from(`\uFEFF${OPEN}`, 'utf16le'),
    'binary/mosquitto.conf': readFileSync(process.execPath).subarray(0, 10_000),
    'large/mosquitto.conf': '',
  });
  truncateSync(path.join(cwd, 'large/mosquitto.conf'), 50 * 1024 * 1024);
  const { findings, code } = json(cwd, ['.']);
  assert.deepEqual(
    findings.map(({ file, rule, severity, line, column }) => [file, rule, severity, line, column]),
    [
      ['binary/mosquitto.conf', 'unreadable-source', 'error', 1, 1],
      ['good/mosquitto.conf', 'plaintext-listener', 'warning', 1, 1],
      ['large/mosquitto.conf', 'unreadable-source', 'info', 1, 1],
      ['utf16/mosquitto.conf', 'unreadable-source', 'error', 1, 1],
    ],
  );
  assert.equal(code, 1);
});

test('a FIFO is not opened, a file without permission is an I/O error', { skip: process.platform === 'win32' }, () => {
  const cwd = folder({ 'secret/mosquitto.conf': OPEN, 'good/mosquitto.conf': OPEN });
  execFileSync('mkfifo', [path.join(cwd, 'mosquitto.conf')]);
  const fifo = json(cwd, ['mosquitto.conf']);
  assert.deepEqual(rulesOf(fifo), ['mosquitto.conf unreadable-source']);
  assert.equal(fifo.code, 2);
  chmodSync(path.join(cwd, 'secret/mosquitto.conf'), 0);
  mkdirSync(path.join(cwd, 'closed'));
  chmodSync(path.join(cwd, 'closed'), 0);
  const uid = process.getuid?.() === 0 ? 65534 : undefined;
  const denied = json(cwd, ['secret', 'good', '--fail-on', 'never'], { uid });
  assert.deepEqual(rulesOf(denied), [
    'secret/mosquitto.conf unreadable-source',
    'good/mosquitto.conf plaintext-listener',
  ]);
  assert.equal(denied.code, 2);
  const closed = run(cwd, ['check', 'good', 'closed'], { uid });
  assert.equal(closed.code, 2);
  assert.match(closed.err, /^mqtt-security: closed: permission denied$/m);
});

test('includes: a circle and a directory in place of a file are findings at the include', () => {
  const cwd = folder({
    'emqx.conf': 'include "a.conf"\n',
    'a.conf': 'include "emqx.conf"\n',
    'b/emqx.conf': 'include "d"\n',
    'b/d/x': '',
  });
  const { findings } = json(cwd, ['emqx.conf', 'b/emqx.conf', '--broker', 'emqx']);
  const unreadable = findings.filter(({ rule }) => rule === 'unreadable-source');
  assert.deepEqual(
    unreadable.map(({ file, line }) => [file, line]),
    [
      ['a.conf', 1],
      ['b/emqx.conf', 1],
    ],
  );
});

test('rules: the list, one in full, as data; an unknown one is a usage error', () => {
  const list = run(root, ['rules']);
  assert.equal(list.code, 0);
  assert.match(list.out, /^plaintext-listener +warning +\S/m);
  assert.match(run(root, ['rules', 'unused-ignore']).out, /^unused-ignore: [\s\S]*\/unused-ignore\.md\n$/);
  const one = JSON.parse(run(root, ['rules', 'unused-ignore', '--format', 'json']).out) as Record<string, unknown>;
  assert.deepEqual(Object.keys(one), ['id', 'severity', 'kind', 'strict', 'brokers', 'title', 'why', 'refs', 'url']);
  assert.equal(
    (JSON.parse(run(root, ['rules', '--format', 'json']).out) as unknown[]).length,
    list.out.trim().split('\n').length,
  );
  assert.equal(run(root, ['rules', 'no-such']).code, 2);
});

test('help, version, and usage errors with one line on stderr', () => {
  for (const args of [['--help'], ['check', '--help'], ['rules', '-h'], ['certs', '--help'], ['test', '--help']]) {
    const { code, out, err } = run(root, args);
    assert.deepEqual([code, err], [0, ''], args.join(' '));
    assert.match(out, /^Usage: mqtt-security /, args.join(' '));
  }
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  assert.equal(run(root, ['--version']).out, `${version}\n`);
  assert.equal(run(root, []).code, 2);
  const wrong = [
    ['chek'],
    ['constructor'],
    ['check'],
    ['check', '--no-such', '.'],
    ['check', '--format', 'xml', '.'],
    ['check', '-', '.'],
  ];
  for (const args of [...wrong, ['check', '--broker', 'x', '.'], ['check', '--fail-on', 'all', '.']]) {
    const { code, out, err } = run(root, args);
    assert.deepEqual([code, out], [2, ''], args.join(' '));
    assert.match(err, /^mqtt-security: [^\n]+\n$/, args.join(' '));
  }
});

test('a reader that goes away ends the program quietly', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 400 }, (_, index) => [`${index}/mosquitto.conf`, OPEN.repeat(20)]),
  );
  const cwd = folder(files);
  const child = spawn(process.execPath, [cli, 'check', '.'], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (text) => {
    errors += text;
  });
  child.stdout.destroy();
  await new Promise((resolve) => child.once('close', resolve));
  assert.equal(errors, '');
  assert.ok(existsSync(cwd));
});

test('an access list and a password file are checked as part of the configuration that names them, once', () => {
  const cwd = folder({
    'broker/mosquitto.conf': `${SAFE}acl_file aclfile\npassword_file users/pw\n`,
    'broker/aclfile': 'user ann\ntopic red a\n',
    'broker/users/pw': 'ann:secret\n',
    'other/aclfile': 'Topic read a\n',
  });
  const all = json(cwd, ['.', '--broker-version', '2.0.11']);
  const inNamedFiles = rulesOf(all).filter((line) => !line.startsWith('broker/mosquitto.conf'));
  assert.deepEqual(inNamedFiles, [
    'broker/aclfile acl-syntax',
    'broker/users/pw password-plaintext',
    'other/aclfile acl-syntax',
  ]);
  assert.equal(all.code, 1);
  // One of them alone is judged with the configuration beside it, and says nothing of the other.
  assert.deepEqual(rulesOf(json(cwd, ['broker/aclfile', '--broker-version', '2.0.11'])), ['broker/aclfile acl-syntax']);
  assert.deepEqual(rulesOf(json(cwd, ['broker/users/pw', '--broker-version', '2.0.11'])), [
    'broker/users/pw password-plaintext',
  ]);
  assert.deepEqual(rulesOf(json(cwd, ['other/aclfile'])), ['other/aclfile acl-syntax']);
});

test('--fix mends an access list that a configuration names', () => {
  const cwd = folder({
    'mosquitto.conf': `${SAFE}acl_file acl\n`,
    acl: '  # Ann\nuser ann\n\tTopic READ a # hers\n',
  });
  const { code } = run(cwd, ['check', '--fix', '.']);
  assert.equal(readFileSync(path.join(cwd, 'acl'), 'utf8'), '# Ann\nuser ann\n# hers\ntopic read a\n');
  assert.equal(code, 0);
});

test('an access list of a million lines', () => {
  const cwd = folder({
    'mosquitto.conf': `${SAFE}acl_file aclfile\n`,
    aclfile: `${Array.from({ length: 500_000 }, (_, i) => `user u${i}\ntopic read house/lamp\n`).join('')}topc\n`,
  });
  const { out, code, err } = run(cwd, ['check', '--fail-on', 'error', 'mosquitto.conf'], { patience: 60_000 });
  assert.match(out, /aclfile:1000001:1/, err);
  assert.equal(code, 1);
});

test('migrate shows a diff that patch understands, writes on request, and then has nothing to do', () => {
  const files = {
    'mosquitto.conf': '# broker\nuser mosquitto\nport 1884\nbind_address 127.0.0.1\n\n\n\n\n\n\n\n\nretry_interval 20',
    'copy.conf': '',
  };
  const directory = folder(files);
  writeFileSync(path.join(directory, 'copy.conf'), files['mosquitto.conf']);
  chmodSync(path.join(directory, 'mosquitto.conf'), 0o640);
  const shown = run(directory, ['migrate', 'mosquitto.conf', '--to', '2.1']);
  assert.equal(shown.code, 1, shown.err);
  assert.match(
    shown.out,
    /^--- mosquitto\.conf\n\+\+\+ mosquitto\.conf\n@@ -1,7 \+1,6 @@\n # broker\n user mosquitto\n-port 1884\n/,
  );
  assert.match(shown.err, /2\.1 cuts off clients/);
  assert.equal(readFileSync(path.join(directory, 'mosquitto.conf'), 'utf8'), files['mosquitto.conf']);
  execFileSync('patch', ['copy.conf'], { cwd: directory, input: shown.out });
  const written = run(directory, ['migrate', 'mosquitto.conf', '--write']);
  assert.equal(written.code, 0, written.err);
  const text = readFileSync(path.join(directory, 'mosquitto.conf'), 'utf8');
  assert.equal(text, '# broker\nuser mosquitto\nlistener 1884 127.0.0.1\n\n\n\n\n\n\n\n\n');
  assert.equal(readFileSync(path.join(directory, 'copy.conf'), 'utf8'), text);
  assert.equal(statSync(path.join(directory, 'mosquitto.conf')).mode & 0o777, 0o640);
  const again = run(directory, ['migrate', 'mosquitto.conf']);
  assert.deepEqual([again.code, again.out], [0, '']);
});

test('migrate translates a flat file of EMQX 4.x, and writes a new file that its owner alone may read', () => {
  const flat =
    'node.name = emqx@127.0.0.1\nnode.cookie = hidden-cookie\nallow_anonymous = false\nlistener.tcp.external = 127.0.0.1:1883\n';
  const directory = folder({ 'emqx.conf': flat, 'taken.conf': 'mine\n' });
  const shown = run(directory, ['migrate', 'emqx.conf']);
  assert.equal(shown.code, 0, shown.err);
  assert.match(shown.out, /^listeners\.tcp\.external\.bind = "127\.0\.0\.1:1883"$/m);
  const written = run(directory, ['migrate', 'emqx.conf', '--out', 'new.conf']);
  assert.deepEqual([written.code, written.out], [0, ''], written.err);
  assert.equal(readFileSync(path.join(directory, 'new.conf'), 'utf8'), shown.out);
  assert.equal(statSync(path.join(directory, 'new.conf')).mode & 0o777, 0o600);
  for (const name of ['taken.conf', 'emqx.conf', 'new.conf']) {
    const before = readFileSync(path.join(directory, name), 'utf8');
    const refused = run(directory, ['migrate', 'emqx.conf', '--out', name]);
    assert.equal(refused.code, 2);
    assert.match(refused.err, /is there already and is not overwritten/);
    assert.equal(readFileSync(path.join(directory, name), 'utf8'), before);
  }
  const nowhere = run(directory, ['migrate', 'emqx.conf', '--out', 'none/new.conf']);
  assert.equal(nowhere.code, 2);
  assert.match(nowhere.err, /cannot be written/);
});

test('migrate: included files too, plugins where they are known, and clear complaints', () => {
  const directory = folder({
    'mosquitto.conf': 'include_dir conf.d\npassword_file /pw\n',
    'conf.d/a.conf': 'listener 1883 127.0.0.1\nmaximum_qos 1\n',
    'emqx.conf': 'listeners.tcp.default { bind = 1883 }\n',
  });
  const { code, out } = run(directory, ['migrate', 'mosquitto.conf', '--plugins', '/usr/lib']);
  assert.equal(code, 1);
  assert.match(out, /\+global_plugin \/usr\/lib\/mosquitto_password_file\.so\n\+plugin_opt_password_file \/pw\n/);
  assert.match(out, /--- conf\.d\/a\.conf\n.*\n.*\n listener 1883 127\.0\.0\.1\n-maximum_qos 1\n\+max_qos 1\n/);
  for (const [args, complaint] of [
    [[], /name one configuration/],
    [['emqx.conf'], /only Mosquitto/],
    [['mosquitto.conf', '--to', '2.0'], /must be 2\.1\.0 or newer/],
    [['mosquitto.conf', '--to', 'soon'], /must be a version/],
    [['none.conf'], /no such file/],
  ] as const) {
    const outcome = run(directory, ['migrate', ...args]);
    assert.equal(outcome.code, 2, outcome.err);
    assert.match(outcome.err, complaint);
  }
});

const OTHER = 'server {\n  listen 127.0.0.1:8885;\n  proxy_pass 127.0.0.1:1884;\n}\n';
const SENDING = `events {}\nstream {\n  include mqtt.d/*.conf;\n${OTHER}}\n`;
const TO_BROKER = 'server {\n  listen 127.0.0.1:8884;\n  proxy_pass 127.0.0.1:1883;\n  proxy_protocol on;\n}\n';
const MISMATCH = 'proxy-protocol-mismatch';

test('a proxy and a broker in one folder, or named together, are judged beside each other', () => {
  const directory = folder({
    'proxy/nginx.conf': SENDING,
    'proxy/mqtt.d/one.conf': TO_BROKER,
    'broker/mosquitto.conf': `# first\n${SAFE}`,
  });
  const mismatches = (...args: readonly string[]) =>
    json(directory, args)
      .findings.filter(({ rule }) => rule === MISMATCH)
      .map(({ file, line, severity }) => `${file}:${line} ${severity}`);
  const both = ['broker/mosquitto.conf:2 warning', 'proxy/mqtt.d/one.conf:4 warning'];
  assert.deepEqual(mismatches('.').sort(), both);
  assert.deepEqual(mismatches('proxy/nginx.conf', 'broker/mosquitto.conf').sort(), both);
  assert.deepEqual(mismatches('broker', 'proxy'), [], 'two folders are two places');
  assert.deepEqual(mismatches('broker/mosquitto.conf', 'proxy'), []);
  assert.deepEqual(mismatches('proxy'), []);
  const { out } = run(directory, ['check', '.', '--broker-version', '2.1.2']);
  assert.match(out, /^broker\/mosquitto\.conf:2:1: error: proxy_pass 127\.0\.0\.1:1883 sends a PROXY header and/m);
  assert.match(out, /^ {2}note: proxy\/mqtt\.d\/one\.conf:4:18: proxy_pass 127\.0\.0\.1:1883 is set up here$/m);
  assert.match(out, /^ {2}note: broker\/mosquitto\.conf:2:1: listener 1883 is set up here$/m);
});

test('two deployments in one folder: which belongs to which nobody knows', () => {
  const files = { 'nginx.conf': `events {}\nstream {\n${TO_BROKER}}\n`, 'mosquitto.conf': SAFE };
  const twice = ['a', 'b'].flatMap((place) => Object.entries(files).map(([name, text]) => [`${place}/${name}`, text]));
  const directory = folder(Object.fromEntries(twice));
  const found = (...args: readonly string[]) =>
    rulesOf(json(directory, args)).filter((each) => each.endsWith(MISMATCH));
  assert.deepEqual(found('.'), []);
  assert.deepEqual(found('a', 'b').sort(), [
    `a/mosquitto.conf ${MISMATCH}`,
    `a/nginx.conf ${MISMATCH}`,
    `b/mosquitto.conf ${MISMATCH}`,
    `b/nginx.conf ${MISMATCH}`,
  ]);
});
