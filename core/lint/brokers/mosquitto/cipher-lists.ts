import { parseCipherString } from '../../../facts/cipher-string';
import type { TlsVersion } from '../../../facts/tls';
import type { CipherList, CipherMember } from '../../model';
import type { Edit } from '../../source';
import { removeLine } from './edits';
import { type Line, lastOf, span, valueSpan } from './lines';
import type { BlockView } from './settings';

interface ListRules {
  readonly option: string;
  readonly dialect: 'openssl' | 'tls1.3';
  readonly covers: readonly TlsVersion[];
}

const UP_TO_12: readonly TlsVersion[] = ['tlsv1', 'tlsv1.1', 'tlsv1.2'];

export const LISTENER_LISTS: readonly ListRules[] = [
  { option: 'ciphers', dialect: 'openssl', covers: UP_TO_12 },
  { option: 'ciphers_tls1.3', dialect: 'tls1.3', covers: ['tlsv1.3'] },
];

export const BRIDGE_LISTS: readonly ListRules[] = [
  { option: 'bridge_ciphers', dialect: 'openssl', covers: UP_TO_12 },
  { option: 'bridge_ciphers_tls1.3', dialect: 'tls1.3', covers: ['tlsv1.3'] },
];

/** `stops`: a list without any usable suite keeps the broker from starting. */
export function cipherLists(view: BlockView, lists: readonly ListRules[], stops: boolean): readonly CipherList[] {
  return lists.flatMap((rules) => {
    const line = lastOf(view.block.lines, rules.option);
    return line && line.text !== '' ? [cipherList(line, rules, stops)] : [];
  });
}

function cipherList(line: Line, { option, dialect, covers }: ListRules, stops: boolean): CipherList {
  const parsed = parseCipherString(line.text, dialect);
  const members = parsed.members.map((member): CipherMember => {
    const { text, start, end, role, suites, nearest, invalid } = member;
    const offset = line.entry.value.range.start;
    const at = span(line, { start: offset + start, end: offset + end });
    return {
      text,
      at,
      role,
      suites,
      nearest,
      refused: stops && invalid,
      remove: () => removeMember(line, start, end),
      rename: (to): readonly Edit[] => [{ span: at, text: to }],
    };
  });
  return {
    at: valueSpan(line),
    option,
    covers,
    members,
    refused: stops && parsed.refused,
    remove: () => removeLine(line),
  };
}

/** The member and one separator beside it. An only member cannot be removed: an empty value stops the broker. */
function removeMember(line: Line, start: number, end: number): readonly Edit[] {
  const { text } = line;
  const before = text.slice(0, start);
  const after = /^[:;, ]+/.exec(text.slice(end))?.[0].length ?? 0;
  const offset = line.entry.value.range.start;
  if (after > 0 && end + after < text.length) {
    return [{ span: span(line, { start: offset + start, end: offset + end + after }), text: '' }];
  }
  const kept = before.replace(/[:;, ]+$/, '').length;
  return kept === 0 ? [] : [{ span: span(line, { start: offset + kept, end: offset + text.length }), text: '' }];
}
