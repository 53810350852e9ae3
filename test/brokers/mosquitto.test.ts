import assert from 'node:assert/strict';
import { test } from 'node:test';
import { includeOrder } from '../../core/lint/brokers/mosquitto/references';
import { atLeast, compareVersions } from '../../core/lint/brokers/mosquitto/version';
import type { Edit } from '../../core/lint/index';
import type { BrokerModel, Listener } from '../../core/lint/model';
import { applyEdits } from '../../core/lint/source';
import { modelOf, summary } from '../support/mosquittoModel';

const VERSIONS = ['1.6.15', '2.0.11', '2.0.22', '2.1.2'] as const;

/** The summary of each version; neighbours that agree share a line. */
function byVersion(text: string): Record<string, string> {
  const result: Record<string, string> = {};
  let keys: string[] = [];
  let last: string | undefined;
  for (const version of VERSIONS) {
    const now = summary(modelOf(text, { version }));
    if (last !== undefined && now !== last) {
      result[keys.join(' ')] = last;
      keys = [];
    }
    keys.push(version);
    last = now;
  }
  result[keys.join(' ')] = last ?? '';
  return result;
}

const ALL = VERSIONS.join(' ');

test('versions compare by number', () => {
  assert.ok(compareVersions('2.0.9', '2.0.11') < 0);
  assert.ok(compareVersions('2.1', '2.1.0') === 0);
  assert.ok(atLeast('10.0.0', '9.9.9') && !atLeast('2.0.20', '2.0.21'));
});

test('an empty file: everything open in 1.6, this machine only from 2.0 on', () => {
  assert.deepEqual(byVersion(''), {
    '1.6.15': '1883 * public implicit anonymous',
    '2.0.11 2.0.22 2.1.2': '1883 127.0.0.1 loopback implicit anonymous',
  });
  assert.equal(summary(modelOf('', { fragment: true })), '');
});

test('local-only mode hears allow_anonymous from 2.0.21 on', () => {
  assert.deepEqual(byVersion('allow_anonymous false'), {
    '1.6.15': '1883 * public implicit',
    '2.0.11': '1883 127.0.0.1 loopback implicit anonymous',
    '2.0.22 2.1.2': '1883 127.0.0.1 loopback implicit',
  });
});

test('an option without a listener opens port 1883 to everybody in 2.0.0 to 2.0.11', () => {
  const text = 'max_connections 100\nallow_anonymous false';
  assert.deepEqual(byVersion(text), {
    '1.6.15': '1883 * public implicit',
    '2.0.11': '1883 * public implicit anonymous',
    '2.0.22 2.1.2': '1883 127.0.0.1 loopback implicit',
  });
  assert.equal(modelOf(text, { version: '2.0.12' }).listeners[0]?.exposure, 'loopback');
  assert.equal(modelOf('max_connections -1').listeners[0]?.exposure, 'loopback');
});

test('options above the first listener open a second one', () => {
  assert.deepEqual(byVersion('cafile ca\ncertfile c\nkeyfile k\nlistener 8883 10.0.0.1'), {
    '1.6.15': '8883 10.0.0.1 private anonymous\n1883 * public implicit anonymous tls:1.1+1.2+1.3',
    '2.0.11': '8883 10.0.0.1 private\n1883 * public implicit tls:1.1+1.2+1.3',
    // 2.1 stops at cafile, which the model leaves out.
    '2.0.22 2.1.2': '8883 10.0.0.1 private\n1883 * public implicit tls:1.2+1.3',
  });
  assert.equal(summary(modelOf('tls_version tlsv1.2\nlistener 8883 10.0.0.1')), '8883 10.0.0.1 private');
});

test('port and bind_address describe the default listener, wherever they stand', () => {
  assert.deepEqual(byVersion('bind_address 192.168.1.1\nport 1884\nallow_anonymous true'), {
    [ALL]: '1884 192.168.1.1 private anonymous',
  });
});

