import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { SCANNED_SUITES } from '../../core/facts/cipher-suites';
import type { ScanResult } from '../../core/probe';
import { freePort } from '../support/freePort';
import { nginx, resultOf, type Served, sServer } from './scan-tools';
import { mosquitto, type Pair, workshop } from './tools';

const shop = workshop();
let rsa: Pair;
let ecdsa: Pair;
let authority: Pair;
let client: Pair;
let psk: string;

before(async () => {
  const names = { dns: ['localhost'], ip: ['127.0.0.1'], days: 90 };
  [rsa, ecdsa] = await Promise.all([
    shop.make('rsa', { ...names, key: 'rsa2048' }),
    shop.make('ecdsa', { ...names, key: 'p256' }),
  ]);
  authority = await shop.make('authority', { role: 'ca', days: 90 });
  client = await shop.make('client', { role: 'client' }, authority);
  psk = shop.write('psk', 'client:0123456789abcdef0123456789abcdef\n');
});

after(() => shop.remove());

const OLD = '@SECLEVEL=0';

interface Setting {
  readonly name: string;
  readonly start: () => Promise<Served>;
  /** sslscan sees only suites with which its whole handshake succeeds. */
  readonly presents?: () => Pair;
  readonly expect?: (result: ScanResult) => void;
}

const mosquittoWith = async (lines: (port: number) => readonly string[]): Promise<Served> => {
  const port = await freePort();
  // A directory of its own: every broker writes the same file name.
  const own = workshop();
  const broker = await mosquitto(own.directory, lines(port));
  return {
    port,
    stop: async () => {
      await broker.stop();
      own.remove();
    },
  };
};

const tlsListener = (port: number, pair: Pair): readonly string[] => [
  `listener ${port} 127.0.0.1`,
  'allow_anonymous true',
  `certfile ${pair.cert}`,
  `keyfile ${pair.key}`,
];

