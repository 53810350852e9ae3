import { isIP } from 'node:net';

/** The host's addresses in the order in which the system would try them. */
export async function resolve(host: string): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  // Whoever names an address does not wait for what resolves names.
  const { lookup } = await import('node:dns/promises');
  const found = await lookup(host, { all: true, verbatim: true });
  return [...new Set(found.map(({ address }) => address))];
}
