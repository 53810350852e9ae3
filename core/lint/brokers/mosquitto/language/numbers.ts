import { type Message, t } from '../../../../facts/message';
import type { Draft } from '../../../finding';
import type { Limits } from '../directives';
import { integerOf, type Line, span, type Token, tokens } from '../lines';
import { atLeast, inVersion } from '../version';
import { fatal, warning } from './drafts';
import { surplusText } from './surplus';
import type { ValueContext } from './values';

export function checkInteger({ line, directive, version }: ValueContext): Draft | undefined {
  const words = tokens(line);
  const [word] = words;
  if (!word) return undefined;
  return (
    checkNumber(line, word, version) ??
    checkLimits(line, word, inVersion(directive.limits, version), version) ??
    checkProxy(line, word) ??
    misread(line, word, version) ??
    surplusText(line, words, 1)
  );
}

/** From 2.1 on the whole word must be a number that fits; memory_limit is still read by `atol`. */
export function checkNumber(line: Line, word: Token, version: string): Draft | undefined {
  if (!atLeast(version, '2.1.0') || line.name === 'memory_limit') return undefined;
  const value = integerOf(word.text, version);
  if (value !== undefined && Math.abs(value) < 2 ** 31) return undefined;
  const message = t('{name} takes a whole number, not “{value}”; mosquitto {version} refuses to start', {
    name: line.written,
    value: word.text,
    version,
  });
  return fatal(span(line, word), message);
}

/** What `atoi` and octal notation make of a word that looks like something else. */
export function misread(line: Line, word: Token, version: string): Draft | undefined {
  const value = integerOf(word.text, version);
  const plain = /^[+-]?(?:0|[1-9]\d*)$/.test(word.text) || /^0x[\da-f]+$/i.test(word.text);
  const hexadecimal = /^[+-]?0x/i.test(word.text) && !atLeast(version, '2.1.0');
  if (value === undefined || (plain && !hexadecimal) || value === Number(word.text)) return undefined;
  const message = t('mosquitto {version} reads “{value}” as {read}', { version, value: word.text, read: value });
  return warning(span(line, word), message);
}

export function checkLimits(line: Line, word: Token, limits: Limits | undefined, version: string): Draft | undefined {
  const value = integerOf(word.text, line.name === 'memory_limit' ? '2.0.0' : version) ?? 0;
  const below = limits?.min !== undefined && value < limits.min;
  const above = limits?.max !== undefined && value > limits.max;
  if (!limits || (!below && !above)) return undefined;
  const refused = limits.refused === true || limits.refused === (below ? 'below' : 'above');
  const at = span(line, word);
  return refused
    ? fatal(at, refusedMessage(line, limits, value))
    : warning(at, movedMessage(line, value, (below ? limits.min : limits.max) ?? 0));
}

function refusedMessage({ written: name }: Line, { min, max }: Limits, value: number): Message {
  if (min === undefined)
    return t('{name} is at most {max}, not {value}; mosquitto refuses to start', { name, max: max ?? 0, value });
  if (max === undefined)
    return t('{name} is at least {min}, not {value}; mosquitto refuses to start', { name, min, value });
  return t('{name} is from {min} to {max}, not {value}; mosquitto refuses to start', { name, min, max, value });
}

function movedMessage({ written: name }: Line, value: number, limit: number): Message {
  return t('{name} {value} is out of range; mosquitto takes {limit} instead', { name, value, limit });
}

/** With version 2 of the header, TLS has ended before this broker. */
function checkProxy(line: Line, word: Token): Draft | undefined {
  if (line.name !== 'enable_proxy_protocol' || word.text !== '2') return undefined;
  const other = line.block?.lines.find(
    ({ name, text }) =>
      name === 'certfile' || name === 'keyfile' || (name === 'use_subject_as_username' && /^(?:true|1)/.test(text)),
  );
  if (!other) return undefined;
  const message = t('enable_proxy_protocol 2 and {other} exclude each other; mosquitto refuses to start', {
    other: other.name,
  });
  return fatal(span(line), message, {
    related: [{ at: span(other), message: t('{name} stands here', { name: other.name }) }],
  });
}
