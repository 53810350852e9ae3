import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format } from '../../core/facts/message';
import emqx from '../../core/lint/brokers/emqx/broker';
import { schema } from '../../core/lint/brokers/emqx/schema';
import type { LanguageRule } from '../../core/lint/model';
import { LineIndex } from '../../core/lint/source';
import { modelOf } from '../support/emqx';

/** What the schema check says of a text: rule, line (from 1), what is pointed at, and a word of the message. */
type Expected = readonly [rule: LanguageRule, line: number, at: string, says?: string];

interface Fixture {
  readonly text: string;
  readonly versions?: readonly string[];
  readonly fatal: readonly Expected[];
}

const OK: readonly Expected[] = [];

/** Of the kind that EMQX's own checker was asked (5.10.4, 5.8.11, 6.3.0), in our own words. */
const FIXTURES: readonly Fixture[] = [
  // Names.
  { text: 'mqtt.max_packet_sise = 1MB', fatal: [['unknown-directive', 1, 'max_packet_sise', 'max_packet_size']] },
  { text: 'mqtt {\n  retain_avail = true\n}', fatal: [['unknown-directive', 2, 'retain_avail', 'mqtt']] },
  { text: 'log {\n  file {\n    levl = info\n  }\n}', fatal: [['unknown-directive', 3, 'levl', 'level']] },
  {
    text: 'listeners.tcp.default {\n  bind = 1883\n  max_clients = 5\n}',
    fatal: [['unknown-directive', 3, 'max_clients', 'max_connections']],
  },
  { text: 'sysmon.os.cpu_check = 60s', fatal: [['unknown-directive', 1, 'cpu_check']] },
  {
    text: 'listeners.ssl.default {\n  verify = verify_peer\n}',
    fatal: [['misplaced-tls-option', 2, 'verify', 'ssl_options']],
  },
  { text: 'listeners.tcp {\n  "a b" { bind = 1883 }\n}', fatal: [['invalid-value', 2, '"a b"', 'letters']] },
  {
    text: 'authentication = [\n  { mechanism = password_based, backend = built_in_database, user_type = username }\n]',
    fatal: [['unknown-directive', 2, 'user_type']],
  },
  // Types.
  { text: 'mqtt.retain_available = on', fatal: [['invalid-value', 1, 'on', 'true']] },
  { text: 'mqtt.retain_available = "yes"', fatal: [['invalid-value', 1, '"yes"', 'true']] },
  { text: 'mqtt.retain_available = "true"', fatal: OK },
  { text: 'mqtt.max_topic_levels = many', fatal: [['invalid-value', 1, 'many']] },
  { text: 'mqtt.max_qos_allowed = 3', fatal: [['invalid-value', 1, '3']] },
  { text: 'mqtt.max_qos_allowed = 1', fatal: OK },
  { text: 'mqtt = 5', fatal: [['invalid-value', 1, '5', 'block']] },
  { text: 'mqtt.max_packet_size = { a = 1 }', fatal: [['invalid-value', 1, 'mqtt.max_packet_size', 'one value']] },
  { text: 'authorization.no_match = [allow]', fatal: [['invalid-value', 1, '[allow]', 'one value']] },
  {
    text: 'listeners.ssl.default.ssl_options.versions = "tlsv1.2"',
    fatal: [['invalid-value', 1, '"tlsv1.2"', 'brackets']],
  },
  // Words.
  { text: 'authorization.no_match = permit', fatal: [['invalid-value', 1, 'permit', 'allow, deny']] },
  { text: 'authorization.deny_action = Disconnect', fatal: [['invalid-value', 1, 'Disconnect', 'disconnect']] },
  { text: 'cluster.discovery_strategy = mcast_', fatal: [['invalid-value', 1, 'mcast_']] },
  { text: 'log.console.level = verbose', fatal: [['invalid-value', 1, 'verbose', 'debug']] },
  {
    text: 'listeners.ssl.default.ssl_options.verify = verify_all',
    fatal: [['invalid-value', 1, 'verify_all', 'verify_peer']],
  },
  // Units and ranges.
  { text: 'mqtt.idle_timeout = "15 s"', fatal: [['invalid-value', 1, '"15 s"']] },
  { text: 'mqtt.idle_timeout = 1h30m', fatal: OK },
  { text: 'mqtt.max_packet_size = "1.5MB"', fatal: [['invalid-value', 1, '"1.5MB"']] },
  { text: 'mqtt.max_packet_size = 512KB', fatal: OK },
  { text: 'sysmon.os.cpu_high_watermark = 80', fatal: [['invalid-value', 1, '80', '80%']] },
  { text: 'sysmon.os.cpu_high_watermark = 120%', fatal: [['invalid-value', 1, '120%']] },
  {
    text: 'sysmon.os {\n  cpu_low_watermark = 90%\n  cpu_high_watermark = 80%\n}',
    fatal: [['invalid-value', 2, '90%', 'cpu_high_watermark']],
  },
  { text: 'mqtt.max_packet_size = 300MB', fatal: [['invalid-value', 1, '300MB', '268435455']] },
  // Members of unions.
  {
    text: 'authentication = [\n  { mechanism = password, backend = mysql }\n]',
    fatal: [['invalid-value', 2, 'password', 'password_based']],
  },
  {
    text: 'authentication = [\n  { mechanism = password_based, backend = mysqll }\n]',
    fatal: [['invalid-value', 2, 'mysqll', 'mysql']],
  },
  {
    text: 'authentication = [\n  { mechanism = scram, backend = mysql }\n]',
    fatal: [['invalid-value', 2, 'mysql', 'scram']],
  },
  {
    text: 'authorization.sources = [\n  { type = files, path = "acl.conf" }\n]',
    fatal: [['invalid-value', 2, 'files', 'file']],
  },
  {
    text: 'authentication = [\n  { mechanism = "${MECHANISM}", backend = mysql }\n]',
    fatal: [['required-missing', 2, '{', 'query']],
  },
  // Required fields.
  {
    text: 'authentication = [\n  { backend = built_in_database }\n]',
    fatal: [['required-missing', 2, '{', 'mechanism']],
  },
  {
    text: 'authentication = [\n  { mechanism = password_based, backend = redis, redis_type = single, server = "r:6379" }\n]',
    fatal: [['required-missing', 2, '{', 'cmd']],
  },
  {
    text: 'authentication = [\n  { mechanism = password_based, backend = postgresql, server = "p:5432", database = m, query = "select 1" }\n]',
    fatal: [['required-missing', 2, '{', 'username']],
  },
  {
    text: 'authentication = [\n  { mechanism = jwt, use_jwks = true }\n]',
    fatal: [['required-missing', 2, '{', 'endpoint']],
  },
  {
    text: 'authorization.sources = [\n  { type = http, method = get }\n]',
    fatal: [['required-missing', 2, '{', 'url']],
  },
  { text: 'authorization.sources = [\n  { type = built_in_database }\n]', fatal: OK },
  { text: 'exhook.servers = [\n  { url = "http://127.0.0.1:9000" }\n]', fatal: [['required-missing', 2, '{', 'name']] },
  { text: 'cluster.links = [\n  { name = east, topics = ["#"] }\n]', fatal: [['required-missing', 2, '{', 'server']] },
  {
    text: 'rewrite = [\n  { action = all, source_topic = "a/#", dest_topic = "b" }\n]',
    fatal: [['required-missing', 2, '{', 're']],
  },
  // One file of several may leave out what another has.
  { text: 'rule_engine.rules.r1.enable = false', fatal: OK },
  { text: 'node.process_limit = 2097152', fatal: OK },
  // Releases.
  {
    text: 'authentication = [\n  { mechanism = password_based, backend = ldap, server = "l:389", username = u, base_dn = "dc=x", password_attribute = userPassword }\n]',
    versions: ['5.8'],
    fatal: OK,
  },
  {
    text: 'authentication = [\n  { mechanism = password_based, backend = ldap, server = "l:389", username = u, base_dn = "dc=x", password_attribute = userPassword }\n]',
    versions: ['5.10', '6.3'],
    fatal: [['unknown-directive', 2, 'password_attribute']],
  },
  {
    text: 'mqtt.subscription_message_filter = disable',
    versions: ['5.8', '5.10'],
    fatal: [['unavailable-directive', 1, 'subscription_message_filter', '6.3']],
  },
  { text: 'mqtt.subscription_message_filter = disable', versions: ['6.3'], fatal: OK },
  { text: 'node.cookie = ""', versions: ['5.8', '5.10'], fatal: OK },
  { text: 'node.cookie = ""', versions: ['6.3'], fatal: [['invalid-value', 1, '""', 'cookie']] },
];

