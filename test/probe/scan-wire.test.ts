import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { isPrivateAddress } from '../../core/facts/address';
import { t } from '../../core/facts/message';
import { clientHello, recordOf } from '../../core/probe/scan/client-hello';
import { readFlight } from '../../core/probe/scan/flight';
import { gradeOf } from '../../core/probe/scan/grade';
import { expandLabel, keyPairFor, serverSecret } from '../../core/probe/scan/key-schedule';
import { readServerHello } from '../../core/probe/scan/server-messages';
import { parseScanTarget } from '../../core/probe/scan/target';

const bytes = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex');

/** RFC 8448 section 3: the handshake messages of the trace, and what its key schedule makes of them. */
const CLIENT_HELLO = bytes(`
  010000c00303cb34ecb1e78163ba1c38c6dacb196a6dffa21a8d9912ec18a2ef6283024dece7000006130113031302010000910000000b0009
  000006736572766572ff01000100000a00140012001d0017001800190100010101020103010400230000003300260024001d002099381de560
  e4bd43d23d8e435a7dbafeb3c06e51c13cae4d5413691e529aaf2c002b0003020304000d0020001e0403050306030203080408050806040105
  01060102010402050206020202002d00020101001c00024001`);
const SERVER_HELLO = bytes(`
  020000560303a6af06a4121860dc5e6e60249cd34c95930c8ac5cb1434dac155772ed3e2692800130100002e00330024001d0020c982887611
  2095fe66762bdbf7c672e156d6cc253b833df1dd69b1b04e751f0f002b00020304`);
const SHARED = bytes('8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d');

test('the key schedule is that of RFC 8448', () => {
  const transcript = createHash('sha256').update(CLIENT_HELLO).update(SERVER_HELLO).digest();
  const secret = serverSecret('sha256', SHARED, transcript);
  assert.equal(Buffer.from(secret).toString('hex'), 'b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38');
  const derived = (label: string, length: number) =>
    Buffer.from(expandLabel('sha256', secret, label, new Uint8Array(), length)).toString('hex');
  assert.equal(derived('key', 16), '3fce516009c21727d0f2e4e86ee403bc');
  assert.equal(derived('iv', 12), '5d313eb2671276ee13000b30');
});

test('the ServerHello of RFC 8448 is read', () => {
  const hello = readServerHello(SERVER_HELLO.subarray(4));
  assert.deepEqual(
    { ...hello, share: hello?.share?.length },
    {
      version: 0x0304,
      suite: 0x1301,
      retry: false,
      sessionId: false,
      compression: 0,
      extensions: [51, 43],
      group: 29,
      share: 32,
    },
  );
});

test('a flight in pieces of one byte is read like a whole one', () => {
  const record = Buffer.concat([bytes('160303005a'), SERVER_HELLO, bytes('1403030001011703030001ff')]);
  const whole = readFlight();
  whole.push(record);
  const pieces = readFlight();
  for (const byte of record) pieces.push(Uint8Array.of(byte));
  assert.deepEqual(pieces.seen, whole.seen);
  assert.equal(whole.seen.hello?.suite, 0x1301);
  assert.equal(whole.seen.done, true);
});

test('a ClientHello is these bytes', () => {
  const random = Buffer.alloc(32, 0xaa);
  const old = clientHello({ version: 'ssl3', suites: [0x0005, 0x00ff], random });
  assert.equal(
    Buffer.from(recordOf(old, 'ssl3')).toString('hex'),
    `16030000300100002c0300${'aa'.repeat(32)}000004000500ff020100`,
  );
  const now = clientHello({
    version: 'tls1.3',
    suites: [0x1301],
    groups: [29],
    signatures: [0x0403],
    servername: 'a.example',
    random,
  });
  assert.equal(
    Buffer.from(recordOf(now, 'tls1.3')).toString('hex'),
    [
      '160301006d010000690303',
      'aa'.repeat(32),
      '00000213010100003e',
      '0000000e000c000009612e6578616d706c65',
      '000500050100000000',
      '000a00040002001d',
      '000d000400020403',
      '002b0003020304',
      '002d00020101',
      '003300020000',
    ].join(''),
  );
});

