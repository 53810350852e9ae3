import type { Token } from '../../../broker';
import type { Entry, Range, Tree } from '../../../tree';
import { type Directive, findDirective, isAvailable } from '../directives';
import { type Token as Word, tokens as wordsIn } from '../lines';
import { atLeast } from '../version';
import { wordsOf } from '../vocabulary';

/** Names by what this version makes of them, values by their kind where they are of that kind. */
export function tokens(tree: Tree, version: string): readonly Token[] {
  // A large file repeats few names, and comparing versions takes longer than all the rest.
  const known = new Map<string, Known | 'unknown'>();
  const found: Token[] = [];
  for (const entry of tree.entries) {
    const name = entry.path[0] ?? '';
    const meaning = known.get(name) ?? meaningOf(name, version);
    known.set(name, meaning);
    if (meaning === 'unknown') found.push({ range: entry.key, kind: 'unknown' });
    else found.push(...nameToken(entry, meaning), ...valueTokens(tree, entry, meaning));
  }
  return found;
}

interface Known {
  readonly directive: Directive;
  /** Deprecated, without effect, or spelled in the old way. */
  readonly deprecated: boolean;
  readonly words: readonly string[];
}

function meaningOf(name: string, version: string): Known | 'unknown' {
  const found = findDirective(name);
  if (!found || !isAvailable(found, version)) return 'unknown';
  const { directive, alias } = found;
  const ends = [directive.deprecated, directive.ignored, alias?.outdated];
  const deprecated = ends.some((since) => since !== undefined && atLeast(version, since));
  return { directive, deprecated, words: wordsOf(directive, version) };
}

function nameToken({ key }: Entry, { directive, deprecated }: Known): Token[] {
  return HEADINGS.has(directive.name) && !deprecated ? [] : [{ range: key, kind: 'directive', deprecated }];
}

/** The grammar gives these a colour of their own. */
const HEADINGS: ReadonlySet<string> = new Set(['listener', 'connection', 'include_dir']);

function valueTokens(tree: Tree, entry: Entry, { directive: { type }, words: accepted }: Known): Token[] {
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
      return logDestination(entry, accepted, words);
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
      return numbersOrWords([first], accepted);
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

function logDestination(entry: Entry, accepted: readonly string[], words: readonly Word[]): Token[] {
  const [first, second] = words;
  const kind = numbersOrWords([first], accepted);
  if (first?.text !== 'file' || !second) return kind;
  return [...kind, { range: { start: second.start, end: entry.value.range.end }, kind: 'path' }];
}

function commaSeparated({ value: { range } }: Entry, { text }: Tree): Word[] {
  return Array.from(text.slice(range.start, range.end).matchAll(/[^,\s]+/g), (match) => {
    const start = range.start + match.index;
    return { text: match[0], start, end: start + match[0].length } satisfies Word & Range;
  });
}