for (const { text, versions = emqx.versions, fatal } of FIXTURES) {
  for (const version of versions) test(`${version}: ${JSON.stringify(text)}`, () => agree(text, version, fatal));
}

function agree(text: string, version: string, expected: readonly Expected[]): void {
  const { language } = modelOf(text, { version });
  const lines = new LineIndex(text);
  const found = Object.entries(language).flatMap(([rule, drafts]) =>
    drafts.filter(({ kind }) => kind === 'fatal').map(({ at, message }) => ({ rule, at, says: format(message) })),
  );
  assert.deepEqual(
    found.map(({ rule, at }) => [rule, lines.lineAt(at.start) + 1, text.slice(at.start, at.end)]),
    expected.map(([rule, line, at]) => [rule, line, at]),
  );
  for (const [index, [, , , says = '']] of expected.entries())
    assert.ok(found[index]?.says.includes(says), found[index]?.says);
}

test('every block of the schema can be read in every release', () => {
  const seen = new Set<number>();
  const visit = (index: number, version: string): void => {
    if (seen.has(index)) return;
    seen.add(index);
    for (const field of schema.struct(index).fields.values()) {
      const texts = JSON.stringify(field.type(version)).matchAll(/"struct":(\d+)/g);
      for (const [, inner] of texts) visit(Number(inner), version);
    }
  };
  for (const version of schema.versions) {
    seen.clear();
    for (const root of schema.roots.fields.values()) {
      for (const [, index] of JSON.stringify(root.type(version)).matchAll(/"struct":(\d+)/g))
        visit(Number(index), version);
    }
    assert.ok(seen.size > 300, `${version}: ${seen.size} blocks`);
  }
});
