import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyEdits, type BrokerId, safeEdits } from '../core/lint';
import { fuzzLimits } from './support/fuzzLimits';
import { analyzeText, assertFixesWork, assertSound } from './support/inspectAnalysis';
import { root, shared, sharedMissing } from './support/root';

const FOLDERS: Readonly<Partial<Record<BrokerId, readonly string[]>>> = {
  mosquitto: ['mosquitto'],
  emqx: ['emqx5'],
  nanomq: ['nanomq'],
};

function seeds(broker: BrokerId): string[] {
  const folders = [path.join(root, 'examples', broker)];
  if (!sharedMissing) for (const folder of FOLDERS[broker] ?? []) folders.push(path.join(shared, 'corpus', folder));
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

/** Pieces of sound files: lines, halves of lines, blocks that open and never close, of every syntax. */
const CONSTRUCTS = [
  ...PIECES,
  'listener 0 /run/m.sock',
  'listener 1883 127.0.0.1 # here',
  'port 1883',
  'bind_address ::1',
  'per_listener_settings true',
  'include_dir /etc/mosquitto/conf.d',
  'allow_anonymous false',
  'password_file /etc/mosquitto/passwd',
  'acl_file aclfile',
  'cafile ca.crt',
  'keyfile server.key',
  'require_certificate true',
  'ciphers HIGH:!aNULL:AES128-SHA',
  'ciphers_tls1.3 TLS_AES_128_GCM_SHA256',
  'psk_hint hint',
  'address broker:8883',
  'topic # both 0 local/ remote/',
  'bridge_tls_version tlsv1.1',
  'plugin /usr/lib/p.so',
  'plugin_opt_key value',
  'max_connections -1',
  'log_type all',
  'user root',
  'protocol websockets',
  'ssl_options = ${base} {',
  'base { versions = [tlsv1], ciphers = "AES128-SHA" }',
  'listeners { ssl { default { bind = "0.0.0.0:8883"',
  'listeners.tcp.default.bind = 1883',
  'authentication = [{mechanism = password_based, backend = built_in_database}]',
  'authorization { no_match = allow, sources = []',
  'node.cookie = "emqxsecretcookie"',
  'dashboard.listeners.http.bind = 18083',
  'verify = verify_none, fail_if_no_peer_cert = true',
  'include file("a.conf")',
  'include required(file("b"))',
  '"""~\n  text~"""',
  'a.b."c d" = [1, 2, {e = f}]',
  'timeout = 15s',
  'topic read a/+/#',
  'pattern write %u/%c',
  'user ann',
  'topic deny $SYS/#',
  'ann:$7$101$AAAA$BBBB',
  'bob:$6$abc$def',
  'one:00112233445566778899aabbccddeeff',
  '{allow, all}.',
  '{deny, {user, "ann"}, pubsub, ["a/%c/#", {eq, "#"}]}.',
  '{allow, {\'and\', [{client, <<"c">>}, {ipaddr, "127.0.0.1"}]}, publish, [].',
  '#{a => [b | c]}',
  '%% comment',
  'listener.ssl.external = 8883',
  'listener.ssl.external.verify = ${VERIFY}',
  'listener.ssl.external.ciphers = AES128-SHA,PSK-AES128-CBC-SHA',
  'listener.tcp.internal.access.1 = allow all',
  'zone.internal.enable_acl = off',
  'allow_anonymous = true',
  'auth.mysql.password_hash = salt,sha256',
  '# mqtt-security-ignore plaintext-listener -- why',
  '// mqtt-security-ignore-file anonymous-access',
  'stream { server {',
  'http { server { listen 443 ssl;',
  'proxy_pass 127.0.0.1:1883; } }',
  'location /mqtt { proxy_pass http://127.0.0.1:8083; } } }',
  'ssl_certificate server.pem; ssl_certificate_key server.key;',
  'ssl_protocols TLSv1 TLSv1.2;',
  'ssl_ciphers "HIGH:RC4-SHA";',
  'ssl_stapling on; resolver 8.8.8.8;',
  'content_by_lua_block { local a = "}" -- }\n }',
  "'a\\'b' ${c}x{",
  '\u0001',
  '\u000b',
  '\u001b[31m',
  '\u0085',
  '\u00a0',
];

/** 1 to 25 pieces, joined by one separator or by several, and cut and spliced by chance. */
const composed = fc
  .tuple(
    fc.array(fc.constantFrom(...CONSTRUCTS), { minLength: 1, maxLength: 25 }),
    fc.array(fc.constantFrom('\n', '\n', '\n', '\r\n', ' ', ', ', '', '\r', '\n  ', ' {\n', '\n}\n'), {
      minLength: 1,
      maxLength: 6,
    }),
    fc.array(
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(30), fc.double({ min: 0, max: 1, noNaN: true })),
      {
        maxLength: 4,
      },
    ),
  )
  .map(([pieces, separators, splices]) => {
    let text = pieces.map((piece, index) => piece + separators[index % separators.length]).join('');
    for (const [from, length, to] of splices) {
      const start = Math.floor(from * text.length);
      const cut = text.slice(start, start + length);
      const rest = text.slice(0, start) + text.slice(start + length);
      const target = Math.floor(to * rest.length);
      text = rest.slice(0, target) + cut + rest.slice(target);
    }
    return text;
  });

for (const [broker, name] of [
  ['mosquitto', 'mosquitto.conf'],
  ['emqx', 'emqx.conf'],
  ['emqx', 'acl.conf'],
  ['emqx', 'emqx_auth_mysql.conf'],
  ['mosquitto', 'aclfile'],
  ['mosquitto', 'pwfile'],
  ['mosquitto', 'pskfile'],
  ['nginx', 'nginx.conf'],
] as const) {
  test(`${name}: pieces of everything, joined and spliced, are judged soundly and their fixes work`, async () => {
    await fc.assert(
      fc.asyncProperty(composed, async (text) => {
        const analysis = await analyzeText(text, broker, name);
        assertSound(analysis);
        await assertFixesWork(analysis);
      }),
      fuzzLimits(),
    );
  });
}

for (const broker of ['mosquitto', 'emqx', 'nanomq', 'nginx'] as const) {
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

for (const broker of ['mosquitto', 'emqx', 'nanomq', 'nginx'] as const) {
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
