import { createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { t } from '../facts/message';
import { type Asn1, der, explicit, integer, oid, parsed, sequence, set, smallInteger, time, utf8String } from './asn1';
import { holderExtensions, keyIdExtensions } from './build-extensions';
import { childrenOf, timeOf } from './der';
import { CertificatesError } from './errors';
import { BACKDATE, KEYS, type KeyChoice, type Role } from './profile';
import { signed } from './signing';
import { type CertificateParts, certificateParts } from './x509';

export interface IssueRequest {
  readonly role: Role;
  /** The common name; of a client, its MQTT user name. */
  readonly name: string;
  readonly dns: readonly string[];
  readonly ip: readonly string[];
  readonly key: KeyChoice;
  readonly days: number;
  /** DER of an earlier certificate: subject, names and purposes are taken over from it instead of `name`, `dns`, `ip`. */
  readonly like?: Uint8Array;
  /** Certify this private key instead of a new one. */
  readonly existingKey?: KeyObject;
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
  const key = request.existingKey ?? (await generateKey(request.key));
  const authority = issuer && certificateParts(issuer.certificate);
  const like = request.like && certificateParts(request.like);
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  const subject = like === undefined ? commonName(request.name) : parsed(like.subject.whole);
  if (authority !== undefined && der(subject).equals(authority.subject.whole)) {
    const reason = t('{name} is the name of the certificate authority; choose another', { name: request.name });
    throw new CertificatesError(reason, 'input');
  }
  const extensions = [...holderExtensions({ ...request, like }), ...keyIdExtensions(spki, authority)];
  const certificate = signed(issuer?.key ?? key, (algorithm) =>
    sequence(
      explicit(0, smallInteger(2)),
      integer(serialNumber(at.random(16))),
      algorithm,
      authority === undefined ? subject : parsed(authority.subject.whole),
      validity(request.days, at.now, authority),
      subject,
      parsed(spki),
      explicit(3, sequence(...extensions)),
    ),
  );
  return { certificate, key };
}

const generate = promisify(generateKeyPair);

export async function generateKey(choice: KeyChoice): Promise<KeyObject> {
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

export function commonName(name: string): Asn1 {
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
