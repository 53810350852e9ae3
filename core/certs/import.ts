import { X509Certificate } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { CertFacts } from '../facts/certificate';
import { type Message, t } from '../facts/message';
import { pairOf, readIfThere } from './authority';
import { CertificatesError } from './errors';
import { inspectBytes } from './inspect';
import { pemOf, readPem } from './pem';
import { pkcs7Certificates } from './pkcs7';
import { exists, saveFiles } from './save';
import { certificateParts, factsOfDer } from './x509';

export interface ImportPlan {
  /** Where the certificate and its chain go. */
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly facts: CertFacts;
  readonly exists: boolean;
  readonly content: string;
  readonly notes: readonly Message[];
}

/**
 * What an authority has sent back, matched with the private key of the directory that asked for it: leaf first, then
 * each link's issuer, without the root, as TLS servers send it (RFC 8446 section 4.4.2). Accepts PEM in any order and
 * with text around it, DER, and PKCS #7 bundles. A CertificatesError where no key of the directory fits, or the certificate is over.
 */
export async function planImport(files: readonly string[], directory: string, now: number): Promise<ImportPlan> {
  const links = (await Promise.all(files.map(linksOf))).flat();
  const found = await ownLink(links, directory);
  if (found === undefined) {
    const reason = t('no private key in {directory} belongs to a certificate of {files}', {
      directory,
      files: files.join(', '),
    });
    throw new CertificatesError(reason, 'input');
  }
  const { leaf, keyFile } = found;
  refuseOver(leaf.facts, now);
  const chain = chainOf(leaf, links);
  const certificateFile = path.join(directory, pairOf(path.parse(keyFile).name).certificate);
  return {
    certificateFile,
    keyFile,
    facts: leaf.facts,
    exists: await exists(certificateFile),
    content: chain.map(({ der }) => pemOf('CERTIFICATE', der)).join(''),
    notes: chainNotes(chain),
  };
}

/** Writes the certificate; one that is there already is replaced only where `force` says so. */
export async function carryOutImport(plan: ImportPlan, { force }: { readonly force: boolean }): Promise<void> {
  const { certificateFile, content } = plan;
  await saveFiles([{ path: certificateFile, mode: 0o644, content, overwrite: force && plan.exists }]);
}

interface Link {
  readonly der: Uint8Array;
  readonly facts: CertFacts;
}

async function linksOf(file: string): Promise<readonly Link[]> {
  const bytes = await readIfThere(file);
  if (bytes === undefined) throw new CertificatesError(t('there is no file {file}', { file }), 'input');
  const blocks = readPem(bytes);
  const armoured = blocks.filter(({ label }) => label === 'CERTIFICATE').map((block) => block.bytes);
  const bundled = (blocks.length > 0 ? blocks.map((block) => block.bytes) : [bytes]).flatMap(pkcs7Certificates);
  const candidates = armoured.length + bundled.length > 0 ? [...armoured, ...bundled] : [bytes];
  const links = candidates.flatMap((candidate) => {
    const [der, facts] = [certificateParts(candidate)?.whole, factsOfDer(candidate)];
    return der && facts ? [{ der, facts }] : [];
  });
  if (links.length > 0) return links;
  throw new CertificatesError(t('{file} holds no certificate (PEM, DER or PKCS#7)', { file }), 'input');
}

async function ownLink(
  links: readonly Link[],
  directory: string,
): Promise<{ readonly leaf: Link; readonly keyFile: string } | undefined> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names.filter((candidate) => candidate.endsWith('.key'))) {
    const keyFile = path.join(directory, name);
    const [key] = inspectBytes((await readIfThere(keyFile)) ?? new Uint8Array()).keys;
    if (key === undefined || key.encrypted) continue;
    const leaf = links.find(({ facts }) => facts.key.spki === key.key.spki);
    if (leaf !== undefined) return { leaf, keyFile };
  }
  return undefined;
}

function refuseOver({ notAfter, subject }: CertFacts, now: number): void {
  if (notAfter > now) return;
  const date = new Date(notAfter).toISOString().slice(0, 10);
  throw new CertificatesError(t('{subject} expired on {date}; ask for a new certificate', { subject, date }), 'input');
}

/** From the leaf upwards as far as the links reach; each issuer is found by its signature. */
function chainOf(leaf: Link, links: readonly Link[]): readonly Link[] {
  const chain = [leaf];
  for (let last = leaf; !last.facts.selfSigned && chain.length <= links.length; ) {
    const below = new X509Certificate(last.der);
    const issuer = links.find((link) => !chain.includes(link) && signs(link, below));
    if (issuer === undefined || issuer.facts.selfSigned) break;
    chain.push(issuer);
    last = issuer;
  }
  return chain;
}

function signs({ der, facts }: Link, below: X509Certificate): boolean {
  try {
    return (
      facts.isCa === true &&
      below.checkIssued(new X509Certificate(der)) &&
      below.verify(new X509Certificate(der).publicKey)
    );
  } catch {
    return false;
  }
}

function chainNotes(chain: readonly Link[]): readonly Message[] {
  const [leaf] = chain;
  if (chain.length > 1 || leaf === undefined || leaf.facts.selfSigned) return [];
  const { issuer } = leaf.facts;
  return [
    t('its issuer {issuer} came without a certificate; add it if it is not the root that clients trust', { issuer }),
  ];
}
