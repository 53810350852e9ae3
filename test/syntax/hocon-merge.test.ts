import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseHocon } from '../../core/lint/syntax/hocon';
import { find, type HoconNode, resolveLayers, type Source } from '../../core/lint/syntax/hocon-resolve';
import type { Entry, Scalar, Tree, Value } from '../../core/lint/tree';

const PIECES = [
  ...['a', 'b', 'c', 'a.b', 'b.c', 'a.1', '1', 'a.1.b', '"a"', '=', ' = ', '{', '}', '{', '}', '[', ']', ',', '\n'],
  ...['\n', ' ', '"x"', '5', 'true', 'null', '15s', 'b = [\n', 'a {\n', '}\n', ']\n', 'a = 1\n', 'b.2.b = 5\n'],
  ...['a { b = 2 }\n', 'a { b = 2, c { a = [1, 2] } }\n', 'b = [1, "x"]\n', 'b = [{ a = 1 }, { a = 2, b = 3 }]\n'],
  ...['b { 1.a = 4 }\n', 'c = {a = 1} {b = 2}\n', '"a" { b = 1 }\n', '"a"."b" = 2\n', 'a.b.c = """x"""\n'],
  ...['c = ${a}\n', 'c = ${?b}\n', 'a { c = ${b} }\n', 'a = ${a} { c = 3 }\n', 'b = ${b} [7]\n', '${a}', '${?b}'],
  ...['c = ${?x} {b = 2}\n', '${a.b}', 'include "g"\n', 'a { include "f" }\n', 'include "f"\n', 'include. = 1\n'],
];

const texts = fc.array(fc.constantFrom(...PIECES), { maxLength: 25 }).map((pieces) => pieces.join(''));

function merged(trees: Readonly<Record<'below' | 'f' | 'root', Tree>>) {
  return resolveLayers([trees.below, trees.root], (_, { value }) =>
    value.kind === 'scalar' && value.text === 'f' ? trees.f : undefined,
  );
}

/** The same tree without records: the parser has nothing that could be read later. */
function written({ file, text, entries, comments, errors }: Tree): Tree {
  return { file, text, entries: entries.map(writtenEntry), comments, errors };
}

function writtenEntry({ path, key, range, value }: Entry): Entry {
  return { path, key, range, value: writtenValue(value) };
}

function writtenValue(value: Value): Value {
  if (value.kind === 'missing') return value;
  if (value.kind === 'scalar') return writtenScalar(value);
  const { range } = value;
  const parts = value.parts?.map(writtenValue);
  return value.kind === 'object'
    ? { kind: 'object', entries: value.entries.map(writtenEntry), range, parts }
    : { kind: 'array', items: value.items.map(writtenValue), range, parts };
}

function writtenScalar({ kind, type, text, quoted, range, parts }: Scalar): Scalar {
  return { kind, type, text, quoted, range, parts: parts?.map(writtenScalar) };
}

/** All that a node says. `ask`: in which order those below it are asked. */
function shown(node: HoconNode, ask: <T>(list: readonly T[]) => readonly T[] = (list) => list): unknown {
  const { path, kind, copied, sources, replaced } = node;
  const inner = ask([...node.children.values(), ...node.items]).map((each) => shown(each, ask));
  return {
    ...{ path, kind, copied, inner: ask(inner), names: [...node.children.keys()] },
    ...(kind === 'scalar' ? { type: node.type, text: node.text } : {}),
    ...{ sources: sources.map(shownSource), replaced: replaced.map(shownSource) },
  };
}

function shownSource({ tree, entry, segment, value }: Source): unknown {
  const text = value?.kind === 'scalar' ? value.text : undefined;
  return [tree.file, entry?.path, entry?.key, entry?.range, segment, value?.kind, value?.range, text];
}

test('what is read only when somebody asks is what reading all at once gives', () => {
  fc.assert(
    fc.property(texts, texts, texts, (below, f, root) => {
      const trees = { below: parseHocon('below', below), f: parseHocon('f', f), root: parseHocon('root', root) };
      const later = merged(trees);
      const atOnce = merged({ below: written(trees.below), f: written(trees.f), root: written(trees.root) });
      assert.deepEqual(later.problems, atOnce.problems);
      assert.deepEqual(shown(later.root), shown(atOnce.root));
    }),
    { numRuns: 3000, seed: 20261125 },
  );
});

