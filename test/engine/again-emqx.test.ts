import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Analysis, analyze, defaultSettings } from '../../core/lint';
import { assertBuildsOn, typing } from '../support/again';
import { memoryHost } from '../support/memoryHost';

const FILE = '/config/emqx.conf';

async function judge(text: string, version: string, previous?: Analysis): Promise<Analysis> {
  const settings = { ...defaultSettings, profile: 'strict', versions: { emqx: version } } as const;
  const host = memoryHost({ [FILE]: { text }, '/config/more.conf': { text: 'mqtt.max_packet_size = 1KB\n' } });
  const analysis = await analyze(FILE, host, { settings, now: Date.UTC(2026, 0, 15), broker: 'emqx', previous });
  assert.ok(analysis);
  return analysis;
}

/** Fields of a listener that others are likely to have as well. */
const usual = fc.constantFrom(
  ...['max_connections = 1000', 'max_connections = "many"', 'mountpoint = "a/"', 'mountpoint = x', 'acceptors = 16'],
  ...['enable = false', 'enable_authn = false', 'proxy_protocol = true', 'zone = z', 'max_conn_rate = "10/s"'],
  ...['ssl_options { depth = 3, verify = verify_peer }', 'ssl_options.versions = ["tlsv1.3", tlsv1]', '# words'],
  ...['ssl_options.fail_if_no_peer_cert = true', 'access_rules = ["deny all"]', 'websocket.compress = true'],
);

/** Fields that few listeners have, and lines that are none. */
const unusual = fc.oneof(
  { weight: 12, arbitrary: usual },
  {
    weight: 20,
    arbitrary: fc.constantFrom(
      ...['ssl_options.certfile = "a.pem"', 'ssl_options.keyfile = "b.pem"', 'certfile = c', 'verify = verify_peer'],
      ...['authentication = [{mechanism = password_based, backend = built_in_database}]', 'max_conections = 3'],
      ...['authentication = {mechanism = jwt, use_jwks = true, endpoint = "https://a.b"}', 'bind = "0.0.0.0:18083"'],
      ...['ssl_options { enable_crl_check = true }', 'mountpoint = "${username}/"', 'bind = x', 'bind = 1883'],
      ...['ssl_options { ocsp { enable_ocsp_stapling = true } }', 'max_connections = 0', 'mountpoint = "$${more}"'],
      ...['# mqtt-security-ignore plaintext-listener -- fine here', '# mqtt-security-ignore a -- b', 'acceptors = x'],
      ...['tcp_options.nodelay = 7', 'enable_authn = quick_deny_anonymous'],
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...['bind = ${mqtt.port}', '}', '{', ',', '"""', '"', 'include "more.conf"'],
      ...['// mqtt-security-ignore-file anonymous-access -- fine here'],
    ),
  },
);

/** Roots beside the listeners, and what cannot be judged in part. */
const root = fc.oneof(
  {
    weight: 40,
    arbitrary: fc.constantFrom(
      ...[
        'authentication = [{mechanism = password_based, backend = built_in_database}]',
        'authorization.no_match = deny',
      ],
      ...[
        'node.cookie = abc',
        'mqtt { max_packet_size = 2MB, port = 1 }',
        'zones.z.mqtt.max_qos_allowed = 1',
        'more = 1',
      ],
      ...['dashboard.listeners.http.bind = 18083', 'dashboard { listeners.https { bind = 18084, certfile = a } }', ''],
      ...['gateway.stomp { listeners.tcp.default { bind = 1850 } }', 'mqtt.max_clientid_len = 1', '# note'],
      ...['log.console.level = debug', 'mqtt.limiter.max_conn_rate = "5/s"', 'crl_cache.refresh_interval = 10'],
      ...['unknown_root = 7', 'listeners.quic.default { }', 'rpc.protocol = ssl', 'username = "x"'],
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...[
        'include "more.conf"',
        'listeners.tcp.a.bind = 1884',
        'listeners { ws.b { bind = 1885 } }',
        '{',
        '}',
        '{{ a }}',
      ],
      ...[
        'listeners.ssl.l40.mountpoint = "again/"',
        'listeners.quic = null',
        'a = """',
        'mqtt.peer_cert_as_username = cn',
        'mqtt.port = ${node.cookie}',
      ],
    ),
  },
);

const name = fc.constantFrom('l', 'l', 'l', 'other', 'default', 'bad name', '"q"');
const type = fc.constantFrom('tcp', 'tcp', 'ssl', 'ssl', 'ws', 'wss', 'quic');
const address = fc.constantFrom('', '127.0.0.1:', '10.0.0.1:', '0.0.0.0:', ':', '[::1]:');

const pattern = fc.record({ type, address, fields: fc.array(usual, { maxLength: 3 }) });
const rareAt = (line: fc.Arbitrary<string>) => fc.record({ at: fc.nat(10_000), line });

/** Many listeners that are alike, and a few things that are not. */
const configuration = fc
  .record({
    head: fc.array(root, { maxLength: 3 }),
    tail: fc.array(root, { maxLength: 2 }),
    rare: fc.array(rareAt(unusual), { maxLength: 3 }),
    roots: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(rareAt(root), { maxLength: 2 })),
    patterns: fc.array(pattern, { minLength: 1, maxLength: 2 }),
    count: fc.integer({ min: 50, max: 120 }),
    ports: fc.constantFrom(1800, 1000, 8800, 18_050, 65_500),
    names: fc.constantFrom(0, 0, 0, 50),
    end: fc.constantFrom('\n', '\n', '\r\n'),
    last: fc.boolean(),
  })
  .map(({ head, tail, rare, roots, patterns, count, ports, names, end, last }) => {
    const blocks = Array.from({ length: count }, (_, i) => {
      const { type = 'tcp', address = '', fields = [] } = patterns[(i * 7) % patterns.length] ?? {};
      const bind = `  bind = ${address === '' ? ports + i : `"${address}${ports + i}"`}`;
      return [`listeners.${type}.l${names === 0 ? i : i % names} {`, bind, ...fields.map((field) => `  ${field}`), '}'];
    });
    for (const { at, line } of rare) blocks[at % count]?.splice(1 + (at % 2), 0, `  ${line}`);
    for (const { at, line } of roots) blocks[at % count]?.push(line);
    return [...head, ...blocks.flat(), ...tail].join(end) + (last ? end : '');
  });

const inserted = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('1', '0', '7', ' ', '', '\n', '#') },
  { weight: 5, arbitrary: unusual.map((line) => `\n${line}`) },
  { weight: 1, arbitrary: root.map((line) => `${line}\n`) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(type, name, fc.nat(70_000))
      .map(([kind, word, port]) => `\nlisteners.${kind}.${word} { bind = ${port} }\n`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('\0', '\r', '\t', '\uFEFF', 'é', '}', '{', ',', '"', '"""', '${a}', 'listeners.'),
  },
);

for (const version of ['5.8', '6.3', 'auto']) {
  test(`emqx ${version}: after each edit the analysis is the one that starts anew`, () =>
    assertBuildsOn(
      (text, previous) => judge(text, version, previous),
      configuration,
      typing(inserted, fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 20, 0, 0)),
    ));
}
