import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { schema } from '../../core/lint/brokers/emqx/schema';
import { ALIASES, DIRECTIVES } from '../../core/lint/brokers/mosquitto/directives';
import { root } from '../support/root';

/** The parts of a TextMate grammar that are used here. */
interface Rule {
  readonly include?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly name?: string;
  readonly captures?: Readonly<Record<string, { readonly name: string }>>;
  readonly patterns?: readonly Rule[];
}
interface Grammar extends Rule {
  readonly scopeName: string;
  readonly repository: Readonly<Record<string, Rule>>;
}

const grammars: Readonly<Record<string, Grammar>> = Object.fromEntries(
  ['mosquitto', 'mosquitto-acl', 'mosquitto-passwords', 'mosquitto-psk', 'emqx'].map((name) => [
    name,
    JSON.parse(readFileSync(path.join(root, 'syntaxes', `${name}.tmLanguage.json`), 'utf8')),
  ]),
);

function everyRule(rule: Rule): Rule[] {
  return [rule, ...(rule.patterns ?? []).flatMap(everyRule)];
}

function rulesOf({ repository, patterns }: Grammar): Rule[] {
  return [...Object.values(repository), ...(patterns ?? [])].flatMap(everyRule);
}

for (const [name, grammar] of Object.entries(grammars)) {
  describe(`the grammar of ${name}`, () => {
    test('refers only to rules that exist', () => {
      for (const { include } of rulesOf(grammar)) {
        if (include !== undefined) assert.ok(include.slice(1) in grammar.repository, include);
      }
    });

    test('has expressions that compile', () => {
      for (const { match, begin, end } of rulesOf(grammar)) {
        for (const source of [match, begin, end]) assert.doesNotThrow(() => new RegExp(source ?? ''));
      }
    });

    test('names its scopes after the language', () => {
      for (const rule of rulesOf(grammar)) {
        const names = [rule.name, ...Object.values(rule.captures ?? {}).map((capture) => capture.name)];
        for (const scope of names)
          if (scope !== undefined && rule !== grammar) assert.match(scope, new RegExp(`\\.${name}$`));
      }
    });
  });
}

/** Scopes by the text they cover: the first rule in order that matches the line, as a TextMate engine would pick it. */
function scopes(name: string, line: string): Record<string, string> {
  const grammar = grammars[name];
  assert.ok(grammar);
  const order = (grammar.patterns ?? []).flatMap(({ include }) =>
    everyRule(grammar.repository[include?.slice(1) ?? ''] ?? {}),
  );
  for (const rule of order) {
    const found = rule.match === undefined ? null : new RegExp(rule.match).exec(line);
    if (!found) continue;
    const captured = Object.entries(rule.captures ?? {}).flatMap(([index, { name: scope }]) => {
      const text = found[Number(index)];
      return text === undefined ? [] : [[text, scope]];
    });
    return Object.fromEntries([...(rule.name === undefined ? [] : [[found[0], rule.name]]), ...captured]);
  }
  return {};
}

describe('Mosquitto lines', () => {
  const cases: readonly [line: string, expected: Record<string, string>][] = [
    [
      'listener 8883 0.0.0.0',
      {
        listener: 'keyword.control.listener',
        8883: 'constant.numeric.port',
        '0.0.0.0': 'entity.name.section.listener',
      },
    ],
    ['allow_anonymous false', { allow_anonymous: 'keyword.other.directive', false: 'constant.language.boolean' }],
    ['allow_anonymous maybe', { allow_anonymous: 'keyword.other.directive' }],
    ['cafile /a b/ca.crt', { cafile: 'keyword.other.directive', '/a b/ca.crt': 'string.unquoted.path' }],
    [
      'ciphers_tls1.3 TLS_AES_128_GCM_SHA256',
      { 'ciphers_tls1.3': 'keyword.other.directive', TLS_AES_128_GCM_SHA256: 'string.unquoted.value' },
    ],
    [
      'topic sensors/# out 1',
      {
        topic: 'keyword.other.directive',
        'sensors/#': 'string.unquoted.topic',
        out: 'constant.language.direction',
        1: 'constant.numeric.qos',
      },
    ],
    ['plugin_opt_db /x', { plugin_opt_db: 'keyword.other.directive', '/x': 'string.unquoted.value' }],
    ['trace_level 3', { trace_level: 'invalid.deprecated.directive' }],
    ['allow_anonimous false', {}],
    ['allow_anonymous\tfalse', {}],
  ];
  for (const [line, expected] of cases) {
    test(JSON.stringify(line), () => {
      const wanted = Object.fromEntries(Object.entries(expected).map(([text, scope]) => [text, `${scope}.mosquitto`]));
      assert.deepEqual(scopes('mosquitto', line), wanted);
    });
  }

  test('only a # in the first column is a comment', () => {
    assert.equal(scopes('mosquitto', '# words')['# words'], 'comment.line.number-sign.mosquitto');
    assert.equal(scopes('mosquitto', '  # words')['  # words'], 'invalid.illegal.indented-comment.mosquitto');
  });
});

