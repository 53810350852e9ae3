import { t } from '../../../../facts/message';
import type { Description } from '../../../broker';
import type { Tree } from '../../../tree';
import {
  type Directive,
  type Found,
  findDirective,
  isAvailable,
  type Limits,
  type Reload,
  repetition,
} from '../directives';
import { atLeast, inVersion } from '../version';
import { wordsOf } from '../vocabulary';

/** What is known of the directive under the cursor, name or value. */
export function describe(tree: Tree, offset: number, version: string): Description | undefined {
  const entry = tree.entries.find(({ range }) => range.start <= offset && offset <= range.end);
  const found = entry && findDirective(entry.path[0] ?? '');
  if (!entry || !found) return undefined;
  const { directive } = found;
  const inKey = offset <= entry.key.end;
  const range = inKey || entry.value.kind === 'missing' ? entry.key : entry.value.range;
  return {
    range,
    title: directive.name,
    doc: directive.doc,
    facts: factsOf(found, version),
    known: isAvailable(found, version),
  };
}

function factsOf({ directive, alias }: Found, version: string): Description['facts'] {
  const limits = limitsText(inVersion(directive.limits, version));
  const words = wordsOf(directive, version);
  const facts = [
    { name: t('Value'), value: words.length > 0 ? words.join(' | ') : (limits ?? TYPES[directive.type]) },
    { name: t('Default'), value: inVersion(directive.defaults, version) },
    { name: t('Belongs to'), value: SCOPES[directive.scope], prose: true },
    { name: t('Repeated'), value: REPETITIONS[repetition(directive, version)], prose: true },
    { name: t('On SIGHUP'), value: reloadText(inVersion(directive.reload, version)), prose: true },
    { name: t('Versions'), value: versionsText(directive, version), prose: true },
    { name: t('Old name'), value: alias?.outdated === undefined ? undefined : alias.name },
  ];
  return facts.flatMap(({ value, ...fact }) => (value === undefined ? [] : [{ ...fact, value }]));
}

function limitsText(limits: Limits | undefined): string | undefined {
  if (!limits) return undefined;
  const { min, max } = limits;
  if (min === undefined) return `integer ≤ ${max}`;
  return max === undefined ? `integer ≥ ${min}` : `integer, ${min}–${max}`;
}

function versionsText(
  { since, removed, ignored, deprecated, replacement }: Directive,
  version: string,
): string | undefined {
  const parts = [
    since && `since ${since}`,
    deprecated && `deprecated since ${deprecated}${replacement ? ` (${replacement})` : ''}`,
    ignored && atLeast(version, ignored) && `no effect since ${ignored}`,
    removed && `gone since ${removed}`,
  ].filter((part) => typeof part === 'string' && part !== '');
  return parts.length > 0 ? parts.join(', ') : undefined;
}

function reloadText(reload: Reload | undefined): string | undefined {
  return reload && RELOADS[reload];
}

const TYPES: Readonly<Record<Directive['type'], string>> = {
  boolean: 'true | false',
  integer: 'integer',
  word: 'word',
  name: 'name',
  string: 'text to the end of the line',
  path: 'path to the end of the line',
  ciphers: 'OpenSSL cipher list',
  'ciphers-tls1.3': 'TLS 1.3 suites, separated by colons',
  'tls-version': 'tlsv1.2 | tlsv1.3',
  'raw-path': 'directory, taken as it is to the end of the line',
  'raw-word': 'word',
  listener: 'port [address | socket path]',
  address: 'host[:port] …',
  topic: 'pattern [out | in | both] [QoS] [local prefix] [remote prefix]',
  'restart-timeout': 'seconds [longest]',
  duration: 'number and unit',
  'log-dest': 'destination [path]',
  plugin: 'path to the end of the line',
  'plugin-load': 'name path',
  'plugin-option': 'text to the end of the line',
  'protocol-versions': '3, 4, 5',
  'tcp-keepalive': 'idle interval count',
  ignored: '–',
};

const SCOPES: Readonly<Record<Directive['scope'], string>> = {
  global: 'the broker',
  security: 'the broker; the listener above with per_listener_settings true',
  listener: 'the listener above, in the same file',
  plugin: 'the plugin above, in the same file',
  bridge: 'the connection above, in the same file',
};

const REPETITIONS = {
  fatal: 'the broker refuses to start',
  last: 'the last line wins',
  adds: 'each line adds',
  sticks: 'once true, it stays true',
} as const;

const RELOADS: Readonly<Record<Reload, string>> = {
  applied: 'applied',
  ignored: 'ignored; restart the broker',
  checked: 'read, but applied at the next start only',
  'new-connections': 'applied to new connections',
  content: 'the same file is read again',
  bridge: 'applied as bridge_reload_type says',
};