test('no ClientHello has between 256 and 511 bytes (RFC 7685)', () => {
  for (let count = 1; count < 300; count++) {
    const suites = Array.from({ length: count }, (_, code) => code);
    const { length } = clientHello({ version: 'tls1.2', suites });
    assert.ok(length < 256 || length > 511, `${count} suites: ${length}`);
  }
});

test('any bytes are answered: random ones, and every damage to a real flight', () => {
  const pair = keyPairFor(29);
  assert.ok(pair);
  const random = generator(20_261_125);
  const flight = Buffer.concat([bytes('160303005a'), SERVER_HELLO, oldFlight()]);
  for (let round = 0; round < 4000; round++) {
    const reader = readFlight(pair.opener(CLIENT_HELLO));
    const noise = Array.from({ length: 200 }, () => random(256));
    const damaged = Buffer.from(round % 4 === 0 ? noise : flight);
    for (let hit = 0; hit < 1 + (round % 5); hit++) damaged[random(damaged.length)] = random(256);
    reader.push(damaged.subarray(0, random(damaged.length)));
    reader.push(damaged.subarray(random(damaged.length)));
  }
});

test('a message that claims to be longer than any chain ends the flight', () => {
  const reader = readFlight();
  reader.push(bytes('16030300040bffffff'));
  assert.equal(reader.seen.broken, 'too-long');
  const other = readFlight();
  other.push(Buffer.concat([bytes('160303005a'), SERVER_HELLO, bytes('16030300040bffffff')]));
  assert.equal(other.seen.broken, 'too-long');
});

test('addresses of this machine and of private networks are known', () => {
  const near = [
    '127.0.0.1',
    '::1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.1.1',
    'fe80::1%eth0',
    'fd00::1',
    '::ffff:10.0.0.1',
  ];
  assert.deepEqual(
    near.filter((address) => !isPrivateAddress(address)),
    [],
  );
  const far = ['8.8.8.8', '172.32.0.1', '192.169.0.1', '2001:db8::1', '::ffff:8.8.8.8', 'fe00::1', 'localhost', ''];
  assert.deepEqual(far.filter(isPrivateAddress), []);
});

test('targets are read as people write them', () => {
  const read = (text: string) => {
    const parsed = parseScanTarget(text);
    return parsed.ok ? `${parsed.target.host} ${parsed.target.port}` : parsed.reason.template;
  };
  assert.equal(read('broker.example:8884'), 'broker.example 8884');
  assert.equal(read('broker.example'), 'broker.example 8883');
  assert.equal(read('[::1]:443'), '::1 443');
  assert.equal(read('wss://broker.example/mqtt'), 'broker.example 443');
  assert.match(read('mqtt://broker.example'), /plain text/);
  assert.match(read('https://broker.example'), /no MQTT address/);
  assert.match(read('::1:8883'), /in brackets/);
  assert.match(read('broker.example:99999'), /no port/);
  assert.match(read(''), /empty/);
});

test('the grade is the lowest cap of the findings', () => {
  const at = (cap: 'A' | 'B' | 'C' | 'F') => ({ cap, message: t('Nothing.') });
  assert.deepEqual(gradeOf([], true), { letter: 'A+', reasons: [] });
  assert.equal(gradeOf([], false).letter, 'A');
  assert.equal(gradeOf([at('A'), at('C'), at('B')], true).letter, 'C');
  assert.equal(gradeOf([at('F'), at('C')], true).reasons.length, 1);
});

/** A TLS 1.2 flight: Certificate, ServerKeyExchange, CertificateRequest, ServerHelloDone, with bodies that are short. */
function oldFlight(): Buffer {
  const messages = bytes(`
    0b000009 000006 000003 308000 0c00000a 0300 1d 04 01020304 0804
    0d000014 01 01 0002 0403 000b 0009 3007310530030603 55 0e000000 16000004 01000000
    0200002a0303 ${'11'.repeat(32)} 00 c030 00`);
  return Buffer.concat([bytes('160303'), Uint8Array.of(0, messages.length), messages]);
}

function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
