import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format } from '../../core/facts/message';
import { effectiveFacts, joined, listenerLenses, protectionHints } from '../../core/lint';
import { modelOf } from '../support/emqx';

const FILE = '/etc/emqx/emqx.conf';
const TEXT = `node.name = "emqx@127.0.0.1"
listeners.tcp.default.enable = false
listeners.ssl.default {
  bind = "0.0.0.0:8883"
  ssl_options {
    versions = ["tlsv1.3"]
    verify = verify_peer
    fail_if_no_peer_cert = true
  }
}
listeners.quic.default.bind = 14567
gateway.coap.listeners.dtls.default {
  bind = "127.0.0.1:5684"
}
dashboard.listeners.http.bind = 18083
`;
const model = modelOf(TEXT, { file: FILE });

test('each listener of EMQX says behind its heading what protects it', () => {
  const shown = protectionHints(model, FILE).map(({ offset, label }) => {
    const line = TEXT.slice(TEXT.lastIndexOf('\n', offset - 1) + 1, offset);
    return `${line} | ${format(label)}`;
  });
  assert.deepEqual(shown.sort(), [
    'dashboard.listeners.http.bind = 18083 | plaintext',
    'gateway.coap.listeners.dtls.default | TLS 1.2',
    'listeners.quic.default.bind = 14567 | TLS 1.3',
    'listeners.ssl.default | TLS 1.3',
  ]);
});

test('above each listener of EMQX stands what it is, and what clients can be tried against', () => {
  const lenses = listenerLenses(model, FILE).map(({ summary, testable }) => [format(joined(summary)), testable]);
  assert.deepEqual(lenses, [
    ['switched off', false],
    ['TLS 1.3 · client certificate · anonymous', true],
    ['TLS 1.3 · QUIC · anonymous', false],
    ['TLS 1.2 · anonymous · this machine only', false],
    ['plaintext · HTTP · no anonymous', false],
  ]);
});

test('an option of EMQX says what it comes to', () => {
  const start = TEXT.indexOf('verify = verify_peer');
  const facts = effectiveFacts(model, { file: FILE, start, end: start + 'verify = verify_peer'.length });
  assert.deepEqual(
    facts.map(({ value }) => (typeof value === 'string' ? value : format(value))),
    ['clients must show a certificate (listeners.ssl.default)'],
  );
});
