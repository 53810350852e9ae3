import { t } from '../../../../facts/message';
import type { Draft } from '../../../finding';
import { keySpan, span, tokens } from '../lines';
import { fatal } from './drafts';
import type { ValueContext } from './values';

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
