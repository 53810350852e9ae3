import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { format } from '../../core/facts/message';
import { hashOf } from '../../core/lint/brokers/mosquitto/files/passwords';
import { atLeast } from '../../core/lint/brokers/mosquitto/version';
import {
  type Analysis,
  analyze,
  applyEdits,
  defaultSettings,
  detectBroker,
  type Finding,
  safeEdits,
} from '../../core/lint/index';
import { pathIds } from '../../server/src/fileIds';
import { nodeHost } from '../../server/src/host';
import { freePort } from '../support/freePort';
import { memoryHost } from '../support/memoryHost';
import { allBrokers, type Broker, tryBroker, type Verdict } from '../support/mosquitto';
import { shared, sharedMissing } from '../support/root';

const top = mkdtempSync(path.join(tmpdir(), 'mqtt-security-files-'));
// As root the broker changes to the user mosquitto, who must be able to look in.
chmodSync(top, 0o755);
after(() => rmSync(top, { recursive: true, force: true }));

type Option = 'acl_file' | 'password_file' | 'psk_file';

interface Case {
  readonly option: Option;
  readonly text: string;
}

const SALT = 'Bi2+XUuwE4PkU0RV';
const HASH = 'Ro+XLMlWDOOeNguDiqikud9rRm77RcnZwI8cnvKskmBz4xjNTnajsYm6M3h31KvZ+EIt/RLVZPwn1gVtZF2cOg==';
const SOUND = `$7$101$${SALT}$${HASH}`;

const ACL = [
  '',
  'topic readwrite #',
  'topic #',
  'topic rw #',
  'topic READ #',
  'Topic read a',
  'TOPIC: read a',
  'topics read a',
  'topic read a/#/b',
  'topic read a+/b',
  'topic read a/b+',
  'topic read +/b/+',
  'topic read a#',
  'topic read #SYS/#',
  'topic readwrite a/b # comment',
  'topic a/b # comment',
  'topic a/b #',
  'topic read a/b#comment',
  'topic read a b c',
  'topic a b',
  'topic lights/hall one',
  '  topic   read   a/b  ',
  '\ttopic read a/b',
  ' \ttopic read a/b',
  'topic\tread a/b',
  'topic \tread a/b',
  'topic read\ta/b',
  'topic read \ta/b',
  'topic\u00a0read a/b',
  'topic read a/b\t',
  '\u00a0',
  '\t',
  '   ',
  '\r',
  '\rtopic read a',
  'topic read',
  'topic deny',
  'topic',
  'topic ',
  'topic read ',
  'pattern',
  'pattern readwrite a/b',
  'pattern readwrite %u/b',
  'pattern readwrite x%u/b',
  'topic readwrite %u/b',
  'user',
  'user ',
  'user ann # c',
  'user  two words\ntopic read a',
  'user ann\nuser ann\ntopic read a',
  'topic deny a\ntopic read a',
  '# comment',
  ' # comment',
  '; comment',
  '\uFEFFtopic read a',
  '\uFEFF# comment',
  'topic read a\r\nuser ann\r\ntopic write b\r',
  'topic read a\rtopic read b',
  'topic read a\nnul\0 hides the rest\nnonsense',
  'topic read a\nnonsense\0 x',
  'nonsense\ntopic read a',
  `topic read ${'a/'.repeat(199)}a`,
  `topic read ${'a/'.repeat(200)}a`,
  `topic read ${'a/'.repeat(201)}a`,
  `topic read ${'x'.repeat(65_535)}`,
  `topic read ${'x'.repeat(65_536)}`,
  `topic read ${'é'.repeat(40_000)}`,
  'topic read é/ü',
  'topic read $SYS/#',
  'topic write $CONTROL/#',
];

const PASSWORDS = [
  '',
  'ann',
  'ann:secret',
  'ann:',
  ':secret',
  `:${SOUND}`,
  `ann:${SOUND}`,
  ` ann : ${SOUND}  `,
  `ann:${SOUND}\nann:${SOUND}`,
  `ann:${SOUND}:more`,
  `ann:$6$${SALT}$${HASH}`,
  `ann:$6$${SALT}`,
  `ann:$7$0$${SALT}$${HASH}`,
  `ann:$7$101$${SALT}$AAAA`,
  `ann:$7$101$AAAA$${HASH}`,
  'ann:$2y$10$abcdefghijklmnopqrstuv',
  'ann:$argon2id$v=19$m=47104,t=1,p=1$c2FsdHNhbHQ$aGFzaA',
  '# comment',
  '  # x:y',
  `\uFEFFann:${SOUND}`,
  `ann:${SOUND}\r\nbob:${SOUND}\r`,
  '\u0001\u0002:\u0003',
];

