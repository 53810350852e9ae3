import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { after, test } from 'node:test';
import { format } from '../core/facts/message';
import { analyze, defaultSettings, INCLUDE_LIMITS } from '../core/lint';
import { main } from '../server/src/cli/main';
import { pathIds } from '../server/src/fileIds';
import { nodeHost } from '../server/src/host';
import { installedVersion, tryBroker } from './support/mosquitto';
import { openssl } from './support/openssl';

const directory = mkdtempSync(path.join(tmpdir(), 'mqtt-security-bad-'));
after(() => rmSync(directory, { recursive: true, force: true }));

const at = (...names: readonly string[]) => path.join(directory, ...names);
const START = 'listener 1883 127.0.0.1\nallow_anonymous true\n';
/** Far more than any of these takes, and less than one that never ends. */
const PATIENCE = { timeout: 60_000 };

/** Rules that have nothing to do with a file that cannot be used. */
const rules = { 'unsupported-broker-version': 'off', 'password-file-permissions': 'off' } as const;

interface Said {
  readonly rule: string;
  readonly kind: string;
  /** File and line, from 1. */
  readonly place: string;
  readonly text: string;
}

async function judged(name: string, text: string): Promise<readonly Said[]> {
  const file = at(name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  const settings = { ...defaultSettings, versions: { mosquitto: installedVersion() }, rules };
  const host = nodeHost({ ids: pathIds, roots: [directory] });
  const analysis = await analyze(pathIds.id(file), host, { settings, now: Date.now(), broker: 'mosquitto' });
  assert.ok(analysis);
  const texts = new Map(analysis.model.trees.map((tree) => [tree.file, tree.text]));
  return analysis.findings.map(({ rule, kind, message, at: { file: where, start } }) => ({
    rule,
    kind,
    place: `${path.basename(where)}:${(texts.get(where) ?? '').slice(0, start).split('\n').length}`,
    text: format(message),
  }));
}

/** The one finding about the bad file, which is on line 3 of a configuration. */
async function only(name: string, line: string): Promise<Said> {
  const said = await judged(`${name}.conf`, `${START}${line}\n`);
  assert.equal(said.length, 1, JSON.stringify(said, null, 1));
  const [one] = said;
  assert.ok(one);
  assert.equal(one.place, `${name}.conf:3`);
  return one;
}

/** Does the installed broker refuse the file that `judged` wrote? */
async function refused(name: string): Promise<boolean> {
  return (await tryBroker(at(`${name}.conf`), directory)).refused;
}

test('an access list of a million lines is read to its end', PATIENCE, async () => {
  const lines = Array.from({ length: 1_000_000 }, (_, index) =>
    index % 10 === 0 ? `user u${index}` : `topic read devices/${index}/#`,
  );
  writeFileSync(at('million'), `${lines.join('\n')}\nuser last\ntopc read x\n`);
  const said = await judged('million.conf', `${START}acl_file ${at('million')}\n`);
  assert.deepEqual(
    said.map(({ rule, place }) => `${rule} ${place}`),
    ['acl-syntax million:1000002'],
  );
});

test('a password file of binary garbage is said to be none', async () => {
  writeFileSync(at('garbage'), Buffer.concat([randomBytes(5000), Buffer.from([0, 0xff])]));
  const { rule, kind, text } = await only('garbage-passwords', `password_file ${at('garbage')}`);
  assert.equal(rule, 'unreadable-source');
  assert.notEqual(kind, 'fatal', 'the broker starts, without the users');
  assert.match(text, /garbage” is left out: this is not a text file/);
});

test('a directory of ten thousand files is read up to a bound, and that is said', PATIENCE, async () => {
  mkdirSync(at('many'));
  for (let index = 0; index < 10_000; index++) writeFileSync(at('many', `${index}.conf`), '# nothing\n');
  const { rule, text } = await only('ten-thousand', `include_dir ${at('many')}`);
  assert.equal(rule, 'unreadable-source');
  assert.match(text, new RegExp(`after the first ${INCLUDE_LIMITS.files} files of a configuration`));
});

test('a private key as the authority, and a directory as the certificate', async () => {
  const made = openssl(
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '200', '-subj', '/CN=broker'],
    ...['-addext', 'subjectAltName=DNS:broker', '-addext', 'basicConstraints=critical,CA:FALSE'],
    ...['-keyout', at('key.pem'), '-out', at('cert.pem')],
  );
  assert.equal(made.status, 0, made.stderr);
  mkdirSync(at('folder'));
  const tls = 'listener 8883 127.0.0.1\nallow_anonymous true\ntls_version tlsv1.2\n';
  const chain = `certfile ${at('cert.pem')}\nkeyfile ${at('key.pem')}\n`;
  const cases = [
    ['key-as-ca', `${tls}cafile ${at('key.pem')}\n${chain}`, 4, /holds a “PRIVATE KEY”/],
    ['folder', `${tls}certfile ${at('folder')}\nkeyfile ${at('key.pem')}\n`, 4, /is a directory/],
  ] as const;
  for (const [name, text, line, expected] of cases) {
    const said = (await judged(`${name}.conf`, text)).filter(({ rule }) => rule === 'wrong-file-kind');
    assert.equal(said.length, 1, name);
    assert.equal(said[0]?.place, `${name}.conf:${line}`);
    assert.match(said[0]?.text ?? '', expected);
    assert.equal(said[0]?.kind === 'fatal', await refused(name), name);
  }
});

