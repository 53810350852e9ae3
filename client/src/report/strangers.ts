import path from 'node:path';
import { CertificatesError, inspectBytes } from '../../../core/certs';
import { findAuthority, openAuthorityKey, readIfThere } from '../../../core/certs/authority';
import type { Issued } from '../../../core/certs/issue';
import { clientOf, foreignClient } from '../../../core/certs/strangers';
import { hasCertificate, type NegativeOptions, type Target } from '../../../core/probe';

type Strangers = Pick<NegativeOptions, 'foreign' | 'expired'>;

/**
 * Client certificates that the broker must not let in, where the target shows one at all. They live in memory and are
 * gone with the test. `expired` needs the authority of the client's own certificate, with its key, in the same folder;
 * `passphraseOf` knows that key's passphrase by the authority's fingerprint.
 */
export async function makeStrangers(
  target: Pick<Target, 'cert' | 'p12'>,
  now: number,
  passphraseOf: (fingerprint: string) => Promise<string | undefined>,
): Promise<Strangers> {
  if (!hasCertificate(target)) return {};
  const foreign = await foreignClient(NAME, now);
  const issuer = target.cert === undefined ? undefined : await issuerOf(target.cert, now, passphraseOf);
  return issuer === undefined ? { foreign } : { foreign, expired: await clientOf(issuer, NAME, now - LONG_AGO) };
}

const NAME = 'stranger';

/** 400 days, in milliseconds: beyond what any clock is wrong by. */
const LONG_AGO = 400 * 86_400_000;

/** Undefined where the authority is not at hand, or its key cannot be opened: then this is simply not tried. */
async function issuerOf(
  cert: string,
  now: number,
  passphraseOf: (fingerprint: string) => Promise<string | undefined>,
): Promise<Issued | undefined> {
  try {
    const [own] = inspectBytes((await readIfThere(cert)) ?? new Uint8Array()).certificates;
    const authority = await findAuthority(path.dirname(cert), now);
    if (own === undefined || authority === undefined || authority.facts.subject !== own.issuer) return undefined;
    const passphrase = authority.keyEncrypted ? await passphraseOf(authority.facts.fingerprint) : undefined;
    if (authority.keyEncrypted && passphrase === undefined) return undefined;
    return { certificate: authority.certificate, key: openAuthorityKey(authority, passphrase) };
  } catch (error) {
    if (error instanceof CertificatesError || (error instanceof Error && 'code' in error)) return undefined;
    throw error;
  }
}
