import type { Setting } from '../../model';
import type { Edit } from '../../source';
import { type Block, type Directive, effectiveLast, keySpan, spanOf, wordsSpan } from './scopes';

/** Writes the words of the directive anew, where it stands. */
export function rewrite(directive: Directive, words: string): readonly Edit[] {
  if (directive.words.length > 0) return [{ span: wordsSpan(directive), text: words }];
  const { end } = directive.entry.key;
  return [{ span: spanOf(directive, { start: end, end }), text: ` ${words}` }];
}

/** A new directive behind another one, on a line of its own where that one has such a line. */
export function insertAfter(directive: Directive, text: string): readonly Edit[] {
  const { tree, entry } = directive;
  const { start, end } = entry.range;
  if (entry.value.kind === 'object' || tree.text[end - 1] !== ';') return [];
  const lineStart = tree.text.lastIndexOf('\n', start - 1) + 1;
  const indent = tree.text.slice(lineStart, start);
  const alone = /^[ \t]*$/.test(indent);
  const ending = tree.text[lineStart - 2] === '\r' ? '\r\n' : '\n';
  return [{ span: spanOf(directive, { start: end, end }), text: alone ? `${ending}${indent}${text}` : ` ${text}` }];
}

/** The directive, and its line where nothing else stands on it. */
export function remove({ tree, entry }: Directive): readonly Edit[] {
  const { start, end } = entry.range;
  const { text } = tree;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const after = /^[ \t]*(?:\r?\n)?/.exec(text.slice(end, end + 200))?.[0] ?? '';
  const alone = /^[ \t]*$/.test(text.slice(lineStart, start)) && after.endsWith('\n');
  const range = alone ? { start: lineStart, end: end + after.length } : { start, end };
  return [{ span: spanOf({ tree }, range), text: '' }];
}

/** A setting that one directive decides, here or in a block around. */
export function directiveSetting<T>(
  block: Block,
  name: string,
  read: (directive: Directive | undefined) => T,
  write: (value: T) => string | undefined,
  anchor: Directive,
): Setting<T> {
  const directive = effectiveLast(block, name);
  return {
    value: read(directive),
    span: directive ? wordsSpan(directive) : keySpan(anchor),
    explicit: directive !== undefined,
    set: (value) => {
      const words = write(value);
      if (words === undefined) return [];
      return directive ? rewrite(directive, words) : insertAfter(anchor, `${name} ${words};`);
    },
  };
}

export function fixedSetting<T>(value: T, at: Directive): Setting<T> {
  return { value, span: keySpan(at), explicit: false, set: () => [] };
}
