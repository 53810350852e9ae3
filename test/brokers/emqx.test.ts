import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { format } from '../../core/facts/message';
import emqx from '../../core/lint/brokers/emqx/broker';
import type { Draft } from '../../core/lint/finding';
import type { LanguageRule, Listener, Model } from '../../core/lint/model';
import { applyEdits, LineIndex } from '../../core/lint/source';
import { modelOf } from '../support/emqx';
import { root } from '../support/root';

interface Row {
  readonly text: string;
  readonly rule: LanguageRule;
  /** The text that each finding points at. */
  readonly at: readonly string[];
  readonly message?: string;
  readonly fatal?: boolean;
  /** The text after the first fix. */
  readonly fixed?: string;
  readonly version?: string;
}

const TLS = 'listeners.ssl.default.ssl_options';

const rows: readonly Row[] = [
  {
    text: 'listeners.tcp.default.bnid = 1884',
    rule: 'unknown-directive',
    at: ['bnid'],
    fatal: true,
    fixed: 'listeners.tcp.default.bind = 1884',
    message: 'EMQX knows no “bnid” in listeners.tcp.default and does not start: did you mean “bind”',
  },
  { text: 'listeners.udp.default { bind = 1 }', rule: 'unknown-directive', at: ['udp'], fatal: true },
  {
    text: `${TLS}.tls_versions = ["tlsv1.2"]`,
    rule: 'unknown-directive',
    at: ['tls_versions'],
    fatal: true,
    fixed: `${TLS}.versions = ["tlsv1.2"]`,
  },
  { text: 'retainer { enable = true, foo = 1, bar = 2 }', rule: 'unknown-directive', at: ['foo', 'bar'], fatal: true },
  { text: 'listeners.tcp.default.enabled = false', rule: 'unknown-directive', at: [] },
  {
    text: `${TLS}.session_tickets = stateless`,
    rule: 'unavailable-directive',
    at: ['session_tickets'],
    fatal: true,
    version: '5.8',
  },
  { text: `${TLS}.session_tickets = stateless`, rule: 'unavailable-directive', at: [], version: '5.10' },
  { text: 'listener.tcp.external.acceptors = 8', rule: 'ignored-root', at: ['listener'], fatal: false },
  { text: 'mqt { a = 1 }', rule: 'ignored-root', at: ['mqt'], fatal: false, fixed: 'mqtt { a = 1 }' },
  { text: 'limiter.connection.rate = "100/s"', rule: 'ignored-root', at: ['limiter'], version: '5.10' },
  { text: 'limiter.connection.rate = "100/s"', rule: 'ignored-root', at: [], version: '5.8' },
  { text: 'certs = "/x"\nlisteners.tcp.default { mountpoint = ${certs} }', rule: 'ignored-root', at: [] },
  {
    text: 'mqtt.max_packet_size = 1MB\nmqtt.max_packet_size = 2MB\n',
    rule: 'duplicate-directive',
    at: ['mqtt.max_packet_size'],
    fixed: 'mqtt.max_packet_size = 2MB\n',
  },
  { text: 'mqtt { idle_timeout = 5s }\nmqtt { max_qos_allowed = 1 }', rule: 'duplicate-directive', at: [] },
  {
    text: 'mqtt { idle_timeout = 5s }\nmqtt { idle_timeout = 6s, max_qos_allowed = 1 }',
    rule: 'duplicate-directive',
    at: ['idle_timeout'],
    fixed: 'mqtt {  }\nmqtt { idle_timeout = 6s, max_qos_allowed = 1 }',
  },
  {
    text: 'dashboard.listeners.http {\n  bind = 18083\n  enable = false\n}',
    rule: 'dashboard-http-enable-ignored',
    at: ['enable'],
    fatal: false,
    fixed: 'dashboard.listeners.http {\n  bind = 0\n}',
  },
  {
    text: 'dashboard.listeners.http.enable = false',
    rule: 'deprecated-directive',
    at: ['enable'],
    fixed: 'dashboard.listeners.http.bind = 0',
  },
  {
    text: 'listeners.ssl.default {\n  bind = 8883\n  certfile = "a.pem"\n  keyfile = "b.pem"\n}\n',
    rule: 'misplaced-tls-option',
    at: ['certfile', 'keyfile'],
    fatal: true,
    fixed:
      'listeners.ssl.default {\n  bind = 8883\n  ssl_options {\n    certfile = "a.pem"\n    keyfile = "b.pem"\n  }\n}\n',
  },
  {
    text: 'listeners.ssl.default {\n  verify = verify_peer\n  ssl_options {\n    cacertfile = "ca.pem"\n  }\n}\n',
    rule: 'misplaced-tls-option',
    at: ['verify'],
    fatal: true,
    fixed: 'listeners.ssl.default {\n  ssl_options {\n    cacertfile = "ca.pem"\n    verify = verify_peer\n  }\n}\n',
  },
  {
    text: 'listeners.ssl.default { bind = 8883, certfile = "a", keyfile = "b" }',
    rule: 'misplaced-tls-option',
    at: ['certfile', 'keyfile'],
    fatal: true,
    fixed: 'listeners.ssl.default { bind = 8883, ssl_options.certfile = "a", ssl_options.keyfile = "b" }',
  },
  {
    text: 'listeners.wss.a.verify = verify_peer',
    rule: 'misplaced-tls-option',
    at: ['verify'],
    fatal: true,
    fixed: 'listeners.wss.a.ssl_options.verify = verify_peer',
  },
  {
    text: 'listeners.tcp.default { ssl_options { verify = verify_peer } }',
    rule: 'misplaced-tls-option',
    at: ['ssl_options'],
    fatal: true,
  },
  {
    text: 'listeners.quic.default {\n  bind = 14567\n  certfile = "a"\n}',
    rule: 'misplaced-tls-option',
    at: ['certfile'],
    fatal: false,
    fixed: 'listeners.quic.default {\n  bind = 14567\n  ssl_options {\n    certfile = "a"\n  }\n}',
  },
  {
    text: 'dashboard.listeners.https { bind = 18084, certfile = "a", keyfile = "b" }',
    rule: 'misplaced-tls-option',
    at: [],
  },
  {
    text: 'dashboard.listeners.https { bind = 18084, certfile = "a", ssl_options { keyfile = "b" } }',
    rule: 'misplaced-tls-option',
    at: ['certfile'],
    fatal: true,
  },
  {
    text: 'listeners.tcp.default.enable = off',
    rule: 'invalid-value',
    at: ['off'],
    fatal: true,
    fixed: 'listeners.tcp.default.enable = false',
  },
  { text: 'listeners.tcp.default.enable = "true"', rule: 'invalid-value', at: [] },
  {
    text: `${TLS}.verify = verifypeer`,
    rule: 'invalid-value',
    at: ['verifypeer'],
    fatal: true,
    fixed: `${TLS}.verify = verify_peer`,
  },
  {
    text: `${TLS}.versions = "tlsv1.2,tlsv1.3"`,
    rule: 'invalid-value',
    at: ['"tlsv1.2,tlsv1.3"'],
    fatal: true,
    fixed: `${TLS}.versions = ["tlsv1.2", "tlsv1.3"]`,
  },
  { text: `${TLS} { depth = -1 }`, rule: 'invalid-value', at: ['-1'], fatal: true },
  {
    text: `${TLS}.handshake_timeout = "15 s"`,
    rule: 'invalid-value',
    at: ['"15 s"'],
    fatal: true,
    fixed: `${TLS}.handshake_timeout = 15s`,
  },
  { text: `${TLS}.handshake_timeout = 1h30m`, rule: 'invalid-value', at: [] },
  { text: 'mqtt.max_packet_size = 300MB', rule: 'invalid-value', at: ['300MB'], fatal: true },
  {
    text: 'mqtt.max_packet_size = "1 MB"',
    rule: 'invalid-value',
    at: ['"1 MB"'],
    fatal: true,
    fixed: 'mqtt.max_packet_size = 1MB',
  },
  { text: 'mqtt.max_clientid_len = 99999', rule: 'invalid-value', at: ['99999'], fatal: true },
  { text: 'sysmon.os.cpu_high_watermark = 0.8', rule: 'invalid-value', at: ['0.8'], fatal: true },
  {
    text: 'sysmon.os { cpu_high_watermark = 50%, cpu_low_watermark = 60% }',
    rule: 'invalid-value',
    at: ['60%'],
    fatal: true,
  },
  {
    text: 'gateway.stomp.listeners.ssl.default {\n  bind = 61614\n  certfile = "a.pem"\n}\n',
    rule: 'misplaced-tls-option',
    at: ['certfile'],
    fatal: true,
    fixed: 'gateway.stomp.listeners.ssl.default {\n  bind = 61614\n  ssl_options {\n    certfile = "a.pem"\n  }\n}\n',
  },
  {
    text: 'listeners.wss.default {\n  bind = 8084\n  verify = verify_peer\n}\n',
    rule: 'misplaced-tls-option',
    at: ['verify'],
    fatal: true,
    fixed: 'listeners.wss.default {\n  bind = 8084\n  ssl_options {\n    verify = verify_peer\n  }\n}\n',
  },
  {
    text: 'listeners.quic.default {\n  bind = 14567\n  keyfile = "a.pem"\n}\n',
    rule: 'misplaced-tls-option',
    at: ['keyfile'],
    fatal: false,
    fixed: 'listeners.quic.default {\n  bind = 14567\n  ssl_options {\n    keyfile = "a.pem"\n  }\n}\n',
  },
  {
    text: 'connectors.mqtt.a {\n  server = "b:8883"\n  cacertfile = "ca.pem"\n  ssl.enable = true\n}\n',
    rule: 'misplaced-tls-option',
    at: ['cacertfile'],
    fatal: true,
    fixed: 'connectors.mqtt.a {\n  server = "b:8883"\n  ssl.enable = true\n  ssl.cacertfile = "ca.pem"\n}\n',
  },
  {
    text: 'listeners.tcp.default.bind = "localhost:1883"',
    rule: 'bind-invalid',
    at: ['"localhost:1883"'],
    fatal: true,
  },
  {
    text: 'listeners.tcp.default.bind = "127.0.0.1"',
    rule: 'bind-invalid',
    at: ['"127.0.0.1"'],
    fatal: true,
    message: '“127.0.0.1” has no port: write address:port',
  },
  { text: 'listeners.tcp.default.bind = "[::1]:1883"', rule: 'bind-invalid', at: [] },
  { text: 'listeners.tcp.default.bind = "0.0.0.0:65536"', rule: 'bind-invalid', at: ['"0.0.0.0:65536"'], fatal: true },
  { text: 'listeners.tcp.default.max_connections = unlimited', rule: 'invalid-value', at: ['unlimited'], fatal: true },
  {
    text: 'listeners.tcp.default.access_rules = ["permit all"]',
    rule: 'invalid-value',
    at: ['"permit all"'],
    fatal: true,
  },
  { text: 'listeners.tcp { "bad name" { bind = 1 } }', rule: 'invalid-value', at: ['"bad name"'], fatal: true },
  { text: `${TLS} { enable_crl_check = true }`, rule: 'crl-check-incomplete', at: ['true'], fatal: true },
  {
    text: `${TLS} { ocsp { enable_ocsp_stapling = true, responder_url = "http://x" } }`,
    rule: 'ocsp-stapling-incomplete',
    at: ['true'],
    fatal: true,
  },
  {
    text: 'authentication = [{ mechanism = password_based, backend = postgres }]',
    rule: 'invalid-value',
    at: ['postgres'],
    fatal: true,
  },
  {
    text: 'authentication = { mechanism = password_based, backend = built_in_database }',
    rule: 'invalid-value',
    at: [],
  },
  {
    text: 'authentication = [{ mechanism = password_based, backend = http, method = get, url = "https://a/b" }]',
    rule: 'invalid-value',
    at: ['"https://a/b"'],
    fatal: true,
  },
  { text: 'node.cookie = ""', rule: 'invalid-value', at: ['""'], fatal: true, version: '6.3' },
  { text: 'node.cookie = ""', rule: 'invalid-value', at: [], version: '5.10' },
  { text: 'listeners.tcp.default.enable = "${ENABLED}"', rule: 'invalid-value', at: [] },
  { text: 'listeners.tcp.default = 1883', rule: 'invalid-value', at: ['1883'], fatal: true },
  {
    text: 'node.process_limit = 2097152',
    rule: 'deprecated-directive',
    at: ['process_limit'],
    fatal: false,
    version: '5.10',
  },
  { text: 'node.process_limit = 2097152', rule: 'deprecated-directive', at: [], version: '5.8' },
  {
    text: 'gateway.stomp.listeners.ssl.a { bind = 1, ssl_options { versions = ["TLSv1.2"] } }',
    rule: 'invalid-value',
    at: ['"TLSv1.2"'],
    fatal: true,
    fixed: 'gateway.stomp.listeners.ssl.a { bind = 1, ssl_options { versions = ["tlsv1.2"] } }',
  },
  {
    text: 'gateway.coap.listeners.dtls.a { bind = 1, dtls_options { versions = ["dtlsv1.2"] } }',
    rule: 'invalid-value',
    at: [],
  },
  { text: 'mqtt = { idle_timeout = null }', rule: 'invalid-value', at: [] },
  {
    text: 'bind = 0.0.0.0:1883',
    rule: 'syntax-error',
    at: ['0.0.0.0:1883'],
    fatal: true,
    fixed: 'bind = "0.0.0.0:1883"',
  },
  { text: 'node.cookie = ${COOKIE}', rule: 'syntax-error', at: ['${COOKIE}'], fatal: true },
  { text: 'mqtt.mqueue_default_priority = highest\nlowest', rule: 'syntax-error', at: ['lowest'], fatal: false },
];

