import { X509Certificate } from 'node:crypto';
import type { CertFacts } from '../facts/certificate';
import {
  bitStringBytes,
  childrenOf,
  type DerNode,
  expect,
  integerHex,
  isContext,
  oidOf,
  readNode,
  smallInteger,
  TAG,
  timeOf,
} from './der';
import { distinguishedName } from './distinguished-name';
import { extensionFactsOf } from './extensions';
import { SIGNATURES } from './names';
import { publicKeyFactsOf, sha256 } from './spki';

/** The parts of a certificate (RFC 5280 section 4.1) as DER. */
export interface CertificateParts {
  readonly whole: Uint8Array;
  readonly serial: DerNode;
  readonly issuer: DerNode;
  readonly validity: DerNode;
  readonly subject: DerNode;
  readonly spki: DerNode;
  readonly version: 1 | 2 | 3;
  readonly signature: DerNode;
  readonly extensions: readonly DerNode[];
}

/** The certificate at the start of these bytes; what follows it is ignored (OpenSSL's TRUSTED CERTIFICATE has more). */
export function certificateParts(der: Uint8Array): CertificateParts | undefined {
  const node = readNode(der);
  const [tbs, signature, value, ...excess] = childrenOf(expect(node, TAG.sequence));
  const fields = [...childrenOf(expect(tbs, TAG.sequence))];
  const explicitVersion = fields[0]?.tag === 0xa0 ? fields.shift() : undefined;
  const [serial, inner, issuer, validity, subject, spki, ...rest] = fields;
  if (node === undefined || signature === undefined || excess.length > 0 || bitStringBytes(value) === undefined)
    return undefined;
  if (serial?.tag !== TAG.integer || subject === undefined || spki === undefined) return undefined;
  if ([inner, issuer, validity, subject, spki].some((field) => field?.tag !== TAG.sequence)) return undefined;
  if (issuer === undefined || validity === undefined) return undefined;
  const version = versionOf(explicitVersion);
  const extensions = childrenOf(childrenOf(rest.find((field) => isContext(field, 3)))[0]);
  return version && { whole: node.whole, serial, issuer, validity, subject, spki, version, signature, extensions };
}

/** Everything known of the certificate in these bytes; undefined where they hold none. */
export function factsOfDer(der: Uint8Array): CertFacts | undefined {
  const parts = certificateParts(der);
  const key = publicKeyFactsOf(parts?.spki);
  const [notBefore, notAfter] = childrenOf(parts?.validity).map(timeOf);
  if (parts === undefined || key === undefined || notBefore === undefined || notAfter === undefined) return undefined;
  const subject = distinguishedName(parts.subject);
  const issuer = distinguishedName(parts.issuer);
  if (subject === undefined || issuer === undefined) return undefined;
  return {
    subject: subject.text,
    issuer: issuer.text,
    commonName: subject.commonName,
    serial: integerHex(parts.serial) ?? '',
    notBefore,
    notAfter,
    version: parts.version,
    key,
    signatureAlgorithm: signatureName(parts.signature),
    ...extensionFactsOf(parts.extensions),
    fingerprint: sha256(parts.whole),
    selfSigned: isSelfSigned(parts),
  };
}

function versionOf(explicit: DerNode | undefined): 1 | 2 | 3 | undefined {
  if (explicit === undefined) return 1;
  const number = smallInteger(childrenOf(explicit)[0]);
  return number === 0 ? 1 : number === 1 ? 2 : number === 2 ? 3 : undefined;
}

/** `rsassaPss` does not tell its hash; without parameters it is SHA-1 (RFC 4055 section 3.1), which must not hide. */
function signatureName(algorithm: DerNode): string {
  const [oid, parameters] = childrenOf(algorithm);
  const name = oidOf(oid) ?? '';
  if (name !== '1.2.840.113549.1.1.10') return SIGNATURES[name] ?? name;
  const hash = childrenOf(parameters).find((field) => isContext(field, 0));
  const isSha1 = hash === undefined || oidOf(childrenOf(childrenOf(hash)[0])[0]) === '1.3.14.3.2.26';
  return isSha1 ? 'rsassaPss-SHA1' : 'rsassaPss';
}

function isSelfSigned(parts: CertificateParts): boolean {
  if (Buffer.compare(parts.subject.whole, parts.issuer.whole) !== 0) return false;
  try {
    const certificate = new X509Certificate(parts.whole);
    return certificate.verify(certificate.publicKey);
  } catch {
    // The runtime's crypto library does not know this kind of key or signature.
    return false;
  }
}
