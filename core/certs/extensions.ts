import { formatIp } from '../facts/address';
import type { CertFacts, San } from '../facts/certificate';
import {
  bitStringBytes,
  childrenOf,
  type DerNode,
  hex,
  isContext,
  latin1,
  oidOf,
  readNode,
  smallInteger,
  TAG,
} from './der';
import { distinguishedName } from './distinguished-name';
import { CLIENT_AUTH, KEY_USAGES, SERVER_AUTH } from './names';

type ExtensionFacts = Pick<
  CertFacts,
  | 'sans'
  | 'isCa'
  | 'pathLength'
  | 'keyUsage'
  | 'extendedKeyUsage'
  | 'subjectKeyId'
  | 'authorityKeyId'
  | 'ocspUrls'
  | 'crlUrls'
>;

/** What the certificate extensions of RFC 5280 section 4.2 say. */
export function extensionFactsOf(extensions: readonly DerNode[]): ExtensionFacts {
  const values = new Map<string, DerNode>();
  for (const extension of extensions) {
    const [oid, ...rest] = childrenOf(extension);
    const name = oidOf(oid);
    const octets = rest.at(-1);
    const value = octets?.tag === TAG.octetString ? readNode(octets.content) : undefined;
    if (name !== undefined && value !== undefined) values.set(name, value);
  }
  const authority = childrenOf(values.get('2.5.29.35')).find((field) => isContext(field, 0));
  const subjectKeyId = values.get('2.5.29.14');
  return {
    sans: childrenOf(values.get('2.5.29.17')).map(sanOf),
    ...basicConstraints(values.get('2.5.29.19')),
    keyUsage: keyUsageOf(values.get('2.5.29.15')),
    extendedKeyUsage: extendedKeyUsageOf(values.get('2.5.29.37')),
    subjectKeyId: subjectKeyId && hex(subjectKeyId.content),
    authorityKeyId: authority && hex(authority.content),
    ocspUrls: ocspUrls(values.get('1.3.6.1.5.5.7.1.1')),
    crlUrls: crlUrls(values.get('2.5.29.31')),
  };
}

/** GeneralName, section 4.2.1.6. */
function sanOf(name: DerNode): San {
  if (isContext(name, 1)) return { type: 'email', value: latin1(name.content) };
  if (isContext(name, 2)) return { type: 'dns', value: latin1(name.content) };
  if (isContext(name, 6)) return { type: 'uri', value: latin1(name.content) };
  if (isContext(name, 7)) return { type: 'ip', value: formatIp(name.content) ?? hex(name.content) };
  const directory = isContext(name, 4) ? distinguishedName(childrenOf(name)[0])?.text : undefined;
  return { type: 'other', value: directory ?? hex(name.content) };
}

function basicConstraints(value: DerNode | undefined): Pick<CertFacts, 'isCa' | 'pathLength'> {
  if (value === undefined) return { isCa: undefined, pathLength: undefined };
  const fields = childrenOf(value);
  const flag = fields.find((field) => field.tag === TAG.boolean);
  return {
    isCa: (flag?.content[0] ?? 0) !== 0,
    pathLength: smallInteger(fields.find((field) => field.tag === TAG.integer)),
  };
}

function keyUsageOf(value: DerNode | undefined): readonly string[] | undefined {
  const bits = bitStringBytes(value);
  return bits && KEY_USAGES.filter((_, bit) => ((bits[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0);
}

function extendedKeyUsageOf(value: DerNode | undefined): readonly string[] | undefined {
  if (value === undefined) return undefined;
  return childrenOf(value).map((node) => {
    const oid = oidOf(node) ?? '';
    return oid === SERVER_AUTH ? 'serverAuth' : oid === CLIENT_AUTH ? 'clientAuth' : oid;
  });
}

/** Authority information access, section 4.2.2.1. */
function ocspUrls(value: DerNode | undefined): readonly string[] {
  return childrenOf(value).flatMap((description) => {
    const [method, location] = childrenOf(description);
    return oidOf(method) === '1.3.6.1.5.5.7.48.1' ? urlsOf(location === undefined ? [] : [location]) : [];
  });
}

/** CRL distribution points, section 4.2.1.13: DistributionPoint [0] → DistributionPointName fullName [0]. */
function crlUrls(value: DerNode | undefined): readonly string[] {
  return childrenOf(value).flatMap((point) => {
    const name = childrenOf(point).find((field) => isContext(field, 0));
    return urlsOf(childrenOf(childrenOf(name).find((field) => isContext(field, 0))));
  });
}

function urlsOf(names: readonly DerNode[]): readonly string[] {
  return names.filter((name) => isContext(name, 6)).map((name) => latin1(name.content));
}
