import { type Message, t } from '../../../facts/message';
import { nearest } from '../../../facts/nearest';
import type { Draft } from '../../finding';
import { replace } from '../../hocon-edits';
import { nameSpan, valueSpan } from '../../hocon-view';
import type { LanguageRule } from '../../model';
import { quoteText } from '../../syntax/hocon-errors';
import type { HoconNode } from '../../syntax/hocon-resolve';
import { isSame, itemOf } from './key-path';
import type { Block, Field, FieldType, Item } from './key-types';
import { FOREIGN } from './keys';

export interface Issue {
  readonly rule: LanguageRule;
  readonly draft: Draft;
  /** The file of a gateway, which has the same look, may have such a name. */
  readonly mayBeElsewhere?: boolean;
}

/** What the broker passes over without a word: names that it does not look for, and values of another type. */
export function check(node: HoconNode, block: Block): Issue[] {
  return [...node.children].flatMap(([name, inner]) => checkMember(name, inner, block));
}

function checkMember(name: string, node: HoconNode, block: Block): Issue[] {
  // What came through a substitution is judged where it is written.
  if (node.copied || node.kind === 'unknown') return [];
  const foreign = Object.hasOwn(FOREIGN, name) && 'keyfile' in block.fields ? FOREIGN[name] : undefined;
  if (foreign) return [foreignOption(name, node, foreign)];
  const item = itemOf(block, name);
  if (!item) return block.open ? [] : [unknown(name, node, block)];
  if (item.kind === 'field') return checkField(name, node, item);
  if (node.kind === 'object') return check(node, item);
  if (node.kind === 'array') return node.items.flatMap((each) => (each.kind === 'object' ? check(each, item) : []));
  return isNamed(item, block) ? [unknown(name, node, block)] : [];
}

/** A value where a block of the user's own name could stand is a misspelt option, not a block. */
function isNamed(item: Item, block: Block): boolean {
  return item === block.named;
}

function foreignOption(name: string, node: HoconNode, kind: 'version' | 'block'): Issue {
  if (kind === 'block') {
    const message = t('NanoMQ does not read “{name}”, so nothing in it counts: write its options right into {owner}', {
      name,
      owner: node.path.slice(0, -1).join('.'),
    });
    return { rule: 'misplaced-tls-option', draft: { at: nameSpan(node), message, level: 'error' } };
  }
  const message = t('NanoMQ has no option “{name}”: its TLS library decides, and takes TLS 1.2 at least', { name });
  return { rule: 'unknown-directive', draft: { at: nameSpan(node), message, level: 'info' } };
}

function unknown(name: string, node: HoconNode, block: Block): Issue {
  const near = nearest(name, Object.keys(block.fields));
  const message = near
    ? t('NanoMQ does not know “{name}” and passes over it: “{near}” may be meant', { name, near })
    : t('NanoMQ does not know “{name}” and passes over it', { name });
  const draft: Draft = { at: nameSpan(node), message, level: 'warning', fixes: renaming(node, near) };
  return { rule: 'unknown-directive', draft, mayBeElsewhere: near === undefined };
}

/** Only where the name stands in one place, as one word, and the right one is not there as well. */
function renaming(node: HoconNode, near: string | undefined): Draft['fixes'] {
  const [source, ...others] = node.sources;
  if (!near || others.length > 0 || source?.entry?.path.length !== 1) return [];
  const quoted = source.tree.text.charAt(source.entry.key.start) === '"';
  const edits = [{ span: nameSpan(node), text: quoted ? quoteText(near) : near }];
  return [{ title: t('Change to “{near}”', { near }), edits, safe: false }];
}

function checkField(name: string, node: HoconNode, field: Field): Issue[] {
  const problem = node.kind === 'scalar' ? wrongScalar(node, field) : wrongKind(node, field.type);
  if (!problem) return [];
  const edit = problem.text === undefined ? undefined : replace(node, problem.text);
  const fixes = edit
    ? [{ title: t('Change to {text}', { text: problem.text ?? '' }), edits: [edit], safe: problem.safe }]
    : [];
  const message = t('NanoMQ passes over this value and keeps its default, for “{name}” takes {expected}', {
    name,
    expected: problem.expected,
  });
  return [{ rule: 'invalid-value', draft: { at: valueSpan(node), message, level: problem.level ?? 'error', fixes } }];
}

interface Problem {
  readonly expected: Message;
  /** What to write instead. */
  readonly text?: string;
  readonly safe: boolean;
  readonly level?: 'warning';
}

function wrongKind({ kind }: HoconNode, type: FieldType): Problem | undefined {
  if (type === 'any' || (type === 'list' && kind === 'array')) return undefined;
  return { expected: t('one value'), safe: false };
}

function wrongScalar(node: HoconNode, { type, words = [] }: Field): Problem | undefined {
  const { text } = node;
  if (node.type === 'null' || /\$\{|\{\{|<%/.test(text)) return undefined;
  switch (type) {
    case 'boolean':
      return node.type === 'boolean' ? undefined : wrongBoolean(text);
    case 'number':
      return node.type === 'number' ? undefined : wrongNumber(text);
    case 'duration':
      return node.type === 'string'
        ? undefined
        : { expected: t('a time with its unit, such as 10s'), safe: false, level: 'warning' };
    case 'text':
    case 'path':
      if (node.type === 'string') return undefined;
      return { expected: t('text: put it in double quotes'), text: quoteText(text), safe: false };
    case 'words':
      return words.some(isSame(text)) ? undefined : wrongWord(text, words);
    default:
      return undefined;
  }
}

function wrongBoolean(text: string): Problem {
  const word = text.toLowerCase();
  const meant = word === 'true' || word === 'false' ? word : undefined;
  return { expected: t('true or false without quotes'), text: meant, safe: true };
}

function wrongNumber(text: string): Problem {
  const isNumber = /^[0-9]+(?:\.[0-9]+)?$/.test(text);
  return { expected: t('a number without quotes or unit'), text: isNumber ? text : undefined, safe: true };
}

function wrongWord(text: string, words: readonly string[]): Problem {
  return { expected: t('one of {words}', { words: words.join(', ') }), text: nearest(text, words), safe: false };
}
