import { t } from '../../../../facts/message';
import type { Draft } from '../../../finding';
import type { Tree, TreeError } from '../../../tree';
import { type Directive, isString } from '../directives';
import { replaceValue } from '../edits';
import { type Line, lineEnd, span, tokens, valueSpan } from '../lines';
import { untrimmed } from '../references';
import type { Reading } from '../scopes';
import { atLeast } from '../version';
import { fatal, fix, warning } from './drafts';
import { checkValue } from './values';

export interface SyntaxDrafts {
  readonly drafts: readonly Draft[];
  /** Lines whose value is reported already. */
  readonly lines: ReadonlySet<Line>;
}

/** Errors of the trees, and those that take the type of the value to see. */
export function syntaxDrafts(reading: Reading, trees: readonly Tree[]): SyntaxDrafts {
  const drafts = trees.flatMap((tree) => tree.errors.map((error) => fromTree(tree, error)));
  const lines = new Set<Line>();
  for (const line of reading.lines) {
    const directive = line.found?.directive;
    const draft = directive && line.live ? checkLine(line, directive, reading) : undefined;
    if (!draft) continue;
    drafts.push(draft);
    lines.add(line);
  }
  return { drafts, lines };
}

function fromTree({ file }: Tree, { range, message, fatal: stops, fix: repair }: TreeError): Draft {
  const edits = repair?.edits.map((edit) => ({ span: { file, ...edit.range }, text: edit.text })) ?? [];
  const fixes = repair ? fix(repair.title, edits, repair.safe) : [];
  return (stops ? fatal : warning)({ file, start: range.start, end: range.end }, message, { fixes });
}

function checkLine(line: Line, directive: Directive, reading: Reading): Draft | undefined {
  if (line.entry.value.kind === 'missing') return undefined;
  return (
    carriageReturn(line) ??
    sign(line, directive, reading) ??
    untrimmedValue(line, directive) ??
    tab(line, directive, reading.version) ??
    (isString(directive.type) ? controlCharacter(line) : undefined) ??
    continuation(line, directive)
  );
}

function carriageReturn(line: Line): Draft | undefined {
  const { start, end } = line.entry.range;
  if (line.tree.text.slice(start, end).indexOf('\r') < 0) return undefined;
  const edits = [];
  for (let at = line.tree.text.indexOf('\r', start); at >= 0 && at < end; at = line.tree.text.indexOf('\r', at + 1)) {
    edits.push({ span: span(line, { start: at, end: at + 1 }), text: '\n' });
  }
  const at = edits[0]?.span ?? span(line);
  const message = t('a carriage return alone does not end a line: for mosquitto {name} goes on up to the next LF', {
    name: line.written,
  });
  return fatal(at, message, { fixes: fix(t('End the lines with LF'), edits, false) });
}

/** `name = value`: the sign becomes the value or its start. Whether that is fatal depends on the type. */
function sign(line: Line, directive: Directive, reading: Reading): Draft | undefined {
  const match = /^[=:] +(?=[^ ])/.exec(line.text);
  if (!match || directive.type === 'topic') return undefined;
  const { start } = line.entry.value.range;
  const refused = checkValue(line, reading)?.kind === 'fatal';
  const edits = [{ span: span(line, { start, end: start + match[0].length }), text: '' }];
  const message = t('a space alone separates name and value; mosquitto takes “{sign}” for the value of {name}', {
    sign: match[0].charAt(0),
    name: line.written,
  });
  const at = span(line, { start, end: start + 1 });
  return (refused ? fatal : warning)(at, message, { fixes: fix(t('Separate by a space'), edits, true) });
}

/** include_dir and bridge_protocol_version are compared as they stand, blanks included. */
function untrimmedValue(line: Line, { type }: Directive): Draft | undefined {
  if (type !== 'raw-path' && type !== 'raw-word') return undefined;
  const raw = untrimmed(line);
  if (raw === line.text || raw.trim() !== line.text) return undefined;
  const { key, value } = line.entry;
  const start = key.end + 1;
  const at = span(line, { start, end: start + raw.length });
  const inner = { start: value.range.start, end: value.range.end };
  const blanks = [
    { span: span(line, { start, end: inner.start }), text: '' },
    { span: span(line, { start: inner.end, end: start + raw.length }), text: '' },
  ].filter((edit) => edit.span.end > edit.span.start);
  const message = t('{name} takes the rest of the line as it is: one space before the value and none after it', {
    name: line.written,
  });
  return fatal(at, message, { fixes: fix(t('Delete the surplus blanks'), blanks, true) });
}

const WORD_TYPES = new Set(['boolean', 'word', 'listener', 'integer', 'log-dest', 'restart-timeout', 'duration']);

/** `strtok(" ")` leaves a tab in its word. Numbers before 2.1 are read by `atoi`, which stops at it. */
function tab(line: Line, { type }: Directive, version: string): Draft | undefined {
  if (!WORD_TYPES.has(type)) return undefined;
  const words = type === 'listener' ? tokens(line).slice(0, 2) : tokens(line).slice(0, 1);
  const word = words.find(({ text }) => /[\t\v\f]/.test(text) && !text.startsWith('#'));
  if (!word || (type === 'log-dest' && /^[^\t]*file/.test(line.text))) return undefined;
  const tolerant = type === 'restart-timeout' || type === 'integer' || (type === 'listener' && word === words[0]);
  if (tolerant && (!atLeast(version, '2.1.0') || type === 'restart-timeout')) return undefined;
  const lead = /^[\t\v\f]+/.exec(word.text)?.[0].length ?? 0;
  if (tolerant && lead > 0 && !/[\t\v\f]/.test(word.text.slice(lead))) return undefined;
  const range = { start: word.start, end: lineEnd(line.tree, word.end) };
  const rest = line.tree.text.slice(range.start, range.end);
  const text = rest.replace(/^[\t\v\f ]+|[\t\v\f ]+$/g, '').replace(/[\t\v\f]+/g, ' ');
  const message = t('mosquitto takes the tab for a part of the value of {name}; only spaces separate words', {
    name: line.written,
  });
  return fatal(span(line, word), message, {
    fixes: fix(t('Replace the tab'), [{ span: span(line, range), text }], true),
  });
}

const CONTROL = /[\u0001-\u001f\u007f-\u009f\ufdd0-\ufdef\ufffd-\uffff]/;

function controlCharacter(line: Line): Draft | undefined {
  const match = CONTROL.exec(line.text);
  if (!match) return undefined;
  const start = line.entry.value.range.start + match.index;
  const at = span(line, { start, end: start + 1 });
  const code = `U+${match[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  if (match[0] === '\ufffd') return fatal(at, t('the value of {name} is not valid UTF-8', { name: line.written }));
  const message = t('the value of {name} holds the control character {code}, which mosquitto refuses', {
    name: line.written,
    code,
  });
  const fixes =
    match[0] === '\t' ? fix(t('Replace tabs by spaces'), replaceValue(line, line.text.replace(/\t/g, ' ')), false) : [];
  return fatal(at, message, { fixes });
}

function continuation(line: Line, { type }: Directive): Draft | undefined {
  if (!line.text.endsWith('\\') || type === 'topic' || /^[A-Za-z]:\\/.test(line.text)) return undefined;
  const { end } = valueSpan(line);
  const message = t('a backslash does not continue the line; mosquitto takes it for a part of the value of {name}', {
    name: line.written,
  });
  return warning(span(line, { start: end - 1, end }), message);
}
