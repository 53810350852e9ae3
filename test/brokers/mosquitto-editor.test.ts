import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format } from '../../core/facts/message';
import type { Completion, Description, OutlineItem } from '../../core/lint/broker';
import mosquitto from '../../core/lint/brokers/mosquitto/broker';
import { DIRECTIVES } from '../../core/lint/brokers/mosquitto/directives';
import { detectBroker } from '../../core/lint/index';

/** Splits the text at the cursor `|`. */
function atCursor(marked: string) {
  const offset = marked.indexOf('|');
  return { tree: mosquitto.parse('t.conf', marked.replace('|', '')), offset };
}

function complete(marked: string, version = '2.0.11'): readonly Completion[] {
  const { tree, offset } = atCursor(marked);
  return mosquitto.editor.complete(tree, offset, version);
}

function labels(marked: string, version?: string): readonly string[] {
  return complete(marked, version).map(({ label }) => label);
}

function describe(marked: string, version = '2.0.11'): Description | undefined {
  const { tree, offset } = atCursor(marked);
  return mosquitto.editor.describe(tree, offset, version);
}

test('completion offers what may stand here', () => {
  const top = labels('|');
  assert.ok(top.includes('listener') && top.includes('allow_anonymous') && top.includes('connection'));
  assert.ok(!top.includes('certfile') && !top.includes('bridge_cafile') && !top.includes('plugin_opt_'));
  const below = labels('listener 8883\nc|');
  assert.ok(below.includes('certfile') && !below.includes('bridge_cafile'));
  assert.ok(labels('connection b\n|').includes('bridge_cafile'));
  assert.ok(labels('plugin x\n|').includes('plugin_opt_'));
});

test('completion knows the version', () => {
  assert.ok(!labels('listener 1\n|', '2.0.11').includes('listener_allow_anonymous'));
  assert.ok(labels('listener 1\n|', '2.1.2').includes('listener_allow_anonymous'));
  assert.ok(!labels('|').includes('retry_interval') && !labels('|').includes('trace_level'));
  assert.equal(complete('|').find(({ label }) => label === 'port')?.deprecated, true);
});

test('completion skips what is set already, in its own scope', () => {
  assert.ok(!labels('listener 1\ncertfile a\n|').includes('certfile'));
  assert.ok(labels('listener 1\ncertfile a\nlistener 2\n|').includes('certfile'));
  assert.ok(labels('log_type error\n|').includes('log_type'));
  assert.ok(!labels('persistence true\nlistener 1\n|').includes('persistence'));
  assert.ok(labels('listener 1\ncertfile|').includes('certfile'), 'the line being typed does not count');
});

