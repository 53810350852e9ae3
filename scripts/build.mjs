// Bundles the three entry points. `vscode` is the editor's; everything else goes into the bundle.
import { chmod, cp, mkdir, rm } from 'node:fs/promises';
import { build } from 'esbuild';

const watch = process.argv.includes('--watch');
const common = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20.19',
  minify: !watch && !process.argv.includes('--debug'),
  sourcemap: watch ? 'inline' : false,
  legalComments: 'none',
  loader: { '.json': 'json' },
  logLevel: 'warning',
  mainFields: ['module', 'main'],
};

export async function bundle() {
  await rm('dist', { recursive: true, force: true });
  await Promise.all([
    build({ ...common, entryPoints: { client: 'client/src/extension.ts' }, external: ['vscode'], outdir: 'dist' }),
    build({ ...common, entryPoints: { server: 'server/src/server.ts' }, outdir: 'dist' }),
    build({ ...common, entryPoints: { cli: 'server/src/cli.ts' }, outdir: 'dist', banner: { js: '#!/usr/bin/env node' } }),
  ]);
  await chmod('dist/cli.js', 0o755);
  await mkdir('dist/l10n', { recursive: true });
  await cp('core/facts/messages', 'dist/l10n', { recursive: true });
}

await bundle();
