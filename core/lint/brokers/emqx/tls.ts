import { TLS13_SUITES } from '../../../facts/cipher-suites';
import { t } from '../../../facts/message';
import { TLS_VERSIONS, type TlsVersion } from '../../../facts/tls';
import type { Draft } from '../../finding';
import { write } from '../../hocon-edits';
import { childOf, isAbsent, isTrue, keySpan, setting, spanIn, textOf, valueSpan } from '../../hocon-view';
import type { FileReference, FileRole, Outgoing, ServerTls, Setting, VersionItem, VersionSetting } from '../../model';
import type { Span } from '../../source';
import { quoteText } from '../../syntax/hocon-errors';
import type { HoconNode } from '../../syntax/hocon-resolve';
import { cipherList } from './ciphers';
import { isPackaged } from './demo-files';
import { isTemplated, type ReferenceIndex, referenceAt } from './references';
import { schema } from './schema';

/** What both ends of a TLS connection need to be modelled. */
export interface TlsPlace {
  /** The block that owns the options' block: the listener, the connector. */
  readonly owner: HoconNode;
  /** From the owner to the options: `['ssl_options']`. */
  readonly path: readonly string[];
  /** The block of the options, where there is one. */
  readonly block: HoconNode | undefined;
  /** Where to point for an option that is not written. */
  readonly inherited: Span;
  readonly version: string;
  /** Protocol versions where none are given. */
  readonly defaults: readonly TlsVersion[];
  readonly references: ReferenceIndex;
  /** Versions are those of DTLS. */
  readonly datagrams?: boolean;
}

export interface ServerTlsPlace extends TlsPlace {
  readonly active: boolean;
  readonly intended: Span | undefined;
  /** Nothing may be concluded from what is absent. */
  readonly fragment: boolean;
  /** `fail_if_no_peer_cert` without `verify_peer` keeps EMQX from starting (`ssl` and `wss` listeners). */
  readonly contradictionIsFatal: boolean;
}

/** What EMQX takes where a listener names no file: the demo set of its packages, whose keys are public. */
const DEMO = {
  certfile: referenceTo('${EMQX_ETC_DIR}/certs/cert.pem', 'certfile', 'certificate'),
  keyfile: referenceTo('${EMQX_ETC_DIR}/certs/key.pem', 'keyfile', 'private-key'),
  cacertfile: referenceTo('${EMQX_ETC_DIR}/certs/cacert.pem', 'cacertfile', 'ca'),
} as const;

/** What the place alone does not tell of a listener's TLS. */
type Special = Pick<
  ServerTls,
  'versions' | 'handshake' | 'revocation' | 'stapling' | 'identity' | 'keepsGivenNames' | 'keyLog'
>;

/** In one literal, since files with thousands of listeners exist, and spreading gives each a table of its own. */
export function serverTls(place: ServerTlsPlace, special: Special): ServerTls {
  const ciphers = cipherList(option(place, 'ciphers'), place.version);
  return {
    active: place.active,
    intended: place.intended,
    certificate: fileSetting(place, 'certfile', 'certificate', DEMO.certfile),
    privateKey: fileSetting(place, 'keyfile', 'private-key', DEMO.keyfile),
    ca: fileSetting(place, 'cacertfile', 'ca', DEMO.cacertfile),
    versions: special.versions,
    ciphers,
    suites: suites(place, ciphers),
    missing: [],
    incompleteIsFatal: false,
    clientCertificate: clientCertificate(place),
    contradiction: contradiction(place),
    handshake: special.handshake,
    revocation: special.revocation,
    stapling: special.stapling,
    identity: special.identity,
    keepsGivenNames: special.keepsGivenNames,
    keyLog: special.keyLog,
  };
}

export function clientTls(place: TlsPlace, active: boolean): Outgoing['tls'] {
  return {
    active,
    intended: intendedByClient(place),
    switchedOnBy: 'enable = true',
    certificate: fileSetting(place, 'certfile', 'certificate'),
    privateKey: fileSetting(place, 'keyfile', 'private-key'),
    ca: fileSetting(place, 'cacertfile', 'ca'),
    versions: versionSetting(place),
    ciphers: cipherList(option(place, 'ciphers'), place.version),
  };
}

/** What shows that TLS is meant: switched on, or files for it without a word about `enable`, whose default is false. */
function intendedByClient(place: TlsPlace): Span | undefined {
  const enable = option(place, 'enable');
  if (enable) return isTrue(enable) ? valueSpan(enable) : undefined;
  const node = ['cacertfile', 'certfile', 'keyfile', 'verify'].map((name) => option(place, name)).find(Boolean);
  return node && keySpan(node);
}

/** The block of TLS options at a path below its owner; `at` is where to point if there is none. */
export function blockAt(
  owner: HoconNode,
  path: readonly string[],
  at: Span,
): Pick<TlsPlace, 'owner' | 'path' | 'block' | 'inherited'> {
  const block = childOf(owner, ...path);
  return { owner, path, block, inherited: block ? keySpan(block) : at };
}

export function option({ block }: TlsPlace, name: string): HoconNode | undefined {
  const node = block?.children.get(name);
  return node && isAbsent(node) ? undefined : node;
}

/** Where to point for an option. */
export function optionSpan(place: TlsPlace, node: HoconNode | undefined): Span {
  return node ? valueSpan(node) : place.inherited;
}

