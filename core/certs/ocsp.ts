import { createHash, type KeyObject, verify, X509Certificate } from 'node:crypto';
import type { OcspFacts } from '../facts/certificate';
import { bitStringBytes, childrenOf, type DerNode, expect, hex, integerHex, oidOf, readNode, TAG, timeOf } from './der';
import { certificateParts, factsOfDer } from './x509';

/**
 * What an OCSPResponse (RFC 6960 section 4.2) says of `certificate`, signed by `issuer`; all of them DER. Any bytes are
 * answered. Without the issuer nothing can be verified.
 */
export function ocspFactsOf(response: Uint8Array, certificate: Uint8Array, issuer: Uint8Array | undefined): OcspFacts {
  const [status, explicit] = childrenOf(expect(readNode(response), TAG.sequence));
  const code = status?.tag === ENUMERATED ? status.content[0] : undefined;
  if (code !== 0) return { status: REFUSALS[code ?? -1] ?? 'malformed', verified: false };
  const basic = basicOf(explicit);
  const single = basic?.responses.find((one) => isAbout(one, certificate, issuer));
  const fields = childrenOf(single);
  const thisUpdate = timeOf(fields[2]);
  if (basic === undefined || thisUpdate === undefined) return { status: 'malformed', verified: false };
  const nextUpdate = timeOf(childrenOf(fields.slice(3).find(({ tag }) => tag === 0xa0))[0]);
  return {
    ...statusOf(fields[1]),
    verified: issuer !== undefined && isSigned(basic, issuer),
    thisUpdate,
    ...(nextUpdate === undefined ? {} : { nextUpdate }),
  };
}

const ENUMERATED = 0x0a;
const BASIC = '1.3.6.1.5.5.7.48.1.1';
const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';

/** OCSPResponseStatus (RFC 6960 section 4.2.1). */
const REFUSALS: Readonly<Record<number, OcspFacts['status']>> = {
  2: 'tryLater',
  3: 'tryLater',
  5: 'refused',
  6: 'refused',
};

interface Basic {
  /** The bytes that are signed. */
  readonly data: Uint8Array;
  readonly algorithm: string;
  readonly signature: Uint8Array;
  /** SingleResponses. */
  readonly responses: readonly DerNode[];
  /** Certificates that the responder sent along, DER. */
  readonly certificates: readonly Uint8Array[];
}

function basicOf(explicit: DerNode | undefined): Basic | undefined {
  const [type, octets] = childrenOf(childrenOf(explicit)[0]);
  if (oidOf(type) !== BASIC || octets?.tag !== TAG.octetString) return undefined;
  const [data, algorithm, value, certificates] = childrenOf(expect(readNode(octets.content), TAG.sequence));
  const signature = bitStringBytes(value);
  // Version [0] may be left out; the list of responses is the only SEQUENCE on this level.
  const responses = childrenOf(data).find(({ tag }) => tag === TAG.sequence);
  if (data === undefined || signature === undefined || responses === undefined) return undefined;
  return {
    data: data.whole,
    algorithm: oidOf(childrenOf(algorithm)[0]) ?? '',
    signature,
    responses: childrenOf(responses),
    certificates: childrenOf(childrenOf(certificates)[0]).map(({ whole }) => whole),
  };
}

function statusOf(node: DerNode | undefined): Pick<OcspFacts, 'status' | 'revokedAt'> {
  if (node?.tag === 0x80) return { status: 'good' };
  if (node?.tag !== 0xa1) return { status: 'unknown' };
  const revokedAt = timeOf(childrenOf(node)[0]);
  return { status: 'revoked', ...(revokedAt === undefined ? {} : { revokedAt }) };
}

/** CertID: serial number, and the hashes of the issuer's name and key where the issuer is known. */
function isAbout(single: DerNode, certificate: Uint8Array, issuer: Uint8Array | undefined): boolean {
  const [algorithm, nameHash, keyHash, serial] = childrenOf(childrenOf(single)[0]);
  const own = certificateParts(certificate);
  if (own === undefined || integerHex(serial) !== integerHex(own.serial)) return false;
  const hash = HASHES[oidOf(childrenOf(algorithm)[0]) ?? ''];
  if (hash === undefined || nameHash === undefined || keyHash === undefined) return false;
  const digest = (bytes: Uint8Array) => createHash(hash).update(bytes).digest('hex').toUpperCase();
  if (hex(nameHash.content) !== digest(own.issuer.whole)) return false;
  const key = issuer && bitStringBytes(childrenOf(certificateParts(issuer)?.spki)[1]);
  return key === undefined || hex(keyHash.content) === digest(key);
}

const HASHES: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** By the issuer itself, or by a responder whose certificate the issuer has signed for that (RFC 6960, 4.2.2.2). */
function isSigned(basic: Basic, issuer: Uint8Array): boolean {
  try {
    const authority = new X509Certificate(issuer);
    const delegates = basic.certificates
      .filter((bytes) => factsOfDer(bytes)?.extendedKeyUsage?.includes(OCSP_SIGNING) ?? false)
      .map((bytes) => new X509Certificate(bytes))
      .filter((delegate) => delegate.checkIssued(authority) && delegate.verify(authority.publicKey));
    return [authority, ...delegates].some(({ publicKey }) => signatureFits(basic, publicKey));
  } catch {
    return false;
  }
}

function signatureFits({ algorithm, data, signature }: Basic, key: KeyObject): boolean {
  const hash = SIGNATURE_HASHES[algorithm];
  return hash !== undefined && verify(hash === '' ? null : hash, data, key, signature);
}

/** ECDSA, RSA with PKCS #1 padding, and the EdDSA kinds, which have no hash of their own. */
const SIGNATURE_HASHES: Readonly<Record<string, string>> = {
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
  '1.2.840.113549.1.1.5': 'sha1',
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.3.101.112': '',
  '1.3.101.113': '',
};
