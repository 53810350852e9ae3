import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { carryOut, type KeyChoice, planSet } from '../../core/certs';
import { root } from '../support/root';

/** What to ask openssl for, and how often: finding primes takes as long as luck has it. */
const KINDS: readonly (readonly [KeyChoice, readonly string[], number])[] = [
  ['p256', ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'], 15],
  ['rsa2048', ['rsa:2048'], 15],
  ['rsa4096', ['rsa:4096'], 7],
];

/** Rows of ratios: authority, server and client, made by the editor's own process, by our CLI, and by `openssl`. */
export async function certificateRows(): Promise<readonly (readonly string[])[]> {
  const rows: (readonly string[])[] = [];
  for (const [key, newKey, rounds] of KINDS) {
    const times: Readonly<Record<'ours' | 'cli' | 'openssl', number[]>> = { ours: [], cli: [], openssl: [] };
    // Taking turns, all meet the same noise.
    for (let round = 0; round < rounds; round++) {
      times.ours.push(await timed((directory) => inProcess(directory, key)));
      times.cli.push(await timed((directory) => commandLine(directory, key)));
      times.openssl.push(await timed((directory) => openssl(directory, newKey)));
    }
    rows.push([key, 'the editor', ratio(times.ours, times.openssl)], [key, 'the CLI', ratio(times.cli, times.openssl)]);
  }
  return rows;
}

async function timed(make: (directory: string) => unknown): Promise<number> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'mqtt-security-bench-certs-'));
  const start = performance.now();
  try {
    await make(directory);
    return performance.now() - start;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function inProcess(directory: string, key: KeyChoice): Promise<void> {
  const server = { dns: ['broker.example'], ip: ['192.0.2.1'] };
  const options = { directory, key, server, clients: ['client'], caName: 'Bench', now: Date.now() };
  await carryOut(await planSet(options), { force: false });
}

function commandLine(directory: string, key: KeyChoice): void {
  const cli = path.join(root, 'dist/cli.js');
  for (const words of [
    ['ca'],
    ['server', '--dns', 'broker.example', '--ip', '192.0.2.1'],
    ['client', '--name', 'client'],
  ])
    run(process.execPath, [cli, 'certs', 'create', ...words, '--out', directory, '--key', key], directory);
}

/** What the guides have one type: a key and a certificate or request, twice more a signature. */
function openssl(directory: string, newKey: readonly string[]): void {
  const fresh = ['-newkey', ...newKey, '-nodes'];
  const ca = ['-addext', 'keyUsage=critical,keyCertSign,cRLSign', '-days', '3650'];
  run(
    'openssl',
    ['req', '-x509', ...fresh, '-subj', '/CN=Bench', ...ca, '-keyout', 'ca.key', '-out', 'ca.crt'],
    directory,
  );
  for (const [name, usage] of [
    ['server', 'serverAuth\nsubjectAltName=DNS:broker.example,IP:192.0.2.1'],
    ['client', 'clientAuth'],
  ]) {
    run(
      'openssl',
      ['req', ...fresh, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`],
      directory,
    );
    writeFileSync(
      path.join(directory, `${name}.ext`),
      `basicConstraints=critical,CA:FALSE\nextendedKeyUsage=${usage}\n`,
    );
    const issuer = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', `${name}.ext`, '-days', '365'];
    run('openssl', ['x509', '-req', '-in', `${name}.csr`, ...issuer, '-out', `${name}.crt`], directory);
  }
}

function run(command: string, args: readonly string[], cwd: string): void {
  const { status, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}

function ratio(ours: readonly number[], theirs: readonly number[]): string {
  return `${(median(ours) / median(theirs)).toFixed(2)} × openssl (${Math.round(median(ours))} : ${Math.round(median(theirs))} ms)`;
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}