test('what follows port goes to the listener above in 2.0 and to the default one in 2.1', () => {
  const text = 'listener 8883\nport 1884\ncertfile c\nkeyfile k';
  assert.equal(summary(modelOf(text, { version: '2.0.22' })), '8883 * public tls:1.2+1.3\n1884 * public');
  assert.equal(summary(modelOf(text, { version: '2.1.2' })), '8883 * public\n1884 * public tls:1.2+1.3');
});

test('TLS takes certfile and keyfile; 1.6 wants an authority too', () => {
  assert.deepEqual(byVersion('listener 8883\ncertfile c\nkeyfile k\nallow_anonymous false'), {
    '1.6.15': '8883 * public missing:cafile',
    '2.0.11': '8883 * public tls:1.1+1.2+1.3',
    '2.0.22 2.1.2': '8883 * public tls:1.2+1.3',
  });
  assert.deepEqual(byVersion('listener 8883\ncafile ca\ncertfile c\nallow_anonymous false'), {
    '1.6.15 2.0.11': '8883 * public missing:keyfile',
    '2.0.22 2.1.2': '8883 * public missing:keyfile!',
  });
  assert.deepEqual(byVersion('listener 8883\ntls_version tlsv1.2\nallow_anonymous false'), {
    '1.6.15': '8883 * public missing:cafile+certfile+keyfile',
    '2.0.11 2.0.22 2.1.2': '8883 * public missing:certfile+keyfile',
  });
});

test('psk_hint alone switches TLS on, psk_file alone does not', () => {
  assert.equal(summary(modelOf('listener 8883\npsk_file p\npsk_hint h')), '8883 * public auth:2 tls:1.1+1.2+1.3');
  assert.equal(summary(modelOf('listener 8883\npsk_file p')), '8883 * public missing:psk_hint');
  assert.equal(summary(modelOf('listener 8883\nlistener 1883\npsk_file p')), '8883 * public\n1883 * public');
});

test('tls_version: exact up to 2.0.8, the oldest from 2.0.9 on', () => {
  const versions = (version: string, line: string): string =>
    modelOf(`listener 8883\ncafile a\ncertfile c\nkeyfile k\n${line}`, {
      version,
    }).listeners[0]?.tls.versions.value.join() ?? '';
  assert.equal(versions('2.0.8', 'tls_version tlsv1.2'), 'tlsv1.2');
  assert.equal(versions('2.0.9', 'tls_version tlsv1.2'), 'tlsv1.2,tlsv1.3');
  assert.equal(versions('2.0.15', ''), 'tlsv1.1,tlsv1.2,tlsv1.3');
  assert.equal(versions('2.0.16', ''), 'tlsv1.2,tlsv1.3');
  assert.equal(versions('1.5.8', ''), 'tlsv1,tlsv1.1,tlsv1.2');
  const [item] = first(modelOf('listener 1\ncertfile c\nkeyfile k\ntls_version TLSv1.2')).tls.versions.items;
  assert.deepEqual([item?.text, item?.version], ['TLSv1.2', undefined]);
});

test('libwebsockets hears neither of tls_version nor of the address', () => {
  const text = 'listener 9001 127.0.0.1\nprotocol websockets\ncertfile c\nkeyfile k\ntls_version tlsv1.3';
  assert.deepEqual(byVersion(text), {
    '1.6.15': '9001 127.0.0.1 public websockets anonymous missing:cafile',
    '2.0.11 2.0.22': '9001 127.0.0.1 public websockets tls:1.2+1.3',
    '2.1.2': '9001 127.0.0.1 loopback websockets tls:1.3',
  });
  assert.equal(first(modelOf('listener 9001 127.0.0.1\nprotocol websockets\nsocket_domain ipv4')).exposure, 'loopback');
});

