import { parseIp } from '../../../../facts/address';
import { t } from '../../../../facts/message';
import { nearest } from '../../../../facts/nearest';
import type { Draft } from '../../../finding';
import { type Address, addressesOf } from '../bridges';
import { integerOf, keySpan, type Line, span, type Token, tokens } from '../lines';
import { atLeast } from '../version';
import { fatal, fix, warning } from './drafts';
import { checkNumber, misread } from './numbers';
import { surplusText } from './surplus';
import type { ValueContext } from './values';

export function checkConnection({ line }: ValueContext): Draft | undefined {
  return surplusText(line, tokens(line), 1);
}

export function checkAddress({ line }: ValueContext): Draft | undefined {
  const addresses = addressesOf(line);
  if (addresses.length === 0) {
    return fatal(keySpan(line), t('{name} has no value, and mosquitto refuses to start', { name: line.written }));
  }
  for (const address of addresses) {
    const draft = withoutPort(address) ?? badPort(address);
    if (draft) return draft;
  }
  return undefined;
}

/** The last colon of an IPv6 address is taken for the one before the port. */
function withoutPort({ at, line, port }: Address): Draft | undefined {
  if (!port || at.text.indexOf(':') === at.text.lastIndexOf(':') || !parseIp(at.text)) return undefined;
  const read = integerOf(port.text, '2.0.0') ?? 0;
  const message = t('an IPv6 address needs its port here: mosquitto takes “{port}” for the port', { port: port.text });
  const edits = [{ span: span(line, { start: at.end, end: at.end }), text: ':1883' }];
  const refused = read < 1 || read > 65535;
  return (refused ? fatal : warning)(span(line, at), message, { fixes: fix(t('Add port 1883'), edits, false) });
}

function badPort({ line, port }: Address): Draft | undefined {
  const number = port && (integerOf(port.text, '2.0.0') ?? 0);
  if (!port || number === undefined || (number >= 1 && number <= 65535)) return port && misread(line, port, '2.0.0');
  const message = t('a port is from 1 to 65535, not “{value}”; mosquitto refuses to start', { value: port.text });
  return fatal(span(line, port.text === '' ? { start: port.start - 1, end: port.end } : port), message);
}

/** `topic PATTERN [out|in|both] [QOS] [LOCAL] [REMOTE]`. From 2.1 on the pattern may stand in quotes. */
export function checkTopic({ line, version }: ValueContext): Draft | undefined {
  const words = topicWords(line, version);
  const [pattern, direction, qos, local, remote] = words;
  if (!pattern) return undefined;
  return (
    checkDirection(line, direction, pattern) ??
    checkQos(line, qos) ??
    checkPrefix(line, local) ??
    checkPrefix(line, remote) ??
    checkRemapping(line, pattern, local, remote)
  );
}

/** A word that starts with # ends the line, but for the pattern and the direction. */
function topicWords(line: Line, version: string): readonly Token[] {
  const words = tokens(line);
  const [first] = words;
  const quoted = atLeast(version, '2.1.0') && /^"[^"]/.test(first?.text ?? '');
  const close = first && quoted ? line.tree.text.indexOf('"', first.start + 1) : -1;
  const pattern =
    first && close > 0 ? { ...first, end: close + 1, text: line.tree.text.slice(first.start, close + 1) } : first;
  const rest = pattern ? words.filter(({ start }) => start >= pattern.end) : [];
  const comment = rest.findIndex(({ text }, index) => index > 0 && text.startsWith('#'));
  const end = comment < 0 ? rest.length : comment;
  return pattern ? [pattern, ...rest.slice(0, end)] : [];
}

function checkDirection(line: Line, direction: Token | undefined, pattern: Token): Draft | undefined {
  if (!direction || /^(?:out|in|both)$/i.test(direction.text)) return undefined;
  const meant = nearest(direction.text, ['out', 'in', 'both']);
  const message = pattern.text.startsWith('"')
    ? t('the topic pattern may stand in quotes from mosquitto 2.1 on only; this version refuses to start')
    : t('a bridge topic goes out, in or both, not “{value}”; mosquitto refuses to start', { value: direction.text });
  const edits = meant === undefined ? [] : [{ span: span(line, direction), text: meant }];
  return fatal(span(line, direction), message, {
    fixes: fix(t('Replace by “{name}”', { name: meant ?? '' }), edits, false),
  });
}

function checkQos(line: Line, qos: Token | undefined): Draft | undefined {
  if (!qos) return undefined;
  const value = integerOf(qos.text, '2.0.0') ?? 0;
  if (value >= 0 && value <= 2) return misread(line, qos, '2.0.0');
  return fatal(span(line, qos), t('QoS is 0, 1 or 2, not “{value}”; mosquitto refuses to start', { value: qos.text }));
}

function checkPrefix(line: Line, prefix: Token | undefined): Draft | undefined {
  if (!prefix || !/[+#]/.test(prefix.text)) return undefined;
  return fatal(span(line, prefix), t('a topic prefix holds no wildcards; mosquitto refuses to start'));
}

function checkRemapping(line: Line, pattern: Token, local: Token | undefined, remote: Token | undefined) {
  const given = (prefix: Token | undefined): boolean => prefix !== undefined && prefix.text !== '""';
  if (pattern.text !== '""' || (given(local) && given(remote))) return undefined;
  const message = t('an empty topic pattern needs a local and a remote prefix; mosquitto refuses to start');
  return fatal(span(line, pattern), message);
}

/** Base, cap and (from 2.1 on) seconds of a stable connection; all by `atoi`. */
export function checkRestartTimeout({ line, version }: ValueContext): Draft | undefined {
  const words = tokens(line);
  const [base, cap, stable] = words;
  if (!base) return undefined;
  const low = Math.min(Math.max(integerOf(base.text, '2.0.0') ?? 0, 1), 3600);
  const used = atLeast(version, '2.1.0') ? 3 : 2;
  if (!cap || cap.text.startsWith('#')) return misread(line, base, '2.0.0');
  if ((integerOf(cap.text, '2.0.0') ?? 0) < low) {
    return fatal(span(line, cap), t('the longest pause is shorter than the first one; mosquitto refuses to start'));
  }
  if (used === 3 && stable && (integerOf(stable.text, '2.0.0') ?? 0) < 0) {
    return fatal(span(line, stable), t('a time is not negative; mosquitto refuses to start'));
  }
  return words.length > used ? surplusText(line, words, used) : undefined;
}

export function checkKeepalive({ line, version }: ValueContext): Draft | undefined {
  const words = tokens(line);
  const wrong = words.slice(0, 3).find(({ text }) => (integerOf(text, version) ?? 0) <= 0);
  if (wrong)
    return (
      checkNumber(line, wrong, version) ??
      fatal(span(line, wrong), t('a number above 0 belongs here; mosquitto refuses to start'))
    );
  if (words.length >= 3) return surplusText(line, words, 3);
  return fatal(span(line), t('{name} takes three numbers; mosquitto refuses to start', { name: line.written }));
}
