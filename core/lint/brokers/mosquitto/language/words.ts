import { t } from '../../../../facts/message';
import { nearest } from '../../../../facts/nearest';
import type { Draft } from '../../../finding';
import { insertBelow } from '../edits';
import { type Line, span, type Token, tokens, valueSpan } from '../lines';
import { untrimmed } from '../references';
import { atLeast } from '../version';
import { wordsOf } from '../vocabulary';
import { fatal, fix, warning } from './drafts';
import { surplusText } from './surplus';
import type { ValueContext } from './values';

const TRUE = /^"?(?:true|yes|on|1|enabled?|y|t)"?$/i;
const FALSE = /^"?(?:false|no|off|0|disabled?|n|f)"?$/i;

export function checkBoolean({ line }: ValueContext): Draft | undefined {
  const words = tokens(line);
  const [word] = words;
  if (!word) return undefined;
  if (/^(?:true|false|0|1)$/.test(word.text)) return surplusText(line, words, 1);
  const meant = TRUE.test(word.text) ? 'true' : FALSE.test(word.text) ? 'false' : undefined;
  const message = t('{name} takes true or false in lower case, not “{value}”; mosquitto refuses to start', {
    name: line.written,
    value: word.text,
  });
  return fatal(span(line, word), message, { fixes: meant ? replace(line, word, meant, true) : [] });
}

function replace(line: Line, token: Token, text: string, safe: boolean) {
  return fix(t('Replace by “{name}”', { name: text }), [{ span: span(line, token), text }], safe);
}

export function checkWord(context: ValueContext): Draft | undefined {
  const { line } = context;
  const words = tokens(line);
  const [word] = words;
  if (!word) return undefined;
  if (line.name === 'start_type' && word.text === 'manual') return manual(line, word);
  if (!wordsOf(context.directive, context.version).includes(word.text)) return unknownWord(context, word);
  return line.name === 'log_type' ? severalTypes(context, words) : surplusText(line, words, 1);
}

function manual(line: Line, word: Token): Draft {
  const message = t('start_type manual is not supported; mosquitto refuses to start');
  return fatal(span(line, word), message, { fixes: replace(line, word, 'automatic', false) });
}

function unknownWord(context: ValueContext, word: Token): Draft {
  const { line, version } = context;
  const words = wordsOf(context.directive, context.version);
  const meant = nearest(word.text, words);
  const message = t('{name} takes one of {words}, not “{value}”; mosquitto {version} refuses to start', {
    name: line.written,
    words: words.join(', '),
    value: word.text,
    version,
  });
  return fatal(span(line, word), message, { fixes: meant === undefined ? [] : replace(line, word, meant, true) });
}

/** `log_type error warning` logs errors only. */
function severalTypes(context: ValueContext, words: readonly Token[]): Draft | undefined {
  const { line } = context;
  const comment = words.findIndex(({ text }) => text.startsWith('#'));
  const more = words.slice(1, comment < 0 ? words.length : comment);
  const [next] = more;
  const [first] = words;
  const last = more.at(-1);
  const known = more.every(({ text }) => wordsOf(context.directive, context.version).includes(text.replace(/,$/, '')));
  if (!next || !first || !last || !known) return surplusText(line, words, 1);
  const lines = more.map(({ text }) => `log_type ${text.replace(/,$/, '')}`);
  const [insertion] = insertBelow(line, '');
  const separator = insertion?.text ?? '\n';
  const edits = [
    { span: span(line, { start: first.end, end: last.end }), text: '' },
    ...(insertion ? [{ span: insertion.span, text: lines.map((text) => separator + text).join('') }] : []),
  ];
  const at = span(line, { start: next.start, end: last.end });
  const message = t('log_type takes one word; mosquitto ignores the others');
  return warning(at, message, { fixes: fix(t('Split into several lines'), merged(edits), true) });
}

/** Edits that touch become one, so that their order cannot matter. */
function merged<T extends { span: { file: string; start: number; end: number }; text: string }>(edits: readonly T[]) {
  const [a, b] = edits;
  if (!a || !b || a.span.end !== b.span.start) return edits;
  return [{ span: { ...a.span, end: b.span.end }, text: a.text + b.text }];
}

export function checkRawWord(context: ValueContext): Draft | undefined {
  const { line } = context;
  if (wordsOf(context.directive, context.version).includes(untrimmed(line))) return undefined;
  const { start, end } = valueSpan(line);
  return unknownWord(context, { text: line.text, start, end });
}

export function checkDuration({ line, version }: ValueContext): Draft | undefined {
  const words = tokens(line);
  const [word, next] = words;
  if (!word) return undefined;
  const units = atLeast(version, '2.1.0') ? 'shdwmy' : 'hdwmy';
  const unit = word.text.at(-1) ?? '';
  const number = Number.parseInt(word.text, 10);
  if (units.includes(unit) && number > 0) {
    return /^\d+.$/.test(word.text) ? surplusText(line, words, 1) : prefixOnly(line, word, `${number}${unit}`);
  }
  const split = /^\d+$/.test(word.text) && next !== undefined && next.text.length === 1 && units.includes(next.text);
  const edits = split ? [{ span: span(line, { start: word.start, end: next.end }), text: word.text + next.text }] : [];
  const message = t('{name} takes a number above 0 and one of {units}, such as 14d; mosquitto refuses to start', {
    name: line.written,
    units: units.split('').join(', '),
  });
  return fatal(span(line, split ? { start: word.start, end: next.end } : word), message, {
    fixes: fix(t('Join number and unit'), edits, true),
  });
}

function prefixOnly(line: Line, word: Token, read: string): Draft {
  const message = t('mosquitto reads “{value}” as {read}', { value: word.text, read });
  return warning(span(line, word), message, { fixes: replace(line, word, read, true) });
}

export function checkLogDestination(context: ValueContext): Draft | undefined {
  const { line } = context;
  const words = tokens(line);
  const [word, path] = words;
  if (!word) return undefined;
  if (!wordsOf(context.directive, context.version).includes(word.text)) return unknownWord(context, word);
  if (word.text !== 'file') return surplusText(line, words, 1);
  if (!path) return fatal(span(line, word), t('log_dest file needs a path; mosquitto refuses to start'));
  const comment = words.find(({ text }, index) => index > 1 && text.startsWith('#'));
  if (!comment) return undefined;
  const message = t('a comment cannot follow a value: mosquitto logs to a file whose name ends in it');
  return warning(span(line, { start: comment.start, end: valueSpan(line).end }), message);
}

export function checkProtocolVersions({ line }: ValueContext): Draft | undefined {
  const words = line.text.split(/[, \t]+/).filter((word) => word !== '');
  const unknown = words.filter((word) => !/^[345]$/.test(word));
  if (unknown.length === 0 || unknown[0]?.startsWith('#')) return undefined;
  if (unknown.length === words.length) {
    const message = t('{name} names none of 3, 4 and 5, so every client is refused', { name: line.written });
    return warning(valueSpan(line), message);
  }
  const message = t('{name} takes 3, 4 and 5; mosquitto ignores “{value}”', {
    name: line.written,
    value: unknown.join(', '),
  });
  return warning(valueSpan(line), message);
}
