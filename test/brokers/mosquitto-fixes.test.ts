import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { analyze, defaultSettings } from '../../core/lint';
import { openssl } from '../certs/tools';
import { temporaryDirectory } from '../support/bundle';
import { freePort } from '../support/freePort';
import { memoryHost } from '../support/memoryHost';
import { allBrokers, tryBroker } from '../support/mosquitto';
import { root } from '../support/root';
import { whileRunning } from '../support/runningBroker';

const directory = temporaryDirectory();
const at = (name: string) => path.join(directory, name);
after(() => rmSync(directory, { recursive: true, force: true }));

before(() => {
  // The broker reads them under its own account.
  chmodSync(directory, 0o755);
  authority('ca');
  authority('other');
  certificate('server');
  certificate('client');
  for (const name of ['passwd', 'acl', 'psk']) writeFileSync(at(name), '');
  revocations('ca', 'ca.crl', '20990101000000Z');
  revocations('ca', 'old.crl', '20200201000000Z');
  revocations('other', 'other.crl', '20990101000000Z');
  for (const name of readdirSync(directory))
    if (/\.(key|crt|crl)$|^(passwd|acl|psk)$/.test(name)) chmodSync(at(name), 0o644);
});

for (const { version, program } of allBrokers()) {
  test(`what the pages show as mended starts in Mosquitto ${version}`, async (context) => {
    let started = 0;
    for (const [name, text] of mended()) {
      const file = '/config/mosquitto.conf';
      const settings = { ...defaultSettings, versions: { mosquitto: version } };
      const host = memoryHost({ [file]: { text } });
      const analysis = await analyze(file, host, { broker: 'mosquitto', settings, now: Date.now() });
      // Some are for other versions, and some mend one mistake of two.
      if (analysis?.findings.some(({ kind, rule }) => kind === 'fatal' && rule !== 'file-missing')) continue;
      // Files that only the page has cannot be opened.
      if (analysis?.model.references.some(({ path: named }) => !existsSync(placedPath(named)))) continue;
      const placed = await place(text);
      writeFileSync(at('t.conf'), placed);
      const { refused, log } = await tryBroker(at('t.conf'), directory, program);
      assert.equal(refused, false, `${name}:\n${placed}\n${log}`);
      started++;
    }
    context.diagnostic(`${started} configurations started`);
    assert.ok(started >= 15, `${started} configurations`);
  });

  test(`a listener without any authentication lets nobody in (${version})`, async () => {
    const port = await freePort();
    writeFileSync(at('t.conf'), `listener ${port} 127.0.0.1\n`);
    await whileRunning(
      at('t.conf'),
      async () => {
        assert.match(publish(['-p', `${port}`]), /not authori[sz]ed/);
        assert.match(publish(['-p', `${port}`, '-u', 'a', '-P', 'b']), /not authori[sz]ed/);
      },
      program,
    );
  });

  test(`max_connections 0 is no limit (${version})`, async () => {
    const port = await freePort();
    writeFileSync(at('t.conf'), `listener ${port} 127.0.0.1\nallow_anonymous true\nmax_connections 0\n`);
    assert.equal(await whileRunning(at('t.conf'), async () => publish(['-p', `${port}`]), program), '');
  });

  test(`a revocation list that is out of date or of another issuer shuts everybody out (${version})`, async () => {
    const tls = ['-h', 'localhost', '--cafile', at('ca.crt'), '--cert', at('client.crt'), '--key', at('client.key')];
    for (const [list, accepted] of [
      ['ca.crl', true],
      ['old.crl', false],
      ['other.crl', false],
    ] as const) {
      const port = await freePort();
      const files = `cafile ${at('ca.crt')}\ncertfile ${at('server.crt')}\nkeyfile ${at('server.key')}\ncrlfile ${at(list)}\n`;
      const rest = 'require_certificate true\nuse_identity_as_username true\n';
      writeFileSync(at('t.conf'), `listener ${port} 127.0.0.1\n${files}${rest}`);
      const said = await whileRunning(at('t.conf'), async () => publish([...tls, '-p', `${port}`]), program);
      assert.equal(said === '', accepted, `${list}: ${said}`);
    }
  });
}

/** Every ```fixed fence of a page that shows Mosquitto's newest version, by its section. */
function mended(): [name: string, text: string][] {
  const pages = path.join(root, 'test/rules');
  return readdirSync(pages).flatMap((page) => {
    const sections = readFileSync(path.join(pages, page), 'utf8').split(/^(?=## )/m);
    return sections.flatMap((section): [string, string][] => {
      const text = /^```mosquitto\n[\s\S]*?^```fixed\n([\s\S]*?)^```$/m.exec(section)?.[1];
      return text === undefined ? [] : [[`${page} ${section.split('\n')[0]}`, text]];
    });
  });
}

/** The same configuration on a free port of this machine, with files that are there. */
async function place(text: string): Promise<string> {
  const lines = placedPath(text).split('\n');
  const placed = lines.map(async (line) => {
    const rest = /^(listener|port) [1-9]\d*/.exec(line);
    if (!rest) return line;
    return rest[1] === 'port' ? `port ${await freePort()}` : `listener ${await freePort()} 127.0.0.1`;
  });
  return (await Promise.all(placed)).join('\n');
}

function placedPath(text: string): string {
  return text.replaceAll('/etc/mosquitto/', `${directory}/`);
}

/** What the client complains of; nothing where the message was taken. */
function publish(options: readonly string[]): string {
  const host = options.includes('-h') ? [] : ['-h', '127.0.0.1'];
  try {
    execFileSync('mosquitto_pub', [...host, ...options, '-t', 'a', '-m', 'b'], { stdio: 'pipe', timeout: 5000 });
    return '';
  } catch (error) {
    const { stderr, code } = error as { stderr?: Buffer; code?: string };
    if (code === 'ENOENT') throw new Error('mosquitto_pub did not run: install the package mosquitto-clients');
    return String(stderr) || 'refused';
  }
}

function authority(name: string): void {
  const files = ['-keyout', at(`${name}.key`), '-out', at(`${name}.crt`)];
  openssl(['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...files, '-subj', `/CN=${name}`, '-days', '30']);
}

function certificate(name: string): void {
  const request = openssl([
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    at(`${name}.key`),
    '-subj',
    '/CN=localhost',
  ]);
  writeFileSync(at('names'), 'subjectAltName = DNS:localhost\n');
  const issuer = ['-CA', at('ca.crt'), '-CAkey', at('ca.key'), '-CAcreateserial', '-extfile', at('names')];
  openssl(['x509', '-req', ...issuer, '-days', '10', '-out', at(`${name}.crt`)], request);
}

function revocations(issuer: string, name: string, until: string): void {
  mkdirSync(at('database'), { recursive: true });
  writeFileSync(at('database/index'), '');
  writeFileSync(at('database/number'), '01\n');
  const place = [`database = ${at('database/index')}`, `crlnumber = ${at('database/number')}`, 'default_md = sha256'];
  writeFileSync(at('ca.cnf'), ['[ca]', 'default_ca = d', '[d]', ...place, ''].join('\n'));
  const key = ['-keyfile', at(`${issuer}.key`), '-cert', at(`${issuer}.crt`)];
  const days = ['-crl_lastupdate', '20200101000000Z', '-crl_nextupdate', until];
  openssl(['ca', '-gencrl', '-config', at('ca.cnf'), ...key, ...days, '-out', at(name)]);
}
