import { createPrivateKey, type KeyObject, randomBytes, X509Certificate } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { CertFacts, PublicKeyFacts } from '../facts/certificate';
import { type Message, t } from '../facts/message';
import { unlessAborted } from './abort';
import { type Authority, findAuthority, openAuthorityKey, pairOf } from './authority';
import { certificateIn } from './certificate-file';
import { CertificatesError } from './errors';
import type { Issued, IssueRequest } from './issue';
import { keyFileOf } from './key-file';
import { AUTHORITY_STEMS } from './ledger';
import { ledgerEntry, ledgersToSave } from './ledger-store';
import { locked } from './lock';
import { pemOf } from './pem';
import { checkedDays } from './plan';
import { DEFAULT_KEY, type KeyChoice, PROFILES, type Role } from './profile';
import { type FileToSave, saveFiles } from './save';
import { factsOfDer } from './x509';

export interface RenewalOptions {
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  /** Validity; as long as before where not given, but for a leaf no longer than TLS clients take. */
  readonly days?: number;
  /** Keep the private key. An authority always keeps it: what it has issued stays good. */
  readonly keepKey?: boolean;
  /** Where the authority is; the certificate's own directory where not given. */
  readonly authorityDirectory?: string;
}

/** What renewing would do. Nothing has been written yet. */
export interface RenewalPlan {
  readonly role: Role;
  readonly facts: CertFacts;
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly keyEncrypted: boolean;
  readonly key: KeyChoice;
  readonly keepKey: boolean;
  readonly days: number;
  readonly now: number;
  /** Undefined: it signs itself. */
  readonly issuer: { readonly directory: string; readonly stem: string; readonly keyEncrypted: boolean } | undefined;
  /** Copies of the files as they are now. */
  readonly backups: readonly { readonly from: string; readonly to: string }[];
}

export interface Renewed {
  readonly files: readonly string[];
  readonly notAfter: number;
  readonly notes: readonly Message[];
}

/** Looks at a certificate and says how it would be renewed; a CertificatesError where it cannot be, here. */
export async function planRenewal(certificateFile: string, options: RenewalOptions): Promise<RenewalPlan> {
  const { der, facts } = await certificateIn(certificateFile);
  const role = roleOf(facts);
  const keyFile = await keyFileOf(certificateFile, facts.key.spki);
  if (keyFile === undefined) {
    const reason = t('there is no private key of {file} beside it', { file: certificateFile });
    throw new CertificatesError(reason, 'input');
  }
  const directory = options.authorityDirectory ?? path.dirname(certificateFile);
  // Where the names are links, what they lead to is renewed; the links stay.
  const [realCertificate, realKey] = await Promise.all([realpath(certificateFile), realpath(keyFile.path)]);
  const issuer = facts.selfSigned ? undefined : await issuerIn(directory, der, facts, options.now);
  const stamp = new Date(options.now).toISOString().replace(/[-:.]/g, '');
  const keepKey = PROFILES[role].isCa || (options.keepKey ?? false);
  return {
    role,
    facts,
    certificateFile: realCertificate,
    keyFile: realKey,
    keyEncrypted: keyFile.encrypted,
    key: keyChoiceOf(facts.key),
    keepKey,
    days: checkedDays(options.days ?? daysOf(facts, role)),
    now: options.now,
    issuer,
    backups: [realCertificate, ...(keepKey ? [] : [realKey])].map((from) => ({
      from,
      to: `${from}.${stamp}.bak`,
    })),
  };
}

/** Issues the new certificate and puts it in place of the old one, which stays beside it as a backup. */
export async function renew(
  plan: RenewalPlan,
  options: { readonly caPassphrase?: string; readonly keyPassphrase?: string; readonly signal?: AbortSignal } = {},
): Promise<Renewed> {
  const { issue } = await import('./issue');
  const authority = plan.issuer && (await findAuthority(plan.issuer.directory, plan.now, plan.issuer.stem));
  const issuer = authority && { ...authority, key: openAuthorityKey(authority, options.caPassphrase) };
  const { der, facts } = await certificateIn(plan.certificateFile);
  const request: IssueRequest = {
    ...plan,
    name: facts.commonName ?? facts.subject,
    // Only for a certificate without a SAN: clients have ignored the common name since RFC 6125.
    dns: plan.role === 'server' && facts.commonName !== undefined ? [facts.commonName] : [],
    ip: [],
    like: der,
    ...(plan.keepKey ? { existingKey: await openKey(plan, options.keyPassphrase ?? options.caPassphrase) } : {}),
  };
  const issued = await unlessAborted(issue(request, { now: plan.now, random: randomBytes }, issuer), options.signal);
  const files = await locked(plan.issuer?.directory ?? path.dirname(plan.certificateFile), async () => {
    const list = await filesToSave(plan, issued, authority, options.keyPassphrase);
    options.signal?.throwIfAborted();
    await saveFiles(list, options.signal);
    return list;
  });
  const notAfter = factsOfDer(issued.certificate)?.notAfter ?? plan.now;
  return { files: files.map((file) => file.path), notAfter, notes: notesOf(plan, notAfter) };
}

