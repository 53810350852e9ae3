import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { brokers as all, rules } from '../core/lint';
import { runPage } from './support/page';
import { root } from './support/root';

const ids = all.map(({ id }) => id).join('|');
const directory = path.join(root, 'test/rules');

test('every rule has a page and every page a rule', () => {
  const pages = readdirSync(directory).map((file) => path.basename(file, '.md'));
  assert.deepEqual(pages.sort(), rules.map(({ id }) => id).sort());
});

describe('the page of', () => {
  for (const { id, brokers } of rules) {
    test(id, async () => {
      const file = path.join(directory, `${id}.md`);
      const markdown = readFileSync(file, 'utf8');
      assert.match(markdown, new RegExp(`^# ${id}\n`), 'the page begins with the id as its heading');
      const cases = await runPage(markdown, id);
      // UPDATE=1 rewrites the pages; the diff is then reviewed like any other.
      if (process.env.UPDATE) {
        const head = markdown.split(/^(?=## )/m)[0] ?? '';
        const updated = cases.reduce((text, { expected, actual }) => text.replace(expected, () => actual), markdown);
        if (updated !== markdown && head) writeFileSync(file, updated);
      } else {
        for (const { actual, expected } of cases) assert.equal(actual, expected);
      }
      assert.ok(
        cases.some(({ fires }) => fires),
        'at least one section must fire',
      );
      assert.ok(
        cases.some(({ fires }) => !fires),
        'at least one section must be silent',
      );
      const shown = new Set(
        cases.flatMap(({ expected }) =>
          [...expected.matchAll(new RegExp(`^\`\`\`(${ids})\\b`, 'gm'))].map((m) => m[1]),
        ),
      );
      for (const broker of brokers ?? []) assert.ok(shown.has(broker), `a section must show ${broker}`);
    });
  }
});