const links = { skip: process.platform === 'win32' };

test('links that lead round in a circle: one finding each, where the link is named', links, async () => {
  symlinkSync('there', at('here'));
  symlinkSync('here', at('there'));
  for (const option of ['include_dir', 'acl_file', 'password_file']) {
    const { rule, kind, text } = await only(`circle-${option}`, `${option} ${at('here')}`);
    assert.ok(['unreadable-source', 'file-unreadable'].includes(rule), rule);
    assert.match(text, /symbolic link that leads round in a circle/);
    assert.equal(kind === 'fatal', await refused(`circle-${option}`), option);
  }
  const tls = `listener 8883 127.0.0.1\nallow_anonymous true\ncertfile ${at('here')}\nkeyfile ${at('here')}\n`;
  const said = (await judged('circle-tls.conf', tls)).filter(({ rule }) => rule === 'file-unreadable');
  assert.deepEqual(
    said.map(({ place, kind }) => `${place} ${kind}`),
    ['circle-tls.conf:3 fatal', 'circle-tls.conf:4 fatal'],
  );
  assert.ok(await refused('circle-tls'));
});

test('a directory with such a link in it: the link is named', links, async () => {
  mkdirSync(at('conf.d'));
  symlinkSync('b.conf', at('conf.d', 'a.conf'));
  symlinkSync('a.conf', at('conf.d', 'b.conf'));
  const { kind, text } = await only('member', `include_dir ${at('conf.d')}`);
  assert.match(text, /conf\.d\/a\.conf” is left out: this is a symbolic link that leads round in a circle/);
  assert.equal(kind === 'fatal', await refused('member'));
});

test('a directory that includes itself and the file above it comes to an end', links, async () => {
  mkdirSync(at('self'));
  symlinkSync('.', at('self', 'inner.conf'));
  symlinkSync('../self.conf', at('self', 'up.conf'));
  const said = await judged('self.conf', `${START}include_dir ${at('self')}\n`);
  assert.ok(
    said.some(({ rule, kind }) => rule === 'duplicate-directive' && kind === 'fatal'),
    JSON.stringify(said),
  );
  assert.ok(await refused('self'));
});

test('the command line ends on each of them, with findings and no stack', links, async () => {
  for (const name of ['garbage-passwords', 'ten-thousand', 'circle-include_dir', 'circle-tls', 'member', 'self']) {
    let said = '';
    const out = (text: string) => {
      said += text;
    };
    const io = { cwd: directory, stdin: Readable.from([]), out, err: out };
    const code = await main(['check', at(`${name}.conf`)], io);
    assert.ok(code === 0 || code === 1, `${name}: ${code} ${said}`);
    assert.match(said, /\[(?:unreadable-source|file-unreadable|duplicate-directive)\]/, name);
    assert.doesNotMatch(said, /\n\s+at /, name);
  }
});
