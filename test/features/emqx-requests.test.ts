import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineIndex } from '../../core/lint';
import { converter } from '../../server/src/convert';
import { documents } from '../../server/src/documents';
import { codeLenses } from '../../server/src/features/codeLens';
import { folding } from '../../server/src/features/folding';
import { inlayHints } from '../../server/src/features/inlayHints';
import { links } from '../../server/src/features/links';
import { semanticTokens } from '../../server/src/features/semanticTokens';
import { analysed, CERTIFICATE, CLIENT, marked, NOW, ROOT } from './support';

const TEXT = `listeners.ssl.default {
  bind = "0.0.0.0:8883"
  ssl_options {
    certfile = "c.crt"
    keyfile = "gone.key"
    versions = [
      "tlsv1.3"
    ]
  }
}
listeners.tcp.default.bind = 1883
listeners.ws.default.enable = false
include "more.hocon"
`;

async function situation() {
  const files = { '/etc/c.crt': CERTIFICATE, '/etc/more.hocon': { text: 'mqtt.max_inflight = 5\n' } };
  const analysis = await analysed(TEXT, { broker: 'emqx', version: '5.10', files });
  const { tree, broker } = marked(TEXT, 'emqx');
  const parsed = { file: ROOT, broker, tree, lines: new LineIndex(TEXT) };
  const options = { texts: analysis.workspace.trees, uriOf: (file: string) => file };
  return { parsed, result: { root: ROOT, analysis, options: undefined, converter: converter(options) } };
}

test('EMQX: blocks and lists fold', async () => {
  const { parsed } = await situation();
  const found = folding(parsed).map(({ startLine, endLine }) => [startLine, endLine]);
  for (const wanted of [
    [0, 8],
    [2, 7],
    [5, 6],
  ])
    assert.ok(
      found.some(([start, end]) => start === wanted[0] && end === wanted[1]),
      `${wanted} in ${JSON.stringify(found)}`,
    );
});

test('EMQX: files that are there are links, included ones too', async () => {
  const { result } = await situation();
  const found = links(ROOT, result, documents()).map(({ range, target }) => [range.start.line, target]);
  assert.deepEqual(found, [
    [3, '/etc/c.crt'],
    [12, '/etc/more.hocon'],
  ]);
});

test('EMQX: tokens as the protocol wants them', async () => {
  const { parsed } = await situation();
  const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 9 } };
  assert.deepEqual(semanticTokens(parsed, '5.10', range).data, [1, 2, 4, 0, 0]);
  assert.ok(semanticTokens(parsed, '5.10').data.length > 5 * 8);
});

test('EMQX: a lens above each listener that stands in the file, to try those that are on', async () => {
  const { parsed, result } = await situation();
  const lenses = codeLenses({ uri: 'file:///etc/t.conf', parsed, result, client: CLIENT });
  const lines = [...new Set(lenses.map(({ range }) => range.start.line))].sort((a, b) => a - b);
  assert.deepEqual(lines, [0, 10, 11]);
  const tests = lenses.filter(({ command }) => command?.command === 'mqttSecurity.testConnection');
  assert.deepEqual(
    tests.map(({ range }) => range.start.line).sort((a, b) => a - b),
    [0, 10],
  );
});

test('EMQX: hints behind listeners and certificates', async () => {
  const { parsed, result } = await situation();
  const all = { start: { line: 0, character: 0 }, end: { line: 20, character: 0 } };
  const display = { certificateExpiry: true, tlsVersions: true, codeLens: true };
  const hints = inlayHints(all, { parsed, result, display, client: CLIENT, now: NOW });
  assert.deepEqual(
    hints.map(({ position, label }) => `${position.line} ${typeof label === 'string' ? label.trim() : ''}`).sort(),
    ['0 TLS 1.3', '10 plaintext', '3 expires 2027-03-01, in 97 days'],
  );
});
