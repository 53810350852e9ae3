import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseHocon } from '../../core/lint/syntax/hocon';
import type { Value } from '../../core/lint/tree';

const PIECES = [
  ...['word', 'a.b', 'true', 'null', 'include', '15s', '5%', '1h30m', '10', '-1', '+2', '1.5', '1e3', '.5', '1.'],
  ...['"x y"', '""', '"""q"""', '"a\\"b"', '"open', "'s'", '${a}', 'é', '(', '@', 's://h/p', '//d\n', '#c\n', '/*x*/'],
  ...['=', ':', '{', '}', '[', ']', ',', ' ', '\n', '\t', '\r\n', 'k = ', 'k = 1\n', 'k {\n', '[1, 2]', '["a", "b"]'],
];

function shown(value: Value): unknown {
  const { kind, range } = value;
  if (value.kind === 'object') {
    return {
      kind,
      range,
      entries: value.entries.map((entry) => [entry.path, entry.key, entry.range, shown(entry.value)]),
    };
  }
  if (value.kind === 'array') return { kind, range, items: value.items.map(shown) };
  if (value.kind === 'missing') return { kind, range };
  return { kind, range, type: value.type, text: value.text, quoted: value.quoted };
}

/** A key in quotes is read by tokens, one without and what belongs to it mostly not; both have three characters. */
test('a value is the same whether it is read with or without tokens', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 8 }), (pieces) => {
      const [plain, tokens] = ['aaa', '"a"'].map((key) => parseHocon('x', `${key} = ${pieces.join('')}\nb = 1\n`));
      assert.ok(plain && tokens);
      assert.deepEqual(
        plain.entries.map((entry) => shown(entry.value)),
        tokens.entries.map((entry) => shown(entry.value)),
      );
      assert.deepEqual(plain.comments, tokens.comments);
      assert.deepEqual(
        plain.errors.map(({ range, fatal }) => ({ range, fatal })),
        tokens.errors.map(({ range, fatal }) => ({ range, fatal })),
      );
    }),
    { numRuns: 3000 },
  );
});

test('texts, numbers, words and lists keep their exact places', () => {
  const text = 'a.b = "x y", c = [1, 2.5,\n "z"] # list\nd = 15s\ne { f : true }\n';
  const tree = parseHocon('x', text);
  assert.deepEqual(tree.errors, []);
  assert.deepEqual(
    tree.entries.map(({ path, key, range }) => [
      path,
      text.slice(key.start, key.end),
      text.slice(range.start, range.end),
    ]),
    [
      [['a', 'b'], 'a.b', 'a.b = "x y"'],
      [['c'], 'c', 'c = [1, 2.5,\n "z"]'],
      [['d'], 'd', 'd = 15s'],
      [['e'], 'e', 'e { f : true }'],
    ],
  );
});

test('many short fields are all there, and a node asked for twice is the same', () => {
  const tree = parseHocon('x', 'a=b,c{d=[1]}\n'.repeat(1000));
  assert.equal(tree.entries.length, 2000);
  assert.equal(tree.entries[0], tree.entries[0]);
  const last = tree.entries[1999]?.value;
  assert.ok(last?.kind === 'object');
  assert.equal(last.entries[0], last.entries[0]);
  assert.deepEqual(shown(last), {
    kind: 'object',
    range: { start: 12_992, end: 12_999 },
    entries: [
      [
        ['d'],
        { start: 12_993, end: 12_994 },
        { start: 12_993, end: 12_998 },
        {
          kind: 'array',
          range: { start: 12_995, end: 12_998 },
          items: [{ kind: 'scalar', range: { start: 12_996, end: 12_997 }, type: 'number', text: '1', quoted: false }],
        },
      ],
    ],
  });
});

test('what is left out takes its own fields along, and no others', () => {
  const tree = parseHocon('x', 'a { b = 1, 5 = [{ c = 2 }]\n { d { e = 3 } }\n f = [{ g = 4 }] }\nh = 5\n');
  const [a, h] = tree.entries;
  assert.ok(a?.value.kind === 'object');
  assert.deepEqual(
    [...a.value.entries, h].map((entry) => entry?.path),
    [['b'], ['f'], ['h']],
  );
});
