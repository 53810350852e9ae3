import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrokerModel, Listener, Setting } from '../../core/lint/model';
import { applyEdits } from '../../core/lint/source';
import { modelOf } from '../support/mosquittoModel';

function listener(text: string, version: string, index = 0): Listener {
  const found = modelOf(text, { version }).listeners[index];
  assert.ok(found);
  return found;
}

test('limits follow the version where nothing is written, and 0 is none', () => {
  const limits = (text: string, version: string) => {
    const { limits } = modelOf(text, { version });
    assert.ok(limits);
    return limits;
  };
  assert.equal(limits('listener 1883\n', '2.0.22').packetSize.value, undefined);
  assert.equal(limits('listener 1883\n', '2.1.2').packetSize.value, 2_000_000);
  assert.equal(limits('listener 1883\n', '1.6.15').queuedMessages.value, 100);
  assert.equal(limits('listener 1883\n', '2.0.11').queuedMessages.value, 1000);
  assert.equal(limits('max_queued_messages 0\n', '2.0.11').queuedMessages.value, undefined);
  assert.equal(limits('listener 1883\n', '1.6.15').keepalive.value, 65535);
  assert.equal(limits('listener 1883\n', '2.0.22').keepalive.value, undefined);
  assert.equal(limits('max_queued_bytes 010\n', '2.1.2').queuedBytes.value, 8, 'octal from 2.1 on');
  assert.equal(limits('max_queued_bytes 10k\n', '2.0.11').queuedBytes.value, 10);
});

test('an option that the version does not know is neither read nor added', () => {
  const { clients, limits } = modelOf('check_retain_source true\nlistener 1883\n', { version: '1.4.0' });
  assert.equal(clients?.checksRetainedSource.value, false);
  assert.deepEqual(limits?.packetSize.set(100), []);
});

test('common options are changed where they stand, added at the top, and removed altogether', () => {
  const apply = <T>(text: string, pick: (model: BrokerModel) => Setting<T> | undefined, value: T): string => {
    const setting = pick(modelOf(text, { version: '2.1.2' }));
    assert.ok(setting);
    return applyEdits(text, setting.set(value));
  };
  assert.equal(
    apply('listener 1883\nmax_inflight_messages 0 # none\n', ({ limits }) => limits?.inflightMessages, 20),
    'listener 1883\nmax_inflight_messages 20 # none\n',
  );
  assert.equal(
    apply('# broker\nlistener 1883\n', ({ clients }) => clients?.checksRetainedSource, true),
    '# broker\ncheck_retain_source true\nlistener 1883\n',
  );
  assert.equal(
    apply('user root\nlistener 1883\nuser root\n', ({ account }) => account, 'mosquitto'),
    'listener 1883\n',
  );
});

test('log words add up, and none forgets those above it', () => {
  const logging = (text: string) => modelOf(text).logging;
  assert.ok(logging('log_type none\n')?.silenced);
  assert.equal(logging('log_type none\nlog_type error\n')?.silenced, undefined);
  assert.ok(logging('log_type error\nlog_type none\n')?.silenced);
  assert.ok(logging('log_dest topic\n')?.published);
  assert.equal(logging('log_dest topic\nlog_dest none\nlog_dest stdout\n')?.published, undefined);
  assert.equal(logging('log_type all\nlog_type debug\n')?.verbose.length, 2);
  assert.equal(logging('log_type debug\nlog_type none\n')?.verbose.length, 0);
});

test('what the broker writes is named, and nothing that it reads', () => {
  const text = 'pid_file /tmp/a.pid\nlog_dest file   /var/log/m.log\nlog_dest stdout\nacl_file /tmp/acl\n';
  const written = modelOf(text).written?.map(({ path, at }) => [path, text.slice(at.start, at.end)]);
  assert.deepEqual(written, [
    ['/tmp/a.pid', '/tmp/a.pid'],
    ['/var/log/m.log', '/var/log/m.log'],
  ]);
});

test('secrets are values of secret options, placeholders are none', () => {
  const options = (text: string) => modelOf(text).secrets?.map(({ option }) => option);
  const bridge = 'connection a\naddress h\ntopic x out\n';
  assert.deepEqual(options(`${bridge}remote_password geheim\n`), ['remote_password']);
  for (const placeholder of ['${PASSWORD}', '{{ password }}', '<password>', '$PASSWORD', '********']) {
    assert.deepEqual(options(`${bridge}remote_password ${placeholder}\n`), [], placeholder);
  }
  const plugin = 'listener 1883\nplugin /a.so\n';
  assert.deepEqual(options(`${plugin}plugin_opt_db_password x\nplugin_opt_password_file /p\n`), [
    'plugin_opt_db_password',
  ]);
});

test('access lists and plugins count for every listener, or for their own', () => {
  const counts = (text: string) => modelOf(text).listeners.map(({ authorization }) => authorization?.length);
  assert.deepEqual(counts('acl_file /a\nlistener 1\nlistener 2\n'), [1, 1]);
  assert.deepEqual(counts('per_listener_settings true\nlistener 1\nacl_file /a\nlistener 2\n'), [1, 0]);
  assert.deepEqual(counts('listener 1\nplugin /a.so\nlistener 2\n'), [1, 1]);
});

test('1.6 takes any name where nothing checks the password', () => {
  assert.equal(listener('listener 1\nallow_anonymous false\n', '1.6.15').unchecked, true);
  assert.equal(listener('listener 1\n', '1.6.15').unchecked, false);
  assert.equal(listener('listener 1\nallow_anonymous false\npassword_file /p\n', '1.6.15').unchecked, false);
  assert.equal(listener('listener 1\nallow_anonymous false\n', '2.0.11').unchecked, false);
});

test('local-only mode heeds a denial from 2.0.21 on, and a password file never', () => {
  const unheeded = (text: string, version: string) => listener(text, version).unheeded?.length;
  assert.equal(unheeded('allow_anonymous false\n', '2.0.11'), 1);
  assert.equal(unheeded('allow_anonymous false\n', '2.0.22'), 0);
  assert.equal(unheeded('password_file /p\n', '2.1.2'), 1);
  assert.equal(unheeded('listener 1883\npassword_file /p\n', '2.1.2'), 0);
});

test('topics of a bridge as the broker cuts them', () => {
  const bridge = 'connection a\naddress one two:8883\n';
  const text = `${bridge}topic a/#\ntopic b/# IN 1\ntopic # both 0 "" site/\ntopic c sideways\ntopic d both 2 # comment\n`;
  const [connection] = modelOf(text).outgoing;
  assert.deepEqual(connection?.bridge?.peers, ['one', 'two:8883']);
  assert.deepEqual(
    connection?.bridge?.topics.map(({ pattern, direction, remapped }) => [pattern, direction, remapped]),
    [
      ['a/#', 'out', false],
      ['b/#', 'in', false],
      ['#', 'both', true],
      ['d', 'both', false],
    ],
  );
});

test('weaknesses are told of a version that the user named only', () => {
  const names = (version: string) => modelOf('listener 1\n', { version }).advisories?.length;
  assert.equal(names('2.0.11'), 5);
  assert.equal(names('2.0.18'), 3);
  assert.equal(names('2.0.22'), 0);
});
