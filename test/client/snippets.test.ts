import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { format } from '../../core/facts/message';
import { analyze, type Broker, defaultSettings, languages } from '../../core/lint';
import { memoryHost } from '../support/memoryHost';
import { root } from '../support/root';

interface Snippet {
  readonly prefix: readonly string[];
  readonly description: string;
  readonly body: readonly string[];
}

/** What the user gets who only presses Tab; `choice` picks an alternative where there are some. */
function expand(body: readonly string[], choice: number): string {
  return (
    body
      .join('\n')
      .replace(/\$\{\d+\|([^|]*)\|\}/g, (_, list: string) => {
        const alternatives = list.split(',');
        return alternatives[choice % alternatives.length] ?? '';
      })
      // What VS Code puts there: a random UUID without its hyphens, and the path of the file.
      .replace(/\$\{UUID\/-\/\/g\}/g, '0123456789ab4def8123456789abcdef')
      .replace(/\$\{TM_FILEPATH:([^}]*)\}/g, '$1')
      .replace(/\$\{\d+:([^}]*)\}/g, '$1')
      .replaceAll('\\$', '$')
      .replace(/\$0$/, '')
  );
}

/**
 * The paths are examples; nobody has these files. How old the broker is, and which listeners EMQX opens beside those
 * that a file names, is not the business of a piece of a file.
 */
const BEYOND_A_SNIPPET = {
  'file-missing': 'off',
  'unsupported-broker-version': 'off',
  'implicit-default-listener': 'off',
} as const;

/** Mosquitto 1.6 has been without updates since 2021, and needs lines that newer ones rightly complain about. */
function isSupported(version: string): boolean {
  return !version.startsWith('1.');
}

/**
 * A snippet is a piece of a file; here is the rest of one: for Mosquitto a listener (2.0 does not start with WebSocket
 * listeners alone), for EMQX the snippets that close what it leaves open by itself.
 */
function surroundings({ languageId }: Broker, snippets: Readonly<Record<string, Snippet>>, title: string): string {
  if (languageId === 'mosquitto') return 'listener 1884 127.0.0.1\n';
  if (languageId !== 'emqx') return '';
  const others = ['Password authentication', 'Plaintext listeners off'].filter((other) => other !== title);
  return others.map((other) => expand(snippets[other]?.body ?? [], 0)).join('');
}

/** Files of other tools, such as compose.yaml, keep the language that VS Code gives them. */
const own = languages.filter(({ fileNames }) => fileNames.length > 0);

for (const language of own) {
  const { id, name, languageId, versions } = language;
  describe(`snippets for ${name}`, () => {
    const file = path.join(root, 'snippets', `${languageId}.json`);
    const snippets: Record<string, Snippet> = JSON.parse(readFileSync(file, 'utf8'));

    test('each can be typed by a name of its own', () => {
      const prefixes = Object.values(snippets).flatMap(({ prefix }) => prefix);
      assert.ok(prefixes.length > 0);
      for (const prefix of prefixes) assert.match(prefix, /^[a-z][a-z-]+$/);
      for (const snippet of Object.values(snippets))
        assert.ok(snippet.description.length > 0 && snippet.body.length > 0);
    });

    for (const [title, { body }] of Object.entries(snippets)) {
      for (const choice of [0, 1, 2]) {
        test(`“${title}” is clean, with choice ${choice + 1} of each list`, async () => {
          const around = surroundings(language, snippets, title);
          const text = around + expand(body, choice);
          assert.doesNotMatch(text, /\$\{?\d/);
          for (const version of versions.filter(isSupported)) {
            const rules = BEYOND_A_SNIPPET;
            const settings = { ...defaultSettings, versions: { [id]: version }, rules };
            const host = memoryHost({ '/snippet.conf': { text } });
            const analysis = await analyze('/snippet.conf', host, { settings, now: 0, language: languageId });
            const findings = analysis?.findings
              .filter(({ at }) => id === 'emqx' || at.start >= around.length)
              .map(({ rule, message }) => `${rule}: ${format(message)}`);
            assert.deepEqual(findings, [], `${version}\n${text}`);
          }
        });
      }
    }
  });
}
