import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { parseErlangTerms } from '../../core/lint/syntax/erlang-terms';
import { rebuild } from '../../core/lint/syntax/rebuild';

const CASES: readonly string[] = [
  '{allow, all}.',
  '{allow, all}.\n',
  '{allow, all}',
  '{allow, all}\n{deny, all}.\n',
  '{allow, {user, "a"}, subscribe, ["$SYS/#", {eq, "#"}]}.\n%% end',
  '{allow, {\'and\', [{client, <<"c">>}]}, publish, []}.\n',
  '{allow, all,}.\n',
  '{allow all}.\n',
  '{allow, All}.\n',
  '{allow, "open}.\n',
  "{allow, 'open}.\n",
  '{allow, all]}.\n',
  '{allow, all, publish, ["a" "b"]}.\n',
  '{publish, [{qos, -1}, {retain, true}]}.\n{deny, all}.\n',
  '{a}.{b}.\n',
  '{a}. {b}.\n',
  '{a} % c\n .\n',
  '{a\n% comment }.\n}.\n',
  '$a.\n',
  '16#ff.\n',
  '',
  '.\n',
  '}.\n{allow, all}.\n',
  '{deny, all};\n',
  '({allow, all}).\n',
  '{allow, (all)}.\n',
  '(allow.\n',
  '{a, ()}.\n',
  '[a | b].\n',
  '{a, [b, c | [d]]}.\n',
  '[| b].\n',
  '[a | b, c].\n',
  '{a | b}.\n',
  '#{}.\n',
  '{a, #{b => 1, "c" => [d]}}.\n',
  '#{b, c}.\n',
  '#{b => }.\n',
  '#{b => c,}.\n',
  '# {b => c}.\n',
  '{ok}.\n{allow, all, publish, [}.\n',
  '{ok}.\n\n{allow,\n all,\n publish ["a"]}.\n{deny, all}.\n',
];

test('the tree gives back every text byte for byte, and every prefix of it', () => {
  for (const text of CASES) {
    for (let length = 0; length <= text.length; length++) {
      const part = text.slice(0, length);
      assert.equal(rebuild(parseErlangTerms('a', part)), part);
    }
  }
});

test('what is behind a broken rule is read', () => {
  const { entries, errors } = parseErlangTerms('a', '{allow, all,}.\n{deny, all}.\n');
  assert.deepEqual(
    entries.map(({ path }) => path),
    [['deny']],
  );
  assert.equal(errors.filter(({ fatal }) => fatal).length, 1);
});

test('deep nesting and long texts end soon', () => {
  for (const text of ['{'.repeat(200_000), '[{'.repeat(100_000), '"'.repeat(200_001), `${'{a}.'.repeat(50_000)}\n`]) {
    assert.equal(rebuild(parseErlangTerms('a', text)), text);
  }
});

const erlang = spawnSync('erl', ['-version']).error;
const skip = erlang ? 'erl is not installed (Debian package erlang-base)' : false;

test('accepts and rejects what Erlang accepts and rejects', { skip }, () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'erlang-terms-'));
  try {
    CASES.forEach((text, index) => {
      writeFileSync(path.join(folder, `${String(index).padStart(3, '0')}.conf`), text);
    });
    const program =
      '[io:format("~s ~w~n", [filename:basename(F, ".conf"), case file:consult(F) of {ok, _} -> ok; {error, {L, _, _}} when is_integer(L) -> L; {error, {{L, _}, _, _}} -> L; _ -> 0 end]) || F <- filelib:wildcard("*.conf")], halt().';
    const { stdout } = spawnSync('erl', ['-noshell', '-eval', program], { cwd: folder, encoding: 'utf8' });
    const lines = stdout.trim().split('\n');
    assert.equal(lines.length, readdirSync(folder).length);
    for (const line of lines) {
      const [name = '', verdict] = line.split(' ');
      const text = CASES[Number(name)] ?? '';
      const errors = parseErlangTerms('a', text).errors.filter(({ fatal }) => fatal);
      assert.equal(errors.length === 0, verdict === 'ok', `${JSON.stringify(text)}: erl says ${verdict}`);
      const [first] = errors;
      // A missing dot is shown where it belongs; Erlang finds it where the next rule begins.
      if (!first || first.fix) continue;
      const ourLine = text.slice(0, first.range.start).split('\n').length;
      assert.equal(ourLine, Number(verdict), `${JSON.stringify(text)}: erl says line ${verdict}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

const CORPUS = path.resolve('../shared/corpus/emqx-acl');
const corpus = (() => {
  try {
    return readdirSync(CORPUS);
  } catch {
    return undefined;
  }
})();

test('reads every access list of the corpus', { skip: corpus ? false : 'the shared corpus is not here' }, () => {
  for (const name of corpus ?? []) {
    const text = readFileSync(path.join(CORPUS, name), 'utf8');
    const tree = parseErlangTerms(name, text);
    assert.equal(rebuild(tree), text);
    assert.deepEqual(tree.errors, [], name);
  }
});
