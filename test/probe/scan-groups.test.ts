import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { format } from '../../core/facts/message';
import { scanText } from '../../core/probe/scan';
import { reader } from '../../core/probe/scan/bytes';
import { clientHello } from '../../core/probe/scan/client-hello';
import { hybridPair } from '../../core/probe/scan/hybrid';
import { keyPairFor } from '../../core/probe/scan/key-schedule';
import { type KemName, kemHalf } from '../../core/probe/scan/ml-kem';
import { EXTENSION } from '../../core/probe/scan/registry';
import { readExtensions } from '../../core/probe/scan/server-messages';
import { lacksRuntime, serverIn } from '../support/runtimes';
import { fakeServer, resultOf, sServer } from './scan-tools';
import { type Pair, workshop } from './tools';

const shop = workshop();
let rsa: Pair;
let ecdsa: Pair;

before(async () => {
  const names = { dns: ['localhost'], ip: ['127.0.0.1'], days: 90 };
  rsa = await shop.make('rsa', { ...names, key: 'rsa2048' });
  ecdsa = await shop.make('ecdsa', { ...names, key: 'p256' });
});

after(() => shop.remove());

interface Encapsulation {
  readonly name: KemName;
  /** Length of the whole ciphertext; `v` is its second part. */
  readonly ciphertext: number;
  readonly v: string;
  readonly secret: string;
}

/** What `crypto.encapsulate` of Node 24.21 (OpenSSL 3.5.8) made of our encapsulation keys. */
const RECORDED: readonly Encapsulation[] = [
  {
    name: 'ML-KEM-512',
    ciphertext: 768,
    v: `8000080880008008880080800888000808888008000080088080888880888080000800800080008088080080800088080000888008080088
    0008880800808000888008888808088808000808088008000000800008888888888008880008800800800808008888800088880888008000
    80800000800880880008880000000080`,
    secret: '87a1561602b4b1cc770218b30995daf69610ff8e3ed21df12adde809c0946225',
  },
  {
    name: 'ML-KEM-768',
    ciphertext: 1088,
    v: `8008880008888808088008080000000888800080800088888000880000888080888808088888808880880800800088000808008880080880
    0008888800880888880080088080800800808808088008888808080088088000808808000888888800088808080080080888000888808000
    80080008888808008880000080800800`,
    secret: '03f1a5f69f5d9fd3fe0714a941660e4ae2ecf48596cf2beb8e5109c4103a9843',
  },
  {
    name: 'ML-KEM-1024',
    ciphertext: 1568,
    v: `1000002184104208008010420020041000002184000200218010020800041000080000100208008410400001800042080180004008008000
    0200210410420801041040000184104008218400420800841042082184000208208000000000000040080100000208210010000800841042
    080004004200210000000020801042002084000208200010020800000042002184104008218000420000001040082184`,
    secret: 'ea2271c231681a8db89ca3bc01ad7ce957a71331b001c391362565f231de689b',
  },
];

/** The whole ciphertext, of which only the second part tells anything. */
function ciphertextOf({ ciphertext, v }: Encapsulation): Buffer {
  const second = Buffer.from(v.replace(/\s/g, ''), 'hex');
  return Buffer.concat([Buffer.alloc(ciphertext - second.length, 0x5a), second]);
}

for (const recorded of RECORDED) {
  test(`the secret of ${recorded.name} is what OpenSSL has`, () => {
    const half = kemHalf(recorded.name);
    assert.equal(half.ciphertextLength, recorded.ciphertext);
    assert.equal(Buffer.from(half.secretOf(ciphertextOf(recorded))).toString('hex'), recorded.secret);
  });
}

test('hybrid groups put their halves where the drafts have them', () => {
  const [, small, large] = RECORDED;
  assert.ok(small && large);
  for (const [group, curve, recorded, kemFirst] of [
    [4588, 29, small, true],
    [4587, 23, small, false],
    [4589, 24, large, false],
  ] as const) {
    const other = keyPairFor(curve);
    const pair = hybridPair(group, keyPairFor);
    assert.ok(other && pair);
    const kemKey = pair.key.length - other.key.length;
    const classical = kemFirst ? pair.key.subarray(kemKey) : pair.key.subarray(0, other.key.length);
    const order = <T>(kem: T, curveHalf: T): readonly T[] => (kemFirst ? [kem, curveHalf] : [curveHalf, kem]);
    const shared = pair.agree(Buffer.concat(order<Uint8Array>(ciphertextOf(recorded), other.key)));
    const expected = order<Uint8Array>(Buffer.from(recorded.secret, 'hex'), other.agree(classical));
    assert.equal(Buffer.from(shared).toString('hex'), Buffer.concat(expected).toString('hex'));
  }
  assert.equal(hybridPair(29, keyPairFor), undefined);
});

/** Wants the first of its groups that a ClientHello of TLS 1.3 offers (RFC 8446 section 4.1.4), and says no more. */
function retryFor(bytes: Buffer, wanted: readonly number[]): Buffer | undefined {
  const from = reader(bytes.subarray(5 + 4 + 2 + 32));
  from.vector(1);
  const suite = from.vector(2);
  from.vector(1);
  const extensions = readExtensions(from.vector(2));
  const list = extensions?.get(EXTENSION.groups);
  if (suite === undefined || list === undefined || !extensions?.has(EXTENSION.supportedVersions)) return undefined;
  const offered = Buffer.from(list.subarray(2));
  const group = wanted.find((code) => offered.includes(Buffer.from([code >> 8, code & 255])));
  if (group === undefined || !Buffer.from(suite).includes(Buffer.from([0x13, 0x01]))) return undefined;
  const random = 'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c';
  const share = `00330002${group.toString(16).padStart(4, '0')}`;
  const body = Buffer.from(`0303${random}00130100000c002b00020304${share}`, 'hex');
  return Buffer.concat([Buffer.from([22, 3, 3, 0, body.length + 4, 2, 0, 0, body.length]), body]);
}

