import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MarkupContent } from 'vscode-languageserver/node';
import { format } from '../../core/facts/message';
import { expiry, LineIndex, rules, rulesAbout } from '../../core/lint';
import { concerns } from '../../core/lint/concerns.generated';
import { converter } from '../../server/src/convert';
import { documents } from '../../server/src/documents';
import { definition } from '../../server/src/features/definition';
import { hover } from '../../server/src/features/hover';
import { analysed, CERTIFICATE, CLIENT, marked, NOW, ROOT, type Situation } from './support';

async function context(source: string, situation: Situation = {}) {
  const { text, offset, tree, broker } = marked(source, situation.broker);
  const lines = new LineIndex(text);
  const { line, column } = lines.position(offset);
  const analysis = await analysed(text, situation);
  const options = { texts: analysis.workspace.trees, uriOf: (file: string) => file };
  return {
    position: { line, character: column },
    parsed: { file: ROOT, broker, tree, lines },
    version: analysis.model.version,
    results: [{ root: ROOT, analysis, options: undefined, converter: converter(options) }],
  };
}

async function hovered(source: string, situation?: Situation, client = CLIENT): Promise<string> {
  const { position, ...rest } = await context(source, situation);
  return (hover(position, { ...rest, client })?.contents as MarkupContent | undefined)?.value ?? '';
}

const HERE = /^- Here: (.*)$/gm;

async function here(source: string, situation?: Situation): Promise<readonly string[]> {
  return [...(await hovered(source, situation)).matchAll(HERE)].map((match) => match[1] ?? '');
}

const TLS = 'certfile c.crt\nkeyfile c.key\n';

test('what a line comes to here', async () => {
  assert.deepEqual(await here('allow_anonymou$0s true\nlistener 1883\nlistener 1884\n'), [
    'anyone may connect without a name (listener 1883, listener 1884)',
  ]);
  assert.deepEqual(await here(`listener 8883\n${TLS}tls_version tlsv$01.2\n`, { version: '2.0.11' }), [
    'TLS 1.2+ (listener 8883)',
  ]);
  assert.deepEqual(await here('listener 1883\nrequire_certificat$0e true\n'), [
    'clients are not asked for a certificate (listener 1883)',
  ]);
  assert.deepEqual(await here('listener 1883\ntls_versio$0n tlsv1.2\n'), ['no TLS here (listener 1883)']);
  const connection = 'connection b\naddress h:8883\nbridge_cafile ca.crt\nbridge_tls_version$0 tlsv1.2\n';
  assert.deepEqual(await here(connection), ['TLS 1.2+ (connection b)']);
  assert.deepEqual(await here('max_keepalive $060\n'), []);
  assert.deepEqual(await here('max_queued_messages $00\n'), ['no limit']);
  assert.deepEqual(await here('max_queued_messages $0100\n'), []);
});

test('a listener line says what the listener is', async () => {
  assert.match(
    await hovered(`liste$0ner 8883\n${TLS}cafile ca.crt\nrequire_certificate true\n`),
    /^- This listener: TLS 1\.2\+ · client certificate · no anonymous$/m,
  );
});

test('the path of a certificate says what is in the file', async () => {
  const source = `listener 8883\ncertfile c.$0crt\nkeyfile c.key\n`;
  const text = await hovered(source, { files: { '/etc/c.crt': CERTIFICATE } });
  for (const row of [
    'Subject: `CN=broker`',
    'Issuer: `CN=ca`',
    'Names: `broker.example, 192.0.2.1`',
    'Validity: expires 2027-03-01, in 97 days',
    'Key: `EC prime256v1`',
    'Private key: encrypted',
    'File mode: `0640`',
  ])
    assert.ok(text.includes(`- ${row}\n`), `${row} in ${text}`);
  assert.match(await hovered(source), /^- File: missing$/m);
});

test('a directory of configuration says what is read from it, in the order of the broker', async () => {
  const files = Object.fromEntries(
    ['a', 'B', '10', '9', 'x.txt'].map((name) => [
      `/etc/c d/${name}${name.includes('.') ? '' : '.conf'}`,
      { text: '' },
    ]),
  );
  assert.match(await hovered('include_dir c$0 d\n', { files }), /^- Reads: `10\.conf, 9\.conf, a\.conf, B\.conf`$/m);
});

test('the rules that look at an option, as links for each client', async () => {
  const source = 'listener 1\ntls_versio$0n tlsv1.2';
  const ours = await hovered(source);
  assert.ok(
    ours.includes('[tls-version-obsolete](command:mqttSecurity.showRulePage?%5B%22tls-version-obsolete%22%5D)'),
  );
  const others = await hovered(source, {}, { ...CLIENT, ownCommands: false });
  assert.match(others, /\[tls-version-obsolete\]\(https:[^)]*\/tls-version-obsolete\.md\)/);
  const plain = await hovered(source, {}, { ...CLIENT, markdown: false });
  assert.match(plain, /^Rules: .*tls-version-obsolete/m);
});

