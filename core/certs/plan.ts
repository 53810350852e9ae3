import path from 'node:path';
import { domainToASCII } from 'node:url';
import { formatIp, parseIp } from '../facts/address';
import { type Message, t } from '../facts/message';
import { INTERMEDIATE, pairOf, ROOT } from './authority';
import { CertificatesError } from './errors';
import { type KeyChoice, LOCAL_NAMES, PROFILES, type Role } from './profile';

/** Without names it is for this machine; the common name is the first name where it is not given. */
export interface ServerRequest {
  readonly name?: string;
  readonly dns: readonly string[];
  readonly ip: readonly string[];
  /** Absolute paths, where a configuration expects the files already; otherwise `server.crt` and `server.key`. */
  readonly files?: { readonly certificate: string; readonly key: string };
}

export interface PlanRequest {
  readonly directory: string;
  readonly key: KeyChoice;
  /** Validity of server and clients; the authority's own where not given is ten years. */
  readonly days?: number;
  readonly caDays?: number;
  readonly intermediateDays?: number;
  /** Make a certificate authority of this name; otherwise the one of the directory issues. */
  readonly ca?: { readonly name: string };
  /** Make an authority below that one, which then issues whatever else is asked for. */
  readonly intermediate?: { readonly name: string };
  /** Put each client's key, certificate and chain into one more file, for devices that want it so. */
  readonly pkcs12?: boolean;
  readonly server?: ServerRequest;
  /** MQTT user names. */
  readonly clients: readonly string[];
}

/** One certificate that will be issued, and where it goes. */
export interface PlannedCertificate {
  readonly role: Role;
  readonly name: string;
  readonly dns: readonly string[];
  readonly ip: readonly string[];
  readonly key: KeyChoice;
  readonly days: number;
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly pkcs12File?: string;
}

export interface PlannedFile {
  readonly path: string;
  /** POSIX permission bits. */
  readonly mode: number;
  readonly kind: 'certificate' | 'key' | 'pkcs12';
  readonly purpose: Message;
}

/** Certificates are public; a key is its owner's alone. */
const FILE_MODES = { certificate: 0o644, key: 0o600, pkcs12: 0o600 } as const;

export interface Plan {
  readonly directory: string;
  readonly certificates: readonly PlannedCertificate[];
  readonly files: readonly PlannedFile[];
}

/** What would be made and where. Reads and writes nothing; a CertificatesError where a name cannot be used. */
export function planCertificates(request: PlanRequest): Plan {
  const certificates = [
    ...(request.ca === undefined ? [] : [plannedCa(request, request.ca.name)]),
    ...(request.intermediate === undefined ? [] : [plannedIntermediate(request, request.intermediate.name)]),
    ...(request.server === undefined ? [] : [plannedServer(request, request.server)]),
    ...request.clients.map((name) => plannedClient(request, name)),
  ];
  refuseCollisions(certificates);
  return { directory: request.directory, certificates, files: certificates.flatMap(filesOf) };
}

/** The file name of a client: its name, as far as every file system takes it. */
export function fileStem(name: string): string {
  const stem = name
    .replace(/[^\p{L}\p{N}._@-]/gu, '_')
    .replace(/^[.-]/, '_')
    .replace(/\.$/, '_');
  return WINDOWS_DEVICES.test(stem) ? `_${stem}` : stem;
}

const WINDOWS_DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** Upper bound of a common name (RFC 5280 appendix A, ub-common-name). */
const LONGEST_NAME = 64;

/** One hundred years; beyond it lies a mistyped number. */
const LONGEST_VALIDITY = 36_500;

function plannedCa(request: PlanRequest, name: string): PlannedCertificate {
  const days = checkedDays(request.caDays ?? PROFILES.ca.days);
  return { ...target(request, 'ca', ROOT), name: checkedName(name), dns: [], ip: [], days };
}

function plannedIntermediate(request: PlanRequest, name: string): PlannedCertificate {
  const days = checkedDays(request.intermediateDays ?? PROFILES.intermediate.days);
  return { ...target(request, 'intermediate', INTERMEDIATE), name: checkedName(name), dns: [], ip: [], days };
}

function plannedServer(request: PlanRequest, server: ServerRequest): PlannedCertificate {
  const { dns, ip } = server.dns.length + server.ip.length > 0 ? server : namesWithout(server.name);
  const names = { dns: unique(dns.map(checkedDns)), ip: unique(ip.map(checkedIp)) };
  refuseTooMany([...names.dns, ...names.ip]);
  const first = names.dns[0] ?? names.ip[0] ?? '';
  const name = checkedName(server.name ?? (first.length > LONGEST_NAME ? 'MQTT broker' : first));
  const days = checkedDays(request.days ?? PROFILES.server.days);
  const { certificate: certificateFile, key: keyFile } = server.files ?? {};
  const files = certificateFile && keyFile ? { certificateFile, keyFile } : {};
  return { ...target(request, 'server', 'server'), ...files, name, ...names, days };
}

/** OpenSSL's clients take a certificate message of 100 KiB (SSL_CTX_set_max_cert_list) with the whole chain in it. */
const LONGEST_NAMES = 64 * 1024;

