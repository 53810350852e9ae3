import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { type CertificatesError, carryOut, inspectBytes, planSet } from '../../core/certs';
import { namesHost } from '../../core/facts/judge';
import { openssl } from './tools';

const top = mkdtempSync(path.join(tmpdir(), 'mqtt-security-names-'));
after(() => rmSync(top, { recursive: true, force: true }));

const SEED = 20261125;
const SETS = 12;

const label = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?$/);
/** Longest label, digits only, hyphens in the middle, punycode, upper case, underscore. */
const oddLabel = fc.constantFrom('a'.repeat(63), '0', '1a', 'x--y', 'xn--mnchen-3ya', 'Broker', '_mqtt');
const international = fc.constantFrom(
  'münchen.example',
  'пример.испытание',
  '例え.テスト',
  'straße.example',
  'ÄÖ.example',
);
const plainName = fc
  .tuple(fc.array(fc.oneof(label, oddLabel), { minLength: 1, maxLength: 4 }), label)
  .map(([labels, last]) => [...labels, `z${last}`].join('.').slice(-253));
const wildcard = plainName.map((name) => `*.${name.replaceAll('_', '')}.example`);
const dnsName = fc.oneof(plainName, wildcard, international);
const ip4 = fc.ipV4();
const ip6 = fc.oneof(fc.ipV6(), fc.constantFrom('::', '::1', '::ffff:192.0.2.1', '2001:DB8:0:0:0::1', 'fe80::1'));
/** Everything that RFC 4514 must escape, quotes of other scripts, right-to-left text, a pair of surrogates. */
const subject = fc
  .array(fc.oneof(fc.constantFrom(...',+"\\;<>=#/*\'&%$ '.split('')), fc.constantFrom(...'abcÄß語עبр“😀')), {
    minLength: 1,
    maxLength: 30,
  })
  .map((characters) => `n${characters.join('')}n`);

const cases = fc.sample(
  fc.record({
    dns: fc.uniqueArray(dnsName, { minLength: 1, maxLength: 6, selector: (name) => name.toLowerCase() }),
    ip: fc.uniqueArray(fc.oneof(ip4, ip6), { maxLength: 4 }),
    client: subject,
  }),
  { seed: SEED, numRuns: SETS },
);

interface Made {
  readonly ca: string;
  readonly server: { readonly certificate: string; readonly key: string };
  readonly client: { readonly name: string; readonly certificate: string; readonly key: string };
  readonly hosts: readonly string[];
}

async function make({ dns, ip, client }: (typeof cases)[number], at: number): Promise<Made> {
  const options = { directory: path.join(top, String(at)), key: 'p256', clients: [client], now: Date.now() } as const;
  const plan = await planSet({ ...options, server: { name: client, dns, ip }, caName: `CA of ${client}` });
  const written = await carryOut(plan, { force: false });
  const [made] = written.clients;
  assert.ok(written.server && made);
  const planned = plan.certificates.find(({ role }) => role === 'server');
  const hosts = [...(planned?.dns ?? []).map((name) => name.replace('*', 'w')), ...(planned?.ip ?? [])];
  return { ca: written.ca, server: written.server, client: made, hosts };
}

const sets = Promise.all(cases.map(make));

test('what is asked for is what OpenSSL and Node find in the certificate', async () => {
  for (const { ca, server, client, hosts } of await sets) {
    const strict = (purpose: string, file: string, ...more: string[]) =>
      openssl(['verify', '-x509_strict', '-purpose', purpose, ...more, '-CAfile', ca, file]);
    assert.match(strict('sslserver', server.certificate), /OK/);
    assert.match(strict('sslclient', client.certificate), /OK/);
    const [certificate, user] = [server, client].map((pair) => new X509Certificate(readFileSync(pair.certificate)));
    const [facts] = inspectBytes(readFileSync(server.certificate)).certificates;
    assert.ok(certificate && user && facts);
    for (const host of hosts) {
      const isAddress = host.includes(':') || /^[\d.]+$/.test(host);
      assert.ok(isAddress ? certificate.checkIP(host) : certificate.checkHost(host), `${host} in ${facts.subject}`);
      assert.ok(namesHost(facts, host), host);
    }
    assert.equal(user.toLegacyObject().subject.CN, client.name);
    assert.equal(inspectBytes(readFileSync(client.certificate)).certificates[0]?.commonName, client.name);
  }
});

