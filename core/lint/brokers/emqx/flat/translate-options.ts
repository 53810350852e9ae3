import { quoteText } from '../../../syntax/hocon-errors';
import { schema } from '../schema';
import { alternatives, fieldAt, typesAt } from '../schema-path';
import { checkScalar } from '../values';
import type { Kind, Row } from './option-table';
import { textOf } from './view';
import { put, take, type Writing } from './writing';

/**
 * Every option of the table that the file writes, where each release takes the value; what one refuses stays for the list of
 * what is left.
 */
export function options(writing: Writing, rows: readonly Row[], from = '', to = ''): void {
  for (const [option, path, kind] of rows) optionTo(writing, `${from}${option}`, `${to}${path}`, kind);
}

export function optionTo(writing: Writing, option: string, path: string, kind: Kind): boolean {
  const text = textOf(writing.view, option);
  if (text === undefined) return false;
  // How 4.x writes that nothing is set.
  if (text === 'undefined') return take(writing, option) !== undefined;
  const value = writtenAs(text, kind);
  if (!value || !isTaken(path, value.parts) || take(writing, option) === undefined) return false;
  put(writing, path, value.text);
  return true;
}

interface Value {
  /** As it is written. */
  readonly text: string;
  /** As EMQX reads it: the items of a list, or the one value. */
  readonly parts: readonly string[];
}

function writtenAs(text: string, kind: Kind): Value | undefined {
  const items = text.split(/\s*,\s*/).filter((item) => item !== '');
  switch (kind) {
    case 'word':
      return wordValue(text);
    case 'flag':
      return /^(?:on|off|true|false)$/.test(text) ? plain(String(/^(?:on|true)$/.test(text))) : undefined;
    case 'period':
      return text === '0' ? plain('disabled') : wordValue(text);
    case 'rate':
      return /^[1-9]\d*$/.test(text) ? quoted(`${text}/s`) : undefined;
    case 'budget':
      return items.length === 2 ? quoted(`${items[0]}/${items[1]}`) : undefined;
    case 'text':
      return quoted(text);
    case 'names':
      return quoted(items.join(', '));
    case 'list':
      return items.length > 0 ? { text: `[${items.map(quoteText).join(', ')}]`, parts: items } : undefined;
  }
}

/** What needs no quotes in HOCON. */
function wordValue(text: string): Value | undefined {
  return /^[A-Za-z0-9][\w-]*$/.test(text) ? plain(text) : undefined;
}

function plain(text: string): Value {
  return { text, parts: [text] };
}

function quoted(text: string): Value {
  return { text: quoteText(text), parts: [text] };
}

/** The option is there in every release, means something, and takes the value. */
export function isTaken(path: string, parts: readonly string[]): boolean {
  const names = path.split('.');
  return schema.versions.every((version) => {
    const field = fieldAt(names, version);
    if (!field?.versions.includes(version) || field.deprecated(version) !== undefined) return false;
    const types = typesAt(names, version).flatMap((type) => (type.kind === 'array' ? alternatives(type.item) : [type]));
    return parts.every(
      (text) => checkScalar({ text, type: 'string' }, { kind: 'union', members: types }) === undefined,
    );
  });
}
