import type { Directive } from './directives';
import { atLeast } from './version';

/** The words that a version takes for a directive; empty where it takes anything. */
export function wordsOf({ words }: Pick<Directive, 'words'>, version: string): readonly string[] {
  return (words ?? [])
    .filter(({ since }) => since === undefined || atLeast(version, since))
    .filter(({ until }) => until === undefined || !atLeast(version, until))
    .map(({ text }) => text);
}
