import { OPENSSL_SUITES } from '../../../../facts/cipher-suites';
import { OBSOLETE_TLS_VERSIONS } from '../../../../facts/tls';
import type { Completion } from '../../../broker';
import type { Tree } from '../../../tree';
import { DIRECTIVES, type Directive, findDirective, isAvailable, repetition } from '../directives';
import { atLeast, inVersion } from '../version';
import { wordsOf } from '../vocabulary';
import { type Cursor, cursorAt, isSet } from './cursor';

/** Names at the start of a line, values after one. */
export function complete(tree: Tree, offset: number, version: string): readonly Completion[] {
  const start = offset === 0 ? 0 : tree.text.lastIndexOf('\n', offset - 1) + 1;
  const typed = tree.text.slice(start, offset);
  if (typed.startsWith('#')) return [];
  const name = /^\s*(\S*)$/.exec(typed);
  if (name) return completeName(tree, offset, version, (name[1] ?? '').length);
  const [, directive = '', value = ''] = /^\s*(\S+)\s+(.*)$/.exec(typed) ?? [];
  return completeValue(directive, value, offset, version);
}

function completeName(tree: Tree, offset: number, version: string, length: number): readonly Completion[] {
  const cursor = cursorAt(tree, offset, version);
  const range = { start: offset - length, end: offset };
  const followed = /^\S*[ \t]+\S/.test(tree.text.slice(offset, offset + 200).split('\n', 1)[0] ?? '');
  return DIRECTIVES.filter((directive) => fits(directive, cursor, version))
    .filter((directive) => mayFollow(directive, cursor, tree, offset, version))
    .map((directive): Completion => {
      const { name, type, doc, deprecated } = directive;
      const insert = followed ? name : snippetFor(directive, version);
      return {
        label: name,
        kind: name === 'listener' || name === 'connection' ? 'section' : 'directive',
        range,
        insert,
        snippet: !followed,
        detail: type,
        doc,
        deprecated: deprecated !== undefined && atLeast(version, deprecated),
      };
    });
}

/** What would be misplaced here is not offered. */
function fits(directive: Directive, cursor: Cursor, version: string): boolean {
  const { name, scope, ignored, type } = directive;
  if (type === 'ignored' || !isAvailable({ directive, alias: undefined }, version)) return false;
  if (ignored !== undefined && atLeast(version, ignored)) return false;
  if (scope === 'bridge') return name === 'connection' || cursor.bridge !== undefined;
  if (scope === 'listener') return ['listener', 'port', 'bind_address'].includes(name) || cursor.listener !== undefined;
  return scope !== 'plugin' || cursor.plugin || name === 'global_plugin' || name === 'plugin_load';
}

function mayFollow(directive: Directive, cursor: Cursor, tree: Tree, offset: number, version: string): boolean {
  return repetition(directive, version) === 'adds' || !isSet(directive.name, directive.scope, cursor, offset, tree);
}

function snippetFor(directive: Directive, version: string): string {
  const { name, type, defaults } = directive;
  if (name === 'plugin_opt_') return `plugin_opt_\${1:name} \${2:value}`;
  if (name === 'listener') return `listener \${1:8883}`;
  const words = offered(directive, version);
  if (words.length > 0 && !type.startsWith('ciphers')) return `${name} ${choice(words)}`;
  const value = type === 'tls-version' ? undefined : inVersion(defaults, version);
  return `${name} ${value === undefined ? '$0' : placeholder(value)}`;
}

/** The words that a version takes, those first that one should take: the first is what a careless Enter chooses. */
function offered(directive: Directive, version: string): readonly string[] {
  const { name, type } = directive;
  if (type === 'boolean') return LAX.has(name) ? ['false', 'true'] : ['true', 'false'];
  const words = wordsOf(directive, version);
  if (type !== 'tls-version') return words;
  const isRetired = (word: string) => [...OBSOLETE_TLS_VERSIONS].some((retired) => retired === word);
  return [...words.filter((word) => !isRetired(word)), ...words.filter(isRetired)];
}

/** Directives that let more in when they are on. */
const LAX: ReadonlySet<string> = new Set(['allow_anonymous', 'allow_zero_length_clientid', 'bridge_insecure']);

function choice(words: readonly string[]): string {
  return `\${1|${words.map((word) => word.replace(/[,|\\]/g, '\\$&')).join(',')}|}`;
}

function placeholder(text: string): string {
  return `\${1:${text.replace(/[$}\\]/g, '\\$&')}}`;
}

function completeValue(name: string, value: string, offset: number, version: string): readonly Completion[] {
  const found = findDirective(name);
  if (!found || !isAvailable(found, version)) return [];
  const { directive } = found;
  const list = directive.type.startsWith('ciphers') || directive.type === 'protocol-versions';
  const word = (list ? /[^:,; ]*$/ : /\S*$/).exec(value)?.[0] ?? '';
  const before = value.slice(0, value.length - word.length);
  const range = { start: offset - word.length, end: offset };
  return candidates(directive, before, version).map((text) => ({ label: text, kind: 'value', range, insert: text }));
}

function candidates(directive: Directive, before: string, version: string): readonly string[] {
  const { type, defaults } = directive;
  if (type === 'ciphers') return RECOMMENDED;
  if (type === 'topic')
    return before.trim().split(/\s+/).length === 1 && before.trim() !== '' ? ['out', 'in', 'both'] : [];
  if (type.startsWith('ciphers') || type === 'protocol-versions') return wordsOf(directive, version);
  if (before !== '') return [];
  const words = offered(directive, version);
  if (words.length > 0) return words;
  const value = type === 'integer' || type === 'restart-timeout' ? inVersion(defaults, version) : undefined;
  return value === undefined ? [] : [value];
}

/** Forward secrecy and authenticated encryption, as RFC 9325 section 4.2 asks for. */
const RECOMMENDED: readonly string[] = OPENSSL_SUITES.filter(
  ({ keyExchange, mode, since, authentication }) =>
    since === 'tlsv1.2' &&
    keyExchange === 'ecdhe' &&
    (authentication === 'rsa' || authentication === 'ecdsa') &&
    (mode === 'gcm' || mode === 'chacha20'),
).map(({ name }) => name);
