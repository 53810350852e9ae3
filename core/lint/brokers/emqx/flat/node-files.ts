import type { BrokerWide, Logging, Setting, WrittenPath } from '../../../model';
import { isTemplated } from '../references';
import { keySpan, setting, spanOf, textOf, type View, write } from './view';

/** Where the node writes, and that the line of releases has ended. */
export function nodeFiles(view: View): Pick<BrokerWide, 'written' | 'crashDump' | 'endOfLife' | 'logging'> {
  const [crashDump] = pathOf(view, 'node.crash_dump');
  const [first] = view.tree.entries;
  return {
    written: ['node.data_dir', 'log.dir'].flatMap((option) => pathOf(view, option)),
    ...(crashDump ? { crashDump } : {}),
    ...(first ? { endOfLife: { at: keySpan(view, first), line: '4.x', translatable: true }, ...loggingOf(view) } : {}),
  };
}

function pathOf(view: View, option: string): WrittenPath[] {
  const entry = view.options.get(option);
  const path = textOf(view, option);
  return entry && path !== undefined && !isTemplated(path) ? [{ option, path, at: spanOf(view, entry) }] : [];
}

/** 4.x always adds the time and says who connects, and escapes line breaks unless told otherwise. */
function loggingOf(view: View): Pick<BrokerWide, 'logging'> {
  const entry = view.options.get('log.single_line') ?? view.options.get('log.rotation');
  if (!entry) return {};
  const at = keySpan(view, entry);
  const logging: Logging = {
    silenced: undefined,
    verbose: [],
    published: undefined,
    unstamped: false,
    timestamps: setting(view, '', true, at),
    connections: setting(view, '', true, at),
    multiline: textOf(view, 'log.formatter') === 'json' ? [] : switchedOff(view, 'log.single_line', 'true'),
    unlimited: switchedOff(view, 'log.rotation', 'on'),
  };
  return { logging };
}

function switchedOff(view: View, option: string, on: string): Setting<boolean>[] {
  const entry = view.options.get(option);
  if (!entry || !/^(?:off|false)$/.test(textOf(view, option) ?? '')) return [];
  const set = (off: boolean) => (off ? [] : write(view, option, on, undefined));
  return [setting(view, option, true, keySpan(view, entry), set)];
}
