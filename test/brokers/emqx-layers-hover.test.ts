import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze, defaultSettings } from '../../core/lint';
import { effectiveFacts } from '../../core/lint/editor/effective';
import { memoryHost } from '../support/memoryHost';

test('a value that another file takes the place of says where that is', async () => {
  const base = 'mqtt.max_packet_size = 1MB\nmqtt.max_inflight = 5\n';
  const main = 'node.cookie = "a-cookie-that-nobody-guesses"\nmqtt.max_packet_size = 2MB\n';
  const host = memoryHost({ '/etc/base.hocon': { text: base }, '/etc/emqx.conf': { text: main } });
  const analysis = await analyze('/etc/emqx.conf', host, { settings: defaultSettings, now: 0, broker: 'emqx' });
  assert.ok(analysis);
  const at = (start: number, end: number) => ({ file: '/etc/base.hocon', start, end });
  const said = (start: number, end: number) => effectiveFacts(analysis.model, at(start, end)).map(({ value }) => value);
  assert.ok(said(0, 26).includes('emqx.conf:2'), String(said(0, 26)));
  assert.ok(!said(27, 48).includes('emqx.conf:2'));
});
