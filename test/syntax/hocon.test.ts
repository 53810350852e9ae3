import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { format } from '../../core/facts/message';
import { LineIndex } from '../../core/lint/source';
import { parseHocon } from '../../core/lint/syntax/hocon';
import { find, type HoconNode, resolveHocon } from '../../core/lint/syntax/hocon-resolve';
import { rebuild } from '../../core/lint/syntax/rebuild';
import type { Tree, TreeError } from '../../core/lint/tree';
import { shared, sharedMissing } from '../support/root';

function parse(text: string): Tree {
  const tree = parseHocon('x.conf', text);
  assert.equal(rebuild(tree), text);
  return tree;
}

function merged(text: string, others: Readonly<Record<string, string>> = {}): HoconNode {
  const trees = new Map(Object.entries(others).map(([name, other]) => [name, parseHocon(name, other)]));
  const { root, problems } = resolveHocon(parse(text), (_, entry) =>
    entry.value.kind === 'scalar' ? trees.get(entry.value.text) : undefined,
  );
  assert.deepEqual(problems, []);
  return root;
}

function text(node: HoconNode, dotted: string): string | undefined {
  const found = find(node, dotted.split('.'));
  return found?.kind === 'array' ? found.items.map((item) => item.text).join('|') : found?.text;
}

/** `line:fatal message` of each complaint. */
function errors(input: string): string[] {
  const lines = new LineIndex(input);
  return parse(input).errors.map(
    ({ range, fatal, message }) => `${lines.lineAt(range.start) + 1}:${fatal} ${format(message)}`,
  );
}

function repaired(input: string): string {
  const edits = parse(input).errors.flatMap(({ fix }) => fix?.edits ?? []);
  return [...edits]
    .sort((a, b) => b.range.start - a.range.start)
    .reduce((now, { range, text: to }) => now.slice(0, range.start) + to + now.slice(range.end), input);
}

test('separators, commas and root braces', () => {
  assert.equal(text(merged('{ a : 1, b = x c { d = 2 } }'), 'c.d'), '2');
  assert.equal(text(merged('a.b = 1\na { c = 2 }\na.b = 3'), 'a.b'), '3');
  assert.deepEqual(errors('a == 1'), ['1:false EMQX reads “==” as one separator']);
  assert.deepEqual(errors('a = 1,,b = 2'), ['1:true a comma must stand between two items, and only one']);
  assert.deepEqual(errors('a = [1,\n2,\n]'), ['2:true EMQX refuses a comma after the last item when it loads a file']);
  assert.deepEqual(errors('a { b = 1, }'), ['1:true EMQX refuses a comma after the last item when it loads a file']);
  assert.deepEqual(errors('{ a = 1 }\nb = 2'), ['2:true nothing may follow the closing brace of the whole file']);
});

test('values glue across blanks and lines', () => {
  assert.equal(text(merged('a = foo\n  bar\nb = 2'), 'a'), 'foobar');
  assert.deepEqual(errors('a = foo\n  bar\nb = 2'), [
    '2:false this line goes on with the value of the line before, which becomes “foobar”',
  ]);
  assert.deepEqual(errors('a = foo bar'), ['1:false EMQX drops the blanks: this value is “foobar”']);
  assert.deepEqual(errors('v = ["tlsv1.3"\n"tlsv1.2"]').length, 1);
  assert.equal(repaired('v = ["tlsv1.3"\n"tlsv1.2"]'), 'v = ["tlsv1.3",\n"tlsv1.2"]');
  assert.equal(repaired('v = [{x = 1} {x = 2}]'), 'v = [{x = 1}, {x = 2}]');
  assert.deepEqual(errors('v = [{x = 1}\n{x = 2}]'), []);
  assert.deepEqual(errors('a = 1h30m'), []);
});

test('a scalar keeps its pieces', () => {
  const value = parse('a = "x" y ${z}\nz = 1').entries[0]?.value;
  assert.ok(value?.kind === 'scalar');
  assert.deepEqual(
    value.parts?.map((part) => [part.type, part.text]),
    [
      ['string', 'x'],
      ['string', 'y'],
      ['substitution', 'z'],
    ],
  );
});

