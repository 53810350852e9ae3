import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { carryOut, configLines, type KeyChoice, planSet } from '../../core/certs';
import { mosquitto } from '../probe/tools';
import { freePort } from '../support/freePort';

const top = mkdtempSync(path.join(tmpdir(), 'mqtt-security-mutual-'));
after(() => rmSync(top, { recursive: true, force: true }));

async function makeSet(name: string, key: KeyChoice) {
  // Spaces, because Mosquitto takes everything to the end of the line as the path.
  const directory = path.join(top, `${name} set`);
  const options = { directory, key, clients: ['sensor-1'], server: { dns: [], ip: [] }, caName: `CA ${name}` };
  return carryOut(await planSet({ ...options, now: Date.now() }), { force: false });
}

/** Publishes with the Mosquitto client. → exit code and what it said */
function publish(port: number, ca: string, pair?: { readonly certificate: string; readonly key: string }) {
  const own = pair === undefined ? [] : ['--cert', pair.certificate, '--key', pair.key];
  const args = ['-h', 'localhost', '-p', String(port), '--cafile', ca, ...own, '-q', '1', '-t', 'test', '-m', 'hello'];
  const child = spawn('mosquitto_pub', args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 10_000 });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (text += bytes));
  return new Promise<{ readonly code: number | null; readonly text: string }>((resolve, reject) => {
    child.once('error', () => reject(new Error('mosquitto_pub did not run: install the package mosquitto-clients')));
    child.once('close', (code) => resolve({ code, text }));
  });
}

for (const key of ['p256', 'ed25519', 'rsa2048'] as const) {
  test(`Mosquitto runs with a ${key} set and lets in exactly its clients`, async () => {
    const { ca, server, clients } = await makeSet(key, key);
    const [client] = clients;
    assert.ok(server && client);
    const other = await makeSet(`${key} other`, 'p256');
    const port = await freePort();
    const lines = configLines({
      broker: 'mosquitto',
      files: { ca, ...server },
      clientCertificates: true,
      listener: { port },
    });
    const broker = await mosquitto(top, lines.trimEnd().split('\n'));
    try {
      assert.deepEqual(await publish(port, ca, client), { code: 0, text: '' });
      assert.match(broker.log(), /u'sensor-1'/, 'the common name is the user name');
      assert.notEqual((await publish(port, ca)).code, 0, 'without a certificate');
      assert.notEqual((await publish(port, ca, other.clients[0])).code, 0, "with another authority's certificate");
      assert.notEqual((await publish(port, ca, server)).code, 0, "with the server's own certificate");
      assert.notEqual((await publish(port, other.ca, client)).code, 0, 'the client checks the server, too');
      assert.equal(broker.log().match(/Received PUBLISH/g)?.length, 1);
    } finally {
      await broker.stop();
    }
  });
}

test('a set of an intermediate authority: mutual TLS, with GnuTLS as a strict client too', async () => {
  const options = { directory: path.join(top, 'tree'), key: 'p256', clients: ['sensor-1'], now: Date.now() } as const;
  const plan = await planSet({ ...options, server: { dns: ['localhost'], ip: ['127.0.0.1'] }, ...TREE });
  const { ca, server, clients } = await carryOut(plan, { force: false });
  const [client] = clients;
  assert.ok(server && client);
  const port = await freePort();
  const files = { ca, ...server };
  const lines = configLines({ broker: 'mosquitto', files, clientCertificates: true, listener: { port } });
  const broker = await mosquitto(top, lines.trimEnd().split('\n'));
  try {
    assert.deepEqual(await publish(port, ca, client), { code: 0, text: '' });
    assert.match(broker.log(), /u'sensor-1'/);
    const intermediate = path.join(top, 'tree', 'intermediate.crt');
    assert.notEqual((await publish(port, intermediate, client)).code, 0, 'an intermediate alone is no anchor');
    const pair = ['--x509certfile', client.certificate, '--x509keyfile', client.key];
    const strict = ['--x509cafile', ca, '--priority', 'NORMAL:%PROFILE_HIGH', ...pair];
    const seen = await gnutls(['-p', String(port), ...strict, 'localhost']);
    assert.match(seen, /Status: The certificate is trusted\./);
    assert.match(seen, /Handshake was completed/);
    assert.match(await gnutls(['-p', String(port), ...strict, '127.0.0.1']), /The certificate is trusted\./);
    assert.match(await gnutls(['-p', String(port), ...strict, '127.0.0.2']), /name in the certificate does not match/);
  } finally {
    await broker.stop();
  }
});

const TREE = { caName: 'Root', intermediateName: 'Middle' } as const;

/** What gnutls-cli says of a handshake; it ends with its standard input. */
function gnutls(args: readonly string[]): Promise<string> {
  const child = spawn('gnutls-cli', args, { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end();
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (text += bytes));
  return new Promise((resolve, reject) => {
    child.once('error', () => reject(new Error('gnutls-cli cannot be run; install the package gnutls-bin')));
    child.once('close', () => resolve(text));
  });
}
