import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { carryOut, planSet, revoke } from '../../core/certs';
import { analyze, applyEdits, type BrokerId, defaultSettings, type Finding } from '../../core/lint';
import { pathIds } from '../../server/src/fileIds';
import { nodeHost } from '../../server/src/host';
import { temporaryDirectory } from '../support/bundle';
import { allBrokers, lacksBroker, tryBroker } from '../support/mosquitto';
import { shared, sharedMissing } from '../support/root';
import { openssl } from './tools';

/** Findings about real certificates, keys and lists on a real disk, for both brokers. */
const top = temporaryDirectory();
after(() => rmSync(top, { recursive: true, force: true }));

const sound = path.join(top, 'sound');

before(async () => {
  const options = { directory: sound, key: 'p256', caName: 'Root', now: Date.now() } as const;
  const server = { dns: ['broker.example'], ip: ['192.0.2.1'] };
  await carryOut(await planSet({ ...options, server, clients: ['c'] }), { force: false });
  await revoke(path.join(sound, 'c.crt'), 'superseded', { directory: sound, now: Date.now(), days: 30 });
});

interface Files {
  readonly ca?: string;
  readonly certificate: string;
  readonly key: string;
  readonly crl?: string;
  readonly ciphers?: string;
}

function configuration(broker: BrokerId, { ca, certificate, key, crl, ciphers }: Files): string {
  if (broker === 'mosquitto') {
    const lines = ['listener 8883', `certfile ${certificate}`, `keyfile ${key}`, 'require_certificate true'];
    const more = [ca && `cafile ${ca}`, crl && `crlfile ${crl}`, ciphers && `ciphers ${ciphers}`];
    return `${[...lines, ...more].filter(Boolean).join('\n')}\n`;
  }
  const more = [ca && `cacertfile = "${ca}"`, ciphers && `ciphers = ["${ciphers.split(':').join('", "')}"]`];
  const own = [`certfile = "${certificate}"`, `keyfile = "${key}"`, 'verify = verify_peer'];
  const body = [...own, ...more].filter(Boolean).map((line) => `  ${line}\n`);
  return `listeners.ssl.default.ssl_options {\n${body.join('')}}\n`;
}

async function check(
  broker: BrokerId,
  files: Files,
  folder = top,
): Promise<{ text: string; findings: readonly Finding[] }> {
  const root = path.join(folder, broker === 'emqx' ? 'emqx.conf' : 'mosquitto.conf');
  const text = configuration(broker, files);
  writeFileSync(root, text);
  const settings = { ...defaultSettings, profile: 'strict' as const };
  const analysis = await analyze(root, nodeHost({ ids: pathIds, roots: [folder] }), {
    broker,
    settings,
    now: Date.now(),
  });
  return { text, findings: analysis?.findings ?? [] };
}

const ABOUT_FILES =
  /^(?:certificate-(?!identity)|cert-|ca-|cafile-|crl-(?:expired|issuer)|private-key-|key-encrypted|wrong-file|cipher-certificate|file-)/;

const about = (findings: readonly Finding[]) =>
  [...new Set(findings.map(({ rule }) => rule).filter((rule) => ABOUT_FILES.test(rule)))].sort();

/** Expects among the findings about files those, for each broker. */
async function expectRules(files: Files, expected: readonly string[], onlyMosquitto = false): Promise<void> {
  for (const broker of onlyMosquitto ? (['mosquitto'] as const) : (['mosquitto', 'emqx'] as const)) {
    const { findings } = await check(broker, files);
    assert.deepEqual(about(findings), [...expected].sort(), `${broker} ${JSON.stringify(files)}`);
  }
}

const soundFiles = { ca: 'sound/ca.crt', certificate: 'sound/server.crt', key: 'sound/server.key' };

