import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { type Message, t } from '../facts/message';
import { AUTHORITY_FILES, type Authority, findAuthority, openAuthorityKey } from './authority';
import { CertificatesError } from './errors';
import type { Circumstances, Issued } from './issue';
import { pemOf } from './pem';
import { type Plan, type PlannedCertificate, type PlannedFile, planCertificates } from './plan';
import type { KeyChoice, Role } from './profile';
import { exists, saveFiles } from './save';
import { factsOfDer } from './x509';

export interface SetOptions {
  readonly directory: string;
  readonly key: KeyChoice;
  /** Validity of server and client certificates; 365 where not given. */
  readonly days?: number;
  /** Without names it is for this machine (localhost, 127.0.0.1, ::1). */
  readonly server?: { readonly name?: string; readonly dns: readonly string[]; readonly ip: readonly string[] };
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
  readonly now: number;
}

export interface CarryOutOptions {
  /** Replace the files that the plan says exist; one that has appeared since is an error in any case. */
  readonly force: boolean;
  readonly signal?: AbortSignal;
  readonly caPassphrase?: string;
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
  const { directory, authority = 'reuse-or-create' } = options;
  const found = authority === 'create' ? undefined : await findAuthority(directory, options.now);
  if (found === undefined && authority === 'reuse') {
    throw new CertificatesError(
      t('there is no certificate authority (ca.crt and ca.key) in {directory}', { directory }),
      'authority',
    );
  }
  const plan = planCertificates({ ...options, ca: found === undefined ? { name: options.caName } : undefined });
  const files = await Promise.all(plan.files.map(async (file) => ({ ...file, exists: await exists(file.path) })));
  return {
    ...plan,
    files,
    reuseCa: found !== undefined,
    caKeyEncrypted: found?.keyEncrypted ?? false,
    caFile: path.join(directory, AUTHORITY_FILES.certificate),
    now: options.now,
  };
}

/** Issues everything in memory, then writes all files or none. */
export async function carryOut(plan: SetPlan, options: CarryOutOptions): Promise<WrittenFiles> {
  const { contents, notes } = await issueAll(plan, options);
  const files = plan.files.map(({ path: file, mode, exists: there }) => {
    return { path: file, mode, content: contents.get(file) ?? '', overwrite: options.force && there };
  });
  await saveFiles(files, options.signal);
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
}

interface Issuer extends Issued {
  readonly intermediates: readonly Uint8Array[];
}

async function issueAll(plan: SetPlan, options: CarryOutOptions): Promise<Batch> {
  const { issue } = await import('./issue');
  const circumstances: Circumstances = { now: plan.now, random: options.random ?? randomBytes };
  const contents = new Map<string, string | Buffer>();
  const notes: Message[] = [];
  let issuer: Issuer | undefined = plan.reuseCa ? await reusedIssuer(plan, options.caPassphrase) : undefined;
  for (const planned of plan.certificates) {
    options.signal?.throwIfAborted();
    const isCa = planned.role === 'ca';
    const issued = await issue(planned, circumstances, isCa ? undefined : issuer);
    const chain = [issued.certificate, ...(isCa ? [] : (issuer?.intermediates ?? []))];
    contents.set(planned.certificateFile, chain.map((der) => pemOf('CERTIFICATE', der)).join(''));
    contents.set(planned.keyFile, issued.key.export({ format: 'pem', type: 'pkcs8' }));
    notes.push(...shortened(planned, issued, plan.now));
    if (isCa) issuer = { ...issued, intermediates: [] };
  }
  return { contents, notes };
}

async function reusedIssuer(plan: SetPlan, passphrase: string | undefined): Promise<Issuer> {
  const authority: Authority | undefined = await findAuthority(plan.directory, plan.now);
  if (authority === undefined) {
    const { directory } = plan;
    throw new CertificatesError(t('the certificate authority in {directory} is gone', { directory }), 'authority');
  }
  return { ...authority, key: openAuthorityKey(authority, passphrase) };
}

/** A certificate never outlives its authority. */
function shortened({ name, days }: PlannedCertificate, issued: Issued, now: number): readonly Message[] {
  const end = factsOfDer(issued.certificate)?.notAfter ?? now;
  if (now + days * 86_400_000 - end < 1000) return [];
  const date = new Date(end).toISOString().slice(0, 10);
  return [t('{name} is valid only until {date}, when the certificate authority expires', { name, date })];
}
