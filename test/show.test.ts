import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { main } from '../server/src/cli/main';
import { shared, sharedMissing } from './support/root';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function folder(files: Readonly<Record<string, string>>): { readonly cwd: string; [Symbol.dispose](): void } {
  const cwd = mkdtempSync(path.join(os.tmpdir(), 'mqtt-security-show-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
    writeFileSync(path.join(cwd, name), text);
  }
  return { cwd, [Symbol.dispose]: () => rmSync(cwd, { recursive: true, force: true }) };
}

async function show(cwd: string, ...args: readonly string[]): Promise<Ran> {
  let [out, err] = ['', ''];
  const io = {
    cwd,
    stdin: Readable.from([]),
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  return { code: await main(['show', ...args], io), out, err };
}

async function raw(files: Readonly<Record<string, string>>, ...names: readonly string[]): Promise<unknown> {
  using made = folder(files);
  const { code, out, err } = await show(made.cwd, '--raw', '--broker', 'emqx', ...names);
  assert.equal(code, 0, err);
  return JSON.parse(out);
}

test('--raw gives what the reference parser gives, for every case that it accepts', {
  skip: sharedMissing,
}, async () => {
  const file = path.join(shared, 'reference/hocon-oracle.json');
  const { cases } = JSON.parse(existsSync(file) ? readFileSync(file, 'utf8') : '{"cases":[]}');
  let accepted = 0;
  for (const { input, ok, value } of cases) {
    using made = folder({ 'emqx.conf': input });
    const { code, out, err } = await show(made.cwd, '--raw', '--broker', 'emqx', 'emqx.conf');
    if (ok) assert.deepEqual(JSON.parse(out), value, input);
    else assert.ok(code !== 0 && out === '' && err !== '', input);
    accepted += ok ? 1 : 0;
  }
  assert.ok(accepted > 50);
});

test('--raw: numbers, null, escapes, glued words, substitutions, includes and duplicates', async () => {
  const text = [
    'big = 123456789012345678901234567890',
    'n = 010, m = +3, f = .5, z = null, t = true, u = 15s, s = "a\\"b"',
    'q = foo bar',
    'p = "/bin"',
    `p = \${p}":/opt"`,
    'include "more.conf"',
    'o { a = 1 }',
    'o.b = [1, {c = 2}]',
  ].join('\n');
  using made = folder({ 'emqx.conf': text, 'more.conf': 'o { a = 0, z = 9 }' });
  const { out } = await show(made.cwd, '--raw', '--broker', 'emqx', 'emqx.conf');
  assert.match(out, /"big": 123456789012345678901234567890,/);
  const { big, ...value } = JSON.parse(out);
  assert.equal(typeof big, 'number');
  assert.deepEqual(value, {
    n: 10,
    m: 3,
    f: 0.5,
    z: null,
    t: true,
    u: '15s',
    s: 'a"b',
    q: 'foobar',
    p: '/bin:/opt',
    o: { a: 1, z: 9, b: [1, { c: 2 }] },
  });
});

test('of several files each overrides those before it', async () => {
  const files = { 'a.conf': 'o { x = 1, y = 1 }\nl = [1, 2]', 'b.conf': 'o.y = 2\nl = [3]', 'c.conf': 'o.z = 3' };
  assert.deepEqual(await raw(files, 'a.conf', 'b.conf', 'c.conf'), { o: { x: 1, y: 2, z: 3 }, l: [3] });
  assert.deepEqual(await raw(files, 'b.conf', 'a.conf'), { o: { x: 1, y: 1 }, l: [1, 2] });
});

test('emqx.conf stands over cluster.hocon, and that over base.hocon, wherever a package has them', async () => {
  const base = 'mqtt { max_qos_allowed = 0, max_topic_levels = 1, max_clientid_len = 10 }';
  const cluster = 'mqtt { max_qos_allowed = 1, max_topic_levels = 2 }';
  const main = 'mqtt { max_qos_allowed = 2 }';
  const expected = { mqtt: { max_qos_allowed: 2, max_topic_levels: 2, max_clientid_len: 10 } };
  assert.deepEqual(
    await raw({ 'base.hocon': base, 'cluster.hocon': cluster, 'emqx.conf': main }, 'emqx.conf'),
    expected,
  );
  const packaged = { 'etc/base.hocon': base, 'data/configs/cluster.hocon': cluster, 'etc/emqx.conf': main };
  assert.deepEqual(await raw(packaged, 'etc/emqx.conf'), expected);
});

test('a secret is masked under any name, and no value steers the terminal', async () => {
  const emqx = [
    'listeners.ssl.default.ssl_options.keyfile = """-----BEGIN PRIVATE KEY-----\nMIIabc\n-----END PRIVATE KEY-----"""',
    'bridges.http.a.url = "http://sensor:hunter2@broker.example/x"',
    'node.name = "emqx@\\u001b[31m127.0.0.1"',
  ].join('\n');
  const mosquitto = ['listener 1883', 'plugin /x.so', 'plugin_opt_db_pw hunter3', 'plugin_opt_jwt_key hunter4', ''];
  using made = folder({ 'emqx.conf': emqx, 'mosquitto.conf': mosquitto.join('\n') });
  for (const format of ['text', 'json']) {
    const { out } = await show(made.cwd, '--format', format, 'emqx.conf');
    assert.match(out, /http:\/\/sensor:•+@broker\.example/);
    assert.doesNotMatch(out, /MIIabc|hunter|\u001b/);
    assert.doesNotMatch((await show(made.cwd, '--format', format, 'mosquitto.conf')).out, /hunter/);
  }
  const { out } = await show(made.cwd, '--show-secrets', 'emqx.conf');
  for (const secret of ['MIIabc', 'hunter2']) assert.ok(out.includes(secret));
});

test('every value comes with its origin, and secrets are masked unless asked for', async () => {
  const files = {
    'base.hocon': 'node.cookie = "hunter2"\nlisteners.ssl.default.bind = "0.0.0.0:1"',
    'emqx.conf': 'node.name = "emqx@127.0.0.1"\nlisteners.ssl.default {\n  bind = "0.0.0.0:8883"\n}\n',
  };
  using made = folder(files);
  const { code, out } = await show(made.cwd, 'emqx.conf');
  assert.equal(code, 0);
  assert.ok(!out.includes('hunter2'));
  assert.match(out, /^node\.cookie = •+ +# base\.hocon:1$/m);
  assert.match(out, /^listeners\.ssl\.default\.bind = "0\.0\.0\.0:8883" +# emqx\.conf:3, also base\.hocon:2$/m);
  assert.match(out, /^listeners\.ssl\.default\.ssl_options\.verify = verify_none +# default$/m);
  assert.match((await show(made.cwd, '--show-secrets', 'emqx.conf')).out, /node\.cookie = hunter2/);
  const json = JSON.parse((await show(made.cwd, '--format', 'json', 'emqx.conf')).out);
  const bind = json.values.find(({ option }: { option: string }) => option === 'listeners.ssl.default.bind');
  assert.deepEqual(bind, {
    option: 'listeners.ssl.default.bind',
    value: '"0.0.0.0:8883"',
    origin: 'file',
    file: 'emqx.conf',
    line: 3,
    column: 3,
    others: [{ file: 'base.hocon', line: 2, column: 1 }],
  });
});

test('items of authentication show the defaults of their own mechanism and backend', async () => {
  using made = folder({
    'emqx.conf': 'authentication = [{mechanism = password_based, backend = http}]\nnode.name = x',
  });
  const { out } = await show(made.cwd, 'emqx.conf');
  assert.match(out, /^authentication\.1\.backend = http +# emqx\.conf:1$/m);
  assert.match(out, /^authentication\.1\.connect_timeout = 15s +# default$/m);
  assert.doesNotMatch(out, /user_id_type/);
  assert.doesNotMatch(out, /authentication\.1\.method/);
});

test('a Mosquitto configuration: by listener and bridge, with the defaults of the version', async () => {
  const text =
    'per_listener_settings true\nlistener 8883\nallow_anonymous false\nmax_qos 1\nmax_qos 0\nconnection b\naddress h\nremote_password geheim\n';
  using made = folder({ 'mosquitto.conf': text });
  const { code, out } = await show(made.cwd, '--broker-version', '2.0.18', 'mosquitto.conf');
  assert.equal(code, 0);
  assert.match(out, /^per_listener_settings true +# mosquitto\.conf:1$/m);
  assert.match(out, /^# listener 8883\nlistener 8883 +# mosquitto\.conf:2$/m);
  assert.match(out, /^allow_anonymous false +# mosquitto\.conf:3$/m);
  assert.match(out, /^max_qos 0 +# mosquitto\.conf:5, also mosquitto\.conf:4$/m);
  assert.match(out, /^# connection b$/m);
  assert.match(out, /^remote_password •+ /m);
  assert.ok(!out.includes('geheim'));
  assert.match(out, / # default$/m);
});

test('what the broker cannot read is said with its place, and nothing is printed as merged', async () => {
  using made = folder({
    'emqx.conf': 'a = 1\nl += 3\n',
    'x.conf': 'include required("gone.conf")',
    't.conf': 'node.name = {{ x }}\n',
  });
  const { code, out, err } = await show(made.cwd, '--raw', '--broker', 'emqx', 'emqx.conf');
  assert.deepEqual([code, out], [1, '']);
  assert.match(err, /^emqx\.conf:2:3: EMQX does not know “\+=”/);
  assert.match(
    (await show(made.cwd, '--raw', '--broker', 'emqx', 'x.conf')).err,
    /^x\.conf:1:9: the included file is missing/,
  );
  assert.match((await show(made.cwd, '--raw', '--broker', 'emqx', 't.conf')).err, /template/);
});

test('wrong usage: exit code 2 and a sentence', async () => {
  using made = folder({ 'notes.txt': 'hello\n', 'mosquitto.conf': 'listener 1883\n', 'emqx.conf': 'node.name = x' });
  for (const [args, said] of [
    [[], /name the file/],
    [['gone.conf'], /no such file/],
    [['notes.txt'], /not recognised/],
    [['--raw', 'mosquitto.conf'], /--raw is for EMQX/],
    [['--format', 'xml', 'emqx.conf'], /--format must be one of/],
    [['--broker-version', 'new', 'emqx.conf'], /must be a version/],
  ] as const) {
    const { code, err, out } = await show(made.cwd, ...args);
    assert.deepEqual([code, out], [2, ''], args.join(' '));
    assert.match(err, said);
  }
  assert.equal((await show(made.cwd, '--help')).code, 0);
});

const COMPOSE = `services:
  mqtt:
    image: emqx/emqx:5.8.3
    environment:
      EMQX_MQTT__MAX_PACKET_SIZE: 2MB
      EMQX_NODE__COOKIE: hidden-cookie
    env_file: emqx.env
    volumes:
      - ./emqx.conf:/opt/emqx/etc/emqx.conf
`;

test('the node of a compose file: its variables over the files that it is given', async () => {
  using directory = folder({
    'compose.yaml': COMPOSE,
    'emqx.env': 'EMQX_MQTT__MAX_TOPIC_LEVELS=7\n',
    'emqx.conf': 'mqtt.max_packet_size = 1MB\nmqtt.max_clientid_len = 100\n',
  });
  const { code, out, err } = await show(directory.cwd, 'compose.yaml');
  assert.equal(code, 0, err);
  assert.match(out, /^mqtt\.max_packet_size = 2MB +# .*compose\.yaml:5/m);
  assert.match(out, /^mqtt\.max_topic_levels = 7 +# .*emqx\.env:1/m);
  assert.match(out, /^mqtt\.max_clientid_len = 100 +# .*emqx\.conf:2/m);
  assert.doesNotMatch(out, /hidden-cookie/);
});

test('variables of a file of their own', async () => {
  using directory = folder({ 'emqx.env': 'EMQX_MQTT__MAX_TOPIC_LEVELS=7\nOTHER=1\n' });
  const { code, out, err } = await show(directory.cwd, 'emqx.env');
  assert.equal(code, 0, err);
  assert.match(out, /^mqtt\.max_topic_levels = 7 +# .*emqx\.env:1/m);
});

test('includes that go round, text that is no UTF-8, and a file of 4.x end with a word and not with a crash', async () => {
  using directory = folder({
    'emqx.conf': 'node.cookie = "abcdefghijklmnopqrst"\nlisteners.tcp.default.bind = 1883\ninclude "other.conf"\n',
    'other.conf': 'include "emqx.conf"\nmqtt.max_topic_levels = 7\n',
    'old/emqx.conf': 'listener.tcp.external = 1883\nallow_anonymous = false\nacl_nomatch = deny\n',
  });
  writeFileSync(path.join(directory.cwd, 'bytes.conf'), Buffer.from([0x6e, 0x6f, 0xff, 0xfe, 0x80, 0x0a]));
  const round = await show(directory.cwd, 'emqx.conf');
  assert.notEqual(round.code, 2, round.err);
  const bytes = await show(directory.cwd, '--broker', 'emqx', 'bytes.conf');
  assert.equal(bytes.code, 1);
  assert.match(bytes.err, /bytes\.conf:1:/);
  const old = await show(directory.cwd, 'old/emqx.conf');
  assert.equal(old.code, 1, old.err);
  assert.match(old.err, /4\.x/);
});
