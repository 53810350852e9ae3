import type { RequestFacts } from '../facts/certificate';
import { childrenOf, expect, isContext, oidOf, readNode, TAG } from './der';
import { distinguishedName } from './distinguished-name';
import { extensionFactsOf } from './extensions';
import { publicKeyFactsOf } from './spki';

/** RFC 2985 section 5.4.2. */
export const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';

/** What a CertificationRequest (RFC 2986 section 4) asks for; undefined where the bytes hold none. */
export function requestFactsOf(der: Uint8Array): RequestFacts | undefined {
  const [info] = childrenOf(expect(readNode(der), TAG.sequence));
  const [version, subject, spki, attributes] = childrenOf(expect(info, TAG.sequence));
  const name = distinguishedName(subject);
  const key = publicKeyFactsOf(spki);
  if (version?.tag !== TAG.integer || name === undefined || key === undefined) return undefined;
  const list = attributes !== undefined && isContext(attributes, 0) ? childrenOf(attributes).map(childrenOf) : [];
  const wanted = list.find(([type]) => oidOf(type) === EXTENSION_REQUEST)?.[1];
  return { subject: name.text, sans: extensionFactsOf(childrenOf(childrenOf(wanted)[0])).sans, key };
}
