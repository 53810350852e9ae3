import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { analyze, defaultSettings } from '../../core/lint/index';
import { pathIds } from '../../server/src/fileIds';
import { nodeHost } from '../../server/src/host';
import { nginx, ocspResponder, type Responder } from '../support/brokers';
import { nginxDirectory, nginxVersion } from '../support/nginx';
import { openssl } from '../support/openssl';

const directory = nginxDirectory();
const file = (name: string) => path.join(directory, name);
const ca = { cert: file('ca.pem'), key: file('ca.key') };
let responder: Responder;

/** A ledger of `openssl ca` with one good certificate, of which the serial is told. */
function ledger(serials: readonly string[]): void {
  const rows = serials.map((serial) => `V\t350101000000Z\t\t${serial}\tunknown\t/CN=localhost`);
  writeFileSync(file('index.txt'), `${rows.join('\n')}\n`);
  writeFileSync(file('index.txt.attr'), 'unique_subject = no\n');
}

/** A server certificate of the authority, with the address of a responder in it (AIA, RFC 5280 section 4.2.2.1). */
function issue(name: string, serial: string, responderAddress: string | undefined): { cert: string; key: string } {
  const pair = { cert: file(`${name}.pem`), key: file(`${name}.key`) };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', pair.key];
  openssl('req', '-new', ...key, '-subj', '/CN=localhost', '-out', file(`${name}.csr`));
  const extensions = [
    'subjectAltName=DNS:localhost',
    ...(responderAddress ? [`authorityInfoAccess=OCSP;URI:${responderAddress}`] : []),
  ];
  writeFileSync(file(`${name}.ext`), extensions.join('\n'));
  const from = ['-CA', ca.cert, '-CAkey', ca.key, '-set_serial', `0x${serial}`, '-extfile', file(`${name}.ext`)];
  const made = openssl('x509', '-req', '-in', file(`${name}.csr`), '-days', '10', ...from, '-out', pair.cert);
  assert.equal(made.status, 0, made.stderr);
  return pair;
}

before(async () => {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', ca.key];
  const usage = ['-addext', 'keyUsage=critical,keyCertSign,cRLSign,digitalSignature'];
  openssl('req', '-x509', ...key, '-subj', '/CN=Test authority', '-days', '10', ...usage, '-out', ca.cert);
  ledger(['1001', '1002', '1003']);
  responder = await ocspResponder(directory, ca, file('index.txt'));
});

after(async () => {
  await responder?.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** Whether a proof is stapled within a few handshakes: nginx fetches it with the first and sends it with the next. */
async function staples(port: number, expected: boolean): Promise<boolean> {
  for (let attempt = 0; attempt < (expected ? 40 : 4); attempt++) {
    if (/OCSP Response Status: successful/.test(await handshake(port))) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

/** The responder is in this process, so the client must not hold it up. */
function handshake(port: number): Promise<string> {
  const child = spawn('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, '-servername', 'localhost', '-status'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let out = '';
  child.stdout.on('data', (bytes) => {
    out += bytes;
  });
  return new Promise((resolve) => child.once('close', () => resolve(out)));
}

const MQTT = 'location /mqtt { proxy_pass http://127.0.0.1:8083; }';

interface Case {
  readonly name: string;
  readonly stapled: boolean;
  /** There is a finding although it works for now. */
  readonly told?: true;
  /** The issuer stands behind the certificate. */
  readonly chain?: boolean;
  readonly responder?: 'address' | 'name' | 'none';
  readonly lines: readonly string[];
}

const CASES: readonly Case[] = [
  {
    name: 'trusted authority named',
    stapled: true,
    lines: [`ssl_trusted_certificate ${ca.cert};`, 'resolver 127.0.0.1;'],
  },
  {
    name: 'trusted authority named, and answers checked',
    stapled: true,
    lines: [`ssl_trusted_certificate ${ca.cert};`, 'ssl_stapling_verify on;'],
  },
  { name: 'issuer behind the certificate', stapled: true, chain: true, lines: [] },
  {
    name: 'issuer behind the certificate, and answers checked',
    stapled: true,
    chain: true,
    lines: ['ssl_stapling_verify on;'],
  },
  {
    name: 'responder by name, looked up at the start only',
    stapled: true,
    told: true,
    chain: true,
    responder: 'name',
    lines: [],
  },
  { name: 'issuer nowhere', stapled: false, lines: ['resolver 127.0.0.1;'] },
  {
    name: 'certificate without a responder',
    stapled: false,
    responder: 'none',
    chain: true,
    lines: ['resolver 127.0.0.1;'],
  },
];

for (const [index, { name, stapled, told = !stapled, chain, responder: kind = 'address', lines }] of CASES.entries()) {
  test(`stapling, ${name}: ${stapled ? 'there' : 'not there'}, and the finding says so beforehand`, async () => {
    const host = kind === 'name' ? 'localhost' : '127.0.0.1';
    const address = kind === 'none' ? undefined : `http://${host}:${responder.port}/`;
    const pair = issue(`server${index}`, ['1001', '1002', '1003'][index % 3] ?? '1001', address);
    if (chain) writeFileSync(pair.cert, readFileSync(pair.cert, 'utf8') + readFileSync(ca.cert, 'utf8'));
    const front = await nginx(directory, pair, ['ssl_stapling on;', ...lines, MQTT]);
    try {
      const settings = { ...defaultSettings, versions: { nginx: nginxVersion() } };
      const analysis = await analyze(file(`nginx-${front.port}.conf`), nodeHost({ ids: pathIds, roots: [] }), {
        settings,
        now: Date.now(),
      });
      const findings = (analysis?.findings ?? []).filter(({ rule }) => rule === 'ocsp-stapling-incomplete');
      assert.equal(analysis?.broker.id, 'nginx');
      assert.equal(findings.length > 0, told, JSON.stringify(findings));
      assert.equal(await staples(front.port, stapled), stapled);
    } finally {
      await front.stop();
    }
  });
}
