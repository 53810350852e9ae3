import { t } from '../../../facts/message';
import type { Draft } from '../../finding';
import { duplicates } from '../../hocon-duplicates';
import { keySpan, spanIn } from '../../hocon-view';
import type { LanguageRule } from '../../model';
import type { HoconNode } from '../../syntax/hocon-resolve';
import type { Tree } from '../../tree';
import { check } from './check';
import { flavourOf } from './flavour';
import type { Block } from './key-types';
import { blocks, child } from './read';

export function languageDrafts(
  trees: readonly Tree[],
  root: HoconNode,
  block: Block,
  fragment: boolean,
): Partial<Record<LanguageRule, readonly Draft[]>> {
  const syntax = trees.flatMap(syntaxErrors);
  // After a missing brace the next roots seem to stand in the block; the brace is what is to be reported.
  const found = syntax.length > 0 ? [] : check(root, block);
  const issues = found.filter(({ mayBeElsewhere }) => !(fragment && mayBeElsewhere));
  const of = (rule: LanguageRule): Draft[] => issues.filter((issue) => issue.rule === rule).map(({ draft }) => draft);
  return {
    'syntax-error': syntax,
    'unknown-directive': of('unknown-directive'),
    'misplaced-tls-option': of('misplaced-tls-option'),
    'invalid-value': of('invalid-value'),
    'duplicate-directive': syntax.length > 0 ? [] : duplicates(root, new Set(), WEAKER),
    'required-missing': syntax.length > 0 ? [] : incomplete(root),
  };
}

/** Last values that open a door which the earlier one seemed to close. */
const WEAKER: Readonly<Record<string, string>> = {
  verify_peer: 'false',
  fail_if_no_peer_cert: 'false',
  allow_anonymous: 'true',
  no_match: 'allow',
  auth_type: 'no_auth',
};

/** What no HOCON parser takes: by the words of the shared one, for NanoMQ's own says no more than that it failed. */
const UNCLOSED: ReadonlySet<string> = new Set([
  t('this brace is never closed').template,
  t('this bracket is never closed').template,
  t('the text in triple quotes is never closed').template,
]);

export function syntaxErrors(tree: Tree): Draft[] {
  if (flavourOf(tree.text) !== 'hocon') return tree.errors.map(({ message }) => unread(tree, message));
  return tree.errors
    .filter(({ message }) => UNCLOSED.has(message.template))
    .map(({ range, message }): Draft => ({ at: spanIn(tree, range), message, kind: 'correctness' }));
}

/** Points at the first line that says something. */
function unread(tree: Tree, message: Draft['message']): Draft {
  const start = Math.max(0, tree.text.search(/^[ \t]*[^#\s]/m));
  const end = start + (/^[^\n\r]*/.exec(tree.text.slice(start, start + 200))?.[0] ?? '').trimEnd().length;
  return { at: spanIn(tree, { start, end }), message, level: 'info', kind: 'correctness' };
}

/** A listener without an address is none; one of TLS without certificate and key lets nobody in. */
function incomplete(root: HoconNode): Draft[] {
  const listeners = child(root, 'listeners');
  return ['tcp', 'ssl', 'ws', 'wss'].flatMap((kind) => {
    const block = child(listeners, kind);
    if (block?.kind !== 'object') return [];
    const named = blocks(block);
    const own = named.length > 0 && !child(block, 'bind') && named.length === block.children.size ? [] : [block];
    return [...own, ...named].flatMap((node) => missingIn(node, kind === 'ssl'));
  });
}

function missingIn(node: HoconNode, tls: boolean): Draft[] {
  const label = node.path.join('.');
  const at = keySpan(node);
  if (!child(node, 'bind')) {
    return [{ at, message: t('{label} has no “bind”, so NanoMQ opens no such listener', { label }), level: 'warning' }];
  }
  const missing = tls ? ['keyfile', 'certfile'].filter((name) => !child(node, name)) : [];
  if (missing.length === 0) return [];
  return [
    { at, message: t('{label} can prove to nobody who it is: add {missing}', { label, missing: missing.join(', ') }) },
  ];
}