test('the table of concerns names rules that exist, and knows names with dots', () => {
  const ids = new Set(rules.map(({ id }) => id));
  for (const options of Object.values(concerns))
    for (const [option, found] of options) for (const id of found) assert.ok(ids.has(id), `${option}: ${id}`);
  assert.ok(rulesAbout('mosquitto', 'ciphers_tls1.3').includes('cipher-weak'));
  assert.ok(rulesAbout('emqx', 'listeners.ssl.default.ssl_options.versions').includes('tls-version-obsolete'));
  assert.deepEqual(rulesAbout('mosquitto', 'no_such'), []);
});

test('EMQX: the same from the same model', async () => {
  const source = 'listeners.ssl.default {\n  ssl_options { vers$0ions = ["tlsv1.3"] }\n}\n';
  assert.deepEqual(await here(source, { broker: 'emqx' }), ['TLS 1.3 (listeners.ssl.default)']);
});

test('EMQX: the effective value of an option, and where it comes from', async () => {
  const rows = async (source: string, files: Situation['files'] = {}) => {
    const text = await hovered(source, { broker: 'emqx', version: '5.10', files });
    return [...text.matchAll(/^- (?:Effective value|Origin): `?(.*?)`?$/gm)].map((match) => match[1]);
  };
  const earlier = 'mqtt.max_inflig$0ht = 5\nmqtt { max_inflight = 7 }\n';
  assert.deepEqual(await rows(earlier), ['7', 't.conf:2'], 'a later value');
  assert.deepEqual(await rows(earlier.replace('$0', '').replace('= 7', '= $07')), ['7', 't.conf:2']);
  assert.deepEqual(await rows('mqtt.max_infli$0ght = null\n'), ['32', 'default']);
  assert.deepEqual(await rows('node.coo$0kie = "a-cookie-nobody-knows"\n'), ['••••••', 't.conf:1']);
  assert.deepEqual(await rows('lis$0teners.tcp.default { bind = 1883 }\n'), [], 'a block has no value');
  assert.deepEqual(
    await rows('authentication = [\n  { mechanism = password_based\n    back$0end = redis }\n]\n'),
    ['redis', 't.conf:3'],
    'in a list',
  );
  const included = { '/etc/x.hocon': { text: '\nmqtt.max_inflight = 9\n' } };
  assert.deepEqual(await rows('mqtt.max_inflig$0ht = 5\ninclude "x.hocon"\n', included), ['9', 'x.hocon:2']);
});

test('user text cannot escape its code span', async () => {
  const text = await hovered('listener 8883\ncertfile x`](command:evil)`.crt$0\n');
  assert.ok(!/[^`]\]\(command:evil/.test(text.replace(/(`+) .*? \1/g, '')));
});

test('days until a certificate ends', () => {
  const day = (text: string) => Date.parse(`${text}T12:00:00Z`);
  const cases: readonly (readonly [string, string])[] = [
    ['2026-11-24', 'expires 2026-11-24, today'],
    ['2026-11-25', 'expires 2026-11-25, tomorrow'],
    ['2026-11-26', 'expires 2026-11-26, in 2 days'],
    ['2026-11-23', 'expired 2026-11-23'],
    ['2026-11-14', 'expired 2026-11-14, 10 days ago'],
  ];
  for (const [date, expected] of cases) assert.equal(format(expiry(day(date), NOW)), expected);
});

test('definition: from a path to the file, from a directory to what is read from it', async () => {
  const files = {
    '/etc/c.crt': CERTIFICATE,
    '/etc/conf.d/a.conf': { text: '' },
    '/etc/conf.d/b.conf': { text: '' },
  };
  const found = async (source: string, situation: Situation = { files }) => {
    const { position, parsed, results } = await context(source, situation);
    return definition(position, { file: ROOT, parsed, results, documents: documents() }).map(({ uri }) => uri);
  };
  assert.deepEqual(await found('listener 1\ncertfile $0c.crt\n'), ['/etc/c.crt']);
  assert.deepEqual(await found('include_dir conf$0.d\n'), ['/etc/conf.d/a.conf', '/etc/conf.d/b.conf']);
  assert.deepEqual(await found('listener 1\ncertf$0ile c.crt\n'), []);
  assert.deepEqual(await found('listener 1\ncertfile nowhere$0.crt\n'), []);
  const emqx = { broker: 'emqx', files: { '/etc/x.hocon': { text: '' } } } as const;
  assert.deepEqual(await found('include "x.$0hocon"\n', emqx), ['/etc/x.hocon']);
});

test('where no version is set, what differs in others is told, and by which version the rest is said', async () => {
  const judged = '- Judged by: 2.1.2, the newest version, for none is set';
  const rows = async (source: string, situation?: Situation) =>
    (await hovered(source, situation)).split('\n').filter((row) => / up to |^- (Judged|Versions)/.test(row));
  const since = (words: string) => `- Versions: ${words}`;
  assert.deepEqual(await rows('listener 1\nallow_anonymou$0s true\n'), ['- Default up to 1.6.15: `true`', judged]);
  assert.deepEqual(await rows('listener 1\nlistener_allow_anonymou$0s true\n'), [since('since 2.1.0'), judged]);
  assert.deepEqual(await rows('store_clean_interva$0l 5\n'), [
    since('no effect since 1.6.0, gone since 2.0.0'),
    judged,
  ]);
  assert.deepEqual(await rows('allow_anonymou$0s true\n', { version: '2.1.2' }), []);
  assert.deepEqual(await rows('persistenc$0e true\n'), []);
});
