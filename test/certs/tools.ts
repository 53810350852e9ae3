import { spawnSync } from 'node:child_process';

/** Runs openssl and hands back what it prints; a failure throws with its own words. */
export function openssl(args: readonly string[], input?: string | Uint8Array): string {
  const result = spawnSync('openssl', args, { input, encoding: 'utf8' });
  if (result.error) throw new Error('openssl cannot be run; install the package openssl', { cause: result.error });
  if (result.status !== 0) throw new Error(`openssl ${args.join(' ')}: ${result.stdout}${result.stderr}`);
  return result.stdout;
}
