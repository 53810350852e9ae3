import type { CrlFacts } from '../facts/certificate';
import { childrenOf, type DerNode, expect, integerBits, oidOf, readNode, smallInteger, TAG, timeOf } from './der';
import { distinguishedName } from './distinguished-name';

/** What a CertificateList says of itself (RFC 5280 section 5.1); undefined where the bytes hold none. */
export function crlFactsOf(der: Uint8Array): CrlFacts | undefined {
  const [tbs] = childrenOf(expect(readNode(der), TAG.sequence));
  const fields = [...childrenOf(expect(tbs, TAG.sequence))];
  if (fields[0]?.tag === TAG.integer) fields.shift();
  const [, issuer, thisUpdate, next] = fields;
  const name = isName(issuer) ? distinguishedName(issuer) : undefined;
  const start = timeOf(thisUpdate);
  return name && start !== undefined ? { issuer: name.text, thisUpdate: start, nextUpdate: timeOf(next) } : undefined;
}

/** The number of the list (RFC 5280 section 5.2.3); undefined where it has none. */
export function crlNumberOf(der: Uint8Array): number | undefined {
  const [tbs] = childrenOf(expect(readNode(der), TAG.sequence));
  const extensions = childrenOf(childrenOf(childrenOf(tbs).find((field) => field.tag === 0xa0))[0]);
  const value = extensions
    .map(childrenOf)
    .find(([id]) => oidOf(id) === '2.5.29.20')
    ?.at(-1);
  return value && smallInteger(readNode(value.content));
}

/** Bits of the prime, which comes first in PKCS #3 and X9.42 parameters alike. */
export function dhBitsOf(der: Uint8Array): number | undefined {
  const [prime] = childrenOf(expect(readNode(der), TAG.sequence));
  return integerBits(prime);
}

function isName(node: DerNode | undefined): node is DerNode {
  return node?.tag === TAG.sequence;
}
