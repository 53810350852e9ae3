import { type CipherSuite, suiteByName } from '../../../../facts/cipher-suites';
import { t } from '../../../../facts/message';
import { TLS_VERSIONS, type TlsVersion } from '../../../../facts/tls';
import type { Draft } from '../../../finding';
import type {
  CipherList,
  CipherMember,
  ClientTls,
  FileReference,
  FileRole,
  Listener,
  Outgoing,
  ServerTls,
  Setting,
  VersionItem,
  VersionSetting,
} from '../../../model';
import type { Edit, Span } from '../../../source';
import { word } from '../../../syntax/erlang-terms';
import type { ArrayValue, Tree, Value } from '../../../tree';
import { isPackaged } from '../demo-files';
import { isTemplated, type ReferenceIndex, referenceAt } from '../references';
import { type Option, optionOf, type Section, sectionsOf, spanOf, stringOf, write } from './ssl-dist';

/** What the file makes of the connections between nodes. */
export interface NodeEnds {
  readonly listeners: readonly Listener[];
  readonly outgoing: readonly Outgoing[];
}

/** `inUse`: a configuration says that nodes talk to each other with TLS. */
export function nodeEnds(tree: Tree, index: ReferenceIndex, inUse: boolean): NodeEnds {
  const sections = sectionsOf(tree);
  return {
    listeners: sections.flatMap((section) => (section.name === 'server' ? [server(section, index, inUse)] : [])),
    outgoing: sections.flatMap((section) => (section.name === 'client' ? [client(section, index, inUse)] : [])),
  };
}

const ROLES: Readonly<Record<string, FileRole>> = {
  certfile: 'certificate',
  keyfile: 'private-key',
  cacertfile: 'ca',
  dhfile: 'dh-parameters',
};

/** A missing file keeps nodes from talking to each other; the node itself starts. */
export function nodeFileReferences(trees: readonly Tree[]): readonly FileReference[] {
  return trees.flatMap(sectionsOf).flatMap((section) =>
    section.options.flatMap((option) => {
      const role = ROLES[option.name];
      const path = stringOf(option);
      return role && path ? [reference(section, option, path.text, role)] : [];
    }),
  );
}

function reference(section: Section, { name, value }: Option, path: string, role: FileRole): FileReference {
  return {
    role,
    option: name,
    path,
    at: spanOf(section, value.range),
    fatal: false,
    templated: isTemplated(path),
    ...(isPackaged(path) ? { packaged: true } : {}),
  };
}

/** Distribution listens on every interface unless told otherwise, and asks for the cookie after the handshake. */
function server(section: Section, index: ReferenceIndex, inUse: boolean): Listener {
  const { at, name: label } = section;
  const tls: ServerTls = {
    ...endOf(section, index),
    missing: [],
    incompleteIsFatal: false,
    clientCertificate: clientCertificate(section),
    contradiction: contradiction(section),
  };
  const unset = { span: at, explicit: false, set: () => [] };
  return {
    label,
    at,
    implicit: false,
    protocol: 'other',
    enabled: true,
    port: { ...unset, value: undefined },
    address: { ...unset, value: undefined },
    exposure: 'public',
    proxied: false,
    tls,
    anonymous: { ...unset, value: false },
    authentication: [],
    betweenNodes: { inUse },
  };
}

function client(section: Section, index: ReferenceIndex, inUse: boolean): Outgoing {
  const { at, name: label } = section;
  const verify = optionOf(section, 'verify');
  const checksPeer: Setting<boolean> = {
    // OTP 26, with which EMQX 5.8 is built, checks unless told otherwise.
    value: word(verify?.value) !== 'verify_none',
    span: verify ? spanOf(section, verify.value.range) : at,
    explicit: verify !== undefined,
    set: (checks) => write(section, [['verify', checks ? 'verify_peer' : 'verify_none']]),
  };
  const port = { value: undefined, span: at, explicit: false, set: () => [] };
  const tls: ClientTls = { ...endOf(section, index), checksPeer };
  return { label, at, port, exposure: 'private', tls, betweenNodes: { inUse } };
}

function endOf(section: Section, index: ReferenceIndex): Omit<ClientTls, 'checksPeer' | 'switchedOnBy'> {
  return {
    active: true,
    intended: undefined,
    certificate: fileSetting(section, index, 'certfile', 'cert'),
    privateKey: fileSetting(section, index, 'keyfile', 'key'),
    ca: fileSetting(section, index, 'cacertfile', 'cacerts'),
    versions: versions(section),
    ciphers: ciphers(section),
  };
}

