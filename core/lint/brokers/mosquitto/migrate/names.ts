import { t } from '../../../../facts/message';
import { integerOf, type Line, span, tokens } from '../lines';
import type { Reading } from '../scopes';
import { atLeast } from '../version';
import { change, type Draft, note, remove } from './draft';

/** What one line alone decides: old spellings, options without effect, numbers that are read otherwise now. */
export function migrateLines(draft: Draft, { lines, version }: Reading, to: string): void {
  for (const line of lines) {
    if (!line.found) continue;
    if (hasNoEffect(line, to)) remove(draft, line);
    else rewriteLine(draft, line, version, to);
  }
}

function hasNoEffect({ found }: Line, to: string): boolean {
  const { removed, ignored } = found?.directive ?? {};
  return [removed, ignored].some((since) => since !== undefined && atLeast(to, since));
}

function rewriteLine(draft: Draft, line: Line, from: string, to: string): void {
  const { alias, directive } = line.found ?? {};
  if (alias?.outdated !== undefined && atLeast(to, alias.outdated)) {
    change(draft, line).name = alias.of + line.written.slice(alias.name.length);
  }
  if (line.problem === 'nested-include') {
    note(draft, t('an included file cannot include others: older versions ignored this line, so it goes'), span(line));
    remove(draft, line);
  } else if (line.name === 'message_size_limit') migrateSizeLimit(draft, line, from);
  else if (directive?.type === 'plugin') trimPath(draft, line);
  else if (line.name === 'listener') migratePort(draft, line, from, to);
  else if (directive?.type === 'tls-version') migrateTlsVersion(draft, line, from, to);
  else if (directive?.type === 'integer') migrateNumber(draft, line, from, to);
}

/** It drops the message, where max_packet_size drops the client; only no limit is the same for both. */
function migrateSizeLimit(draft: Draft, line: Line, from: string): void {
  if (integerOf(tokens(line)[0]?.text ?? '', from) === 0) {
    remove(draft, line);
    return;
  }
  const message = t(
    'message_size_limit stays: it drops the message, and max_packet_size would cut the client off instead',
  );
  note(draft, message, span(line));
}

/** From 2.1 on the path is the rest of the line with every blank. */
function trimPath(draft: Draft, line: Line): void {
  const { entry, tree, text } = line;
  if (text === '') return;
  const lineEnd = tree.text.indexOf('\n', entry.range.end);
  const rest = tree.text.slice(entry.key.end, lineEnd < 0 ? tree.text.length : lineEnd).replace(/\r$/, '');
  if (rest.startsWith('  ')) change(draft, line).value = text;
}

/** A version that is gone: the oldest that is left comes nearest. */
function migrateTlsVersion(draft: Draft, line: Line, from: string, to: string): void {
  const words = line.found?.directive.words ?? [];
  const known = (version: string) =>
    words.filter(({ since, until }) => !(since && !atLeast(version, since)) && !(until && atLeast(version, until)));
  const [oldest] = known(to);
  const isKnown = (version: string) => known(version).some(({ text }) => text === line.text);
  if (!oldest || !isKnown(from) || isKnown(to)) return;
  change(draft, line).value = oldest.text;
  const message = t('{version} knows no {word} any more: {oldest} is the oldest that is left', {
    version: to,
    word: line.text,
    oldest: oldest.text,
  });
  note(draft, message, span(line));
}

/** The port of a `listener` line, and the words behind it as they are. */
function migratePort(draft: Draft, line: Line, from: string, to: string): void {
  const [port] = tokens(line);
  const meant = port && integerOf(port.text, from);
  if (!port || meant === undefined || meant === integerOf(port.text, to)) return;
  change(draft, line).value = meant + line.tree.text.slice(port.end, line.entry.range.end);
}

/** `atoi` made 10 of `010` and of `10k`; 2.1 takes the first for octal and stops at the second. */
function migrateNumber(draft: Draft, line: Line, from: string, to: string): void {
  const word = tokens(line)[0]?.text;
  if (word === undefined) return;
  const meant = integerOf(word, from);
  if (meant !== undefined && meant !== integerOf(word, to)) change(draft, line).value = String(meant);
}
