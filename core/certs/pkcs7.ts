import { childrenOf, expect, isContext, oidOf, readNode, TAG } from './der';

const SIGNED_DATA = '1.2.840.113549.1.7.2';

/** The labels of armoured PKCS #7: OpenSSL's, and that of CMS (RFC 7468 sections 8 and 9). */
export const PKCS7_LABELS: ReadonlySet<string> = new Set(['PKCS7', 'CMS', 'PKCS #7 SIGNED DATA']);

/**
 * DER of the certificates in a PKCS #7 bundle (`.p7b`, RFC 2315 section 9.1), in which Windows and some authorities hand
 * them out; they stand in no particular order. None where the bytes are something else.
 */
export function pkcs7Certificates(der: Uint8Array): readonly Uint8Array[] {
  const [type, content] = childrenOf(expect(readNode(der), TAG.sequence));
  if (oidOf(type) !== SIGNED_DATA || content === undefined || !isContext(content, 0)) return [];
  const [version, , , ...rest] = childrenOf(childrenOf(content)[0]);
  if (version?.tag !== TAG.integer) return [];
  return childrenOf(rest.find((field) => field.tag === 0xa0)).map(({ whole }) => whole);
}
