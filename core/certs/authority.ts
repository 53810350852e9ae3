import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import type { CertFacts } from '../facts/certificate';
import { type Message, t } from '../facts/message';
import { CertificatesError } from './errors';
import { inspectBytes, keyFactsOf } from './inspect';
import { readPem } from './pem';
import { certificateParts, factsOfDer } from './x509';

/** A certificate authority of a directory: the files of its stem, `ca.crt` and `ca.key` for `ca`. */
export interface Authority {
  readonly facts: CertFacts;
  /** DER. */
  readonly certificate: Uint8Array;
  /** DER of what a leaf must bring along besides itself: the authority and those above it, without the root. */
  readonly intermediates: readonly Uint8Array[];
  readonly keyEncrypted: boolean;
  readonly keyFile: string;
  readonly keyPem: Buffer;
}

/** The stem of the root's files, and of those of an authority below it. */
export const ROOT = 'ca';
export const INTERMEDIATE = 'intermediate';

/** Certificate and key of one holder have one stem. */
export function pairOf(stem: string): { readonly certificate: string; readonly key: string } {
  return { certificate: `${stem}.crt`, key: `${stem}.key` };
}

/**
 * Finds the authority of that stem in a directory and makes sure that it can issue: undefined where neither file is there;
 * a CertificatesError where only one is, where they do not belong together, or where it may not issue.
 */
export async function findAuthority(directory: string, now: number, stem = ROOT): Promise<Authority | undefined> {
  const certificateFile = path.join(directory, pairOf(stem).certificate);
  const keyFile = path.join(directory, pairOf(stem).key);
  const [certificatePem, keyPem] = [await readIfThere(certificateFile), await readIfThere(keyFile)];
  if (certificatePem === undefined && keyPem === undefined) return undefined;
  if (certificatePem === undefined) throw halfThere(keyFile, certificateFile);
  if (keyPem === undefined) throw halfThere(certificateFile, keyFile);
  const chain = readPem(certificatePem).flatMap(({ bytes }) => {
    const facts = factsOfDer(bytes);
    const der = certificateParts(bytes)?.whole;
    return facts && der ? [{ facts, der }] : [];
  });
  const [own] = chain;
  if (own === undefined) throw unfit(t('{file} holds no certificate in PEM', { file: certificateFile }));
  refuseUnfit(own.facts, certificateFile, now);
  const keyEncrypted = matchKey(keyPem, keyFile, own.facts);
  const intermediates = chain.filter(({ facts }) => !facts.selfSigned).map(({ der }) => der);
  return { facts: own.facts, certificate: own.der, intermediates, keyEncrypted, keyFile, keyPem };
}

/** The authority's key; the passphrase is needed where it is encrypted. */
export function openAuthorityKey(authority: Authority, passphrase?: string): KeyObject {
  const { keyFile: file, keyPem, keyEncrypted, facts } = authority;
  if (keyEncrypted && passphrase === undefined) {
    throw new CertificatesError(t('{file} is encrypted; give its passphrase', { file }), 'passphrase');
  }
  const key = decrypted(keyPem, passphrase);
  if (key === undefined) {
    throw new CertificatesError(t('{file} cannot be opened with this passphrase', { file }), 'passphrase');
  }
  if (keyFactsOf(createPublicKey(key))?.spki !== facts.key.spki) throw strangers(file, facts.subject);
  return key;
}

function refuseUnfit(facts: CertFacts, file: string, now: number): void {
  const { isCa, keyUsage, notAfter, notBefore } = facts;
  if (isCa !== true || keyUsage?.includes('keyCertSign') === false) {
    throw unfit(t('{file} is no certificate authority, so it cannot issue certificates', { file }));
  }
  if (notAfter <= now) {
    const date = new Date(notAfter).toISOString().slice(0, 10);
    throw unfit(t('{file} expired on {date}; make a new certificate authority', { file, date }));
  }
  if (notBefore > now) {
    const date = new Date(notBefore).toISOString().slice(0, 10);
    throw unfit(t('{file} is not valid before {date}; check the clock', { file, date }));
  }
}

/** Whether the key is encrypted; an open key must be the certificate's. */
function matchKey(keyPem: Buffer, file: string, facts: CertFacts): boolean {
  const [key] = inspectBytes(keyPem).keys;
  if (key === undefined) throw unfit(t('{file} holds no private key in PEM', { file }));
  if (!key.encrypted && key.key.spki !== facts.key.spki) throw strangers(file, facts.subject);
  return key.encrypted;
}

function decrypted(key: Buffer, passphrase: string | undefined): KeyObject | undefined {
  try {
    return createPrivateKey({ key, format: 'pem', passphrase });
  } catch {
    return undefined;
  }
}

/** Undefined where nothing of that name is there; a CertificatesError where it cannot be read. */
export async function readIfThere(file: string): Promise<Buffer | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = await handle.stat();
    if (stats.isFile() && stats.size <= LARGEST) return await handle.readFile();
    if (stats.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new CertificatesError(t('{file} cannot be read ({code})', { file, code }), 'io');
  } finally {
    await handle?.close();
  }
  throw new CertificatesError(t('{file} is no regular file, or too large', { file }), 'io');
}

/** Bytes. A ledger of a hundred thousand certificates has ten million. */
const LARGEST = 64 * 1024 * 1024;

function halfThere(present: string, missing: string): CertificatesError {
  return unfit(
    t('{present} is there, but {missing} is not; put it there too, or choose another directory', { present, missing }),
  );
}

function strangers(file: string, subject: string): CertificatesError {
  return unfit(t('{file} is not the key of the certificate authority {subject}', { file, subject }));
}

function unfit(reason: Message): CertificatesError {
  return new CertificatesError(reason, 'authority');
}
