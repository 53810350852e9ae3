import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { inspectBytes } from '../../core/certs/inspect';
import { temporaryDirectory } from '../support/bundle';
import { openssl } from './tools';

const directory = temporaryDirectory();
after(() => rmSync(directory, { recursive: true, force: true }));
const at = (name: string) => path.join(directory, name);

/** A revocation list as `openssl ca` writes it. */
function revocationList(): Buffer {
  mkdirSync(at('new'));
  writeFileSync(at('index.txt'), '');
  writeFileSync(at('number'), '01\n');
  const lines = ['[ca]', 'default_ca = d', '[d]', `database = ${at('index.txt')}`, `crlnumber = ${at('number')}`];
  writeFileSync(at('ca.cnf'), [...lines, 'default_md = sha256', 'default_crl_days = 30', ''].join('\n'));
  const subject = ['-subj', '/C=DE/O=Example/CN=Device CA'];
  openssl(['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', at('k'), '-out', at('c'), ...subject]);
  openssl(['ca', '-gencrl', '-config', at('ca.cnf'), '-keyfile', at('k'), '-cert', at('c'), '-out', at('crl')]);
  return readFileSync(at('crl'));
}

test('a revocation list tells its issuer and its days', () => {
  const before = Date.now();
  const { crls, labels, certificates } = inspectBytes(revocationList());
  assert.deepEqual(labels, ['X509 CRL']);
  assert.deepEqual(certificates, []);
  assert.equal(crls?.length, 1);
  const [list] = crls ?? [];
  assert.equal(list?.issuer, 'C=DE, O=Example, CN=Device CA');
  assert.ok(list && Math.abs(list.thisUpdate - before) < 60_000);
  assert.equal((list?.nextUpdate ?? 0) - (list?.thisUpdate ?? 0), 30 * 86_400_000);
});

test('parameters for Diffie-Hellman tell their length', () => {
  const generated = openssl(['dhparam', '-dsaparam', '1024']);
  assert.equal(inspectBytes(Buffer.from(generated)).dhBits, 1024);
  const named = openssl([
    'genpkey',
    '-genparam',
    '-algorithm',
    'DH',
    '-pkeyopt',
    'dh_paramgen_type:generator',
    '-pkeyopt',
    'group:ffdhe2048',
  ]);
  assert.equal(inspectBytes(Buffer.from(named)).dhBits, 2048);
});

test('what is damaged or something else claims nothing', () => {
  const broken =
    '-----BEGIN X509 CRL-----\nMAMCAQE=\n-----END X509 CRL-----\n-----BEGIN DH PARAMETERS-----\nAAAA\n-----END DH PARAMETERS-----\n';
  const facts = inspectBytes(Buffer.from(broken));
  assert.equal(facts.crls, undefined);
  assert.equal(facts.dhBits, undefined);
  assert.deepEqual(facts.labels, ['X509 CRL', 'DH PARAMETERS']);
});
