import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { format } from '../../core/facts/message';
import { languages, type Tree } from '../../core/lint/index';

function editorOf(languageId: string) {
  const language = languages.find((one) => one.languageId === languageId);
  assert.ok(language);
  const parse = (text: string): Tree => language.parse('f', text);
  return {
    /** `|` is the cursor. */
    complete: (marked: string, version = '2.0.11') => {
      const offset = marked.indexOf('|');
      const tree = parse(marked.replace('|', ''));
      return language.editor.complete(tree, offset, version).map(({ label, range, insert }) => ({
        label,
        insert,
        replaced: tree.text.slice(range.start, range.end),
      }));
    },
    describe: (marked: string) => {
      const offset = marked.indexOf('|');
      const found = language.editor.describe(parse(marked.replace('|', '')), offset, '2.0.11');
      return found && { ...found, text: format(found.doc) };
    },
    outline: (text: string) => language.editor.outline(parse(text)),
  };
}

describe('access lists', () => {
  const { complete, describe: hover, outline } = editorOf('mosquitto-acl');
  const labels = (marked: string, version?: string) => complete(marked, version).map(({ label }) => label);

  test('completion of keywords', () => {
    assert.deepEqual(labels('|'), ['topic', 'pattern', 'user']);
    assert.deepEqual(labels('  to|'), ['topic', 'pattern', 'user']);
    assert.equal(complete('to|')[0]?.replaced, 'to');
    assert.equal(complete('| read a')[0]?.insert, 'topic', 'no snippet where the rest of the line is there');
    assert.deepEqual(labels('# to|'), []);
    assert.deepEqual(labels('user a|'), []);
  });

  test('completion of access and placeholders', () => {
    assert.deepEqual(labels('topic |'), ['read', 'write', 'readwrite', 'deny']);
    assert.deepEqual(labels('topic re|', '1.6.15'), ['read', 'write', 'readwrite']);
    assert.deepEqual(labels('topic read |'), []);
    assert.deepEqual(labels('pattern read |'), ['%u', '%c']);
    assert.deepEqual(labels('pattern read a/%|'), ['%u', '%c']);
    assert.equal(complete('pattern read a/%|')[0]?.replaced, '%');
    assert.deepEqual(labels('pattern read ab|'), []);
  });

  test('hover', () => {
    assert.match(hover('pat|tern read %u')?.text ?? '', /every client/);
    assert.match(hover('topic re|ad a')?.text ?? '', /receive/);
    assert.match(hover('pattern read a/%|c')?.text ?? '', /client id/);
    assert.equal(hover('topic rea|d'), undefined, 'one word is the topic');
    assert.equal(hover('user top|ic'), undefined);
  });

  test('outline', () => {
    const items = outline('topic read a\nuser ann b\ntopic b\npattern %u\ntopic c\nuser\n');
    assert.deepEqual(
      items.map(({ name, children }) => [name, children.length]),
      [
        ['topic', 0],
        ['ann b', 2],
        ['pattern', 0],
        ['user', 0],
      ],
    );
  });
});

test('password files show names and kinds of hashes, never the hash', () => {
  const { describe: hover, outline } = editorOf('mosquitto-passwords');
  const found = hover('an|n:secret');
  assert.equal(found?.title, 'ann');
  assert.match(found?.text ?? '', /no hash/i);
  assert.deepEqual(
    outline('ann:secret\nbob:x\n').map(({ name, detail }) => [name, detail]),
    [
      ['ann', undefined],
      ['bob', undefined],
    ],
  );
  assert.ok(!JSON.stringify([found, outline('ann:secret\n')]).includes('secret'));
});
