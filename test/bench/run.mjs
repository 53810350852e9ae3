// `npm run bench [cold|warm|large|cli|engine|scan|certs …]`: ours beside its peers, as ratios. Peers come from the npm registry into .cache.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const cache = path.join(root, '.cache/bench');

function run(command, args, cwd = root) {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed`);
}

if (!existsSync(path.join(cache, 'node_modules'))) {
  mkdirSync(cache, { recursive: true });
  for (const file of ['package.json', 'package-lock.json'])
    cpSync(path.join(root, 'test/bench/peers', file), path.join(cache, file));
  run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], cache);
}
run('node', ['scripts/build.mjs']);
const outfile = path.join(root, 'out/bench/bench.cjs');
await build({
  absWorkingDir: root,
  entryPoints: ['test/bench/bench.ts'],
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20.19',
  outfile,
  logLevel: 'warning',
});
try {
  run(process.execPath, ['--expose-gc', outfile, ...process.argv.slice(2)]);
} finally {
  rmSync(path.dirname(outfile), { recursive: true, force: true });
}
