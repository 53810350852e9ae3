import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { LineIndex } from '../../core/lint';
import { semanticTokens } from '../../server/src/features/semanticTokens';
import { shared, sharedMissing } from '../support/root';
import { analysed, brokerOf } from './support';

const mosquitto = brokerOf('mosquitto');

/** `text:kind`, with `!` for what is deprecated. */
function shown(text: string, version = '2.1.2'): string {
  const tree = mosquitto.parse('t.conf', text);
  const found = mosquitto.editor.tokens?.(tree, version) ?? [];
  return found
    .map(({ range, kind, deprecated }) => `${text.slice(range.start, range.end)}:${kind}${deprecated ? '!' : ''}`)
    .join(' ');
}

test('names: known, unknown, deprecated, by version', () => {
  assert.equal(shown('persistence true'), 'persistence:directive true:boolean');
  assert.equal(shown('persistance true'), 'persistance:unknown');
  assert.equal(shown('trace_level 1'), 'trace_level:unknown', 'gone since 2.0');
  assert.equal(shown('trace_level 1', '1.6.15'), 'trace_level:directive!', 'without effect');
  assert.equal(
    shown('listener_allow_anonymous true', '2.0.22'),
    'listener_allow_anonymous:unknown true:boolean'.split(' ')[0],
  );
  assert.equal(shown('auth_plugin /a.so', '2.0.22'), 'auth_plugin:directive! /a.so:path', 'an old spelling');
});

test('values by their kind, and only where they are of that kind', () => {
  const cases: Readonly<Record<string, string>> = {
    'listener 8883 localhost': '8883:number',
    'allow_anonymous maybe': 'allow_anonymous:directive',
    'max_keepalive 60 # note': 'max_keepalive:directive 60:number',
    'listener 1\ncertfile /a b.crt': '1:number certfile:directive /a b.crt:path',
    'listener 1\ntls_version tlsv1.2': '1:number tls_version:directive tlsv1.2:word',
    'listener 1\nprotocol websockets': '1:number protocol:directive websockets:word',
    'log_dest file /var/log/m': 'log_dest:directive file:word /var/log/m:path',
    'log_dest syslog': 'log_dest:directive syslog:word',
    'connection b\ntopic a/# out 1': 'topic:directive out:word 1:number',
    'include_dir conf.d': 'conf.d:path',
    'plugin_load p /a.so': 'plugin_load:directive /a.so:path',
    '# nothing': '',
  };
  for (const [text, expected] of Object.entries(cases)) assert.equal(shown(text), expected, text);
});

test('tokens are in order, within the text and without overlap', () => {
  const text =
    'listener 8883\ncertfile a b\nlog_dest file  /x \nno_such\n\nmax_keepalive 9\r\nconnection b\ntopic # in 0\n';
  let end = 0;
  for (const { range } of mosquitto.editor.tokens?.(mosquitto.parse('t.conf', text), '2.1.2') ?? []) {
    assert.ok(range.start >= end && range.end > range.start && range.end <= text.length, JSON.stringify(range));
    end = range.end;
  }
});

test('as the protocol wants them, whole and in part', () => {
  const text = 'persistence true\nuser x\nno_such 1\n';
  const tree = mosquitto.parse('t.conf', text);
  const parsed = { file: 't.conf', broker: mosquitto, tree, lines: new LineIndex(text) };
  assert.deepEqual(semanticTokens(parsed, '2.1.2').data, [
    ...[0, 0, 11, 0, 0],
    ...[0, 12, 4, 3, 0],
    ...[1, 0, 4, 0, 0],
    ...[1, 0, 7, 1, 0],
  ]);
  const range = { start: { line: 2, character: 0 }, end: { line: 2, character: 3 } };
  assert.deepEqual(semanticTokens(parsed, '2.1.2', range).data, [2, 0, 7, 1, 0]);
});

const emqx = brokerOf('emqx');

function emqxTokens(text: string) {
  return emqx.editor.tokens?.(emqx.parse('/etc/t.conf', text), '6.0') ?? [];
}

test('EMQX: what the schema says', () => {
  const text =
    'listeners.tcp.my_own { bind = 1883, no_such = 1 }\nlog.console.level = warning\nno_root = 1\n' +
    'listeners.ssl.default.ssl_options { certfile = "c.crt", verify = verify_none }\ninclude "x"\n';
  assert.deepEqual(
    emqxTokens(text).map(({ range, kind }) => `${text.slice(range.start, range.end)}:${kind}`),
    [
      'bind:directive',
      'no_such:unknown',
      'log.console.level:directive',
      'warning:word',
      'listeners.ssl.default.ssl_options:directive',
      'certfile:directive',
      '"c.crt":path',
      'verify:directive',
      'verify_none:word',
    ],
  );
});

test('EMQX: in real files no name is shown as unknown that is not found at fault', {
  skip: sharedMissing,
}, async () => {
  const folder = path.join(shared, 'corpus/emqx5');
  const wrong: string[] = [];
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  for (const { name } of entries) {
    const text = readFileSync(path.join(folder, name), 'utf8');
    const { findings } = await analysed(text, { broker: 'emqx', version: '6.0' });
    for (const { range, kind } of emqxTokens(text)) {
      const blamed = findings.some(({ at }) => at.start < range.end && range.start < at.end);
      if (kind === 'unknown' && !blamed) wrong.push(`${name}: ${text.slice(range.start, range.end)}`);
    }
  }
  assert.deepEqual(wrong, []);
});
