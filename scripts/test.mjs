// `npm test`: everything. Goes on after a failing part, and ends with the line "N passed, N failed".
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { installTools } from './install-tools.mjs';
import { root } from './support/root.mjs';

const host = process.env.E2E_HOST ?? 'web';
const PARTS = [
  ['tools', () => demand(installTools())],
  ['generated files are fresh', () => node('scripts/generate.mjs', '--check')],
  ['types', () => node('node_modules/typescript/bin/tsc', '--noEmit', '-p', '.')],
  ['format and lint', () => node('node_modules/@biomejs/biome/bin/biome', 'check')],
  ['build', async () => (await load('scripts/build.mjs')).bundle()],
  ['unit tests', async () => (await load('scripts/unit.mjs')).unit()],
  ['suite in VS Code', async () => (await load('test/vscode/run.mjs')).e2e(host)],
  ['untrusted workspace in VS Code', async () => (await load('test/vscode/run.mjs')).e2e('web-untrusted')],
  ['npm start', () => node('scripts/start.mjs', '--check')],
  ['package', async () => void (await (await load('scripts/package.mjs')).pack())],
  [
    'packaged extension in VS Code',
    async () => (await load('test/vscode/run.mjs')).e2e(host === 'desktop' ? 'desktop-vsix' : 'web-vsix'),
  ],
];

// Loaded when its turn comes, so that one part that cannot even be loaded is one failure.
const load = (file) => import(pathToFileURL(path.join(root, file)));

function demand(missing) {
  if (missing.length > 0) throw new Error(missing.join('\n'));
}

function node(script, ...args) {
  const { status } = spawnSync(process.execPath, [path.join(root, script), ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${path.basename(script)} ended with ${status}`);
}

/** Runs one part. A part without counts of its own is one test. → {name, passed, failed, skipped, seconds} */
async function runPart([name, run]) {
  console.log(`\n== ${name}`);
  const start = Date.now();
  const {
    passed = 1,
    failed = 0,
    skipped = 0,
  } = await Promise.resolve()
    .then(run)
    .then((counts) => counts ?? {})
    .catch((error) => {
      console.error(error.message ?? error);
      return { passed: 0, failed: 1 };
    });
  // A part that ran nothing proves nothing.
  const none = passed === 0 && failed === 0;
  return { name, passed, failed: none ? 1 : failed, skipped, seconds: (Date.now() - start) / 1000 };
}

const results = [];
for (const part of PARTS) results.push(await runPart(part));
const sum = (field) => results.reduce((total, result) => total + result[field], 0);

console.log('\n== summary');
for (const { name, passed, failed, skipped, seconds } of results) {
  const skips = skipped > 0 ? `, ${skipped} skipped` : '';
  console.log(
    `${failed > 0 ? 'FAILED' : 'ok    '} ${name}: ${passed} passed, ${failed} failed${skips} (${seconds.toFixed(1)} s)`,
  );
}
// Whatever a part left behind must not keep the run from ending.
process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed\n`, () =>
  process.exit(sum('failed') > 0 ? 1 : 0),
);