const PSK = [
  '',
  'one:deadbeef',
  'one:DEADBEEF',
  'one:xyz',
  'one:abc',
  'one:',
  'one',
  ':deadbeef',
  'one: deadbeef ',
  'one:dead beef',
  'one:0xdeadbeef',
  'one:deadbeef:xyz',
  'one:deadbeef\none:deadbeef',
  '# comment:x',
  ' # comment:x',
  ' # comment:aa',
];

const CASES: readonly Case[] = [
  ...ACL.map((text) => ({ option: 'acl_file' as const, text })),
  ...PASSWORDS.map((text) => ({ option: 'password_file' as const, text })),
  ...PSK.map((text) => ({ option: 'psk_file' as const, text })),
].flatMap((one) => [one, ...(one.text === '' ? [] : [{ ...one, text: `${one.text}\n` }])]);

async function analysisOf(file: string, version: string): Promise<Analysis> {
  const settings = { ...defaultSettings, versions: { mosquitto: version }, profile: 'strict' as const };
  const host = nodeHost({ ids: pathIds, roots: [] });
  const analysis = await analyze(file, host, { settings, now: Date.now(), broker: 'mosquitto' });
  assert.ok(analysis);
  return analysis;
}

interface Judged {
  readonly one: Case;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  readonly fixed: string;
}

async function judge(one: Case, { version, program }: Broker): Promise<Judged> {
  const directory = mkdtempSync(path.join(top, 'case-'));
  chmodSync(directory, 0o755);
  const [configuration, named] = [path.join(directory, 't.conf'), path.join(directory, 'named')];
  const hint = one.option === 'psk_file' ? 'psk_hint h\n' : '';
  writeFileSync(configuration, `listener ${await freePort()} 127.0.0.1\n${hint}${one.option} ${named}\n`);
  writeFileSync(named, one.text);
  for (const file of [configuration, named]) chmodSync(file, 0o644);
  const [verdict, { findings }] = await Promise.all([
    tryBroker(configuration, directory, program),
    analysisOf(configuration, version),
  ]);
  const fixed = applyEdits(readFileSync(named, 'utf8'), safeEdits(findings).get(named) ?? []);
  return { one, verdict, findings, fixed };
}

async function judgeAll(cases: readonly Case[], broker: Broker): Promise<readonly Judged[]> {
  const results: Judged[] = [];
  for (let start = 0; start < cases.length; start += 8) {
    results.push(...(await Promise.all(cases.slice(start, start + 8).map((one) => judge(one, broker)))));
  }
  return results;
}

function disagreement({ one, verdict, findings }: Judged): string | undefined {
  const fatal = findings.filter(({ kind }) => kind === 'fatal');
  // Debian builds 2.1 without Argon2, which its mosquitto_passwd cannot make either.
  if (one.text.includes('$argon2id$') && /Unable to decode line/.test(verdict.log)) return undefined;
  if (verdict.refused === fatal.length > 0) return undefined;
  const said = fatal.map(({ rule, message }) => `${rule}: ${format(message)}`).join('; ');
  const log = verdict.log.replace(/^\d+: /gm, '').trim();
  return `${one.option} ${JSON.stringify(one.text.slice(0, 60))}: ${verdict.refused ? 'refused' : 'runs'} (${log}); findings: ${said || 'none'}`;
}

for (const broker of allBrokers()) {
  test(`access lists, password and PSK files: fatal exactly where Mosquitto ${broker.version} refuses to start`, async (t) => {
    const results = await judgeAll(CASES, broker);
    assert.deepEqual(
      results.flatMap((judged) => disagreement(judged) ?? []),
      [],
    );
    const refused = results.filter(({ verdict }) => verdict.refused);
    assert.ok(refused.length >= 40 && results.length - refused.length >= 40, `${refused.length} of ${results.length}`);

    const repaired = refused.flatMap(({ one, fixed }) => (fixed === one.text ? [] : [{ ...one, text: fixed }]));
    const again = await judgeAll(repaired, broker);
    assert.deepEqual(
      again.flatMap((judged) => disagreement(judged) ?? []),
      [],
    );
    const running = again.filter(({ verdict }) => !verdict.refused).length;
    t.diagnostic(
      `${results.length} texts, ${refused.length} refused; ${again.length} repaired, ${running} of them run`,
    );
    assert.ok(running >= 20 && running * 1.3 > again.length, `${running} of ${again.length} repaired texts run`);
  });

  test(`a password that is dropped or read: what the broker says of each user (${broker.version})`, async (t) => {
    if (atLeast(broker.version, '2.1.0')) return t.skip('2.1 refuses to start instead');
    const results = await judgeAll(
      PASSWORDS.map((text) => ({ option: 'password_file', text: `${text}\n` })),
      broker,
    );
    for (const { one, verdict, findings } of results) {
      const dropped = /removing entry|Invalid line|Empty username/.test(verdict.log);
      const told = findings.some(
        ({ rule, at }) => at.file.endsWith('named') && /^password-(?!hash-weak|file|dup)/.test(rule),
      );
      if (dropped) assert.ok(told, `${JSON.stringify(one.text)}: ${verdict.log}`);
    }
  });
}