test('what must be quoted is quoted by the fix', () => {
  const quoted: [string, string][] = [
    ['bind = 0.0.0.0:8883', 'bind = "0.0.0.0:8883"'],
    ['bind = 127.0.0.1', 'bind = "127.0.0.1"'],
    ['path = /etc/emqx/x.pem', 'path = "/etc/emqx/x.pem"'],
    ['url = http://example.com/x', 'url = "http://example.com/x"'],
    ['url = http://example.com/x # note', 'url = "http://example.com/x" # note'],
    ['server = localhost:3306', 'server = "localhost:3306"'],
    ['rate = 100/s', 'rate = "100/s"'],
    ['size = 1.5MB', 'size = "1.5MB"'],
    ['day = 2024-01-01', 'day = "2024-01-01"'],
    ["a = 'x'", 'a = "x"'],
    ['a = p@ss!word', 'a = "p@ss!word"'],
    ['l = [/a/b, /c]', 'l = ["/a/b", "/c"]'],
    ['true = 1', '"true" = 1'],
    ['1a = x', '"1a" = x'],
    ['a."b" = 1', 'a.b = 1'],
    ['a = 1;\nb = 2', 'a = 1\nb = 2'],
    ['a = 1 /* c */\nb = 2', 'a = 1 # c\nb = 2'],
    ['a = ${ b }\nb = 1', 'a = ${b}\nb = 1'],
    ['a = foo bar', 'a = "foo bar"'],
    ['a == 1', 'a = 1'],
    ['a = [1, 2,]', 'a = [1, 2]'],
  ];
  for (const [input, output] of quoted) {
    assert.equal(repaired(input), output);
    assert.deepEqual(parse(output).errors, [], output);
  }
});

test('errors name the cause, once, and the rest is read', () => {
  const cases: [string, number, string][] = [
    ['a = /x\nb = 2', 1, 'EMQX cannot read the path “/x” without double quotes'],
    ['a = "open\nb = 2', 1, 'the closing quote is missing on this line'],
    ['l += 3\nb = 2', 1, 'EMQX does not know “+=”: write the whole list, or put “${path} [ … ]”'],
    ['fail true\nb = 2', 1, '“=” is missing between “fail” and its value'],
    ['v = verify_peer\nfail true\nb = 2', 2, '“=” is missing between “fail” and its value'],
    ['v = [ "x"\nb = 2', 2, 'the list is not closed before this: “]” is missing'],
    ['é = 1\nb = 2', 1, '“é” is not allowed outside quotes'],
    ['$x = 1\nb = 2', 1, '“$” is not allowed outside quotes'],
    ['a =\nb = 2', 1, 'a value is missing here'],
    ['include file("x")\nb = 2', 1, 'EMQX knows only include "file" and include required("file")'],
    ['}\nb = 2', 1, '“}” closes nothing'],
    ['[1]\nb = 2', 1, 'a block must have a name in front of it'],
    ['a = 5 "MB"\nb = 2', 1, '“MB” has no value: write “MB = value”'],
  ];
  for (const [input, line, message] of cases) {
    const found = errors(input).filter((error) => error.includes(':true'));
    assert.deepEqual(found, [`${line}:true ${message}`], input);
    assert.equal(text(resolveHocon(parse(input), () => undefined).root, 'b'), '2', input);
  }
});

test('unclosed braces keep their content', () => {
  const input = 'listeners.ssl.default {\n  ssl_options {\n    verify = verify_peer\n';
  assert.deepEqual(errors(input), ['2:true this brace is never closed', '1:true this brace is never closed'].sort());
  assert.equal(
    text(resolveHocon(parse(input), () => undefined).root, 'listeners.ssl.default.ssl_options.verify'),
    'verify_peer',
  );
});

test('strings: escapes, triple quotes, backslash before the last quote', () => {
  assert.equal(text(merged(String.raw`a = "x\ty\q\u00e9"`), 'a'), 'x\ty\\q\\u00e9');
  assert.equal(text(merged('a = """x "y"\n z"""'), 'a'), 'x "y"\n z');
  assert.equal(text(merged('a = """~\n   x\n     y\n  ~"""'), 'a'), 'x\n  y\n');
  assert.equal(text(merged(String.raw`a = "C:\dir\"`), 'a'), String.raw`C:\dir\ `.trim());
  assert.equal(errors('a = """never\nclosed').length, 1);
});

