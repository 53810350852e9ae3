import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { format } from '../../core/facts/message';
import { atLeast } from '../../core/lint/brokers/mosquitto/version';
import { analyze, applyEdits, defaultSettings, type Finding, LineIndex, safeEdits } from '../../core/lint/index';
import { pathIds } from '../../server/src/fileIds';
import { nodeHost } from '../../server/src/host';
import { accepts } from '../support/brokers';
import { freePort } from '../support/freePort';
import { allBrokers, type Broker, tryBroker, type Verdict } from '../support/mosquitto';
import { publishes, whileRunning } from '../support/runningBroker';

const top = mkdtempSync(path.join(tmpdir(), 'mqtt-security-oracle-'));
// As root the broker changes to the user mosquitto, who must be able to look in.
chmodSync(top, 0o755);
after(() => rmSync(top, { recursive: true, force: true }));

interface Case {
  readonly name: string;
  /** `PORT`, `PORT2`: free ports; `DIR`: the directory of the case. */
  readonly text: string;
  readonly files?: Readonly<Record<string, string>>;
}

const listener = 'listener PORT 127.0.0.1\n';
const bridge = `${listener}connection b\naddress 127.0.0.1:PORT2\ntopic a/#\n`;

function withListener(lines: string): Case {
  return { name: lines, text: `${listener}${lines}\n` };
}

function withBridge(lines: string): Case {
  return { name: `bridge: ${lines}`, text: `${bridge}${lines}\n` };
}

