import { t } from '../../../../facts/message';
import type { FallbackState } from '../fallback';
import { integerOf, type Line, lastOf, span, tokens } from '../lines';
import type { Reading } from '../scopes';
import { addAbove, type Draft, isRemoved, note, remove, rewritten } from './draft';
import { pluginUnits } from './plugins';

/** Writes the default listener down as a listener, with what it captured, and drops what it captured in vain. */
export function migrateDefaultListener(draft: Draft, reading: Reading, state: FallbackState): void {
  if (state === 'none' || state === 'local') dropIneffective(draft, reading, state);
  else writeListener(draft, reading);
}

/** 2.1 stops at some of these lines and opens a port for others; before, none of them did anything. */
function dropIneffective(draft: Draft, reading: Reading, state: 'none' | 'local'): void {
  const { fallback } = reading;
  for (const line of fallback.lines) {
    if (!line.live || isRemoved(draft, line)) continue;
    const stops = line.found?.directive.needsListener !== undefined || line.found?.directive.scope === 'security';
    if (state === 'none' || stops) {
      const message = t('{name} belongs to no listener and had no effect, so it goes', { name: line.written });
      note(draft, message, span(line));
      const options = line.name === 'plugin' ? pluginUnits(reading).find((unit) => unit.line === line)?.options : [];
      for (const each of [line, ...(options ?? [])]) remove(draft, each);
    } else {
      const message = t('{name} has no effect: the broker has no listener and serves this machine only', {
        name: line.written,
      });
      note(draft, message, span(line));
    }
  }
}

const HEADING = new Set(['port', 'bind_address']);

function writeListener(draft: Draft, reading: Reading): void {
  const { fallback, version } = reading;
  const live = fallback.lines.filter((line) => line.live);
  const headings = live.filter(({ name }) => HEADING.has(name));
  const captured = live.filter((line) => !HEADING.has(line.name) && !isRemoved(draft, line));
  const heading = headingText(live, version);
  for (const line of headings) remove(draft, line);
  const anchor = placeFor(live, reading);
  if (anchor) {
    addAbove(draft, anchor, heading + commentBehind(anchor, heading));
    return;
  }
  if (captured.some(({ name }) => name === 'plugin')) {
    note(draft, t('move the plugin of the default listener and its options below “{heading}” by hand', { heading }));
  }
  draft.end.push(heading, ...captured.map((line) => rewritten(draft, line)));
  for (const line of captured) remove(draft, line);
}

function headingText(lines: readonly Line[], version: string): string {
  const port = lastOf(lines, 'port');
  const number = (port && integerOf(tokens(port)[0]?.text ?? '', version)) ?? 1883;
  const address = lastOf(lines, 'bind_address')?.text;
  return ['listener', number, ...(address ? [address] : [])].join(' ');
}

/** Words behind a port, such as a comment, count for nothing, as long as no address stands there. */
function commentBehind(line: Line, heading: string): string {
  const [port] = tokens(line);
  if (line.name !== 'port' || !port || heading.split(' ').length > 2) return '';
  const rest = line.tree.text.slice(port.end, line.entry.range.end);
  return rest.trimStart().startsWith('#') ? rest : '';
}

/** The line above which the heading takes in exactly what the default listener took; undefined where there is none. */
function placeFor(lines: readonly Line[], { listeners }: Reading): Line | undefined {
  const [first] = lines;
  if (!first || lines.some(({ tree }) => tree !== first.tree)) return undefined;
  const opened = listeners.flatMap(({ header }) => (header?.tree === first.tree ? [header.entry.range.start] : []));
  const firstListener = Math.min(...opened.slice(0, 1), Number.POSITIVE_INFINITY);
  return lines.every(({ entry }) => entry.range.start < firstListener) ? first : undefined;
}
