import { createHash } from 'node:crypto';
import { parseIp } from '../facts/address';
import { type Asn1, bitString, der, implicit, octetString, oid, parsed, sequence, smallInteger, yes } from './asn1';
import { bitStringBytes, childrenOf, oidOf, readNode } from './der';
import { extensionFactsOf } from './extensions';
import { CLIENT_AUTH, KEY_USAGES, SERVER_AUTH } from './names';
import { type KeyChoice, PROFILES, type Role } from './profile';
import type { CertificateParts } from './x509';

export interface Wanted {
  readonly role: Role;
  readonly dns: readonly string[];
  readonly ip: readonly string[];
  readonly key: KeyChoice;
  /** An earlier certificate whose names and purposes are taken over as they are. */
  readonly like?: CertificateParts;
}

const SUBJECT_ALT_NAME = '2.5.29.17';
const EXTENDED_KEY_USAGE = '2.5.29.37';

/** What the holder asks for or gets whoever signs: constraints, usages, names. */
export function holderExtensions(wanted: Wanted): readonly Asn1[] {
  const { isCa, pathLength, keyUsage, rsaKeyUsage } = PROFILES[wanted.role];
  const usages = [...keyUsage, ...(wanted.key.startsWith('rsa') ? rsaKeyUsage : [])];
  return [
    critical('2.5.29.19', isCa ? sequence(yes(), smallInteger(pathLength)) : sequence()),
    critical('2.5.29.15', usageBits(usages)),
    ...copiedOr(wanted.like, EXTENDED_KEY_USAGE, () => purposes(wanted)),
    ...copiedOr(wanted.like, SUBJECT_ALT_NAME, () => names(wanted)),
  ];
}

/** Which keys the certificate joins; only who signs it can say. */
export function keyIdExtensions(spki: Uint8Array, authority: CertificateParts | undefined): readonly Asn1[] {
  const own = extension('2.5.29.14', octetString(keyId(spki)));
  return authority === undefined ? [own] : [own, authorityKeyIdExtension(authority)];
}

export function authorityKeyIdExtension(authority: CertificateParts): Asn1 {
  return extension('2.5.29.35', sequence(implicit(0, authorityKeyId(authority))));
}

export function extension(id: string, value: Asn1): Asn1 {
  return sequence(oid(id), octetString(der(value)));
}

function purposes({ role }: Wanted): readonly Asn1[] {
  const { extendedKeyUsage } = PROFILES[role];
  if (extendedKeyUsage.length === 0) return [];
  return [extension(EXTENDED_KEY_USAGE, sequence(...extendedKeyUsage.map(usageOid)))];
}

function names({ dns, ip }: Wanted): readonly Asn1[] {
  const list = [
    ...dns.map((name) => implicit(2, Buffer.from(name, 'latin1'))),
    ...ip.map((address) => implicit(7, Buffer.from(parseIp(address) ?? []))),
  ];
  return list.length > 0 ? [extension(SUBJECT_ALT_NAME, sequence(...list))] : [];
}

function copiedOr(like: CertificateParts | undefined, id: string, otherwise: () => readonly Asn1[]): readonly Asn1[] {
  const found = like?.extensions.find((node) => oidOf(childrenOf(node)[0]) === id);
  return found === undefined ? otherwise() : [parsed(found.whole)];
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
