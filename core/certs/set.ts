import { type KeyObject, randomBytes } from 'node:crypto';
import path from 'node:path';
import { type Message, t } from '../facts/message';
import { unlessAborted } from './abort';
import { type Authority, findAuthority, INTERMEDIATE, openAuthorityKey, pairOf, ROOT } from './authority';
import { CertificatesError } from './errors';
import type { Circumstances, Issued } from './issue';
import type { LedgerEntry } from './ledger';
import { ledgerEntry, ledgersToSave } from './ledger-store';
import { locked } from './lock';
import { pemOf } from './pem';
import { type Plan, type PlannedCertificate, type PlannedFile, planCertificates, type ServerRequest } from './plan';
import type { KeyChoice, Role } from './profile';
import { exists, saveFiles } from './save';
import { factsOfDer } from './x509';

export interface SetOptions {
  readonly directory: string;
  readonly key: KeyChoice;
  /** Validity of server and client certificates; 365 where not given. */
  readonly days?: number;
  readonly server?: ServerRequest;
  /** MQTT user names. */
  readonly clients: readonly string[];
  /** The name of the certificate authority, should one have to be made. */
  readonly caName: string;
  /** Validity of a new authority; 3650 where not given. */
  readonly caDays?: number;
  /**
   * `reuse-or-create` (the default) takes the directory's authority if there is one. `reuse` fails without one,
   * `create` makes one in any case, which overwrites the old one where `carryOut` is forced.
   */
  readonly authority?: 'reuse-or-create' | 'reuse' | 'create';
  /** The stem of the authority that issues: `ca` where not given. */
  readonly issuer?: string;
  /** Make an authority of this name below that one; it issues the rest. */
  readonly intermediateName?: string;
  readonly intermediateDays?: number;
  /** Clients also get key, certificate and chain in one file. */
  readonly pkcs12?: boolean;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
}

export interface SetPlan extends Plan {
  readonly files: readonly (PlannedFile & { readonly exists: boolean })[];
  /** The directory's own authority issues; its files are not in `files`. */
  readonly reuseCa: boolean;
  /** The reused authority's key needs a passphrase in `carryOut`. */
  readonly caKeyEncrypted: boolean;
  readonly caFile: string;
  /** The stem of the authority that issues what is not itself one. */
  readonly issuer: string;
  readonly now: number;
}

export interface CarryOutOptions {
  /** Replace the files that the plan says exist; one that has appeared since is an error in any case. */
  readonly force: boolean;
  readonly signal?: AbortSignal;
  readonly caPassphrase?: string;
  /** Encrypts the keys of the authorities that are made. */
  readonly newCaPassphrase?: string;
  /** Encrypts the archives of the clients; without it there are none. */
  readonly pkcs12Passphrase?: string;
  random?(size: number): Uint8Array;
}

export interface WrittenFiles {
  /** Paths in the order of the plan. */
  readonly files: readonly string[];
  readonly ca: string;
  readonly server: { readonly certificate: string; readonly key: string } | undefined;
  readonly clients: readonly { readonly name: string; readonly certificate: string; readonly key: string }[];
  /** What the user should know, e.g. that a validity was shortened to the authority's. */
  readonly notes: readonly Message[];
}

/** Looks into the directory and says what would be made. Writes nothing. */
export async function planSet(options: SetOptions): Promise<SetPlan> {
  const { directory, authority = 'reuse-or-create', issuer = ROOT, intermediateName } = options;
  const found = authority === 'create' ? undefined : await findAuthority(directory, options.now, issuer);
  if (found === undefined && (authority === 'reuse' || issuer !== ROOT)) throw noAuthority(directory, issuer);
  if (found !== undefined && intermediateName !== undefined) refuseLeafOnly(found);
  const plan = planCertificates({
    ...options,
    ca: found === undefined ? { name: options.caName } : undefined,
    intermediate: intermediateName === undefined ? undefined : { name: intermediateName },
  });
  const files = await Promise.all(plan.files.map(async (file) => ({ ...file, exists: await exists(file.path) })));
  return {
    ...plan,
    files,
    reuseCa: found !== undefined,
    caKeyEncrypted: found?.keyEncrypted ?? false,
    caFile: path.join(directory, pairOf(ROOT).certificate),
    issuer,
    now: options.now,
  };
}

/** Issues everything in memory, then writes all files or none. */
export async function carryOut(plan: SetPlan, options: CarryOutOptions): Promise<WrittenFiles> {
  const { contents, notes, entries } = await issueAll(plan, options);
  const files = plan.files.map(({ path: file, mode, exists: there }) => {
    return { path: file, mode, content: contents.get(file) ?? '', overwrite: options.force && there };
  });
  const save = async () => saveFiles([...files, ...(await ledgersToSave(plan.directory, entries))], options.signal);
  await (entries.size === 0 ? save() : locked(plan.directory, save));
  const pairs = (role: Role) =>
    plan.certificates
      .filter((certificate) => certificate.role === role)
      .map(({ name, certificateFile, keyFile }) => ({ name, certificate: certificateFile, key: keyFile }));
  const [server] = pairs('server');
  return { files: files.map((file) => file.path), ca: plan.caFile, server, clients: pairs('client'), notes };
}

interface Batch {
  /** By path. */
  readonly contents: ReadonlyMap<string, string | Buffer>;
  readonly notes: readonly Message[];
  /** By the stem of the authority that has issued them. */
  readonly entries: ReadonlyMap<string, readonly LedgerEntry[]>;
}

