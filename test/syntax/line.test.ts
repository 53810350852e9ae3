import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { format } from '../../core/facts/message';
import { applyEdits } from '../../core/lint/source';
import { parseLines } from '../../core/lint/syntax/line';
import { rebuild } from '../../core/lint/syntax/rebuild';
import type { Tree } from '../../core/lint/tree';
import { shared, sharedMissing } from '../support/root';

/** One line per node: entries as `name=[value]`, comments as `#text`, errors as `!text` (`~text` where not fatal). */
function show(tree: Tree): string {
  const at = ({ start, end }: { start: number; end: number }): string => JSON.stringify(tree.text.slice(start, end));
  const nodes = [
    ...tree.entries.map(({ path: [name], value, range }) => ({
      range,
      text: `${name}=${value.kind === 'scalar' ? `[${value.text}]` : 'missing'} ${at(range)}`,
    })),
    ...tree.comments.map(({ range, text }) => ({ range, text: `#[${text}]` })),
    ...tree.errors.map(({ range, fatal }) => ({ range, text: `${fatal ? '!' : '~'}${at(range)}` })),
  ];
  return nodes
    .sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end)
    .map(({ text }) => text)
    .join('\n');
}

function check(text: string, expected: string): Tree {
  const tree = parseLines('t.conf', text);
  assert.equal(show(tree), expected);
  assert.equal(rebuild(tree), text);
  return tree;
}

/** The text after the fixes of all its errors; it must parse without any. */
function repaired(text: string): string {
  const { errors } = parseLines('t.conf', text);
  const edits = errors.flatMap(({ fix }) => fix?.edits ?? []);
  const result = applyEdits(
    text,
    edits.map(({ range, text: replacement }) => ({ span: { file: 't.conf', ...range }, text: replacement })),
  );
  assert.deepEqual(parseLines('t.conf', result).errors, []);
  return result;
}

test('a directive is a name, spaces, and the rest of the line', () => {
  check('listener 8883 127.0.0.1\n', 'listener=[8883 127.0.0.1] "listener 8883 127.0.0.1"');
  check('  keyfile   /a b/c  \n', 'keyfile=[/a b/c] "keyfile   /a b/c"');
  check('password_file /x # y', 'password_file=[/x # y] "password_file /x # y"');
  check('log_timestamp_format "%H\\:%M"', 'log_timestamp_format=["%H\\:%M"] "log_timestamp_format \\"%H\\\\:%M\\""');
});

test('ranges are exact', () => {
  const [entry] = parseLines('t.conf', '\n  keyfile  /a b \n').entries;
  assert.deepEqual(entry, {
    path: ['keyfile'],
    key: { start: 3, end: 10 },
    value: { kind: 'scalar', type: 'string', text: '/a b', quoted: false, range: { start: 12, end: 16 } },
    range: { start: 3, end: 16 },
  });
});

test('a missing value is an empty range where it should begin', () => {
  check('listener\nport \n', 'listener=missing "listener"\nport=missing "port"');
  const { entries } = parseLines('t.conf', 'listener\nport \n');
  assert.deepEqual(
    entries.map(({ value }) => value.range),
    [
      { start: 8, end: 8 },
      { start: 14, end: 14 },
    ],
  );
});

test('only # in the first column starts a comment', () => {
  check('# a\n#b \n#', '#[a]\n#[b]\n#[]');
  check('  # a', '!"# a"');
  check('\t# a', '!"# a"');
  check('; a', '!"; a"');
  check('// a', '!"// a"');
  assert.equal(repaired('  # a\n\t#b\n ; c\n// d'), '# a\n#b\n# c\n# d');
});

test('empty lines and lines of spaces are nothing; a tab in them is an error', () => {
  check('\n   \n\r\n  \r\n', '');
  check('a 1\n \t\nb 2', 'a=[1] "a 1"\n!" \\t"\nb=[2] "b 2"');
  assert.equal(repaired('a 1\n \t\nb 2'), 'a 1\n\nb 2');
});

test('blanks other than the space do not separate', () => {
  check('allow_anonymous\ttrue', 'allow_anonymous=[true] "allow_anonymous\\ttrue"\n!"\\t"');
  check('\tport 1883', '!"\\t"\nport=[1883] "port 1883"');
  check('port\u00a01883', 'port=[1883] "port\u00a01883"\n!"\u00a0"');
  check('port\t', 'port=missing "port"\n!"\\t"');
  assert.equal(repaired('\tport\t \t1883\nuser\u00a0x\nlog\t\n'), 'port 1883\nuser x\nlog\n');
});