interface OracleCase {
  readonly case: string;
  readonly config: string;
  readonly files?: Readonly<Record<string, { readonly text?: string; readonly mode?: string }>>;
  readonly results: Readonly<Record<string, { readonly exit: number | 'runs' }>>;
}

test('the recorded runs of four versions', { skip: sharedMissing }, async () => {
  const { cases }: { cases: OracleCase[] } = JSON.parse(
    readFileSync(path.join(shared, 'reference/mosquitto-oracle.json'), 'utf8'),
  );
  // Owners and symbolic links are no part of a text.
  const about = cases.filter((one) => /^(ACL|PW|PSKFILE) (?!root 600|symlink)/.test(one.case));
  assert.ok(about.length >= 30);
  const wrong: string[] = [];
  for (const one of about) {
    const files = Object.fromEntries(
      Object.entries(one.files ?? {}).map(([name, { text = '' }]) => [`/run/${name}`, { text }]),
    );
    const host = memoryHost({ ...files, '/run/t.conf': { text: one.config.replaceAll('RUN/', '/run/') } });
    for (const [version, { exit }] of Object.entries(one.results)) {
      const settings = { ...defaultSettings, versions: { mosquitto: version } };
      const analysis = await analyze('/run/t.conf', host, { settings, now: 0, broker: 'mosquitto' });
      const fatal = analysis?.findings.some(({ kind }) => kind === 'fatal');
      if (fatal !== (exit !== 'runs')) wrong.push(`${one.case} on ${version}: exit ${exit}, fatal ${fatal}`);
    }
  }
  assert.deepEqual(wrong, []);
});

describe('files that the configuration names', () => {
  const check = async (files: Readonly<Record<string, string>>, profile: 'recommended' | 'strict' = 'recommended') => {
    const host = memoryHost(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, { text }])));
    const analysis = await analyze('/c/mosquitto.conf', host, {
      settings: { ...defaultSettings, profile, versions: { mosquitto: '2.0.11' } },
      now: 0,
      broker: 'mosquitto',
    });
    assert.ok(analysis);
    return analysis;
  };
  const inFile = ({ findings }: Analysis, file: string) =>
    findings.filter(({ at }) => at.file === file).map(({ rule }) => rule);

  test('are read, carry their findings, and come after the configuration', async () => {
    const analysis = await check({
      '/c/mosquitto.conf': 'listener 1883 127.0.0.1\nacl_file acl\npassword_file pw\n',
      '/c/acl': 'user ann\ntopic read a/#/b\n',
      '/c/pw': 'ann:secret\n',
    });
    assert.deepEqual(
      analysis.model.trees.map(({ file }) => file),
      ['/c/mosquitto.conf', '/c/acl', '/c/pw'],
    );
    assert.deepEqual(inFile(analysis, '/c/acl'), ['acl-syntax']);
    assert.deepEqual(inFile(analysis, '/c/pw'), ['password-plaintext']);
  });

  test('heed ignore comments', async () => {
    const analysis = await check({
      '/c/mosquitto.conf': 'listener 1883 127.0.0.1\nacl_file acl\npassword_file pw\n',
      '/c/acl': '# mqtt-security-ignore acl-allow-all -- the lab is open\npattern readwrite #\n',
      '/c/pw':
        '# mqtt-security-ignore password-plaintext -- a test\nann:secret\n# mqtt-security-ignore password-plaintext -- none\n',
    });
    assert.deepEqual(inFile(analysis, '/c/acl'), []);
    assert.deepEqual(inFile(analysis, '/c/pw'), ['unused-ignore']);
  });

  test('are judged once, though two listeners name them, and only while a listener opens them', async () => {
    const twice = await check({
      '/c/mosquitto.conf':
        'per_listener_settings true\nlistener 1883 127.0.0.1\nacl_file acl\nlistener 1884 127.0.0.1\nacl_file acl\n',
      '/c/acl': 'topc read a\n',
    });
    assert.deepEqual(inFile(twice, '/c/acl'), ['acl-syntax']);
  });

  test('never show a password or a hash in a message', async () => {
    const secrets = [
      'hunter2secret',
      SALT,
      HASH,
      '$2y$10$abcdefghijklmnopqrstuv',
      'feedfacefeedface',
      'not-hex-secret',
    ];
    const lines = [
      'ann:hunter2secret',
      'hunter2secret',
      ':hunter2secret',
      ' # ann:hunter2secret',
      `bob:${SOUND}`,
      `bob:$6$${SALT}$${HASH}`,
      `eve:$7$0$${SALT}$${HASH}`,
      'joe:$2y$10$abcdefghijklmnopqrstuv',
    ];
    const files = {
      '/c/mosquitto.conf': 'listener 1883 127.0.0.1\npassword_file pw\npsk_file psk\npsk_hint h\n',
      '/c/pw': `${lines.join('\n')}\n`,
      '/c/psk': 'one:feedfacefeedface\ntwo:not-hex-secret\nnot-hex-secret\n:feedfacefeedface\n # a:not-hex-secret\n',
    };
    const analysis = await check(files, 'strict');
    assert.ok(analysis.findings.length >= 8);
    for (const { message, related, fixes } of analysis.findings) {
      const said = [message, ...related.map((one) => one.message), ...fixes.map(({ title }) => title)];
      for (const text of said.map((one) => format(one))) {
        for (const secret of secrets) assert.ok(!text.includes(secret), text);
      }
    }
  });

  test('may be of any size: twice the lines take about twice as long', async () => {
    const analyse = async (lines: number): Promise<number> => {
      const text = Array.from({ length: lines }, (_, i) =>
        i % 10 === 0 ? `user u${i}\n` : `topic ${i % 3 ? 'read' : 'deny'} a/${i}\n`,
      ).join('');
      const began = process.cpuUsage();
      const analysis = await check({ '/c/mosquitto.conf': 'listener 1883 127.0.0.1\nacl_file acl\n', '/c/acl': text });
      assert.equal(analysis.model.accessLists?.[0]?.users.length, lines / 10);
      const { user, system } = process.cpuUsage(began);
      return user + system;
    };
    await analyse(20_000);
    const [small, large] = [await analyse(50_000), await analyse(400_000)];
    assert.ok(large < small * 40, `50,000 lines: ${small} µs, 400,000 lines: ${large} µs`);
  });
});

