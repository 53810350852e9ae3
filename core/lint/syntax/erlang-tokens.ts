import type { Range } from '../tree';

export interface Token {
  readonly kind: 'atom' | 'string' | 'number' | 'punctuation' | 'dot' | 'comment' | 'variable' | 'unknown' | 'end';
  readonly range: Range;
  /** As Erlang reads it, quotes and escapes gone. */
  readonly text: string;
  /** The closing quote is missing. */
  readonly open?: boolean;
}

const PATTERNS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['comment', /%[^\n]*/y],
  ['string', /"(?:[^"\\]|\\[\s\S])*("?)/y],
  ['atom', /'(?:[^'\\]|\\[\s\S])*('?)/y],
  ['atom', /[a-zß-öø-ÿ][\wÀ-ÖØ-öø-ÿ@]*/y],
  ['variable', /[A-Z_À-ÖØ-Þ][\wÀ-ÖØ-öø-ÿ@]*/y],
  ['number', /\d+#[\da-zA-Z]+|\d[\d_]*(?:\.\d+(?:[eE][-+]?\d+)?)?|\$(?:\\[\s\S]|[^\\])/y],
  ['dot', /\.(?=[\s%]|$)/y],
  ['punctuation', /<<|>>|=>|#|[{}[\](),|]|[-+](?=\d)/y],
];

/** The token that begins at the offset or behind the blanks there. */
export function tokenAt(text: string, offset: number): Token {
  let at = offset;
  while (at < text.length && isBlank(text.charCodeAt(at))) at++;
  if (at >= text.length) return { kind: 'end', range: { start: at, end: at }, text: '' };
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match) continue;
    const range = { start: at, end: at + match[0].length };
    if (match[1] === undefined) return { kind, range, text: match[0] };
    const content = text.slice(at + 1, range.end - match[1].length);
    return { kind, range, text: unescaped(content), ...(match[1] === '' ? { open: true } : {}) };
  }
  return { kind: 'unknown', range: { start: at, end: at + 1 }, text: text.charAt(at) };
}

/** Erlang takes every control character and the no-break space for a blank. */
function isBlank(code: number): boolean {
  return code <= 32 || (code >= 0x80 && code <= 0xa0) || code === 0xfeff;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  s: ' ',
  e: '\x1b',
  d: '\x7f',
  '0': '\0',
};

function unescaped(text: string): string {
  return text.replace(/\\([\s\S])/g, (_, letter: string) => ESCAPES[letter] ?? letter);
}
