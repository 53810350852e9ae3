import { isIP } from 'node:net';
import { certFactsOf, nameTextOf } from '../../certs/inspect';
import type { CertFacts } from '../../facts/certificate';
import { judge } from '../../facts/judge';
import type { Flight } from './flight';
import type { ScanCertificate, ScanTarget } from './result';

/** The certificate at the head of a chain; undefined where there is none. */
export type CertificateReader = (chain: readonly Uint8Array[]) => ScanCertificate | undefined;

/** Reads and judges each chain once, by its first certificate. */
export function certificateReader(target: ScanTarget, now: number): CertificateReader {
  const known = new Map<string, ScanCertificate | undefined>();
  return (chain) => {
    const key = Buffer.from(chain[0] ?? []).toString('latin1');
    if (key !== '' && !known.has(key)) known.set(key, judged(chain, target, now));
    return known.get(key);
  };
}

/** The certificates of all flights, one for each kind of key. */
export function certificatesOf(flights: readonly Flight[], read: CertificateReader): ScanCertificate[] {
  const found = new Map<string, ScanCertificate>();
  for (const { certificates = [] } of flights) {
    const certificate = read(certificates);
    if (certificate !== undefined && !found.has(certificate.keyType)) found.set(certificate.keyType, certificate);
  }
  return [...found.values()];
}

/** The names of the authorities whose client certificates the server accepts. */
export function authoritiesOf(flights: readonly Flight[]): string[] {
  const names = flights.flatMap(({ request }) => request?.authorities ?? []).map((name) => nameTextOf(name));
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** More than any real chain has; the rest is not looked at. */
const LONGEST_CHAIN = 32;

function judged(
  chain: readonly Uint8Array[],
  { host, servername }: ScanTarget,
  now: number,
): ScanCertificate | undefined {
  const facts = chain.slice(0, LONGEST_CHAIN).flatMap((der) => certFactsOf(der) ?? []);
  const [own] = facts;
  if (own === undefined) return undefined;
  // Whoever scans an address has not said by which name clients connect.
  const name = servername ?? (isIP(host) === 0 ? host : undefined);
  return {
    keyType: own.key.type,
    chain: facts,
    problems: facts.flatMap((each, at) => problemsOf(each, at, name, now)),
  };
}

function problemsOf(facts: CertFacts, at: number, host: string | undefined, now: number): ScanCertificate['problems'] {
  const server = { now, role: 'server', ...(host === undefined ? {} : { host }) } as const;
  return judge(facts, at === 0 ? server : { now, role: 'ca' }).map((problem) => ({
    ...problem,
    certificate: facts.subject,
  }));
}
