// Writes every file that is made from rules, brokers and messages: `node scripts/generate.mjs [--check]`.
// With --check nothing is written; stale files are named and the exit code is 1.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const checking = process.argv.includes('--check');
const stale = [];

const read = (file) => {
  try {
    return readFileSync(path.join(root, file), 'utf8');
  } catch {
    return undefined;
  }
};

function write(file, text) {
  if (read(file) === text) return;
  stale.push(file);
  if (checking) return;
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

const camel = (id) => id.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const names = (directory, pattern) =>
  readdirSync(path.join(root, directory), { withFileTypes: true })
    .filter((entry) => pattern.test(entry.name))
    .map((entry) => entry.name.replace(pattern, ''))
    .sort();

const HEADER = '// Made by scripts/generate.mjs from the files in this folder. Do not edit.\n';

function indexes() {
  const rules = names('core/lint/rules', /(?<!\.generated)\.ts$/);
  write(
    'core/lint/rules/index.generated.ts',
    `${HEADER}import type { Rule } from '../rule';\n${rules.map((id) => `import ${camel(id)} from './${id}';`).join('\n')}\n\n` +
      `export const rules: readonly Rule[] = [\n${rules.map((id) => `  { id: '${id}', ...${camel(id)} },`).join('\n')}\n];\n`,
  );
  const brokers = readdirSync(path.join(root, 'core/lint/brokers'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && read(`core/lint/brokers/${entry.name}/broker.ts`))
    .map(({ name }) => name)
    // Mosquitto first: where a text looks like several brokers', the order decides.
    .sort((a, b) => (a === 'mosquitto' ? -1 : b === 'mosquitto' ? 1 : a < b ? -1 : 1));
  write(
    'core/lint/brokers/index.generated.ts',
    `${HEADER}import type { Broker } from '../broker';\n${brokers.map((id) => `import ${id} from './${id}/broker';`).join('\n')}\n\n` +
      `export const brokers: readonly Broker[] = [${brokers.join(', ')}];\n`,
  );
  write(
    'core/lint/brokers/ids.generated.ts',
    `${HEADER}/** Apart from the brokers themselves, so that a front end can know their names without loading the engine. */\n` +
      `export const BROKER_IDS = [${brokers.map((id) => `'${id}'`).join(', ')}] as const;\n\n` +
      `export type BrokerId = (typeof BROKER_IDS)[number];\n`,
  );
}

/** The engine itself, so that pages and schemas say what it says. */
async function engine() {
  const out = mkdtempSync(path.join(os.tmpdir(), 'mqtt-security-generate-'));
  try {
    const outfile = path.join(out, 'engine.cjs');
    const stdin = {
      contents: `export * from './core/lint'; export { format } from './core/facts/message';`,
      resolveDir: root,
      loader: 'ts',
    };
    await build({ stdin, bundle: true, platform: 'node', format: 'cjs', outfile, logLevel: 'warning' });
    return createRequire(import.meta.url)(outfile);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** Every literal template handed to `t(`, in all shipped source files. */
function catalogue() {
  const templates = new Set();
  for (const top of ['core', 'server', 'client']) {
    for (const file of readdirSync(path.join(root, top), { recursive: true })) {
      if (!/\.ts$/.test(file) || file === path.join('facts', 'message.ts')) continue;
      const source = readFileSync(path.join(root, top, file), 'utf8');
      for (const match of source.matchAll(
        /(?<![\w.$])t\(\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\$]|\\.)*`|)/g,
      )) {
        if (match[1] === '') throw new Error(`${top}/${file}: t( must be given one string literal`);
        templates.add(literal(match[1]));
      }
    }
  }
  const sorted = Object.fromEntries([...templates].sort().map((template) => [template, template]));
  write('core/facts/messages/bundle.l10n.json', `${JSON.stringify(sorted, null, 2)}\n`);
}

/** The value of a string literal without substitutions. */
function literal(source) {
  const body = source.slice(1, -1);
  const escapes = { n: '\n', t: '\t', r: '\r', 0: '\0' };
  return body.replace(/\\(?:u\{([0-9a-f]+)\}|u([0-9a-f]{4})|x([0-9a-f]{2})|([\s\S]))/gi, (_, braced, four, two, one) =>
    one === undefined ? String.fromCodePoint(Number.parseInt(braced ?? four ?? two, 16)) : (escapes[one] ?? one),
  );
}

function pages({ rules, brokers: all, format }) {
  const brokerNames = Object.fromEntries(all.map(({ id, name }) => [id, name]));
  const fence = new RegExp(`^\`\`\`(${all.map(({ id }) => id).join('|')}|file) ?.*$`, 'gm');
  const rows = [];
  for (const rule of rules) {
    const page = read(`test/rules/${rule.id}.md`);
    if (page === undefined) continue;
    const brokers = rule.brokers?.map((id) => brokerNames[id]).join(', ') ?? 'all';
    const facts = [
      `**Level:** ${rule.level}${rule.strict ? ' (only in the strict profile)' : ''}`,
      `**Kind:** ${rule.kind}`,
      `**Brokers:** ${brokers}`,
      ...(rule.refs.length > 0 ? [`**References:** ${rule.refs.join(', ')}`] : []),
    ].join(' · ');
    const [heading, ...rest] = page.split('\n');
    const lead = `\n> ${format(rule.title)}. ${format(rule.why)}\n\n${facts}\n`;
    const footer = `\n---\nSwitch it off or change its level: \`"mqttSecurity.rules": { "${rule.id}": "off" }\` in the editor, or \`"rules"\` in \`.mqtt-security.json\`.\nAccept one place: \`# mqtt-security-ignore ${rule.id} -- reason\` on the line above.\n`;
    write(
      `docs/rules/${rule.id}.md`,
      `${heading}\n${lead}${rest.join('\n')}${footer}`
        .replace(fence, '```$1')
        .replace(/^```fixed$/gm, '\nAfter the fix:\n\n```'),
    );
    rows.push(`| [${rule.id}](${rule.id}.md) | ${rule.level} | ${brokers} | ${format(rule.title)} |`);
  }
  write(
    'docs/rules/README.md',
    `# Rules\n\nMade from the rule files by \`npm run generate\`.\n\n| rule | level | brokers | what it finds |\n|---|---|---|---|\n${rows.join('\n')}\n`,
  );
}

/** Which rules look at an option, from the places that the findings in their pages point at. */
function concerns({ rules, brokers, languageOf }) {
  const found = Object.fromEntries(brokers.map(({ id }) => [id, {}]));
  for (const rule of rules) {
    // What a broker's own reading of the text reports may concern any option.
    if (/\blanguage\b/.test(read(`core/lint/rules/${rule.id}.ts`) ?? '')) continue;
    const page = read(`test/rules/${rule.id}.md`) ?? '';
    for (const [, name, options, body] of page.matchAll(/^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm)) {
      const broker = brokers.find(({ id }) => id === name);
      // An access list and the like has no options.
      const file = /\bname=(\S+)/.exec(options)?.[1];
      if (!broker || (file && languageOf(file, body, { broker: name })?.languageId !== broker.languageId)) continue;
      const version = /version=(\S+)/.exec(options)?.[1] ?? broker.versions.at(-1);
      for (const option of optionsPointedAt(body, broker, version)) {
        found[broker.id][option] = [...new Set([...(found[broker.id][option] ?? []), rule.id])];
      }
    }
  }
  const sorted = Object.entries(found).map(([broker, options]) => [
    broker,
    Object.fromEntries(Object.entries(options).sort()),
  ]);
  const rows = sorted.map(([broker, options]) => {
    const lines = Object.entries(options).map(
      ([option, ids]) => `    ['${option}', [${ids.map((id) => `'${id}'`).join(', ')}]],\n`,
    );
    return `  ${broker}: new Map([\n${lines.join('')}  ]),\n`;
  });
  write(
    'core/lint/concerns.generated.ts',
    `// Made by scripts/generate.mjs from the pages of the rules. Do not edit.\nimport type { BrokerId } from './broker';\n\n` +
      `/** Option, by the last part of its name → the rules whose findings point at it. */\n` +
      `export const concerns: Readonly<Record<BrokerId, ReadonlyMap<string, readonly string[]>>> = {\n${rows.join('')}};\n`,
  );
}

/** Carets stand below the line that they are about. */
function optionsPointedAt(body, broker, version) {
  const places = [];
  let text = '';
  let lineStart = 0;
  for (const line of body.split('\n')) {
    const carets = /^( *)\^+/.exec(line);
    if (carets) places.push(lineStart + carets[1].length);
    else {
      lineStart = text.length;
      text += `${line}\n`;
    }
  }
  const tree = broker.parse('page', text);
  const titles = places.map((place) => broker.editor.describe(tree, place, version)?.title);
  // As in `rulesAbout`: a part that starts with a digit belongs to the one before.
  return new Set(titles.flatMap((title) => title?.match(/[^.]*(?:\.\d[^.]*)*$/)?.[0] ?? []));
}

/** Other extensions' languages are none of ours: no menu stands in their files. */
const isOwn = ({ foreignLanguage }) => !foreignLanguage;

/** What the client has to know of languages before it loads the engine. */
function languageIds({ brokers }) {
  const files = brokers.flatMap(({ files = [] }) => files).filter(({ role }) => role !== 'environment');
  write(
    'client/src/languages.generated.ts',
    `// Made by scripts/generate.mjs from the brokers. Do not edit.\nimport type { BrokerId } from '../../core/lint';\n\n` +
      `/** Language ids by broker, without loading the engine: most files that wake the extension are no broker's. */\n` +
      `export const LANGUAGE_IDS: Readonly<Partial<Record<BrokerId, string>>> = {\n${brokers
        .filter(isOwn)
        .map(({ id, languageId }) => `  ${id}: '${languageId}',\n`)
        .join('')}};\n\n` +
      `/** Files that a configuration names and that are checked as well; the commands are for configurations. */\n` +
      `export const FILE_LANGUAGE_IDS: readonly string[] = [\n${files.map(({ languageId }) => `  '${languageId}',\n`).join('')}];\n`,
  );
}

const VERSION = { type: 'string', default: 'auto', pattern: '^(auto|[0-9]+(\\.[0-9]+){1,2})$' };

/** A setting for the version of each broker, in the manifest and in the schema of the options file. */
function versionSettings(json, schema, { brokers }) {
  const { properties } = json.contributes.configuration;
  const texts = JSON.parse(read('package.nls.json'));
  for (const { id, name, versions } of brokers) {
    properties[`mqttSecurity.${id}.version`] ??= {
      order: 4,
      scope: 'resource',
      ...VERSION,
      patternErrorMessage: '%config.version.pattern%',
      markdownDescription: `%config.${id}.version%`,
    };
    texts[`config.${id}.version`] ??=
      `The ${name} version that reads the files, such as \`${versions.at(-1)}\`; \`auto\` means the newest known one.`;
    const description = `A version such as ${versions.at(-1)}, or auto for the newest known one.`;
    schema.properties[id] ??= {
      description: `The ${name} that reads the files.`,
      type: 'object',
      additionalProperties: false,
      properties: { version: { description, ...VERSION } },
    };
  }
  write('package.nls.json', `${JSON.stringify(texts, null, 2)}\n`);
}

/** What VS Code must know of a language, for those that the manifest does not name yet: the usual files, to be written. */
function newLanguages({ contributes }, { languages }) {
  const ids = languages
    .filter((language) => language.role !== 'environment' && isOwn(language))
    .map(({ languageId }) => languageId);
  for (const { languageId: id, name, fileNames } of languages.filter(({ languageId }) => ids.includes(languageId))) {
    if (contributes.languages.some((language) => language.id === id)) continue;
    const configuration = `./syntaxes/${id}.language-configuration.json`;
    contributes.languages.push({ id, aliases: [name], filenamePatterns: fileNames, configuration });
    contributes.grammars.push({ language: id, scopeName: `source.${id}`, path: `./syntaxes/${id}.tmLanguage.json` });
    contributes.snippets.push({ language: id, path: `./snippets/${id}.json` });
  }
  contributes.languages.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
}

/** Conditions of menus that ask for any broker's language, or for any language at all (those with a `-` in it). */
function whenClauses(text, { brokers, languages }) {
  const any = (list) =>
    list
      .filter(isOwn)
      .map(({ languageId }) => languageId)
      .join('|');
  return text.replace(/LangId =~ \/\^\(([^/]+)\)\$\//g, (_, ids) => {
    const every = languages.filter(({ role }) => role !== 'environment');
    return `LangId =~ /^(${any(ids.includes('-') ? every : brokers)})$/`;
  });
}

/** Rule ids, versions and language patterns in the manifest and in the schema of the options file. */
function manifest(engine) {
  const { rules, languages, format, LEVELS } = engine;
  const levels = ['off', ...LEVELS];
  const properties = Object.fromEntries(
    rules.map((rule) => [
      rule.id,
      { enum: levels, default: rule.strict ? 'off' : rule.level, description: `${format(rule.title)}.` },
    ]),
  );
  const text = read('package.json');
  const json = JSON.parse(text);
  const setting = json.contributes?.configuration?.properties?.['mqttSecurity.rules'];
  if (setting) Object.assign(setting, { properties, additionalProperties: false });
  for (const { languageId, fileNames } of languages) {
    const language = json.contributes?.languages?.find(({ id }) => id === languageId);
    if (language) language.filenamePatterns = fileNames;
  }
  const parsed = JSON.parse(read('syntaxes/mqtt-security.schema.json'));
  versionSettings(json, parsed, engine);
  newLanguages(json, engine);
  write('package.json', whenClauses(`${JSON.stringify(json, null, 2)}\n`, engine));
  parsed.properties.rules = { ...parsed.properties.rules, type: 'object', properties, additionalProperties: false };
  write('syntaxes/mqtt-security.schema.json', `${JSON.stringify(parsed, null, 2)}\n`);
}

indexes();
catalogue();
const built = await engine();
pages(built);
concerns(built);
languageIds(built);
manifest(built);
if (checking && stale.length > 0) {
  console.error(`stale, run \`npm run generate\`:\n${stale.map((file) => `  ${file}`).join('\n')}`);
  process.exitCode = 1;
} else console.log(checking ? 'generated files are fresh' : `${stale.length} files written`);