test('the order of asking makes no difference, and a node asked for twice is the same', () => {
  fc.assert(
    fc.property(texts, texts, texts, (below, f, root) => {
      const trees = { below: parseHocon('below', below), f: parseHocon('f', f), root: parseHocon('root', root) };
      const { root: node } = merged(trees);
      const backwards = shown(node, (list) => [...list].reverse());
      assert.deepEqual(backwards, shown(merged(trees).root));
      for (const [name, child] of node.children) assert.equal(node.children.get(name), child);
      assert.deepEqual(
        [...node.children.values()],
        [...node.children].map(([, child]) => child),
      );
    }),
    { numRuns: 1000, seed: 20261125 },
  );
});

test('a node points at the nodes of its tree', () => {
  const tree = parseHocon('x', 'a.b { c = [1, "d"] }\n');
  const { root } = resolveLayers([tree], () => undefined);
  const [entry] = tree.entries;
  assert.ok(entry?.value.kind === 'object');
  const [inner] = entry.value.entries;
  assert.ok(inner?.value.kind === 'array');
  const sources = (...path: string[]) => find(root, path)?.sources.map(({ entry: of, value }) => [of, value]);
  assert.deepEqual(sources('a'), [[entry, undefined]]);
  assert.equal(find(root, ['a', 'b'])?.sources[0]?.entry, entry);
  assert.equal(find(root, ['a', 'b', 'c'])?.sources[0]?.value, inner.value);
  assert.equal(find(root, ['a', 'b', 'c'])?.items[1]?.sources[0]?.value, inner.value.items[1]);
});

test('a block with many fields finds each by its name', () => {
  const names = Array.from({ length: 1000 }, (_, index) => `k${index}`);
  const text = [...names, ...names].map((name, index) => `a.${name} = ${index}\n`).join('');
  const node = find(resolveLayers([parseHocon('x', text)], () => undefined).root, ['a']);
  assert.deepEqual([...(node?.children.keys() ?? [])], names);
  assert.equal(node?.children.size, 1000);
  assert.equal(node.sources.length, 2000);
  assert.deepEqual(
    names.map((name) => [node.children.get(name)?.text, node.children.get(name)?.replaced.length]),
    names.map((_, index) => [`${index + 1000}`, 1]),
  );
  assert.equal(node.children.has('k1000'), false);
});

/** How much a text holds when it is merged and all is read. */
function size(node: HoconNode): number {
  const inner = [...node.children.values(), ...node.items].reduce((sum, each) => sum + size(each), 0);
  return 1 + node.path.length + node.sources.length + node.replaced.length + inner;
}

test('merging takes room in proportion to the text', () => {
  const units = [
    ...['a { b = 1 }\n', 'a.b.c = 1\n', 'a = 1\n', 'a = [1]\na { 1.x = 2 }\n', 'a = [{}]\na.1.x = 1\n'],
    ...['a = 1\na.b = 2\n', 'a.b = 1\na = ${?x}\n', 'a.b = 1\na = ${x}\n', 'a { b = ${c} }\nc = 1\n', 'include "f"\n'],
  ];
  for (const unit of units) {
    const room = (count: number) => size(resolveLayers([parseHocon('x', unit.repeat(count))], () => undefined).root);
    const [short, long] = [room(2500), room(20_000)];
    assert.ok(long <= 8 * short, `${unit}: ${short}, ${long}`);
  }
});

test('blocks that are read later, and copies of what many lines say, cannot explode either', () => {
  const count = (node: HoconNode): number =>
    [...node.children.values(), ...node.items].reduce((sum, each) => sum + count(each), 1);
  const doubling = Array.from({ length: 40 }, (_, i) => `b${i + 1} { x = \${b${i}}, y = \${b${i}} }\n`).join('');
  const many = 'b0 { y.z { x = 1 } }\nb0 { y.z.x = 2 }\n'.repeat(4000);
  const { root } = resolveLayers([parseHocon('x', many + doubling)], () => undefined);
  assert.equal(find(root, ['b1', 'x', 'y', 'z'])?.sources.length, 8000);
  assert.ok(count(root) < 20_000);
});
