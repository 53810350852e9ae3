import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CompletionItem, TextEdit } from 'vscode-languageserver/node';
import { LineIndex, withMappings } from '../../core/lint';
import { complete } from '../../server/src/features/completion';
import { type MemoryFile, memoryHost } from '../support/memoryHost';
import { CLIENT, marked, ROOT } from './support';

const FILES: Readonly<Record<string, MemoryFile>> = Object.fromEntries(
  [
    '/etc/certs/ca.crt',
    '/etc/certs/server.key',
    '/etc/certs/a b.pem',
    '/etc/certs/old/x.crt',
    '/etc/passwords',
    '/etc/.hidden/x',
    '/etc/notes.txt',
    '/srv/a.conf',
  ].map((file) => [file, { text: '' }]),
);

async function items(source: string, version = '2.1.2', host = memoryHost(FILES)): Promise<readonly CompletionItem[]> {
  const { text, offset, tree, broker } = marked(source, source.includes('{') ? 'emqx' : 'mosquitto');
  const lines = new LineIndex(text);
  const { line, column } = lines.position(offset);
  const parsed = { file: ROOT, broker, tree, lines };
  return complete({ line, character: column }, { parsed, version, client: CLIENT, host });
}

const labels = async (source: string) => (await items(source)).map(({ label }) => label);

test('beside the file: directories first, then what fits the option by its name', async () => {
  assert.deepEqual(await labels('listener 1\ncertfile $0'), ['certs/', 'notes.txt', 'passwords']);
  assert.deepEqual(await labels('listener 1\ncertfile certs/$0'), ['old/', 'a b.pem', 'ca.crt', 'server.key']);
  assert.deepEqual(await labels('listener 1\nkeyfile certs/s$0'), ['old/', 'a b.pem', 'server.key', 'ca.crt']);
  assert.deepEqual(await labels('password_file $0'), ['certs/', 'passwords', 'notes.txt']);
});

test('absolute, above, in a directory option, behind a word, hidden', async () => {
  assert.deepEqual(await labels('listener 1\ncafile /$0'), ['etc/', 'srv/']);
  assert.deepEqual(await labels('listener 1\ncafile ../srv/$0'), ['a.conf']);
  assert.deepEqual(await labels('include_dir $0'), ['certs/']);
  assert.deepEqual(await labels('listener 1\ncapath certs/$0'), ['old/']);
  assert.deepEqual(await labels('log_dest file certs/o$0'), ['old/', 'a b.pem', 'ca.crt', 'server.key']);
  assert.deepEqual(await labels('plugin_load name .$0'), ['.hidden/', 'certs/', 'notes.txt', 'passwords']);
});

test('a path of the container is completed from the folder that it is mapped to', async () => {
  const mappings = [{ prefix: '/mosquitto/config', folder: '/etc' }];
  const host = withMappings(memoryHost(FILES), mappings, ROOT);
  const inContainer = async (source: string) => (await items(source, '2.1.2', host)).map(({ label }) => label);
  assert.deepEqual(
    await inContainer('listener 1\nkeyfile /mosquitto/config/certs/s$0'),
    await labels('listener 1\nkeyfile certs/s$0'),
  );
  assert.deepEqual(await labels('listener 1\nkeyfile /mosquitto/config/certs/s$0'), []);
});

test('no path goes here, or there is no such directory', async () => {
  assert.deepEqual(await labels('# certfile $0'), []);
  assert.deepEqual(await labels('listener 1\ncertfile nowhere/$0'), []);
  assert.ok(!(await labels('log_dest $0')).includes('certs/'));
  assert.ok(!(await labels('allow_anonymous $0')).includes('certs/'));
});

test('a name replaces the last segment, also behind the cursor; a directory asks for more', async () => {
  const applied = async (source: string, label: string) => {
    const item = (await items(source)).find((candidate) => candidate.label === label);
    assert.ok(item?.textEdit && TextEdit.is(item.textEdit));
    const { text } = marked(source, source.includes('{') ? 'emqx' : 'mosquitto');
    const lines = new LineIndex(text);
    const { start, end } = item.textEdit.range;
    const at = ({ line, character }: typeof start) => lines.offset({ line, column: character });
    return text.slice(0, at(start)) + item.textEdit.newText + text.slice(at(end));
  };
  assert.equal(await applied('listener 1\ncertfile certs/a$0', 'a b.pem'), 'listener 1\ncertfile certs/a b.pem');
  assert.equal(
    await applied('listener 1\ncertfile certs/o$0ther.crt\nuser x', 'ca.crt'),
    'listener 1\ncertfile certs/ca.crt\nuser x',
  );
  assert.equal(await applied('listener 1\ncertfile ce$0s/ca.crt', 'certs/'), 'listener 1\ncertfile certs/ca.crt');
  const [directory] = await items('listener 1\ncertfile $0');
  assert.equal(directory?.command?.command, 'editor.action.triggerSuggest');
});

test('EMQX: in the quotes of a file option', async () => {
  const source = 'listeners.ssl.default { ssl_options { certfile = "certs/$0" } }';
  assert.deepEqual(await labels(source), ['old/', 'a b.pem', 'ca.crt', 'server.key']);
  assert.deepEqual(await labels('include "$0"\n# {'), ['certs/', 'notes.txt', 'passwords']);
  assert.ok(!(await labels('listeners.ssl.default { bind = "$0" }')).includes('certs/'));
});