/** Texts only; what the broker says of each decides, and the findings must agree. */
const CASES: readonly Case[] = [
  ...[
    'allow_anonymous true',
    'allow_anonymous yes',
    'allow_anonymous TRUE',
    'allow_anonymous 1 and more',
    'allow_anonymous true#comment',
    'allow_anonymous',
    'allow_anonymous\ttrue',
    'allow_anonymous true\t',
    'allow_anonymous \ttrue',
    'allow_anonymous=true',
    'allow_anonymous = true',
    'Allow_Anonymous true',
    'allow_anonymos true',
    '   allow_anonymous true',
    '\tallow_anonymous true',
    '   # comment',
    '; comment',
    '\t',
    '   ',
    '\ranything goes here',
    'nul\0 hides the rest\nnonsense',
    'nonsense\0 hides the rest',
    'nul\0 hides\nmore\0',
    'max_connections 5\t',
    'max_connections \t5',
    'max_connections abc',
    'max_connections = 5',
    'max_connections',
    'protocol',
    'log_type',
    'log_type everything',
    'log_type error warning',
    'log_dest stdou',
    'log_dest file',
    'log_dest file DIR/log # c',
    'log_dest file DIR/a\nlog_dest file DIR/b',
    'log_dest topic',
    'log_facility 8',
    'max_keepalive 0',
    'max_keepalive 70000',
    'max_packet_size 19',
    'max_packet_size 999999999',
    'max_inflight_messages 70000',
    'max_inflight_messages -1',
    'message_size_limit -1',
    'memory_limit -1',
    'sys_interval 70000',
    'max_qos 3',
    'maximum_qos 2',
    'max_topic_alias 70000',
    'websockets_headers_size 70000',
    'socket_domain ipv5',
    'socket_domain',
    'persistent_client_expiration 14',
    'persistent_client_expiration 14 d',
    'persistent_client_expiration 14d',
    'persistent_client_expiration 5s',
    'persistent_client_expiration 5x7d',
    'persistent_client_expiration 0d',
    'mount_point a/#',
    'mount_point a/\nmount_point a/',
    'log_timestamp_format a\tb',
    'log_timestamp_format a\u0001b',
    'log_timestamp_format %H "x" # y',
    'log_timestamp_format a\nlog_timestamp_format a',
    `log_timestamp_format ${'x'.repeat(66_000)}`,
    `psk_hint ${'x'.repeat(257)}`,
    'retry_interval 20',
    'store_clean_interval 20',
    'listener_allow_anonymous true',
    'retain_expiry_interval 5',
    'persistence true\npersistence false',
    'persistence_location /tmp/\npersistence_location /tmp/',
    'tls_version nonsense',
    'tls_keyform nonsense',
    'tls_engine_kpass_sha1 zz',
    'psk_hint h\ncertfile DIR/x',
    'psk_hint h\nkeyfile DIR/x',
    'cafile DIR/x\npsk_hint h',
    'certfile DIR/x',
    'cafile DIR/x',
    'require_certificate true',
    'password_file DIR/missing',
    'acl_file DIR/missing',
    'psk_file DIR/missing',
    'http_dir DIR/missing',
    'plugin DIR/missing.so',
    'plugin_opt_abc x',
    'auth_plugin_deny_special_chars true',
    'per_listener_settings yes',
    'allow_anonymous true\nper_listener_settings true',
    'per_listener_settings true\nallow_anonymous true',
    'per_listener_settings true\nallow_anonymous true\nper_listener_settings true',
    'per_listener_settings true\nallow_anonymous true\nper_listener_settings false',
    'topic a/#',
    'bridge_cafile DIR/x',
    'connection b',
    'connection b\naddress 127.0.0.1:PORT2',
    'include_dir DIR/missing',
    'include_dir',
    'certfile DIR/x\ncertfile DIR/x',
  ].map(withListener),
  ...[
    'start_type manual',
    'start_type lazy',
    'start_type once#',
    'bridge_protocol_version mqttv311 ',
    'bridge_protocol_version  mqttv311',
    'bridge_protocol_version mqttv50',
    'bridge_protocol_version mqttv5',
    'topic a upload',
    'topic a OUT',
    'topic a out 3',
    'topic a out -1',
    'topic a out # c',
    'topic a # c',
    'topic "a b" out',
    'topic "" out',
    'topic "" out 0 x/',
    'topic "" out 0 x/ y/',
    'topic a out 0 x/+/ y/',
    'topic a/#/b',
    'topic',
    'keepalive_interval 70000',
    'keepalive_interval 1',
    'restart_timeout 10 5',
    'restart_timeout abc',
    'restart_timeout 5 30 7',
    'threshold 0',
    'remote_password x\npassword y',
    'bridge_psk 00',
    'bridge_identity x',
    'bridge_psk 00\nbridge_identity x',
    'bridge_cafile DIR/x\nbridge_psk 00',
    'bridge_psk 00\nbridge_identity x\nbridge_certfile DIR/x',
    'bridge_certfile DIR/x',
    'bridge_tls_version nonsense',
    'address 127.0.0.1',
    'local_clientid x\nconnection c\naddress 127.0.0.1:1\ntopic a\nlocal_clientid x',
    'connection b\naddress 127.0.0.1:1\ntopic a',
    'bridge_max_topic_alias 5',
  ].map(withBridge),
  ...['127.0.0.1:99999', '127.0.0.1:x', '# none', '', '127.0.0.1:1 127.0.0.1:0', '127.0.0.1:1 # c'].map((address) => ({
    name: `address ${address}`,
    text: `${listener}connection b\naddress ${address}\ntopic a\n`,
  })),
  { name: 'byte order mark', text: `\uFEFF${listener}` },
  { name: 'CRLF', text: 'listener PORT 127.0.0.1\r\nallow_anonymous true\r\n' },
  { name: 'lone CR', text: 'allow_anonymous true\rlistener PORT 127.0.0.1\r' },
  { name: 'NUL without a final line end', text: 'listener PORT 127.0.0.1\nnonsense\0 x' },
  { name: 'NUL, lines and no final line end', text: 'listener PORT 127.0.0.1\nnonsense\0 x\nlistener PORT2' },
  { name: 'NUL behind a sound line', text: 'listener PORT 127.0.0.1\nmax_connections 5\0 x' },
  { name: 'no final line end', text: 'listener PORT 127.0.0.1' },
  { name: 'port out of range', text: 'listener 65536\n' },
  { name: 'negative port', text: 'listener -1\n' },
  { name: 'no port', text: 'listener abc\n' },
  { name: 'socket without path', text: 'listener 0\n' },
  { name: 'empty listener', text: 'listener\n' },
  { name: 'listener with a comment', text: 'listener PORT 127.0.0.1 # c\n' },
  { name: 'trailing letters in the port', text: 'listener PORTabc 127.0.0.1\n' },
  { name: 'tab after the port', text: 'listener PORT\t\n' },
  { name: 'tab after the address', text: 'listener PORT 127.0.0.1\t\n' },
  { name: 'bracketed address', text: 'listener PORT [::1]\n' },
  { name: 'port 0', text: 'port 0\n' },
  { name: 'bracketed bind_address', text: 'port PORT\nbind_address [::1]\n' },
  { name: 'port and bind_address', text: 'port PORT\nbind_address 127.0.0.1\n' },
  { name: 'bind_address twice', text: 'port PORT\nbind_address 127.0.0.1\nbind_address 127.0.0.1\n' },
  { name: 'same listener twice', text: listener + listener },
  { name: 'same port, two addresses', text: `${listener}listener PORT 127.0.0.2\n` },
  { name: 'same port by name', text: `${listener}listener PORT localhost\n` },
  { name: 'port and listener', text: `port PORT\nbind_address 127.0.0.1\n${listener}` },
  { name: 'mount_point first', text: `mount_point a/\n${listener}` },
  { name: 'tls_version first', text: `tls_version tlsv1.2\n${listener}` },
  { name: 'websockets alone', text: `${listener}protocol websockets\n` },
  { name: 'plugin option without three letters', text: 'plugin DIR/x.so\nplugin_opt_ab x\nlistener PORT 127.0.0.1\n' },
  {
    name: 'password files of two listeners',
    text: `per_listener_settings true\n${listener}password_file DIR/a\nlistener PORT2 127.0.0.1\npassword_file DIR/a\n`,
    files: { a: '' },
  },
  {
    name: 'two password files after per_listener_settings was unset',
    text: `per_listener_settings true\nper_listener_settings false\n${listener}password_file DIR/a\nlistener PORT2 127.0.0.1\npassword_file DIR/a\n`,
    files: { a: '' },
  },
  {
    name: 'two password files and one common setting',
    text: `${listener}password_file DIR/a\nlistener PORT2 127.0.0.1\npassword_file DIR/a\n`,
    files: { a: '' },
  },
  {
    name: 'listener option in an included file with a listener',
    text: `${listener}include_dir DIR/inc\n`,
    files: { 'inc/a.conf': 'listener PORT2 127.0.0.1\nmax_connections 5\n' },
  },
  {
    name: 'duplicate across files',
    text: `${listener}log_timestamp_format a\ninclude_dir DIR/inc\n`,
    files: { 'inc/a.conf': 'log_timestamp_format b\n' },
  },
  {
    name: 'bridge option in an included file without its connection',
    text: `${bridge}include_dir DIR/inc\n`,
    files: { 'inc/a.conf': 'try_private true\n' },
  },
  {
    name: 'nested include_dir',
    text: `${listener}include_dir DIR/inc\n`,
    files: { 'inc/a.conf': 'include_dir DIR/missing\n' },
  },
  {
    name: 'only *.conf is included',
    text: `${listener}include_dir DIR/inc\n`,
    files: { 'inc/a.CONF': 'nonsense\n', 'inc/b.conf.bak': 'nonsense\n', 'inc/.conf': 'nonsense\n' },
  },
  { name: 'hidden file', text: `${listener}include_dir DIR/inc\n`, files: { 'inc/.a.conf': 'nonsense\n' } },
  {
    name: 'blanks around include_dir',
    text: `${listener}include_dir DIR/inc \n`,
    files: { 'inc/a.conf': 'allow_anonymous true\n' },
  },
  {
    name: 'two spaces before include_dir',
    text: `${listener}include_dir  DIR/inc\n`,
    files: { 'inc/a.conf': 'allow_anonymous true\n' },
  },
  {
    name: 'per_listener_settings in an included file, too late',
    text: `${listener}allow_anonymous true\ninclude_dir DIR/inc\n`,
    files: { 'inc/a.conf': 'per_listener_settings true\n' },
  },
];

