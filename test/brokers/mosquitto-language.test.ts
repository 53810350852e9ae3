import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LanguageRule } from '../../core/lint/model';
import { applyEdits } from '../../core/lint/source';
import { drafts, draftsOf, type ModelOptions } from '../support/mosquittoModel';

function check(rule: LanguageRule, text: string, expected: readonly string[], options?: ModelOptions): void {
  assert.deepEqual(drafts(text, rule, options), expected);
}

/** The text after the first fix of the first finding; `safe` as the fix says. */
function fixed(rule: LanguageRule, text: string, safe: boolean, options?: ModelOptions): string {
  const [draft] = draftsOf(text, rule, options);
  const [fix] = draft?.fixes ?? [];
  assert.ok(fix, 'a fix');
  assert.equal(fix.safe, safe);
  return applyEdits(text, fix.edits);
}

const L = 'listener 1883 127.0.0.1\n';
const B = 'connection b\naddress h:1\ntopic t\n';

test('unknown names: the nearest one that the version knows', () => {
  check('unknown-directive', 'allow_anonymos true', [
    '1! mosquitto knows no directive “allow_anonymos” and refuses to start; did you mean “allow_anonymous”?',
  ]);
  check('unknown-directive', 'kafka_topic x', ['1! mosquitto knows no directive “kafka_topic” and refuses to start']);
  assert.equal(fixed('unknown-directive', 'Listener 1883', true), 'listener 1883');
  assert.equal(fixed('unknown-directive', 'max-connections 5', true), 'max_connections 5');
  assert.equal(fixed('unknown-directive', 'Plugin_Opt_Key x', true), 'plugin_opt_Key x');
  check('unknown-directive', 'listener_allow_anonymos true', [
    '1! mosquitto knows no directive “listener_allow_anonymos” and refuses to start',
  ]);
});

test('names of other versions', () => {
  check('unavailable-directive', 'enable_control_api true\ntrace_level 1', [
    '1! enable_control_api came with mosquitto 2.1.0; 2.0.11 does not know it and refuses to start',
    '2! trace_level is gone since mosquitto 2.0.0; 2.0.11 refuses to start',
  ]);
  check('unavailable-directive', 'enable_control_api true', [], { version: '2.1.0' });
  assert.equal(fixed('unavailable-directive', 'plugin a.so', true, { version: '1.6.15' }), 'auth_plugin a.so');
  assert.equal(fixed('unavailable-directive', 'plugin_opt_abc x', true, { version: '1.6.15' }), 'auth_opt_abc x');
  assert.equal(fixed('unavailable-directive', 'max_qos 1', true, { version: '1.6.15' }), 'maximum_qos 1');
  assert.equal(fixed('unavailable-directive', 'user x\ntrace_level 1\n', true), 'user x\n');
});

test('old names and lines without effect', () => {
  check('deprecated-directive', 'auth_plugin a.so\nretry_interval 5\nmessage_size_limit 5', [
    '1 auth_plugin is the old name of plugin',
    '2 retry_interval has no effect in mosquitto 2.0.11',
    '3 message_size_limit is deprecated since mosquitto 1.6.0; use max_packet_size',
  ]);
  check('deprecated-directive', 'auth_plugin a.so', [], { version: '1.6.15' });
  check('deprecated-directive', 'acl_file a\npassword_file p', [], { version: '2.1.2' });
  check('deprecated-directive', `${L}dhparamfile d`, ['2 dhparamfile has no effect in mosquitto 2.1.2'], {
    version: '2.1.2',
  });
  assert.equal(fixed('deprecated-directive', 'auth_opt_abc x', true), 'plugin_opt_abc x');
});

test('port and bind_address become a listener line where that changes nothing else', () => {
  assert.equal(
    fixed('deprecated-directive', 'port 1884\nbind_address ::1\ncertfile c', true),
    'listener 1884 ::1\ncertfile c',
  );
  assert.equal(fixed('deprecated-directive', 'bind_address ::1', true), 'listener 1883 ::1');
  assert.deepEqual(draftsOf('certfile c\nport 1884', 'deprecated-directive')[0]?.fixes, []);
  assert.deepEqual(draftsOf('listener 1\nport 1884', 'deprecated-directive')[0]?.fixes, []);
});