async function filesToSave(
  plan: RenewalPlan,
  issued: Issued,
  authority: Authority | undefined,
  keyPassphrase: string | undefined,
): Promise<readonly FileToSave[]> {
  const backups = plan.backups.map(async ({ from, to }) => ({
    ...(await like(from, from === plan.keyFile ? KEY_BITS : undefined)),
    path: to,
    content: await readFile(from),
  }));
  const chain = [issued.certificate, ...(authority?.intermediates ?? [])];
  const cipher = plan.keyEncrypted ? { cipher: 'aes-256-cbc', passphrase: keyPassphrase } : {};
  if (plan.keyEncrypted && !plan.keepKey && keyPassphrase === undefined) {
    const reason = t('{file} is encrypted; give its passphrase', { file: plan.keyFile });
    throw new CertificatesError(reason, 'passphrase');
  }
  const content = chain.map((der) => pemOf('CERTIFICATE', der)).join('');
  const { issuer } = plan;
  const entries = issuer && new Map([[issuer.stem, [ledgerEntry(plan.certificateFile, issued.certificate)]]]);
  return [
    ...(await Promise.all(backups)),
    { ...(await like(plan.certificateFile)), content, overwrite: true },
    ...(plan.keepKey
      ? []
      : [
          {
            ...(await like(plan.keyFile, KEY_BITS)),
            content: issued.key.export({ format: 'pem', type: 'pkcs8', ...cipher }),
            overwrite: true,
          },
        ]),
    ...(issuer && entries ? await ledgersToSave(issuer.directory, entries) : []),
  ];
}

/** A key may stay readable for the group that the broker runs in, never for everyone. */
const KEY_BITS = 0o640;

/** Path, permissions and owner of a file as it is, so that the broker can read what replaces it. */
async function like(file: string, bits = 0o777): Promise<Omit<FileToSave, 'content'>> {
  const { mode, uid, gid } = await stat(file);
  return { path: file, mode: (mode & bits) | 0o600, owner: { uid, gid }, overwrite: false };
}

async function openKey({ keyFile, keyEncrypted }: RenewalPlan, passphrase: string | undefined): Promise<KeyObject> {
  if (keyEncrypted && passphrase === undefined) {
    throw new CertificatesError(t('{file} is encrypted; give its passphrase', { file: keyFile }), 'passphrase');
  }
  try {
    return createPrivateKey({ key: await readFile(keyFile), format: 'pem', passphrase });
  } catch {
    throw new CertificatesError(t('{file} cannot be opened with this passphrase', { file: keyFile }), 'passphrase');
  }
}

async function issuerIn(
  directory: string,
  der: Uint8Array,
  facts: CertFacts,
  now: number,
): Promise<NonNullable<RenewalPlan['issuer']>> {
  const certificate = new X509Certificate(der);
  let unusable: unknown;
  for (const stem of AUTHORITY_STEMS) {
    // The root may be kept elsewhere, and only an intermediate with its key be here.
    const found = await findAuthority(directory, now, stem).catch((error: unknown) => {
      unusable ??= error;
      return undefined;
    });
    if (found?.facts.subject !== facts.issuer) continue;
    if (certificate.verify(new X509Certificate(found.certificate).publicKey)) {
      return { directory, stem, keyEncrypted: found.keyEncrypted };
    }
  }
  if (unusable !== undefined) throw unusable;
  const { issuer } = facts;
  const files = pairOf('ca');
  const reason = t(
    'the authority that issued it, {issuer}, is not in {directory} ({certificate} and {key}); name its directory, or make a request for it',
    { issuer, directory, ...files },
  );
  throw new CertificatesError(reason, 'authority');
}

function roleOf({ isCa, selfSigned, extendedKeyUsage }: CertFacts): Role {
  if (isCa === true) return selfSigned ? 'ca' : 'intermediate';
  const clientOnly = extendedKeyUsage?.includes('clientAuth') === true && !extendedKeyUsage.includes('serverAuth');
  return clientOnly ? 'client' : 'server';
}

/** The same kind of key; where it is weak or cannot be made here, the nearest sound one. */
function keyChoiceOf({ type, bits = 0, curve }: PublicKeyFacts): KeyChoice {
  if (type === 'ec') return curve === 'secp384r1' || curve === 'secp521r1' ? 'p384' : DEFAULT_KEY;
  if (type === 'ed25519') return 'ed25519';
  if (type === 'rsa') return bits > 3072 ? 'rsa4096' : bits > 2048 ? 'rsa3072' : 'rsa2048';
  return DEFAULT_KEY;
}

/** Browsers and their libraries take no leaf that is valid for longer (CA/Browser Forum Baseline Requirements 6.3.2). */
const LONGEST_LEAF = 398;

function daysOf({ notBefore, notAfter }: CertFacts, role: Role): number {
  const days = Math.max(1, Math.round((notAfter - notBefore) / 86_400_000));
  return PROFILES[role].isCa ? days : Math.min(days, LONGEST_LEAF);
}

function notesOf({ now, days }: RenewalPlan, notAfter: number): readonly Message[] {
  if (now + days * 86_400_000 - notAfter < 1000) return [];
  const date = new Date(notAfter).toISOString().slice(0, 10);
  return [t('it is valid only until {date}, when the certificate authority expires', { date })];
}