function fileSetting(
  place: TlsPlace,
  name: string,
  role: FileRole,
  fallback?: Omit<FileReference, 'at'>,
): Setting<FileReference | undefined> {
  const node = option(place, name);
  const set = (value: FileReference | undefined) =>
    value ? write(place.owner, [{ path: [...place.path, name], text: quoteText(value.path) }]) : [];
  const path = textOf(node);
  const at = optionSpan(place, node);
  // A bundle that is managed elsewhere stands in for the files (5.10 and later).
  const standard = node || option(place, 'managed_certs') ? undefined : fallback;
  if (path === undefined) return setting(standard && { ...standard, at }, at, false, set);
  const loaded = { ...referenceTo(path, name, role), at, ...referenceAt(place.references, at) };
  return setting(path === '' ? undefined : loaded, at, true, set);
}

function referenceTo(path: string, option: string, role: FileRole): Omit<FileReference, 'at'> {
  const reference = { role, option, path, fatal: false, templated: isTemplated(path) };
  return isPackaged(path) ? { ...reference, packaged: true } : reference;
}

/** Without a list EMQX takes its own, which is sound; the one list is for every protocol version. */
function suites(place: TlsPlace, ciphers: ServerTls['ciphers']): Setting<readonly string[] | undefined> {
  const node = option(place, 'ciphers');
  const names = ciphers.flatMap(({ members }) => members.map(({ text }) => text));
  const set = (value: readonly string[] | undefined) => {
    if (!node || value === undefined) return [];
    const all = [...TLS13_SUITES.map(({ name }) => name).filter((name) => schema.ciphers.has(name)), ...value];
    return write(place.owner, [
      { path: [...place.path, 'ciphers'], text: `[${all.map((name) => `"${name}"`).join(', ')}]` },
    ]);
  };
  const at = optionSpan(place, node);
  return setting(names.length > 0 ? names : undefined, at, node !== undefined, set);
}

export function versionSetting(place: TlsPlace): VersionSetting {
  const node = option(place, 'versions');
  const set = (value: readonly TlsVersion[]) =>
    write(place.owner, [
      {
        path: [...place.path, 'versions'],
        text: `[${newestFirst(value)
          .flatMap((version) => wordOf(version, place) ?? [])
          .map((word) => `"${word}"`)
          .join(', ')}]`,
      },
    ]);
  if (node?.kind !== 'array') {
    return { ...setting(place.defaults, optionSpan(place, node), false, set), items: [] };
  }
  const items = node.items.flatMap((item) => versionItem(item, place));
  const named = items.flatMap(({ version }) => (version ? [version] : []));
  const isOn = (version: TlsVersion) =>
    node.items.length === 0 ? wordOf(version, place) !== undefined : named.includes(version);
  const value = TLS_VERSIONS.filter(isOn);
  return { ...setting(value, valueSpan(node), true, set), items };
}

/** DTLS 1.2 goes with TLS 1.2 and DTLS 1.0 with TLS 1.1 (RFC 6347, RFC 4347); EMQX has no DTLS 1.3. */
const DTLS_WORDS: Readonly<Partial<Record<TlsVersion, string>>> = { 'tlsv1.1': 'dtlsv1', 'tlsv1.2': 'dtlsv1.2' };

function wordOf(version: TlsVersion, { datagrams = false }: Pick<TlsPlace, 'datagrams'>): string | undefined {
  if (datagrams) return DTLS_WORDS[version];
  return version === 'sslv3' ? undefined : version;
}

function versionItem(node: HoconNode, place: TlsPlace): VersionItem[] {
  const text = textOf(node);
  const source = node.sources.at(-1);
  if (text === undefined || !source?.value) return [];
  const version = TLS_VERSIONS.find((name) => wordOf(name, place) === text);
  return [{ text, at: spanIn(source.tree, source.value.range), version, refused: true }];
}

function newestFirst(versions: readonly TlsVersion[]): TlsVersion[] {
  return [...TLS_VERSIONS].reverse().filter((version) => versions.includes(version));
}

function clientCertificate(place: ServerTlsPlace): ServerTls['clientCertificate'] {
  const verify = option(place, 'verify');
  const fail = option(place, 'fail_if_no_peer_cert');
  const asks = textOf(verify) === 'verify_peer';
  const value = !asks ? 'none' : isTrue(fail) ? 'required' : 'optional';
  const at = verify ?? fail;
  return setting<'none' | 'optional' | 'required'>(value, optionSpan(place, at), at !== undefined, (wanted) =>
    write(place.owner, [
      { path: [...place.path, 'verify'], text: wanted === 'none' ? 'verify_none' : 'verify_peer' },
      { path: [...place.path, 'fail_if_no_peer_cert'], text: wanted === 'required' ? 'true' : 'false' },
    ]),
  );
}

function contradiction(place: ServerTlsPlace): Draft | undefined {
  const fail = option(place, 'fail_if_no_peer_cert');
  const verify = option(place, 'verify');
  if (!fail || !isTrue(fail) || textOf(verify) === 'verify_peer' || verify?.kind === 'unknown') return undefined;
  const edits = write(place.owner, [{ path: [...place.path, 'verify'], text: 'verify_peer' }]);
  return {
    at: valueSpan(fail),
    message: place.contradictionIsFatal
      ? t('“fail_if_no_peer_cert = true” needs “verify = verify_peer”, and EMQX does not start without it')
      : t('“fail_if_no_peer_cert = true” needs “verify = verify_peer”, and the listener cannot be opened without it'),
    kind: place.contradictionIsFatal ? 'fatal' : 'correctness',
    related: verify ? [{ at: valueSpan(verify), message: t('client certificates are not verified here') }] : [],
    fixes: edits.length > 0 ? [{ title: t('Add “verify = verify_peer”'), edits, safe: true }] : [],
  };
}