test('duplicates: fatal for texts, the last wins for numbers and words', () => {
  check('duplicate-directive', `${L}pid_file a\npid_file b`, [
    '3! pid_file is set twice, and mosquitto refuses to start',
  ]);
  check('duplicate-directive', `${L}persistence true\npersistence false`, [
    '2 persistence is set again further down, so this line has no effect',
  ]);
  check('duplicate-directive', `${L}certfile a\n${L.replace('1883', '1884')}certfile b`, []);
  check(
    'duplicate-directive',
    `${L}certfile a\ncertfile a`,
    ['2 certfile is set again further down, so this line has no effect'],
    { version: '2.1.2' },
  );
  check('duplicate-directive', `${B}remote_password a\npassword b`, [
    '5! remote_password is set twice, and mosquitto refuses to start',
  ]);
  assert.equal(fixed('duplicate-directive', 'user a\nuser a\n', true), 'user a\n');
  assert.equal(fixed('duplicate-directive', 'persistence true\npersistence false\n', false), 'persistence false\n');
});

test('duplicates: security options below several listeners are still one option', () => {
  const text = 'listener 1\nallow_anonymous true\nlistener 2\nallow_anonymous false';
  check('duplicate-directive', text, [
    '2 allow_anonymous is common to all listeners: this line has no effect, and “false” from further down holds here too',
  ]);
  check('duplicate-directive', `per_listener_settings true\n${text}`, []);
  check('duplicate-directive', 'listener 1\nacl_file a\nlistener 2\nacl_file b', [
    '4! acl_file is common to all listeners, and a second one stops mosquitto; per_listener_settings true as the first line gives each listener its own',
  ]);
});

test('duplicates across files', () => {
  const [draft] = draftsOf('pid_file a\ninclude_dir inc', 'duplicate-directive', { included: ['pid_file b'] });
  assert.equal(draft?.at.file, '/etc/inc/0.conf');
  assert.equal(draft?.related?.[0]?.at.file, '/etc/t.conf');
});

test('duplicates: names, log files, ports', () => {
  check('duplicate-directive', `${B}${B}`, ['4! connection “b” is there twice, and mosquitto refuses to start']);
  check('duplicate-directive', `${B}remote_clientid x\n${B.replace('n b', 'n c')}local_clientid local.x`, [
    '8! local_clientid “local.x” is there twice, and mosquitto refuses to start',
  ]);
  check('duplicate-directive', 'log_dest file a\nlog_dest stderr\nlog_dest file b', [
    '3! log_dest file is set twice, and mosquitto refuses to start',
  ]);
  check(
    'duplicate-directive',
    'plugin_load a /x\nplugin_load a /y',
    ['2! plugin_load “a” is there twice, and mosquitto refuses to start'],
    { version: '2.1.2' },
  );
  const ports = (lines: string): number => draftsOf(lines, 'duplicate-directive').length;
  assert.equal(ports('listener 1\nlistener 1'), 1);
  assert.equal(ports('listener 1 127.0.0.1\nlistener 1 localhost'), 1);
  assert.equal(ports('listener 1 0.0.0.0\nlistener 1 10.0.0.1'), 1);
  assert.equal(ports('listener 1 0.0.0.0\nlistener 1 ::'), 0);
  assert.equal(ports('listener 1 127.0.0.1\nlistener 1 127.0.0.2'), 0);
  assert.equal(ports('listener 1\nsocket_domain ipv4\nlistener 1\nsocket_domain ipv6'), 0);
  check('duplicate-directive', 'max_connections 5\nlistener 1883', [
    '1! max_connections opens port 1883 a second time, because it is for the default listener; mosquitto refuses to start',
  ]);
});

test('options above the first listener: another port, or lost', () => {
  const tls = 'tls_version tlsv1.2\ncertfile c\nkeyfile k\n';
  check('misplaced-tls-option', `${tls}listener 8883`, [
    '2 no listener stands above certfile in this file: it opens a further listener, port 1883 on all interfaces',
  ]);
  check('misplaced-tls-option', tls, [
    '2 no listener stands above certfile in this file: mosquitto 2.0.11 opens port 1883 to everyone, with anonymous access',
  ]);
  check(
    'misplaced-tls-option',
    tls,
    ['2 no listener stands above certfile in this file: it is ignored, and the broker serves this machine only'],
    { version: '2.0.22' },
  );
  check('misplaced-tls-option', `tls_version tlsv1.2\n${L}`, [
    '1 no listener stands above tls_version in this file: it has no effect on any listener',
  ]);
  check(
    'misplaced-tls-option',
    `tls_version tlsv1.2\n${L}`,
    ['1! tls_version needs a listener line above it in this file; mosquitto refuses to start'],
    { version: '2.1.2' },
  );
  check('misplaced-directive', `max_connections 5\n${L}`, [
    '1 no listener stands above max_connections in this file: it opens a further listener, port 1883 on all interfaces',
  ]);
  check('misplaced-tls-option', 'cafile a\ncertfile c\nkeyfile k\nport 8883', []);
  check('misplaced-tls-option', 'cafile a\ncertfile c\nkeyfile k', [], { version: '1.6.15' });
  assert.equal(
    fixed('misplaced-tls-option', `certfile c\nkeyfile k\n# c\n${L}user x\n`, false),
    `# c\n${L}certfile c\nkeyfile k\nuser x\n`,
  );
});

