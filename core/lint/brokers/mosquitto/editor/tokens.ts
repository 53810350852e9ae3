import type { Token } from '../../../broker';
import type { Entry, Range, Tree } from '../../../tree';
import { type Directive, type Found, findDirective, isAvailable } from '../directives';
import { type Token as Word, tokens as wordsIn } from '../lines';
import { atLeast } from '../version';
import { wordsOf } from '../vocabulary';

/** Names by what this version makes of them, values by their kind where they are of that kind. */
export function tokens(tree: Tree, version: string): readonly Token[] {
  return tree.entries.flatMap((entry) => {
    const found = findDirective(entry.path[0] ?? '');
    if (!found || !isAvailable(found, version)) return [{ range: entry.key, kind: 'unknown' as const }];
    const deprecated = isOld(found, version);
    const name: Token[] =
      HEADINGS.has(found.directive.name) && !deprecated ? [] : [{ range: entry.key, kind: 'directive', deprecated }];
    return [...name, ...valueTokens(tree, entry, found.directive, version)];
  });
}

/** The grammar gives these a colour of their own. */
const HEADINGS: ReadonlySet<string> = new Set(['listener', 'connection', 'include_dir']);

/** Deprecated, without effect, or spelled in the old way. */
function isOld({ directive: { deprecated, ignored }, alias }: Found, version: string): boolean {
  return [deprecated, ignored, alias?.outdated].some((since) => since !== undefined && atLeast(version, since));
}

function valueTokens(tree: Tree, entry: Entry, directive: Directive, version: string): Token[] {
  const { type } = directive;
  if (entry.value.kind === 'missing') return [];
  const words = wordsIn({ tree, entry });
  const [first, second, third] = words;
  switch (type) {
    case 'path':
    case 'raw-path':
    case 'plugin':
      return [{ range: entry.value.range, kind: 'path' }];
    case 'plugin-load':
      return second ? [{ range: { start: second.start, end: entry.value.range.end }, kind: 'path' }] : [];
    case 'log-dest':
      return logDestination(entry, directive, version, words);
    case 'boolean':
      return numbersOrWords([first], ['true', 'false', '1', '0'], 'boolean');
    case 'topic':
      return [...numbersOrWords([second], ['in', 'out', 'both']), ...numbersOrWords([third], [])];
    case 'tcp-keepalive':
    case 'restart-timeout':
      return numbersOrWords(words, []);
    case 'protocol-versions':
      return numbersOrWords(commaSeparated(entry, tree), []);
    case 'listener':
    case 'integer':
    case 'word':
    case 'raw-word':
    case 'tls-version':
      return numbersOrWords([first], wordsOf(directive, version));
    default:
      return [];
  }
}

function numbersOrWords(words: readonly (Word | undefined)[], known: readonly string[], kind: Token['kind'] = 'word') {
  return words.flatMap((word): Token[] => {
    if (!word) return [];
    const range = { start: word.start, end: word.end };
    if (known.includes(word.text)) return [{ range, kind }];
    return /^[+-]?\d+$/.test(word.text) ? [{ range, kind: 'number' }] : [];
  });
}

function logDestination(entry: Entry, directive: Directive, version: string, words: readonly Word[]): Token[] {
  const [first, second] = words;
  const kind = numbersOrWords([first], wordsOf(directive, version));
  if (first?.text !== 'file' || !second) return kind;
  return [...kind, { range: { start: second.start, end: entry.value.range.end }, kind: 'path' }];
}

function commaSeparated({ value: { range } }: Entry, { text }: Tree): Word[] {
  return Array.from(text.slice(range.start, range.end).matchAll(/[^,\s]+/g), (match) => {
    const start = range.start + match.index;
    return { text: match[0], start, end: start + match[0].length } satisfies Word & Range;
  });
}