test('a sound set is silent, even in the strict profile', async () => {
  await expectRules({ ...soundFiles, crl: 'sound/ca.crl', ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' }, []);
});

test('a key that does not fit: the one that does is named, and the fix is right', async () => {
  for (const broker of ['mosquitto', 'emqx'] as const) {
    const { findings, text } = await check(broker, { ...soundFiles, key: 'sound/c.key' });
    assert.deepEqual(about(findings), ['certificate-key-mismatch']);
    const found = findings.find(({ rule }) => rule === 'certificate-key-mismatch');
    assert.equal(found?.message.args.right, 'sound/server.key');
    const fixed = applyEdits(text, found?.fixes[0]?.edits ?? []);
    assert.equal(fixed, configuration(broker, soundFiles));
  }
});

test('authority and certificate: swapped, twice the same, made anew', async () => {
  const swapped = { ...soundFiles, ca: 'sound/server.crt', certificate: 'sound/ca.crt', key: 'sound/ca.key' };
  for (const broker of ['mosquitto', 'emqx'] as const) {
    const rules = about((await check(broker, swapped)).findings);
    for (const rule of ['cafile-is-own-certificate', 'cert-is-ca', 'certificate-wrong-usage'])
      assert.ok(rules.includes(rule), `${broker}: ${rules}`);
  }
  const twice = { ...soundFiles, ca: 'sound/server.crt' };
  await expectRules(twice, ['cafile-is-own-certificate', 'certificate-wrong-usage']);
  const options = {
    directory: path.join(top, 'anew'),
    key: 'p256',
    caName: 'Root',
    now: Date.now(),
    clients: [],
  } as const;
  await carryOut(await planSet(options), { force: false });
  await expectRules({ ...soundFiles, ca: 'anew/ca.crt' }, ['certificate-issuer-mismatch']);
  await expectRules({ ...soundFiles, ca: 'anew/ca.crt', crl: 'sound/ca.crl' }, ['certificate-issuer-mismatch'], true);
});

test('an authority without basic constraints, that OpenSSL refuses too', async () => {
  mkdirSync(path.join(top, 'plain'));
  const at = (name: string) => path.join(top, 'plain', name);
  writeFileSync(
    at('x.cnf'),
    '[req]\ndistinguished_name=dn\nprompt=no\n[dn]\nCN=Plain\n[x]\nsubjectKeyIdentifier=hash\n',
  );
  const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl([
    'req',
    '-x509',
    ...fresh,
    '-config',
    at('x.cnf'),
    '-extensions',
    'x',
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.crt'),
  ]);
  openssl(['req', ...fresh, '-subj', '/CN=a.example', '-keyout', at('a.key'), '-out', at('a.csr')]);
  writeFileSync(at('san'), 'subjectAltName=DNS:a.example\n');
  const issuer = ['-CA', at('ca.crt'), '-CAkey', at('ca.key'), '-CAcreateserial', '-extfile', at('san')];
  openssl(['x509', '-req', '-in', at('a.csr'), ...issuer, '-days', '90', '-out', at('a.crt')]);
  assert.throws(() => openssl(['verify', '-CAfile', at('ca.crt'), at('a.crt')]), /invalid CA certificate/);
  const { findings } = await check('mosquitto', { ca: 'plain/ca.crt', certificate: 'plain/a.crt', key: 'plain/a.key' });
  assert.ok(about(findings).includes('ca-without-basic-constraints'), String(about(findings)));
});

test('the files of the reference set say what is wrong with them', { skip: sharedMissing }, async () => {
  cpSync(path.join(shared, 'reference/pki'), path.join(top, 'pki'), { recursive: true });
  for (const name of ['server', 'expired', 'ec', 'rsa1024', 'enc'])
    chmodSync(path.join(top, 'pki', `${name}.key`), 0o600);
  const cases = {
    expired: 'certificate-expired',
    future: 'certificate-not-yet-valid',
    rsa1024: 'certificate-weak-key',
    md5: 'certificate-weak-signature',
    sha1: 'certificate-weak-signature',
    nosan: 'certificate-no-san',
    v1: 'cert-v1',
    clientonly: 'certificate-wrong-usage',
    caleaf: 'cert-is-ca',
  };
  for (const broker of ['mosquitto', 'emqx'] as const) {
    for (const [stem, rule] of Object.entries(cases)) {
      const files = { ca: 'pki/ca.crt', certificate: `pki/${stem}.crt`, key: `pki/${stem}.key` };
      const rules = about((await check(broker, files)).findings);
      assert.ok(rules.includes(rule), `${broker} ${stem}: ${rules}`);
    }
    const ec = { certificate: 'pki/ec.crt', key: 'pki/ec.key', ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' };
    assert.ok(about((await check(broker, ec)).findings).includes('cipher-certificate-mismatch'), broker);
    for (const [certificate, rule] of [
      ['pki/server.der', 'wrong-file-kind'],
      ['pki/empty.pem', 'wrong-file-kind'],
      ['pki/garbage.pem', 'wrong-file-kind'],
      ['pki/chain-bad.crt', 'certificate-'],
    ] as const) {
      const rules = about((await check(broker, { certificate, key: 'pki/server.key' })).findings);
      assert.ok(
        rules.some((found) => found.startsWith(rule)),
        `${broker} ${certificate}: ${rules}`,
      );
    }
  }
  const list = { ca: 'pki/ca.crt', certificate: 'pki/server.crt', key: 'pki/server.key', crl: 'pki/crl-expired.pem' };
  assert.ok(about((await check('mosquitto', list)).findings).includes('crl-expired'));
  const sealed = { certificate: 'pki/server.crt', key: 'pki/enc.key' };
  assert.ok(about((await check('mosquitto', sealed)).findings).includes('key-encrypted'));
});

test('what git has, would take and ignores, as git itself says', async () => {
  const folder = path.join(top, 'repository');
  const keys = [
    'plain.key',
    'certs/a.key',
    'certs/deep/b.key',
    'ignored/c.key',
    'kept/d.pem',
    'kept/e.pem',
    'x y/ü.key',
    'a.key',
    `${'a/'.repeat(30)}${'a'.repeat(200)}.key`,
  ];
  for (const name of keys) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    cpSync(path.join(sound, 'server.key'), path.join(folder, name));
  }
  const git = (...args: readonly string[]) => {
    try {
      return execFileSync('git', ['-C', folder, '-c', 'core.excludesFile=', ...args], {
        encoding: 'utf8',
        stdio: 'pipe',
      });
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
        throw new Error('install the package git');
      return undefined;
    }
  };
  git('init', '--quiet');
  const host = nodeHost({ ids: pathIds, roots: [folder] });
  const state = async (name: string) => {
    const facts = await host.inspect(path.join(folder, name));
    return facts.kind === 'file' ? facts.repository : 'none';
  };
  const lists = [
    '',
    '*.key\n',
    '/certs/*.key\n',
    'certs/\n',
    'certs/**\n!certs/a.key\n',
    '**/deep\n# *.key\n',
    'ignored\nkept/*\n!kept/d.pem\n',
    '/*\n!/certs\n',
    'certs/**/b.key\n[a-p]*.key\n',
    'plain.key \n\\!x\nx\\ y/\n',
    '?.key\n*.[!k]em\n',
    'a.key\n!a.key\nkept/**/e.pem\n',
  ];
  for (const list of lists) {
    writeFileSync(path.join(folder, '.gitignore'), list);
    for (const name of keys) {
      const ignored = git('check-ignore', '--quiet', '--', name) !== undefined;
      assert.equal(await state(name), ignored ? undefined : 'open', `${name} with ${JSON.stringify(list)}`);
    }
  }
  // Git itself takes for ever with these.
  writeFileSync(path.join(folder, '.gitignore'), `${'**/'.repeat(30)}z\n${'*a'.repeat(30)}z\n`);
  assert.equal(await state(keys.at(-1) ?? ''), 'open');
  writeFileSync(path.join(folder, '.gitignore'), '*.key\n');
  git('add', '--force', 'certs/a.key');
  assert.equal(await state('certs/a.key'), 'tracked');
  assert.equal(await state('plain.key'), undefined);
  assert.equal(await state('a.key'), undefined, 'not the one of the same name elsewhere');
  git('add', '--force', '--intent-to-add', 'kept/d.pem');
  assert.equal(await state('kept/d.pem'), 'tracked', 'an entry with more flags');
  assert.equal(await state('certs/missing.key'), 'none');
  const confined = nodeHost({ ids: pathIds, roots: [folder], confinedTo: [path.join(folder, 'certs')] });
  const facts = await confined.inspect(path.join(folder, 'certs/a.key'));
  assert.equal(facts.kind === 'file' && facts.repository, undefined, 'nothing outside is looked at');
});

const newest = allBrokers().find(({ version }) => version.startsWith('2.1.'));

test('a link for a password file: said for 2.1, which refuses it', { skip: lacksBroker(newest, '2.1') }, async () => {
  const folder = path.join(top, 'linked');
  mkdirSync(folder);
  const at = (name: string) => path.join(folder, name);
  writeFileSync(at('real'), '');
  symlinkSync('real', at('passwords'));
  const port = 1024 + (process.pid % 60_000);
  writeFileSync(at('t.conf'), `listener ${port} 127.0.0.1\npassword_file ${at('passwords')}\n`);
  chmodSync(at('real'), 0o644);
  for (const { version, program } of allBrokers()) {
    const settings = { ...defaultSettings, versions: { mosquitto: version } };
    const host = nodeHost({ ids: pathIds, roots: [folder] });
    const analysis = await analyze(at('t.conf'), host, { broker: 'mosquitto', settings, now: Date.now() });
    const said = analysis?.findings.some(({ rule }) => rule === 'symbolic-link-refused');
    const verdict = await tryBroker(at('t.conf'), folder, program);
    assert.equal(said, verdict.refused && /Unable to open pwfile/.test(verdict.log), `${version}: ${verdict.log}`);
  }
});

test('the clock decides, and a chain that lasts for years is told', async () => {
  const options = {
    directory: path.join(top, 'long'),
    key: 'p256',
    caName: 'Long',
    now: Date.now(),
    clients: [],
  } as const;
  await carryOut(await planSet({ ...options, days: 800, server: { dns: ['a.example'], ip: [] } }), { force: false });
  const files = { ca: 'long/ca.crt', certificate: 'long/server.crt', key: 'long/server.key' };
  await expectRules(files, ['certificate-long-lived']);
  const pem = ['server.crt', 'ca.crt'].map((name) => readFileSync(path.join(top, 'long', name), 'utf8')).join('');
  writeFileSync(path.join(top, 'long/chain.crt'), pem);
  await expectRules({ ...files, certificate: 'long/chain.crt' }, ['certificate-chain-root', 'certificate-long-lived']);
});
