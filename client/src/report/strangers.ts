import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CertificatesError, inspectBytes } from '../../../core/certs';
import { findAuthority, openAuthorityKey } from '../../../core/certs/authority';
import { type Issued, issue } from '../../../core/certs/issue';
import { pemOf } from '../../../core/certs/pem';
import type { NegativeOptions, Stranger, Target } from '../../../core/probe';

type Strangers = Pick<NegativeOptions, 'foreign' | 'expired'>;

/**
 * Client certificates that the broker must not let in, where the target shows one at all. They live in memory and are
 * gone with the test. `expired` needs the authority of the client's own certificate, with its key, in the same folder;
 * `passphraseOf` knows that key's passphrase by the authority's fingerprint.
 */
export async function makeStrangers(
  { cert }: Pick<Target, 'cert'>,
  now: number,
  passphraseOf: (fingerprint: string) => Promise<string | undefined>,
): Promise<Strangers> {
  if (cert === undefined) return {};
  const circumstances = { now, random: randomBytes };
  const names = { dns: [], ip: [], key: 'p256', days: 1 } as const;
  const foreigner = await issue({ ...names, role: 'ca', name: 'Stranger' }, circumstances);
  const foreign = await issue({ ...names, role: 'client', name: 'stranger' }, circumstances, foreigner);
  const issuer = await issuerOf(cert, now, passphraseOf);
  if (issuer === undefined) return { foreign: asPem(foreign) };
  const past = { now: now - LONG_AGO, random: randomBytes };
  const expired = await issue({ ...names, role: 'client', name: 'stranger' }, past, issuer);
  return { foreign: asPem(foreign), expired: asPem(expired) };
}

/** 400 days, in milliseconds: beyond what any clock is wrong by. */
const LONG_AGO = 400 * 86_400_000;

/** Undefined where the authority is not at hand, or its key cannot be opened: then this is simply not tried. */
async function issuerOf(
  cert: string,
  now: number,
  passphraseOf: (fingerprint: string) => Promise<string | undefined>,
): Promise<Issued | undefined> {
  try {
    const [own] = inspectBytes(await readFile(cert)).certificates;
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

function asPem({ certificate, key }: Issued): Stranger {
  return {
    cert: Buffer.from(pemOf('CERTIFICATE', certificate)),
    key: Buffer.from(key.export({ format: 'pem', type: 'pkcs8' })),
  };
}
