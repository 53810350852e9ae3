import { createHash } from 'node:crypto';
import type { PublicKeyFacts } from '../facts/certificate';
import { bitStringBytes, childrenOf, type DerNode, expect, hex, integerBits, oidOf, readNode, TAG } from './der';
import { CURVES } from './names';

/** What a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7) says; undefined where the node is none. */
export function publicKeyFactsOf(spki: DerNode | undefined): PublicKeyFacts | undefined {
  const [algorithm, key] = childrenOf(expect(spki, TAG.sequence));
  const [oid, parameters] = childrenOf(expect(algorithm, TAG.sequence));
  const name = oidOf(oid);
  const bytes = bitStringBytes(key);
  if (spki === undefined || name === undefined || bytes === undefined) return undefined;
  return { ...sizeOf(name, parameters, bytes), spki: sha256(spki.whole) };
}

export function sha256(bytes: Uint8Array): string {
  return hex(createHash('sha256').update(bytes).digest());
}

type Size = Pick<PublicKeyFacts, 'type' | 'bits' | 'curve'>;

function sizeOf(oid: string, parameters: DerNode | undefined, key: Uint8Array): Size {
  switch (oid) {
    case '1.2.840.113549.1.1.1':
    case '1.2.840.113549.1.1.10':
      return { type: 'rsa', bits: integerBits(childrenOf(readNode(key))[0]), curve: undefined };
    case '1.2.840.10045.2.1':
      return { type: 'ec', ...curveOf(parameters) };
    case '1.2.840.10040.4.1':
      return { type: 'dsa', bits: integerBits(childrenOf(parameters)[0]), curve: undefined };
    case '1.3.101.112':
      return { type: 'ed25519', bits: undefined, curve: undefined };
    case '1.3.101.113':
      return { type: 'ed448', bits: undefined, curve: undefined };
    default:
      return { type: 'other', bits: undefined, curve: undefined };
  }
}

/** A named curve, or the field size of explicit parameters: SEQUENCE { version, SEQUENCE { field type, prime }, … }. */
function curveOf(parameters: DerNode | undefined): Pick<PublicKeyFacts, 'bits' | 'curve'> {
  const oid = oidOf(parameters);
  const named = oid === undefined ? undefined : CURVES[oid];
  if (named !== undefined) return { bits: named.bits, curve: named.name };
  const field = childrenOf(childrenOf(parameters)[1])[1];
  return { bits: integerBits(field), curve: oid };
}
