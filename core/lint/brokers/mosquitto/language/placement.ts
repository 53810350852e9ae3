import { type Message, t } from '../../../../facts/message';
import type { Draft, Fix, Related } from '../../../finding';
import type { Edit } from '../../../source';
import { insertAbove, insertBelow, removeLine, removeLines } from '../edits';
import { fallbackState, opensDefault } from '../fallback';
import { keySpan, type Line, lastOf, span, valueSpan } from '../lines';
import type { Reading } from '../scopes';
import { atLeast } from '../version';
import { fatal, fix, warning } from './drafts';

export interface Placed {
  readonly draft: Draft;
  readonly tls: boolean;
}

/** Lines that stand where the broker cannot use them, or where they end up with the default listener. */
export function placementDrafts(reading: Reading, fragment: boolean): readonly Placed[] {
  const refused = reading.lines.flatMap((line) => {
    const draft = line.problem && problemDraft(line, reading);
    return draft ? [{ draft, tls: isTls(line) }] : [];
  });
  return [...refused, ...strayDrafts(reading, fragment), ...captureDrafts(reading)];
}

function isTls(line: Line): boolean {
  return line.found?.directive.tls === true;
}

function problemDraft(line: Line, reading: Reading): Draft | undefined {
  const name = line.written;
  const at = keySpan(line);
  switch (line.problem) {
    case 'needs-listener': {
      const message = t('{name} needs a listener line above it in this file; mosquitto refuses to start', { name });
      return fatal(at, message, { fixes: moveFix([line], reading) });
    }
    case 'needs-bridge':
      return fatal(at, t('{name} needs a connection line above it in this file; mosquitto refuses to start', { name }));
    case 'needs-plugin':
      return fatal(at, t('{name} needs a plugin line above it in this file; mosquitto refuses to start', { name }));
    case 'unknown-plugin':
      return unknownPlugin(line);
    case 'late-per-listener':
      return latePerListener(line, reading);
    case 'nested-include':
      return nestedInclude(line, reading.version);
    case 'after-psk':
      return afterPsk(line);
    case 'after-certificate':
      return fatal(at, t('a bridge uses either certificates or a pre-shared key; mosquitto refuses both'));
    default:
      return undefined;
  }
}

function unknownPlugin(line: Line): Draft {
  const message = t('no plugin_load line above gives a plugin the name “{name}”; mosquitto refuses to start', {
    name: line.text,
  });
  return fatal(valueSpan(line), message);
}

function latePerListener(line: Line, { lines }: Reading): Draft {
  const [first] = lines;
  const text = line.tree.text.slice(line.entry.range.start, line.entry.range.end);
  const edits = first ? [...removeLine(line), ...insertAbove(first, text)] : [];
  const message = t('per_listener_settings must stand above all security options; mosquitto refuses to start');
  return fatal(keySpan(line), message, { fixes: fix(t('Move it to the top'), edits, true) });
}

function nestedInclude(line: Line, version: string): Draft {
  if (atLeast(version, '2.1.0')) {
    return fatal(
      span(line),
      t('an included file cannot include others; mosquitto {version} refuses to start', { version }),
    );
  }
  return warning(span(line), t('an included file cannot include others; mosquitto ignores this line'));
}

function afterPsk(line: Line): Draft {
  if (line.block?.kind === 'bridge') {
    return fatal(keySpan(line), t('a bridge uses either certificates or a pre-shared key; mosquitto refuses both'));
  }
  const hint = line.block?.lines.find(({ name }) => name === 'psk_hint');
  const text = line.tree.text.slice(line.entry.range.start, line.entry.range.end);
  const edits = hint ? [...removeLine(line), ...insertAbove(hint, text)] : [];
  const message = t('{name} must stand above psk_hint; mosquitto refuses to start', { name: line.written });
  return fatal(keySpan(line), message, {
    related: hint ? [{ at: span(hint), message: t('psk_hint stands here') }] : [],
    fixes: fix(t('Move it above psk_hint'), edits, true),
  });
}

/** `port` below a listener: 2.0 and 2.1 disagree on whom the options after it are for. */
function captureDrafts({ lines }: Reading): readonly Placed[] {
  const listener = new Map<Line['tree'], Line>();
  const port = new Map<Line['tree'], Line>();
  const captured = new Set<Line>();
  for (const line of lines) {
    if (line.name === 'listener') {
      listener.set(line.tree, line);
      port.delete(line.tree);
    } else if (line.name === 'port' && listener.has(line.tree)) port.set(line.tree, line);
    else if (line.found?.directive.scope === 'listener' && line.name !== 'bind_address') {
      const above = port.get(line.tree);
      if (above) captured.add(above);
    }
  }
  return [...captured].map((line) => ({ draft: captureDraft(line), tls: false }));
}

function captureDraft(line: Line): Draft {
  const text = `listener ${line.text}`;
  const message = t(
    'the options below port go to the listener above it up to mosquitto 2.0, and to the default listener from 2.1 on; write “{text}” instead',
    { text },
  );
  return warning(span(line), message, {
    fixes: fix(t('Replace by “{name}”', { name: text }), [{ span: span(line), text }], false),
  });
}

