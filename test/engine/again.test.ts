import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Analysis, analyze, defaultSettings, LineIndex } from '../../core/lint';
import { assertBuildsOn, assertSame, typing } from '../support/again';
import { fuzzLimits } from '../support/fuzzLimits';
import { memoryHost } from '../support/memoryHost';

const FILE = '/config/mosquitto.conf';

/** Files that the generated configurations name; the rest of what they name is missing. */
const BESIDE = {
  '/config/pw': { text: 'ann:$7$101$Bi2+XUuwE4PkU0RV$Ro+XLMlWDOOeNguDiqikud9r\n' },
  '/config/acl': { text: 'topic read a/#\n' },
  '/config/conf.d/x.conf': { text: 'listener 7003\n' },
};

async function judge(text: string, version: string, previous?: Analysis): Promise<Analysis> {
  const settings = { ...defaultSettings, profile: 'strict', versions: { mosquitto: version } } as const;
  const host = memoryHost({ ...BESIDE, [FILE]: { text } });
  const analysis = await analyze(FILE, host, { settings, now: Date.UTC(2026, 0, 15), broker: 'mosquitto', previous });
  assert.ok(analysis);
  return analysis;
}

const word = fc.constantFrom(
  '1883',
  '8883',
  '127.0.0.1',
  '0.0.0.0',
  '::1',
  'true',
  'false',
  'websockets',
  'mqtt',
  'http_api',
  'ipv4',
  'many',
  '0',
  '7',
  'a/b/',
  '/config/pw',
  '/config/acl',
  'lo',
);

const name = fc.constantFrom(
  ...['max_connections', 'mount_point', 'protocol', 'max_qos', 'socket_domain', 'use_identity_as_username'],
  ...['bind_interface', 'enable_proxy_protocol', 'websockets_origin', 'require_certificate', 'certfile', 'cafile'],
  ...['keyfile', 'tls_version', 'ciphers', 'http_dir', 'psk_hint', 'psk_file', 'allow_anonymous', 'password_file'],
  ...['acl_file', 'per_listener_settings', 'plugin', 'port', 'bind_address', 'connection', 'address', 'topic'],
  ...['listener_allow_anonymous', 'max_inflight_messages', 'persistence', 'log_type', 'max_conections', 'listenr'],
  ...['use_username_as_clientid', 'include_dir', 'clientid_prefixes', 'max_topic_alias', 'log_dest'],
);

const oddLine = fc.constantFrom(
  '',
  ' ',
  '\t',
  '# words',
  '# mqtt-security-ignore plaintext-listener -- fine here',
  '# mqtt-security-ignore max-connections-unset',
  '# mqtt-security-ignore-file anonymous-implicit -- fine here',
  ' # indented',
  '  max_qos 1',
  'max_qos=1',
  'mount_point x\r',
  '\tlistener 99',
  'listener',
  'max_connections 5 ; more',
  'tls_version tlsv1',
);

const heading = fc
  .tuple(
    fc.integer({ min: 1, max: 70_000 }),
    fc.constantFrom('', '', ' 127.0.0.1', ' 127.0.0.1', ' 10.0.0.1', ' ::', ' #'),
  )
  .map(([port, address]) => `listener ${port}${address}`);

const local = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('max_connections 100', 'max_qos 1', 'mount_point a', 'protocol mqtt', '# note'),
  },
  { weight: 2, arbitrary: fc.constantFrom('max_connections many', 'mount_point a/', 'use_identity_as_username true') },
);

const anyLine = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(name, word).map(([key, value]) => `${key} ${value}`) },
  { weight: 2, arbitrary: oddLine },
  { weight: 1, arbitrary: heading },
);

/** Lines that do not concern the file as a whole, or do so without a say in which part of it is judged. */
const global = fc.constantFrom(
  ...['allow_anonymous true', 'allow_anonymous false', 'per_listener_settings true', 'password_file /config/missing'],
  ...['user root', 'log_dest topic', 'clientid_prefixes a', 'max_connections 5', 'acl_file /config/missing', '# note'],
  ...['enable_control_api true', 'plugin /lib/x.so', 'certfile a', 'mqtt-security', '# mqtt-security-ignore a -- b'],
);