/** Readable for the broker's own account, whatever the umask. */
function write(file: string, text: string): void {
  const directory = path.dirname(file);
  mkdirSync(directory, { recursive: true });
  chmodSync(directory, 0o755);
  writeFileSync(file, text);
  chmodSync(file, 0o644);
}

async function prepare({ text, files = {} }: Case) {
  const directory = mkdtempSync(path.join(top, 'case-'));
  const ports = [String(await freePort()), String(await freePort())] as const;
  const fill = (template: string): string =>
    template.replaceAll('PORT2', ports[1]).replaceAll('PORT', ports[0]).replaceAll('DIR', directory);
  for (const [name, content] of Object.entries(files)) write(path.join(directory, name), fill(content));
  const file = path.join(directory, 't.conf');
  write(file, fill(text));
  return { file, directory, text: fill(text) };
}

async function findingsOf(file: string, version: string): Promise<readonly Finding[]> {
  const settings = { ...defaultSettings, versions: { mosquitto: version } };
  const host = nodeHost({ ids: pathIds, roots: [] });
  const analysis = await analyze(file, host, { settings, now: Date.now(), broker: 'mosquitto' });
  return analysis?.findings ?? [];
}

interface Judgement {
  readonly verdict: Verdict;
  readonly problem: string | undefined;
  /** The case after all safe fixes; undefined where there are none. */
  readonly fixed: Case | undefined;
}