function refuseTooMany(names: readonly string[]): void {
  if (names.reduce((size, name) => size + name.length + 2, 0) <= LONGEST_NAMES) return;
  const count = names.length;
  throw input(
    t('{count} names do not fit into one certificate that TLS clients take; use several or a wildcard', { count }),
  );
}

/** Where no names are given: this machine, and the common name if it can only be meant as a host. */
function namesWithout(name: string | undefined): { readonly dns: readonly string[]; readonly ip: readonly string[] } {
  const isHost = name !== undefined && /^(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*$/i.test(name);
  return { dns: [...(isHost ? [name] : []), ...LOCAL_NAMES.dns], ip: LOCAL_NAMES.ip };
}

function plannedClient(request: PlanRequest, name: string): PlannedCertificate {
  const stem = fileStem(checkedName(name));
  const days = checkedDays(request.days ?? PROFILES.client.days);
  const pkcs12 = request.pkcs12 ? { pkcs12File: path.join(request.directory, `${stem}.p12`) } : {};
  return { ...target(request, 'client', stem), ...pkcs12, name, dns: [], ip: [], days };
}

function target(request: PlanRequest, role: Role, stem: string) {
  const { directory } = request;
  const { certificate, key } = pairOf(stem);
  return {
    role,
    key: request.key,
    certificateFile: path.join(directory, certificate),
    keyFile: path.join(directory, key),
  };
}

function filesOf(certificate: PlannedCertificate): readonly PlannedFile[] {
  const { certificateFile, keyFile, pkcs12File, role, name } = certificate;
  const pkcs12 = pkcs12File === undefined ? [] : [archive(pkcs12File, name)];
  return [
    ...pkcs12,
    {
      path: certificateFile,
      mode: FILE_MODES.certificate,
      kind: 'certificate',
      purpose: CERTIFICATE_PURPOSES[role](name),
    },
    { path: keyFile, mode: FILE_MODES.key, kind: 'key', purpose: KEY_PURPOSES[role](name) },
  ];
}

function archive(file: string, name: string): PlannedFile {
  const purpose = t('Key, certificate and chain of the client {name} in one file (PKCS#12)', { name });
  return { path: file, mode: FILE_MODES.pkcs12, kind: 'pkcs12', purpose };
}

const CERTIFICATE_PURPOSES: Readonly<Record<Role, (name: string) => Message>> = {
  ca: (name) => t('Certificate of the authority {name}: broker and clients trust it', { name }),
  intermediate: (name) => t('Certificate of the authority {name}, which the root has signed', { name }),
  server: (name) => t('Certificate of the broker {name}', { name }),
  client: (name) => t('Certificate of the client {name}', { name }),
};

const KEY_PURPOSES: Readonly<Record<Role, (name: string) => Message>> = {
  ca: (name) =>
    t('Private key of the authority {name}: it issues certificates; keep it away from the broker', { name }),
  intermediate: (name) => t('Private key of the authority {name}: it issues certificates', { name }),
  server: (name) => t('Private key of the broker {name}', { name }),
  client: (name) => t('Private key of the client {name}', { name }),
};

function checkedName(name: string): string {
  if (name.trim() !== name || name === '' || /\p{Cc}/u.test(name)) {
    throw input(t('"{name}" cannot be a name: it is empty, or has spaces around it or control characters', { name }));
  }
  if (name.length <= LONGEST_NAME) return name;
  throw input(t('"{name}" is longer than the {limit} characters of a common name', { name, limit: LONGEST_NAME }));
}

/** The ASCII form of a DNS name, with a wildcard only as its first label. */
function checkedDns(name: string): string {
  if (parseIp(name) !== undefined)
    throw input(t('{name} is an IP address; give it as one, not as a DNS name', { name }));
  const ascii = /^[\x00-\x7f]*$/.test(name) ? name : domainToASCII(name);
  const plain = ascii.replace(/\.$/, '');
  const labels = plain.replace(/^\*\./, '').split('.');
  // OpenSSL matches no wildcard above a label with an underscore.
  if (/^\*\..*_/.test(plain)) throw input(t('"{name}": a wildcard cannot stand before an underscore', { name }));
  if (plain.length <= 253 && labels.every((label) => /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/i.test(label))) return plain;
  throw input(t('"{name}" is no DNS name', { name }));
}

function checkedIp(address: string): string {
  const canonical = formatIp(parseIp(address) ?? []);
  if (canonical === undefined) throw input(t('"{address}" is no IP address', { address }));
  return canonical;
}

/** The validity if it is one; a CertificatesError otherwise. */
export function checkedDays(days: number): number {
  if (Number.isInteger(days) && days >= 1 && days <= LONGEST_VALIDITY) return days;
  throw input(t('a validity of {days} days is not possible; give 1 to {limit}', { days, limit: LONGEST_VALIDITY }));
}

/** Two names must not share a file, not even on a file system that ignores case. */
function refuseCollisions(certificates: readonly PlannedCertificate[]): void {
  const taken = new Set([ROOT, INTERMEDIATE, 'server']);
  for (const { role, name } of certificates) {
    if (role !== 'client') continue;
    const stem = fileStem(name).toLowerCase();
    if (taken.has(stem))
      throw input(t('the file name {stem} of client {name} is taken; choose another name', { stem, name }));
    taken.add(stem);
  }
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}

function input(reason: Message): CertificatesError {
  return new CertificatesError(reason, 'input');
}
