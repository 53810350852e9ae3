import { t } from '../../../../facts/message';
import type { Draft } from '../../../finding';
import { keySpan, span, tokens, valueSpan } from '../lines';
import { fatal } from './drafts';
import { checkString } from './strings';
import type { ValueContext } from './values';

export function checkPlugin(context: ValueContext): Draft | undefined {
  return checkString(context);
}

export function checkPluginLoad({ line }: ValueContext): Draft | undefined {
  if (tokens(line).length > 1) return undefined;
  return fatal(span(line), t('plugin_load takes a name and then a path; mosquitto refuses to start'));
}

export function checkPluginOption({ line }: ValueContext): Draft | undefined {
  const prefix = line.written.startsWith('auth_opt_') ? 'auth_opt_' : 'plugin_opt_';
  if (line.written.length >= prefix.length + 3) return undefined;
  const message = t('the name after {prefix} has three characters at least; mosquitto refuses to start', { prefix });
  return fatal(keySpan(line), message);
}

export function checkPluginUse({ line, reading }: ValueContext): Draft | undefined {
  const loaded = reading.lines.some((other) => {
    const above = other.tree !== line.tree || other.entry.range.start < line.entry.range.start;
    return other.name === 'plugin_load' && above && tokens(other)[0]?.text === line.text;
  });
  if (loaded) return undefined;
  const message = t('no plugin_load line above gives a plugin the name {name}; mosquitto refuses to start', {
    name: line.text,
  });
  return fatal(valueSpan(line), message);
}