test('TLS options of an included file never reach a listener of another file', () => {
  check(
    'misplaced-tls-option',
    'certfile c\nkeyfile k',
    [
      '1 no listener stands above certfile in this file: it goes to the default listener, port 1883 on all interfaces, and not to one of another file',
    ],
    { root: '/etc/mosquitto/conf.d/tls.conf' },
  );
  const [draft] = draftsOf(`${L}include_dir inc`, 'misplaced-tls-option', { included: ['certfile c\nkeyfile k'] });
  assert.equal(draft?.at.file, '/etc/inc/0.conf');
  assert.deepEqual(draft?.fixes, []);
});

test('2.1 checks the default listener even in local-only mode', () => {
  check(
    'misplaced-tls-option',
    'certfile c',
    [
      '1! no listener stands above certfile in this file, and certfile and keyfile are not both set; mosquitto refuses to start',
    ],
    { version: '2.1.2' },
  );
});

test('lines that need something above them', () => {
  check('misplaced-directive', `try_private true\nplugin_opt_abc x\nmount_point a\n${L}`, [
    '1! try_private needs a connection line above it in this file; mosquitto refuses to start',
    '2! plugin_opt_abc needs a plugin line above it in this file; mosquitto refuses to start',
    '3! mount_point needs a listener line above it in this file; mosquitto refuses to start',
  ]);
  check(
    'misplaced-directive',
    `${L}plugin_use x`,
    ['2! no plugin_load line above gives a plugin the name “x”; mosquitto refuses to start'],
    { version: '2.1.2' },
  );
  check('misplaced-tls-option', 'bridge_cafile a', [
    '1! bridge_cafile needs a connection line above it in this file; mosquitto refuses to start',
  ]);
});

test('port below a listener: two versions, two readings', () => {
  check('misplaced-directive', 'listener 8883\nport 1884\ncertfile c', [
    '2 the options below port go to the listener above it up to mosquitto 2.0, and to the default listener from 2.1 on; write “listener 1884” instead',
  ]);
  check('misplaced-directive', 'listener 8883\nport 1884\nlistener 1885\ncertfile c', []);
  check('misplaced-directive', 'port 1884\ncertfile c', []);
});

test('per_listener_settings comes first', () => {
  const text = `# c\n${L}allow_anonymous true\nper_listener_settings true\n`;
  check('misplaced-directive', text, [
    '4! per_listener_settings must stand above all security options; mosquitto refuses to start',
  ]);
  assert.equal(fixed('misplaced-directive', text, true), `# c\nper_listener_settings true\n${L}allow_anonymous true\n`);
  check('misplaced-directive', `per_listener_settings true\nacl_file a\n${L}`, [
    '2 no listener stands above acl_file in this file: it has no effect on any listener',
  ]);
});

test('pre-shared keys and certificates', () => {
  assert.equal(fixed('misplaced-tls-option', `${L}psk_hint h\ncertfile c\n`, true), `${L}certfile c\npsk_hint h\n`);
  assert.equal(
    fixed('misplaced-tls-option', `${L}psk_hint h\ncertfile c\npsk_hint i\n`, true),
    `${L}certfile c\npsk_hint h\npsk_hint i\n`,
  );
  check('misplaced-tls-option', `${B}bridge_cafile a\nbridge_psk 00\nbridge_identity x`, [
    '5! a bridge uses either certificates or a pre-shared key; mosquitto refuses both',
    '6! a bridge uses either certificates or a pre-shared key; mosquitto refuses both',
  ]);
});

test('an included file cannot include', () => {
  const options = { included: ['include_dir x'] };
  check(
    'misplaced-directive',
    'include_dir inc',
    ['1 an included file cannot include others; mosquitto ignores this line'],
    options,
  );
  check(
    'misplaced-directive',
    'include_dir inc',
    ['1! an included file cannot include others; mosquitto 2.1.2 refuses to start'],
    { ...options, version: '2.1.2' },
  );
});

