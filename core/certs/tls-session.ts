import { childrenOf, expect, isContext, readNode, smallInteger, TAG } from './der';

/**
 * What a serialised session of a TLS library says of its ticket. OpenSSL (ssl_asn1.c) and BoringSSL (ssl_asn1.cc) write
 * the same SEQUENCE: [9] holds the lifetime in seconds, [10] the ticket.
 */
export function sessionFactsOf(session: Uint8Array): { readonly ticket: boolean; readonly lifetimeS?: number } {
  const fields = childrenOf(expect(readNode(session), TAG.sequence));
  const lifetimeS = smallInteger(childrenOf(fields.find((field) => isContext(field, 9)))[0]);
  const ticket = fields.some((field) => isContext(field, 10));
  return { ticket, ...(lifetimeS === undefined ? {} : { lifetimeS }) };
}
