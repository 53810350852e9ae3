import { suiteByName } from '../../../facts/cipher-suites';
import { TLS_VERSIONS } from '../../../facts/tls';
import { spanIn, valueSpan } from '../../hocon-view';
import type { CipherList, CipherMember } from '../../model';
import type { Edit, Span } from '../../source';
import type { HoconNode } from '../../syntax/hocon-resolve';
import type { ArrayValue, Range, Scalar, Tree } from '../../tree';
import { schema } from './schema';

/** One list governs every protocol version of the endpoint. */
const COVERED = TLS_VERSIONS.filter((version) => version !== 'sslv3');

/** The `ciphers` of one block; an absent or empty list means EMQX's own and is no list. */
export function cipherList(node: HoconNode | undefined, version: string): CipherList[] {
  if (!node) return [];
  const members = node.kind === 'array' ? arrayMembers(node, version) : stringMembers(node, version);
  if (members.length === 0) return [];
  return [{ at: valueSpan(node), option: 'ciphers', covers: COVERED, members, refused: false, addsTls13: true }];
}

function arrayMembers(node: HoconNode, version: string): CipherMember[] {
  return node.items.flatMap((item) => {
    const source = item.sources.at(-1);
    if (item.kind !== 'scalar' || source?.value?.kind !== 'scalar') return [];
    const { tree, value } = source;
    const list = node.copied ? undefined : arrayAround(node, value);
    const single = !value.parts && value.type !== 'substitution';
    return [
      member(item.text, spanIn(tree, value.range), version, {
        remove: () => (list && single ? [removeItem(tree, list, value)] : []),
        rename: (to) => (single ? [{ span: spanIn(tree, value.range), text: value.quoted ? `"${to}"` : to }] : []),
      }),
    ];
  });
}

function arrayAround(node: HoconNode, item: Scalar): ArrayValue | undefined {
  const value = node.sources.at(-1)?.value;
  return value?.kind === 'array' && value.items.includes(item) ? value : undefined;
}

/** The item and one comma beside it. */
function removeItem(tree: Tree, list: ArrayValue, item: Scalar): Edit {
  const index = list.items.indexOf(item);
  const next = list.items[index + 1];
  const before = list.items[index - 1];
  if (next) return { span: spanIn(tree, { start: item.range.start, end: next.range.start }), text: '' };
  return { span: spanIn(tree, { start: before ? before.range.end : item.range.start, end: item.range.end }), text: '' };
}

/** `"A,B"`: also accepted by EMQX. */
function stringMembers(node: HoconNode, version: string): CipherMember[] {
  const source = node.sources.at(-1);
  if (node.kind !== 'scalar' || source?.value?.kind !== 'scalar') return [];
  const { tree, value } = source;
  const verbatim = tree.text.indexOf(value.text, value.range.start);
  const exact = !value.parts && verbatim >= 0 && verbatim + value.text.length <= value.range.end;
  return pieces(node.text).map(({ text, start, end }) => {
    const span = exact ? spanIn(tree, { start: verbatim + start, end: verbatim + end }) : spanIn(tree, value.range);
    return member(text, span, version, {
      remove: () => (exact ? [removePiece(tree, value.text, verbatim, { start, end })] : []),
      rename: (to) => (exact ? [{ span, text: to }] : []),
    });
  });
}

interface PieceRange extends Range {
  readonly text: string;
}

function pieces(text: string): PieceRange[] {
  return [...text.matchAll(/[^,]+/g)].flatMap((match) => {
    const trimmed = match[0].trim();
    const start = match.index + match[0].indexOf(trimmed);
    return trimmed === '' ? [] : [{ text: trimmed, start, end: start + trimmed.length }];
  });
}

function removePiece(tree: Tree, text: string, offset: number, { start, end }: Range): Edit {
  const comma = text.indexOf(',', end);
  const before = text.lastIndexOf(',', start);
  const range = comma >= 0 ? { start, end: comma + 1 } : { start: before >= 0 ? before : start, end };
  return { span: spanIn(tree, { start: offset + range.start, end: offset + range.end }), text: '' };
}

function member(text: string, at: Span, version: string, edits: Pick<CipherMember, 'remove' | 'rename'>): CipherMember {
  const suite = suiteByName(text);
  const accepted = schema.ciphers.has(text);
  if (accepted && suite)
    return { text, at, role: 'suite', suites: [suite], refused: false, nearest: undefined, ...edits };
  if (accepted) return { text, at, role: 'suite', suites: [], refused: false, nearest: undefined, ...edits };
  const nearest = suite && schema.ciphers.has(suite.name) ? suite.name : caseless(text);
  return { text, at, role: 'unknown', suites: [], refused: refuses(text, version), nearest, ...edits };
}

function caseless(text: string): string | undefined {
  const upper = text.toUpperCase();
  return [upper, upper.replace(/_/g, '-')].find((candidate) => schema.ciphers.has(candidate));
}

/** The table is that of OTP 27; what a later OTP adds under 6.x is a real suite with encryption, so nothing is claimed of those. */
function refuses(text: string, version: string): boolean {
  const suite = suiteByName(text);
  return !(version.startsWith('6.') && suite !== undefined && suite.name === text && suite.mode !== 'null');
}
