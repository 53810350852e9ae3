import { t } from '../../../../facts/message';
import { nearest } from '../../../../facts/nearest';
import type { Draft } from '../../../finding';
import type { LanguageRule } from '../../../model';
import type { Entry } from '../../../tree';
import { isTemplated } from '../references';
import { KEYS, type Key, keyOf, wordsOf } from './keys';
import { piecesOf } from './tls';
import { keySpan, spanOf, type View } from './view';

/** What cuttlefish refuses, as far as the options of 4.4 tell; plugins and older releases have others. */
export function flatDrafts(view: View): Partial<Record<LanguageRule, readonly Draft[]>> {
  const { entries } = view.tree;
  return {
    'syntax-error': syntaxErrors(view),
    'unknown-directive': entries.flatMap((entry) => unknown(view, entry)),
    'invalid-value': entries.flatMap((entry) => invalid(view, entry)),
    'duplicate-directive': duplicates(view),
    'deprecated-directive': entries.flatMap((entry) => deprecated(view, entry)),
    'required-missing': entries.flatMap((entry) => withoutSuites(view, entry)),
  };
}

function syntaxErrors({ tree }: View): Draft[] {
  return tree.errors
    .filter(({ range }) => !isTemplated(tree.text.slice(range.start, range.end)))
    .map(({ range, message }) => ({ at: { file: tree.file, ...range }, message, kind: 'correctness' }));
}

/** Only what a known name explains: the rest may be an option of another release or of a plugin. */
function unknown(view: View, entry: Entry): Draft[] {
  if (keyOf(entry.path)) return [];
  const name = entry.path.join('.');
  const meant = nearest(
    name,
    KEYS.flatMap(({ key }) => concrete(key.split('.'), entry.path)),
  );
  if (meant === undefined) return [];
  const at = keySpan(view, entry);
  const fixes = [{ title: t('Change to {word}', { word: meant }), edits: [{ span: at, text: meant }], safe: false }];
  return [
    { at, message: t('EMQX 4.4 knows no “{name}”; it knows “{meant}”', { name, meant }), level: 'warning', fixes },
  ];
}

/** The key with the user's own names in their places. */
function concrete(pattern: readonly string[], path: readonly string[]): string[] {
  if (pattern.length !== path.length) return [];
  return [pattern.map((part, index) => (part.startsWith('$') ? (path[index] ?? part) : part)).join('.')];
}

function invalid(view: View, entry: Entry): Draft[] {
  const key = keyOf(entry.path);
  if (!key || entry.value.kind !== 'scalar' || isTemplated(entry.value.text)) return [];
  const { text } = entry.value;
  const words = wordsOf(key);
  if (words.length > 0 ? words.includes(text) : fitsType(text, key)) return versionWords(view, entry);
  const meant = nearest(text, words) ?? SWAPPED[text]?.find((word) => words.includes(word));
  const at = spanOf(view, entry);
  const fixes = meant
    ? [{ title: t('Change to {word}', { word: meant }), edits: [{ span: at, text: meant }], safe: true }]
    : [];
  const wanted = words.length > 0 ? words.join(', ') : key.datatype;
  return [{ at, message: t('“{text}” does not fit: EMQX wants {wanted}', { text, wanted }), fixes }];
}

/** Flags are on and off, others true and false. */
const SWAPPED: Readonly<Record<string, readonly string[]>> = {
  true: ['on'],
  false: ['off'],
  on: ['true'],
  off: ['false'],
};

function fitsType(text: string, { datatype }: Key): boolean {
  if (datatype === 'integer') return /^-?\d+$/.test(text);
  if (/^\{duration,m?s\}$/.test(datatype)) return /^(?:\d+(?:\.\d+)?(?:f|w|d|h|m|s|ms)?)+$/.test(text);
  if (datatype === 'bytesize') return /^\d+(?:[KMG]B|[kmg]b)?$/.test(text);
  return datatype !== 'float' || /^-?\d+(?:\.\d+)?$/.test(text);
}

/** Words of a list that no release knows are reported by the rule on versions; nothing to add here. */
function versionWords(view: View, { path }: Entry): Draft[] {
  if (path.at(-1) !== 'psk_ciphers') return [];
  const ciphers = view.options.get([...path.slice(0, -1), 'ciphers'].join('.'));
  const both: Draft[] = ciphers
    ? [{ at: keySpan(view, ciphers), message: t('EMQX 4.x does not start with “ciphers” and “psk_ciphers” together') }]
    : [];
  const versions = piecesOf(view, [...path.slice(0, -1), 'tls_versions'].join('.'));
  const newest = versions
    .filter(({ text }) => text === 'tlsv1.3')
    .map(({ at }) => ({ at, message: t('EMQX 4.x does not start with TLS 1.3 beside “psk_ciphers”') }));
  return [...both, ...newest];
}

/** Names of 4.0 to 4.2 that 4.4 still reads. */
const FORMER: readonly (readonly [RegExp, string])[] = [
  [/^auth\.mysql\.ssl\.cafile$/, 'auth.mysql.ssl.cacertfile'],
  [/^auth\.redis\.cafile$/, 'auth.redis.ssl.cacertfile'],
  [/^auth\.redis\.(certfile|keyfile)$/, 'auth.redis.ssl.$1'],
  [/^auth\.mongo\.login$/, 'auth.mongo.username'],
  [/^auth\.(mongo|pgsql)\.ssl_opts\.(\w+)$/, 'auth.$1.ssl.$2'],
];

function deprecated(view: View, entry: Entry): Draft[] {
  const name = entry.path.join('.');
  const former = FORMER.find(([pattern]) => pattern.test(name));
  if (!former) return [];
  const now = name.replace(former[0], former[1]);
  const at = keySpan(view, entry);
  const edits = view.options.has(now) ? [] : [{ span: at, text: now }];
  const fixes = edits.length > 0 ? [{ title: t('Change to {word}', { word: now }), edits, safe: false }] : [];
  return [{ at, message: t('“{name}” is an old name of “{now}”', { name, now }), fixes }];
}

function duplicates(view: View): Draft[] {
  const { entries } = view.tree;
  return entries.flatMap((entry) => {
    const last = view.options.get(entry.path.join('.'));
    if (!last || last === entry) return [];
    const related = [{ at: keySpan(view, last), message: t('this one counts') }];
    return [
      { at: keySpan(view, entry), message: t('the option is set again below, where the other value counts'), related },
    ];
  });
}

/** Its schema demands one of the two lists of every listener with TLS. */
function withoutSuites(view: View, entry: Entry): Draft[] {
  const name = entry.path.join('.');
  if (!/^listener\.(?:ssl|wss)\.[^.]+$/.test(name)) return [];
  if (['ciphers', 'psk_ciphers'].some((option) => view.options.has(`${name}.${option}`))) return [];
  return [
    {
      at: keySpan(view, entry),
      message: t('“{name}.ciphers” is missing, and EMQX 4.x does not start without it', { name }),
    },
  ];
}