test('exposure by address', () => {
  const exposure = (address: string): string => first(modelOf(`listener 1883 ${address}`)).exposure;
  assert.deepEqual(
    [
      '127.0.0.2',
      '::1',
      'localhost',
      '10.1.2.3',
      '172.31.0.1',
      'fd00::1',
      'fe80::1',
      '172.32.0.1',
      '0.0.0.0',
      '::',
      'broker.example',
    ].map(exposure),
    [
      'loopback',
      'loopback',
      'loopback',
      'private',
      'private',
      'private',
      'private',
      'public',
      'public',
      'public',
      'public',
    ],
  );
  assert.equal(exposure('# no address'), 'public');
  assert.equal(first(modelOf('listener 0 /run/m.sock')).exposure, 'unix-socket');
  assert.equal(first(modelOf('listener 1883\nbind_interface lo')).exposure, 'loopback');
});

test('allow_anonymous is common to all listeners, and the last line wins', () => {
  const text = 'listener 1\nallow_anonymous true\nlistener 2\nallow_anonymous false';
  assert.deepEqual(byVersion(text), { [ALL]: '1 * public\n2 * public' });
  assert.deepEqual(byVersion(`per_listener_settings true\n${text}`), { [ALL]: '1 * public anonymous\n2 * public' });
  assert.deepEqual(byVersion('listener 1\nlistener 2\nlistener_allow_anonymous true'), {
    '1.6.15': '1 * public anonymous\n2 * public anonymous',
    '2.0.11 2.0.22': '1 * public\n2 * public',
    '2.1.2': '1 * public\n2 * public anonymous',
  });
});

test('1.6 lets everybody in unless there is another way to authenticate', () => {
  assert.equal(summary(modelOf('listener 1', { version: '1.6.15' })), '1 * public anonymous');
  assert.equal(summary(modelOf('listener 1\npassword_file p', { version: '1.6.15' })), '1 * public auth:1');
});

test('require_certificate: mutual TLS, or nothing at all', () => {
  const tls = 'listener 8883\ncafile a\ncertfile c\nkeyfile k\n';
  assert.equal(summary(modelOf(`${tls}require_certificate true`)), '8883 * public auth:1 tls:1.1+1.2+1.3 mutual');
  assert.equal(
    summary(modelOf('listener 8883\nrequire_certificate true')),
    '8883 * public missing:certfile+keyfile contradiction',
  );
  assert.equal(summary(modelOf('listener 8883\nrequire_certificate false')), '8883 * public');
});

test('listener and bridge cursors are independent of each other', () => {
  const text = 'listener 1\nconnection b\naddress h:8883\nlistener 2\nmax_connections 5\nbridge_cafile a\ntopic t';
  assert.equal(summary(modelOf(text)), '1 * public\n2 * public\nconnection b 8883 public tls:1.2+1.3');
});

test('a bridge speaks TLS only where it knows whom to trust', () => {
  const bridge = (lines: string, version = '2.0.11'): string =>
    summary(
      modelOf(`listener 1 127.0.0.1\nallow_anonymous true\nconnection b\naddress 10.0.0.1\n${lines}`, { version }),
    )
      .split('\n')
      .at(-1) ?? '';
  assert.equal(bridge('bridge_certfile c\nbridge_keyfile k\nbridge_tls_version tlsv1.2'), 'connection b 1883 private');
  assert.equal(bridge('bridge_capath c'), 'connection b 1883 private tls:1.2+1.3');
  assert.equal(bridge('bridge_psk 00\nbridge_identity i'), 'connection b 1883 private tls:1.2+1.3');
  assert.equal(bridge('bridge_tls_use_os_certs true'), 'connection b 1883 private');
  assert.equal(bridge('bridge_tls_use_os_certs true', '2.1.2'), 'connection b 1883 private tls:1.2+1.3');
  assert.equal(bridge('bridge_cafile c\nbridge_tls_version tlsv1.2', '1.6.15'), 'connection b 1883 private tls:1.2');
  assert.equal(bridge('bridge_cafile c', '2.0.14'), 'connection b 1883 private tls:1.1+1.2+1.3');
});

