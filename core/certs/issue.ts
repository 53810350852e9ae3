import { createHash, createPublicKey, generateKeyPair, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { parseIp } from '../facts/address';
import { t } from '../facts/message';
import {
  type Asn1,
  bitString,
  der,
  explicit,
  implicit,
  integer,
  none,
  octetString,
  oid,
  parsed,
  sequence,
  set,
  smallInteger,
  time,
  utf8String,
  yes,
} from './asn1';
import { bitStringBytes, childrenOf, readNode, timeOf } from './der';
import { CertificatesError } from './errors';
import { extensionFactsOf } from './extensions';
import { CLIENT_AUTH, KEY_USAGES, SERVER_AUTH } from './names';
import { BACKDATE, KEYS, type KeyChoice, PROFILES, type Role } from './profile';
import { type CertificateParts, certificateParts } from './x509';

export interface IssueRequest {
  readonly role: Role;
  /** The common name; of a client, its MQTT user name. */
  readonly name: string;
  readonly dns: readonly string[];
  readonly ip: readonly string[];
  readonly key: KeyChoice;
  readonly days: number;
}

export interface Issued {
  /** DER. */
  readonly certificate: Uint8Array;
  readonly key: KeyObject;
}

export interface Circumstances {
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  random(size: number): Uint8Array;
}

/** Makes a key and its certificate, signed by the issuer or, without one, by itself. */
export async function issue(request: IssueRequest, at: Circumstances, issuer?: Issued): Promise<Issued> {
  const key = await generateKey(request.key);
  const signer = issuer?.key ?? key;
  const authority = issuer && certificateParts(issuer.certificate);
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  const subject = commonName(request.name);
  if (authority !== undefined && der(subject).equals(authority.subject.whole)) {
    const reason = t('{name} is the name of the certificate authority; choose another', { name: request.name });
    throw new CertificatesError(reason, 'input');
  }
  const algorithm = SIGNATURE_ALGORITHMS[signatureKind(signer)];
  const tbs = sequence(
    explicit(0, smallInteger(2)),
    integer(serialNumber(at.random(16))),
    algorithm.identifier(),
    authority === undefined ? subject : parsed(authority.subject.whole),
    validity(request.days, at.now, authority),
    subject,
    parsed(spki),
    explicit(3, extensions(request, spki, authority)),
  );
  const signature = sign(algorithm.hash, der(tbs), signer);
  return { certificate: der(sequence(tbs, algorithm.identifier(), bitString(signature))), key };
}

type SignatureKind = 'rsa' | 'p256' | 'p384' | 'p521' | 'ed25519' | 'ed448';

interface SignatureAlgorithm {
  readonly hash: string | null;
  identifier(): Asn1;
}

/** RFC 4055 wants the NULL for RSA; RFC 5758 and RFC 8410 forbid parameters for the others. */
const SIGNATURE_ALGORITHMS: Readonly<Record<SignatureKind, SignatureAlgorithm>> = {
  rsa: { hash: 'sha256', identifier: () => sequence(oid('1.2.840.113549.1.1.11'), none()) },
  p256: { hash: 'sha256', identifier: () => sequence(oid('1.2.840.10045.4.3.2')) },
  p384: { hash: 'sha384', identifier: () => sequence(oid('1.2.840.10045.4.3.3')) },
  p521: { hash: 'sha512', identifier: () => sequence(oid('1.2.840.10045.4.3.4')) },
  ed25519: { hash: null, identifier: () => sequence(oid('1.3.101.112')) },
  ed448: { hash: null, identifier: () => sequence(oid('1.3.101.113')) },
};

function signatureKind(signer: KeyObject): SignatureKind {
  const type = signer.asymmetricKeyType ?? 'unknown';
  if (type === 'rsa' || type === 'ed25519' || type === 'ed448') return type;
  const curve = signer.asymmetricKeyDetails?.namedCurve;
  if (type === 'ec') return curve === 'secp384r1' ? 'p384' : curve === 'secp521r1' ? 'p521' : 'p256';
  const reason = t('a certificate authority with a {type} key cannot sign here; make one with a P-256 key', { type });
  throw new CertificatesError(reason, 'authority');
}

const generate = promisify(generateKeyPair);

async function generateKey(choice: KeyChoice): Promise<KeyObject> {
  const parameters = KEYS[choice];
  if (parameters.type === 'ec') return (await generate('ec', { namedCurve: parameters.namedCurve })).privateKey;
  if (parameters.type === 'ed25519') return (await generate('ed25519', {})).privateKey;
  return (await generate('rsa', { modulusLength: parameters.modulusLength })).privateKey;
}

/** The random bits as a positive INTEGER other than zero, in as few bytes as DER demands (RFC 5280 section 4.1.2.2). */
function serialNumber(random: Uint8Array): Uint8Array {
  const first = random.findIndex((byte) => byte !== 0);
  if (first < 0) return Uint8Array.of(1);
  const bytes = random.subarray(first);
  return (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Uint8Array.of(0), bytes]);
}

