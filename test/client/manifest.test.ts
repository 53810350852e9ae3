import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { FILE_LANGUAGE_IDS, LANGUAGE_IDS } from '../../client/src/languages';
import { brokers, defaultSettings, languages, mergeSettings, readSettings, rules } from '../../core/lint';
import { readDisplay } from '../../server/src/settings';
import { root } from '../support/root';

interface Command {
  readonly command: string;
  readonly title: string;
  readonly when?: string;
}
interface Setting {
  readonly default: unknown;
  readonly pattern?: string;
}
interface Manifest {
  readonly contributes: {
    readonly languages: readonly { id: string; filenamePatterns: readonly string[]; configuration: string }[];
    readonly grammars: readonly { language: string; scopeName: string; path: string }[];
    readonly snippets: readonly { language: string; path: string }[];
    readonly commands: readonly Command[];
    readonly menus: Readonly<Record<string, readonly Command[]>>;
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
    readonly viewsContainers: { readonly activitybar: readonly { readonly icon: string }[] };
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly id: string;
        readonly description: string;
        readonly media: { markdown: string };
      }[];
    }[];
  };
}

const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const manifestText = read('package.json');
const { contributes }: Manifest = JSON.parse(manifestText);
const texts: Record<string, string> = JSON.parse(read('package.nls.json'));
const clientSource = readdirSync(path.join(root, 'client/src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => read(path.join('client/src', file)))
  .join('\n');

test('every text of the manifest is in package.nls.json, and no text there is left over', () => {
  const used = [...manifestText.matchAll(/"%([\w.]+)%"/g)].map((match) => match[1] ?? '');
  assert.deepEqual([...new Set(used)].sort(), Object.keys(texts).sort());
  for (const text of Object.values(texts)) assert.ok(text.trim().length > 0);
});

test('every contributed command is registered, and every registered one contributed', () => {
  const registered = [...clientSource.matchAll(/registerCommand\('([^']+)'/g)].map((match) => match[1] ?? '');
  assert.deepEqual(registered.sort(), contributes.commands.map(({ command }) => command).sort());
});

test('menus and walkthrough name contributed commands only', () => {
  const known = new Set(contributes.commands.map(({ command }) => command));
  for (const { command } of Object.values(contributes.menus).flat()) assert.ok(known.has(command), command);
  const links = Object.values(texts).flatMap((text) => [...text.matchAll(/\(command:([\w.]+)\)/g)]);
  for (const [, command = ''] of links) assert.ok(known.has(command) || command === 'vscode.openFolder', command);
});

test('commands that write files or open connections are offered in trusted workspaces only', () => {
  const names = ['generate', 'renew', 'revoke', 'request', 'import', 'show'].map((verb) => `${verb}Certificate`);
  const proofs = ['testConnection', 'scanTls', 'checkRefusals', 'compareWithBroker'];
  const powerful = new Set([...names, 'generateCertificates', ...proofs].map((name) => `mqttSecurity.${name}`));
  const trusted = /(^|&& )isWorkspaceTrusted\b/;
  for (const [menu, items] of Object.entries(contributes.menus)) {
    for (const { command, when = '' } of items) {
      if (powerful.has(command)) assert.match(when, trusted, `${command} in ${menu}`);
    }
  }
  const palette = new Set(contributes.menus.commandPalette?.map(({ command }) => command));
  for (const { command } of contributes.commands) {
    if (powerful.has(command)) assert.ok(palette.has(command), `${command} is offered everywhere`);
  }
});

test('each row of the view has its actions in the place that the rows name', () => {
  const items = contributes.menus['view/item/context'] ?? [];
  assert.ok(items.length > 0);
  for (const { when = '' } of items) assert.match(when, /view == mqttSecurity\.certificates\b/);
  assert.ok(existsSync(path.join(root, contributes.viewsContainers.activitybar[0]?.icon ?? '')));
});

describe('settings', () => {
  const { properties } = contributes.configuration;
  /** What is shown beside the text is the language server's business, not the engine's. */
  const display = Object.keys(properties).filter((key) => /^mqttSecurity\.(codeLens|inlayHints)\b/.test(key));
  /** Read by the command that migrates, from the same section. */
  const migration = ['mqttSecurity.mosquitto.pluginDirectory'];
  /** `trace.server` is read by the language client library, by the client's id. */
  const elsewhere = ['mqttSecurity.trace.server', ...migration, ...display];
  const own = Object.keys(properties).filter((key) => !elsewhere.includes(key));
  const nest = (key: string, value: unknown): Record<string, unknown> =>
    key
      .split('.')
      .slice(1)
      .reduceRight<unknown>((inner, part) => ({ [part]: inner }), value) as Record<string, unknown>;

  test('the trace setting carries the id of the language client', () => {
    assert.ok('mqttSecurity.trace.server' in properties);
    assert.match(clientSource, /new LanguageClient\('mqttSecurity'/);
  });

  test('the defaults are those of the engine', () => {
    for (const key of own) {
      const { settings, problems } = readSettings(nest(key, properties[key]?.default), []);
      assert.deepEqual(problems, [], key);
      const { versions, ...rest } = mergeSettings(defaultSettings, settings);
      assert.deepEqual({ ...rest, versions: {} }, defaultSettings, key);
      for (const version of Object.values(versions)) assert.equal(version, 'auto');
    }
  });

  const changed: Readonly<Record<string, unknown>> = {
    'mqttSecurity.profile': 'strict',
    'mqttSecurity.rules': { [rules[0]?.id ?? '']: 'off' },
    ...Object.fromEntries(brokers.map(({ id, versions }) => [`mqttSecurity.${id}.version`, versions[0]])),
    'mqttSecurity.nginx.version': '1.22.1',
    'mqttSecurity.certificateExpiryDays': 7,
    'mqttSecurity.pathMappings': { '/mosquitto/config': '${workspaceFolder}/mosquitto' },
  };
  test('each one changes what the engine does', () => {
    assert.deepEqual(own.sort(), Object.keys(changed).sort());
    for (const key of own) {
      const { settings, problems } = readSettings(
        nest(key, changed[key]),
        rules.map(({ id }) => id),
      );
      assert.deepEqual(problems, [], key);
      assert.notDeepEqual(mergeSettings(defaultSettings, settings), defaultSettings, key);
    }
  });

  test('what is shown beside the text is on unless it is switched off, each for itself', () => {
    const all = readDisplay({});
    assert.equal(display.length, Object.keys(all).length);
    for (const key of display) {
      assert.deepEqual(readDisplay(nest(key, properties[key]?.default)), all, key);
      const off = Object.values(readDisplay(nest(key, false))).filter((shown) => !shown);
      assert.equal(off.length, 1, key);
    }
  });

  test('the schema of the options file has the same ones', () => {
    const schema: { properties: Record<string, { properties?: object }> } = JSON.parse(
      read('syntaxes/mqtt-security.schema.json'),
    );
    const inSchema = Object.keys(schema.properties).filter((key) => key !== '$schema');
    assert.deepEqual(inSchema.sort(), [...new Set(own.map((key) => key.split('.')[1]))].sort());
    assert.deepEqual(Object.keys(schema.properties.rules?.properties ?? {}).sort(), rules.map(({ id }) => id).sort());
  });
});

describe('languages', () => {
  /** The environment of a container is written in YAML, which has a language already. */
  const contributed = languages.filter(
    (language) => !('role' in language && language.role === 'environment') && !language.foreignLanguage,
  );

  test('there is one for each broker and each kind of file, with its file names', () => {
    const fromBrokers = contributed.map(({ languageId, fileNames }) => ({ id: languageId, names: [...fileNames] }));
    const fromManifest = contributes.languages.map(({ id, filenamePatterns }) => ({
      id,
      names: [...filenamePatterns],
    }));
    assert.deepEqual(fromManifest, fromBrokers);
  });

  test('the client knows them without asking the engine', () => {
    assert.deepEqual(
      Object.entries(LANGUAGE_IDS),
      brokers.filter(({ foreignLanguage }) => !foreignLanguage).map(({ id, languageId }) => [id, languageId]),
    );
    assert.deepEqual(
      FILE_LANGUAGE_IDS,
      contributed.filter((language) => 'role' in language).map(({ languageId }) => languageId),
    );
  });

  test('the language of nginx is left to other extensions: none is contributed, and no menu stands in its files', () => {
    assert.doesNotMatch(JSON.stringify([contributes.languages, contributes.grammars, contributes.menus]), /nginx/);
  });

  test('each has a configuration, without which VS Code does not activate on it, a grammar and snippets', () => {
    for (const { id, configuration } of contributes.languages) {
      assert.ok(existsSync(path.join(root, configuration)), configuration);
      const grammar = contributes.grammars.find(({ language }) => language === id);
      assert.equal(JSON.parse(read(grammar?.path ?? '')).scopeName, grammar?.scopeName);
      // Completion brings the few lines that access lists have; the other files are made by tools.
      if (!FILE_LANGUAGE_IDS.includes(id)) assert.ok(contributes.snippets.some(({ language }) => language === id));
    }
  });

  test('a Mosquitto comment is put into the first column, the only place where it is one', () => {
    const { comments } = JSON.parse(read('syntaxes/mosquitto.language-configuration.json'));
    assert.deepEqual(comments.lineComment, { comment: '#', noIndent: true });
  });
});

test('the walkthrough has at most five steps, and each its picture', () => {
  const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
  assert.ok(steps.length > 0 && steps.length <= 5);
  for (const { media } of steps) assert.ok(read(media.markdown).length > 0, media.markdown);
});
