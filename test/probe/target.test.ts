import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { format } from '../../core/facts/message';
import { isSecure, type ListenerEndpoint, parseTarget, type Target, targetOfListener, urlOf } from '../../core/probe';

const accepted: readonly (readonly [string, Partial<Target>])[] = [
  ['mqtt://broker', { protocol: 'mqtt', host: 'broker', port: 1883 }],
  ['mqtts://broker', { protocol: 'mqtts', host: 'broker', port: 8883 }],
  ['ws://broker', { protocol: 'ws', port: 80, path: '/mqtt' }],
  ['wss://broker', { protocol: 'wss', port: 443, path: '/mqtt' }],
  ['ws://broker:80/', { port: 80, path: '/' }],
  ['wss://broker:8084/a/b?token=1#x', { port: 8084, path: '/a/b?token=1' }],
  ['tcp://broker:1884', { protocol: 'mqtt', port: 1884 }],
  ['ssl://broker', { protocol: 'mqtts', port: 8883 }],
  ['TLS://Broker/', { protocol: 'mqtts', host: 'Broker' }],
  ['  mqtts://10.0.0.1:1  ', { host: '10.0.0.1', port: 1 }],
  ['mqtts://[::1]:65535', { host: '::1', port: 65535 }],
  ['mqtt://[fe80::1]', { host: 'fe80::1', port: 1883 }],
  ['mqtt://bücher.example', { host: 'xn--bcher-kva.example' }],
  ['mqtt://me@broker:1883', { username: 'me', host: 'broker' }],
  ['mqtt://me%40home@broker', { username: 'me@home', host: 'broker' }],
];

for (const [url, expected] of accepted) {
  test(`accepts ${url}`, () => {
    const parsed = parseTarget(url);
    assert.ok(parsed.ok, parsed.ok ? '' : format(parsed.reason));
    assert.deepEqual({ ...parsed.target, ...expected }, parsed.target);
  });
}

const refused: readonly (readonly [string, RegExp])[] = [
  ['', /address is empty/],
  ['broker.example:8883', /names no protocol/],
  ['broker', /names no protocol/],
  ['https://broker', /written ws:\/\/ or wss:\/\//],
  ['ftp://broker', /not supported/],
  ['mqtt://', /names no host/],
  ['mqtt://:1883', /names no host/],
  ['mqtt://mqtts://broker', /protocol twice/],
  ['mqtt://http://broker', /where the host name belongs/],
  ['mqtt://broker:0', /"0" is no port/],
  ['mqtt://broker:65536', /"65536" is no port/],
  ['mqtt://broker:8883:8883', /"8883:8883" is no port/],
  ['mqtt://broker:abc', /"abc" is no port/],
  ['mqtt://::1', /written in brackets/],
  ['mqtt://fe80::1:1883', /written in brackets/],
  ['mqtt://[broker]', /no IPv6 address/],
  ['mqtt://my broker', /no host name/],
  ['mqtt://a,b', /no host name/],
  ['mqtt://broker/path', /have no path/],
  ['mqtt://me:secret@broker', /holds a password/],
  ['mqtt://me%zz@broker', /percent-encoded/],
  ['ws://broker/a b', /holds a blank/],
];

for (const [url, words] of refused) {
  test(`refuses ${url || 'nothing'}`, () => {
    const parsed = parseTarget(url);
    assert.ok(!parsed.ok);
    assert.match(format(parsed.reason), words);
    assert.doesNotMatch(format(parsed.reason), /secret/);
  });
}

test('a password is not repeated where the protocol is missing', () => {
  const parsed = parseTarget('me:secret@broker');
  assert.ok(!parsed.ok);
  assert.doesNotMatch(format(parsed.reason), /secret/);
});

test('a target is a URL again', () => {
  for (const url of ['mqtt://broker:1883', 'mqtts://[::1]:8883', 'wss://broker:443/mqtt']) {
    const parsed = parseTarget(url);
    assert.ok(parsed.ok);
    assert.equal(urlOf(parsed.target), url);
    assert.equal(isSecure(parsed.target), !url.startsWith('mqtt:'));
  }
});

test('listeners of a configuration become targets', () => {
  const at = (more: Partial<ListenerEndpoint>) => {
    const target = targetOfListener({ port: 8883, address: undefined, tls: false, protocol: 'mqtt', ...more });
    return target && urlOf(target);
  };
  assert.equal(at({}), 'mqtt://localhost:8883');
  assert.equal(at({ tls: true, address: '0.0.0.0' }), 'mqtts://localhost:8883');
  assert.equal(at({ tls: true, address: '::' }), 'mqtts://localhost:8883');
  assert.equal(at({ address: '10.1.1.1' }), 'mqtt://10.1.1.1:8883');
  assert.equal(at({ address: '[fe80::1]' }), 'mqtt://[fe80::1]:8883');
  assert.equal(at({ protocol: 'websockets' }), 'ws://localhost:8883/mqtt');
  assert.equal(at({ protocol: 'websockets', tls: true }), 'wss://localhost:8883/mqtt');
  assert.equal(at({ protocol: 'quic' }), undefined);
  assert.equal(at({ protocol: 'http' }), undefined);
  assert.equal(at({ port: 0 }), undefined);
  assert.equal(at({ port: undefined }), undefined);
});

test('the authority of a listener is taken along for TLS only', () => {
  const endpoint = { port: 1, address: undefined, protocol: 'mqtt', ca: '/ca.crt' } as const;
  assert.equal(targetOfListener({ ...endpoint, tls: true })?.ca, '/ca.crt');
  assert.equal(targetOfListener({ ...endpoint, tls: false })?.ca, undefined);
});

test('whatever is typed is answered, and what is accepted can be written down again', () => {
  const piece = fc.constantFrom(
    'mqtt',
    'wss',
    'https',
    '://',
    ':',
    '/',
    '@',
    '[',
    ']',
    '::1',
    '8883',
    'broker',
    '?',
    '#',
    '%',
    ' ',
  );
  const typed = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
  );
  fc.assert(
    fc.property(typed, (text) => {
      const parsed = parseTarget(text);
      if (!parsed.ok) return format(parsed.reason).length > 0;
      const again = parseTarget(urlOf(parsed.target));
      assert.ok(again.ok, urlOf(parsed.target));
      assert.equal(urlOf(again.target), urlOf(parsed.target));
      assert.ok(parsed.target.port >= 1 && parsed.target.port <= 65_535);
      return true;
    }),
    { numRuns: 2000 },
  );
});
