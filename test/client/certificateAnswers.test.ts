import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listenerWishes } from '../../client/src/listenerWishes';
import {
  type Answers,
  asLine,
  complaint,
  listOf,
  passphraseComplaint,
  setOptions,
} from '../../client/src/ui/certificates/answers';
import { clientNamesIn, planCertificates } from '../../core/certs';
import { analysed, CERTIFICATE } from '../features/support';
import type { MemoryFile } from '../support/memoryHost';

const ANSWERS: Answers = {
  set: 'mutual',
  listener: undefined,
  names: ['localhost', '127.0.0.1'],
  clients: ['a'],
  archives: true,
  key: 'p256',
  days: 30,
  directory: '/etc/certs',
  files: { directory: '/etc/certs', certificate: '/etc/certs/broker.pem', key: '/etc/private/broker.key' },
  issuers: [],
  authority: { issuer: 'ca', makeIntermediate: true, encrypt: true },
  caKeyEncrypted: false,
};

test('the plan has the files that the listener expects, an intermediate authority and archives', () => {
  const options = setOptions(ANSWERS);
  assert.deepEqual([options.pkcs12, options.issuer, options.authority], [true, 'ca', 'reuse-or-create']);
  assert.ok(options.intermediateName);
  const { files } = planCertificates(options);
  assert.deepEqual(
    files.map(({ path }) => path),
    ['/etc/certs/broker.pem', '/etc/private/broker.key', '/etc/certs/a.p12', '/etc/certs/a.crt', '/etc/certs/a.key'],
  );
});

test('in another folder, and for clients alone, those files do not matter', () => {
  const elsewhere = setOptions({ ...ANSWERS, directory: '/srv/certs' });
  assert.equal(elsewhere.server?.files, undefined);
  const clients = setOptions({ ...ANSWERS, set: 'clients' });
  assert.deepEqual([clients.server, clients.authority], [undefined, 'reuse']);
  assert.deepEqual(setOptions({ ...ANSWERS, set: 'server' }).clients, []);
});

test('what is wrong with an answer is said', () => {
  assert.equal(complaint(ANSWERS), undefined);
  assert.ok(complaint({ ...ANSWERS, names: ['-x-'] }));
  assert.ok(complaint({ ...ANSWERS, clients: ['server'] }));
  assert.ok(complaint({ ...ANSWERS, days: Number.NaN }));
  assert.ok(passphraseComplaint('abc'));
  assert.equal(passphraseComplaint('abcd'), undefined);
});

test('names come from lists, lines and tables', () => {
  assert.deepEqual(listOf(' a, b c;a,, '), ['a', 'b c']);
  assert.deepEqual(clientNamesIn('a\r\nb\r\n\r\na\n'), ['a', 'b']);
  assert.deepEqual(clientNamesIn('Username;Room\n"x, y";1\n# no\nz;2\n'), ['x, y', 'z']);
  assert.deepEqual(clientNamesIn('a, b,"c ""d"""'), ['a', 'b', 'c "d"']);
  assert.deepEqual(clientNamesIn('a,room 1\nb,room 2'), ['a', 'b']);
  assert.equal(asLine('client\nsensor-1\nsensor-2\n'), 'sensor-1, sensor-2');
  assert.deepEqual(clientNamesIn(''), []);
});

async function wishes(lines: readonly string[], files: Readonly<Record<string, MemoryFile>> = {}) {
  const { model } = await analysed(`${lines.join('\n')}\n`, { files });
  const listener = model.listeners.find(({ implicit }) => !implicit);
  assert.ok(listener);
  return listenerWishes(listener, (file) => file);
}

const HERE: MemoryFile = { facts: { kind: 'missing', directoryExists: true } };

test('a listener tells the names: its address, else the local ones', async () => {
  assert.deepEqual((await wishes(['listener 8883'])).names, ['localhost', '127.0.0.1', '::1']);
  assert.deepEqual((await wishes(['listener 8883 0.0.0.0'])).names, ['localhost', '127.0.0.1', '::1']);
  assert.deepEqual((await wishes(['listener 8883 192.0.2.4'])).names[0], '192.0.2.4');
  const named = ['listener 8883', 'certfile /etc/c.crt', 'keyfile /etc/c.key'];
  const { names } = await wishes(named, { '/etc/c.crt': CERTIFICATE });
  assert.deepEqual(names, ['broker.example', '192.0.2.1']);
});

test('a listener tells the files, as far as they are meant for this machine', async () => {
  const lines = ['listener 8883', 'certfile /etc/certs/b.crt', 'keyfile /etc/certs/b.key', 'cafile /etc/ca/root.crt'];
  const here = { '/etc/certs/b.crt': HERE, '/etc/certs/b.key': HERE, '/etc/ca/root.crt': HERE };
  const { files } = await wishes(lines, here);
  assert.deepEqual(files, { directory: '/etc/ca', certificate: '/etc/certs/b.crt', key: '/etc/certs/b.key' });
  const away: MemoryFile = { facts: { kind: 'missing', directoryExists: false } };
  assert.equal((await wishes(lines, { ...here, '/etc/certs/b.crt': away })).files, undefined);
  const same = ['listener 8883', 'certfile /etc/certs/b.crt', 'keyfile /etc/certs/b.crt'];
  assert.equal((await wishes(same, here)).files, undefined, 'one file for both');
});