async function judge(one: Case, { version, program }: Broker): Promise<Judgement> {
  const { file, directory, text } = await prepare(one);
  const [verdict, findings] = await Promise.all([tryBroker(file, directory, program), findingsOf(file, version)]);
  return {
    verdict,
    problem: disagreement(one, file, text, verdict, findings),
    fixed: repair(one, directory, findings),
  };
}

/** The case with the texts that the safe fixes leave behind. */
function repair(one: Case, directory: string, findings: readonly Finding[]): Case | undefined {
  const edits = safeEdits(findings);
  if (edits.size === 0) return undefined;
  const after = (name: string): string => {
    const file = path.join(directory, name);
    return applyEdits(readFileSync(file, 'utf8'), edits.get(file) ?? []).replaceAll(directory, 'DIR');
  };
  const files = Object.fromEntries(Object.keys(one.files ?? {}).map((name) => [name, after(name)]));
  return { name: `fixed: ${one.name}`, text: after('t.conf'), files };
}

function disagreement(
  one: Case,
  file: string,
  text: string,
  verdict: Verdict,
  findings: readonly Finding[],
): string | undefined {
  const fatal = findings.filter(({ kind }) => kind === 'fatal');
  const said = fatal.map(({ rule, message }) => `${rule}: ${format(message)}`).join('; ');
  if (verdict.refused !== fatal.length > 0) {
    const log = verdict.log.replace(/^\d+: /gm, '').trim();
    return `${one.name}: the broker ${verdict.refused ? 'refuses' : 'runs'} (${log}); findings: ${said || 'none'}`;
  }
  const lines = new LineIndex(text);
  const named = fatal.filter(({ at }) => at.file === file).map(({ at }) => lines.lineAt(at.start) + 1);
  const elsewhere = fatal.some(({ at }) => at.file !== file);
  const blamed = verdict.line === undefined || elsewhere || named.includes(verdict.line);
  return blamed ? undefined : `${one.name}: the broker blames line ${verdict.line}, the findings ${named}`;
}

