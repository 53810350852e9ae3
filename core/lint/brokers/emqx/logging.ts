import { write } from '../../hocon-edits';
import { childOf, isFalse, keySpan, setting, textOf, valueSpan } from '../../hocon-view';
import type { Logging, Setting } from '../../model';
import type { HoconNode } from '../../syntax/hocon-resolve';

/** `log` with its handlers; EMQX always adds the time and says who connects. */
export function loggingOf(root: HoconNode): Logging | undefined {
  const log = childOf(root, 'log');
  if (!log) return undefined;
  const files = childOf(log, 'file');
  const handlers = enabled([childOf(log, 'console'), files, ...(files?.children.values() ?? [])]);
  return {
    silenced: undefined,
    verbose: handlers.flatMap(verbose),
    published: undefined,
    unstamped: false,
    timestamps: setting(true, keySpan(log), false),
    connections: setting(true, keySpan(log), false),
    multiline: handlers.flatMap(multiline),
    unlimited: [...handlers, ...enabled([childOf(log, 'audit')])].flatMap(unlimited),
  };
}

/** Handlers that are not switched off. */
function enabled(nodes: readonly (HoconNode | undefined)[]): HoconNode[] {
  return nodes.flatMap((node) => (node?.kind === 'object' && !isFalse(childOf(node, 'enable')) ? [node] : []));
}

function verbose(handler: HoconNode) {
  const level = childOf(handler, 'level');
  const isAll = /^(?:debug|all)$/.test(textOf(level) ?? '');
  return level && isAll && textOf(childOf(handler, 'payload_encode')) !== 'hidden' ? [valueSpan(level)] : [];
}

/** JSON keeps to one line whatever is set. */
function multiline(handler: HoconNode): Setting<boolean>[] {
  const node = childOf(handler, 'single_line');
  if (!node || !isFalse(node) || textOf(childOf(handler, 'formatter')) === 'json') return [];
  const set = (value: boolean) => write(handler, [{ path: ['single_line'], text: String(!value) }]);
  return [setting(true, valueSpan(node), true, set)];
}

/** `emqx_conf_schema`: 50MB unless told otherwise. */
function unlimited(handler: HoconNode): Setting<boolean>[] {
  const node = childOf(handler, 'rotation_size');
  if (!node || textOf(node) !== 'infinity') return [];
  const set = (value: boolean) => write(handler, [{ path: ['rotation_size'], text: value ? 'infinity' : '"50MB"' }]);
  return [setting(true, valueSpan(node), true, set)];
}
