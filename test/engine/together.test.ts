import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format } from '../../core/facts/message';
import {
  type Analysis,
  type AnalyzeOptions,
  analyze,
  defaultSettings,
  type Finding,
  rules,
  together,
} from '../../core/lint';
import { check } from '../../core/lint/check';
import { junctionsOf } from '../../core/lint/junctions';
import { memoryHost } from '../support/memoryHost';

const OPTIONS = { settings: defaultSettings, now: Date.UTC(2026, 0, 15) } satisfies AnalyzeOptions;

const PROXY = (target: string, more = '') =>
  `events {}\nstream { server { listen 127.0.0.1:8884; ${more} proxy_pass ${target}; } }\n`;

async function analysed(text: string, options: Partial<AnalyzeOptions> & { readonly file: string }): Promise<Analysis> {
  const { file, ...more } = options;
  const analysis = await analyze(file, memoryHost({ [file]: { text } }), { ...OPTIONS, ...more });
  assert.ok(analysis);
  return analysis;
}

const nginx = (text: string, file = '/p/nginx.conf') => analysed(text, { file, language: 'nginx' });
const mosquitto = (text: string, file = '/p/mosquitto.conf') => analysed(text, { file, broker: 'mosquitto' });

/** The first of them as it is beside the others. */
function beside(analysis: Analysis, ...others: readonly Analysis[]): Analysis {
  const [first] = together([analysis, ...others]);
  assert.ok(first);
  return first;
}

const said = (findings: readonly Finding[]) => findings.map(({ rule, level, at }) => `${rule} ${level} ${at.start}`);

test('which listener an upstream leads to', async () => {
  const cases: readonly (readonly [host: string, listener: string, by: string | undefined])[] = [
    ['127.0.0.1', '1883', 'address'],
    ['127.0.0.1', '1883 127.0.0.1', 'address'],
    ['127.8.0.1', '1883 0.0.0.0', 'address'],
    ['localhost', '1883 localhost', 'address'],
    ['[::1]', '1883 ::', 'address'],
    ['127.0.0.1', '1883 192.168.1.5', undefined],
    ['192.168.1.5', '1883 192.168.1.5', 'address'],
    ['192.168.1.5', '1883', undefined],
    ['192.168.1.5', '1883 192.168.1.6', undefined],
    ['[fd00::1]', '1883 fd00:0::1', 'address'],
    ['mosquitto', '1883', 'name'],
    ['mqtt_1', '1883 192.168.1.5', 'name'],
    ['mosquitto', '1883 127.0.0.1', undefined],
    ['hivemq', '1883', undefined],
    ['mqtt.example.com', '1883', undefined],
    ['127.0.0.1', '1884', undefined],
  ];
  for (const [host, listener, by] of cases) {
    const members = await Promise.all([nginx(PROXY(`${host}:1883`)), mosquitto(`listener ${listener}\n`)]);
    const junctions = junctionsOf(members.map(({ model }) => model));
    const found = junctions.map((junction) => `${junction.by} ${junction.listener.label}`);
    assert.deepEqual(found, by ? [`${by} listener ${listener.split(' ')[0]}`] : [], `${host} → ${listener}`);
  }
});

test('two listeners that could be meant are none; two of which one cannot be are one', async () => {
  const proxy = (await nginx(PROXY('127.0.0.1:1883'))).model;
  const first = (await mosquitto('listener 1883\n')).model;
  const second = async (text: string) => (await mosquitto(text, '/p/other.conf')).model;
  assert.equal(junctionsOf([proxy, first, await second('listener 1883 127.0.0.1\n')]).length, 0);
  assert.equal(junctionsOf([proxy, first, await second('listener 1883 10.0.0.5\n')]).length, 1);
  assert.equal(junctionsOf([proxy, first, await second('listener 1884\n')]).length, 1);
});

test('a proxy in front of a proxy, UDP and Unix sockets lead to no broker', async () => {
  const broker = (await mosquitto('listener 1883\nlistener 0 /run/m.sock\n')).model;
  const other = (await nginx('stream { server { listen 1883; proxy_pass 127.0.0.1:1884; } }')).model;
  for (const text of [
    'stream { server { listen 14567 udp; proxy_pass 127.0.0.1:1883; } }',
    'stream { upstream b { server unix:/run/m.sock; server 10.0.0.9:1883; } server { listen 8884; proxy_pass b; } }',
  ]) {
    assert.equal(junctionsOf([(await nginx(text)).model, broker]).length, 0, text);
  }
  assert.equal(junctionsOf([(await nginx(PROXY('127.0.0.1:1883'), '/p/outer.conf')).model, other]).length, 0);
});