test('a bridge with several addresses is as exposed as the worst', () => {
  const [bridge] = modelOf('connection b\naddress 127.0.0.1:1 broker.example:8883 # 10.0.0.1').outgoing;
  assert.deepEqual([bridge?.exposure, bridge?.port.value], ['public', 1]);
});

test('scopes end with the file', () => {
  const options = { included: ['certfile c\nkeyfile k'] };
  assert.equal(
    summary(modelOf('listener 8883\ninclude_dir inc', options)),
    '8883 * public\n1883 * public implicit tls:1.1+1.2+1.3',
  );
  const listenerInside = { included: ['listener 8884'] };
  assert.equal(
    summary(modelOf('listener 8883\ninclude_dir inc\ncertfile c\nkeyfile k', listenerInside)),
    '8883 * public tls:1.1+1.2+1.3\n8884 * public',
  );
});

test('lines are read in the order of the broker: an include where it stands', () => {
  const anonymous = (text: string): boolean =>
    first(modelOf(text, { included: ['allow_anonymous true'] })).anonymous.value;
  assert.equal(anonymous('listener 1\nallow_anonymous false\ninclude_dir inc'), true);
  assert.equal(anonymous('listener 1\ninclude_dir inc\nallow_anonymous false'), false);
});

test('the files of an include_dir, in the order in which Mosquitto 2.0.11 reads them', () => {
  const names = ['9-b.conf', '10-a.conf', 'Ab.conf', 'B.conf', '_x.conf', 'y.conf.bak', 'x.CONF', 'aB.conf', 'z.txt'];
  assert.deepEqual(includeOrder([...names, '.conf', 'b.conf', 'A.conf', 'a.conf', '.hidden.conf']), [
    '.hidden.conf',
    '10-a.conf',
    '9-b.conf',
    'A.conf',
    'Ab.conf',
    'a.conf',
    'aB.conf',
    'B.conf',
    'b.conf',
    '_x.conf',
  ]);
});

test('a file of conf.d that opens no port is a fragment', () => {
  const fragment = (text: string, root: string): boolean => modelOf(text, { root }).fragment;
  assert.equal(fragment('allow_anonymous false', '/etc/mosquitto/conf.d/auth.conf'), true);
  assert.equal(fragment('allow_anonymous false', 'file:///c%3A/mosquitto.d/auth.conf'), true);
  assert.equal(fragment('listener 1883', '/etc/mosquitto/conf.d/default.conf'), false);
  assert.equal(fragment('port 1883', '/etc/mosquitto/conf.d/default.conf'), false);
  assert.equal(fragment('allow_anonymous false', '/etc/mosquitto/mosquitto.conf'), false);
});

test('references: role, path, and whether the broker stops', () => {
  const text = [
    'listener 8883',
    'certfile /c.crt',
    'keyfile /k.key',
    'capath /ca',
    'http_dir /www',
    'listener 1884',
    'cafile /unused.crt',
    'password_file $' + '{DIR}/pw',
    'pid_file /run/m.pid',
    'log_dest file /var/log/m',
    'connection b',
    'bridge_cafile /b.crt',
    'bridge_cafile',
  ].join('\n');
  assert.deepEqual(
    modelOf(text).references.map(({ role, path, fatal, templated }) => `${role} ${path} ${fatal} ${templated}`),
    [
      'certificate /c.crt true false',
      'private-key /k.key true false',
      'ca-directory /ca false false',
      'other /www false false',
      'ca /unused.crt false false',
      'password-file $' + '{DIR}/pw true true',
      'ca /b.crt false false',
    ],
  );
  assert.deepEqual(modelOf('listener 1\nkeyfile id\ntls_keyform engine').references, []);
  assert.equal(modelOf('plugin_load x /a b.so', { version: '2.1.2' }).references[0]?.path, '/a b.so');
});

