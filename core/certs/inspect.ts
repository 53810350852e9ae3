import { createPrivateKey, createPublicKey, type KeyObject, type X509Certificate } from 'node:crypto';
import type { CertFacts, KeyFacts, PemFacts, PublicKeyFacts } from '../facts/certificate';
import { crlFactsOf, dhBitsOf } from './crl';
import { childrenOf, type DerNode, oidOf, readNode, smallInteger, TAG } from './der';
import { distinguishedName } from './distinguished-name';
import { type PemBlock, readPem } from './pem';
import { PKCS7_LABELS, pkcs7Certificates } from './pkcs7';
import { requestFactsOf } from './request-facts';
import { publicKeyFactsOf } from './spki';
import { factsOfDer } from './x509';

/**
 * What a file that should hold certificates or keys really holds. Any bytes are answered; nothing throws. Key material
 * stays in here: of a private key only the facts of its public half are told.
 */
export function inspectBytes(bytes: Uint8Array): PemFacts {
  if (bytes.length === 0) return { encoding: 'empty', certificates: [], keys: [], labels: [] };
  const blocks = readPem(bytes);
  if (blocks.length === 0) return inspectDer(bytes);
  return {
    encoding: 'pem',
    certificates: blocks.flatMap(({ label, bytes: der }) =>
      CERTIFICATE_LABELS.has(label)
        ? listOf(factsOfDer(der))
        : PKCS7_LABELS.has(label)
          ? pkcs7Certificates(der).flatMap((link) => listOf(factsOfDer(link)))
          : [],
    ),
    keys: blocks.flatMap((block) => listOf(keyOfBlock(block))),
    labels: blocks.map((block) => block.label),
    ...otherFacts(blocks),
  };
}

/** The certificates of a PEM file as DER, in file order. */
export function certificateBytes(bytes: Uint8Array): readonly Uint8Array[] {
  return readPem(bytes).flatMap((block) =>
    CERTIFICATE_LABELS.has(block.label) && factsOfDer(block.bytes) !== undefined ? [block.bytes] : [],
  );
}

/** What is neither certificate nor key; nothing is claimed of what is not there. */
function otherFacts(blocks: readonly PemBlock[]): Pick<PemFacts, 'crls' | 'dhBits' | 'requests'> {
  const crls = blocks.flatMap(({ label, bytes }) => (label === 'X509 CRL' ? listOf(crlFactsOf(bytes)) : []));
  const [dhBits] = blocks.flatMap(({ label, bytes }) =>
    /^(?:X9\.42 )?DH PARAMETERS$/.test(label) ? listOf(dhBitsOf(bytes)) : [],
  );
  const requests = blocks.flatMap(({ label, bytes }) =>
    /^(?:NEW )?CERTIFICATE REQUEST$/.test(label) ? listOf(requestFactsOf(bytes)) : [],
  );
  return {
    ...(crls.length > 0 ? { crls } : {}),
    ...(requests.length > 0 ? { requests } : {}),
    ...(dhBits === undefined ? {} : { dhBits }),
  };
}

/** The same facts of a certificate that a connection brought along; undefined where the bytes are none. */
export function certFactsOf(certificate: X509Certificate | Uint8Array): CertFacts | undefined {
  return factsOfDer(certificate instanceof Uint8Array ? certificate : certificate.raw);
}

/** A distinguished name (DER) as text, e.g. `C=DE, O=Example, CN=broker`; undefined where the bytes are none. */
export function nameTextOf(der: Uint8Array): string | undefined {
  return distinguishedName(readNode(der))?.text;
}

/** The labels under which OpenSSL reads a certificate. */
const CERTIFICATE_LABELS: ReadonlySet<string> = new Set(['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE']);

const KEY_TYPES: Readonly<Record<string, 'pkcs8' | 'pkcs1' | 'sec1'>> = {
  'PRIVATE KEY': 'pkcs8',
  'RSA PRIVATE KEY': 'pkcs1',
  'EC PRIVATE KEY': 'sec1',
};