test('GnuTLS verifies every chain for every name', async () => {
  for (const { ca, server, hosts } of await sets) {
    for (const host of hosts.slice(0, 2)) {
      const isAddress = host.includes(':') || /^[\d.]+$/.test(host);
      const named = isAddress ? [] : ['--verify-hostname', host];
      const args = ['--verify', '--load-ca-certificate', ca, '--infile', server.certificate, ...named];
      const result = spawnSync('certtool', args, { encoding: 'utf8' });
      if (result.error) throw new Error('certtool cannot be run; install the package gnutls-bin');
      assert.match(result.stdout, /Chain verification output: Verified\. The certificate is trusted/, host);
    }
  }
});

/** Handshakes in memory, both sides strict, the client for each name; prints the user names that the server sees. */
const PYTHON = `
import json, ssl, sys
def context(side, ca, pair):
    made = ssl.SSLContext(side)
    made.load_verify_locations(ca)
    made.load_cert_chain(pair["certificate"], pair["key"])
    made.verify_mode = ssl.CERT_REQUIRED
    made.verify_flags |= ssl.VERIFY_X509_STRICT
    return made
def attempt(end):
    try:
        end.do_handshake()
        return True
    except ssl.SSLWantReadError:
        return False
seen = []
for made in json.load(sys.stdin):
    for host in made["hosts"]:
        up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
        client = context(ssl.PROTOCOL_TLS_CLIENT, made["ca"], made["client"]).wrap_bio(down, up, server_hostname=host)
        server = context(ssl.PROTOCOL_TLS_SERVER, made["ca"], made["server"]).wrap_bio(up, down, server_side=True)
        for turn in range(10):
            ready = [attempt(client), attempt(server)]
            if all(ready): break
        names = [value for pairs in server.getpeercert()["subject"] for key, value in pairs if key == "commonName"]
    seen.append(names[0])
json.dump(seen, sys.stdout)
`;

test('Python completes mutual TLS for every name and sees the user name', async (context) => {
  const made = await sets;
  const python = { input: JSON.stringify(made), encoding: 'utf8' } as const;
  const { error, stdout, stderr, status } = spawnSync('python3', ['-c', PYTHON], python);
  if (error) return context.skip('python3 cannot be run; install the package python3');
  assert.equal(status, 0, stderr);
  assert.deepEqual(
    JSON.parse(stdout),
    made.map(({ client }) => client.name),
  );
});

test('the limits of names: 64 characters of a common name, 63 of a label, 253 of a DNS name', async () => {
  const options = { directory: path.join(top, 'none'), key: 'p256', caName: 'CA', now: 0 } as const;
  const client = (name: string) => planSet({ ...options, clients: [name] });
  const server = (name: string) => planSet({ ...options, clients: [], server: { dns: [name], ip: [] } });
  const refused = (plan: Promise<unknown>) => assert.rejects(plan, ({ code }: CertificatesError) => code === 'input');
  await client('ü'.repeat(64));
  await server(`${'a'.repeat(63)}.example`);
  const longest = `${`${'a'.repeat(49)}.`.repeat(5)}com`;
  assert.equal(longest.length, 253);
  const { certificates } = await server(longest);
  assert.ok((certificates.at(-1)?.name.length ?? 65) <= 64, 'a DNS name that is too long for it is no common name');
  await refused(client('ü'.repeat(65)));
  await refused(server(`${'a'.repeat(64)}.example`));
  await refused(server(`a${longest}`));
  for (const name of [
    'a/b',
    'a b',
    'a..b',
    '-a',
    'a-',
    '*',
    'a.*.b',
    '*a.b',
    '',
    '.',
    'a\0b',
    'a,b',
    '*._b.example',
    '[::1]',
    '1.2.3.4',
  ])
    await refused(server(name));
});
