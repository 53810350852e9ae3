import { parseCipherString } from '../../../facts/cipher-string';
import { t } from '../../../facts/message';
import { TLS_VERSIONS, type TlsVersion } from '../../../facts/tls';
import type { Draft } from '../../finding';
import type {
  CipherList,
  CipherMember,
  ClientTls,
  FileReference,
  ServerTls,
  Setting,
  VersionSetting,
} from '../../model';
import type { Edit } from '../../source';
import { directiveSetting, insertAfter, remove, rewrite } from './edits';
import type { ProxyPass } from './endpoints';
import {
  type Block,
  type Directive,
  effective,
  effectiveLast,
  isOn,
  keySpan,
  spanOf,
  textOf,
  wordsSpan,
} from './scopes';
import type { BrokerServer } from './servers';
import { staplingOf } from './stapling';
import { atLeast } from './version';

export interface Reading {
  readonly version: string;
  /** Files that directives name, by file and place, with what the loader found. */
  readonly references: ReadonlyMap<string, FileReference>;
  /** What several servers inherit is judged with the first of them. */
  readonly judged: Set<Directive>;
}

export function fileOf({ references }: Reading, directive: Directive | undefined): FileReference | undefined {
  const word = directive?.words[0];
  return directive && word ? references.get(`${word.range.start} ${directive.tree.file}`) : undefined;
}

/** `listens`: those of the server that speak TLS; where none does, all of them. */
export function serverTls(server: BrokerServer, listens: readonly Directive[], reading: Reading): ServerTls {
  const { block, kind } = server;
  const anchor = listens[0] ?? server.opener;
  const certificates = effective(block, 'ssl_certificate');
  const keys = effective(block, 'ssl_certificate_key');
  const switchedOn = speaksTls(server, anchor);
  const missing = switchedOn
    ? [
        ...(certificates.length === 0 ? ['ssl_certificate'] : []),
        ...(keys.length < Math.max(certificates.length, 1) ? ['ssl_certificate_key'] : []),
      ]
    : ['listen … ssl'];
  const own = certificates.find(({ parent }) => parent === block);
  const older = listens.some(hasTlsWord) ? undefined : effectiveLast(block, 'ssl');
  const intended = switchedOn ? (older ?? anchor) : own;
  const active = switchedOn && missing.length === 0;
  return {
    active,
    intended: intended && keySpan(intended),
    missing: intended ? missing : [],
    // Without a key nginx would not start any more.
    complete: () => (switchedOn || keys.length === 0 ? [] : listens.flatMap(withSsl)),
    incompleteIsFatal: switchedOn && missing.length > 0 && !isOn(effectiveLast(block, 'ssl_reject_handshake')),
    certificate: fileSetting(reading, block, 'ssl_certificate', anchor, certificates[0]),
    privateKey: fileSetting(reading, block, 'ssl_certificate_key', anchor, keys[0]),
    ca: fileSetting(reading, block, 'ssl_client_certificate', anchor),
    versions: versionSetting(reading, block, 'ssl_protocols', anchor),
    ciphers: active ? cipherLists(reading, block, 'ssl_ciphers', true) : [],
    clientCertificate: clientCertificate(block, anchor),
    contradiction: active || certificates.length > 0 ? withoutAuthority(block, reading) : undefined,
    revocation: fileSetting(reading, block, 'ssl_crl', anchor),
    tickets: ticketsOf(block, anchor, reading),
    ...(active && staplingOf(block, anchor, fileOf(reading, certificates[0]), kind, reading.version)),
  };
}

export function speaksTls({ kind, block }: BrokerServer, listen: Directive): boolean {
  return hasTlsWord(listen) || (kind === 'http' && isOn(effectiveLast(block, 'ssl')));
}

function hasTlsWord({ words }: Directive): boolean {
  return words.some(({ text }) => text === 'ssl' || text === 'quic');
}

function withSsl(listen: Directive): readonly Edit[] {
  const end = listen.words[0]?.range.end;
  return end === undefined ? [] : [{ span: spanOf(listen, { start: end, end }), text: ' ssl' }];
}

