import type { ServerTls, Setting } from '../../model';
import type { Edit, Span } from '../../source';
import { insertAbove, insertBelow, replaceValue } from './edits';
import type { FallbackState } from './fallback';
import { booleanOf, findLast, type Line, lastOf, valueSpan } from './lines';
import type { Reading } from './scopes';
import { type BlockView, fixedSetting } from './settings';
import { tlsAuthentication } from './tls';
import { atLeast } from './version';

/** Whether the listener lets clients in without a name: its own line, else the common one, else the version's default. */
export function anonymousSetting(
  view: BlockView,
  kind: 'listener' | Exclude<FallbackState, 'none'>,
  reading: Reading,
): Setting<boolean> {
  const { at, version } = view;
  // 2.0.0 to 2.0.11 let everybody in on this listener even where allow_anonymous is false.
  if (kind === 'alone') return fixedSetting(true, at);
  // Local-only mode listens to allow_anonymous from 2.0.21 on.
  if (kind === 'local' && !atLeast(version, '2.0.21')) return fixedSetting(true, at);
  const line = anonymousLine(view, reading);
  const value = booleanOf(line) ?? (kind === 'local' || anonymousByDefault(view, reading));
  return {
    value,
    span: line ? valueSpan(line) : at,
    explicit: line !== undefined,
    set: (wanted) => (line ? replaceValue(line, String(wanted)) : addAnonymous(view, reading, wanted)),
  };
}

function anonymousLine({ block, version }: BlockView, reading: Reading): Line | undefined {
  const own = ['allow_anonymous', ...(atLeast(version, '2.1.0') ? ['listener_allow_anonymous'] : [])];
  const line = findLast(block.lines, ({ name, live }) => live && own.includes(name));
  if (line || reading.perListener) return line;
  return lastOf(reading.common, 'allow_anonymous');
}

/** 1.x denies anonymous clients only where some other way to authenticate is set up. */
function anonymousByDefault({ block, version }: BlockView, reading: Reading): boolean {
  if (atLeast(version, '2.0.0')) return false;
  const lines = reading.perListener ? block.lines : reading.common;
  return !['password_file', 'psk_file', 'plugin'].some((name) => lastOf(lines, name));
}

/** Where nothing is written yet: below the listener in per-listener mode, else above the first line of the root file. */
function addAnonymous({ block }: BlockView, reading: Reading, wanted: boolean): readonly Edit[] {
  const text = `allow_anonymous ${wanted}`;
  if (reading.perListener) return block.header ? insertBelow(block.header, text) : [];
  const first = reading.lines[0];
  return first ? insertAbove(first, text) : [];
}

const AUTHENTICATING = new Set(['password_file', 'plugin', 'psk_file', 'plugin_use', 'global_plugin']);

/** Lines that set up some other way to authenticate; a pre-shared key is one on a listener with TLS only. */
export function authenticatingLines(lines: readonly Line[]): readonly Line[] {
  return lines.filter(({ name, live, text }) => live && text !== '' && AUTHENTICATING.has(name));
}

/** Other ways to authenticate that hold for the listener. `common`: the lines that hold for all. */
export function authenticationOf(view: BlockView, common: readonly Line[], tls: ServerTls): readonly Span[] {
  const lines = [...common, ...authenticatingLines(view.block.lines)];
  const spans = lines.filter(({ name }) => name !== 'psk_file' || tls.active).map((line) => valueSpan(line));
  return [...spans, ...tlsAuthentication(view, tls)];
}
