import { isIP } from 'node:net';
import path from 'node:path';
import { LOCAL_NAMES } from '../../core/certs';
import type { FileId, FileReference, Listener } from '../../core/lint';

/** Absolute paths that a configuration expects its files under. */
export interface WantedFiles {
  /** Where the authority goes. */
  readonly directory: string;
  readonly certificate: string;
  readonly key: string;
}

/** What a listener tells of the certificate that it needs. */
export interface ListenerWishes {
  /** Names and addresses under which clients reach it, as far as the configuration tells. */
  readonly names: readonly string[];
  readonly files: WantedFiles | undefined;
}

/** `pathOf`: the path on this machine; undefined where the file is elsewhere. */
export function listenerWishes(
  { address, tls }: Pick<Listener, 'address' | 'tls'>,
  pathOf: (file: FileId) => string | undefined,
): ListenerWishes {
  return { names: namesOf(address.value, tls), files: filesOf(tls, pathOf) };
}

/** Those of the certificate that it has, else the local ones and the address that it listens on. */
function namesOf(address: string | undefined, { certificate }: Listener['tls']): readonly string[] {
  const facts = certificate.value?.target?.facts;
  const sans = facts?.kind === 'file' ? (facts.pem.certificates[0]?.sans ?? []) : [];
  const before = sans.filter(({ type }) => type === 'dns' || type === 'ip').map(({ value }) => value);
  if (before.length > 0) return before;
  return [...new Set([...(isSpecific(address) ? [address] : []), ...LOCAL_NAMES.dns, ...LOCAL_NAMES.ip])];
}

/** One address of the machine, not all of them. */
function isSpecific(address: string | undefined): address is string {
  if (address === undefined || address === '') return false;
  return isIP(address) === 0 ? /^[a-z0-9.-]+$/i.test(address) : !/^(?:0\.0\.0\.0|[0:]+)$/.test(address);
}

function filesOf(tls: Listener['tls'], pathOf: (file: FileId) => string | undefined): WantedFiles | undefined {
  const place = (reference: FileReference | undefined) => usablePlace(reference, pathOf);
  const [certificate, key] = [place(tls.certificate.value), place(tls.privateKey.value)];
  if (certificate === undefined || key === undefined || certificate === key) return undefined;
  const ca = place(tls.ca.value);
  const directory = path.dirname(ca ?? certificate);
  const taken = new Set(RESERVED.map((name) => path.join(directory, name)));
  return taken.has(certificate) || taken.has(key) ? undefined : { directory, certificate, key };
}

/** What the certificate maker calls its authorities. */
const RESERVED = ['ca.crt', 'ca.key', 'intermediate.crt', 'intermediate.key'];

/** The path, unless it means another machine: an absolute one whose folder is not here. */
function usablePlace(
  reference: FileReference | undefined,
  pathOf: (file: FileId) => string | undefined,
): string | undefined {
  const { target, path: written } = reference ?? {};
  if (target === undefined || written === undefined) return undefined;
  const { facts, file } = target;
  const absolute = written.startsWith('/') || /^[a-z]:/i.test(written);
  const here = facts.kind === 'file' || (facts.kind === 'missing' && (facts.directoryExists || !absolute));
  return here ? pathOf(file) : undefined;
}
