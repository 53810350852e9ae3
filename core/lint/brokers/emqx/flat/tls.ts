import { suiteByName } from '../../../../facts/cipher-suites';
import { t } from '../../../../facts/message';
import { TLS_VERSIONS, type TlsVersion } from '../../../../facts/tls';
import type { Draft } from '../../../finding';
import type { CipherList, CipherMember, ServerTls, VersionSetting } from '../../../model';
import type { Span } from '../../../source';
import type { Entry } from '../../../tree';
import { flatHandshake, flatIdentity } from './listener-facts';
import { isShippedList } from './shipped-ciphers';
import { fileSetting, isOn, keySpan, setting, spanOf, textOf, type View, write } from './view';

/** Where nothing is said, OTP offers every version that it has (EMQX 4.x does not choose itself). */
const OFFERED = TLS_VERSIONS.filter((version) => version !== 'sslv3');

/** The TLS options below a listener's name, which `entry` opens. */
export function flatTls(view: View, name: string, entry: Entry, active: boolean): ServerTls {
  const at = keySpan(view, entry);
  const versions = versionsOf(view, name, entry, at);
  const identity = flatIdentity(view, name, at);
  return {
    active,
    intended: active ? at : undefined,
    certificate: fileSetting(view, `${name}.certfile`, at),
    privateKey: fileSetting(view, `${name}.keyfile`, at),
    ca: fileSetting(view, `${name}.cacertfile`, at),
    versions,
    ciphers: active
      ? ['ciphers', 'psk_ciphers'].flatMap((option) => cipherList(view, `${name}.${option}`, option))
      : [],
    missing: active
      ? ['certfile', 'keyfile'].filter((option) => !pskOnly(view, name) && !view.options.has(`${name}.${option}`))
      : [],
    incompleteIsFatal: false,
    clientCertificate: clientCertificate(view, name, entry, at),
    contradiction: contradiction(view, name, entry),
    handshake: flatHandshake(view, name, entry, at, versions.value),
    ...(identity.length > 0 ? { identity, keepsGivenNames: true } : {}),
  };
}

function pskOnly(view: View, name: string): boolean {
  return view.options.has(`${name}.psk_ciphers`);
}

interface Piece {
  readonly text: string;
  readonly at: Span;
}

/** The members of a list that is separated by commas. */
export function piecesOf(view: View, key: string): Piece[] {
  const entry = view.options.get(key);
  if (entry?.value.kind !== 'scalar') return [];
  const { start } = entry.value.range;
  return [...entry.value.text.matchAll(/[^,\s][^,]*/g)].map((match) => {
    const text = match[0].trim();
    return { text, at: { file: view.tree.file, start: start + match.index, end: start + match.index + text.length } };
  });
}

function versionsOf(view: View, name: string, entry: Entry, at: Span): VersionSetting {
  const key = `${name}.tls_versions`;
  const items = piecesOf(view, key).map(({ text, at: place }) => ({
    text,
    at: place,
    version: OFFERED.find((version) => version === text),
    refused: true,
  }));
  const named = items.flatMap(({ version }) => (version ? [version] : []));
  const value: readonly TlsVersion[] =
    items.length === 0 ? OFFERED : OFFERED.filter((version) => named.includes(version));
  const set = (versions: readonly TlsVersion[]) => write(view, key, [...versions].reverse().join(','), entry);
  return { ...setting(view, key, value, at, set), items };
}

function cipherList(view: View, key: string, option: string): CipherList[] {
  const pieces = piecesOf(view, key);
  const entry = view.options.get(key);
  if (pieces.length === 0 || !entry) return [];
  const members = pieces.map((piece, index): CipherMember => {
    const suite = suiteByName(piece.text);
    return {
      ...piece,
      role: 'suite',
      suites: suite ? [suite] : [],
      refused: false,
      nearest: undefined,
      remove: () => removal(pieces, index),
      rename: (text) => [{ span: piece.at, text }],
    };
  });
  const list: CipherList = { at: spanOf(view, entry), option, covers: OFFERED, members, refused: false };
  if (!isShippedList(pieces.map(({ text }) => text))) return [list];
  return [{ ...list, shipped: { keep: (names) => write(view, key, names.join(','), entry) } }];
}

/** The member with one comma beside it. */
function removal(pieces: readonly Piece[], index: number): { span: Span; text: string }[] {
  const piece = pieces[index];
  const next = pieces[index + 1];
  const before = pieces[index - 1];
  if (!piece || (!next && !before)) return [];
  const start = next ? piece.at.start : (before?.at.end ?? piece.at.start);
  return [{ span: { ...piece.at, start, end: next ? next.at.start : piece.at.end }, text: '' }];
}

function clientCertificate(view: View, name: string, entry: Entry, at: Span): ServerTls['clientCertificate'] {
  const verify = `${name}.verify`;
  const fail = `${name}.fail_if_no_peer_cert`;
  const asks = textOf(view, verify) === 'verify_peer';
  const value = !asks ? 'none' : isOn(view, fail) ? 'required' : 'optional';
  return setting<'none' | 'optional' | 'required'>(
    view,
    view.options.has(verify) ? verify : fail,
    value,
    at,
    (wanted) => [
      ...write(view, verify, wanted === 'none' ? 'verify_none' : 'verify_peer', entry),
      ...write(view, fail, String(wanted === 'required'), entry),
    ],
  );
}

function contradiction(view: View, name: string, entry: Entry): Draft | undefined {
  const fail = view.options.get(`${name}.fail_if_no_peer_cert`);
  if (!fail || !isOn(view, `${name}.fail_if_no_peer_cert`) || textOf(view, `${name}.verify`) === 'verify_peer')
    return undefined;
  return {
    at: spanOf(view, fail),
    message: t('without “verify = verify_peer” no client is asked for a certificate, so this has no effect'),
    fixes: [
      {
        title: t('Add “verify = verify_peer”'),
        edits: write(view, `${name}.verify`, 'verify_peer', entry),
        safe: false,
      },
    ],
  };
}