test('completion inserts a line with a sensible value', () => {
  const insert = (label: string): string | undefined =>
    complete('listener 1\n|').find((completion) => completion.label === label)?.insert;
  assert.equal(insert('require_certificate'), 'require_certificate $' + '{1|true,false|}');
  assert.equal(insert('max_connections'), 'max_connections $' + '{1:-1}');
  assert.equal(insert('socket_domain'), 'socket_domain $' + '{1|ipv4,ipv6|}');
  assert.equal(insert('certfile'), 'certfile $0');
  assert.match(insert('tls_version') ?? '', /\{1\|tlsv1\.2,/);
  const [first] = complete('listener 1\nmax_con| 5').filter(({ label }) => label === 'max_connections');
  assert.deepEqual(first && [first.insert, first.snippet, first.range], [
    'max_connections',
    false,
    { start: 11, end: 18 },
  ]);
});

test('completion of values', () => {
  assert.deepEqual(labels('allow_anonymous |'), ['false', 'true']);
  assert.deepEqual(labels('listener 1\nprotocol w|'), ['mqtt', 'websockets']);
  assert.deepEqual(labels('listener 1\ntls_version |'), ['tlsv1.2', 'tlsv1.3', 'tlsv1.1']);
  assert.deepEqual(labels('connection b\nbridge_tls_version |', '2.1.2'), ['tlsv1.2', 'tlsv1.3']);
  assert.deepEqual(labels('connection b\ntopic # |'), ['out', 'in', 'both']);
  assert.deepEqual(labels('max_keepalive |'), ['65535']);
  const suites = complete('listener 1\nciphers HIGH:ECD|');
  assert.ok(suites.some(({ label }) => label === 'ECDHE-ECDSA-AES128-GCM-SHA256'));
  assert.deepEqual(suites[0]?.range, { start: 24, end: 27 });
  assert.deepEqual(labels('# allow_anonymous |'), []);
  assert.deepEqual(labels('nonsense |'), []);
});

test('hover tells what the directive does in this version', () => {
  const description = describe('max_keep|alive 5');
  assert.equal(description?.title, 'max_keepalive');
  assert.deepEqual(description?.range, { start: 0, end: 13 });
  assert.deepEqual(
    description?.facts.map(({ name, value }) => `${format(name)}: ${value}`),
    [
      'Value: integer, 10–65535',
      'Default: 65535',
      'Belongs to: the broker',
      'Repeated: the last line wins',
      'On SIGHUP: read, but applied at the next start only',
      'Versions: since 1.6.0',
    ],
  );
  assert.equal(describe('max_keepalive 5|', '2.0.22')?.facts[1]?.value, '0');
  assert.equal(describe('auth_plugin| x')?.title, 'plugin');
  assert.equal(describe('nonsense| x'), undefined);
  assert.equal(describe('# c|'), undefined);
});

test('every directive can be explained in every version', () => {
  for (const { name } of DIRECTIVES) {
    for (const version of mosquitto.versions) {
      const description = describe(`${name}| 1`, version);
      assert.equal(description?.title, name);
      assert.ok(format(description.doc).length > 10 && description.facts.length >= 2, name);
    }
  }
});

test('the table has no name twice, and every replacement exists', () => {
  const names = DIRECTIVES.map(({ name }) => name);
  assert.equal(new Set(names).size, 138);
  for (const { replacement } of DIRECTIVES)
    assert.ok(replacement === undefined || names.includes(replacement), replacement);
});

test('outline: listeners and bridges with their options, the rest beside them', () => {
  const show = (items: readonly OutlineItem[]): string =>
    items
      .map(
        ({ name, detail, children }) =>
          `${name}${detail === undefined ? '' : `=${detail}`}${children.length > 0 ? `(${show(children)})` : ''}`,
      )
      .join(' ');
  const text =
    'user x\nlistener 8883\ncertfile c\nlog_type all\nconnection b\naddress h\nremote_password s\nlistener 2';
  assert.equal(
    show(mosquitto.editor.outline(mosquitto.parse('t.conf', text))),
    'user=x listener 8883(certfile=c) log_type=all connection b(address=h remote_password) listener 2',
  );
  for (const { range, selection } of mosquitto.editor.outline(mosquitto.parse('t.conf', text))) {
    assert.ok(range.start <= selection.start && selection.end <= range.end);
  }
});

test('which files are for Mosquitto', () => {
  const broker = (path: string, text = ''): string | undefined => detectBroker(path, text)?.id;
  assert.equal(broker('/etc/mosquitto/mosquitto.conf'), 'mosquitto');
  assert.equal(broker('/etc/mosquitto/conf.d/tls.conf'), 'mosquitto');
  assert.equal(broker('/srv/mosquitto-test.conf'), 'mosquitto');
  assert.equal(broker('/srv/broker.conf', 'listener 1883\nallow_anonymous true\n'), 'mosquitto');
  assert.equal(broker('/srv/bridge.conf', 'connection b\naddress h\ntopic # out\n'), 'mosquitto');
  assert.equal(
    broker(
      '/srv/all-comments.conf',
      '#listener\n#allow_anonymous false\n#log_type all\n#password_file\n#max_connections -1\n',
    ),
    'mosquitto',
  );
  assert.equal(broker('/etc/nginx/nginx.conf', 'user www;\nworker_processes 4;\nevents { }\n'), undefined);
  assert.equal(broker('/etc/redis.conf', 'port 6379\nbind 127.0.0.1\nsave 900 1\n'), undefined);
  assert.equal(
    broker(
      '/etc/postgresql.conf',
      'max_connections = 100\nport = 5432\nshared_buffers = 1\nwal_level = x\nfsync = on\n',
    ),
    undefined,
  );
});