test('what EMQX’s own reading finds', async (context) => {
  for (const row of rows) {
    await context.test(`${row.rule}${row.version ? ` (${row.version})` : ''}: ${JSON.stringify(row.text)}`, () =>
      check(row),
    );
  }
});

function check({ text, rule, at, message, fatal, fixed, version }: Row): void {
  const drafts = modelOf(text, { version }).language[rule];
  assert.deepEqual(
    drafts.map((draft) => text.slice(draft.at.start, draft.at.end)),
    at,
  );
  const [first] = drafts;
  if (message !== undefined) assert.equal(first && format(first.message), message);
  if (fatal !== undefined)
    assert.deepEqual(
      drafts.map(({ kind }) => kind === 'fatal'),
      at.map(() => fatal),
    );
  if (fixed === undefined || !first) return;
  const after = applyEdits(text, first.fixes?.[0]?.edits ?? []);
  assert.equal(after, fixed);
  const left = modelOf(after, { version });
  assert.ok(left.language[rule].length < drafts.length);
  assert.deepEqual(
    left.language['syntax-error'].filter(({ kind }) => kind === 'fatal' && rule !== 'syntax-error'),
    [],
  );
}

function listener(model: Model, label: string): Listener {
  const found = model.listeners.find((each) => each.label === label);
  assert.ok(found, label);
  return found;
}

