import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyEdits, LineIndex } from '../../core/lint';
import { root, shared, sharedMissing } from '../support/root';
import { brokerOf } from './support';

const mosquitto = brokerOf('mosquitto');
const VERSIONS = ['1.6.5', ...mosquitto.versions];

function formatted(text: string, version = '2.1.2', within = { start: 0, end: text.length }): string {
  const tree = mosquitto.parse('t.conf', text);
  const changes = mosquitto.editor.format?.(tree, version, within) ?? [];
  return applyEdits(
    text,
    changes.map(({ range, text: replacement }) => ({ span: { file: 't.conf', ...range }, text: replacement })),
  );
}

test('indentation, blanks at line ends, runs of blank lines and the end of the file', () => {
  const before =
    '\n# note \t\n  listener   8883  \n   certfile    /a b/c.crt \t\n\n \n\n\nallow_anonymous  true # why \n\n \n';
  const after = '\n# note\nlistener   8883\ncertfile    /a b/c.crt\n\n\nallow_anonymous  true # why\n';
  assert.equal(formatted(before), after);
  assert.equal(formatted(after), after);
});

test('the last line gets its line end, of the kind that the file has', () => {
  assert.equal(formatted('listener 1883'), 'listener 1883\n');
  assert.equal(formatted('user x\r\nlistener 1883'), 'user x\r\nlistener 1883\r\n');
  assert.equal(formatted('listener 1883\r'), 'listener 1883\r\n');
  assert.equal(formatted('user x \r\n\r\n'), 'user x\r\n');
  assert.equal(formatted(''), '');
  assert.equal(formatted('\n \n\n'), '');
});

test('blanks that are part of a value stay', () => {
  const kept = [
    'include_dir /etc/conf.d ',
    'connection b\nbridge_protocol_version mqttv311 ',
    'plugin /a.so ',
    'plugin_opt_x  y ',
    'log_dest file /var/log/m.log ',
    'allow_anonymous true\t',
    'listener 1883\t',
  ];
  for (const text of kept) assert.equal(formatted(`${text}\n`), `${text}\n`);
  assert.equal(formatted('plugin /a.so \n', '2.0.22'), 'plugin /a.so\n', '2.0 trims it');
  assert.equal(formatted('log_dest syslog \n'), 'log_dest syslog\n');
  assert.equal(formatted('certfile a \n', '1.6.5'), 'certfile a \n', 'trimmed since 1.6.9');
});

test('a line that the broker refuses or misreads stays as it is', () => {
  const wrong = ['  # note ', '\t', '\tlistener 1 ', 'listener=1 ', 'nonsense x ', '; note ', '\uFEFFlistener 1 '];
  for (const text of wrong) assert.equal(formatted(`${text}\n`), `${text}\n`);
  assert.equal(formatted(' user x\n user\0 y \n\n\n\n'), 'user x\n user\0 y \n\n\n\n', 'nothing is read after a NUL');
});

test('a range: only its lines', () => {
  const text = ' user a\n user b\n user c\n\n\n\n';
  const lines = new LineIndex(text);
  const line = (number: number) => ({ start: lines.lineStart(number), end: lines.lineEnd(number) });
  assert.equal(formatted(text, '2.1.2', line(1)), ' user a\nuser b\n user c\n\n\n\n');
  const selected = { start: lines.lineStart(1), end: lines.lineStart(2) };
  assert.equal(
    formatted(text, '2.1.2', selected),
    ' user a\nuser b\n user c\n\n\n\n',
    'the line begun is not selected',
  );
});

/** What the broker reads: names, values, and the bytes of those values that it does not trim. */
function meaning(text: string, version: string): unknown {
  const tree = mosquitto.parse('t.conf', text);
  return {
    entries: tree.entries.map(({ path: [name = ''], key, value }) => {
      const lineFeed = text.indexOf('\n', key.end);
      const rest = text.slice(key.end, lineFeed < 0 ? undefined : lineFeed).replace(/\r+$/, '');
      return { name, value: value.kind === 'scalar' ? value.text : '', words: wordsOf(name, rest, version) };
    }),
    // Blanks at the end of a comment are nothing; what an error is about is something.
    comments: tree.comments.map(({ text: comment }) => comment.trim()),
    errors: tree.errors.map(({ message, fatal }) => [message.template, fatal]),
  };
}

const RAW = /^(include_dir|bridge_protocol_version|plugin_opt_.*|auth_opt_.*|plugin_load)$/;
const TRIMMED = /file|plugin$|path$|^ciphers|_location$|^user|password$|tls_version$/;

/** As `strtok(" ")` cuts words where only spaces separate them; raw where the rest of the line counts. */
function wordsOf(name: string, rest: string, version: string): unknown {
  const plugin = /plugin$/.test(name) && version.startsWith('2.1');
  if (RAW.test(name) || plugin || (name === 'log_dest' && /^ *file/.test(rest))) return rest;
  return TRIMMED.test(name) ? rest.trim() : rest.split(' ').filter((word) => word !== '');
}

function assertSameMeaning(text: string): void {
  for (const version of VERSIONS) {
    const after = formatted(text, version);
    assert.deepEqual(meaning(after, version), meaning(text, version), `${version}: ${JSON.stringify(text)}`);
    assert.equal(formatted(after, version), after, `stable: ${JSON.stringify(text)}`);
  }
}

const folders = [path.join(root, 'examples/mosquitto')].concat(
  sharedMissing ? [] : path.join(shared, 'corpus/mosquitto'),
);
const samples = folders
  .flatMap((folder) => readdirSync(folder, { withFileTypes: true }).map((entry) => ({ folder, entry })))
  .filter(({ entry }) => entry.isFile())
  .map(({ folder, entry }) => readFileSync(path.join(folder, entry.name), 'utf8'));

test('real files mean the same afterwards', () => {
  for (const text of samples) assertSameMeaning(text);
});

test('whatever the text, it means the same afterwards', () => {
  const names = ['listener', 'certfile', 'include_dir', 'plugin', 'plugin_opt_a', 'log_dest', 'allow_anonymous', 'x'];
  const piece = fc.oneof(
    fc.constantFrom(
      ...names,
      'file',
      'true',
      '1883',
      '#',
      ' ',
      '  ',
      '\t',
      '\n',
      '\r\n',
      '\r',
      '\n\n\n\n',
      '\0',
      '\uFEFF',
    ),
    fc.constantFrom(...names.map((name) => `\n${name} `), '\n  user x \t\n', ' \n', '\u00A0', '\v', '\f'),
    fc.string({ maxLength: 5 }),
  );
  const text = fc.oneof(
    fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
    fc.string({ unit: 'binary', maxLength: 100 }),
  );
  fc.assert(fc.property(text, assertSameMeaning), { numRuns: 3000 });
});