test('a tab after the space is left to the type of the value', () => {
  check('keyfile \t/a\tb\t', 'keyfile=[/a\tb] "keyfile \\t/a\\tb"');
});

test('= and : do not separate', () => {
  check('allow_anonymous=true', 'allow_anonymous=[true] "allow_anonymous=true"\n!"="');
  check('listener: 1883', 'listener=[1883] "listener: 1883"\n!":"');
  check('listener:', 'listener=missing "listener"\n!":"');
  check('plugin_opt_a=b c', 'plugin_opt_a=b=[c] "plugin_opt_a=b c"');
  check('user = x', 'user=[= x] "user = x"');
  assert.equal(repaired('allow_anonymous=true\nlistener:  1883\nport:'), 'allow_anonymous true\nlistener 1883\nport');
});

test('CRLF ends a line, a lone CR does not', () => {
  check('a 1\r\n# c\r\nb 2\r\n', 'a=[1] "a 1"\n#[c]\nb=[2] "b 2"');
  check('a 1\rb 2', 'a=[1\rb 2] "a 1\\rb 2"');
  check('\ra 1\nb 2', '~"\\ra 1"\nb=[2] "b 2"');
});

test('a byte order mark is an error, and the line after it is read', () => {
  check('\uFEFF# c\na 1', '!"\uFEFF"\n#[c]\na=[1] "a 1"');
  assert.equal(repaired('\uFEFFa 1\n'), 'a 1\n');
  check('\uFEFF', '!"\uFEFF"');
});

test('a NUL byte hides its line and the rest of the file', () => {
  check('a 1\nb\0 2\nc 3\n', 'a=[1] "a 1"\n~"b\\u0000 2\\nc 3\\n"');
  check('\0', '~"\\u0000"');
  const [error] = parseLines('t.conf', 'b\0\0 2\0').errors;
  assert.deepEqual(
    error?.fix?.edits.map(({ range }) => range),
    [
      { start: 1, end: 3 },
      { start: 5, end: 6 },
    ],
  );
});

test('messages name what to do', () => {
  const messages = parseLines('t.conf', 'a=1\n\t# b').errors.map(({ message }) => format(message));
  assert.deepEqual(messages, [
    'a space separates name and value; mosquitto takes “=” for a part of the name and stops',
    'a comment must start in the first column; mosquitto takes this line for a directive and stops',
  ]);
});

test('rebuild refuses a tree that lost a character', () => {
  const tree = parseLines('t.conf', 'a 1\n# c\n');
  assert.throws(() => rebuild({ ...tree, comments: [] }), /offset 3: "\\n# c\\n" belongs to no node/);
  assert.throws(() => rebuild({ ...tree, comments: [{ range: { start: 4, end: 99 }, text: '' }] }), /out of bounds/);
});

const pieces = fc.constantFrom(
  ' ',
  '\t',
  '\n',
  '\r',
  '\r\n',
  '#',
  '=',
  ':',
  ';',
  '/',
  '\0',
  '\uFEFF',
  '\u00a0',
  'listener',
  'plugin_opt_x',
  '1883',
  'é',
  '\ud800',
  '"',
  '\\',
);

test('any text at all is read without an exception and rebuilt byte for byte', () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
      const text = parts.join('');
      assert.equal(rebuild(parseLines('t.conf', text)), text);
    }),
    { numRuns: 2000, seed: 7 },
  );
});

test('real files are rebuilt byte for byte', { skip: sharedMissing }, () => {
  const folder = path.join(shared, 'corpus/mosquitto');
  const files = readdirSync(folder).filter((name) => name.endsWith('.conf'));
  assert.ok(files.length > 100);
  for (const file of files) {
    const text = readFileSync(path.join(folder, file), 'utf8');
    assert.equal(rebuild(parseLines(file, text)), text, file);
  }
});

test('twenty thousand lines take a few milliseconds', () => {
  const lines = ['listener 1883 127.0.0.1', '# a comment', 'allow_anonymous true', 'certfile /etc/x/y.pem'];
  const text = Array.from({ length: 20_000 }, (_, i) => lines[i % 4]).join('\n');
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    parseLines('t.conf', text);
    return performance.now() - start;
  });
  // About 2 ms on the machine this was written on; the bound leaves room for a busy one.
  assert.ok(Math.min(...times) < 100, `${Math.min(...times)} ms`);
});
