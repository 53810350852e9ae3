import { findDirective } from './directives';

const SEARCHED_LINES = 400;

/**
 * Most lines are directives of this broker, and one of them is telling: words such as `user`, `port`, `topic` or
 * `password` open lines in many other formats, names of several words hardly do. The configuration that comes with the
 * broker is all comments; there the commented-out directives tell.
 */
export function looksLike(text: string): boolean {
  const lines = text.split('\n', SEARCHED_LINES);
  const names = lines.filter((line) => !/^\s*(?:#|$)/.test(line)).map(firstWord);
  if (names.length === 0) return commentedOut(lines) >= 5;
  const known = names.filter((name) => findDirective(name) !== undefined);
  const bridge = known.includes('connection') && known.includes('address');
  return (known.some(isTelling) || bridge) && known.length * 2 > names.length;
}

function commentedOut(lines: readonly string[]): number {
  const names = lines.map((line) => /^#([a-z]\w+)(?: |\r?$)/.exec(line)?.[1] ?? '');
  return new Set(names.filter(isTelling)).size;
}

function firstWord(line: string): string {
  return /^\s*([^\s=:]+)/.exec(line)?.[1] ?? '';
}

function isTelling(name: string): boolean {
  return findDirective(name) !== undefined && (name === 'listener' || name.includes('_'));
}
