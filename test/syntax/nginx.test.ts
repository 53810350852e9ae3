import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format } from '../../core/facts/message';
import { parseNginx } from '../../core/lint/syntax/nginx';
import { rebuild } from '../../core/lint/syntax/rebuild';
import type { Entry, Tree } from '../../core/lint/tree';

function parse(text: string): Tree {
  const tree = parseNginx('nginx.conf', text);
  assert.equal(rebuild(tree), text);
  return tree;
}

/** `name(word|word)` of a line, `name(word){…}` of a block. */
function shape(entries: readonly Entry[]): string {
  return entries
    .map(({ path, value }) => {
      if (value.kind === 'scalar') return `${path[0]}<${value.text}>`;
      const parts = value.kind === 'array' ? value.items : value.kind === 'object' ? (value.parts ?? []) : [];
      const words = parts.map((part) => (part.kind === 'scalar' ? part.text : '?')).join('|');
      return `${path[0]}(${words})${value.kind === 'object' ? `{${shape(value.entries)}}` : ''}`;
    })
    .join(' ');
}

const SHAPES: Readonly<Record<string, string>> = {
  'a b;c;': 'a(b) c()',
  'a { b c; }': 'a(){b(c)}',
  'server{listen 1883;}': 'server(){listen(1883)}',
  'upstream x { server 127.0.0.1:1883 ; }': 'upstream(x){server(127.0.0.1:1883)}',
  'a "b c" \'d;e\' f\\ g "h\\"i\\n";': 'a(b c|d;e|f\\ g|h"i\n)',
  'a b#c; # d; e': 'a(b#c)',
  'location ~ ^/a\\{2\\}$ { }': 'location(~|^/a\\{2\\}$){}',
  'set $a ${b}c;': 'set($a|${b}c)',
  'map $a $b { default 1; ~*x "2"; }': 'map($a|$b){default(1) ~*x(2)}',
  'if ($a = "b") { return 1; }': 'if(($a|=|b|)){return(1)}',
  'content_by_lua_block { f("}", \'{\') -- }\n }\na b;': 'content_by_lua_block<{ f("}", \'{\') -- }\n }> a(b)',
  'a\n  b\r\n\tc\n;': 'a(b|c)',
  '"quoted name" x;': 'quoted name(x)',
};

for (const [text, expected] of Object.entries(SHAPES)) {
  test(`reads ${JSON.stringify(text)}`, () => {
    const { entries, errors } = parse(text);
    assert.equal(shape(entries), expected);
    assert.deepEqual(errors, []);
  });
}

/** The last column is what nginx 1.22 says of it; the line is held by the oracle. */
const ERRORS: Readonly<Record<string, string>> = {
  'a b': '0–3 “a” is not finished: add a “;”',
  'a { b }': '6–7 “b” is not finished: add a “;”',
  'a {': '0–1 the block “a” is never closed: add a “}”',
  '}': '0–1 “}” is not expected here',
  ';': '0–1 “;” is not expected here',
  '{ }': '0–1 “{” is not expected here',
  'a "b': '2–4 the quotation mark is never closed',
  'a "b"c;': '5–6 a space, “;” or “{” must follow the closing quotation mark',
};

for (const [text, expected] of Object.entries(ERRORS)) {
  test(`complains about ${JSON.stringify(text)}`, () => {
    const [first] = parse(text).errors;
    assert.ok(first?.fatal);
    assert.equal(`${first.range.start}–${first.range.end} ${format(first.message)}`, expected);
  });
}

test('the missing semicolon is put where it belongs', () => {
  const [error] = parse('server {\n  listen 1883 # here\n}\n').errors;
  assert.deepEqual(error?.fix?.edits, [{ range: { start: 22, end: 22 }, text: ';' }]);
});

test('a long text is read to its end', () => {
  const block = 'server { listen 1883 ssl; # x\n ssl_ciphers "A:B"; location ~ ^/\\d { proxy_pass http://a; } }\n';
  const tree = parse(block.repeat(2000));
  assert.equal(tree.entries.length, 2000);
  assert.deepEqual(tree.errors, []);
});

test('blocks in blocks in blocks, opened and closed, do not exhaust the stack', () => {
  const { errors } = parse(`${'a {'.repeat(50_000)}${'}'.repeat(50_000)}`);
  assert.deepEqual(
    errors.map(({ message }) => format(message)),
    ['blocks are nested too deeply'],
  );
});
