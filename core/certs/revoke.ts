import { X509Certificate } from 'node:crypto';
import path from 'node:path';
import { type Message, t } from '../facts/message';
import { type Authority, findAuthority, openAuthorityKey, readIfThere } from './authority';
import { certificateIn } from './certificate-file';
import { crlNumberOf } from './crl';
import { CertificatesError } from './errors';
import { AUTHORITY_STEMS, type LedgerEntry, type RevocationReason, readLedger, withRevoked } from './ledger';
import { ledgerEntry, ledgerText, ledgerToSave } from './ledger-store';
import { locked } from './lock';
import { pemOf, readPem } from './pem';
import { checkedDays } from './plan';
import { saveFiles } from './save';
import { certificateParts } from './x509';

/** The authority of a directory whose key signs the list. */
export interface RevocationOptions {
  /** Where the authority and its ledger are. */
  readonly directory: string;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  /** Days until the next list is due; a broker refuses every client once it has passed. */
  readonly days: number;
  readonly caPassphrase?: string;
}

export interface Revoked {
  /** Path of the list of revoked certificates. */
  readonly crl: string;
  readonly nextUpdate: number;
  /** How many certificates the list names. */
  readonly count: number;
  readonly notes: readonly Message[];
}

/** A list that is due in thirty days, as certification authorities commonly set it. */
export const CRL_DAYS = 30;

/**
 * Revokes a certificate: the authority's ledger says so and a new list, `ca.crl`, names it. Both are written or neither.
 * A CertificatesError where no authority of the directory has issued it.
 */
export async function revoke(
  certificateFile: string,
  reason: RevocationReason,
  options: RevocationOptions,
): Promise<Revoked> {
  const { der } = await certificateIn(certificateFile);
  const { stem, authority } = await issuerIn(options, der, certificateFile);
  return locked(options.directory, async () => {
    const text = await ledgerText(options.directory, stem);
    const known = ledgerEntry(certificateFile, der);
    const earlier = readLedger(text).find(({ serial, revoked }) => serial === known.serial && revoked !== undefined);
    const entry: LedgerEntry = earlier ?? { ...known, status: 'revoked', revoked: { at: options.now, reason } };
    const ledger = withRevoked(text, entry);
    const file = certificateFile;
    const notes = earlier === undefined ? [] : [t('{file} was revoked before; the list is new all the same', { file })];
    return { ...(await publish(stem, authority, ledger, options)), notes };
  });
}

/** A new list of what has been revoked so far, before the old one runs out. */
export async function renewRevocationList(stem: string, options: RevocationOptions): Promise<Revoked> {
  const authority = await findAuthority(options.directory, options.now, stem);
  if (authority === undefined) throw noIssuer(options.directory);
  return locked(options.directory, async () => {
    return { ...(await publish(stem, authority, await ledgerText(options.directory, stem), options)), notes: [] };
  });
}

async function publish(
  stem: string,
  authority: Authority,
  ledger: string,
  { directory, now, days, caPassphrase }: RevocationOptions,
): Promise<Omit<Revoked, 'notes'>> {
  const parts = certificateParts(authority.certificate);
  if (parts === undefined || authority.facts.keyUsage?.includes('cRLSign') === false) {
    const reason = t('{subject} may not sign lists of revoked certificates', { subject: authority.facts.subject });
    throw new CertificatesError(reason, 'authority');
  }
  const crl = path.join(directory, `${stem}.crl`);
  const key = openAuthorityKey(authority, caPassphrase);
  const entries = readLedger(ledger).filter(({ revoked }) => revoked !== undefined);
  const nextUpdate = now + checkedDays(days) * 86_400_000;
  const { revocationList } = await import('./revocation-list');
  const number = (await lastNumber(crl)) + 1;
  const list = revocationList({ authority: parts, key, number, now, nextUpdate, entries });
  await saveFiles([
    { path: crl, mode: 0o644, content: pemOf('X509 CRL', list), overwrite: true },
    ...ledgerToSave(directory, stem, ledger),
  ]);
  return { crl, nextUpdate, count: entries.length };
}

async function lastNumber(crl: string): Promise<number> {
  const before = await readIfThere(crl);
  const [list] = before === undefined ? [] : readPem(before);
  if (before !== undefined && list?.label !== 'X509 CRL') {
    throw new CertificatesError(t('{file} is no list of revoked certificates; move it away', { file: crl }), 'exists');
  }
  return (list && crlNumberOf(list.bytes)) ?? 0;
}

async function issuerIn(
  { directory, now }: RevocationOptions,
  der: Uint8Array,
  file: string,
): Promise<{ readonly stem: string; readonly authority: Authority }> {
  const certificate = new X509Certificate(der);
  let none = true;
  let unusable: unknown;
  for (const stem of AUTHORITY_STEMS) {
    // The root may be kept elsewhere, and only an intermediate with its key be here.
    const authority = await findAuthority(directory, now, stem).catch((error: unknown) => {
      unusable ??= error;
      return undefined;
    });
    none &&= authority === undefined;
    if (authority === undefined || Buffer.compare(authority.certificate, der) === 0) continue;
    if (certificate.verify(new X509Certificate(authority.certificate).publicKey)) return { stem, authority };
  }
  if (unusable !== undefined) throw unusable;
  if (none) throw noIssuer(directory);
  const reason = t('{file} was not issued by the certificate authority in {directory}', { file, directory });
  throw new CertificatesError(reason, 'authority');
}

function noIssuer(directory: string): CertificatesError {
  return new CertificatesError(t('there is no certificate authority in {directory}', { directory }), 'authority');
}
