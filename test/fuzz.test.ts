import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyEdits, type BrokerId, safeEdits } from '../core/lint';
import { fuzzLimits } from './support/fuzzLimits';
import { analyzeText, assertFixesWork, assertSound } from './support/inspectAnalysis';
import { root, shared, sharedMissing } from './support/root';

const FOLDERS: Readonly<Record<BrokerId, readonly string[]>> = { mosquitto: ['mosquitto'], emqx: ['emqx5'] };

function seeds(broker: BrokerId): string[] {
  const folders = [path.join(root, 'examples', broker)];
  if (!sharedMissing) for (const folder of FOLDERS[broker]) folders.push(path.join(shared, 'corpus', folder));
  return folders
    .flatMap((folder) => readdirSync(folder, { withFileTypes: true }).map((entry) => ({ folder, entry })))
    .filter(({ entry }) => entry.isFile())
    .map(({ folder, entry }) => readFileSync(path.join(folder, entry.name), 'utf8'))
    .filter((text) => text.length < 20_000);
}

/** Pieces that parsers trip over. */
const PIECES = [
  '"',
  '"""',
  '{',
  '}',
  '[',
  ']',
  '=',
  ':',
  ',',
  '#',
  '//',
  '\n',
  '\r\n',
  '\r',
  '\t',
  ' ',
  '\0',
  '\uFEFF',
  '\uD800',
  '$',
  '${',
  '${?a}',
  '+=',
  '\\',
  'é',
  '\u2028',
  '0',
  '-',
  'include "x"',
  'listener 8883',
  'certfile',
  'tls_version tlsv1',
  'connection x',
  'versions = ["tlsv1"]',
  'ssl_options {',
  'verify = verify_peer',
  'listeners.ssl.default',
];

const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.nat(40),
  insert: fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 8 })),
  repeat: fc.integer({ min: 1, max: 3 }),
});

function mutated(broker: BrokerId): fc.Arbitrary<string> {
  return fc.tuple(fc.constantFrom(...seeds(broker)), fc.array(mutation, { maxLength: 6 })).map(([seed, mutations]) => {
    let text = seed;
    for (const { at, remove, insert, repeat } of mutations) {
      const offset = Math.floor(at * text.length);
      text = text.slice(0, offset) + insert.repeat(repeat) + text.slice(offset + remove);
    }
    return text;
  });
}

for (const broker of ['mosquitto', 'emqx'] as const) {
  test(`${broker}: whatever the text, nothing throws, nothing is lost, every place lies in the text`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(mutated(broker), fc.string({ unit: 'binary', maxLength: 300 })), async (text) => {
        assertSound(await analyzeText(text, broker));
      }),
      fuzzLimits(),
    );
  });

  test(`${broker}: an applied fix ends its finding`, async () => {
    await fc.assert(
      fc.asyncProperty(mutated(broker), async (text) => {
        await assertFixesWork(await analyzeText(text, broker));
      }),
      fuzzLimits(),
    );
  });

  test(`${broker}: fixing everything comes to an end`, async () => {
    await fc.assert(
      fc.asyncProperty(mutated(broker), async (text) => {
        let current = text;
        for (let pass = 0; pass < 12; pass++) {
          const { findings, model } = await analyzeText(current, broker);
          const edits = safeEdits(findings).get(model.root) ?? [];
          if (edits.length === 0) return;
          current = applyEdits(current, edits);
        }
        assert.fail(`fixes never end:\n${current}`);
      }),
      fuzzLimits(),
    );
  });
}

/** Files that Mosquitto reads beside its configuration, by a name that tells them. */
const NAMED: Readonly<Record<string, string>> = {
  aclfile: '# all\ntopic read $SYS/#\n\nuser ann\ntopic readwrite a/+/b\ntopic deny c # d\npattern write %u/%c/x\n',
  pwfile: '# users\nann:$7$101$Bi2+XUuwE4PkU0RV$Ro+XLMlWDOOeNguDiqikud9r\nbob:$6$abc$def\neve:secret\n',
  pskfile: '# keys\none:00112233445566778899aabbccddeeff\ntwo:abc\nthree:xyz\n',
};

const namedPiece = fc.constantFrom(
  '\n',
  '\t',
  ' ',
  '#',
  '+',
  '%u',
  ':',
  '$',
  'topic ',
  'User x',
  'read ',
  '\r',
  '\0',
  '\uFEFF',
);

for (const [name, seed] of Object.entries(NAMED)) {
  test(`${name}: nothing throws, nothing is lost, and an applied fix ends its finding`, async () => {
    const change = fc.record({ at: fc.nat(seed.length), remove: fc.nat(12), insert: namedPiece });
    const text = fc
      .array(change, { maxLength: 8 })
      .map((changes) =>
        changes.reduce((all, { at, remove, insert }) => all.slice(0, at) + insert + all.slice(at + remove), seed),
      );
    await fc.assert(
      fc.asyncProperty(text, async (changed) => {
        const analysis = await analyzeText(changed, 'mosquitto', name);
        assertSound(analysis);
        await assertFixesWork(analysis);
      }),
      fuzzLimits(),
    );
  });
}

const HOSTILE: Readonly<Record<string, string>> = {
  'nested arrays': '['.repeat(100_000),
  'nested objects': 'a={'.repeat(100_000),
  'one long line': `a ${'x'.repeat(5_000_000)}`,
  'unclosed quote': `a = "${'x'.repeat(5_000_000)}`,
  'line ends only': '\n'.repeat(1_000_000),
  'carriage returns only': 'listener 1883\r'.repeat(50_000),
  'one key many times': 'allow_anonymous true\n'.repeat(50_000),
  'many keys': Array.from({ length: 50_000 }, (_, index) => `key${index} = ${index}\n`).join(''),
  'substitution bomb': `a0 = x\n${Array.from({ length: 60 }, (_, i) => `a${i + 1} = \${a${i}}\${a${i}}\n`).join('')}`,
  'substitution cycle': 'a = ${b}\nb = ${a}\n',
  NULs: '\0'.repeat(10_000),
  'lone surrogates': '\uD800'.repeat(10_000),
};

for (const broker of ['mosquitto', 'emqx'] as const) {
  for (const [name, text] of Object.entries(HOSTILE)) {
    test(`${broker}: hostile input ends in findings or none: ${name}`, async () => {
      const analysis = await analyzeText(text, broker);
      assertSound(analysis);
    });
  }
}

for (const name of Object.keys(NAMED)) {
  test(`${name}: hostile input ends in findings or none`, async () => {
    for (const text of Object.values(HOSTILE)) {
      const analysis = await analyzeText(text, 'mosquitto', name);
      assertSound(analysis);
    }
  });
}
