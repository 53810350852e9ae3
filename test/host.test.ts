import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { canonicalUri, pathIds, uriIds } from '../server/src/fileIds';
import { nodeHost, TEXT_LIMIT } from '../server/src/host';
import { temporaryDirectory } from './support/bundle';
import { root } from './support/root';

const directory = temporaryDirectory();
const host = nodeHost({ ids: pathIds, roots: [directory] });
after(() => rmSync(directory, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const place = path.join(directory, name);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, content);
  return place;
}

async function kindOf(place: string): Promise<string> {
  return (await host.read(place)).kind;
}

test('reads text as it is: byte order mark, CRLF and bytes that are no UTF-8 included', async () => {
  const text = file('latin1.conf', Buffer.from([0xef, 0xbb, 0xbf, 0x23, 0x20, 0xfc, 0x0d, 0x0a]));
  assert.deepEqual(await host.read(text), { kind: 'text', text: '\uFEFF# \uFFFD\r\n' });
  assert.equal(
    await kindOf(file('nul.conf', 'listener 1883\n#\0\n')),
    'text',
    'one stray NUL is the parser’s business',
  );
  assert.equal(await kindOf(file('empty.conf', '')), 'text');
});

test('tells what is no text, and never opens what is no regular file', { timeout: 5000 }, async () => {
  assert.equal(await kindOf(file('le.conf', Buffer.from('\uFEFFlistener 1883\n', 'utf16le'))), 'utf-16');
  assert.equal(await kindOf(file('be.conf', Buffer.from('\uFEFFlistener', 'utf16le').swap16())), 'utf-16');
  assert.equal(await kindOf(file('bare.conf', Buffer.from('listener 1883\n', 'utf16le'))), 'utf-16');
  assert.equal(await kindOf(file('binary.conf', readFileSync(process.execPath).subarray(0, 20_000))), 'binary');
  const fifo = path.join(directory, 'fifo.conf');
  execFileSync('mkfifo', [fifo]);
  assert.equal(await kindOf(fifo), 'unreadable');
  assert.deepEqual(await host.inspect(fifo), { kind: 'unreadable' });
  assert.equal(await kindOf('/dev/zero'), 'unreadable');
  assert.equal(await kindOf(directory), 'directory');
  assert.equal(await kindOf(path.join(directory, 'no.conf')), 'missing');
  assert.equal(await kindOf(path.join(directory, 'empty.conf/below.conf')), 'missing');
  assert.equal(await kindOf(path.join(directory, 'x'.repeat(5000))), 'missing');
  assert.equal(await kindOf(path.join(directory, 'a\0b')), 'missing');
});

test('refuses a file above the limit without reading it', async () => {
  const large = file('large.conf', '');
  truncateSync(large, 50 * 1024 * 1024);
  assert.deepEqual(await host.read(large), { kind: 'too-large', size: 50 * 1024 * 1024, limit: TEXT_LIMIT });
  const facts = await host.inspect(large);
  assert.equal(facts.kind === 'file' && facts.pem.encoding, 'other');
});

test('a file without permission is unreadable, not missing', { skip: process.platform === 'win32' }, async () => {
  const secret = file('secret/key.pem', 'x');
  chmodSync(secret, 0);
  const rights = process.geteuid?.() ?? 0;
  if (rights === 0) process.seteuid?.(65534);
  try {
    assert.equal(await kindOf(secret), 'unreadable');
    assert.deepEqual(await host.inspect(secret), { kind: 'unreadable' });
  } finally {
    if (rights === 0) process.seteuid?.(0);
  }
});

test('lists names by code unit; undefined for what is no directory', async () => {
  for (const name of ['b.conf', 'a.conf', 'B.conf', 'ä.conf']) file(`list/${name}`, '');
  assert.deepEqual(await host.list(path.join(directory, 'list')), ['B.conf', 'a.conf', 'b.conf', 'ä.conf']);
  assert.equal(await host.list(path.join(directory, 'list/a.conf')), undefined);
  assert.equal(await host.list(path.join(directory, 'nowhere')), undefined);
});