/** The certificate may stand in the file itself. */
function fileSetting(
  section: Section,
  index: ReferenceIndex,
  name: string,
  inline: string,
): Setting<FileReference | undefined> {
  const option = optionOf(section, name);
  const path = stringOf(option);
  const at = option ? spanOf(section, option.value.range) : section.at;
  const own = option && path ? reference(section, option, path.text, ROLES[name] ?? 'other') : undefined;
  return {
    value: own && { ...own, ...referenceAt(index, own.at) },
    span: at,
    explicit: option !== undefined || optionOf(section, inline) !== undefined,
    set: (value) => (value ? write(section, [[name, JSON.stringify(value.path)]]) : []),
  };
}

/** Who verifies also demands a certificate, unless told otherwise (OTP 26). */
function clientCertificate(section: Section): ServerTls['clientCertificate'] {
  const verify = optionOf(section, 'verify');
  const fail = optionOf(section, 'fail_if_no_peer_cert');
  const asks = word(verify?.value) === 'verify_peer';
  const lenient = asks && word(fail?.value) === 'false' ? fail : undefined;
  const at = lenient ?? verify;
  return {
    value: !asks ? 'none' : lenient ? 'optional' : 'required',
    span: at ? spanOf(section, at.value.range) : section.at,
    explicit: at !== undefined,
    set: (wanted) =>
      write(section, [
        ['verify', wanted === 'none' ? 'verify_none' : 'verify_peer'],
        ['fail_if_no_peer_cert', String(wanted === 'required')],
      ]),
  };
}

function contradiction(section: Section): Draft | undefined {
  const fail = optionOf(section, 'fail_if_no_peer_cert');
  const verify = optionOf(section, 'verify');
  if (!fail || word(fail.value) !== 'true' || word(verify?.value) !== 'verify_none') return undefined;
  const edits = write(section, [['verify', 'verify_peer']]);
  return {
    at: spanOf(section, fail.value.range),
    message: t(
      '“fail_if_no_peer_cert” contradicts “verify_none”: Erlang refuses the two together, and no node connects',
    ),
    fixes: edits.length > 0 ? [{ title: t('Write “{value}”', { value: 'verify_peer' }), edits, safe: false }] : [],
  };
}

const DEFAULTS: readonly TlsVersion[] = ['tlsv1.2', 'tlsv1.3'];

function versions(section: Section): VersionSetting {
  const option = optionOf(section, 'versions');
  const items = (option?.value.kind === 'array' ? option.value.items : []).flatMap((item): VersionItem[] => {
    const text = word(item);
    if (text === undefined) return [];
    const at = spanOf(section, item.range);
    return [{ text, at, version: TLS_VERSIONS.find((version) => version === text), refused: false }];
  });
  const named = TLS_VERSIONS.filter((version) => items.some((item) => item.version === version));
  return {
    value: named.length > 0 ? named : DEFAULTS,
    span: option ? spanOf(section, option.value.range) : section.at,
    explicit: option !== undefined,
    set: (value) => write(section, [['versions', `[${[...value].reverse().map(atom).join(', ')}]`]]),
    items,
  };
}

/** An atom with a dot in it needs quotes. */
function atom(text: string): string {
  return text.includes('.') ? `'${text}'` : text;
}

/** A list of names; anything else is left alone. */
function ciphers(section: Section): CipherList[] {
  const option = optionOf(section, 'ciphers');
  if (option?.value.kind !== 'array') return [];
  const list = option.value;
  const members = list.items.flatMap((item, index) => cipherMember(section, list, item, index));
  const covers = TLS_VERSIONS.filter((version) => version !== 'sslv3');
  return members.length === 0
    ? []
    : [{ at: spanOf(section, list.range), option: 'ciphers', covers, members, refused: false }];
}

function cipherMember(section: Section, list: ArrayValue, item: Value, index: number): CipherMember[] {
  const suite: CipherSuite | undefined = item.kind === 'scalar' && item.quoted ? suiteByName(item.text) : undefined;
  if (item.kind !== 'scalar' || !suite) return [];
  const at: Span = spanOf(section, item.range);
  const [before, next] = [list.items[index - 1], list.items[index + 1]];
  const start = next || !before ? item.range.start : before.range.end;
  const remove = (): readonly Edit[] =>
    list.items.length > 1
      ? [{ span: spanOf(section, { start, end: next?.range.start ?? item.range.end }), text: '' }]
      : [];
  const rename = (to: string): readonly Edit[] => [{ span: at, text: JSON.stringify(to) }];
  return [{ text: item.text, at, role: 'suite', suites: [suite], refused: false, nearest: undefined, remove, rename }];
}
