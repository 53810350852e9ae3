import { type Message, t } from '../../../../facts/message';
import { nearest } from '../../../../facts/nearest';
import type { Draft } from '../../../finding';
import type { Scalar } from '../../../tree';
import type { Row } from '../directives';
import { secondsOf } from '../listeners';
import { type Directive, hasVariable, keySpan, spanOf } from '../scopes';

/** ngx_conf_parse counts the words; the setters of ngx_conf_file.c read them. */
export function valueDraft(directive: Directive, row: Row): Draft | undefined {
  const { name, words } = directive;
  const [least, most] = row.words;
  if (words.length < least || (most !== undefined && words.length > most)) {
    const message =
      words.length < least
        ? t('“{name}” lacks a value, so nginx refuses to start', { name })
        : t('“{name}” has too many words behind it, so nginx refuses to start', {
            name,
          });
    return { at: keySpan(directive), message, kind: 'fatal' };
  }
  const wrong = words.find((word) => !accepts(word, row));
  return (
    wrong && {
      at: spanOf(directive, wrong.range),
      message: wrongValue(directive, wrong, row),
      kind: 'fatal',
      ...fixesFor(directive, wrong, row),
    }
  );
}

/** A block that should be a line, or a line that should be a block. */
export function shapeDraft(directive: Directive): Draft | undefined {
  const { name } = directive;
  const block = isBlock(directive);
  if (block === mayBeBlock(directive)) return undefined;
  const message = block
    ? t('“{name}” is no block: end it with “;”, or put a “{” that belongs to its value into quotation marks', { name })
    : t('“{name}” is a block: write “{” behind it', { name });
  return { at: keySpan(directive), message, kind: 'fatal' };
}

function isBlock({ entry }: Directive): boolean {
  return entry.value.kind === 'object';
}

const BLOCKS: ReadonlySet<string> = new Set(['stream', 'http', 'events', 'location', 'upstream']);

function mayBeBlock({ name, parent }: Directive): boolean {
  return BLOCKS.has(name) || (name === 'server' && !parent.context.endsWith('upstream'));
}

function accepts({ text }: Scalar, { type, choices, exact, pattern }: Row): boolean {
  if (pattern) return pattern.test(text);
  if (choices)
    return choices.some((choice) => choice === text || (!exact && choice.toLowerCase() === text.toLowerCase()));
  // A few directives take variables, and those are filled in later.
  if (hasVariable(text)) return true;
  if (type === 'flag') return /^(?:on|off)$/i.test(text);
  if (type === 'number') return /^\d+$/.test(text);
  if (type === 'size') return /^\d+[kKmMgG]?$/.test(text);
  return type !== 'time' || secondsOf(text) !== undefined;
}

function wrongValue({ name }: Directive, { text }: Scalar, { type, choices, pattern }: Row): Message {
  const known = choices ?? (type === 'flag' ? ['on', 'off'] : undefined);
  if (known) return t('{name} does not take “{text}”: it takes {known}', { name, text, known: known.join(', ') });
  if (type === 'time')
    return t('{name} does not take “{text}”: write a time such as 60s, 10m or 1h30m', { name, text });
  if (pattern) return t('{name} does not take “{text}”', { name, text });
  return t('{name} does not take “{text}”: write a number', { name, text });
}

function fixesFor(directive: Directive, { text, range }: Scalar, { type, choices }: Row): Pick<Draft, 'fixes'> {
  const known = choices ?? (type === 'flag' ? ['on', 'off'] : []);
  const words: Readonly<Record<string, string>> = { yes: 'on', true: 'on', no: 'off', false: 'off' };
  const meant = type === 'flag' ? words[text.toLowerCase()] : nearest(text, known);
  if (meant === undefined) return {};
  const edits = [{ span: spanOf(directive, range), text: meant }];
  return { fixes: [{ title: t('Write {nearest}', { nearest: meant }), edits, safe: type === 'flag' }] };
}
