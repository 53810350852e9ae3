// Bundles the entry points into dist/. `vscode` is the editor's; everything else goes into the bundle.
// `--debug` keeps the code readable; `--watch` also rebuilds on every change, with source maps.
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { build, context } from 'esbuild';
import { compileAhead } from './support/compile.mjs';
import { lazily } from './support/lazily.mjs';
import { cache, isMain, root } from './support/root.mjs';

const dist = path.join(root, 'dist');
const SCAN = 'cli/scan';
const ENTRY_POINTS = [
  { entryPoints: { client: 'client/src/extension.ts' }, external: ['vscode'] },
  { entryPoints: { report: 'client/src/report/webview.js' }, platform: 'browser', format: 'iife', target: 'chrome132' },
  { entryPoints: { server: 'server/src/server.ts' } },
  // In one piece and compiled ahead: a scan is so short that Node's loading of ESM shows, and compilation too.
  {
    entryPoints: { [SCAN]: 'server/src/cliScan.ts' },
    banner: { js: '(function (require) {' },
    footer: { js: '})' },
  },
  // Each other command loads its own part.
  {
    entryPoints: { 'cli/main': 'server/src/cli.ts' },
    format: 'esm',
    splitting: true,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'cli/[name]-[hash]',
    // For the packages written in CommonJS.
    banner: {
      js: "import{createRequire as makeRequire}from'node:module';const require=makeRequire(import.meta.url);",
    },
  },
];

// In what CommonJS and ESM agree on, for who runs it outside its package.
const CLI = `#!/usr/bin/env node
if (process.argv[2] === 'scan' && typeof require === 'function') scan(__dirname + '/${SCAN}');
else import('./cli/main.mjs');

function scan(path) {
  const { existsSync, readFileSync } = require('node:fs');
  const { Script } = require('node:vm');
  const filename = path + '.js';
  const cachedData = existsSync(path + '.cache') ? readFileSync(path + '.cache') : undefined;
  new Script(readFileSync(filename, 'latin1'), { filename, cachedData }).runInThisContext()(require);
}
`;

function options(outdir, { watch = false, debug = false }) {
  return ENTRY_POINTS.map((entry) => ({
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    minify: !watch && !debug,
    sourcemap: watch ? 'inline' : false,
    legalComments: 'none',
    logLevel: watch ? 'info' : 'warning',
    mainFields: ['module', 'main'],
    plugins: [lazily('yaml')],
    outdir,
    ...entry,
  }));
}

/** Builds aside and moves the files into place, so that whoever runs from dist/ never meets half a bundle. */
export async function bundle(choices = {}) {
  const aside = path.join(cache, `build-${process.pid}`);
  mkdirSync(aside, { recursive: true });
  try {
    const builds = await Promise.allSettled(options(aside, choices).map((entry) => build(entry)));
    const failed = builds.find(({ status }) => status === 'rejected');
    if (failed) throw failed.reason;
    compileAhead(path.join(aside, `${SCAN}.js`), path.join(aside, `${SCAN}.cache`));
    writeCli(aside);
    copyTranslations(aside);
    moveInto(dist, aside);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

function writeCli(directory) {
  writeFileSync(path.join(directory, 'cli.js'), CLI, { mode: 0o755 });
  chmodSync(path.join(directory, 'cli.js'), 0o755);
}

function copyTranslations(directory) {
  cpSync(path.join(root, 'core/facts/messages'), path.join(directory, 'l10n'), { recursive: true });
}

/** Makes `target` hold what `source` holds, and nothing else. */
function moveInto(target, source) {
  mkdirSync(target, { recursive: true });
  const names = readdirSync(source);
  for (const stale of readdirSync(target).filter((name) => !names.includes(name))) {
    rmSync(path.join(target, stale), { recursive: true, force: true });
  }
  for (const name of names) {
    const place = path.join(target, name);
    if (existsSync(place) && statSync(place).isDirectory()) rmSync(place, { recursive: true });
    renameSync(path.join(source, name), place);
  }
}

async function watch() {
  mkdirSync(dist, { recursive: true });
  rmSync(path.join(dist, `${SCAN}.cache`), { force: true });
  copyTranslations(dist);
  writeCli(dist);
  const contexts = await Promise.all(options(dist, { watch: true }).map((entry) => context(entry)));
  await Promise.all(contexts.map((entry) => entry.watch()));
}

if (isMain(import.meta.url)) {
  if (process.argv.includes('--watch')) await watch();
  else await bundle({ debug: process.argv.includes('--debug') }).catch(fail);
}

/** esbuild has already said what is wrong, with the line. */
function fail(error) {
  if (!error.errors) console.error(error.message);
  process.exitCode = 1;
}
