import { t } from '../../../../facts/message';
import type { Draft, Related } from '../../../finding';
import { repetition } from '../directives';
import { removeLine } from '../edits';
import { type Block, booleanOf, keySpan, type Line, lastOf, span, tokens, valueSpan } from '../lines';
import type { Reading } from '../scopes';
import { listenerCollisions } from './collisions';
import { fatal, fix, warning } from './drafts';

/** Second occurrences in the same scope; the scope of an option goes across files, that of a listener does not. */
export function duplicateDrafts(reading: Reading): readonly Draft[] {
  const seen = new Map<Block | undefined, Map<string, Seen>>();
  const headers = new Map<Line['tree'], Line>();
  const drafts: Draft[] = [];
  for (const line of reading.lines) {
    if (line.name === 'listener') headers.set(line.tree, line);
    if (!line.live || !line.found) continue;
    const names = seen.get(line.block) ?? new Map<string, Seen>();
    seen.set(line.block, names);
    const now = { line, header: headers.get(line.tree) };
    const earlier = names.get(line.name);
    if (earlier) drafts.push(...repeated(earlier, now, reading.version));
    names.set(line.name, now);
  }
  return [...drafts, ...logFiles(reading), ...sharedNames(reading), ...listenerCollisions(reading)];
}

interface Seen {
  readonly line: Line;
  /** The `listener` line above, whether or not the option belongs to it. */
  readonly header: Line | undefined;
}

function repeated(earlier: Seen, later: Seen, version: string): readonly Draft[] {
  const directive = later.line.found?.directive;
  if (!directive) return [];
  switch (repetition(directive, version)) {
    case 'fatal':
      return [second(earlier, later)];
    case 'last':
      return [overridden(earlier, later)];
    case 'sticks':
      return booleanOf(earlier.line) === true && booleanOf(later.line) === false ? [cannotBeUnset(later.line)] : [];
    default:
      return [];
  }
}

function second(earlier: Seen, later: Seen): Draft {
  const { line } = later;
  const related = first(earlier.line);
  const fixes = fix(t('Delete this line'), removeLine(line), line.text === earlier.line.text);
  if (isShared(earlier, later)) {
    const message = t(
      '{name} is common to all listeners, and a second one stops mosquitto; per_listener_settings true as the first line gives each listener its own',
      { name: line.name },
    );
    return fatal(keySpan(line), message, { related, fixes });
  }
  const message = t('{name} is set twice, and mosquitto refuses to start', { name: line.name });
  return fatal(keySpan(line), message, { related, fixes });
}

function overridden(earlier: Seen, later: Seen): Draft {
  const { line } = earlier;
  const same = line.text === later.line.text;
  const related = [{ at: span(later.line), message: t('this line wins') }];
  const fixes = fix(t('Delete this line'), removeLine(line), same);
  if (isShared(earlier, later) && !same) {
    const message = t(
      '{name} is common to all listeners: this line has no effect, and “{value}” from further down holds here too',
      { name: line.name, value: later.line.text },
    );
    return warning(span(line), message, { related, fixes });
  }
  const message = t('{name} is set again further down, so this line has no effect', { name: line.name });
  return warning(span(line), message, { related, fixes, tags: ['unnecessary'] });
}

/** Written below two listeners, but common to all of them. */
function isShared(earlier: Seen, later: Seen): boolean {
  const security = later.line.found?.directive.scope === 'security';
  return security && later.line.block === undefined && later.header !== undefined && earlier.header !== later.header;
}

function cannotBeUnset(line: Line): Draft {
  const message = t('per_listener_settings cannot be unset: this line has no effect');
  return warning(span(line), message, {
    fixes: fix(t('Delete this line'), removeLine(line), true),
    tags: ['unnecessary'],
  });
}

function first(line: Line): readonly Related[] {
  return [{ at: span(line), message: t('set here first') }];
}

function logFiles({ lines }: Reading): readonly Draft[] {
  const files = lines.filter((line) => line.name === 'log_dest' && line.live && tokens(line)[0]?.text === 'file');
  const [earliest] = files;
  if (!earliest) return [];
  return files.slice(1).map((line) => {
    const message = t('log_dest file is set twice, and mosquitto refuses to start');
    const fixes = fix(t('Delete this line'), removeLine(line), line.text === earliest.text);
    return fatal(span(line), message, { related: first(earliest), fixes });
  });
}

/** Names that may be given once: bridges, plugins, and the ids by which bridges log in here. */
function sharedNames(reading: Reading): readonly Draft[] {
  const headers = reading.bridges.flatMap(({ header }) => header ?? []);
  const plugins = reading.lines.filter(({ name, live }) => name === 'plugin_load' && live);
  return [
    ...sameName(headers, (line) => tokens(line)[0]?.text, 'connection'),
    ...sameName(plugins, (line) => tokens(line)[0]?.text, 'plugin_load'),
    ...sameName(reading.bridges.flatMap(localIdLine), localId, 'local_clientid'),
  ];
}

function sameName(lines: readonly Line[], nameOf: (line: Line) => string | undefined, option: string): Draft[] {
  const seen = new Map<string, Line>();
  return lines.flatMap((line) => {
    const name = nameOf(line);
    const earlier = name === undefined ? undefined : seen.get(name);
    if (name !== undefined && !earlier) seen.set(name, line);
    if (name === undefined || !earlier) return [];
    const message = t('{option} “{name}” is there twice, and mosquitto refuses to start', { option, name });
    return [fatal(valueSpan(line), message, { related: first(earlier) })];
  });
}

function localIdLine({ lines }: Block): Line[] {
  const line = lastOf(lines, 'local_clientid') ?? lastOf(lines, 'remote_clientid');
  return line ? [line] : [];
}

/** Without local_clientid, `local.` and the remote id; without that, host and bridge name, which differ anyway. */
function localId({ name, text }: Line): string {
  return name === 'local_clientid' ? text : `local.${text}`;
}
