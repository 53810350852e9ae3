import { type Message, t } from '../../../../facts/message';
import type { Completion, Description, EditorFacts, OutlineItem, PathPlace } from '../../../broker';
import type { FileRole } from '../../../model';
import type { Range, Tree } from '../../../tree';
import { type Option, type Section, sectionsOf } from './ssl-dist';

export const sslDistEditor: EditorFacts = { complete, describe, outline, pathAt };

interface Known {
  readonly doc: Message;
  /** Snippet for what follows the name. */
  readonly value: string;
  readonly words?: readonly string[];
  readonly role?: FileRole;
  readonly only?: 'server' | 'client';
}

/** The options of `ssl` that a cluster needs; there are many more. */
const OPTIONS: Readonly<Record<string, Known>> = {
  certfile: { doc: t('Certificate that this node shows to others, in PEM.'), value: '"$1"', role: 'certificate' },
  keyfile: { doc: t('Private key of the certificate, in PEM.'), value: '"$1"', role: 'private-key' },
  cacertfile: { doc: t('Authorities whose certificates other nodes may show, in PEM.'), value: '"$1"', role: 'ca' },
  password: { doc: t('Password of the private key.'), value: '"$1"' },
  verify: {
    doc: t('Whether the certificate of the other node is checked. For a server the default is verify_none.'),
    value: '${1|verify_peer,verify_none|}',
    words: ['verify_peer', 'verify_none'],
  },
  fail_if_no_peer_cert: {
    doc: t('Refuse nodes that show no certificate. With verify_peer this is the default from OTP 26 on.'),
    value: '${1|true,false|}',
    words: ['true', 'false'],
    only: 'server',
  },
  server_name_indication: {
    doc: t('Name that the certificate of the other node must have; with disable it may have any.'),
    value: '${1:disable}',
    words: ['disable'],
    only: 'client',
  },
  versions: {
    doc: t('Protocol versions. Without it: TLS 1.2 and 1.3.'),
    value: "['tlsv1.3', 'tlsv1.2']",
    words: ["'tlsv1.3'", "'tlsv1.2'"],
  },
  ciphers: {
    doc: t('Cipher suites by their OpenSSL names, best first. Without it: those of Erlang.'),
    value: '["$1"]',
  },
  depth: { doc: t('Certificates between that of the other node and the authority.'), value: '${1:1}' },
  dhfile: { doc: t('Parameters of DHE key exchange, in PEM.'), value: '"$1"', role: 'dh-parameters', only: 'server' },
  crl_check: { doc: t('Whether revoked certificates are refused.'), value: '${1|true,peer,best_effort,false|}' },
  secure_renegotiate: {
    doc: t('Refuse renegotiation that is not secured by RFC 5746.'),
    value: 'true',
    words: ['true', 'false'],
  },
  honor_cipher_order: {
    doc: t('The order of suites of the server decides.'),
    value: 'true',
    words: ['true', 'false'],
    only: 'server',
  },
};

const SECTIONS: Readonly<Record<string, Message>> = {
  server: t('Options for nodes that connect to this one.'),
  client: t('Options for the connections that this node makes to others.'),
};

function complete(tree: Tree, offset: number): readonly Completion[] {
  const typed = typedBefore(tree, offset);
  if (typed === undefined) return [];
  const word = /[\w']*$/.exec(typed)?.[0] ?? '';
  const range = { start: offset - word.length, end: offset };
  const before = typed.slice(0, typed.length - word.length);
  const option = /\{\s*([a-z]\w*)\s*,\s*\[?(?:[^\]{}"]*,)?\s*$/.exec(before)?.[1];
  if (option !== undefined && !(option in SECTIONS)) {
    return (OPTIONS[option]?.words ?? []).map((label) => ({ label, kind: 'value', range, insert: label }));
  }
  const section = sectionAt(before);
  const braced = /\{\s*$/.test(before);
  if (section === undefined)
    return Object.entries(SECTIONS).map(([label, doc]) => sectionItem(label, doc, range, braced));
  return Object.entries(OPTIONS).flatMap(([label, known]) =>
    known.only && known.only !== section ? [] : [optionItem(label, known, range, braced)],
  );
}

function sectionItem(label: string, doc: Message, range: Range, braced: boolean): Completion {
  const insert = `${label}, [\n  {\${1:verify}, \${2:verify_peer}}\n]`;
  return { label, kind: 'section', range, insert: braced ? insert : `{${insert}}`, snippet: true, doc };
}

function optionItem(label: string, { doc, value }: Known, range: Range, braced: boolean): Completion {
  const insert = `${label}, ${value}`;
  return { label, kind: 'directive', range, insert: braced ? insert : `{${insert}}`, snippet: true, doc };
}

/** The text up to the offset; undefined within comments and texts. */
function typedBefore({ text }: Tree, offset: number): string | undefined {
  const typed = text.slice(0, offset).replace(/"(?:[^"\\]|\\[\s\S])*"|%[^\n]*\n/g, (match) => ' '.repeat(match.length));
  return /"[^"]*$|%[^\n]*$/.test(typed) ? undefined : typed;
}

/** The section whose list is still open there. */
function sectionAt(before: string): 'server' | 'client' | undefined {
  const last = [...before.matchAll(/\{\s*(server|client)\s*,\s*\[/g)].at(-1);
  if (!last) return undefined;
  let depth = 1;
  for (const character of before.slice(last.index + last[0].length)) {
    if (character === '[') depth++;
    else if (character === ']') depth--;
    if (depth === 0) return undefined;
  }
  return last[1] === 'server' ? 'server' : 'client';
}

function describe(tree: Tree, offset: number): Description | undefined {
  for (const section of sectionsOf(tree)) {
    const doc = SECTIONS[section.name];
    if (doc && isWithin(section.at, offset)) return { range: section.at, title: section.name, doc, facts: [] };
    const option = section.options.find(({ key }) => isWithin(key, offset));
    const known = option && OPTIONS[option.name];
    if (option && known) return { range: option.key, title: option.name, doc: known.doc, facts: [] };
  }
  return undefined;
}

function isWithin({ start, end }: Range, offset: number): boolean {
  return start <= offset && offset <= end;
}

function outline(tree: Tree): readonly OutlineItem[] {
  return sectionsOf(tree).map(
    (section): OutlineItem => ({
      name: section.name,
      kind: 'section',
      range: section.range,
      selection: section.at,
      children: section.options.map((option) => optionLine(section, option)),
    }),
  );
}

function optionLine({ tree }: Section, { name, key, value, range }: Option): OutlineItem {
  const detail = name === 'password' ? '' : tree.text.slice(value.range.start, value.range.end).slice(0, 80);
  return { name, detail, kind: 'directive', range, selection: key, children: [] };
}

function pathAt(tree: Tree, offset: number): PathPlace | undefined {
  for (const { options } of sectionsOf(tree)) {
    const option = options.find(({ value: { range } }) => range.start < offset && offset < range.end);
    const role = option && OPTIONS[option.name]?.role;
    if (!option || !role || option.value.kind !== 'scalar' || !option.value.quoted) continue;
    const { start, end } = option.value.range;
    const written = tree.text.slice(start + 1, offset);
    return {
      written,
      range: { start: start + 1 + written.lastIndexOf('/') + 1, end: end - 1 },
      role,
      directoriesOnly: false,
    };
  }
  return undefined;
}
