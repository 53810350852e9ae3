// Builds the extension and packs it into mqtt-security-<version>.vsix. Needs no network and asks nothing.
import { readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { bundle } from './build.mjs';
import { isMain, root } from './support/root.mjs';
import { zipEntries } from './support/zip.mjs';

const NEEDED = [
  'package.json',
  'readme.md',
  'changelog.md',
  'LICENSE.txt',
  'dist/client.js',
  'dist/report.js',
  'dist/server.js',
  'dist/cli.js',
  'dist/cli/main.mjs',
  'dist/cli/scan.js',
  'dist/cli/scan.cache',
];
// Everything that runs is in the bundles; sources, tests and installed packages would only be weight and attack surface.
const FORBIDDEN = /^extension\/(node_modules|core|server|client|test|scripts|out|\.)/;

/** Where the package for this version goes. */
export function packageFile() {
  const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  return path.join(root, `${name}-${version}.vsix`);
}

/** Packs what is in dist/. → {file, entries}; throws when something is missing from the package or too much in it. */
export async function pack(file = packageFile()) {
  rmSync(file, { force: true });
  await createVSIX({
    cwd: root,
    packagePath: file,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  const entries = zipEntries(file);
  const faults = faultsIn(entries.map(({ name }) => name));
  if (faults.length > 0) throw new Error(`${path.basename(file)}: ${faults.join('; ')}`);
  return { file, entries };
}

function faultsIn(names) {
  const missing = NEEDED.filter((name) => !names.includes(`extension/${name}`)).map((name) => `${name} is missing`);
  return [...missing, ...names.filter((name) => FORBIDDEN.test(name)).map((name) => `${name} does not belong there`)];
}

function list({ file, entries }) {
  const rows = entries.map(({ name, size, packed }) => `${kilobytes(size)} ${kilobytes(packed)}  ${name}`);
  console.log(['      size     packed  file', ...rows].join('\n'));
  console.log(
    `${path.relative(process.cwd(), file)}: ${entries.length} files, ${kilobytes(statSync(file).size).trim()}`,
  );
}

const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`.padStart(10);

if (isMain(import.meta.url)) {
  try {
    await bundle();
    list(await pack());
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