test('a quote after a backslash ends a string only where no other quote on the line does', () => {
  assert.equal(text(merged(String.raw`a = "C:\\dir\\"`), 'a'), String.raw`C:\dir\ `.trim());
  assert.equal(errors(String.raw`a = "x\\" "y"`).length, 1);
  assert.equal(errors(String.raw`a = "x\\" # say "hi"`).length, 1);
});

test('triple quotes with “~”: the indentation in spaces that all lines share', () => {
  const read = (body: string) => text(merged(`a = """~\n${body}"""`), 'a');
  assert.equal(read('   x\n     y\n     ~'), 'x\n  y\n  ');
  assert.equal(read('   x\n\n  z~'), ' x\n\nz');
  assert.equal(read('\tx\n\ty'), '\tx\n\ty');
  assert.equal(read('  x'), 'x');
});

test('comments, line ends and the byte order mark', () => {
  const tree = parse('\uFEFF# one\r\na = foo#two\r\n// three\r\nb = 1 //four');
  assert.deepEqual(
    tree.comments.map((comment) => comment.text),
    ['one', 'two', 'three', 'four'],
  );
  assert.deepEqual(tree.errors, []);
  assert.equal(errors('a = 1\n\uFEFFb = 2').length, 1);
});

test('duplicates: the last value counts, objects merge', () => {
  const root = merged('a { x = 1, y = 1 }\na { x = 2 }\nb = 1\nb { c = 2 }\nl = [1]\nl = [2, 3]');
  assert.equal(text(root, 'a.x'), '2');
  assert.equal(text(root, 'a.y'), '1');
  assert.equal(text(root, 'b.c'), '2');
  assert.equal(text(root, 'l'), '2|3');
  assert.equal(find(root, ['a', 'x'])?.replaced.length, 1);
  assert.equal(find(root, ['a'])?.replaced.length, 0);
  assert.equal(find(root, ['b'])?.replaced.length, 1);
});

test('a block that takes the place of a list says where it stands', () => {
  for (const input of ['a = [1]\na { e = 2 }', 'a = [1] { e = 2 }']) {
    const node = find(resolveHocon(parse(input), () => undefined).root, ['a']);
    assert.equal(node?.kind, 'object', input);
    assert.equal(node.sources.length, 1, input);
  }
  const list = find(merged('a = [{ x = 1 }]\na { 1.x = 2 }'), ['a']);
  assert.deepEqual([list?.kind, list?.sources.length], ['array', 2]);
});

test('no comma is put behind an item that reaches into a comment', () => {
  assert.equal(repaired('a = [u`//\ny]'), 'a = ["u`//"\ny]');
  assert.equal(repaired('a = [u\ny]'), 'a = [u,\ny]');
});

test('a list reaches over an item that reaches into a comment', () => {
  assert.deepEqual(parse('a = [s://').entries[0]?.value.range, { start: 4, end: 9 });
  parse('T[s://');
});

test('substitutions: forward, backward, optional, chained, joined', () => {
  assert.equal(text(merged('a = ${b.c}\nb { c = ${d} }\nd = 7'), 'a'), '7');
  assert.equal(text(merged('p = "/bin"\np = ${p}":/opt"'), 'p'), '/bin:/opt');
  assert.equal(find(merged('a = ${?x}\nb = 1'), ['a']), undefined);
  assert.equal(text(merged('l = [1]\nm = ${l} [2]'), 'm'), '1|2');
  assert.equal(text(merged('o { x = 1 }\np = ${o} { y = 2 }'), 'p.x'), '1');
  const problems = (input: string) =>
    resolveHocon(parse(input), () => undefined).problems.map(({ message }) => format(message));
  assert.deepEqual(problems('a = ${HOME}'), [
    '“HOME” is not defined in these files, and EMQX does not look into the environment',
  ]);
  assert.equal(problems('a = ${a}').length, 1);
  assert.equal(problems('a = ${b}\nb = ${a}').length, 2);
  assert.equal(problems('a = ${b} c\nb = 5').length, 1);
  assert.deepEqual(problems('a = "${HOME}"'), []);
});

test('includes take their place', () => {
  const root = merged('a = 1\ninclude "b.conf"\nc { include required("d.conf") }\nx = 3', {
    'b.conf': 'a = 2\nx = 2',
    'd.conf': 'y = 9\nz = ${y}',
  });
  assert.equal(text(root, 'a'), '2');
  assert.equal(text(root, 'x'), '3');
  assert.equal(text(root, 'c.z'), '9');
  assert.equal(text(merged('include "y.conf"\na = 1', { 'y.conf': 'include "y.conf"\nb = 1' }), 'b'), '1');
});

