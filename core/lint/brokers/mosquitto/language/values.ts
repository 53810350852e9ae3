import { t } from '../../../../facts/message';
import type { Draft } from '../../../finding';
import type { Directive } from '../directives';
import { keySpan, type Line, tokens } from '../lines';
import type { Reading } from '../scopes';
import { atLeast } from '../version';
import { checkAddress, checkConnection, checkKeepalive, checkRestartTimeout, checkTopic } from './bridge-values';
import { fatal, warning } from './drafts';
import { checkListener } from './listener-values';
import { checkInteger } from './numbers';
import { checkPluginLoad, checkPluginOption } from './plugin-values';
import { checkString } from './strings';
import {
  checkBoolean,
  checkDuration,
  checkLogDestination,
  checkProtocolVersions,
  checkRawWord,
  checkWord,
} from './words';

/** Values that the broker refuses or reads otherwise than they look. */
export function valueDrafts(reading: Reading, reported: ReadonlySet<Line>): readonly Draft[] {
  return reading.lines.flatMap((line) => {
    const draft = line.live && !reported.has(line) ? checkValue(line, reading) : undefined;
    return draft ? [draft] : [];
  });
}

export interface ValueContext {
  readonly line: Line;
  readonly directive: Directive;
  readonly version: string;
  readonly reading: Reading;
}

export function checkValue(line: Line, reading: Reading): Draft | undefined {
  const directive = line.found?.directive;
  if (!directive || directive.type === 'ignored') return undefined;
  const context: ValueContext = { line, directive, version: reading.version, reading };
  return emptyValue(context) ?? checkType(context);
}

/** These print an error before 2.1 but let the broker run. */
const MAY_BE_EMPTY = new Set(['log_type', 'max_connections', 'persistent_client_expiration', 'protocol']);

function emptyValue({ line, version }: ValueContext): Draft | undefined {
  if (line.text !== '' && tokens(line).length > 0) return undefined;
  const name = line.written;
  if (MAY_BE_EMPTY.has(line.name) && !atLeast(version, '2.1.0')) {
    return warning(keySpan(line), t('{name} has no value and no effect', { name }));
  }
  return fatal(keySpan(line), t('{name} has no value, and mosquitto refuses to start', { name }));
}

const CHECKS: Readonly<Partial<Record<Directive['type'], (context: ValueContext) => Draft | undefined>>> = {
  boolean: checkBoolean,
  integer: checkInteger,
  word: checkWord,
  'raw-word': checkRawWord,
  name: checkConnection,
  listener: checkListener,
  address: checkAddress,
  topic: checkTopic,
  'restart-timeout': checkRestartTimeout,
  duration: checkDuration,
  'log-dest': checkLogDestination,
  'plugin-load': checkPluginLoad,
  'plugin-option': checkPluginOption,
  'protocol-versions': checkProtocolVersions,
  'tcp-keepalive': checkKeepalive,
};

function checkType(context: ValueContext): Draft | undefined {
  return (CHECKS[context.directive.type] ?? checkString)(context);
}
