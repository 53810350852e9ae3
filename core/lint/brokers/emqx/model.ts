import type { Draft } from '../../finding';
import type { Workspace } from '../../load';
import type { BrokerModel, LanguageRule } from '../../model';
import { find } from '../../syntax/hocon-resolve';
import { type Flavour, flavourError, flavourOf } from './flavour';
import { languageDrafts } from './language';
import { listenersOf, type Scope } from './listeners';
import { merge } from './merged';
import { outgoingOf } from './outgoing';

const SILENT: Readonly<Record<LanguageRule, readonly Draft[]>> = {
  'syntax-error': [],
  'unknown-directive': [],
  'unavailable-directive': [],
  'ignored-root': [],
  'duplicate-directive': [],
  'deprecated-directive': [],
  'misplaced-directive': [],
  'misplaced-tls-option': [],
  'invalid-value': [],
};

export function emqxModel(workspace: Workspace): BrokerModel {
  const { broker, version, versionAssumed, root, trees, now, expiryDays, references } = workspace;
  const base = { broker, version, versionAssumed, root, trees, now, expiryDays, references };
  const resolved = merge(workspace);
  const text = trees.find((tree) => tree.file === root)?.text ?? '';
  const flavour = flavourOf(text);
  if (!resolved || flavour !== 'hocon') {
    const language = flavour === 'hocon' ? SILENT : { ...SILENT, 'syntax-error': [flavourDraft(root, text, flavour)] };
    return { ...base, fragment: true, listeners: [], outgoing: [], language };
  }
  const fragment = isFragment(workspace) || (!find(resolved.root, ['listeners']) && !find(resolved.root, ['node']));
  const scope: Scope = { root: resolved.root, version, fragment, references };
  return {
    ...base,
    fragment,
    listeners: listenersOf(scope),
    outgoing: outgoingOf(scope),
    language: { ...SILENT, ...languageDrafts(workspace, resolved) },
  };
}

/** Files that EMQX always reads together with others, and the examples of a package. */
function isFragment({ fragment, root }: Workspace): boolean {
  return fragment || /(?:^|\/)(?:base|cluster)[^/]*\.hocon$|\.example$|(?:^|\/)(?:examples|conf\.d)\//.test(root);
}

/** Points at the first line that says something. */
function flavourDraft(file: string, text: string, flavour: Exclude<Flavour, 'hocon'>): Draft {
  const start = Math.max(0, text.search(/^[ \t]*[^#\s]/m));
  const line = /[^\n\r]*/y;
  line.lastIndex = start;
  const end = start + (line.exec(text)?.[0] ?? '').trimEnd().length;
  return { at: { file, start, end }, message: flavourError(text, flavour).message, level: 'info', kind: 'correctness' };
}
