import { parseIp } from '../../../../facts/address';
import { t } from '../../../../facts/message';
import type { Draft } from '../../../finding';
import { integerOf, type Line, span, type Token, tokens } from '../lines';
import { atLeast, inVersion } from '../version';
import { fatal, fix, warning } from './drafts';
import { checkLimits, checkNumber, misread } from './numbers';
import { surplusText } from './surplus';
import type { ValueContext } from './values';

export function checkListener({ line, directive, version }: ValueContext): Draft | undefined {
  const words = tokens(line);
  const [port, second] = words;
  if (!port) return undefined;
  const address = second?.text.startsWith('#') ? undefined : second;
  return (
    swapped(line, port, address, version) ??
    checkNumber(line, port, version) ??
    checkLimits(line, port, inVersion(directive.limits, version), version) ??
    withoutPath(line, port, address, version) ??
    brackets(line, address) ??
    misread(line, port, version) ??
    (address ? surplusText(line, words, 2) : undefined)
  );
}

/** `listener host:port` in place of `listener port host`. */
function swapped(line: Line, port: Token, address: Token | undefined, version: string): Draft | undefined {
  const match = /^(?:\w+:\/\/)?(.+):(\d+)$/.exec(port.text);
  const [, host = '', number = ''] = match ?? [];
  if (!match || address || (host.includes(':') && !host.startsWith('['))) return undefined;
  const read = integerOf(port.text, version) ?? 0;
  const text = `${number} ${host.replace(/^\[(.*)\]$/, '$1')}`;
  const message = t('listener takes the port first and then the address: “{text}”', { text });
  const fixes = fix(t('Replace by “{name}”', { name: `listener ${text}` }), [{ span: span(line, port), text }], true);
  const refused = atLeast(version, '2.1.0') || read < 1;
  return (refused ? fatal : warning)(span(line, port), message, { fixes });
}

function withoutPath(line: Line, port: Token, address: Token | undefined, version: string): Draft | undefined {
  if (integerOf(port.text, version) !== 0 || address) return undefined;
  const message = t(
    'listener 0 needs the path of a Unix socket, and “{value}” is read as 0; mosquitto refuses to start',
    {
      value: port.text,
    },
  );
  return fatal(span(line, port), message);
}

/** The resolver knows no bracketed addresses. */
function brackets(line: Line, address: Token | undefined): Draft | undefined {
  const inner = /^\[(.*)\]$/.exec(address?.text ?? '')?.[1];
  if (!address || inner === undefined || !parseIp(inner)) return undefined;
  const message = t('an IPv6 address stands without brackets here; mosquitto refuses to start');
  const edits = [{ span: span(line, address), text: inner }];
  return fatal(span(line, address), message, { fixes: fix(t('Remove the brackets'), edits, true) });
}