test('cipher lists: members in place, refused where nothing is left on a TLS listener', () => {
  const lists = (lines: string) => first(modelOf(`listener 8883\ncertfile c\nkeyfile k\n${lines}`)).tls.ciphers;
  const [list] = lists('ciphers HIGH:garbage:!aNULL');
  assert.deepEqual(
    list?.members.map(({ text, role }) => `${text} ${role}`),
    ['HIGH selector', 'garbage unknown', '!aNULL exclusion'],
  );
  assert.equal(list?.refused, false);
  assert.equal(lists('ciphers garbage')[0]?.refused, true);
  assert.equal(lists('ciphers_tls1.3 HIGH')[0]?.refused, true);
  assert.equal(first(modelOf('listener 8883\nciphers garbage')).tls.ciphers[0]?.refused, false);
});

function first(model: BrokerModel): Listener {
  const [listener] = model.listeners;
  assert.ok(listener);
  return listener;
}

function edited(text: string, edit: (model: BrokerModel) => readonly Edit[], version = '2.0.11'): string {
  return applyEdits(text, edit(modelOf(text, { version })));
}

test('settings are replaced, added and removed in the style of the file', () => {
  const tls = 'listener 8883\r\n  certfile c\r\n  keyfile k\r\nlistener 1883\r\n';
  assert.equal(
    edited(tls, (model) => first(model).tls.versions.set(['tlsv1.2', 'tlsv1.3'])),
    'listener 8883\r\n  certfile c\r\n  keyfile k\r\n  tls_version tlsv1.2\r\nlistener 1883\r\n',
  );
  assert.equal(
    edited('listener 8883\ntls_version tlsv1.1', (model) => first(model).tls.versions.set(['tlsv1.2', 'tlsv1.3'])),
    'listener 8883\ntls_version tlsv1.2',
  );
  assert.deepEqual(first(modelOf('listener 8883')).tls.versions.set(['tlsv1.2']), []);
  assert.equal(
    edited('listener 8883\ncertfile c', (model) => first(model).tls.clientCertificate.set('required')),
    'listener 8883\ncertfile c\nrequire_certificate true',
  );
  assert.equal(
    edited('listener 1883 # c', (model) => first(model).address.set('127.0.0.1')),
    'listener 1883 127.0.0.1 # c',
  );
  assert.equal(
    edited('listener 1883 0.0.0.0', (model) => first(model).address.set(undefined)),
    'listener 1883',
  );
  assert.equal(
    edited('listener 1883', (model) => first(model).port.set(8883)),
    'listener 8883',
  );
  assert.equal(
    edited('connection b\naddress h', (model) => model.outgoing[0]?.port.set(8883) ?? []),
    'connection b\naddress h:8883',
  );
});

test('allow_anonymous is changed where it is written, or added where it holds', () => {
  const close = (model: BrokerModel): readonly Edit[] => first(model).anonymous.set(false);
  assert.equal(edited('listener 1\nallow_anonymous true', close), 'listener 1\nallow_anonymous false');
  assert.equal(edited('listener 1\nallow_anonymous true # c', close), 'listener 1\nallow_anonymous false # c');
  assert.equal(edited('# c\nlistener 1', close, '1.6.15'), '# c\nallow_anonymous false\nlistener 1');
  assert.equal(edited('', close), '');
  assert.equal(
    edited('listener 1\nlistener_allow_anonymous true', close, '2.1.2'),
    'listener 1\nlistener_allow_anonymous false',
  );
});

test('a cipher is removed with one separator, and never the last one', () => {
  const without = (list: string, index: number): string =>
    edited(`listener 1\ncertfile c\nkeyfile k\nciphers ${list}`, (model) => {
      const [ciphers] = first(model).tls.ciphers;
      return ciphers?.members[index]?.remove() ?? [];
    }).slice('listener 1\ncertfile c\nkeyfile k\nciphers '.length);
  assert.equal(without('A:B:C', 0), 'B:C');
  assert.equal(without('A:B:C', 1), 'A:C');
  assert.equal(without('A:B:C', 2), 'A:B');
  assert.equal(without('A', 0), 'A');
});