async function judgeAll(cases: readonly Case[], broker: Broker): Promise<readonly Judgement[]> {
  const results: Judgement[] = [];
  for (let start = 0; start < cases.length; start += 8) {
    results.push(...(await Promise.all(cases.slice(start, start + 8).map((one) => judge(one, broker)))));
  }
  return results;
}

function problems(results: readonly Judgement[]): readonly string[] {
  return results.flatMap(({ problem }) => problem ?? []);
}

for (const broker of allBrokers()) {
  test(`a fatal finding exactly where Mosquitto ${broker.version} refuses to start, at the line it names`, async (t) => {
    const results = await judgeAll(CASES, broker);
    const refused = results.filter(({ verdict }) => verdict.refused);
    assert.ok(refused.length >= 60 && results.length - refused.length >= 30, `${refused.length} of ${results.length}`);
    assert.deepEqual(problems(results), []);

    // The texts that the safe fixes leave behind are judged once more, and most of them run.
    const repaired = results.flatMap(({ verdict, fixed }) => (verdict.refused && fixed ? [fixed] : []));
    const again = await judgeAll(repaired, broker);
    assert.deepEqual(problems(again), []);
    const running = again.filter(({ verdict }) => !verdict.refused).length;
    t.diagnostic(
      `${results.length} texts, ${refused.length} refused; ${again.length} repaired, ${running} of them run`,
    );
    assert.ok(running >= 25 && running * 1.5 > again.length, `${running} of ${again.length} repaired texts run`);
  });
}

/** Writes a configuration into a directory of its own. */
function configuration(text: string): { file: string; directory: string } {
  const directory = mkdtempSync(path.join(top, 'proof-'));
  const file = path.join(directory, 't.conf');
  write(file, text.replaceAll('DIR', directory));
  return { file, directory };
}

for (const { version, program } of allBrokers()) {
  test(`a listener with certfile alone: plaintext up to 2.0.20, refused from 2.0.21 on (${version})`, async () => {
    const port = await freePort();
    const { file, directory } = configuration(
      `listener ${port} 127.0.0.1\ncertfile DIR/server.crt\nrequire_certificate true\nallow_anonymous true\n`,
    );
    const findings = await findingsOf(file, version);
    const incomplete = findings.find(({ rule }) => rule === 'tls-incomplete');
    if (atLeast(version, '2.0.21')) {
      assert.equal(incomplete?.kind, 'fatal');
      assert.equal((await tryBroker(file, directory, program)).refused, true);
      return;
    }
    assert.equal(incomplete?.kind, 'security');
    assert.ok(findings.some(({ rule }) => rule === 'client-certificate-contradiction'));
    assert.equal(await publishes(file, port, program), 'hello in the clear', 'without TLS and without a certificate');
  });

  test(`a websockets listener on 127.0.0.1 hears 127.0.0.2 as well, unless socket_domain ipv4 is set (${version})`, async (t) => {
    if (atLeast(version, '2.1.0')) return t.skip('the websockets code built into 2.1 takes the address');
    if (program !== 'mosquitto') return t.skip('another libwebsockets, which takes the address');
    const reached = async (more: string): Promise<boolean> => {
      const [plain, websockets] = [await freePort(), await freePort()];
      const text = `listener ${plain} 127.0.0.1\nlistener ${websockets} 127.0.0.1\nprotocol websockets\n${more}`;
      const { file } = configuration(text);
      const findings = await findingsOf(file, version);
      const heard = await whileRunning(file, () => accepts('127.0.0.2', websockets), program);
      assert.equal(
        heard,
        findings.some(({ rule, kind }) => rule === 'invalid-value' && kind === 'security'),
      );
      return heard;
    };
    assert.equal(await reached(''), true);
    assert.equal(await reached('socket_domain ipv4\n'), false);
  });
}