describe('a file of its own', () => {
  const cases: readonly [name: string, text: string, language: string | undefined][] = [
    ['/etc/mosquitto/aclfile', '', 'mosquitto-acl'],
    ['/etc/mosquitto/acl.conf', 'user ann\ntopic read a/#\n', 'mosquitto-acl'],
    ['/etc/mosquitto/acl.conf', 'acl_file /etc/aclfile\nlistener 1883\n', 'mosquitto'],
    ['/srv/emqx/etc/acl.conf', '{allow, {user, "dashboard"}, subscribe, ["$SYS/#"]}.\n', 'emqx-acl'],
    ['/x/acl.txt', 'topic readwrite home/#\n', 'mosquitto-acl'],
    ['/x/acl.txt', 'user of this program\ntopics are many\n', undefined],
    ['/x/notes.txt', 'user ann\ntopic read a/#\n', undefined],
    ['/x/pwfile', '', 'mosquitto-passwords'],
    ['/x/passwd', `ann:${SOUND}\n`, 'mosquitto-passwords'],
    ['/etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n', undefined],
    ['/x/passwords.txt', 'ann:secret\n', undefined],
    ['/x/psk.txt', 'one:deadbeefdeadbeef\n', 'mosquitto-psk'],
  ];
  for (const [name, text, language] of cases) {
    test(`${name} with ${JSON.stringify(text.slice(0, 24))}: ${language ?? 'nothing'}`, () => {
      assert.equal(detectBroker(name, text)?.languageId, language);
    });
  }

  test('is judged without a configuration', async () => {
    const host = memoryHost({ '/x/aclfile': { text: 'topic red a\n' } });
    const analysis = await analyze('/x/aclfile', host, { settings: defaultSettings, now: 0 });
    assert.deepEqual(
      analysis?.findings.map(({ rule, kind }) => [rule, kind]),
      [['acl-syntax', 'fatal']],
    );
  });
});

describe('password hashes', () => {
  const cases: readonly [text: string, kind: string][] = [
    ['secret', 'plain'],
    ['$ecret', 'plain'],
    ['$5.99', 'plain'],
    [SOUND, 'pbkdf2-sha512'],
    [`$6$${SALT}$${HASH}`, 'sha512'],
    ['$6$rounds=5000$saltstring$abc', 'foreign'],
    ['$6$abc', 'damaged'],
    ['$2b$12$abc', 'foreign'],
    ['$argon2id$v=19$m=1,t=1,p=1$c2FsdA$aGFzaA', 'argon2'],
  ];
  for (const [text, kind] of cases) {
    test(`${text.slice(0, 16)} is ${kind}`, () => assert.equal(hashOf(text).kind, kind));
  }
});
