import type { Variable } from './compose';

/** `NAME=value` lines, as `docker compose` reads an `env_file`. */
export function readDotenv(text: string): readonly Variable[] {
  return [...text.matchAll(LINE)].map((match) => variable(match));
}

const LINE = /^([ \t]*(?:export[ \t]+)?)([A-Za-z_][A-Za-z0-9_]*)([ \t]*=[ \t]*)([^\r\n]*)/gm;

function variable(match: RegExpExecArray): Variable {
  const [, lead = '', name = '', separator = '', rest = ''] = match;
  const start = match.index + lead.length;
  const key = { start, end: start + name.length };
  const begin = key.end + separator.length;
  // No character can be read in two ways: otherwise a quotation mark that is never closed would take for ever.
  const quoted = /^(["'])((?:\\.|(?!\1)[^\\])*)\1/.exec(rest);
  if (quoted) {
    const inner = quoted[2] ?? '';
    const isRaw = quoted[1] === "'";
    const read = isRaw ? inner : inner.replace(/\\(["\\$])/g, '$1');
    const value = { start: begin + 1, end: begin + 1 + inner.length };
    return { name, key, text: read, value, literal: read === inner, templated: !isRaw && isTemplated(inner) };
  }
  const plain = rest.replace(/(?:^|[ \t])#.*$/, '').trimEnd();
  const value = { start: begin, end: begin + plain.length };
  return { name, key, text: plain, value, literal: true, templated: isTemplated(plain) };
}

function isTemplated(text: string): boolean {
  return /(?:^|[^\\])\$[A-Za-z_{]/.test(text);
}