export function clientTls(proxy: ProxyPass, reading: Reading): ClientTls {
  const { block, pass, scheme } = proxy;
  const active = scheme === 'https' || (scheme === undefined && isOn(effectiveLast(block, 'proxy_ssl')));
  const hint = ['proxy_ssl_trusted_certificate', 'proxy_ssl_verify', 'proxy_ssl_certificate'].flatMap(
    (name) => block.directives.find((directive) => directive.name === name) ?? [],
  )[0];
  const trusted = effectiveLast(block, 'proxy_ssl_trusted_certificate');
  const verify = directiveSetting<boolean>(block, 'proxy_ssl_verify', isOn, (on) => (on ? 'on' : 'off'), pass);
  return {
    active,
    intended: hint && keySpan(hint),
    switchedOnBy: scheme === 'http' ? 'https://' : 'proxy_ssl on',
    certificate: fileSetting(reading, block, 'proxy_ssl_certificate', pass),
    privateKey: fileSetting(reading, block, 'proxy_ssl_certificate_key', pass),
    ca: fileSetting(reading, block, 'proxy_ssl_trusted_certificate', pass),
    versions: versionSetting(reading, block, 'proxy_ssl_protocols', pass),
    ciphers: active ? cipherLists(reading, block, 'proxy_ssl_ciphers', true) : [],
    // Without an authority nginx refuses to check.
    checksPeer:
      trusted && fileOf(reading, trusted)?.target?.facts.kind !== 'missing' ? verify : { ...verify, set: () => [] },
  };
}

function fileSetting(
  reading: Reading,
  block: Block,
  name: string,
  anchor: Directive,
  directive = effectiveLast(block, name),
): Setting<FileReference | undefined> {
  return {
    value: fileOf(reading, directive),
    span: directive ? wordsSpan(directive) : keySpan(anchor),
    explicit: directive !== undefined,
    set: (value) => {
      if (!value) return directive ? remove(directive) : [];
      return directive ? rewrite(directive, quoted(value.path)) : insertAfter(anchor, `${name} ${quoted(value.path)};`);
    },
  };
}

