import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import { format } from '../../core/facts/message';
import { run as explain } from '../../server/src/cli/explain';
import { UsageError } from '../../server/src/cli/io';
import { run } from '../../server/src/cli/test';
import { connack, type FakeBroker, fakeBroker } from '../support/fakeBroker';
import { freePort } from '../support/freePort';
import { type Pair, workshop } from './tools';

const shop = workshop();
let accepting: FakeBroker;
let refusing: FakeBroker;
let secure: FakeBroker;
let ca: Pair;

before(async () => {
  ca = await shop.make('ca', { role: 'ca', name: 'Test CA' });
  const server = await shop.make('server', { dns: ['localhost'] }, ca);
  await shop.make('client', { role: 'client', name: 'sensor' }, ca);
  accepting = await fakeBroker(connack(0));
  refusing = await fakeBroker(connack(5));
  secure = await fakeBroker(connack(0), {
    cert: readFileSync(server.cert),
    key: readFileSync(server.key),
    ca: readFileSync(ca.cert),
    requestCert: true,
    rejectUnauthorized: true,
  });
});

after(async () => {
  for (const broker of [accepting, refusing, secure]) await broker.close();
  shop.remove();
});

interface Result {
  readonly code: number;
  readonly out: string;
}

async function cli(args: readonly string[], stdin = '', colours = false): Promise<Result> {
  let out = '';
  const io = {
    cwd: shop.directory,
    stdin: Readable.from([stdin]),
    colours,
    out: (text: string) => {
      out += text;
    },
    err: () => undefined,
  };
  return { code: await run(args, io), out };
}

function url(broker: FakeBroker, protocol = 'mqtt'): string {
  return `${protocol}://localhost:${broker.port}`;
}

test('a working connection ends with 0, a refused one with 1', async () => {
  const good = await cli([url(accepting)]);
  assert.equal(good.code, 0);
  assert.match(good.out, /The connection works\.\n$/);
  const bad = await cli([url(refusing)]);
  assert.equal(bad.code, 1);
  assert.match(bad.out, /\[CONNACK_5\]\n +→ /);
});

test('colours only where the terminal shows them', async () => {
  assert.ok((await cli([url(accepting)], '', true)).out.includes('\u001b[32mok'));
  assert.ok((await cli([url(refusing)], '', true)).out.includes('\u001b[31mfailed'));
  assert.ok(!(await cli([url(accepting)])).out.includes('\u001b'));
});

test('JSON', async () => {
  const { code, out } = await cli([url(refusing), '--format', 'json']);
  assert.equal(code, 1);
  const report = JSON.parse(out);
  assert.equal(report.ok, false);
  assert.deepEqual(
    report.stages.map(({ name, ok }: { name: string; ok: boolean }) => `${name} ${ok}`),
    ['dns true', 'tcp true', 'mqtt false'],
  );
  assert.equal(report.stages[2].problem.code, 'CONNACK_5');
});

test('mutual TLS with files relative to the working directory', async () => {
  const files = ['--ca', 'ca.crt', '--cert', 'client.crt', '--key', 'client.key'];
  const { code, out } = await cli([url(secure, 'mqtts'), ...files, '--format', 'json']);
  assert.equal(code, 0, out);
  const { facts } = JSON.parse(out).stages[2];
  assert.equal(facts.chain[0].subject, 'CN=server');
  assert.match(facts.chain[0].notAfter, /^\d{4}-\d\d-\d\dT/);
  const without = await cli([url(secure, 'mqtts'), '--ca', 'ca.crt']);
  assert.equal(without.code, 1);
  assert.match(without.out, /client certificate/);
});

test('the password comes from standard input and is sent, the output does not hold it', async () => {
  const before = accepting.received.length;
  const { code, out } = await cli([url(accepting), '--username', 'me', '--password-stdin'], 'open sesame\n');
  assert.equal(code, 0);
  assert.ok(Buffer.concat(accepting.received.slice(before)).includes('open sesame'));
  assert.doesNotMatch(out, /sesame/);
});

test('wrong usage is refused with a reason', async () => {
  const cases: readonly (readonly [readonly string[], RegExp, string?])[] = [
    [['broker:1883'], /names no protocol/],
    [['mqtt://me:secret@broker'], /holds a password/],
    [['mqtt://broker', '--password', 'secret'], /--password-stdin/],
    [['mqtt://broker', '--password=secret'], /--password-stdin/],
    [['mqtt://broker', '--passphrase', 'secret'], /--passphrase-stdin/],
    [['mqtt://broker', '--nonsense'], /--nonsense/],
    [['mqtt://broker', 'more'], /one argument too many/],
    [['mqtt://broker', '--format', 'xml'], /must be one of text, json, markdown, junit/],
    [['mqtt://broker', '--topic', 'a/#'], /is a filter/],
    [['mqtt://broker', '--topic', '$SYS/x'], /belongs to the broker itself/],
    [['mqtts://broker', '--aws', '--alpn', 'x'], /leave --alpn out/],
    [['mqtts://broker', '--p12', 'absent.p12'], /absent\.p12 cannot be read/],
    [['mqtts://broker', '--p12', 'client.crt', '--cert', 'client.crt'], /leave --cert out/],
    [['mqtt://broker', '--mqtt-version', '3'], /--mqtt-version must be one of 4, 5/],
    [['mqtt://broker', '--timeout', '0'], /--timeout takes seconds/],
    [['mqtts://broker', '--ca', 'absent.crt'], /absent\.crt cannot be read \(ENOENT\)/],
    [['mqtts://broker', '--ca', '.'], /is not a file/],
    [['mqtts://broker', '--key', 'client.key'], /--key needs --cert/],
    [['mqtt://broker', '--password-stdin'], /--password-stdin needs --username/],
    [['mqtt://me@broker', '--password-stdin'], /standard input holds no password/, '\n'],
  ];
  for (const [args, words, stdin] of cases) {
    await assert.rejects(cli(args, stdin), (error) => {
      assert.ok(error instanceof UsageError, String(error));
      assert.match(format(error.reason), words);
      assert.doesNotMatch(format(error.reason), /secret/);
      return true;
    });
  }
});