function commonName(name: string): Asn1 {
  return sequence(set(sequence(oid('2.5.4.3'), utf8String(name))));
}

/** Whole seconds; never outside the issuer's own validity, because the leaf would be refused then. */
function validity(days: number, now: number, authority: CertificateParts | undefined): Asn1 {
  const [start = -Infinity, end = Infinity] = childrenOf(authority?.validity).map(timeOf);
  const notBefore = Math.max(now - BACKDATE, start);
  const notAfter = Math.min(now + days * 86_400_000, end, LATEST);
  return sequence(time(Math.floor(notBefore / 1000) * 1000), time(Math.floor(notAfter / 1000) * 1000));
}

/** 9999-12-31 23:59:59, the end of X.509's calendar (RFC 5280 section 4.1.2.5). */
const LATEST = 253_402_300_799_000;

function extensions(request: IssueRequest, spki: Uint8Array, authority: CertificateParts | undefined): Asn1 {
  const { isCa, keyUsage, rsaKeyUsage, extendedKeyUsage } = PROFILES[request.role];
  const usages = [...keyUsage, ...(request.key.startsWith('rsa') ? rsaKeyUsage : [])];
  const list = [
    critical('2.5.29.19', isCa ? sequence(yes(), smallInteger(0)) : sequence()),
    critical('2.5.29.15', usageBits(usages)),
  ];
  if (extendedKeyUsage.length > 0) list.push(extension('2.5.29.37', sequence(...extendedKeyUsage.map(usageOid))));
  list.push(extension('2.5.29.14', octetString(keyId(spki))));
  if (authority !== undefined) list.push(extension('2.5.29.35', sequence(implicit(0, authorityKeyId(authority)))));
  const names = [
    ...request.dns.map((name) => implicit(2, Buffer.from(name, 'latin1'))),
    ...request.ip.map((address) => implicit(7, Buffer.from(parseIp(address) ?? []))),
  ];
  if (names.length > 0) list.push(extension('2.5.29.17', sequence(...names)));
  return sequence(...list);
}

function extension(id: string, value: Asn1): Asn1 {
  return sequence(oid(id), octetString(der(value)));
}

function critical(id: string, value: Asn1): Asn1 {
  return sequence(oid(id), yes(), octetString(der(value)));
}

function usageOid(usage: string): Asn1 {
  return oid(usage === 'serverAuth' ? SERVER_AUTH : CLIENT_AUTH);
}

/** A named BIT STRING ends with its last one bit (X.690 section 11.2.2). */
function usageBits(usages: readonly string[]): Asn1 {
  const byte = KEY_USAGES.reduce((bits, usage, index) => (usages.includes(usage) ? bits | (0x80 >> index) : bits), 0);
  const unused = Math.log2(byte & -byte);
  return bitString(Buffer.from([byte]), unused);
}

/** RFC 7093 section 2, method 1: like RFC 5280's, with SHA-256 in place of SHA-1. */
function keyId(spki: Uint8Array): Uint8Array {
  const bits = bitStringBytes(childrenOf(readNode(spki))[1]) ?? new Uint8Array();
  return createHash('sha256').update(bits).digest().subarray(0, 20);
}

/** The issuer's own subject key identifier where it has one, so that both match. */
function authorityKeyId({ extensions: list, spki }: CertificateParts): Uint8Array {
  const { subjectKeyId } = extensionFactsOf(list);
  return subjectKeyId === undefined ? keyId(spki.whole) : Buffer.from(subjectKeyId, 'hex');
}
