import { childrenOf, type DerNode, expect, hex, oidOf, stringOf, TAG } from './der';
import { ATTRIBUTES } from './names';

export interface DistinguishedName {
  /** RFC 4514 escaping, in the order of the certificate: `C=DE, O=Example, CN=broker`. */
  readonly text: string;
  /** The last common name, unescaped. */
  readonly commonName: string | undefined;
}

/** A Name (RFC 5280 section 4.1.2.4); undefined where the node is none. */
export function distinguishedName(name: DerNode | undefined): DistinguishedName | undefined {
  if (expect(name, TAG.sequence) === undefined) return undefined;
  let commonName: string | undefined;
  const rdns = childrenOf(name).map((rdn) =>
    childrenOf(rdn)
      .map((attribute) => {
        const [type, value] = childrenOf(attribute);
        const oid = oidOf(type) ?? '?';
        const text = value && stringOf(value);
        if (ATTRIBUTES[oid] === 'CN' && text !== undefined) commonName = text;
        return `${ATTRIBUTES[oid] ?? oid}=${text === undefined ? `#${value ? hex(value.whole) : ''}` : escapeValue(text)}`;
      })
      .join('+'),
  );
  return { text: rdns.join(', '), commonName };
}

/**
 * RFC 4514 section 2.4. Control and formatting characters are escaped as well, so that a certificate can neither
 * start a new line in a report nor turn its text around.
 */
function escapeValue(text: string): string {
  const escaped = text.replace(/["+,;<>\\]/g, '\\$&').replace(/^[ #]| $/g, '\\$&');
  // To compile that pattern takes longer than to read a certificate.
  if (/^[ -~]*$/.test(escaped)) return escaped;
  return escaped.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Buffer.from(character).toString('hex').toUpperCase().replace(/../g, '\\$&'),
  );
}