test('facts: a missing file says whether its directory is there; a kept fact ends with mode, size or time', async () => {
  const missing = (name: string) => host.inspect(path.join(directory, name));
  assert.deepEqual(await missing('list/none.crt'), { kind: 'missing', directoryExists: true });
  assert.deepEqual(await missing('none/none.crt'), { kind: 'missing', directoryExists: false });
  assert.deepEqual(await missing('list'), { kind: 'directory' });
  const place = file('server.crt', 'nothing');
  const describe = async () => {
    const facts = await host.inspect(place);
    return facts.kind === 'file' ? [facts.mode, facts.pem.encoding] : facts.kind;
  };
  chmodSync(place, 0o640);
  assert.deepEqual(await describe(), [0o640, 'other']);
  chmodSync(place, 0o600);
  assert.deepEqual(await describe(), [0o600, 'other']);
  writeFileSync(place, '');
  assert.deepEqual(await describe(), [0o600, 'empty']);
  writeFileSync(place, 'same si');
  assert.deepEqual(await describe(), [0o600, 'other']);
  assert.equal(await host.inspect(place), await host.inspect(place), 'the same answer while nothing changes');
  const before = await host.inspect(place);
  utimesSync(place, new Date(0), new Date(0));
  assert.notEqual(await host.inspect(place), before);
});

test('looks next to the file, then in the roots', () => {
  const two = nodeHost({ ids: pathIds, roots: ['/project', '/other'] });
  assert.deepEqual(two.resolve('/etc/m/mosquitto.conf', 'certs/../ca.crt'), [
    '/etc/m/ca.crt',
    '/project/ca.crt',
    '/other/ca.crt',
  ]);
  assert.deepEqual(two.resolve('/project/mosquitto.conf', 'ca.crt'), ['/project/ca.crt', '/other/ca.crt']);
  assert.deepEqual(two.resolve('/etc/mosquitto.conf', '/mosquitto/../ca.crt'), ['/ca.crt']);
});

test('ids of the editor: one spelling, open text first, no disk behind other file systems', async () => {
  const place = file('with space+plus.conf', 'disk');
  const id = uriIds.id(place);
  assert.equal(canonicalUri(pathToFileURL(place).href), id);
  assert.equal(canonicalUri(id), id);
  assert.equal(uriIds.path(id), place);
  assert.doesNotThrow(() => uriIds.id('/lone\uD800surrogate'));
  const editor = nodeHost({ ids: uriIds, roots: [directory], overlay: (file) => (file === id ? 'open' : undefined) });
  assert.deepEqual(await editor.read(id), { kind: 'text', text: 'open' });
  assert.deepEqual(editor.resolve('untitled:Untitled-1', 'with space+plus.conf'), [id]);
  assert.deepEqual(editor.resolve('vscode-vfs://github/a/b/mosquitto.conf', '/etc/x'), ['vscode-vfs://github/etc/x']);
  assert.deepEqual(await editor.inspect('vscode-vfs://github/etc/x'), { kind: 'unknown' });
  assert.equal((await editor.read('file://server/share/x.conf')).kind, 'missing');
});

test('an untrusted workspace: nothing outside it is touched', async () => {
  const confined = nodeHost({ ids: pathIds, roots: [directory], confinedTo: [directory] });
  assert.equal((await confined.read(file('in.conf', 'x'))).kind, 'text');
  assert.equal((await confined.read(path.join(root, 'package.json'))).kind, 'missing');
  assert.equal((await confined.read(`${directory}/../${path.basename(directory)}-beside`)).kind, 'missing');
  assert.deepEqual(await confined.inspect('/etc/hostname'), { kind: 'unknown' });
  assert.equal(await confined.list('/etc'), undefined);
  const link = path.join(directory, 'link');
  symlinkSync('/etc/passwd', link);
  assert.equal((await host.read(link)).kind, 'text', 'a trusted one follows links');
  assert.equal((await confined.read(link)).kind, 'missing');
  assert.deepEqual(await confined.inspect(path.join(directory, 'no.crt')), { kind: 'missing', directoryExists: true });
});

test('tells the permissions of a configuration file, and of nothing else', {
  skip: process.platform === 'win32',
}, async () => {
  const text = file('modes/a.conf', 'listener 1883\n');
  chmodSync(text, 0o640);
  assert.equal(await host.mode?.(text), 0o640);
  assert.equal(await host.mode?.(path.dirname(text)), undefined);
  assert.equal(await host.mode?.(path.join(directory, 'modes/none.conf')), undefined);
  const open = nodeHost({ ids: pathIds, roots: [directory], overlay: () => 'listener 8883\n' });
  assert.equal(await open.mode?.(text), 0o640, 'also while the file is open');
});