const SETTINGS: readonly Setting[] = [
  { name: 's_server as it comes', start: () => sServer([rsa], []) },
  {
    name: 's_server with two certificates, everything on',
    start: () => sServer([rsa, ecdsa], ['-cipher', `ALL:COMPLEMENTOFALL:${OLD}`]),
    expect: (result) => {
      assert.deepEqual(result.certificates.map(({ keyType }) => keyType).sort(), ['ec', 'rsa']);
      assert.equal(result.grade.letter, 'F');
    },
  },
  { name: 's_server with TLS 1.0 only', start: () => sServer([rsa], ['-tls1', '-cipher', `DEFAULT:${OLD}`]) },
  { name: 's_server with TLS 1.1 only', start: () => sServer([rsa], ['-tls1_1', '-cipher', `HIGH:${OLD}`]) },
  {
    name: 's_server with TLS 1.2 only and an order of its own',
    start: () =>
      sServer([rsa], ['-tls1_2', '-serverpref', '-cipher', 'AES128-SHA:ECDHE-RSA-AES128-GCM-SHA256:AES256-GCM-SHA384']),
    expect: (result) => {
      const names = ['AES128-SHA', 'ECDHE-RSA-AES128-GCM-SHA256', 'AES256-GCM-SHA384'];
      assert.deepEqual(result.ciphers['tls1.2'], names);
      assert.equal(result.serverPreference['tls1.2'], true);
      assert.equal(result.grade.letter, 'B');
    },
  },
  {
    name: 's_server with TLS 1.3 only, ChaCha20 first, one group',
    start: () =>
      sServer(
        [ecdsa],
        [
          '-tls1_3',
          '-serverpref',
          '-groups',
          'P-384',
          '-ciphersuites',
          'TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256',
        ],
      ),
    expect: (result) => {
      assert.deepEqual(result.ciphers['tls1.3'], ['TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256']);
      assert.deepEqual(result.groups['tls1.3'], ['secp384r1']);
      assert.equal(result.certificates[0]?.chain[0]?.commonName, 'ecdsa');
      assert.deepEqual(result.signatureAlgorithms['tls1.3'], ['ecdsa_secp256r1_sha256']);
      assert.equal(result.grade.letter, 'A+');
    },
  },
  {
    name: 's_server with CCM suites of TLS 1.3',
    start: () => sServer([ecdsa], ['-tls1_3', '-ciphersuites', 'TLS_AES_128_CCM_8_SHA256:TLS_AES_128_CCM_SHA256']),
  },
  {
    name: 's_server with anonymous and NULL suites',
    start: () => sServer([], ['-cipher', `aNULL:eNULL:${OLD}`, '-no_tls1_3']),
  },
  { name: 's_server with ECDSA only', start: () => sServer([ecdsa], ['-cipher', `ALL:${OLD}`]) },
  {
    name: 's_server with Camellia and ARIA',
    start: () => sServer([rsa], ['-cipher', `CAMELLIA:ARIA:${OLD}`, '-no_tls1_3']),
  },
  {
    name: 'Mosquitto as it comes',
    start: () => mosquittoWith((port) => tlsListener(port, rsa)),
    expect: (result) =>
      assert.deepEqual(result.clientCertificate, { requested: false, required: false, authorities: [] }),
  },
  {
    name: 'Mosquitto that demands a client certificate',
    start: () =>
      mosquittoWith((port) => [
        ...tlsListener(port, ecdsa),
        `cafile ${authority.cert}`,
        'require_certificate true',
        'tls_version tlsv1.2',
      ]),
    presents: () => client,
    expect: (result) => {
      assert.equal(result.clientCertificate.requested, true);
      assert.equal(result.clientCertificate.required, true);
      // Mosquitto names no authorities in its request.
      assert.deepEqual(result.clientCertificate.authorities, []);
    },
  },
  {
    name: 'nginx with the intermediate set',
    start: () =>
      nginx(shop.directory, rsa, [
        'ssl_protocols TLSv1.2 TLSv1.3;',
        'ssl_prefer_server_ciphers on;',
        'ssl_ciphers ECDHE-RSA-CHACHA20-POLY1305:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384;',
      ]),
    expect: (result) => {
      assert.equal(result.ciphers['tls1.2'][0], 'ECDHE-RSA-CHACHA20-POLY1305');
      assert.equal(result.serverPreference['tls1.2'], true);
    },
  },
  {
    name: 'nginx that asks for a client certificate but does not insist',
    start: () =>
      nginx(shop.directory, rsa, [`ssl_client_certificate ${authority.cert};`, 'ssl_verify_client optional;']),
    expect: (result) => {
      assert.deepEqual(result.clientCertificate, { requested: true, required: false, authorities: ['CN=authority'] });
    },
  },
  {
    name: 's_server of TLS 1.3 that insists on a client certificate',
    start: () => sServer([rsa], ['-tls1_3', '-Verify', '1', '-CAfile', authority.cert]),
    presents: () => client,
    expect: (result) => {
      assert.deepEqual(result.clientCertificate, { requested: true, required: true, authorities: ['CN=authority'] });
    },
  },
  {
    name: 'nginx with everything old',
    start: () => nginx(shop.directory, rsa, ['ssl_protocols TLSv1 TLSv1.1;', `ssl_ciphers ALL:${OLD};`]),
  },
];

for (const { name, start, presents, expect } of SETTINGS) {
  test(`agrees with sslscan: ${name}`, async () => {
    const server = await start();
    try {
      const result = await resultOf(server.port);
      const other = await sslscan(server.port, presents?.());
      assert.equal(result.complete, true);
      for (const version of ['tls1.0', 'tls1.1', 'tls1.2', 'tls1.3'] as const) {
        const theirs = other.ciphers.get(version) ?? [];
        assert.equal(result.protocols[version], other.protocols.has(version), version);
        assert.deepEqual([...result.ciphers[version]].sort(), [...theirs].sort(), version);
        // sslscan asks for TLS 1.3 suites in an order of its own.
        if (result.serverPreference[version] && version !== 'tls1.3') {
          assert.deepEqual(result.ciphers[version], theirs, `order of ${version}`);
        }
      }
      assert.equal(result.protocols.ssl3, false);
      expect?.(result);
    } finally {
      await server.stop();
    }
  });
}

test('PSK suites, which sslscan cannot ask for, are those that OpenSSL was told to have', async () => {
  const server = await sServer(
    [],
    ['-psk', readFileSync(psk, 'utf8').split(':')[1]?.trim() ?? '', '-cipher', 'PSK', '-tls1_2'],
  );
  try {
    const { ciphers } = await resultOf(server.port);
    assert.ok(ciphers['tls1.2'].length > 10);
    assert.deepEqual(
      ciphers['tls1.2'].filter((name) => !name.includes('PSK')),
      [],
    );
  } finally {
    await server.stop();
  }
});

