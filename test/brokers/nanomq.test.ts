import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { configLines } from '../../core/certs';
import { format } from '../../core/facts/message';
import { type Analysis, analyze, applyEdits, defaultSettings, detectBroker } from '../../core/lint';
import nanomq from '../../core/lint/brokers/nanomq/broker';
import { rebuild } from '../../core/lint/syntax/rebuild';
import { type MemoryFile, memoryHost } from '../support/memoryHost';
import { shared, sharedMissing } from '../support/root';

async function read(
  text: string,
  beside: Readonly<Record<string, MemoryFile>> = {},
  name = 'nanomq.conf',
): Promise<Analysis> {
  const file = `/etc/${name}`;
  const analysis = await analyze(file, memoryHost({ [file]: { text }, ...beside }), {
    settings: defaultSettings,
    now: Date.UTC(2026, 0, 15),
  });
  assert.ok(analysis);
  assert.equal(analysis.broker.id, 'nanomq');
  return analysis;
}

const rulesOf = ({ findings }: Analysis) => findings.map(({ rule, level }) => `${level} ${rule}`).sort();
const messages = ({ findings }: Analysis, rule: string) =>
  findings.filter((finding) => finding.rule === rule).map(({ message }) => format(message));

describe('which file is NanoMQ’s', () => {
  const cases: readonly (readonly [name: string, text: string, broker: string | undefined])[] = [
    ['/etc/nanomq.conf', '', 'nanomq'],
    ['/etc/nanomq_old.conf', 'url=nmq-tcp://0.0.0.0:1883', 'nanomq'],
    ['/etc/broker.conf', 'listeners.tcp {\n  bind = "0.0.0.0:1883"\n}\n', 'nanomq'],
    ['/etc/broker.conf', 'listeners {\n  ssl {\n    bind = "0.0.0.0:8883"\n  }\n}\n', 'nanomq'],
    ['/etc/broker.conf', 'listeners.tcp.default {\n  bind = "0.0.0.0:1883"\n}\nnode.cookie = x\n', 'emqx'],
    ['/etc/broker.conf', 'listener 1883\n', 'mosquitto'],
  ];
  for (const [name, text, broker] of cases) {
    test(`${name}: ${text.slice(0, 30).replaceAll('\n', ' ')}`, () =>
      assert.equal(detectBroker(name, text)?.id, broker));
  }
});

describe('the text', () => {
  test('a line end separates the items of a list, and addresses need no quotes', async () => {
    const text =
      'listeners.tcp {\n  bind = 127.0.0.1:1883\n}\nauth.acl.rules = [\n  {"permit": "deny"}\n  {"permit": "allow"}\n]\n';
    const analysis = await read(text);
    assert.deepEqual(rulesOf(analysis), ['warning acl-allow-all']);
    const [tree] = analysis.model.trees;
    assert.ok(tree);
    assert.equal(rebuild(tree), text);
  });

  test('of a text with a lost brace the brace is reported, and no name', async () => {
    const analysis = await read('listeners.tcp {\n  bind = "127.0.0.1:1883"\nauth {\n  allow_anonymus = false\n}\n');
    assert.deepEqual(messages(analysis, 'syntax-error'), ['this brace is never closed']);
    assert.deepEqual(messages(analysis, 'unknown-directive'), []);
  });

  test('older generations are named once and not judged', async () => {
    for (const text of [
      'url=nmq-tcp://0.0.0.0:1883\nallow_anonymous=true\n',
      'authorization {\n  no_match = allow\n}\n',
    ]) {
      assert.deepEqual(rulesOf(await read(text)), ['info syntax-error'], text);
    }
  });
});

describe('listeners', () => {
  const TEXT = `listeners.tcp {
  bind = "127.0.0.1:1883"
}
listeners.tcp.more {
  bind = ":1884"
  enable = false
}
listeners.ssl {
  bind = "[::1]:8883"
  keyfile = "/k.pem"
  certfile = "/c.pem"
  Verify_Peer = true
  fail_if_no_peer_cert = true
}
listeners.ws {
  bind = "0.0.0.0:8083/mqtt"
}
listeners.wss {
  bind = "10.0.0.1:8084/mqtt"
}
http_server {
  port = 8081
}
`;

  test('stand in the block of their kind or below it', async () => {
    const { model } = await read(TEXT);
    const found = model.listeners.map(({ label, port, exposure, enabled, tls }) =>
      [label, port.value, exposure, enabled, tls.active].join(' '),
    );
    assert.deepEqual(found, [
      'listeners.tcp 1883 loopback true false',
      'listeners.tcp.more 1884 public false false',
      'listeners.ssl 8883 loopback true true',
      'listeners.ws 8083 public true false',
      'listeners.wss 8084 private true true',
      'http_server 8081 public true false',
    ]);
  });

  test('names count whatever their case, and WebSocket listeners take TLS from listeners.ssl', async () => {
    const { model } = await read(TEXT);
    const demands = model.listeners.map(({ tls }) => tls.clientCertificate.value);
    assert.deepEqual(demands, ['none', 'none', 'required', 'none', 'required', 'none']);
  });

  test('an address changes without the path', async () => {
    const { model } = await read(TEXT);
    const edits = model.listeners[3]?.address.set('127.0.0.1') ?? [];
    assert.match(applyEdits(TEXT, edits), /bind = "127\.0\.0\.1:8083\/mqtt"/);
  });

  test('client certificates can be demanded in one step', async () => {
    const text = 'listeners.ssl {\n  bind = "0.0.0.0:8883"\n  keyfile = "/k"\n  certfile = "/c"\n}\n';
    const { model } = await read(text);
    const edits = model.listeners[0]?.tls.clientCertificate.set('required') ?? [];
    const after = await read(applyEdits(text, edits));
    assert.equal(after.model.listeners[0]?.tls.clientCertificate.value, 'required');
  });
});

