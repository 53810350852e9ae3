import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { format } from '../../core/facts/message';
import { parseAcl } from '../../core/lint/syntax/acl';
import { accessParts } from '../../core/lint/syntax/acl-rule';
import { parsePasswords, parsePsk } from '../../core/lint/syntax/passwords';
import { rebuild } from '../../core/lint/syntax/rebuild';
import type { Tree } from '../../core/lint/tree';

const PARSERS = { acl: parseAcl, passwords: parsePasswords, psk: parsePsk };

/** `keyword>value` of every entry, `#comment`, `!error` with what it points at. */
function outline({ text, entries, comments, errors }: Tree): string[] {
  const at = ({ start, end }: { start: number; end: number }) => text.slice(start, end);
  return [
    ...entries.map(({ path, value }) => `${path[0]}>${value.kind === 'scalar' ? value.text : ''}`),
    ...comments.map((comment) => `#${comment.text}`),
    ...errors.map(({ range, fatal }) => `${fatal ? '!' : '?'}${at(range)}`),
  ];
}

describe('access lists', () => {
  const cases: readonly [text: string, expected: readonly string[]][] = [
    ['', []],
    ['user ann\ntopic read a/b\n', ['user>ann', 'topic>read a/b']],
    ['  user  two words  \r\n', ['user>two words']],
    ['# c\n#d', ['#c', '#d']],
    [' # c', ['!# c']],
    ['\ttopic a', ['topic>a', '!\t']],
    ['topic\ta', ['topic>a', '!\t']],
    ['Topic a', ['topic>a', '!Topic']],
    ['topik a', ['topik>a', '!topik']],
    ['topic', ['topic>', '!topic']],
    ['topic read', ['topic>read', '?read']],
    ['topic rw a', ['topic>rw a', '!rw']],
    ['topic a # c', ['topic>a # c', '!# c']],
    ['topic a #', ['topic>a #', '!a']],
    ['topic read a # c', ['topic>read a # c', '!# c']],
    ['topic read a/#/b', ['topic>read a/#/b', '!#']],
    ['topic read a\rtopic b', ['topic>read a\rtopic b', '?\r']],
    ['\uFEFFtopic a', ['topic>a', '!\uFEFF']],
    ['topic a\nx\0y\ntopic b\n', ['topic>a', '?x\0y\ntopic b\n']],
    ['topic a\nuser x\0y', ['topic>a', 'user>x', '?\0y']],
    ['\t\n  \n\r\n', []],
  ];
  for (const [text, expected] of cases) {
    test(JSON.stringify(text), () => assert.deepEqual(outline(parseAcl('f', text)), expected));
  }

  test('access and topic', () => {
    const parts = (text: string) => {
      const { access, filter } = accessParts(text, { start: 0, end: text.length });
      return [access && text.slice(access.start, access.end), text.slice(filter.start, filter.end)];
    };
    assert.deepEqual(parts('read a b'), ['read', 'a b']);
    assert.deepEqual(parts('deny   a'), ['deny', 'a']);
    assert.deepEqual(parts('read'), [undefined, 'read']);
  });
});

describe('password and PSK files', () => {
  const cases: readonly [text: string, expected: readonly string[]][] = [
    ['', []],
    ['ann:$7$x', ['ann>$7$x']],
    [' ann : x \r\n', ['ann>x']],
    ['ann:a:b', ['ann>a:b']],
    ['ann:', ['ann>']],
    [':x', ['>x']],
    ['# c\n # d:e', ['# d>e', '#c']],
    ['secret', ['?secret']],
    ['\uFEFFann:x', ['ann>x', '?\uFEFF']],
    ['ann:x\n\0\n', ['ann>x', '?\0\n']],
  ];
  for (const [text, expected] of cases) {
    test(JSON.stringify(text), () => {
      assert.deepEqual(outline(parsePasswords('f', text)), expected);
      assert.deepEqual(outline(parsePsk('f', text)), expected);
    });
  }
});

const piece = fc.constantFrom(
  'topic ',
  'pattern ',
  'user ',
  'read ',
  'deny',
  '#',
  '+',
  '/',
  '%u',
  ' ',
  '\t',
  '\n',
  '\r',
  '\0',
  ':',
  '$6$',
  'é',
  '\u00a0',
  '\u200b',
  '\u3000',
  '\uFEFF',
  '\uD800',
);
const anything = fc
  .array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 60 })
  .map((parts) => parts.join(''));

for (const [name, parse] of Object.entries(PARSERS)) {
  test(`${name}: nothing is lost, nothing throws, every place lies in the text`, () => {
    fc.assert(
      fc.property(anything, (text) => {
        const tree = parse('f', text);
        assert.equal(rebuild(tree), text);
        for (const { message, fix } of tree.errors) {
          assert.ok(format(message).length > 0);
          for (const { range } of fix?.edits ?? []) {
            assert.ok(range.start >= 0 && range.start <= range.end && range.end <= text.length);
          }
        }
      }),
      { numRuns: 3000 },
    );
  });

  test(`${name}: the time grows with the text`, () => {
    const hostile = ['topic read a/b\n', 'x\n', '\t\n', '#\n', 'a:b\n', ' ', 'topic a #', '\r', '\uFEFF', '+#'];
    for (const one of hostile) {
      // The best of three: a collection of garbage belongs to whoever happens to be running.
      const time = (count: number): number => {
        const text = one.repeat(count);
        const runs = [0, 1, 2].map(() => {
          const began = process.cpuUsage();
          parse('f', text);
          const { user, system } = process.cpuUsage(began);
          return user + system;
        });
        return Math.min(...runs);
      };
      const [small, large] = [time(50_000), time(400_000)];
      // Eight times the text; what is quadratic takes 64 times as long.
      assert.ok(large < 40 * Math.max(small, 4000), `${JSON.stringify(one)}: ${small} µs, then ${large} µs`);
    }
  });
}

test('a million lines', () => {
  const text = 'topic readwrite house/room/lamp\n'.repeat(1_000_000);
  const tree = parseAcl('f', text);
  assert.equal(tree.entries.length, 1_000_000);
  assert.deepEqual(tree.errors, []);
});