/** One finding for the TLS options and one for the others of each file: they go together. */
function strayDrafts(reading: Reading, fragment: boolean): readonly Placed[] {
  const groups = new Map<string, [Line, ...Line[]]>();
  for (const line of strayLines(reading)) {
    const key = `${line.tree.file}\n${isTls(line)}`;
    const group = groups.get(key);
    if (group) group.push(line);
    else groups.set(key, [line]);
  }
  return [...groups.values()].map((group) => ({ draft: strayDraft(group, reading, fragment), tls: isTls(group[0]) }));
}

/** Options that a person meant for some other listener than the default one, which nobody asked for. */
function strayLines(reading: Reading): readonly Line[] {
  const { fallback, listeners, version } = reading;
  const named = fallback.lines.some(({ name }) => name === 'port' || name === 'bind_address');
  const legacy =
    !atLeast(version, '2.0.0') && listeners.length === 0 && fallback.lines.every(({ included }) => !included);
  if (named || legacy) return [];
  return fallback.lines.filter(({ live, problem }) => live && problem === undefined);
}

const MOST_RELATED = 20;

function strayDraft(group: readonly [Line, ...Line[]], reading: Reading, fragment: boolean): Draft {
  const [first] = group;
  const opening = group.find((line) => opensDefault(line, reading.version));
  const effect = effectOf(reading, fragment, opening !== undefined);
  const line = opening ?? first;
  const others = group.filter((other) => other !== line).slice(0, MOST_RELATED);
  const extras = {
    related: others.map((other): Related => ({ at: span(other), message: t('this line too') })),
    fixes: moveFix(group, reading),
  };
  if (effect === 'local' && isTls(first) && isRefusedHalf(reading)) return fatal(span(line), refusedHalf(line), extras);
  const draft = warning(span(line), strayMessage(line.written, effect, reading.version), extras);
  const opens = effect === 'extra' || effect === 'alone' || effect === 'piece-opens';
  return opens || isTls(line) ? { ...draft, kind: 'security', level: 'error' } : draft;
}

/** What becomes of options above the first listener: another port opens, or they are lost. */
type Effect = 'extra' | 'alone' | 'local' | 'lost' | 'piece' | 'piece-opens';

function effectOf(reading: Reading, fragment: boolean, opens: boolean): Effect {
  const state = fallbackState(reading, false);
  if (opens && state === 'extra') return 'extra';
  if (reading.listeners.length > 0) return 'lost';
  if (fragment) return opens ? 'piece-opens' : 'piece';
  return opens && state === 'alone' ? 'alone' : 'local';
}

function strayMessage(name: string, effect: Effect, version: string): Message {
  switch (effect) {
    case 'alone':
      return t(
        'no listener stands above {name} in this file: mosquitto {version} opens port 1883 to everyone, with anonymous access',
        { name, version },
      );
    case 'extra':
      return t(
        'no listener stands above {name} in this file: it opens a further listener, port 1883 on all interfaces',
        {
          name,
        },
      );
    case 'local':
      return t('no listener stands above {name} in this file: it is ignored, and the broker serves this machine only', {
        name,
      });
    case 'piece-opens':
      return t(
        'no listener stands above {name} in this file: it goes to the default listener, port 1883 on all interfaces, and not to one of another file',
        { name },
      );
    case 'piece':
      return t('no listener stands above {name} in this file, and it reaches none of another file', { name });
    default:
      return t('no listener stands above {name} in this file: it has no effect on any listener', { name });
  }
}

function refusedHalf({ written: name }: Line): Message {
  return t(
    'no listener stands above {name} in this file, and certfile and keyfile are not both set; mosquitto refuses to start',
    { name },
  );
}

/** The check of 2.1 looks at the default listener even where it is not opened. */
function isRefusedHalf({ fallback, version }: Reading): boolean {
  const has = (name: string): boolean => lastOf(fallback.lines, name) !== undefined;
  if (!atLeast(version, '2.1.0')) return false;
  return has('certfile') !== has('keyfile') || (has('capath') && !has('certfile'));
}

/** Below the listener of the file, where there is exactly one. Who may connect can change by it, so it is not safe. */
function moveFix(lines: readonly Line[], { listeners }: Reading): readonly Fix[] {
  const tree = lines[0]?.tree;
  const headers = listeners.flatMap(({ header }) => (header && header.tree === tree ? [header] : []));
  const [header] = headers;
  if (!header || headers.length !== 1) return [];
  const edits: Edit[] = [...removeLines(lines)];
  const texts = lines.map(({ tree: { text }, entry: { range } }) => text.slice(range.start, range.end));
  const inserted = texts.flatMap((text) => [...insertBelow(header, text)]);
  const [target] = inserted;
  if (target) edits.push({ span: target.span, text: inserted.map(({ text }) => text).join('') });
  return fix(t('Move below the listener'), edits, false);
}
