import { X509Certificate } from 'node:crypto';
import { certFactsOf, certificateBytes } from '../certs/inspect';
import { ocspFactsOf } from '../certs/ocsp';
import type { CertFacts, OcspFacts } from '../facts/certificate';
import { type CredentialFile, readSmallFile } from './credentials';
import type { StapledAnswer, TrustFacts } from './event';

/**
 * Where the presented chain (DER, the server's own first) meets the CA file. What the system's authorities vouch for is
 * known only after the handshake that they verify; `verified` is then the chain as completed with them.
 */
export function trustOf(
  chain: readonly Uint8Array[],
  ca: CredentialFile | undefined,
  verified?: readonly CertFacts[],
): TrustFacts | undefined {
  const presented = chain.map((bytes) => certFactsOf(bytes)).filter((facts) => facts !== undefined);
  if (presented.length === 0) return undefined;
  const missing = presented.at(-1)?.issuer ?? '';
  if (ca === undefined) {
    const root = verified?.at(-1);
    const signs = Math.min(presented.length, verified?.length ?? 0) - 1;
    return { source: 'system', authorities: [], ...(root ? { anchor: anchorOf(root, signs) } : { missing }) };
  }
  const found = vouching(chain, certificateBytes(ca.bytes));
  return {
    source: 'file',
    authorities: ca.facts.certificates,
    ...(found ? { anchor: anchorOf(found, found.signs) } : { missing }),
  };
}

/** The first of these files that holds an authority which vouches for the chain. */
export async function fileThatVouches(
  chain: readonly Uint8Array[],
  files: readonly string[],
): Promise<string | undefined> {
  for (const file of files.slice(0, candidateLimit)) {
    const bytes = await readSmallFile(file).catch(() => undefined);
    if (bytes !== undefined && vouching(chain, certificateBytes(bytes))?.isRoot) return file;
  }
  return undefined;
}

/** The stapled answer and what it is worth now, milliseconds since 1970 UTC. */
export function stapledAnswer(
  response: Uint8Array | undefined,
  [own, next]: readonly Uint8Array[],
  ca: CredentialFile | undefined,
  now: number,
): StapledAnswer | undefined {
  if (response === undefined || own === undefined) return undefined;
  const authorities = [...(next === undefined ? [] : [next]), ...(ca === undefined ? [] : certificateBytes(ca.bytes))];
  const issuer = authorities.find((authority) => hasIssued(authority, own));
  const facts = ocspFactsOf(response, own, issuer);
  return { ...facts, verdict: verdictOf(facts, now) };
}

const candidateLimit = 50;

function verdictOf({ status, verified, nextUpdate, thisUpdate }: OcspFacts, now: number): StapledAnswer['verdict'] {
  if (status === 'malformed' || status === 'tryLater' || status === 'refused') return 'unusable';
  if (!verified) return 'unverified';
  if ((nextUpdate !== undefined && nextUpdate < now) || (thisUpdate ?? 0) > now + clockSkewMs) return 'outdated';
  return status;
}

/** As OpenSSL allows by default (OCSP_check_validity). */
const clockSkewMs = 300_000;

type Anchor = NonNullable<TrustFacts['anchor']> & { readonly isRoot: boolean };

function vouching(chain: readonly Uint8Array[], authorities: readonly Uint8Array[]): Anchor | undefined {
  for (const [index, presented] of chain.entries()) {
    for (const authority of authorities) {
      const facts = certFactsOf(authority);
      if (facts === undefined) continue;
      const isSame = Buffer.compare(presented, authority) === 0;
      if (isSame || hasIssued(authority, presented)) return { ...anchorOf(facts, index), isRoot: facts.selfSigned };
    }
  }
  return undefined;
}

function anchorOf(
  { subject, fingerprint }: Pick<CertFacts, 'subject' | 'fingerprint'>,
  signs: number,
): NonNullable<TrustFacts['anchor']> {
  return { subject, fingerprint, signs };
}

/** By name and by signature: an authority made anew has the name only. */
function hasIssued(authority: Uint8Array, certificate: Uint8Array): boolean {
  try {
    const [issuer, issued] = [new X509Certificate(authority), new X509Certificate(certificate)];
    return issued.checkIssued(issuer) && issued.verify(issuer.publicKey);
  } catch {
    return false;
  }
}