test('Markdown and JUnit', async () => {
  const markdown = await cli([url(refusing), '--format', 'markdown']);
  assert.equal(markdown.code, 1);
  assert.match(markdown.out, /^# Connection test of mqtt:/);
  const good = await cli([url(accepting), '--format', 'junit']);
  assert.equal(good.code, 0);
  assert.match(good.out, /<testsuite name="mqtt-security test mqtt:[^"]*" tests="3" failures="0"/);
  const bad = await cli([url(refusing), '--format', 'junit']);
  assert.equal(bad.code, 1);
  assert.match(
    bad.out,
    /<testcase classname="test" name="MQTT" time="[\d.]+"><failure type="CONNACK_5" message="The broker/,
  );
  assert.doesNotMatch(bad.out, /message="[^"]*[<>]/);
});

test('AWS IoT Core: the application protocol, and port 443 unless another is given', async () => {
  const offered: string[] = [];
  const aws = await fakeBroker(connack(0), {
    cert: readFileSync(path.join(shop.directory, 'server.crt')),
    key: readFileSync(path.join(shop.directory, 'server.key')),
    ALPNCallback: ({ protocols }) => {
      offered.push(protocols.join());
      return protocols[0];
    },
  });
  try {
    const pair = ['--cert', 'client.crt', '--key', 'client.key'];
    assert.equal((await cli([url(aws, 'mqtts'), '--ca', 'ca.crt', '--aws', ...pair])).code, 0);
    assert.equal((await cli([url(aws, 'mqtts'), '--ca', 'ca.crt', '--aws'])).code, 0);
    assert.deepEqual([...new Set(offered)], ['x-amzn-mqtt-ca', 'mqtt']);
  } finally {
    await aws.close();
  }
  const closed = await cli(['mqtts://localhost', '--aws', '--timeout', '1']);
  assert.match(closed.out, /mqtts:\/\/localhost:443/);
});

test('bad input gets one clear line', async () => {
  const day = 86_400_000;
  const old = await shop.make('old', { role: 'ca', name: 'Old CA', days: 5 }, undefined, Date.now() - 20 * day);
  const expired = await fakeBroker(connack(0), { cert: readFileSync(old.cert), key: readFileSync(old.key) });
  const port = await freePort();
  try {
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [['mqtt://no-such-host.invalid'], /name server/],
      [[`mqtt://localhost:${port}`], /Nothing listens on port \d+ of this computer/],
      [[`mqtt://[::1]:${port}`], /Nothing listens|No route leads/],
      [[url(secure, 'mqtts'), '--ca', 'client.crt'], /"CN=Test CA", but the CA file holds "CN=sensor"/],
      [[url(secure, 'mqtts'), '--ca', 'ca.crt', '--cert', 'client.crt', '--key', 'ca.crt'], /holds no private key/],
      [[url(expired, 'mqtts'), '--ca', 'old.crt'], /"CN=Old CA" \(serial \w+\) expired on/],
    ];
    for (const [args, words] of cases) {
      const { code, out } = await cli(args);
      assert.equal(code, 1);
      const lines = out.split('\n').filter((line) => /\[[A-Z_0-9]+\]$/.test(line) && words.test(line));
      assert.equal(lines.length, 1, out);
    }
  } finally {
    await expired.close();
  }
  for (const [address, words] of [
    ['mqtt://mqtt://broker', /names its protocol twice/],
    ['mqtt://http://broker', /stands where the host name belongs/],
    ['mqtt://broker:1883:1884', /is no port/],
    ['mqtt://::1', /IPv6 address is written in brackets/],
  ] as const) {
    await assert.rejects(cli([address]), (error) => error instanceof UsageError && words.test(format(error.reason)));
  }
});

test('a log is explained, from arguments and from standard input', async () => {
  const explained = async (args: readonly string[], stdin = '') => {
    let out = '';
    const io = { cwd: shop.directory, stdin: Readable.from([stdin]), err: () => undefined };
    const write = (text: string): void => {
      out += text;
    };
    const code = await explain(args, { ...io, out: write });
    return { code, out };
  };
  const line = await explained(['Error: Unable to set TLS ciphers. Check cipher list "NOPE".']);
  assert.equal(line.code, 0);
  assert.match(line.out, /names no suite that it knows[\s\S]*→ /);
  const log = 'all fine\nOpenSSL Error[0]: error:0A000418:SSL routines::tlsv1 alert unknown ca\n\u001b[31m\n';
  const json = await explained(['-', '--format', 'json'], log);
  assert.deepEqual(
    JSON.parse(json.out).map(({ line }: { line: number }) => line),
    [2],
  );
  assert.equal((await explained(['the cat sat on the mat'])).code, 1);
  await assert.rejects(explained(['-']), UsageError);
});

test('help', async () => {
  const { code, out } = await cli(['--help']);
  assert.equal(code, 0);
  for (const option of ['--ca', '--cert', '--key', '--username', '--password-stdin', '--roundtrip', '--format']) {
    assert.ok(out.includes(option), option);
  }
  assert.equal((await cli([])).code, 2);
});
