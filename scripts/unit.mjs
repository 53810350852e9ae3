// Transpiles core, server, client and test file by file and runs the unit tests: `node scripts/unit.mjs [words in path …]`.
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

function typescriptFiles(directory) {
  return readdirSync(path.join(root, directory), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name) && !/\.d\.ts$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)))
    .filter(
      (file) => !file.startsWith('test/vscode/') && !file.startsWith('test/bench/') && !file.includes('node_modules'),
    );
}

/** Runs the unit tests whose path holds one of the words (all, where there are none). → {passed, failed, skipped} */
export async function unit(words = []) {
  const out = path.join(root, 'out', String(process.pid));
  try {
    const files = ['core', 'server', 'client', 'test'].flatMap(typescriptFiles);
    await build({
      absWorkingDir: root,
      entryPoints: files,
      outbase: '.',
      outdir: out,
      format: 'cjs',
      platform: 'node',
      target: 'node20.19',
      // A lazy import of our own code becomes a require, as in the bundles: Node would want the file's extension.
      supported: { 'dynamic-import': false },
      sourcemap: 'inline',
      logLevel: 'warning',
    });
    await build({
      absWorkingDir: root,
      entryPoints: ['core/**/*.json'],
      outbase: '.',
      outdir: out,
      loader: { '.json': 'copy' },
      logLevel: 'error',
    });
    const tests = files
      .filter((file) => /\.test\.ts$/.test(file) && (words.length === 0 || words.some((word) => file.includes(word))))
      .map((file) => path.join(out, file.replace(/\.ts$/, '.js')));
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const stream = run({
      files: tests,
      concurrency: true,
      timeout: process.env.FUZZ ? Number.POSITIVE_INFINITY : 180_000,
    });
    stream.on('test:pass', (event) => {
      if (event.details.type === 'suite' || event.name.endsWith('.test.js')) return;
      counts[event.skip !== undefined ? 'skipped' : 'passed']++;
    });
    stream.on('test:fail', (event) => {
      if (event.details.type !== 'suite') counts.failed++;
    });
    stream.compose(new spec()).pipe(process.stdout, { end: false });
    await new Promise((resolve, reject) => stream.once('end', resolve).once('error', reject));
    return counts;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { passed, failed, skipped } = await unit(process.argv.slice(2));
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}