interface Issuer extends Issued {
  readonly intermediates: readonly Uint8Array[];
  readonly stem: string;
}

async function issueAll(plan: SetPlan, options: CarryOutOptions): Promise<Batch> {
  const { issue, generateKey } = await import('./issue');
  const keyFor = keysAhead(plan.certificates, generateKey);
  const circumstances: Circumstances = { now: plan.now, random: options.random ?? randomBytes };
  const contents = new Map<string, string | Buffer>();
  const entries = new Map<string, LedgerEntry[]>();
  const notes: Message[] = [];
  let issuer: Issuer | undefined = plan.reuseCa ? await reusedIssuer(plan, options.caPassphrase) : undefined;
  for (const [index, planned] of plan.certificates.entries()) {
    options.signal?.throwIfAborted();
    const isRoot = planned.role === 'ca';
    const request = { ...planned, existingKey: await unlessAborted(keyFor(index, planned.key), options.signal) };
    const issued = await issue(request, circumstances, isRoot ? undefined : issuer);
    const chain = [issued.certificate, ...(isRoot ? [] : (issuer?.intermediates ?? []))];
    contents.set(planned.certificateFile, chain.map((der) => pemOf('CERTIFICATE', der)).join(''));
    contents.set(planned.keyFile, keyText(planned, issued.key, options));
    if (planned.pkcs12File !== undefined) {
      // A device takes from the archive whom to trust as well.
      const root = issuer?.stem === ROOT ? [issuer.certificate] : [];
      contents.set(planned.pkcs12File, await archive(issued, [...chain.slice(1), ...root], options));
    }
    notes.push(...shortened(planned, issued, plan.now));
    if (issuer !== undefined && !isRoot) {
      const list = entries.get(issuer.stem) ?? [];
      entries.set(issuer.stem, [...list, ledgerEntry(planned.certificateFile, issued.certificate)]);
    }
    if (isRoot) issuer = { ...issued, intermediates: [], stem: ROOT };
    if (planned.role === 'intermediate') issuer = { ...issued, intermediates: chain, stem: INTERMEDIATE };
  }
  return { contents, notes, entries };
}

/** As many as Node has threads for it. */
const KEYS_AT_A_TIME = 4;

/** Makes keys before it is their turn: on several cores large RSA keys are found in a fraction of the time. */
function keysAhead(
  certificates: readonly PlannedCertificate[],
  generate: (choice: KeyChoice) => Promise<KeyObject>,
): (index: number, wanted: KeyChoice) => Promise<KeyObject> {
  const made: Promise<KeyObject>[] = [];
  return async (index, wanted) => {
    for (const { key } of certificates.slice(made.length, index + KEYS_AT_A_TIME)) {
      const promise = generate(key);
      // One that fails is told when its turn comes.
      promise.catch(() => undefined);
      made.push(promise);
    }
    return made[index] ?? generate(wanted);
  };
}

function keyText({ role }: PlannedCertificate, key: KeyObject, { newCaPassphrase }: CarryOutOptions): string | Buffer {
  const encrypted = newCaPassphrase !== undefined && (role === 'ca' || role === 'intermediate');
  const cipher = encrypted ? { cipher: 'aes-256-cbc', passphrase: newCaPassphrase } : {};
  return key.export({ format: 'pem', type: 'pkcs8', ...cipher });
}

async function archive(issued: Issued, chain: readonly Uint8Array[], options: CarryOutOptions): Promise<Buffer> {
  const { pkcs12Passphrase: passphrase, random = randomBytes } = options;
  if (passphrase === undefined) {
    throw new CertificatesError(t('an archive (PKCS#12) needs a passphrase'), 'passphrase');
  }
  const { toPkcs12 } = await import('./pkcs12');
  return toPkcs12(issued.certificate, issued.key, chain, passphrase, random);
}

async function reusedIssuer(plan: SetPlan, passphrase: string | undefined): Promise<Issuer> {
  const { directory, issuer: stem } = plan;
  const authority: Authority | undefined = await findAuthority(directory, plan.now, stem);
  if (authority === undefined) {
    throw new CertificatesError(t('the certificate authority in {directory} is gone', { directory }), 'authority');
  }
  return { ...authority, stem, key: openAuthorityKey(authority, passphrase) };
}

/** RFC 5280 section 4.2.1.9: a path length of zero leaves room for leaves alone. */
function refuseLeafOnly({ facts }: Authority): void {
  if (facts.pathLength !== 0) return;
  const { subject } = facts;
  throw new CertificatesError(
    t('{subject} may not issue authorities (its path length is 0); make a new root for this', { subject }),
    'authority',
  );
}

function noAuthority(directory: string, stem: string): CertificatesError {
  const files = pairOf(stem);
  return new CertificatesError(
    t('there is no certificate authority ({certificate} and {key}) in {directory}', { ...files, directory }),
    'authority',
  );
}

/** A certificate never outlives its authority. */
function shortened({ name, days }: PlannedCertificate, issued: Issued, now: number): readonly Message[] {
  const end = factsOfDer(issued.certificate)?.notAfter ?? now;
  if (now + days * 86_400_000 - end < 1000) return [];
  const date = new Date(end).toISOString().slice(0, 10);
  return [t('{name} is valid only until {date}, when the certificate authority expires', { name, date })];
}
