import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format, t } from '../core/facts/message';
import { LineIndex } from '../core/lint/source';

test('a message is formatted with its arguments, in the language of the catalogue', () => {
  const message = t('port {port} is open', { port: 1883 });
  assert.equal(format(message), 'port 1883 is open');
  assert.equal(format(message, { 'port {port} is open': '端口 {port} 开放' }), '端口 1883 开放');
});

test('line index: LF, CRLF and lone CR end a line', () => {
  const lines = new LineIndex('a\nbc\r\nd\re');
  assert.deepEqual(
    [0, 1, 2, 4, 6, 8].map((o) => lines.position(o).line),
    [0, 0, 1, 1, 2, 3],
  );
  assert.equal(lines.lineEnd(1), 4);
});
