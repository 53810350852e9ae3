import { childOf, isFalse, keySpan, setting, textOf, valueSpan } from '../../hocon-view';
import type { Logging } from '../../model';
import type { HoconNode } from '../../syntax/hocon-resolve';

/** `log` with its handlers; EMQX always adds the time and says who connects. */
export function loggingOf(root: HoconNode): Logging | undefined {
  const log = childOf(root, 'log');
  if (!log) return undefined;
  const files = childOf(log, 'file');
  const handlers = [childOf(log, 'console'), files, ...(files?.children.values() ?? [])];
  return {
    silenced: undefined,
    verbose: handlers.flatMap((handler) => (handler && !isFalse(childOf(handler, 'enable')) ? verbose(handler) : [])),
    published: undefined,
    unstamped: false,
    timestamps: setting(true, keySpan(log), false),
    connections: setting(true, keySpan(log), false),
  };
}

function verbose(handler: HoconNode) {
  const level = childOf(handler, 'level');
  const isAll = /^(?:debug|all)$/.test(textOf(level) ?? '');
  return level && isAll && textOf(childOf(handler, 'payload_encode')) !== 'hidden' ? [valueSpan(level)] : [];
}
