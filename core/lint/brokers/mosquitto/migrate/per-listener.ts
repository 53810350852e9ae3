import { t } from '../../../../facts/message';
import { type Block, booleanOf, type Line, lastOf, span } from '../lines';
import type { Reading } from '../scopes';
import { atLeast } from '../version';
import { addAbove, addBelow, change, type Draft, isRemoved, note, remove, rewritten } from './draft';
import { isFileOption, loadAndUse, type PluginUnit, pluginNames, pluginUnits, useFilePlugin } from './plugins';

/** What the steps of this part share. */
interface Parts {
  readonly draft: Draft;
  readonly reading: Reading;
  /** Listeners that the broker opens. */
  readonly blocks: readonly Block[];
  readonly switches: readonly Line[];
  readonly plugins: string | undefined;
}

/** Options whose value must be the same on all listeners, or go to a plugin. */
const SHARED = ['password_file', 'acl_file', 'psk_file', 'allow_zero_length_clientid'] as const;

/** Turns the options of per-listener mode into those that 2.1 has for one listener, and the mode off. */
export function migratePerListener(
  draft: Draft,
  reading: Reading,
  blocks: readonly Block[],
  plugins: string | undefined,
): void {
  const switches = reading.lines.filter(({ name, live }) => live && name === 'per_listener_settings');
  if (switches.length === 0) return;
  if (switches.every((line) => booleanOf(line) === false) || isUnused(reading)) {
    for (const line of switches) remove(draft, line);
    return;
  }
  const parts = { draft, reading, blocks, switches, plugins };
  const reasons = obstacles(parts);
  for (const { message, at } of reasons) note(draft, message, at);
  if (reasons.length === 0) turnOff(parts);
  if (reading.perListener) for (const block of blocks) keepOpen(draft, block, reading.version);
}

/** Switched off again before an option could go to a listener. */
function isUnused({ perListener, lines }: Reading): boolean {
  return (
    !perListener && !lines.some(({ block, found }) => block !== undefined && found?.directive.scope === 'security')
  );
}

type Obstacle = Draft['notes'][number];

function obstacles(parts: Parts): readonly Obstacle[] {
  const { reading, switches } = parts;
  const late = switches.find(({ problem }) => problem !== undefined);
  const before = reading.common.find(({ name }) => !['per_listener_settings', 'global_plugin'].includes(name));
  if (late || before) {
    const message = t('per_listener_settings stays: security options stand above it, or it is switched off again');
    return [{ message, at: span(late ?? before ?? switches[0] ?? failed()) }];
  }
  return [
    ...SHARED.flatMap((name) => sharedObstacle(parts, name)),
    ...pluginUnits(reading)
      .filter(({ whole }) => !whole)
      .map(({ line }) => spreadPlugin(line)),
  ];
}

function failed(): never {
  throw new RangeError('there is a line that switches per-listener mode on');
}

function spreadPlugin(line: Line): Obstacle {
  const message = t('per_listener_settings stays: options of this plugin stand below another listener');
  return { message, at: span(line) };
}

function sharedObstacle({ blocks, plugins }: Parts, name: (typeof SHARED)[number]): readonly Obstacle[] {
  if (isUniform(blocks, name) || (isFileOption(name) && plugins !== undefined)) return [];
  const line = blocks.flatMap(({ lines }) => lastOf(lines, name) ?? [])[0];
  const message = isFileOption(name)
    ? t(
        'per_listener_settings stays: the listeners differ in {name}, which 2.1 can express by a plugin only; name the directory of the plugins to use it',
        { name },
      )
    : t('per_listener_settings stays: the listeners differ in {name}, which 2.1 cannot express otherwise', { name });
  return [{ message, at: line && span(line) }];
}

function isUniform(blocks: readonly Block[], name: string): boolean {
  return new Set(blocks.map(({ lines }) => effectiveText(lines, name))).size <= 1;
}

function effectiveText(lines: readonly Line[], name: string): string {
  const line = lastOf(lines, name);
  // Without the line, ids of no length are allowed.
  return name === 'allow_zero_length_clientid' ? String(booleanOf(line) ?? true) : (line?.text ?? '');
}

function turnOff(parts: Parts): void {
  const { draft, blocks, switches, plugins, reading } = parts;
  const nameFor = pluginNames(reading);
  const [first] = switches;
  for (const name of SHARED) {
    if (isUniform(blocks, name)) share(parts, name, first);
    else for (const line of liveLines(blocks, name)) useFilePlugin(draft, line, plugins ?? '', nameFor);
  }
  for (const block of blocks) migrateOwn(draft, block);
  // A plugin that only one listener could use may as well be everybody's.
  if (blocks.length > 1) for (const unit of ownPlugins(parts)) loadAndUse(draft, unit, nameFor(unit.line.text));
  for (const line of switches) remove(draft, line);
}

function ownPlugins({ reading, blocks }: Parts): readonly PluginUnit[] {
  return pluginUnits(reading).filter(({ line }) => blocks.some((block) => block === line.block));
}

function liveLines(blocks: readonly Block[], name: string): readonly Line[] {
  return blocks.flatMap(({ lines }) => lines.filter((line) => line.name === name && line.live));
}

/** One line for all: where it stands if there is one listener, else in the place of per_listener_settings. */
function share({ draft, blocks }: Parts, name: string, place: Line | undefined): void {
  const lines = liveLines(blocks, name);
  const [line] = lines;
  if (!line || !place || blocks.length === 1) return;
  addAbove(draft, place, rewritten(draft, line));
  for (const each of lines) remove(draft, each);
}

/** What 2.1 has an option for on each listener. */
function migrateOwn(draft: Draft, { lines }: Block): void {
  for (const line of lines) {
    if (!line.live || isRemoved(draft, line)) continue;
    if (line.name === 'allow_anonymous' || line.name === 'auto_id_prefix') {
      change(draft, line).name = `listener_${line.name}`;
    }
  }
}

/** Only 1.x let everybody in where nothing was said and nothing else was set up. */
function keepOpen(draft: Draft, { header, lines }: Block, version: string): void {
  if (atLeast(version, '2.0.0')) return;
  const closed = ['allow_anonymous', 'password_file', 'psk_file', 'plugin'].some((name) => lastOf(lines, name));
  const anchor = header ?? lines.at(-1);
  if (anchor && !closed) addBelow(draft, anchor, 'listener_allow_anonymous true');
}