test('the lines that go with new certificates make a listener that demands them', async () => {
  const files = { ca: '/c/ca.crt', certificate: '/c/server.crt', key: '/c/server.key' };
  const request = { broker: 'nanomq', files, clientCertificates: true, listener: { port: 8883 } } as const;
  const analysis = await read(`${configLines(request)}auth.allow_anonymous = false\n`);
  assert.deepEqual(new Set(analysis.findings.map(({ rule }) => rule)), new Set(['file-missing']));
  const [listener] = analysis.model.listeners;
  assert.equal(listener?.tls.clientCertificate.value, 'required');
  assert.equal(listener?.tls.ca.value?.path, '/c/ca.crt');
});

describe('values of another type count for nothing', () => {
  const ssl = (line: string) =>
    `listeners.ssl {\n  bind = "127.0.0.1:8883"\n  keyfile = "/k"\n  certfile = "/c"\n  ${line}\n}\n`;

  test('so that “verify_peer = "true"” asks nobody', async () => {
    const analysis = await read(ssl('verify_peer = "true"'));
    assert.equal(analysis.model.listeners[0]?.tls.clientCertificate.value, 'none');
    const [fix] = analysis.findings.find(({ rule }) => rule === 'invalid-value')?.fixes ?? [];
    assert.ok(fix?.safe);
    assert.match(applyEdits(ssl('verify_peer = "true"'), fix.edits), /verify_peer = true\n/);
  });

  const sound = [
    'verify_peer = false',
    'key_password = ${PASSWORD}',
    'include "more.conf"',
    'VERIFY_PEER = true',
    'cacertfile = /etc/ca.pem',
  ];
  for (const line of sound) {
    test(`${line} is no reason to complain`, async () => {
      const analysis = await read(ssl(line));
      assert.deepEqual([...messages(analysis, 'invalid-value'), ...messages(analysis, 'unknown-directive')], []);
    });
  }
});

describe('what the configuration includes', () => {
  const TEXT =
    'listeners.tcp {\n  bind = "127.0.0.1:1883"\n}\nauth {\n  allow_anonymous = false\n  password = { include "/etc/nanomq_pwd.conf" }\n  acl = { include "/etc/nanomq_acl.conf" }\n}\n';
  const beside = {
    '/etc/nanomq_pwd.conf': { text: '"admin": "public"\n"sensor": "k3Jw9sQx"\n' },
    '/etc/nanomq_acl.conf': { text: 'rules = [\n  {"permit": "allow"}\n]\n' },
  };

  test('is judged in its place', async () => {
    const analysis = await read(TEXT, beside);
    assert.deepEqual(rulesOf(analysis), ['error default-credentials', 'warning acl-allow-all']);
    assert.equal(analysis.model.listeners[0]?.authentication.length, 1);
  });

  test('and alone', async () => {
    const [users, rules] = Object.values(beside).map(({ text }) => text);
    assert.deepEqual(rulesOf(await read(users ?? '', {}, 'nanomq_pwd.conf')), ['error default-credentials']);
    assert.deepEqual(rulesOf(await read(rules ?? '', {}, 'nanomq_acl.conf')), ['warning acl-allow-all']);
  });
});

test('a bridge is encrypted by its scheme alone', async () => {
  const bridge = (server: string) =>
    `bridges.mqtt.a {\n  server = "${server}"\n  ssl {\n    cacertfile = "/ca"\n  }\n}\n`;
  const of = async (server: string) =>
    (await read(bridge(server))).model.outgoing.map(({ tls, exposure, port }) => [
      tls.active,
      tls.checksPeer?.value,
      exposure,
      port.value,
    ]);
  assert.deepEqual(await of('mqtt-tcp://broker.example.com:1883'), [[false, false, 'public', 1883]]);
  assert.deepEqual(await of('tls+mqtt-tcp://10.0.0.1:8883'), [[true, false, 'private', 8883]]);
  assert.deepEqual(await of('mqtt-quic://127.0.0.1:14567'), [[true, undefined, 'loopback', 14567]]);
  assert.deepEqual(await of('${SERVER}'), []);
});