test('nothing explodes', () => {
  const texts = Array.from({ length: 60 }, (_, i) => `a${i + 1} = \${a${i}}\${a${i}}`).join('\n');
  const blocks = Array.from({ length: 40 }, (_, i) => `b${i + 1} { x = \${b${i}}, y = \${b${i}} }`).join('\n');
  const started = performance.now();
  resolveHocon(parseHocon('x', `a0 = x\n${texts}\nb0 { z = 1 }\n${blocks}`), () => undefined);
  assert.ok(performance.now() - started < 5000);
});

test('100,000 open brackets neither overflow the stack nor take long', () => {
  for (const bracket of ['[', '{', 'a={', 'a.', 'a.b{']) {
    const input = bracket.repeat(100_000);
    const started = performance.now();
    const tree = parse(input);
    resolveHocon(tree, () => undefined);
    assert.ok(tree.errors.some(({ fatal }) => fatal));
    assert.ok(performance.now() - started < 10_000, bracket);
  }
});

test('time grows with the length', () => {
  for (const unit of ['"', '${', 'a=/', "'", '/*\n', '1.', ';', '""" ', 'a=http://x ', '."b"', 'x\n', 'a = b\n']) {
    const time = (count: number): number => {
      const input = unit.repeat(count);
      const started = performance.now();
      parseHocon('x', input);
      return performance.now() - started;
    };
    time(2000);
    const [short, long] = [Math.min(time(5000), time(5000)), Math.min(time(40_000), time(40_000))];
    assert.ok(long < 8 * 4 * Math.max(short, 10), `${JSON.stringify(unit)}: ${short} ms, ${long} ms`);
  }
});

const words = [
  'a',
  'b.c',
  '=',
  ':',
  '{',
  '}',
  '[',
  ']',
  ',',
  '\n',
  ' ',
  '"x"',
  '"',
  '"""',
  '#c',
  '//',
  '1',
  '1.5',
  '5s',
  'true',
  'null',
  '${a}',
  '${?b}',
  '${',
  'include',
  '"f"',
  '+=',
  "'",
  ';',
  '/*',
  '*/',
  '/etc/x',
  'é',
  '\\',
  '0.0.0.0:1',
  'required("x")',
  '\r\n',
  '\t',
];

test('any text: no exception, the text comes back, ranges lie in order', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { maxLength: 40 }), (pieces) => {
      const input = pieces.join('');
      const tree = parse(input);
      resolveHocon(tree, () => undefined);
      for (const error of tree.errors) checkFix(input, error);
    }),
    { numRuns: 3000, seed: 20261124 },
  );
});

function checkFix(input: string, { range, fix }: TreeError): void {
  assert.ok(0 <= range.start && range.start <= range.end && range.end <= input.length);
  for (const edit of fix?.edits ?? [])
    assert.ok(0 <= edit.range.start && edit.range.start <= edit.range.end && edit.range.end <= input.length);
}

const corpus = path.join(shared, 'corpus');
const samples = existsSync(corpus)
  ? ['emqx5', 'emqx4', 'nanomq', 'mosquitto', 'emqx-acl'].flatMap((directory) =>
      readdirSync(path.join(corpus, directory), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name)),
    )
  : [];

test('the corpus is read whole and in little time', { skip: sharedMissing }, () => {
  assert.ok(samples.length > 200);
  for (const file of samples) {
    const input = readFileSync(file, 'utf8');
    const started = performance.now();
    const tree = parseHocon(file, input);
    assert.ok(performance.now() - started < 500, file);
    assert.equal(rebuild(tree), input, file);
  }
});

test('half of a real file is read without an exception', { skip: sharedMissing }, () => {
  for (const file of samples.filter((sample) => sample.includes('emqx5'))) {
    const input = readFileSync(file, 'utf8');
    for (let i = 1; i < 12; i++) {
      const cut = Math.floor((input.length * i) / 12);
      parse(input.slice(0, cut));
      parse(input.slice(cut));
      parse(input.slice(0, cut) + input.slice(cut + 1));
    }
  }
});
