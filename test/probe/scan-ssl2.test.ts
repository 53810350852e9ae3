import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import type { Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { format } from '../../core/facts/message';
import { scanJson, scanMarkdown, scanText } from '../../core/probe/scan';
import { readSsl2Hello, ssl2ClientHello } from '../../core/probe/scan/ssl2';
import { lacksRuntime, serverIn } from '../support/runtimes';
import { atEach, fakeServer, outcomeOf, resultOf, sServer } from './scan-tools';
import { type Pair, workshop } from './tools';

const shop = workshop();
let server: Pair;

before(async () => {
  server = await shop.make('server', { dns: ['localhost'], key: 'rsa2048' });
});

after(() => shop.remove());

/** What OpenSSL 1.0.1j (Node 0.10.33, `--enable-ssl2`) answered to our CLIENT-HELLO. */
const RECORDED = Buffer.from(
  `81be0400010002018e001500103082018a3081f4020101300d06092a864886f70d01010b0500300e310c300a06035504030c036f6c64301e170d
  3236313132353034323932335a170d3336313132323034323932335a300e310c300a06035504030c036f6c6430819f300d06092a864886f70d01
  0101050003818d0030818902818100c63b9fc1792147cb6c5f4632abbe24bebe4104c9f798ea494e19868967d672c07bcac64b9a17697c373b37
  18dd772cfb391570101fe7cfb5101eb126b91535aea4332be4f1f32a42ee8949f1a57b08425deb5c49b2908936d9074a4970e0b48092158d3425
  08121bf956109b4ba9fd1bfda119a72a0e3635ef51b6530f849f150203010001300d06092a864886f70d01010b050003818100b007af380ac1b6
  d30ba68fb20a28679d175ae99d63f1b414dbf363f6225765c52176955946c7050776a18703826a89e84c7497911d8dc811c861341447b3d65d2d
  6d50a1df5863327df44913f89f60eb421c8188905d5a4c29ee792e6a14f2d3b5c3439047fb82b141ca571f6e4ce17bcd0403b499955e1fce12aa
  5adefa6c380700c00100800300800500800600400200800400808d36b7fd05cee4d10920b67aa0821ea2`.replace(/\s/g, ''),
  'hex',
);

const SUITES = [
  'DES-CBC3-MD5',
  'RC4-MD5',
  'RC2-CBC-MD5',
  'IDEA-CBC-MD5',
  'DES-CBC-MD5',
  'EXP-RC4-MD5',
  'EXP-RC2-CBC-MD5',
];

/** Speaks SSL 2.0 as recorded, and nothing else: whoever says something else is left. */
const speaksSsl2 = (bytes: Uint8Array) => (socket: Socket) =>
  socket.once('data', (hello: Buffer) => (isSsl2(hello) ? socket.write(bytes) : socket.destroy()));

/** CLIENT-HELLO of version 2 with the short header. */
const isSsl2 = (hello: Buffer) =>
  hello.readUInt16BE(0) === 0x8000 + hello.length - 2 && hello.readUIntBE(2, 3) === 0x010002;

test('a CLIENT-HELLO is these bytes', () => {
  const kinds = '0700c00701c0010080030080050080060040060140080080020080040080';
  const expected = `8037010002001e00000010${kinds}${'aa'.repeat(16)}`;
  assert.equal(Buffer.from(ssl2ClientHello(Buffer.alloc(16, 0xaa))).toString('hex'), expected);
});

test('a recorded SERVER-HELLO is read, in pieces too', () => {
  const hello = readSsl2Hello(RECORDED);
  assert.ok(typeof hello === 'object');
  assert.equal(hello.kinds.length, SUITES.length);
  assert.equal(hello.certificate?.length, 398);
  for (let length = 0; length < RECORDED.length; length++) {
    assert.equal(readSsl2Hello(RECORDED.subarray(0, length)), 'more', `${length}`);
  }
});

test('what is no SERVER-HELLO is none', () => {
  const others = [
    '15030100020228',
    '16030300040e000000',
    '800300000100',
    '80030000',
    '220d0a',
    '20020005',
    '485454502f',
  ];
  for (const bytes of others) assert.equal(readSsl2Hello(Buffer.from(bytes, 'hex')), 'other', bytes);
  // Lengths that do not fit into the record, and another version.
  const damaged = (at: number, value: number) => Buffer.from(RECORDED).fill(value, at, at + 1);
  for (const [at, value] of [
    [6, 3],
    [7, 0xff],
    [9, 0xff],
    [11, 0xff],
  ] as const) {
    assert.equal(readSsl2Hello(damaged(at, value)), 'other', `${at}`);
  }
});

test('a server of SSL 2.0 alone: suites, certificate, grade, reports', async () => {
  const fake = await fakeServer(speaksSsl2(RECORDED));
  try {
    const result = await resultOf(fake.port, { timeoutMs: 1000 });
    assert.deepEqual(result.ssl2, { accepted: true, ciphers: SUITES });
    assert.deepEqual([...new Set(Object.values(result.protocols))], [false]);
    assert.equal(result.certificates[0]?.chain[0]?.commonName, 'old');
    assert.equal(result.grade.letter, 'F');
    assert.match(result.grade.reasons.map((reason) => format(reason)).join(), /SSL 2\.0 is accepted, which is broken/);
    assert.match(scanText(result), /^SSL 2\.0 {2}accepted\n {2}broken {2}DES-CBC3-MD5$/m);
    assert.match(scanMarkdown(result), /^\| SSL 2\.0 \| EXP-RC4-MD5 \| broken \|$/m);
    assert.deepEqual(JSON.parse(JSON.stringify(scanJson(result))).ssl2, result.ssl2);
  } finally {
    await fake.stop();
  }
});

test('a server that speaks SSL 2.0 without a suite is open to DROWN all the same', async () => {
  const certificate = RECORDED.subarray(13, 13 + 398);
  const head = Buffer.from('8000040001000201' + '8e00000010', 'hex');
  head.writeUInt16BE(0x8000 + 11 + 398 + 16, 0);
  const fake = await fakeServer(speaksSsl2(Buffer.concat([head, certificate, Buffer.alloc(16, 7)])));
  try {
    const result = await resultOf(fake.port, { timeoutMs: 1000 });
    assert.deepEqual(result.ssl2, { accepted: true, ciphers: [] });
    assert.match(result.grade.reasons.map((reason) => format(reason)).join(), /without a suite on offer/);
  } finally {
    await fake.stop();
  }
});

test('a server that breaks off at each byte of SERVER-HELLO does not speak it', async () => {
  await atEach(RECORDED.length, async (length) => {
    const fake = await fakeServer((socket) => socket.once('data', () => socket.end(RECORDED.subarray(0, length))));
    const outcome = await outcomeOf(fake.port, { timeoutMs: 3000 });
    await fake.stop();
    assert.equal(outcome.ok, false, `${length}`);
  });
});

test('a server of TLS refuses it with one connection more, and one that waits for ever leaves it open', async () => {
  const modern = await sServer([server], []);
  // Passes everything on but SSL 2.0, which gets no answer.
  const { connect } = await import('node:net');
  const slow = await fakeServer((socket) =>
    socket.once('data', (hello: Buffer) => {
      if (isSsl2(hello)) return;
      const onward = connect(modern.port, '127.0.0.1').on('error', () => undefined);
      onward.write(hello);
      socket.pipe(onward).pipe(socket);
      socket.once('close', () => onward.destroy());
    }),
  );
  try {
    const refused = await resultOf(modern.port);
    assert.deepEqual(refused.ssl2, { accepted: false, ciphers: [] });
    assert.match(scanText(refused), /^SSL 2\.0 {2}refused$/m);
    const silent = await resultOf(slow.port, { timeoutMs: 400 });
    assert.equal(silent.ssl2.accepted, null);
    assert.equal(silent.complete, false);
    assert.match(silent.notes.map((note) => format(note)).join(), /^SSL 2\.0: the server did not answer/);
  } finally {
    await slow.stop();
    await modern.stop();
  }
});

test('a real server of SSL 2.0 and 3.0 (OpenSSL 1.0.1)', { skip: lacksRuntime('node-0.10') }, async () => {
  const files = { cert: server.cert, key: server.key, secureProtocol: 'SSLv23_method', secureOptions: 0 };
  const old = ['--enable-ssl2', '--enable-ssl3'];
  const all = await serverIn('node-0.10', { ...files, ciphers: 'ALL:SSLv2' }, old);
  const none = await serverIn('node-0.10', { ...files, ciphers: 'AES128-SHA' }, old);
  const off = await serverIn('node-0.10', { ...files, secureProtocol: 'TLSv1_method', ciphers: 'AES128-SHA' });
  try {
    const result = await resultOf(all.port);
    assert.deepEqual(result.ssl2, { accepted: true, ciphers: SUITES });
    assert.equal(result.protocols.ssl3, true);
    assert.ok(result.ciphers.ssl3.includes('RC4-MD5'), result.ciphers.ssl3.join());
    assert.deepEqual((await resultOf(none.port)).ssl2, { accepted: true, ciphers: [] });
    const later = await resultOf(off.port);
    assert.deepEqual([later.ssl2.accepted, later.protocols.ssl3, later.protocols['tls1.0']], [false, false, true]);
    for (const [port, state] of [
      [all.port, 'enabled'],
      [none.port, 'enabled'],
      [off.port, 'disabled'],
    ] as const) {
      const { stdout } = spawnSync('sslscan', ['--ssl2', '--no-colour', `127.0.0.1:${port}`], { encoding: 'utf8' });
      assert.match(stdout, new RegExp(`SSLv2\\s+${state}`), 'sslscan says otherwise');
    }
  } finally {
    for (const running of [all, none, off]) await running.stop();
  }
});