describe('the editor', () => {
  const labels = (text: string) => {
    const offset = text.indexOf('|');
    const tree = nanomq.parse('/nanomq.conf', text.replace('|', ''));
    return nanomq.editor.complete(tree, offset, '0.22').map(({ label }) => label);
  };

  test('completes names by place, without those that are there', () => {
    const found = labels('listeners.ssl {\n  bind = "a"\n  |\n}\n');
    assert.ok(found.includes('verify_peer') && found.includes('name') && !found.includes('bind'));
    assert.ok(labels('|').includes('http_server'));
    assert.deepEqual(labels('# |'), []);
  });

  test('completes words', () => {
    assert.deepEqual(labels('auth {\n  no_match = |\n}\n'), ['allow', 'deny']);
    assert.deepEqual(labels('auth {\n  allow_anonymous = |\n}\n'), ['true', 'false']);
  });

  test('describes an option with type and default', () => {
    const text = 'listeners.ssl.more {\n  verify_peer = true\n}\n';
    const found = nanomq.editor.describe(nanomq.parse('/nanomq.conf', text), text.indexOf('verify') + 2, '0.22');
    assert.equal(found?.title, 'listeners.ssl.more.verify_peer');
    assert.deepEqual(
      found?.facts.map(({ value }) => value),
      ['boolean', 'false', 'NanoMQ 0.18–0.22'],
    );
  });

  test('shows no secret in the outline, and marks what is unknown', () => {
    const tree = nanomq.parse('/nanomq.conf', 'http_server {\n  password = geheim\n  prot = 1\n}\n');
    assert.doesNotMatch(JSON.stringify(nanomq.editor.outline(tree)), /geheim/);
    assert.deepEqual(
      nanomq.editor.tokens?.(tree, '0.22').map(({ kind }) => kind),
      ['directive', 'unknown'],
    );
  });

  test('completes paths in quotes only', () => {
    const text = 'listeners.ssl {\n  keyfile = "/etc/certs/se"\n}\n';
    const place = nanomq.editor.pathAt?.(nanomq.parse('/nanomq.conf', text), text.indexOf('se"') + 2, '0.22');
    assert.deepEqual([place?.written, place?.role], ['/etc/certs/se', 'private-key']);
  });
});

test('files that NanoMQ ships have no unknown name and no value of a wrong type', { skip: sharedMissing }, async () => {
  const folder = path.join(shared, 'corpus/nanomq');
  for (const name of readdirSync(folder).filter((each) => /^nanomq__nanomq__(?:etc-)?nanomq/.test(each))) {
    const analysis = await read(readFileSync(path.join(folder, name), 'utf8'), {}, name.replace(/^.*__(?:etc-)?/, ''));
    const wrong = ['unknown-directive', 'invalid-value', 'misplaced-tls-option', 'required-missing'];
    const found = analysis.findings.filter(({ rule }) => wrong.includes(rule));
    assert.deepEqual(
      found.map(({ message }) => format(message)),
      [],
      name,
    );
  }
});

test('what each option comes to, and where that is said', async () => {
  const text =
    'listeners.ssl {\n  bind = "0.0.0.0:8883"\n  keyfile = "k"\n  key_password = "s"\n}\nauth { include "pwd.conf" }\n';
  const found = await read(text, { '/etc/pwd.conf': { text: '\npassword = { include "none" }\n' } });
  const mqtt = await read('mqtt { max_packet_size = 1KB }\nmqtt.max_packet_size = 2KB\nmqtt.property_size = null\n');
  const shown = ({ broker, workspace }: Analysis) =>
    (broker.effective?.(workspace).values ?? []).map(
      ({ option, text: value, origin, secret }) => `${option} ${value} ${origin}${secret ? ' secret' : ''}`,
    );
  assert.deepEqual(shown(found).slice(0, 5), [
    'listeners.ssl.bind "0.0.0.0:8883" file',
    'listeners.ssl.keyfile k file',
    'listeners.ssl.key_password s file secret',
    'listeners.ssl.verify_peer false default',
    'listeners.ssl.fail_if_no_peer_cert false default',
  ]);
  assert.ok(shown(found).includes('auth.allow_anonymous true default'));
  assert.ok(shown(mqtt).includes('mqtt.max_packet_size 2KB file'));
  assert.ok(shown(mqtt).includes('mqtt.property_size 32 default'));
  assert.equal(mqtt.broker.effective?.(mqtt.workspace).merged?.includes('2KB'), true);
  assert.deepEqual(shown(await read('url=nmq-tcp://0.0.0.0:1883\n', {}, 'nanomq_old.conf')), []);
});
