import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { certificateHints, LineIndex, listenerLenses, protectionHints, targetsIn } from '../../core/lint';
import { converter } from '../../server/src/convert';
import { hover } from '../../server/src/features/hover';
import { semanticTokens } from '../../server/src/features/semanticTokens';
import { analysed, brokerOf, CERTIFICATE, CLIENT, NOW, ROOT } from './support';

const PIECES = {
  mosquitto: [
    'listener 8883',
    'certfile c.crt',
    'keyfile',
    'include_dir .',
    'log_dest file',
    'topic # in',
    'no_such 1',
  ],
  nginx: [
    'stream {',
    'server {',
    'listen 8883 ssl;',
    'proxy_pass 127.0.0.1:1883;',
    'ssl_verify_client ',
    'ssl_certificate c.crt;',
    '}',
    "'",
  ],
  emqx: [
    'listeners.ssl.default {',
    'ssl_options {',
    'certfile = "c.crt"',
    'versions = [',
    'include "c',
    '}',
    ']',
    '"""',
  ],
} as const;

for (const id of ['mosquitto', 'emqx', 'nginx'] as const) {
  const broker = brokerOf(id);
  const piece = fc.oneof(
    fc.constantFrom(...PIECES[id]),
    fc.constantFrom('\n', '\n', '\r\n', '\r', ' ', '\t', '"', '#', '/', '=', '.', '\0', '\uFEFF', '\uD800', 'é'),
    fc.string({ maxLength: 4 }),
  );
  const text = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(''));

  test(`${id}: whatever the text and the cursor, every place lies in the text`, async () => {
    const property = fc.asyncProperty(text, fc.double({ min: 0, max: 1, noNaN: true }), async (source, where) => {
      const offset = Math.round(where * source.length);
      const tree = broker.parse(ROOT, source);
      const within = ({ start, end }: { start: number; end: number }) => {
        assert.ok(
          0 <= start && start <= end && end <= source.length,
          `${start} to ${end} in ${JSON.stringify(source)}`,
        );
      };
      const analysis = await analysed(source, { broker: id, files: { '/etc/c.crt': CERTIFICATE } });
      const { version } = analysis.model;
      const place = broker.editor.pathAt?.(tree, offset, version);
      if (place) within(place.range);
      for (const { range } of broker.editor.complete(tree, offset, version)) within(range);
      let end = 0;
      for (const { range } of broker.editor.tokens?.(tree, version) ?? []) {
        within(range);
        assert.ok(range.start >= end, `tokens overlap in ${JSON.stringify(source)}`);
        end = range.end;
      }
      for (const { at } of targetsIn(analysis, ROOT)) within(at);
      const { model } = analysis;
      const beside = [...certificateHints(model, ROOT, NOW), ...protectionHints(model, ROOT)];
      for (const { offset: at } of [...beside, ...listenerLenses(model, ROOT)]) within({ start: at, end: at });

      const lines = new LineIndex(source);
      const parsed = { file: ROOT, broker, tree, lines };
      const { line, column } = lines.position(offset);
      const texts = { texts: analysis.workspace.trees, uriOf: (file: string) => file };
      const results = [{ root: ROOT, analysis, options: undefined, converter: converter(texts) }];
      hover({ line, character: column }, { parsed, version, results, client: CLIENT });
      const { data } = semanticTokens(parsed, version);
      assert.ok(data.every((number) => number >= 0));
    });
    await fc.assert(property, { numRuns: 400 });
  });
}
