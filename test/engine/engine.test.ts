import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { format, t } from '../../core/facts/message';
import { nearest } from '../../core/facts/nearest';
import {
  applyEdits,
  type Draft,
  type Finding,
  matchesGlob,
  mergeSettings,
  parseOptionsFile,
  safeEdits,
} from '../../core/lint';
import type { Broker } from '../../core/lint/broker';
import { check } from '../../core/lint/check';
import type { Model } from '../../core/lint/model';
import { defaultSettings, type Settings } from '../../core/lint/options';
import { type Rule, rule } from '../../core/lint/rule';
import type { Tree } from '../../core/lint/tree';

const FILE = '/a.conf';

/** A tree whose lines that begin with # are comments. */
function treeOf(text: string): Tree {
  const comments = [...text.matchAll(/^[ ]*#.*$/gm)].map((match) => {
    const start = match.index + match[0].indexOf('#');
    return { range: { start, end: match.index + match[0].length }, text: match[0].replace(/^ *#+ */, '') };
  });
  return { file: FILE, text, entries: [], comments, errors: [] };
}

function modelOf(text: string): Model {
  const broker = { id: 'mosquitto' } as unknown as Broker;
  const language = {} as Model['language'];
  const empty = { listeners: [], outgoing: [], references: [], includes: [], language };
  return {
    broker,
    version: '2.0.11',
    versionAssumed: false,
    root: FILE,
    trees: [treeOf(text)],
    fragment: false,
    now: 0,
    expiryDays: 30,
    unreadable: undefined,
    ...empty,
  };
}

/** Finds every occurrence of the word. */
function wordRule(id: string, word: string, extra: Partial<Draft> = {}): Rule {
  return {
    id,
    ...rule({
      title: t('a word'),
      level: 'error',
      kind: 'security',
      why: t('because'),
      refs: [],
      *check({ trees }) {
        for (const { text, file } of trees) {
          for (const match of text.matchAll(new RegExp(`^(?! *#).*\\b${word}\\b`, 'gm'))) {
            const start = match.index + match[0].lastIndexOf(word);
            yield { at: { file, start, end: start + word.length }, message: t('the word {word}', { word }), ...extra };
          }
        }
      },
    }),
  };
}

const special = ['unused-ignore', 'ignore-without-reason'].map(
  (id): Rule => ({ ...wordRule(id, 'never-there'), level: 'warning' }),
);
const RULES = [wordRule('find-x', 'x'), wordRule('find-y', 'y'), ...special];

function run(text: string, settings: Partial<Settings> = {}): string[] {
  const findings = check(modelOf(text), RULES, mergeSettings(defaultSettings, settings));
  return findings.map(({ rule: id, level, at, message }) => `${id} ${level} ${at.start} ${format(message)}`);
}

describe('check', () => {
  test('findings come in the order of the text', () => {
    assert.deepEqual(run('y\nx\n'), ['find-y error 0 the word y', 'find-x error 2 the word x']);
  });

  test('a level from the settings replaces the level, off switches the rule off', () => {
    assert.deepEqual(run('x y', { rules: { 'find-x': 'hint', 'find-y': 'off' } }), ['find-x hint 0 the word x']);
  });

  test('a rule that throws is reported under its own id and the others go on', () => {
    const broken: Rule = {
      ...wordRule('broken', 'z'),
      check: () => {
        throw new Error('boom');
      },
    };
    const found = check(modelOf('x'), [broken, ...RULES], defaultSettings);
    assert.deepEqual(
      found.map(({ rule: id, level }) => [id, level]),
      [
        ['broken', 'info'],
        ['find-x', 'error'],
      ],
    );
    assert.match(format(found[0]?.message ?? t('')), /boom/);
  });
});

describe('ignore comments', () => {
  test('speak for the next line only', () => {
    assert.deepEqual(run('# mqtt-security-ignore find-x -- fine here\nx\nx'), ['find-x error 45 the word x']);
  });

  test('may name several rules and may be stacked', () => {
    assert.deepEqual(run('# mqtt-security-ignore find-x, find-y -- fine\nx y'), []);
    assert.deepEqual(run('# mqtt-security-ignore find-x -- fine\n# mqtt-security-ignore find-y -- too\nx y'), []);
  });

  test('-file speaks for the whole file', () => {
    assert.deepEqual(run('x\n# mqtt-security-ignore-file find-x -- fine\nx'), []);
  });

  test('without a reason take no effect and are reported', () => {
    const found = run('# mqtt-security-ignore find-x\nx');
    assert.equal(found.length, 2);
    assert.match(found[0] ?? '', /ignore-without-reason warning 0 .*needs a reason/);
  });

  test('unused and unknown rules are reported, with a fix that removes just that rule', () => {
    const text = '# mqtt-security-ignore find-x, find-y -- fine\nx';
    const found = check(modelOf(text), RULES, defaultSettings);
    assert.deepEqual(
      found.map(({ rule: id }) => id),
      ['unused-ignore'],
    );
    assert.equal(applyEdits(text, safeEdits(found).get(FILE) ?? []), '# mqtt-security-ignore find-x -- fine\nx');
    assert.match(run('# mqtt-security-ignore find-z -- fine\n')[0] ?? '', /there is no rule “find-z”/);
  });

  test('removing the only rule removes the line', () => {
    const text = 'a\n# mqtt-security-ignore find-y -- fine\nb\n';
    assert.equal(applyEdits(text, safeEdits(check(modelOf(text), RULES, defaultSettings)).get(FILE) ?? []), 'a\nb\n');
  });

  test('a comment for a rule that is switched off is not unused', () => {
    assert.deepEqual(run('# mqtt-security-ignore find-x -- fine\nb', { rules: { 'find-x': 'off' } }), []);
  });

  test('have no effect where ignoring is switched off', () => {
    assert.equal(run('# mqtt-security-ignore find-x -- fine\nx', { ignoreComments: false }).length, 1);
  });
});

describe('options file', () => {
  const ids = ['find-x'];
  const problems = (text: string) => parseOptionsFile(text, ids).problems.map((problem) => format(problem));

  test('levels, profile, versions and days are read', () => {
    const text =
      '{"rules":{"find-x":"off"},"profile":"strict","mosquitto":{"version":"2.0.11"},"certificateExpiryDays":14}';
    assert.deepEqual(parseOptionsFile(text, ids), {
      settings: { rules: { 'find-x': 'off' }, profile: 'strict', versions: { mosquitto: '2.0.11' }, expiryDays: 14 },
      problems: [],
    });
  });

  test('what is wrong is said, the rest counts', () => {
    assert.match(problems('{')[0] ?? '', /^not JSON/);
    assert.match(problems('[]')[0] ?? '', /one object/);
    assert.match(problems('{"rules":{"nope":"off"}}')[0] ?? '', /no rule “nope”/);
    assert.match(problems('{"rules":{"find-x":"loud"}}')[0] ?? '', /must be one of off, error/);
    assert.match(problems('{"mosquitto":{"version":"new"}}')[0] ?? '', /version such as/);
    assert.deepEqual(parseOptionsFile('{"nonsense":1,"profile":"strict"}', ids).settings, { profile: 'strict' });
  });
});

test('safe edits never overlap', () => {
  const at = (start: number, end: number) => ({ file: FILE, start, end });
  const fix = (start: number, end: number, safe = true) => ({
    title: t('f'),
    edits: [{ span: at(start, end), text: '' }],
    safe,
  });
  const finding = (fixes: Finding['fixes']): Finding => ({
    at: at(0, 1),
    message: t('m'),
    rule: 'r',
    level: 'error',
    kind: 'style',
    related: [],
    tags: [],
    fixes,
  });
  const edits = safeEdits([
    finding([fix(0, 4)]),
    finding([fix(2, 6)]),
    finding([fix(8, 9, false)]),
    finding([fix(10, 11)]),
  ]).get(FILE);
  assert.deepEqual(
    edits?.map(({ span }) => [span.start, span.end]),
    [
      [0, 4],
      [10, 11],
    ],
  );
});

test('nearest: close, unique names only', () => {
  const names = ['allow_anonymous', 'password_file', 'certfile', 'keyfile', 'crlfile'];
  assert.equal(nearest('pasword_file', names), 'password_file');
  assert.equal(nearest('Allow-Anonymous', names), 'allow_anonymous');
  assert.equal(nearest('cetrfile', names), 'certfile');
  assert.equal(nearest('something_else', names), undefined);
  assert.equal(nearest('ab', ['aa', 'bb', 'ac']), undefined);
});

test('globs match as file name patterns do', () => {
  assert.ok(matchesGlob('**/mosquitto.conf', '/etc/mosquitto/mosquitto.conf'));
  assert.ok(matchesGlob('**/mosquitto.conf', 'mosquitto.conf'));
  assert.ok(!matchesGlob('**/mosquitto.conf', '/etc/my-mosquitto.conf'));
  assert.ok(matchesGlob('**/mosquitto/**/*.conf', '/etc/mosquitto/conf.d/tls.conf'));
  assert.ok(matchesGlob('**/mosquitto/**/*.conf', '/etc/mosquitto/tls.conf'));
  assert.ok(matchesGlob('*.{conf,hocon}', '/x/emqx.hocon'));
  assert.ok(!matchesGlob('**/emqx*.conf', '/x/emqx.d/y.conf'));
  assert.ok(matchesGlob('*.{conf,{bak,old}}', '/x/emqx.old'));
  assert.ok(matchesGlob('a,b{.conf', '/x/a,b{.conf'));
  // No pattern takes long, whoever wrote it: a regular expression would never be done with these.
  assert.ok(!matchesGlob('*a*a*a*a*a*a*a*a*a*a*a*a*b', `/${'a'.repeat(200)}`));
  assert.ok(!matchesGlob(`${'**/'.repeat(30)}b`, '/a'.repeat(100)));
  assert.ok(!matchesGlob('{a,b}'.repeat(40), '/a'));
});
