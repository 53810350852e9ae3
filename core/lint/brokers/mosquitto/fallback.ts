import { booleanOf, integerOf, type Line, tokens } from './lines';
import type { Reading } from './scopes';
import { atLeast } from './version';

/**
 * What becomes of the default listener on port 1883.
 * `named`: the user asked for it with port or bind_address. `extra`: an option above the first listener opens it beside
 * the others. `alone`: 2.0.0 to 2.0.11 open it to the world, with anonymous access, for the sake of one option.
 * `local`: local-only mode. `legacy`: 1.x without any listener.
 */
export type FallbackState = 'none' | 'named' | 'extra' | 'alone' | 'local' | 'legacy';

export function fallbackState(reading: Reading, fragment: boolean): FallbackState {
  const { fallback, listeners, version } = reading;
  const named = fallback.lines.some(({ name, live }) => live && (name === 'port' || name === 'bind_address'));
  if (named) return 'named';
  const opened = openingLines(reading).length > 0;
  if (listeners.length > 0) return opened ? 'extra' : 'none';
  if (fragment) return 'none';
  if (!atLeast(version, '2.0.0')) return 'legacy';
  return opened && !atLeast(version, '2.0.12') ? 'alone' : 'local';
}

/** Lines that make the default listener real. */
function openingLines({ fallback, version }: Reading): readonly Line[] {
  return fallback.lines.filter((line) => opensDefault(line, version));
}

const PER_LISTENER_OPENERS = new Set(['password_file', 'psk_file', 'plugin']);

/** 2.1 goes by the option alone; older versions compare the value with its default. */
export function opensDefault(line: Line, version: string): boolean {
  const directive = line.found?.directive;
  if (!line.live || line.problem === 'needs-listener' || !directive) return false;
  if (line.name === 'allow_zero_length_clientid') return booleanOf(line) === false;
  if (directive.scope === 'security') return PER_LISTENER_OPENERS.has(line.name);
  if (directive.opens !== true) return false;
  if (atLeast(version, '2.1.0')) return true;
  if (directive.type === 'boolean') return booleanOf(line) === true;
  return !isDefaultValue(line, version);
}

function isDefaultValue(line: Line, version: string): boolean {
  const word = tokens(line)[0]?.text ?? '';
  switch (line.name) {
    case 'max_connections':
      return (integerOf(word, version) ?? 0) < 0;
    case 'max_qos':
      return integerOf(word, version) === 2;
    case 'protocol':
      return word === 'mqtt';
    case 'tls_keyform':
      return line.text !== 'engine';
    default:
      return false;
  }
}