test('booleans', () => {
  check('invalid-value', `${L}allow_anonymous yes`, [
    '2! allow_anonymous takes true or false in lower case, not “yes”; mosquitto refuses to start',
  ]);
  assert.equal(fixed('invalid-value', 'persistence On', true), 'persistence true');
  assert.equal(fixed('invalid-value', 'persistence "false"', true), 'persistence false');
  check('invalid-value', 'persistence true # fine', []);
  check('invalid-value', 'persistence true yes', [
    '1 mosquitto ignores “yes”: persistence takes no more than stands before it',
  ]);
  assert.equal(fixed('invalid-value', 'persistence true yes # c', true), 'persistence true # c');
  check('invalid-value', 'persistence', ['1! persistence has no value, and mosquitto refuses to start']);
  check('invalid-value', `${L}protocol`, ['2 protocol has no value and no effect']);
});

test('numbers: atoi before 2.1, a whole word from then on', () => {
  check('invalid-value', `${L}max_connections 10k`, ['2 mosquitto 2.0.11 reads “10k” as 10']);
  check('invalid-value', `${L}max_connections 0x10`, ['2 mosquitto 2.0.11 reads “0x10” as 0']);
  check('invalid-value', `${L}max_connections 0x10`, [], { version: '2.1.2' });
  check('invalid-value', `${L}max_connections 010`, ['2 mosquitto 2.1.2 reads “010” as 8'], { version: '2.1.2' });
  check(
    'invalid-value',
    `${L}max_connections 10k`,
    ['2! max_connections takes a whole number, not “10k”; mosquitto 2.1.2 refuses to start'],
    { version: '2.1.2' },
  );
  check('invalid-value', 'max_keepalive 0', [
    '1! max_keepalive is from 10 to 65535, not 0; mosquitto refuses to start',
  ]);
  check('invalid-value', 'max_keepalive 0', [], { version: '2.0.13' });
  check('invalid-value', `${B}keepalive_interval 1`, [
    '4 keepalive_interval 1 is out of range; mosquitto takes 5 instead',
  ]);
  check(
    'invalid-value',
    `${B}keepalive_interval 70000`,
    ['4 keepalive_interval 70000 is out of range; mosquitto takes 65535 instead'],
    { version: '1.6.15' },
  );
});

test('words', () => {
  assert.equal(fixed('invalid-value', `${L}protocol websocket`, true), `${L}protocol websockets`);
  check('invalid-value', `${L}protocol http_api`, [
    '2! protocol takes one of mqtt, websockets, not “http_api”; mosquitto 2.0.11 refuses to start',
  ]);
  check('invalid-value', `${L}log_type error warning`, ['2 log_type takes one word; mosquitto ignores the others']);
  assert.equal(
    fixed('invalid-value', 'log_type error warning, notice # c\n', true),
    'log_type error # c\nlog_type warning\nlog_type notice\n',
  );
  assert.equal(fixed('invalid-value', 'log_type error warning', true), 'log_type error\nlog_type warning');
  assert.equal(fixed('invalid-value', 'persistent_client_expiration 14 d', true), 'persistent_client_expiration 14d');
  check('invalid-value', 'listener 9001\nprotocol websockets', [
    '2! mosquitto 2.0.11 refuses to start where no listener speaks MQTT over TCP; add one on 127.0.0.1',
  ]);
});

test('texts and paths', () => {
  check('invalid-value', 'password_file "/a b"', [
    '1 mosquitto takes the quotes for a part of the value of password_file',
  ]);
  assert.equal(fixed('invalid-value', 'password_file "/a b"', true), 'password_file /a b');
  check('invalid-value', `${B}remote_password "x"`, []);
  assert.equal(fixed('invalid-value', '  acl_file /a   # who may\n', true), '# who may\n  acl_file /a\n');
  check('invalid-value', `${B}remote_password a #1`, []);
  check('invalid-value', `${L}mount_point a/+`, ['2! a mount point holds no wildcards; mosquitto refuses to start']);
  check('invalid-value', `${L}psk_hint ${'é'.repeat(129)}`, [
    '2! psk_hint is at most 256 bytes long; mosquitto refuses to start',
  ]);
});

test('listener lines', () => {
  assert.equal(fixed('invalid-value', 'listener 127.0.0.1:8883', true), 'listener 8883 127.0.0.1');
  assert.equal(fixed('invalid-value', 'listener mqtts://[::1]:8883', true), 'listener 8883 ::1');
  assert.equal(fixed('invalid-value', 'listener 8883 [::1]', true), 'listener 8883 ::1');
  check('invalid-value', 'listener 0', [
    '1! listener 0 needs the path of a Unix socket, and “0” is read as 0; mosquitto refuses to start',
  ]);
  check('invalid-value', 'listener 0 /run/m', ['1! listener is from 1 to 65535, not 0; mosquitto refuses to start'], {
    version: '1.6.15',
  });
  check('invalid-value', 'listener 1 ::1 ::2', [
    '1 mosquitto ignores “::2”: listener takes no more than stands before it',
  ]);
});