test('the Mosquitto grammar colours exactly the directives of the table', () => {
  const known = [...DIRECTIVES, ...ALIASES].map(({ name }) => name);
  const coloured = known.filter((name) => {
    const line = name.endsWith('_opt_') ? `${name}x` : name;
    return Object.keys(scopes('mosquitto', line)).includes(line);
  });
  assert.deepEqual(coloured, known);
  const alternatives = rulesOf(grammars.mosquitto as Grammar).flatMap(
    ({ match }) => /^\^ \*\(([\w|.\\]+)\)/.exec(match ?? '')?.[1]?.split('|') ?? [],
  );
  const words = alternatives.map((word) => word.replaceAll('\\', '')).filter((word) => /^\w[\w.]*$/.test(word));
  assert.deepEqual(
    words.filter((word) => !known.includes(word)),
    [],
  );
});

test('the EMQX grammar knows the roots of the schema', () => {
  for (const name of schema.roots.fields.keys()) {
    assert.equal(scopes('emqx', `${name} {`)[name], 'keyword.other.root.emqx', name);
  }
});

describe('EMQX lines', () => {
  const cases: readonly [line: string, text: string, scope: string][] = [
    ['# words', '# words', 'comment.line'],
    ['// words', '// words', 'comment.line'],
    ['l += 3', '+=', 'invalid.illegal.append'],
    ['include required("a.conf")', 'include', 'keyword.control.include'],
    ['listeners.ssl.default {', 'listeners', 'keyword.other.root'],
    ['node {', 'node', 'keyword.other.root'],
    ['verify = verify_peer', 'verify', 'variable.other.property'],
    ['"a.b" = 1', 'a.b', 'variable.other.property.quoted'],
  ];
  for (const [line, text, scope] of cases) {
    test(line, () => assert.equal(scopes('emqx', line)[text], `${scope}.emqx`));
  }
});

describe('lines of the files that Mosquitto reads', () => {
  const cases: readonly [language: string, line: string, expected: Readonly<Record<string, string>>][] = [
    ['mosquitto-acl', '  # words', { '  # words': 'invalid.illegal.indented-comment' }],
    ['mosquitto-acl', 'user two words', { user: 'keyword.control.user', 'two words': 'entity.name.section.user' }],
    ['mosquitto-acl', 'topic read a/#', { topic: 'keyword.other.rule', read: 'storage.modifier.access' }],
    ['mosquitto-acl', 'pattern deny %u', { pattern: 'keyword.other.rule', deny: 'keyword.operator.deny' }],
    ['mosquitto-acl', 'topic read', { topic: 'keyword.other.rule' }],
    [
      'mosquitto-passwords',
      'ann:$7$101$salt$hash',
      {
        ann: 'entity.name.user',
        ':': 'punctuation.separator',
        $7$: 'storage.type.hash',
        '101': 'constant.numeric.iterations',
        salt$hash: 'string.unquoted.hash',
      },
    ],
    [
      'mosquitto-passwords',
      'ann:secret',
      { ann: 'entity.name.user', ':': 'punctuation.separator', secret: 'invalid.illegal.password' },
    ],
  ];
  for (const [language, line, expected] of cases) {
    test(line, () => {
      const found = scopes(language, line);
      for (const [text, scope] of Object.entries(expected)) {
        if (text in found) assert.equal(found[text], `${scope}.${language}`);
        else assert.fail(`${text} is not coloured in ${line}`);
      }
      assert.deepEqual(
        Object.keys(found).filter((text) => text !== '' && !(text in expected)),
        [],
      );
    });
  }
});
