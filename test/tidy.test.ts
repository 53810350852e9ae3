import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { root } from './support/root';

const TOPS = ['core', 'server', 'client'] as const;

const files = TOPS.flatMap((top) =>
  readdirSync(path.join(root, top), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) =>
      path
        .relative(root, path.join(entry.parentPath ?? entry.path, entry.name))
        .split(path.sep)
        .join('/'),
    ),
);

const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

/** What a file imports: bare names as written, relative ones from the root. */
function imports(file: string): string[] {
  const source = read(file);
  const found = source.matchAll(
    /(?:^|\n)\s*(?:import|export)\s[^'";]*?from\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|^import\s*'([^']+)'/g,
  );
  return [...found].map(([, a, b, c]) => {
    const target = a ?? b ?? c ?? '';
    return target.startsWith('.') ? path.posix.join(path.posix.dirname(file), target) : target;
  });
}

/** Folder → what its files may import, each a prefix. The first folder that matches counts. */
const ARROWS: readonly (readonly [folder: string, allowed: readonly string[]])[] = [
  ['core/facts/', ['core/facts/']],
  [
    'core/lint/rules/',
    [
      'core/facts/',
      'core/lint/rule',
      'core/lint/model',
      'core/lint/finding',
      'core/lint/load',
      'core/lint/source',
      'core/lint/rules/',
    ],
  ],
  ['core/lint/syntax/', ['core/facts/', 'core/lint/tree', 'core/lint/source', 'core/lint/syntax/', 'yaml']],
  ['core/lint/', ['core/facts/', 'core/lint/']],
  ['core/certs/', ['core/facts/', 'core/certs/', 'node:', 'node-forge']],
  [
    'core/probe/',
    [
      'core/facts/',
      'core/certs/inspect',
      'core/certs/ocsp',
      'core/certs/pkcs12',
      'core/certs/tls-session',
      'core/probe/',
      'node:',
      'mqtt',
    ],
  ],
  ['server/src/cli', ['core/', 'server/src/', 'node:', 'package.json']],
  ['server/', ['core/', 'server/', 'node:', 'vscode-languageserver']],
  ['client/', ['core/', 'client/', 'node:', 'vscode', 'vscode-languageclient']],
];

test('invariant 1: imports follow the arrows', () => {
  const wrong: string[] = [];
  for (const file of files) {
    const allowed = ARROWS.find(([folder]) => file.startsWith(folder))?.[1];
    assert.ok(allowed, `${file} lies outside the known folders`);
    for (const target of imports(file)) {
      if (!allowed.some((prefix) => target.startsWith(prefix))) wrong.push(`${file} imports ${target}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('invariant 2: each heavy package has one door', () => {
  const doors: Readonly<Record<string, RegExp>> = {
    'node-forge': /^core\/certs\/(asn1|pkcs12)\.ts$/,
    mqtt: /^core\/probe\/stages\/mqtt\.ts$/,
    yaml: /^core\/lint\/syntax\/compose\.ts$/,
  };
  for (const [name, door] of Object.entries(doors)) {
    const users = files.filter((file) => imports(file).includes(name));
    assert.ok(users.length > 0, `nobody imports ${name}`);
    assert.deepEqual(
      users.filter((file) => !door.test(file)),
      [],
    );
  }
});

test('invariant 3: the engine touches nothing outside', () => {
  const outside = /\b(process\.|console\.|Date\.now|new Date\(\)|Math\.random|setTimeout|require\(|globalThis)/;
  const wrong = files.filter((file) => /^core\/(lint|facts)\//.test(file) && outside.test(withoutComments(read(file))));
  assert.deepEqual(wrong, []);
});

test('invariant 4: files stay small', () => {
  const limit = (file: string) => (file.startsWith('core/lint/rules/') && !file.endsWith('.generated.ts') ? 80 : 300);
  const isTable = (file: string) => /directives|cipher-suite-rows|\.generated\./.test(file);
  const wrong = files.filter((file) => !isTable(file) && read(file).split('\n').length - 1 > limit(file));
  assert.deepEqual(wrong, []);
});

test('invariant 5: no escape from the type checker, nothing left for later', () => {
  const evasion = /@ts-(ignore|expect-error|nocheck)|:\s*any\b|\bas any\b|\b(TODO|FIXME|XXX|HACK)\b/;
  assert.deepEqual(
    files.filter((file) => evasion.test(read(file))),
    [],
  );
});

test('invariant 6: every rule is named once, documented, and in the schema', () => {
  const ids = readdirSync(path.join(root, 'core/lint/rules'))
    .filter((file) => !file.includes('.generated.'))
    .map((file) => path.basename(file, '.ts'));
  const docs = readdirSync(path.join(root, 'docs/rules')).map((file) => path.basename(file, '.md'));
  const schema = JSON.parse(read('syntaxes/mqtt-security.schema.json'));
  assert.deepEqual(docs.filter((name) => name !== 'README').sort(), [...ids].sort());
  assert.deepEqual(Object.keys(schema.properties.rules.properties).sort(), [...ids].sort());
});

test('invariant 7: user-facing text goes through the catalogue', () => {
  const catalogue = JSON.parse(read('core/facts/messages/bundle.l10n.json'));
  assert.ok(Object.keys(catalogue).length > 50);
  // A rule or model that builds a message by hand would show up as an object literal with a template.
  const wrong = files.filter((file) => file !== 'core/facts/message.ts' && /\btemplate:\s*['"`]/.test(read(file)));
  assert.deepEqual(wrong, []);
});

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
}
