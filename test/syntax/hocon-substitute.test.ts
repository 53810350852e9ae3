import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHocon } from '../../core/lint/syntax/hocon';
import { type HoconNode, resolveHocon } from '../../core/lint/syntax/hocon-resolve';

/** What emqx/hocon 0.45.3 makes of each text, as it answered when it was asked; undefined where it refuses the text. */
const ANSWERS: readonly (readonly [text: string, answer: string | undefined])[] = [
  ['a = 1\nb = ${a}', '{"a":1,"b":1}'],
  ['b = ${a}\na = 1', '{"a":1,"b":1}'],
  ['a = ${?none}', '{}'],
  ['a = 1\na = ${?none}', '{"a":1}'],
  ['a = ${?a} [1]', '{"a":[1]}'],
  ['a = "x"\na = ${a}":y"', '{"a":"x:y"}'],
  ['a = ${?a} 5s', '{"a":"5s"}'],
  ['a = [1] ${?none}', '{"a":[1]}'],
  ['a = ${?x} ${?y}', '{}'],
  ['a = ${?x} "s"\nx = ${?y}', '{"a":"s"}'],
  ['a.b = 1\na.c = 2\nx = ${a}', '{"a":{"b":1,"c":2},"x":{"c":2}}'],
  ['a { b = 1 }\na { c = 2 }\nx = ${a}', '{"a":{"b":1,"c":2},"x":{"b":1,"c":2}}'],
  ['a { b = 1 }\na.c = 2\nx = ${a}', '{"a":{"b":1,"c":2},"x":{"c":2}}'],
  ['a.b.c = ${?none}\nx = ${a.b}', '{"a":{"b":{}},"x":{}}'],
  ['a = true\nb = ${a}', '{"a":true,"b":true}'],
  ['a = true\nb = ${a} ${?none}', '{"a":true,"b":true}'],
  ['a = 5\nb = ${a} c', undefined],
  ['a { x = 1 }\nb = ${a} { y = 2 }', '{"a":{"x":1},"b":{"x":1,"y":2}}'],
  ['a = [1]\nb = ${a} [2]', '{"a":[1],"b":[1,2]}'],
  ['a = [1]\nb = ${a} { y = 2 }', undefined],
  ['a = {}\nb = ${a} "text"', '{"a":{},"b":"text"}'],
  ['a = ${b}\nb = ${a}', undefined],
  ['a = ${?b}\nb = ${?a}\nc = 1', '{"c":1}'],
  ['a { b = ${c} }\nc = 1\na { d = ${a.b} }', '{"a":{"b":1,"d":1},"c":1}'],
  ['a = [${?none}, 1]', '{"a":[1]}'],
  ['a = [${b}, 1]\nb = [2]', '{"a":[[2],1],"b":[2]}'],
  ['a = [1, 2]\na.2 = 9', '{"a":[1,9]}'],
  ['a = [1, 2]\na.3 = 9', '{"a":[1,2,9]}'],
  ['a = [1, 2]\na.4 = 9', undefined],
  ['a = [1, 2]\na.0 = 9', undefined],
  ['a = [1, 2]\na.02 = 9', '{"a":[1,9]}'],
  ['a = [{ x = 1 }]\na.1.y = 2', '{"a":[{"x":1,"y":2}]}'],
  ['a = [1]\na.2.x = 2', '{"a":[1,{"x":2}]}'],
  ['a = [1]\na.b = 2', '{"a":{"b":2}}'],
  ['a = []\nb { "1" = x }\na = ${b}', '{"a":["x"],"b":{"1":"x"}}'],
  ['a = {} text', '{"a":"text"}'],
  ['a = ["x" 5]', undefined],
  ['a = [{ b = 1 } true]', undefined],
  ['a = [[1] null]', undefined],
  ['a = [1 2 "x"]', '{"a":[1,2,"x"]}'],
  ['a = [${b} 5]\nb = 1', undefined],
];

for (const [text, answer] of ANSWERS) {
  test(`as in EMQX: ${JSON.stringify(text)}`, () => {
    const tree = parseHocon('x.conf', text);
    const { root, problems } = resolveHocon(tree, () => undefined);
    const refused = [...tree.errors.filter(({ fatal }) => fatal), ...problems];
    assert.equal(refused.length > 0, answer === undefined, JSON.stringify(refused));
    if (answer !== undefined) assert.deepEqual(plain(root), JSON.parse(answer));
  });
}

function plain(node: HoconNode): unknown {
  if (node.kind === 'array') return node.items.map(plain);
  if (node.kind === 'object')
    return Object.fromEntries([...node.children].map(([name, child]) => [name, plain(child)]));
  return node.type === 'string' ? node.text : JSON.parse(node.text);
}