test('both say it, each of its own file and with the place in the other', async () => {
  const proxy = await nginx(PROXY('127.0.0.1:1883', 'proxy_protocol on;'));
  const broker = await mosquitto('listener 1883 127.0.0.1\n');
  for (const [one, other] of [
    [proxy, broker],
    [broker, proxy],
  ] as const) {
    const [finding, ...rest] = beside(one, other).findings.filter(({ rule }) => rule === 'proxy-protocol-mismatch');
    assert.ok(finding);
    assert.deepEqual(rest, []);
    assert.equal(finding.at.file, one.model.root);
    assert.deepEqual(
      finding.related.map(({ at }) => at.file),
      [other.model.root],
    );
    assert.ok(finding.fixes.every(({ edits }) => edits.every(({ span }) => span.file === one.model.root)));
    assert.match(format(finding.message), /proxy_pass 127\.0\.0\.1:1883 sends .* listener 1883/);
  }
});

test('running some rules again says what running all of them says', async () => {
  const proxy = await nginx(
    'stream { proxy_protocol on; server { listen 8883 ssl; ssl_certificate a; ssl_certificate_key b; proxy_pass mosquitto:1883; } }',
  );
  const broker = await mosquitto(
    'listener 9001\nprotocol websockets\nlistener 1883\nlistener 1884\nallow_anonymous true\n',
  );
  for (const [one, other] of [
    [proxy, broker],
    [broker, proxy],
  ] as const) {
    const after = beside(one, other);
    assert.notDeepEqual(said(after.findings), said(one.findings));
    const all = check(after.model, rules, one.settings);
    // The two may stand at one place, where their order does not matter.
    assert.deepEqual(said(after.findings).sort(), said(all).sort());
    const places = after.findings.map(({ at }) => at.start);
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
    );
  }
});

test('an analysis that has nothing to do with the others stays the same, and its model unmade', async () => {
  const broker = await mosquitto('listener 1883\n');
  const unmade: Analysis = {
    ...broker,
    get model(): never {
      throw new Error('the model is asked for');
    },
  };
  assert.equal(beside(unmade, unmade), unmade);
  assert.equal(beside(broker, await nginx(PROXY('127.0.0.1:1884'))), broker);
  assert.equal(beside(broker), broker);
});

test('the next analysis does not build on it', async () => {
  const text = Array.from({ length: 40 }, (_, index) => `listener ${1883 + index}\nmax_connections 5\n`).join('\n');
  const proxy = await nginx(PROXY('127.0.0.1:1883', 'proxy_protocol on;'));
  const previous = beside(await mosquitto(text), proxy);
  const edited = text.replace('max_connections 5', 'max_connections 6');
  const next = await analysed(edited, { file: '/p/mosquitto.conf', broker: 'mosquitto', previous });
  assert.deepEqual(said(next.findings), said((await mosquitto(edited)).findings));
});

test('a comment that ignores the finding is heard beside the other file, and not called useless without it', async () => {
  const proxy = await nginx(PROXY('127.0.0.1:1883', 'proxy_protocol on;'));
  const broker = await mosquitto(
    '# mqtt-security-ignore proxy-protocol-mismatch, persistence-in-tmp -- goes next week\nlistener 1883 127.0.0.1\n',
  );
  assert.deepEqual(broker.findings.filter(({ rule }) => rule === 'unused-ignore').length, 1);
  const after = beside(broker, proxy).findings.map(({ rule }) => rule);
  assert.ok(!after.includes('proxy-protocol-mismatch'));
  assert.ok(after.includes('unused-ignore'));
});

test('levels and rules that are switched off count', async () => {
  const proxy = await nginx(PROXY('127.0.0.1:1883', 'proxy_protocol on;'));
  const judged = async (level: 'off' | 'hint') => {
    const settings = { ...defaultSettings, rules: { 'proxy-protocol-mismatch': level } };
    const broker = await analysed('listener 1883 127.0.0.1\n', { file: '/p/m.conf', broker: 'mosquitto', settings });
    return beside(broker, proxy).findings.filter(({ rule }) => rule === 'proxy-protocol-mismatch');
  };
  assert.deepEqual(await judged('off'), []);
  assert.deepEqual(
    (await judged('hint')).map(({ level }) => level),
    ['hint'],
  );
});
