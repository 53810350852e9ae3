import type { Line } from '../lines';
import type { Reading } from '../scopes';
import { addAbove, addBelow, change, type Draft } from './draft';

/** A plugin with its options, and whether all of them stand inside the listener. */
export interface PluginUnit {
  readonly line: Line;
  readonly options: readonly Line[];
  readonly whole: boolean;
}

const HEADS = new Set(['plugin', 'global_plugin', 'plugin_load', 'plugin_use']);

export function pluginUnits({ lines }: Reading): readonly PluginUnit[] {
  const units: PluginUnit[] = [];
  let open: { line: Line; options: Line[]; whole: boolean } | undefined;
  let left = false;
  for (const line of lines) {
    if (!line.live) continue;
    if (open && open.line.tree !== line.tree) open = undefined;
    if (line.name === 'listener') left = true;
    if (HEADS.has(line.name)) {
      open = line.name === 'plugin' ? { line, options: [], whole: true } : undefined;
      left = false;
      if (open) units.push(open);
    } else if (line.name === 'plugin_opt_' && open) {
      open.options.push(line);
      if (left) open.whole = false;
    }
  }
  return units;
}

/** Names that are taken, and new ones from the file names of plugins. */
export function pluginNames(reading: Reading): (path: string) => string {
  const taken = new Set(reading.lines.filter(({ name }) => name === 'plugin_load').map(({ text }) => firstOf(text)));
  return (path) => {
    const base = (path.split(/[\\/]/).at(-1) ?? '').replace(/\.[^.]*$/, '').replace(/[^\w-]/g, '-') || 'plugin';
    let name = base;
    for (let i = 2; taken.has(name); i++) name = `${base}-${i}`;
    taken.add(name);
    return name;
  };
}

function firstOf(text: string): string {
  return text.split(' ')[0] ?? '';
}

/** Loads the plugin under a name and uses it on the listener that it stood in. */
export function loadAndUse(draft: Draft, { line, options }: PluginUnit, name: string): void {
  const made = change(draft, line);
  made.name = 'plugin_load';
  made.value = `${name} ${line.text}`;
  addBelow(draft, options.at(-1) ?? line, `plugin_use ${name}`);
}

/** What 2.1 offers in place of the options that name files. */
const FILE_PLUGINS: Readonly<Record<string, string>> = {
  password_file: 'mosquitto_password_file.so',
  acl_file: 'mosquitto_acl_file.so',
};

export function isFileOption(name: string): boolean {
  return Object.hasOwn(FILE_PLUGINS, name);
}

function filePlugin(name: string, directory: string): string {
  return `${directory.replace(/\/$/, '')}/${FILE_PLUGINS[name] ?? ''}`;
}

/** A file for one listener, by the plugin that replaces the option. */
export function useFilePlugin(draft: Draft, line: Line, directory: string, nameFor: (path: string) => string): void {
  const path = filePlugin(line.name, directory);
  const name = nameFor(path);
  const made = change(draft, line);
  made.name = `plugin_opt_${line.name}`;
  addAbove(draft, line, `plugin_load ${name} ${path}`);
  addBelow(draft, line, `plugin_use ${name}`);
}

/** A file for all listeners. */
export function globalFilePlugin(draft: Draft, line: Line, directory: string): void {
  change(draft, line).name = `plugin_opt_${line.name}`;
  addAbove(draft, line, `global_plugin ${filePlugin(line.name, directory)}`);
}