function quoted(text: string): string {
  return /[\s;{}"'\\#]/.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : text;
}

const WORDS: ReadonlyMap<string, TlsVersion> = new Map([
  ['sslv3', 'sslv3'],
  ['tlsv1', 'tlsv1'],
  ['tlsv1.1', 'tlsv1.1'],
  ['tlsv1.2', 'tlsv1.2'],
  ['tlsv1.3', 'tlsv1.3'],
]);

/** Words count whatever their case; of several lines the last holds. */
function versionSetting(reading: Reading, block: Block, name: string, anchor: Directive): VersionSetting {
  const directive = effectiveLast(block, name);
  const words = directive?.words ?? [];
  const named = words.flatMap(({ text }) => WORDS.get(text.toLowerCase()) ?? []);
  const judged = directive !== undefined && isJudged(reading, directive);
  return {
    value: directive ? TLS_VERSIONS.filter((each) => named.includes(each)) : defaultVersions(reading.version),
    span: directive ? wordsSpan(directive) : keySpan(anchor),
    explicit: directive !== undefined,
    items:
      directive && !judged
        ? words.map(({ text, range }) => ({
            text,
            at: spanOf(directive, range),
            version: WORDS.get(text.toLowerCase()),
            // Such a word is refused like a wrong value elsewhere: `invalid-value`.
            refused: false,
          }))
        : [],
    set: (versions) => {
      const text = [...WORDS.entries()].filter(([, version]) => versions.includes(version)).map(([word]) => word);
      const written = text.map((word) => word.replace('tls', 'TLS').replace('ssl', 'SSL')).join(' ');
      return directive ? rewrite(directive, written) : insertAfter(anchor, `${name} ${written};`);
    },
  };
}

function isJudged({ judged }: Reading, directive: Directive): boolean {
  const before = judged.has(directive);
  judged.add(directive);
  return before;
}

/** 1.23.4 put TLS 1.3 in, 1.27.3 took TLS 1.0 and 1.1 out. */
function defaultVersions(version: string): readonly TlsVersion[] {
  if (atLeast(version, '1.27.3')) return ['tlsv1.2', 'tlsv1.3'];
  const old = ['tlsv1', 'tlsv1.1', 'tlsv1.2'] as const;
  return atLeast(version, '1.23.4') ? [...old, 'tlsv1.3'] : old;
}

function cipherLists(reading: Reading, block: Block, option: string, stops: boolean): readonly CipherList[] {
  const directive = effectiveLast(block, option);
  const word = directive?.words[0];
  if (!directive || !word || word.text === '' || isJudged(reading, directive)) return [];
  const parsed = parseCipherString(word.text, 'openssl');
  const offset = word.range.start + (word.quoted ? 1 : 0);
  const verbatim = directive.tree.text.startsWith(word.text, offset);
  const at = wordsSpan(directive);
  const members = parsed.members.map((member): CipherMember => {
    const { text, start, end, role, suites, nearest, invalid } = member;
    const place = verbatim ? spanOf(directive, { start: offset + start, end: offset + end }) : at;
    return {
      text,
      at: place,
      role,
      suites,
      nearest,
      refused: stops && invalid,
      remove: () => (verbatim ? removeMember(directive, word.text, offset, start, end) : []),
      rename: (to) => (verbatim ? [{ span: place, text: to }] : []),
    };
  });
  const covers = TLS_VERSIONS.filter((version) => version !== 'tlsv1.3');
  return [{ at, option, covers, members, refused: stops && parsed.refused, remove: () => remove(directive) }];
}

/** The member and one separator beside it. */
function removeMember(at: Directive, text: string, offset: number, start: number, end: number): readonly Edit[] {
  const after = /^[:, ]+/.exec(text.slice(end))?.[0].length ?? 0;
  if (after > 0 && end + after < text.length) {
    return [{ span: spanOf(at, { start: offset + start, end: offset + end + after }), text: '' }];
  }
  const kept = text.slice(0, start).replace(/[:, ]+$/, '').length;
  return kept === 0 ? [] : [{ span: spanOf(at, { start: offset + kept, end: offset + text.length }), text: '' }];
}

/** With `optional_no_ca` whoever gets the certificate must judge it; nginx itself demands nothing. */
function clientCertificate(block: Block, anchor: Directive): ServerTls['clientCertificate'] {
  return directiveSetting<'none' | 'optional' | 'required'>(
    block,
    'ssl_verify_client',
    (directive) => {
      const word = textOf(directive);
      if (word === 'on') return 'required';
      return word === 'optional' ? 'optional' : 'none';
    },
    (value) => ({ none: 'off', optional: 'optional', required: 'on' })[value],
    anchor,
  );
}

/** ngx_stream_ssl_merge_srv_conf; since 1.27.2 ssl_trusted_certificate is enough. */
function withoutAuthority(block: Block, { version, judged }: Reading): Draft | undefined {
  const verify = effectiveLast(block, 'ssl_verify_client');
  const word = textOf(verify);
  if (!verify || (word !== 'on' && word !== 'optional') || effectiveLast(block, 'ssl_client_certificate'))
    return undefined;
  const trusted = effectiveLast(block, 'ssl_trusted_certificate');
  if ((trusted && atLeast(version, '1.27.2')) || judged.has(verify)) return undefined;
  judged.add(verify);
  return {
    at: wordsSpan(verify),
    message: t('client certificates are to be checked against no authority, and nginx refuses that: set {option}', {
      option: 'ssl_client_certificate',
    }),
    kind: 'fatal',
  };
}

/** Since 1.23.2 the keys of tickets are changed by nginx where the servers share a session cache. */
function ticketsOf(block: Block, anchor: Directive, { version }: Reading): ServerTls['tickets'] {
  const shared = effective(block, 'ssl_session_cache').some(({ words }) =>
    words.some(({ text }) => text.startsWith('shared:')),
  );
  const ownKey = effectiveLast(block, 'ssl_session_ticket_key') !== undefined;
  const rotated = shared && !ownKey && atLeast(version, '1.23.2');
  return directiveSetting<'off' | 'rotated' | 'lasting'>(
    block,
    'ssl_session_tickets',
    (directive) => (directive && !isOn(directive) ? 'off' : rotated || ownKey ? 'rotated' : 'lasting'),
    (value) => (value === 'off' ? 'off' : undefined),
    anchor,
  );
}
