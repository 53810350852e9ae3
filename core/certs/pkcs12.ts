import { createHash, createHmac, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import forge from 'node-forge';
import type { PemFacts } from '../facts/certificate';
import { type Asn1, der, explicit, none, octetString, oid, parsed, sequence, set, smallInteger } from './asn1';
import { latin1 } from './der';
import { keyFactsOf } from './inspect';
import { pemOf } from './pem';
import { factsOfDer } from './x509';

const DATA = '1.2.840.113549.1.7.1';
const ITERATIONS = 2048;

/**
 * One file with key, certificate and chain (RFC 7292) in the form that OpenSSL 3 makes: the key under AES-256, all of
 * it under an HMAC with SHA-256. The certificates are public and not encrypted.
 */
export function toPkcs12(
  certificate: Uint8Array,
  key: KeyObject,
  chain: readonly Uint8Array[],
  passphrase: string,
  random: (size: number) => Uint8Array,
): Buffer {
  const localKeyId = createHash('sha256').update(certificate).digest().subarray(0, 20);
  const attributes = set(sequence(oid('1.2.840.113549.1.9.21'), set(octetString(localKeyId))));
  const shrouded = key.export({ format: 'der', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase });
  const keyBag = sequence(oid('1.2.840.113549.1.12.10.1.2'), explicit(0, parsed(shrouded)), attributes);
  const own = sequence(...certificateBag(certificate), attributes);
  const certificates = sequence(own, ...chain.map((link) => sequence(...certificateBag(link))));
  const contents = der(sequence(content(der(certificates)), content(der(sequence(keyBag)))));
  return der(sequence(smallInteger(3), content(contents), mac(contents, passphrase, random(16))));
}

/** ContentInfo of plain data. */
function content(bytes: Uint8Array): Asn1 {
  return sequence(oid(DATA), explicit(0, octetString(bytes)));
}

/** CertBag with an X.509 certificate, section 4.2.3. */
function certificateBag(certificate: Uint8Array): readonly Asn1[] {
  const bag = sequence(oid('1.2.840.113549.1.9.22.1'), explicit(0, octetString(certificate)));
  return [oid('1.2.840.113549.1.12.10.1.3'), explicit(0, bag)];
}

function mac(contents: Uint8Array, passphrase: string, salt: Uint8Array): Asn1 {
  const buffer = forge.util.createBuffer(latin1(salt));
  const key = forge.pkcs12.generateKey(passphrase, buffer, 3, ITERATIONS, 32, forge.md.sha256.create()).getBytes();
  const digest = createHmac('sha256', Buffer.from(key, 'latin1')).update(contents).digest();
  const algorithm = sequence(oid('2.16.840.1.101.3.4.2.1'), none());
  return sequence(sequence(algorithm, octetString(digest)), octetString(salt), smallInteger(ITERATIONS));
}

/** What an archive holds; undefined where the passphrase does not open it or node-forge cannot read it. */
export function pkcs12Facts(bytes: Uint8Array, passphrase: string): PemFacts | undefined {
  const bags = bagsOf(bytes, passphrase);
  return (
    bags && {
      encoding: 'pkcs12',
      certificates: bags.certificates.flatMap((certificate) => factsOfDer(certificate) ?? []),
      keys: bags.keys.flatMap((key) => {
        const facts = keyFactsOf(createPublicKey(key));
        return facts === undefined ? [] : [{ encrypted: false, key: facts } as const];
      }),
      labels: [],
    }
  );
}

/** Certificate, chain and key of an archive as PEM, for a TLS library; undefined as for its facts, or without a key. */
export function openPkcs12(
  bytes: Uint8Array,
  passphrase: string,
): { readonly cert: string; readonly key: string } | undefined {
  const bags = bagsOf(bytes, passphrase);
  const [key] = bags?.keys ?? [];
  if (bags === undefined || key === undefined) return undefined;
  const spki = keyFactsOf(createPublicKey(key))?.spki;
  // The order in the archive is free; a TLS library wants the key's own certificate first.
  const isOwn = (certificate: Uint8Array) => factsOfDer(certificate)?.key.spki === spki;
  const own = bags.certificates.filter(isOwn);
  const chain = [...own, ...bags.certificates.filter((certificate) => !isOwn(certificate))];
  if (own.length === 0) return undefined;
  return {
    cert: chain.map((certificate) => pemOf('CERTIFICATE', certificate)).join(''),
    key: String(key.export({ format: 'pem', type: 'pkcs8' })),
  };
}

interface Bags {
  /** DER. */
  readonly certificates: readonly Uint8Array[];
  readonly keys: readonly KeyObject[];
}

/** node-forge opens the archive; it knows RSA only, so that others are taken from it as the ASN.1 they are. */
function bagsOf(bytes: Uint8Array, passphrase: string): Bags | undefined {
  try {
    const structure = parsed(bytes);
    if (isSlow(structure)) return undefined;
    const archive = forge.pkcs12.pkcs12FromAsn1(structure, false, passphrase);
    const bags = archive.safeContents.flatMap(({ safeBags }) => safeBags);
    const certificates = bags.flatMap((bag) => (bag.type === forge.pki.oids.certBag ? certificateOf(bag) : []));
    const keys = bags.flatMap((bag) =>
      bag.type === forge.pki.oids.keyBag || bag.type === forge.pki.oids.pkcs8ShroudedKeyBag ? keyOf(bag) : [],
    );
    return { certificates, keys };
  } catch {
    return undefined;
  }
}

/** Firefox asks for 600,000 rounds; a file that asks for more would keep this process busy for minutes. */
const MOST_ITERATIONS = 1_000_000;

/**
 * Every key derivation of an archive has its salt, an OCTET STRING, right before its iterations (RFC 7292 appendix B,
 * RFC 8018 appendix A). Looks into strings that hold further structures too, but not below what is encrypted.
 */
function isSlow(node: Asn1, depth = 0): boolean {
  if (depth > DEEPEST) return true;
  const parts = partsOf(node);
  return parts.some((part, at) => {
    const isCount = part.type === Type.INTEGER && parts[at - 1]?.type === Type.OCTETSTRING;
    return (isCount && numberOf(part) > MOST_ITERATIONS) || isSlow(part, depth + 1);
  });
}

const DEEPEST = 60;
const { Type } = forge.asn1;

function partsOf({ type, value }: Asn1): readonly Asn1[] {
  if (type !== Type.OCTETSTRING) return typeof value === 'string' ? [] : value;
  // Some writers cut long strings into pieces (X.690 section 8.7.3).
  const text = typeof value === 'string' ? value : value.map((piece) => piece.value).join('');
  try {
    return [forge.asn1.fromDer(text)];
  } catch {
    return [];
  }
}

function numberOf({ value }: Asn1): number {
  return typeof value === 'string' ? Number.parseInt(forge.util.bytesToHex(value), 16) : Number.NaN;
}

function certificateOf({ cert, asn1 }: forge.pkcs12.Bag): readonly Uint8Array[] {
  return [der(cert ? forge.pki.certificateToAsn1(cert) : asn1)];
}

function keyOf({ key, asn1 }: forge.pkcs12.Bag): readonly KeyObject[] {
  const info = key ? forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(key)) : asn1;
  return [createPrivateKey({ key: der(info), format: 'der', type: 'pkcs8' })];
}
