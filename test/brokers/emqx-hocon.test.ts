import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { format as say } from '../../core/facts/message';
import emqx from '../../core/lint/brokers/emqx/broker';
import { parseHocon } from '../../core/lint/syntax/hocon';
import { find, resolveHocon, toJson } from '../../core/lint/syntax/hocon-resolve';
import type { Entry, Tree, Value } from '../../core/lint/tree';

const BLOCKS = Array.from(
  { length: 12 },
  (_, i) => `b${i} {\n  x = ${i}\n  y { z = "t${i}" }\n  l = [1, {m = 2}]\n}\n`,
);

function merged(tree: Tree): string | undefined {
  return toJson(resolveHocon(tree, () => undefined).root);
}

function textsOf({ value }: Entry): string[] {
  return valueTexts(value);
}

function valueTexts(value: Value): string[] {
  if (value.kind === 'object') return value.entries.flatMap(textsOf);
  if (value.kind === 'array') return value.items.flatMap(valueTexts);
  return value.kind === 'scalar' ? [value.text] : [];
}

test('a brace or bracket too few or too many costs no block but those around it', () => {
  const text = BLOCKS.join('');
  const marks = [...text.matchAll(/[{}[\]]/g)].map(({ index }) => index);
  for (const at of marks) {
    const block = BLOCKS.join('').slice(0, at).split('\nb').length - 1;
    for (const broken of [text.slice(0, at) + text.slice(at + 1), text.slice(0, at) + text[at] + text.slice(at)]) {
      const tree = parseHocon('x', broken);
      assert.ok(
        tree.errors.some(({ fatal }) => fatal),
        broken,
      );
      const { root } = resolveHocon(tree, () => undefined);
      for (let before = 0; before < block; before++) {
        assert.equal(find(root, [`b${before}`, 'y', 'z'])?.text, `t${before}`, `block ${before} before offset ${at}`);
      }
      const all = tree.entries.flatMap(textsOf);
      for (let i = 0; i < BLOCKS.length; i++) if (i !== block) assert.ok(all.includes(`t${i}`), `t${i}, offset ${at}`);
    }
  }
});

const lines = [
  'a = 1',
  '  b { c = 2 }',
  'b.d = "x  "   ',
  '',
  '',
  '# note  ',
  'l = [1,',
  '  2]  ',
  't = """a  ',
  '',
  '  b"""',
  'e = foo',
  '  bar',
  'b { c = ${a} }',
  '\t',
  'f = "y" // z ',
];

test('formatting changes no value, whatever the text, and formatting again changes nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...lines), { maxLength: 20 }), (chosen) => {
      const text = chosen.join('\n');
      const tree = emqx.parse('x.conf', text);
      const formatted = apply(text, emqx.editor.format?.(tree, '5.10', { start: 0, end: text.length }) ?? []);
      const after = emqx.parse('x.conf', formatted);
      assert.equal(merged(after), merged(tree), text);
      assert.deepEqual(
        after.comments.map((comment) => comment.text),
        tree.comments.map((comment) => comment.text),
      );
      assert.deepEqual(emqx.editor.format?.(after, '5.10', { start: 0, end: formatted.length }), []);
    }),
    { numRuns: 1500, seed: 20261125 },
  );
});

function apply(text: string, changes: readonly { range: { start: number; end: number }; text: string }[]): string {
  return [...changes]
    .sort((a, b) => b.range.start - a.range.start)
    .reduce((now, { range, text: to }) => now.slice(0, range.start) + to + now.slice(range.end), text);
}

test('every place that made a value is known: merge, substitution, include, duplicate and glued words', () => {
  const other = parseHocon('y', 'o.x = 2\n');
  const text = `o { x = 1 }\ninclude "y"\no.x = 3\np = "a"\np = \${p} b\n`;
  const { root } = resolveHocon(parseHocon('x', text), () => other);
  const node = find(root, ['o', 'x']);
  const places = (sources: typeof root.sources) =>
    sources.map(({ tree, entry }) => `${tree.file}:${entry?.range.start}`);
  assert.deepEqual([places(node?.sources ?? []), places(node?.replaced ?? [])], [['x:24'], ['x:4', 'y:0']]);
  const glued = find(root, ['p']);
  assert.equal(glued?.text, 'ab');
  assert.deepEqual([places(glued?.sources ?? []), places(glued?.replaced ?? [])], [['x:40'], ['x:32']]);
});

test('what Lightbend has and EMQX has not is named', () => {
  for (const [text, said] of [
    ['a += 1', /“\+=”/],
    ['a = /etc/x', /the path “\/etc\/x” without double quotes/],
    ['a = ["x"\n"y"]', /a line end does not separate items/],
    ['include file("x")', /EMQX knows only include/],
    ['a."b" = 1', /only a part is quoted/],
    ['a = ${HOME}', /does not look into the environment/],
  ] as const) {
    const tree = parseHocon('x', text);
    const { problems } = resolveHocon(tree, () => undefined);
    assert.match([...tree.errors, ...problems].map(({ message }) => say(message)).join('\n'), said);
  }
});

test('a value of five megabytes is kept whole', () => {
  const big = 'v'.repeat(5_000_000);
  const tree = parseHocon('x', `a = "${big}"\nb = ${big}\nc = 1\n`);
  assert.deepEqual(tree.errors, []);
  const { root } = resolveHocon(tree, () => undefined);
  assert.deepEqual(
    ['a', 'b', 'c'].map((name) => find(root, [name])?.text.length),
    [5_000_000, 5_000_000, 1],
  );
});