test('default listeners are open unless they are named', () => {
  const model = modelOf(
    'node.cookie = x\nlisteners.ssl.mine { bind = 8885 }\nlisteners.ws.default.enable = false\nlisteners.wss.default = marked_for_deletion',
  );
  assert.deepEqual(
    model.listeners.map(({ label, implicit, enabled, port, exposure }) => [
      label,
      implicit,
      enabled,
      port.value,
      exposure,
    ]),
    [
      ['listeners.tcp.default', true, true, 1883, 'public'],
      ['listeners.ssl.mine', false, true, 8885, 'public'],
      ['listeners.ssl.default', true, true, 8883, 'public'],
      ['listeners.ws.default', false, false, 8083, 'public'],
    ],
  );
  assert.equal(modelOf('listeners.ssl.mine { bind = 8885 }', { fragment: true }).listeners.length, 1);
  assert.equal(modelOf('listeners.ssl.mine { bind = 8885 }', { file: '/x/cluster.hocon' }).listeners.length, 1);
  assert.equal(modelOf('node.cookie = x').listeners.length, 0);
});

test('bind is read, and edited in the user’s own form', () => {
  const cases: [string, number | undefined, string | undefined, string][] = [
    ['1884', 1884, undefined, 'public'],
    ['":1884"', 1884, undefined, 'public'],
    ['"127.0.0.1:1884"', 1884, '127.0.0.1', 'loopback'],
    ['"10.1.2.3:1884"', 1884, '10.1.2.3', 'private'],
    ['"[::]:1884"', 1884, '[::]', 'public'],
    ['"[::1]:1884"', 1884, '[::1]', 'loopback'],
    ['"host:1884"', undefined, undefined, 'unknown'],
    ['"${HOST}:1884"', undefined, undefined, 'unknown'],
  ];
  for (const [bind, port, address, exposure] of cases) {
    const found = listener(modelOf(`listeners.tcp.a { bind = ${bind} }`), 'listeners.tcp.a');
    assert.deepEqual([found.port.value, found.address.value, found.exposure], [port, address, exposure]);
  }
  const text = 'listeners.tcp.default {\n  bind = "0.0.0.0:1883" # all\n}\n';
  const { address } = listener(modelOf(text), 'listeners.tcp.default');
  assert.equal(applyEdits(text, address.set('127.0.0.1')), text.replace('0.0.0.0', '127.0.0.1'));
  const implicit = listener(modelOf('listeners {\n  ssl.default.bind = 8883\n}'), 'listeners.tcp.default');
  assert.equal(
    applyEdits('listeners {\n  ssl.default.bind = 8883\n}', implicit.address.set('127.0.0.1')),
    'listeners {\n  ssl.default.bind = 8883\n  tcp {\n    default {\n      bind = "127.0.0.1:1883"\n    }\n  }\n}',
  );
});

