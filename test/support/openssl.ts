import { type SpawnSyncReturns, spawnSync } from 'node:child_process';

/** Runs the installed OpenSSL; a missing one fails with the package's name. */
export function openssl(...args: readonly string[]): SpawnSyncReturns<string> {
  const result = spawnSync('openssl', args, { encoding: 'utf8' });
  if (result.error)
    throw new Error('the command openssl did not run: install the package openssl', { cause: result.error });
  return result;
}