const unusual = fc.constantFrom(
  ...['certfile a', 'keyfile b', 'cafile c', 'tls_version tlsv1', 'max_conections 3', 'max_qos=1', 'connection x'],
  ...['address y:1883', 'allow_anonymous true', 'protocol websockets', 'bind_interface lo', 'listener 1850', '\t'],
  ...['http_dir /etc', 'require_certificate true', 'listener 1883 ::', 'topic a both', 'mount_point x', 'max_qos 9'],
  ...['# mqtt-security-ignore plaintext-listener -- fine', 'listener_allow_anonymous true', 'socket_domain ipv4'],
);

const rareAt = (line: fc.Arbitrary<string>) => fc.record({ at: fc.nat(10_000), line });

/** Many listeners that are alike, and a few things that are not. */
const configuration = fc
  .record({
    head: fc.array(fc.oneof({ weight: 3, arbitrary: global }, { weight: 1, arbitrary: anyLine }), { maxLength: 3 }),
    rare: fc.oneof(
      { weight: 3, arbitrary: fc.array(rareAt(unusual), { maxLength: 3 }) },
      { weight: 1, arbitrary: fc.array(rareAt(anyLine), { maxLength: 3 }) },
    ),
    patterns: fc.array(
      fc.tuple(fc.constantFrom('', ' 127.0.0.1', ' 10.0.0.1', ' ::'), fc.array(local, { maxLength: 4 })),
      { minLength: 1, maxLength: 3 },
    ),
    count: fc.integer({ min: 30, max: 120 }),
    ports: fc.constantFrom(1800, 1000, 8800, 65_500),
    end: fc.constantFrom('\n', '\n', '\r\n'),
    last: fc.boolean(),
  })
  .map(({ head, rare, patterns, count, ports, end, last }) => {
    const lines = [...head];
    for (let i = 0; i < count; i++) {
      const [address, options] = patterns[(i * 7) % patterns.length] ?? ['', []];
      lines.push(`listener ${ports + i}${address}`, ...options);
    }
    for (const { at, line } of rare) lines.splice(at % (lines.length + 1), 0, line);
    return lines.join(end) + (last ? end : '');
  });

const inserted = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('1', '0', 'x', ' ', '', '\n', '#', 'listener ') },
  { weight: 2, arbitrary: unusual.map((line) => `\n${line}`) },
  { weight: 1, arbitrary: anyLine.map((line) => `${line}\n`) },
  { weight: 1, arbitrary: fc.constantFrom('\0', '\r', '\t', '\uFEFF', 'é') },
);

for (const version of ['1.6.15', '2.0.11', '2.1.2']) {
  test(`mosquitto ${version}: after each edit the analysis is the one that starts anew`, () =>
    assertBuildsOn(
      (text, previous) => judge(text, version, previous),
      configuration,
      typing(inserted, fc.constantFrom(0, 0, 1, 1, 3, 20, 60)),
    ));
}

test('what stands above the first listener is none of the ten that a finding names', async () => {
  const listeners = Array.from({ length: 40 }, (_, i) => `listener ${1800 + i}${i % 2 === 0 ? '' : ' 127.0.0.1'}\n`);
  const text = listeners.join('');
  const before = await judge(text, '1.6.15');
  const changed = text.replace('listener 1821 127.0.0.1', 'listener 1821 127.0.0.11');
  assertSame(await judge(changed, '1.6.15', before), await judge(changed, '1.6.15'));
});

test('an index of lines made from one of a similar text is the one made anew', () => {
  const piece = fc.constantFrom('\r', '\n', '\r\n', 'a', 'bc');
  const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
  const shared = fc.tuple(text, text, text, text);
  fc.assert(
    fc.property(shared, ([start, before, after, end]) => {
      const index = new LineIndex(start + after + end, new LineIndex(start + before + end));
      assert.deepEqual(index, new LineIndex(start + after + end));
    }),
    fuzzLimits(2000),
  );
});
