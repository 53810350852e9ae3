import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { root } from './root';

/** A new empty directory that other users may enter too (for tests that give up root's rights). */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'mqtt-security-'));
  chmodSync(directory, 0o755);
  return directory;
}

/** Bundles one entry point as `npm run build` does, into `directory`. → path of the bundle */
export async function bundle(name: 'server' | 'cli', directory: string): Promise<string> {
  await build({
    absWorkingDir: root,
    entryPoints: { [name]: `server/src/${name}.ts` },
    outdir: directory,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    minify: true,
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
  return path.join(directory, `${name}.js`);
}