test('groups with ML-KEM are found by what the server asks for, without any cryptography', async () => {
  const fake = await fakeServer((socket) =>
    socket.once('data', (hello: Buffer) => {
      const retry = retryFor(hello, [4588, 25_497, 29]);
      if (retry === undefined) socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 40]));
      else socket.write(retry);
    }),
  );
  try {
    const result = await resultOf(fake.port, { timeoutMs: 1000 });
    assert.deepEqual(result.groups['tls1.3'], ['X25519MLKEM768', 'X25519Kyber768Draft00', 'x25519']);
    assert.match(scanText(result), /^ {2}post-quantum key exchange: X25519MLKEM768$/m);
    const said = result.findings.map(({ message }) => format(message)).join();
    assert.match(said, /the draft group X25519Kyber768Draft00 is accepted/);
    // A server that shows no certificate gets no best grade.
    assert.match(said, /the certificate is not judged/);
    assert.equal(result.grade.letter, 'A');
  } finally {
    await fake.stop();
  }
});

test('the groups with ML-KEM are offered, and a server without them has none', async () => {
  const hello = Buffer.from(clientHello({ version: 'tls1.3', suites: [0x1301] }));
  for (const group of [4588, 4587, 4589]) assert.ok(hello.includes(Buffer.from([group >> 8, group & 255])));
  const server = await sServer([ecdsa], ['-tls1_3']);
  try {
    assert.match(scanText(await resultOf(server.port)), /^ {2}post-quantum key exchange: none$/m);
  } finally {
    await server.stop();
  }
});

for (const suites of ['TLS_AES_128_CCM_SHA256', 'TLS_AES_128_CCM_8_SHA256']) {
  test(`the certificate of a server that has only ${suites}`, async () => {
    const options = ['-tls1_3', '-ciphersuites', suites, '-cipher', 'DEFAULT:@SECLEVEL=0', '-alpn', 'mqtt'];
    const server = await sServer([ecdsa, rsa], options);
    try {
      const result = await resultOf(server.port);
      assert.deepEqual(result.ciphers['tls1.3'], [suites]);
      assert.deepEqual(result.certificates.map(({ keyType }) => keyType).sort(), ['ec', 'rsa']);
      assert.ok(result.signatureAlgorithms['tls1.3'].includes('ecdsa_secp256r1_sha256'));
      assert.deepEqual(result.alpn, ['mqtt']);
    } finally {
      await server.stop();
    }
  });
}

for (const group of ['ffdhe2048', 'ffdhe4096', 'X448']) {
  test(`the certificate of a server that has only the group ${group}`, async () => {
    const server = await sServer([rsa], ['-tls1_3', '-groups', group]);
    try {
      const result = await resultOf(server.port);
      assert.deepEqual(result.groups['tls1.3'], [group.toLowerCase()]);
      assert.equal(result.certificates[0]?.chain[0]?.commonName, 'rsa');
      assert.equal(result.grade.letter, 'A+');
    } finally {
      await server.stop();
    }
  });
}

test('real servers with ML-KEM (OpenSSL 3.5)', { skip: lacksRuntime('node-24') }, async (context) => {
  const files = { cert: rsa.cert, key: rsa.key, minVersion: 'TLSv1.3', ALPNProtocols: ['mqtt'] };
  const several = 'SecP256r1MLKEM768:SecP384r1MLKEM1024:X25519MLKEM768:X25519';
  const hybrid = ['X25519MLKEM768', 'SecP256r1MLKEM768', 'SecP384r1MLKEM1024'];
  const only = [...hybrid, 'MLKEM512', 'MLKEM768', 'MLKEM1024', 'brainpoolP256r1tls13', 'brainpoolP512r1tls13'];
  for (const ecdhCurve of [several, ...only]) {
    await context.test(ecdhCurve, async () => {
      const server = await serverIn('node-24', { ...files, ecdhCurve });
      try {
        const result = await resultOf(server.port);
        assert.deepEqual(
          result.groups['tls1.3'],
          ecdhCurve
            .replace('X25519:', '')
            .replace(/X25519$/, 'x25519')
            .split(':'),
        );
        // What is encrypted is read with these groups, too.
        assert.equal(result.certificates[0]?.chain[0]?.commonName, 'rsa');
        assert.equal(result.signatureAlgorithms['tls1.3'].length, 3);
        assert.deepEqual(result.alpn, ['mqtt']);
      } finally {
        await server.stop();
      }
    });
  }
});

test('a real server with ML-KEM of BoringSSL', { skip: lacksRuntime('bun') }, async () => {
  const server = await serverIn('bun', { cert: rsa.cert, key: rsa.key, minVersion: 'TLSv1.3' });
  try {
    const { groups, certificates } = await resultOf(server.port);
    assert.equal(groups['tls1.3'][0], 'X25519MLKEM768');
    assert.equal(certificates[0]?.chain[0]?.commonName, 'rsa');
  } finally {
    await server.stop();
  }
});