test('ALPN, fallback and the features of Mosquitto and nginx', async () => {
  const server = await nginx(shop.directory, rsa, ['ssl_protocols TLSv1.1 TLSv1.2;', `ssl_ciphers ALL:${OLD};`]);
  try {
    const { alpn, features } = await resultOf(server.port);
    assert.deepEqual(alpn, ['http/1.1']);
    assert.deepEqual(features, {
      compression: false,
      secureRenegotiation: true,
      sessionTickets: true,
      sessionIds: false,
      extendedMasterSecret: true,
      encryptThenMac: true,
      fallbackScsv: true,
      ocspStapling: false,
    });
  } finally {
    await server.stop();
  }
});

const withTestssl = process.env.TESTSSL === undefined ? 'takes minutes; set TESTSSL=1 and FUZZ=1 to run it' : false;

for (const { name, start } of SETTINGS) {
  test(`agrees with testssl.sh: ${name}`, { skip: withTestssl }, async () => {
    const server = await start();
    try {
      const result = await resultOf(server.port);
      const other = await testssl(server.port, path.join(shop.directory, `testssl-${server.port}.json`));
      for (const version of ['tls1.0', 'tls1.1', 'tls1.2', 'tls1.3'] as const) {
        // It asks for a version with a certificate only, and then does not ask for its suites.
        const isAnonymous = result.ciphers[version].every((name) => /^A(?:EC)?DH-/.test(name));
        if (result.protocols[version] && isAnonymous && !other.protocols.has(version)) continue;
        assert.equal(result.protocols[version], other.protocols.has(version), version);
        assert.deepEqual([...result.ciphers[version]].sort(), [...(other.ciphers.get(version) ?? [])].sort(), version);
      }
    } finally {
      await server.stop();
    }
  });
}

interface Peer {
  readonly protocols: ReadonlySet<string>;
  readonly ciphers: ReadonlyMap<string, readonly string[]>;
}

async function sslscan(port: number, client?: Pair): Promise<Peer> {
  const args = [
    '--no-colour',
    '--no-heartbleed',
    '--no-renegotiation',
    '--no-compression',
    '--no-groups',
    '--no-fallback',
  ];
  if (client !== undefined) args.push(`--certs=${client.cert}`, `--pk=${client.key}`);
  const xml = await outputOf('sslscan', [...args, '--no-check-certificate', '--xml=-', `127.0.0.1:${port}`]);
  const ciphers = new Map<string, string[]>();
  for (const [, version = '', cipher = ''] of xml.matchAll(
    /<cipher [^>]*sslversion="TLSv([\d.]+)"[^>]* cipher="([^"]+)"/g,
  )) {
    ciphers.set(`tls${version}`, [...(ciphers.get(`tls${version}`) ?? []), cipher]);
  }
  const enabled = xml.matchAll(/<protocol type="tls" version="([\d.]+)" enabled="1"/g);
  return { protocols: new Set([...enabled].map(([, version]) => `tls${version}`)), ciphers };
}

async function testssl(port: number, file: string): Promise<Peer> {
  await outputOf('testssl', ['--quiet', '--warnings', 'off', '-p', '-E', '--jsonfile', file, `127.0.0.1:${port}`]);
  const rows: readonly { readonly id: string; readonly finding: string }[] = JSON.parse(readFileSync(file, 'utf8'));
  const key = (id: string) => (id === 'TLS1' ? 'tls1.0' : id.replace('TLS1_', 'tls1.'));
  const protocols = rows.filter(({ id, finding }) => /^TLS1(_\d)?$/.test(id) && finding.startsWith('offered'));
  const ciphers = new Map<string, string[]>();
  for (const { id } of rows) {
    const [, version = '', point = ''] = /^cipher-tls(1(?:_\d)?)_x([0-9a-f]+)$/.exec(id) ?? [];
    const name = key(`TLS${version}`);
    // Names differ where OpenSSL has none; code points do not.
    const suite = SCANNED_SUITES.find(({ code }) => code === Number.parseInt(point, 16));
    if (point !== '') ciphers.set(name, [...(ciphers.get(name) ?? []), suite?.name ?? point]);
  }
  return { protocols: new Set(protocols.map(({ id }) => key(id))), ciphers };
}

function outputOf(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    let text = '';
    child.stdout.on('data', (bytes) => {
      text += bytes;
    });
    child.once('error', () =>
      reject(
        new Error(`${command} did not run: install the package ${command === 'testssl' ? 'testssl.sh' : command}`),
      ),
    );
    child.once('close', () => resolve(text));
  });
}
