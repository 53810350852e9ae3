import { t } from '../../../../facts/message';
import type { Draft } from '../../../finding';
import { insertAbove, replaceValue } from '../edits';
import { span, valueSpan } from '../lines';
import { atLeast } from '../version';
import { wordsOf } from '../vocabulary';
import { fatal, fix, warning } from './drafts';
import type { ValueContext } from './values';

export function checkString(context: ValueContext): Draft | undefined {
  return tooLong(context) ?? special(context) ?? quoted(context) ?? trailingComment(context);
}

/** OpenSSL 3 takes identity hints of 256 bytes at most; anything else may fill what an MQTT string holds. */
function tooLong({ line, directive, version }: ValueContext): Draft | undefined {
  const { maxLength } = directive;
  const limit =
    maxLength && atLeast(version, maxLength.since) ? maxLength.bytes : line.name === 'psk_hint' ? 256 : 65535;
  if (line.text.length * 3 <= limit || utf8Length(line.text) <= limit) return undefined;
  const message = t('{name} is at most {limit} bytes long; mosquitto refuses to start', { name: line.written, limit });
  return fatal(valueSpan(line), message);
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

function special(context: ValueContext): Draft | undefined {
  const { line } = context;
  const at = valueSpan(line);
  switch (line.name) {
    case 'mount_point':
      return /[+#]/.test(line.text)
        ? fatal(at, t('a mount point holds no wildcards; mosquitto refuses to start'))
        : undefined;
    case 'tls_engine_kpass_sha1':
      if (/^[\da-f]{40}$/i.test(line.text)) return undefined;
      return fatal(at, t('tls_engine_kpass_sha1 is 40 hexadecimal digits; mosquitto refuses to start'));
    case 'bind_address':
      return bracketed(context);
    case 'tls_keyform':
      if (wordsOf(context.directive, context.version).includes(line.text)) return undefined;
      return warning(at, t('mosquitto takes any other word than engine for pem'));
    default:
      return undefined;
  }
}

function bracketed({ line }: ValueContext): Draft | undefined {
  const inner = /^\[(.*)\]$/.exec(line.text)?.[1];
  if (inner === undefined) return undefined;
  const message = t('an IPv6 address stands without brackets here; mosquitto refuses to start');
  return fatal(valueSpan(line), message, { fixes: fix(t('Remove the brackets'), replaceValue(line, inner), true) });
}

/** Quotes are nothing special; only in passwords and hints they may be meant. */
function quoted({ line, directive }: ValueContext): Draft | undefined {
  const inner = /^"(.+)"$/.exec(line.text)?.[1] ?? /^'(.+)'$/.exec(line.text)?.[1];
  if (inner === undefined || directive.secret || MAY_BE_QUOTED.has(line.name)) return undefined;
  const message = t('mosquitto takes the quotes for a part of the value of {name}', { name: line.written });
  return {
    ...warning(valueSpan(line), message, { fixes: fix(t('Remove the quotes'), replaceValue(line, inner), true) }),
    level: 'error',
  };
}

const MAY_BE_QUOTED = new Set([
  'log_timestamp_format',
  'psk_hint',
  'remote_username',
  'local_username',
  'bridge_identity',
]);

/** Paths and the like hardly hold " #", so a comment was meant. */
function trailingComment({ line, directive }: ValueContext): Draft | undefined {
  if (directive.type === 'string' && !PATH_LIKE.has(line.name)) return undefined;
  const match = /[ \t]+#.*$/.exec(line.text);
  if (!match || match.index === 0) return undefined;
  const { start, end } = line.entry.value.range;
  const cut = start + match.index;
  const edits = [
    ...insertAbove(line, line.text.slice(match.index).trim()),
    { span: span(line, { start: cut, end }), text: '' },
  ].map((edit) => ({ ...edit, text: edit.text.replace(/^ +(?=#)/, '') }));
  const message = t('a comment cannot follow a value: mosquitto takes it for a part of the value of {name}', {
    name: line.written,
  });
  const comment = cut + (match[0].length - match[0].trimStart().length);
  return {
    ...warning(span(line, { start: comment, end }), message, {
      fixes: fix(t('Move the comment to its own line'), edits, true),
    }),
    level: 'error',
  };
}

const PATH_LIKE = new Set([
  'bind_address',
  'bind_interface',
  'user',
  'persistence_file',
  'tls_engine',
  'tls_keyform',
  'plugin_use',
]);
