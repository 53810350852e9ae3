import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyEdits, LineIndex } from '../../core/lint';
import type { Entry, Value } from '../../core/lint/tree';
import { installedVersion, tryBroker } from '../support/mosquitto';
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
  if (RAW.test(name) || plugin || (name === 'log_dest' && /^ *file( |$)/.test(rest))) return rest;
  return TRIMMED.test(name) ? rest.trim() : rest.split(' ').filter((word) => word !== '');
}

function assertSameMeaning(text: string): void {
  for (const version of VERSIONS) {
    const after = formatted(text, version);
    assert.deepEqual(meaning(after, version), meaning(text, version), `${version}: ${JSON.stringify(text)}`);
    assert.equal(formatted(after, version), after, `stable: ${JSON.stringify(text)}`);
  }
}

function samples(examples: string, corpus: string): readonly string[] {
  const folders = [path.join(root, 'examples', examples)].concat(
    sharedMissing ? [] : path.join(shared, 'corpus', corpus),
  );
  return folders
    .flatMap((folder) => readdirSync(folder, { withFileTypes: true }).map((entry) => ({ folder, entry })))
    .filter(({ entry }) => entry.isFile())
    .map(({ folder, entry }) => readFileSync(path.join(folder, entry.name), 'utf8'));
}

test('real files mean the same afterwards', () => {
  for (const text of samples('mosquitto', 'mosquitto')) assertSameMeaning(text);
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

const emqx = brokerOf('emqx');

function formattedHocon(text: string): string {
  const changes = emqx.editor.format?.(emqx.parse('t.hocon', text), '6.0', { start: 0, end: text.length }) ?? [];
  return applyEdits(
    text,
    changes.map(({ range, text: replacement }) => ({ span: { file: 't.hocon', ...range }, text: replacement })),
  );
}

/** Everything of the tree but the places. */
function hoconMeaning(text: string): unknown {
  const tree = emqx.parse('t.hocon', text);
  return [entriesMeaning(tree.entries), tree.errors.map(({ message }) => message.template), tree.comments.length];
}

function entriesMeaning(entries: readonly Entry[]): unknown {
  return entries.map(({ path: names, value }) => [names, valueMeaning(value)]);
}

function valueMeaning(value: Value): unknown {
  const { kind } = value;
  if (kind === 'missing') return kind;
  const parts = value.parts?.map(valueMeaning);
  if (kind === 'object') return { kind, entries: entriesMeaning(value.entries), parts };
  if (kind === 'array') return { kind, items: value.items.map(valueMeaning), parts };
  return { kind, text: value.text, type: value.type, quoted: value.quoted, parts };
}

function assertSameHocon(text: string): void {
  const after = formattedHocon(text);
  assert.deepEqual(hoconMeaning(after), hoconMeaning(text), JSON.stringify(text));
  assert.equal(formattedHocon(after), after, `stable: ${JSON.stringify(text)}`);
}

test('EMQX: blanks at line ends and blank lines go, but not in a text over several lines', () => {
  const before = 'node { \n  name = x \t\n\n\n\n\n  # note \n  text = """a \n\n\n\n\n b \n""" \n}\n\n';
  const after = 'node {\n  name = x\n\n\n  # note\n  text = """a \n\n\n\n\n b \n"""\n}\n';
  assert.equal(formattedHocon(before), after);
  assert.equal(formattedHocon('node { x = \n'), 'node { x = \n', 'left alone while it cannot be read');
});

test('EMQX: real files mean the same afterwards', () => {
  for (const text of samples('emqx', 'emqx5')) assertSameHocon(text);
});

test('EMQX: whatever the text, it means the same afterwards', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'a',
      ' = ',
      '"""',
      '"',
      '{',
      '}',
      '[',
      ']',
      '# x ',
      ' ',
      '\t',
      '\n',
      '\r\n',
      '\r',
      ',',
      '${a}',
      '\n\n\n\n',
    ),
    fc.constantFrom(
      '\na = 1 ',
      '\nb = """x \n y \n""" \n',
      '\nc { d = e f  \n }\n',
      '\ng = [1 , 2 \n 3 ]\n',
      'include "x" ',
    ),
    fc.string({ maxLength: 3 }),
  );
  const text = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));
  fc.assert(fc.property(text, assertSameHocon), { numRuns: 3000 });
});

/** One line of each kind of value that the broker trims in its own way; ports are taken by no other test. */
const LIVE = [
  'listener 28831 127.0.0.1 ',
  'allow_anonymous true ',
  'allow_anonymous true\t',
  'max_keepalive 60 ',
  'max_keepalive 60\t',
  'log_type error ',
  'log_dest stderr ',
  'pid_file nowhere/pid ',
  'user root \t',
  'include_dir . ',
  'include_dir conf.d',
  'plugin nowhere.so ',
  'persistence_location nowhere ',
  'connection b \naddress 127.0.0.1 \ntopic # in 0 \nbridge_protocol_version mqttv311 ',
  'connection b \naddress 127.0.0.1 \ntopic # in 0 \nrestart_timeout 5 30 \nstart_type lazy ',
  'password_file \t',
  '  sys_interval   10  ',
  ' \n\n\n\n  user root',
  'retry_interval 5 ',
  'autosave_interval  ',
];

test('the installed broker sees no difference', async () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'mqtt-security-format-'));
  mkdirSync(path.join(directory, 'conf.d'));
  const verdict = async (text: string) => {
    writeFileSync(path.join(directory, 't.conf'), text);
    const { refused, log } = await tryBroker(path.join(directory, 't.conf'), directory);
    return { refused, log: log.replace(/^\d+: /gm, '').replace(/t\.conf:\d+/g, 't.conf') };
  };
  try {
    for (const line of LIVE) {
      const text = `listener 28830 127.0.0.1\n${line}\n`;
      const after = formatted(text, installedVersion());
      if (after !== text) assert.deepEqual(await verdict(after), await verdict(text), JSON.stringify(line));
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
