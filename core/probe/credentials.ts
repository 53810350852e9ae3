import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { inspectBytes } from '../certs/inspect';
import type { PemFacts } from '../facts/certificate';
import { FailureError, failureOf, type TargetFile } from './deadline';
import type { Target } from './target';

/** The files that a target names, read. Holds key material: never leaves the probe. */
export interface Credentials {
  readonly ca?: CredentialFile;
  readonly cert?: CredentialFile;
  readonly key?: CredentialFile;
  readonly passphrase?: string;
}

export interface CredentialFile {
  readonly bytes: Buffer;
  readonly facts: PemFacts;
}

/** Certificates and keys are a few kilobytes; a bundle of all public authorities is a quarter of this. */
const sizeLimit = 1024 * 1024;

/** Reads the target's files; rejects with a failure that names the file by its role. */
export async function readCredentials(target: Target): Promise<Credentials> {
  const ca = await readIfNamed(target.ca, 'ca');
  if (target.p12 !== undefined) return { ca, ...(await readArchive(target.p12, target.passphrase ?? '')) };
  const cert = await readIfNamed(target.cert, 'cert');
  const key = await readIfNamed(target.key, 'key');
  // One file may hold both, as many tools write it.
  const keyFile = key ?? ((cert?.facts.keys.length ?? 0) > 0 ? cert : undefined);
  // Node would go on without the certificate, and the broker's refusal would then point the wrong way.
  if (cert !== undefined && keyFile === undefined) {
    throw new FailureError({ code: 'NO_PRIVATE_KEY', text: 'no key for the client certificate' });
  }
  return { ca, cert, key: keyFile, passphrase: target.passphrase };
}

/** OpenSSL compares a certificate with keys of its own type only, and with another one goes on without the two. */
export function differInType({ cert, key }: Credentials): boolean {
  const own = cert?.facts.certificates[0]?.key.type;
  const [first] = key?.facts.keys ?? [];
  if (own === undefined || own === 'other' || first === undefined || first.encrypted) return false;
  return first.key.type !== own && first.key.type !== 'other';
}

/** Opened here, because the TLS libraries differ in which ciphers of such archives they still know. */
async function readArchive(path: string, passphrase: string): Promise<Credentials> {
  const archive = await readIfNamed(path, 'p12');
  if (archive === undefined || archive.facts.encoding !== 'pkcs12') {
    throw new FailureError({ code: 'NO_PKCS12', text: `is ${archive?.facts.encoding ?? 'empty'}`, file: 'p12' });
  }
  // Loaded when first needed: the reader is large.
  const { openPkcs12 } = await import('../certs/pkcs12');
  const opened = openPkcs12(archive.bytes, passphrase);
  if (opened === undefined) throw new FailureError({ code: 'PKCS12_NOT_OPENED', text: 'cannot be opened' });
  const fileOf = (text: string): CredentialFile => {
    const bytes = Buffer.from(text);
    return { bytes, facts: inspectBytes(bytes) };
  };
  return { cert: fileOf(opened.cert), key: fileOf(opened.key) };
}

async function readIfNamed(path: string | undefined, role: TargetFile): Promise<CredentialFile | undefined> {
  if (path === undefined) return undefined;
  try {
    const bytes = await readSmallFile(path);
    return { bytes, facts: inspectBytes(bytes) };
  } catch (error) {
    throw new FailureError({ ...failureOf(error), file: role });
  }
}

/** Never waits for a pipe or device, and never fills the memory with a file that is no certificate. */
export async function readSmallFile(path: string): Promise<Buffer> {
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stat = await handle.stat();
    if (stat.isDirectory()) throw new FailureError({ code: 'EISDIR', text: 'is a directory' });
    if (!stat.isFile()) throw new FailureError({ code: 'EINVAL', text: 'is no regular file' });
    if (stat.size > sizeLimit) throw new FailureError({ code: 'EFBIG', text: 'is larger than one megabyte' });
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}