test('TLS of a listener', () => {
  const text = `listeners.ssl.default {
  ssl_options {
    certfile = "c.pem"
    keyfile = "\${EMQX_ETC_DIR}/k.pem"
    cacertfile = "ca.pem"
    verify = verify_peer
    fail_if_no_peer_cert = true
    versions = [tlsv1.3, "TLSv1.2"]
    ciphers = "TLS_AES_256_GCM_SHA384,ECDHE-RSA-AES128-GCM-SHA256, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
  }
}`;
  const { tls } = listener(modelOf(text), 'listeners.ssl.default');
  assert.equal(tls.active, true);
  assert.equal(tls.clientCertificate.value, 'required');
  assert.deepEqual(
    tls.versions.items.map(({ text: word, version }) => [word, version]),
    [
      ['tlsv1.3', 'tlsv1.3'],
      ['TLSv1.2', undefined],
    ],
  );
  assert.deepEqual(
    [tls.certificate.value?.path, tls.certificate.value?.templated, tls.certificate.explicit],
    ['c.pem', false, true],
  );
  assert.equal(tls.privateKey.value?.templated, true);
  const members = tls.ciphers[0]?.members ?? [];
  assert.deepEqual(
    members.map(({ role, nearest }) => [role, nearest]),
    [
      ['suite', undefined],
      ['suite', undefined],
      ['unknown', 'ECDHE-RSA-AES256-GCM-SHA384'],
    ],
  );
  assert.equal(text.slice(members[2]?.at.start, members[2]?.at.end), 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384');
  assert.match(applyEdits(text, members[1]?.remove() ?? []), /"TLS_AES_256_GCM_SHA384, TLS_ECDHE/);
  assert.match(applyEdits(text, members[2]?.rename('X') ?? []), /SHA256, X"/);
  assert.match(applyEdits(text, tls.versions.set(['tlsv1.2', 'tlsv1.3'])), /versions = \["tlsv1.3", "tlsv1.2"\]/);
});

test('cipher lists as arrays: one member goes with one comma', () => {
  const text = 'listeners.ssl.a.ssl_options.ciphers = ["RC4-SHA", "AES128-SHA", "DES-CBC-SHA"]';
  const members = listener(modelOf(text), 'listeners.ssl.a').tls.ciphers[0]?.members ?? [];
  assert.deepEqual(
    members.map((member) => applyEdits(text, member.remove()).slice(text.indexOf('['))),
    ['["AES128-SHA", "DES-CBC-SHA"]', '["RC4-SHA", "DES-CBC-SHA"]', '["RC4-SHA", "AES128-SHA"]'],
  );
  assert.equal(listener(modelOf('listeners.ssl.a.ssl_options.ciphers = []'), 'listeners.ssl.a').tls.ciphers.length, 0);
});

test('TLS defaults and demo files', () => {
  const { tls } = listener(modelOf('listeners.ssl.default { bind = 8883 }'), 'listeners.ssl.default');
  assert.deepEqual(tls.versions.value, ['tlsv1.2', 'tlsv1.3']);
  assert.deepEqual([tls.certificate.value?.path, tls.certificate.explicit], ['${EMQX_ETC_DIR}/certs/cert.pem', false]);
  assert.equal(tls.clientCertificate.value, 'none');
  const empty = listener(modelOf('listeners.ssl.default.ssl_options.versions = []'), 'listeners.ssl.default').tls
    .versions;
  assert.deepEqual(empty.value, ['tlsv1', 'tlsv1.1', 'tlsv1.2', 'tlsv1.3']);
  assert.equal(listener(modelOf('listeners.tcp.default { bind = 1883 }'), 'listeners.tcp.default').tls.active, false);
});

test('settings are written in the user’s form', () => {
  const set = (
    text: string,
    label: string,
    edit: (found: Listener) => ReturnType<Listener['tls']['versions']['set']>,
  ) => applyEdits(text, edit(listener(modelOf(text), label)));
  const require = (found: Listener) => found.tls.clientCertificate.set('required');
  assert.equal(
    set('listeners.ssl.default {\n    bind = 8883\n}\n', 'listeners.ssl.default', require),
    'listeners.ssl.default {\n    bind = 8883\n    ssl_options {\n      verify = verify_peer\n      fail_if_no_peer_cert = true\n    }\n}\n',
  );
  assert.equal(
    set('listeners.ssl.default { bind = 8883 }', 'listeners.ssl.default', require),
    'listeners.ssl.default { bind = 8883, ssl_options.verify = verify_peer, ssl_options.fail_if_no_peer_cert = true }',
  );
  assert.equal(
    set('listeners.ssl.default.bind = 8883\nnode.name = "x@y"', 'listeners.ssl.default', require),
    'listeners.ssl.default.bind = 8883\nlisteners.ssl.default.ssl_options.verify = verify_peer\nlisteners.ssl.default.ssl_options.fail_if_no_peer_cert = true\nnode.name = "x@y"',
  );
  assert.equal(
    set(
      'listeners.ssl.default {\n  ssl_options {\n    verify = verify_none # why\n  }\n}',
      'listeners.ssl.default',
      require,
    ),
    'listeners.ssl.default {\n  ssl_options {\n    verify = verify_peer # why\n    fail_if_no_peer_cert = true\n  }\n}',
  );
  assert.equal(
    set('listeners.ssl.default {}', 'listeners.ssl.default', (found) => found.tls.versions.set(['tlsv1.3'])),
    'listeners.ssl.default { ssl_options.versions = ["tlsv1.3"] }',
  );
  const crlf = 'listeners.ssl.default {\r\n  bind = 8883\r\n}\r\n';
  assert.equal(
    set(crlf, 'listeners.ssl.default', (found) => found.tls.versions.set(['tlsv1.3'])),
    'listeners.ssl.default {\r\n  bind = 8883\r\n  ssl_options {\r\n    versions = ["tlsv1.3"]\r\n  }\r\n}\r\n',
  );
});

test('nothing is written where the value stands elsewhere', () => {
  const text = 'opts { verify = verify_none }\nlisteners.ssl.default { ssl_options = ${opts} }';
  const { tls } = listener(modelOf(text), 'listeners.ssl.default');
  assert.equal(tls.clientCertificate.value, 'none');
  assert.deepEqual(tls.clientCertificate.set('required'), []);
});

test('nothing is written where what follows would be joined to it', () => {
  const local = (text: string) => listener(modelOf(text), 'listeners.tcp.a').address.set('127.0.0.1').length;
  assert.equal(local('listeners.tcp.a {\n  bind = 1"883\n  # or "\n}'), 0);
  assert.equal(local('listeners.tcp.a {\n  bind = 1883 # here\n  "x"\n}'), 0);
  assert.equal(local('listeners.tcp.a {\n  bind = 1883 # here\n  x = 1\n}\ny = '), 1);
  assert.equal(local('listeners.tcp.a {\n  {}'), 0);
  assert.equal(local('listeners.tcp.a {x = true[}'), 0);
  assert.equal(local('listeners.tcp.a {\n  x = true\n  [1]\n}'), 0);
  assert.equal(local('listeners.tcp.a.x = true\n[1]'), 0);
  assert.equal(local('listeners.tcp.a.x {'), 0);
  assert.equal(local('listeners.tcp.a { x { y = 1 }\n'), 0);
  assert.equal(modelOf('d 3mqt {').language['ignored-root'][0]?.fixes?.length ?? 0, 0);
});

test('who gets in', () => {
  const anonymous = (text: string, options?: { fragment?: boolean }) => {
    const found = modelOf(`listeners.tcp.default { bind = 1883 }\n${text}`, options).listeners.find(
      ({ label }) => label === 'listeners.tcp.default',
    );
    return [found?.anonymous.value, found?.anonymous.explicit, found?.authentication.length];
  };
  const chain = '{ mechanism = password_based, backend = built_in_database }';
  assert.deepEqual(anonymous(''), [true, false, 0]);
  assert.deepEqual(anonymous('', { fragment: true }), [false, false, 0]);
  assert.deepEqual(anonymous('authentication = []'), [true, true, 0]);
  assert.deepEqual(anonymous(`authentication = [${chain}]`), [false, true, 1]);
  assert.deepEqual(anonymous(`authentication = ${chain}`), [false, true, 1]);
  assert.deepEqual(anonymous('authentication = [{ mechanism = jwt, enable = false }]'), [true, true, 0]);
  assert.deepEqual(anonymous(`authentication = [${chain}]\nlisteners.tcp.default.enable_authn = false`), [
    true,
    true,
    0,
  ]);
  assert.deepEqual(anonymous(`listeners.tcp.default.authentication = [${chain}]`), [false, true, 1]);
  const text = `authentication = [${chain}]\nlisteners.tcp.default.enable_authn = false`;
  const found = listener(modelOf(text), 'listeners.tcp.default');
  assert.equal(
    applyEdits(text, found.anonymous.set(false)),
    text.replace('enable_authn = false', 'enable_authn = true'),
  );
});

test('fail_if_no_peer_cert alone is a contradiction, fatal on ssl and wss', () => {
  for (const [path, kind] of [
    ['ssl', 'fatal'],
    ['wss', 'fatal'],
    ['quic', 'correctness'],
  ]) {
    const text = `listeners.${path}.a { bind = 1, ssl_options { fail_if_no_peer_cert = true } }`;
    const draft: Draft | undefined = listener(modelOf(text), `listeners.${path}.a`).tls.contradiction;
    assert.equal(draft?.kind, kind);
    assert.equal(
      applyEdits(text, draft?.fixes?.[0]?.edits ?? []),
      text.replace('cert = true', 'cert = true, verify = verify_peer'),
    );
  }
});

test('connections that EMQX makes', () => {
  const text = `connectors.mqtt.up { server = "broker.example:8883", ssl { enable = true, versions = ["tlsv1.1"] } }
authentication = [{ mechanism = password_based, backend = mysql, server = "127.0.0.1:3306", ssl { enable = false } }]
listeners.ssl.default.ssl_options { verify = verify_none }`;
  const { outgoing } = modelOf(text);
  assert.deepEqual(
    outgoing.map(({ label, port, exposure, tls }) => [label, port.value, exposure, tls.active, tls.versions.value]),
    [
      ['connectors.mqtt.up', 8883, 'public', true, ['tlsv1.1']],
      ['authentication (mysql)', 3306, 'loopback', false, ['tlsv1.2', 'tlsv1.3']],
    ],
  );
});

test('files that are named', () => {
  const text = `listeners.ssl.a.ssl_options { certfile = "c.pem", keyfile = "/k.pem", cacertfile = "\${EMQX_ETC_DIR}/ca.pem", dhfile = "" }
authorization.sources = [{ type = file, path = "acl.conf" }]
psk_authentication { init_file = "psk" }
bridges.mqtt.x.ssl.certfile = "-----BEGIN CERTIFICATE-----"`;
  const references = modelOf(text).references.map(({ role, path: file, fatal, templated }) => [
    role,
    file,
    fatal,
    templated,
  ]);
  assert.deepEqual(references, [
    ['certificate', 'c.pem', false, false],
    ['private-key', '/k.pem', false, false],
    ['ca', '${EMQX_ETC_DIR}/ca.pem', false, true],
    ['acl-file', 'acl.conf', true, false],
    ['psk-file', 'psk', false, false],
  ]);
});

test('includes', () => {
  const tree = emqx.parse('x', 'include "a.conf"\nb { include required("c.conf") }\n"include" = 1');
  assert.deepEqual(
    emqx.includes(tree).map(({ path: file, required, kind }) => [file, required, kind]),
    [
      ['a.conf', false, 'file'],
      ['c.conf', true, 'file'],
    ],
  );
});

test('included files count where they are included, and edits go to the file that holds the value', () => {
  const beside = {
    'tls.conf': 'listeners.ssl.default.ssl_options { verify = verify_none }\nlisteners.ssl.default.bnid = 1',
  };
  const model = modelOf('include "tls.conf"\nlisteners.ssl.default.bind = 8884', { beside });
  const { port, tls } = listener(model, 'listeners.ssl.default');
  assert.equal(port.value, 8884);
  assert.deepEqual(
    tls.clientCertificate.set('none').map(({ span }) => span.file),
    ['tls.conf', 'tls.conf'],
  );
  assert.deepEqual(
    model.language['unknown-directive'].map(({ at }) => at.file),
    ['tls.conf'],
  );
});

test('without a chosen release only what holds in all of them is fatal', () => {
  const kinds = (text: string, rule: LanguageRule) =>
    modelOf(text, { version: '6.3', versionAssumed: true }).language[rule].map(({ kind, level }) => [kind, level]);
  assert.deepEqual(kinds('mqtt.nosuch = 1', 'unknown-directive'), [['fatal', undefined]]);
  assert.deepEqual(kinds('node.cookie = ""', 'invalid-value'), [['correctness', 'info']]);
  assert.deepEqual(
    kinds('listeners.ssl.a { bind = 1, ssl_options { session_tickets = disabled } }', 'unavailable-directive'),
    [],
  );
  assert.deepEqual(kinds('limiter.connection.rate = "1/s"', 'ignored-root'), [['correctness', 'info']]);
});

test('a missing brace is the finding, not the roots that it swallows', () => {
  const { language } = modelOf(
    'listeners.ssl.default {\n  ssl_options {\n    verify = verify_peer\n}\nnode { name = "a@b" }\n',
  );
  assert.deepEqual(language['unknown-directive'], []);
  assert.equal(language['syntax-error'].length, 1);
});

test('a line that is wrong all over is one finding', () => {
  assert.equal(modelOf('a = b /c (d) !e ?f *g\nb = 1').language['syntax-error'].length, 1);
});

test('a duplicate that opens a door weighs more', () => {
  const severity = (text: string) =>
    modelOf(text).language['duplicate-directive'].map(({ level, kind }) => [level, kind]);
  assert.deepEqual(severity(`${TLS}.verify = verify_peer\n${TLS}.verify = verify_none`), [['error', 'security']]);
  assert.deepEqual(severity(`${TLS}.verify = verify_none\n${TLS}.verify = verify_peer`), [[undefined, 'correctness']]);
  assert.deepEqual(severity(`${TLS}.depth = 1\n${TLS}.depth = 1`), [['info', 'correctness']]);
});

test('an included flat file is said once', () => {
  const { language } = modelOf('include "old.conf"\nnode.name = "a@b"', { beside: { 'old.conf': FLAT } });
  assert.deepEqual(
    language['syntax-error'].map(({ at, level }) => [at.file, at.start, level]),
    [['old.conf', 0, 'info']],
  );
});

test('a value that a later one builds on is no duplicate', () => {
  assert.deepEqual(modelOf('p = "/x"\np = ${p}":y"').language['duplicate-directive'], []);
  const [draft] = modelOf('mqtt.a = { b = 1 }\nmqtt.a = 2\nmqtt.a.c = 3').language['duplicate-directive'];
  assert.deepEqual(draft?.fixes, []);
});

const FLAT = 'listener.tcp.external = 0.0.0.0:1883\nlistener.ssl.external = 8883\nallow_anonymous = true\n';

test('a flat file of 4.x is said once', () => {
  const { language, endOfLife } = modelOf(FLAT);
  assert.deepEqual(language['syntax-error'], []);
  assert.equal(endOfLife?.line, '4.x');
});

test('a template is said once', () => {
  for (const text of ['node {\n  name = "{{ name }}"\n  {{ range }}\n}\n', 'node.cookie = {{ cookie }}\n']) {
    const { language, listeners } = modelOf(text);
    const drafts = Object.values(language).flat();
    assert.deepEqual(
      drafts.map(({ level }) => level),
      ['info'],
      text,
    );
    assert.equal(new LineIndex(text).lineAt(drafts[0]?.at.start ?? 0), text.startsWith('##') ? 1 : 0);
    assert.equal(listeners.length, 0);
  }
});

test('whose file it is', () => {
  const yes = [
    'node {\n  cookie = x\n  data_dir = "data"\n}',
    'listeners.ssl.default {\n  ssl_options {}\n}',
    'dashboard {\n  default_password = public\n}',
    'authentication = [\n  { mechanism = password_based }\n]',
  ];
  const no = [
    FLAT,
    'akka {\n  cluster { seed-nodes = [] }\n}\nnode { data_dir = x }',
    'play.http.secret.key = x\nlog { level = info }',
    'listeners.tcp {\n  bind = "0.0.0.0:1883"\n}\nhttp_server { port = 8081 }\nauth { allow_anonymous = true }',
    'listeners.ssl {\n  bind = "0.0.0.0:8883"\n  keyfile = "/etc/certs/key.pem"\n}',
    'listener 1883\nallow_anonymous true',
    'server {\n  listen 1883;\n}',
    'cluster { nodes = 3 }',
    '',
  ];
  for (const text of yes) assert.equal(emqx.looksLike(text), true, text);
  for (const text of no) assert.equal(emqx.looksLike(text), false, text);
});

function completions(marked: string, version = '5.10'): string[] {
  const offset = marked.indexOf('$0');
  const text = marked.replace('$0', '');
  return emqx.editor.complete(emqx.parse('x', text), offset, version).map(({ label }) => label);
}

test('a name that is begun below a block or list belongs beside it, not into it', () => {
  for (const above of ['node {\n  name = x\n}', 'a = [1]', 'node {\n  name = x\n}\n\nlog { }']) {
    assert.ok(completions(`${above}\nlisten$0`).includes('listeners'), above);
  }
  assert.ok(completions('node {\n  name = x\n}\nlisteners.ssl.default.$0').includes('ssl_options'));
  const inside = 'listeners.ssl.default {\n  ssl_options {\n    depth = 1\n  }\n  ena$0\n}';
  assert.ok(completions(inside).includes('enable_authn'));
  assert.ok(completions('node {\n  da$0\n}\nlisten').includes('data_dir'));
});

test('completion follows the path, dotted or nested', () => {
  assert.ok(completions('li$0').includes('listeners'));
  assert.deepEqual(completions('listeners.$0'), ['tcp', 'ssl', 'ws', 'wss', 'quic']);
  assert.ok(completions('listeners.ssl.default {\n  $0\n}').includes('ssl_options'));
  assert.ok(!completions('listeners.tcp.default {\n  $0\n}').includes('ssl_options'));
  assert.ok(
    completions('listeners {\n  ssl.default {\n    ssl_options {\n      ver$0\n    }\n  }\n}').includes('verify'),
  );
  assert.ok(completions('listeners.ssl.default.ssl_options.ver$0').includes('versions'));
  assert.deepEqual(completions('listeners.ssl.default.ssl_options {\n  verify = $0\n}'), [
    'verify_peer',
    'verify_none',
  ]);
  assert.deepEqual(completions('listeners.ssl.default.ssl_options.verify = ver$0'), ['verify_peer', 'verify_none']);
  assert.ok(
    completions('listeners.ssl.default.ssl_options {\n  verify = verify_peer\n  fail$0\n}').includes(
      'fail_if_no_peer_cert',
    ),
  );
  assert.ok(!completions('listeners.ssl.default.ssl_options {\n  verify = verify_peer\n  ver$0\n}').includes('verify'));
  assert.deepEqual(completions('listeners.ssl.default.ssl_options.versions = [$0]'), ['tlsv1.3', 'tlsv1.2']);
  assert.ok(completions('listeners.ssl.default.ssl_options.ciphers = ["$0"]').includes('ECDHE-RSA-AES128-GCM-SHA256'));
  assert.ok(completions('authentication = [\n  { mech$0 }\n]').includes('mechanism'));
  assert.ok(completions('listeners.ssl.$0').includes('default'));
  assert.ok(!completions('listeners.ssl.default.ssl_options.$0', '5.8').includes('session_tickets'));
  assert.ok(completions('listeners.ssl.default.ssl_options.$0', '6.3').includes('managed_certs'));
  assert.deepEqual(completions('# li$0'), []);
});

test('completion in a list of authenticators follows the words beside, by version', () => {
  const jwt = ['use_jwks', 'algorithm', 'secret', 'verify_claims', 'acl_claim_name'];
  for (const version of ['5.8', '5.10', '6.3']) {
    const offered = (text: string) => completions(text, version);
    assert.deepEqual(offered('authentication = [ { $0 } ]').slice(0, 2), ['mechanism', 'backend']);
    assert.equal(offered('authorization.sources = [ { $0 } ]')[0], 'type');
    const database = offered(
      'authentication = [ {\n mechanism = password_based\n backend = built_in_database\n $0\n} ]',
    );
    assert.ok(database.includes('password_hash_algorithm'), version);
    for (const name of [...jwt, 'mechanism', 'backend', 'server', 'url']) assert.ok(!database.includes(name), name);
    assert.equal(database.includes('precondition'), version !== '5.8', version);
    const places = [
      'authentication = [ { mechanism = jwt, $0 } ]',
      'authentication { mechanism = jwt, $0 }',
      'listeners.tcp.default { authentication = [ { mechanism = jwt\n $0 } ] }',
      'listeners { ssl { default { authentication = [ { $0, mechanism = "jwt" } ] } } }',
      'gateway.coap.authentication { mechanism = jwt\n$0 }',
      'gateway.coap.authentication.mechanism = jwt\ngateway.coap.authentication.$0 = 1',
      // Not closed yet.
      'authentication = [ {\n mechanism = jwt\n $0',
    ];
    for (const place of places) {
      const names = offered(place);
      for (const name of jwt) assert.ok(names.includes(name), `${version}: ${name} in ${place}`);
      for (const name of ['backend', 'server', 'url', 'query']) assert.ok(!names.includes(name), `${name} in ${place}`);
    }
    assert.deepEqual(offered('authorization.sources = [ { type = file, $0 } ]').slice(0, 2), ['enable', 'path']);
    assert.ok(!offered('authorization.sources = [ { type = file, $0 } ]').includes('url'));
    assert.ok(!offered('authentication = [ { mechanism = password_based, backend = $0 } ]').includes('kerberos'));
    assert.ok(offered('authentication = [ { mechanism = pass$0word_based } ]').includes('jwt'));
    assert.ok(offered('authentication = [ { mechanism = none_such, $0 } ]').includes('secret'), 'all, where none fits');
  }
});

test('hover describes the option', () => {
  const text = 'listeners.ssl.default.ssl_options { verify = verify_peer }';
  const tree = emqx.parse('x', text);
  const found = emqx.editor.describe(tree, text.indexOf('verify') + 2, '5.10');
  assert.equal(found?.title, 'listeners.ssl.default.ssl_options.verify');
  assert.equal(text.slice(found?.range.start, found?.range.end), 'verify');
  assert.deepEqual(
    found?.facts.map(({ value }) => value),
    ['verify_peer | verify_none', 'verify_none', 'EMQX 5.8, EMQX 5.10, EMQX 6.3'],
  );
  assert.equal(emqx.editor.describe(tree, text.indexOf('ssl.') + 1, '5.10')?.title, 'listeners.ssl');
});

test('outline shows listeners and hides secrets', () => {
  const [first, second] = emqx.editor.outline(
    emqx.parse('x', 'listeners.tcp.default { bind = 1883 }\nnode { cookie = secret, name = "a@b" }'),
  );
  assert.deepEqual([first?.name, first?.kind, first?.detail], ['listeners.tcp.default', 'listener', '1883']);
  assert.deepEqual(
    second?.children.map(({ name, detail }) => [name, detail]),
    [
      ['cookie', undefined],
      ['name', 'a@b'],
    ],
  );
});

test('the generated table stays small and holds the three releases', () => {
  const text = readFileSync(path.join(root, 'core/lint/brokers/emqx/schema.generated.ts'), 'utf8');
  assert.ok(text.length < 80 * 1024);
  assert.deepEqual(
    emqx.versions.map((version) => version),
    ['5.8', '5.10', '6.3'],
  );
});