test('what libwebsockets never hears of', () => {
  const text = `${L}listener 9001 127.0.0.1\nprotocol websockets\ntls_version tlsv1.3\n`;
  check('invalid-value', text, [
    '2 mosquitto 2.0.11 opens this websockets listener on all interfaces whatever the address where its libwebsockets is older than 4.3, unless socket_domain ipv4 is set',
    '4 tls_version has no effect on a websockets listener of mosquitto 2.0.11',
  ]);
  check('invalid-value', text, [], { version: '2.1.2' });
  assert.equal(
    fixed('invalid-value', text, true),
    `${L}listener 9001 127.0.0.1\nsocket_domain ipv4\nprotocol websockets\ntls_version tlsv1.3\n`,
  );
});

test('bridges', () => {
  check('invalid-value', 'connection b\ntopic t', ['1! this bridge has no address; mosquitto refuses to start']);
  check('invalid-value', 'connection b\naddress h', ['1! this bridge has no topic; mosquitto refuses to start']);
  check('invalid-value', `${B}bridge_psk 00`, ['1! bridge_psk needs bridge_identity; mosquitto refuses to start']);
  check('invalid-value', 'connection b\naddress ::1\ntopic t', [
    '2 an IPv6 address needs its port here: mosquitto takes “1” for the port',
  ]);
  assert.equal(
    fixed('invalid-value', 'connection b\naddress ::1\ntopic t', false),
    'connection b\naddress ::1:1883\ntopic t',
  );
  check('invalid-value', `${B}topic "a b" out`, [
    '4! the topic pattern may stand in quotes from mosquitto 2.1 on only; this version refuses to start',
  ]);
  check('invalid-value', `${B}topic "a b" out`, [], { version: '2.1.2' });
  check('invalid-value', `${B}topic a outt`, [
    '4! a bridge topic goes out, in or both, not “outt”; mosquitto refuses to start',
  ]);
  check('invalid-value', `${B}restart_timeout 10 5`, [
    '4! the longest pause is shorter than the first one; mosquitto refuses to start',
  ]);
});

test('the PROXY protocol and TLS exclude each other', () => {
  check(
    'invalid-value',
    `${L}certfile c\nkeyfile k\nenable_proxy_protocol 2`,
    ['4! enable_proxy_protocol 2 and certfile exclude each other; mosquitto refuses to start'],
    { version: '2.1.2' },
  );
  check('invalid-value', `${L}certfile c\nkeyfile k\nenable_proxy_protocol 1`, [], { version: '2.1.2' });
});

test('syntax errors that take the type of the value to see', () => {
  check('syntax-error', 'persistence true\t', [
    '1! mosquitto takes the tab for a part of the value of persistence; only spaces separate words',
  ]);
  assert.equal(fixed('syntax-error', 'persistence \ttrue\t', true), 'persistence true');
  check('syntax-error', `${L}max_connections 5\t`, []);
  check(
    'syntax-error',
    `${L}max_connections 5\t`,
    ['2! mosquitto takes the tab for a part of the value of max_connections; only spaces separate words'],
    { version: '2.1.2' },
  );
  check('syntax-error', 'persistence = true', [
    '1! a space alone separates name and value; mosquitto takes “=” for the value of persistence',
  ]);
  check('syntax-error', 'acl_file = /a', [
    '1 a space alone separates name and value; mosquitto takes “=” for the value of acl_file',
  ]);
  assert.equal(fixed('syntax-error', 'acl_file = /a', true), 'acl_file /a');
  check('syntax-error', 'log_timestamp_format a\u0007', [
    '1! the value of log_timestamp_format holds the control character U+0007, which mosquitto refuses',
  ]);
  check('syntax-error', 'acl_file /a\ufffd', ['1! the value of acl_file is not valid UTF-8']);
  assert.equal(fixed('syntax-error', 'include_dir  /a \n', true), 'include_dir /a\n');
  check('syntax-error', 'acl_file /a\\', [
    '1 a backslash does not continue the line; mosquitto takes it for a part of the value of acl_file',
  ]);
  check('syntax-error', 'acl_file C:\\x\\', []);
  assert.equal(fixed('syntax-error', 'persistence true\ruser x', false), 'persistence true\nuser x');
});

test('what is reported as a syntax error is not reported again', () => {
  check('invalid-value', 'persistence true\t\nacl_file = /a', []);
});