function keyOfBlock({ label, headers, bytes }: PemBlock): KeyFacts | undefined {
  if (label === 'ENCRYPTED PRIVATE KEY') return { encrypted: true };
  if (!label.endsWith('PRIVATE KEY')) return undefined;
  if (/^Proc-Type:.*ENCRYPTED/im.test(headers)) return { encrypted: true };
  const type = KEY_TYPES[label];
  if (type !== undefined) return keyOfDer(bytes, type);
  return label === 'DSA PRIVATE KEY' ? dsaKey(bytes) : undefined;
}

function keyOfDer(der: Uint8Array, type: 'pkcs8' | 'pkcs1' | 'sec1'): KeyFacts | undefined {
  return publicHalf(() => createPrivateKey({ key: Buffer.from(der), format: 'der', type }));
}

/** The old DSA form has no DER type in node:crypto, only PEM. */
function dsaKey(der: Uint8Array): KeyFacts | undefined {
  const base64 = Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n');
  return publicHalf(() =>
    createPrivateKey(`-----BEGIN DSA PRIVATE KEY-----\n${base64}\n-----END DSA PRIVATE KEY-----\n`),
  );
}

/** Undefined where the runtime's crypto library cannot read the key: a damaged one, or a kind it does not have. */
function publicHalf(open: () => KeyObject): KeyFacts | undefined {
  try {
    const key = keyFactsOf(createPublicKey(open()));
    return key && { encrypted: false, key };
  } catch {
    return undefined;
  }
}

export function keyFactsOf(publicKey: KeyObject): PublicKeyFacts | undefined {
  return publicKeyFactsOf(readNode(publicKey.export({ format: 'der', type: 'spki' })));
}

function inspectDer(bytes: Uint8Array): PemFacts {
  const node = readNode(bytes);
  const fields = node?.tag === TAG.sequence && node.whole.length === bytes.length ? childrenOf(node) : [];
  const certificates =
    fields.length === 3
      ? listOf(factsOfDer(bytes))
      : pkcs7Certificates(bytes).flatMap((link) => listOf(factsOfDer(link)));
  const keys = certificates.length > 0 ? [] : listOf(keyOfFields(bytes, fields));
  const encoding = isPkcs12(fields) ? 'pkcs12' : fields.length > 0 ? 'der' : 'other';
  const rest = certificates.length + keys.length > 0 || fields.length !== 3 ? {} : signedFacts(bytes);
  return { encoding, certificates, keys, labels: [], ...rest };
}

/** Lists and requests have the outer shape of a certificate. */
function signedFacts(bytes: Uint8Array): Pick<PemFacts, 'crls' | 'requests'> {
  const [crls, requests] = [listOf(crlFactsOf(bytes)), listOf(requestFactsOf(bytes))];
  return { ...(crls.length > 0 ? { crls } : {}), ...(requests.length > 0 ? { requests } : {}) };
}

/** PFX: version 3, then a ContentInfo of data or signedData (RFC 7292 section 4). */
function isPkcs12([version, content]: readonly DerNode[]): boolean {
  const type = oidOf(childrenOf(content)[0]);
  return smallInteger(version) === 3 && (type === '1.2.840.113549.1.7.1' || type === '1.2.840.113549.1.7.2');
}

function keyOfFields(bytes: Uint8Array, [first, second, third]: readonly DerNode[]): KeyFacts | undefined {
  if (first?.tag === TAG.sequence) return isEncryptedKey(first, second, third) ? { encrypted: true } : undefined;
  if (first?.tag !== TAG.integer) return undefined;
  if (second?.tag === TAG.sequence) return keyOfDer(bytes, 'pkcs8');
  return keyOfDer(bytes, second?.tag === TAG.octetString ? 'sec1' : 'pkcs1');
}

/** EncryptedPrivateKeyInfo: an encryption algorithm of PKCS #5 or PKCS #12 and the octets (RFC 5958 section 3). */
function isEncryptedKey(algorithm: DerNode, octets: DerNode | undefined, excess: DerNode | undefined): boolean {
  const oid = oidOf(childrenOf(algorithm)[0]) ?? '';
  return octets?.tag === TAG.octetString && excess === undefined && /^1\.2\.840\.113549\.1\.(?:5|12\.1)\./.test(oid);
}

function listOf<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}
