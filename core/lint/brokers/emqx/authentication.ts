import { write } from '../../hocon-edits';
import { childOf, isAbsent, isFalse, keySpan, setting, textOf, valueSpan } from '../../hocon-view';
import type { Setting } from '../../model';
import type { Span } from '../../source';
import type { HoconNode } from '../../syntax/hocon-resolve';

export interface Authentication {
  readonly anonymous: Setting<boolean>;
  readonly ways: readonly Span[];
}

/**
 * Who gets into a listener: `enable_authn = false` lets everyone in; else the listener's own chain counts and, without
 * one, the global chain; an empty chain lets everyone in (`emqx_access_control`, all of 5.8 to 6.3).
 */
export function authenticationOf(
  listener: HoconNode | undefined,
  root: HoconNode,
  at: Span,
  fragment: boolean,
): Authentication {
  const switched = childOf(listener, 'enable_authn');
  const chain = chainFor(listener, root);
  const ways = (chain?.members ?? []).map((member) => valueSpan(member));
  if (switched && isFalse(switched) && listener) {
    const set = (value: boolean) => (value ? [] : write(listener, [{ path: ['enable_authn'], text: 'true' }]));
    return { anonymous: setting(true, valueSpan(switched), true, set), ways: [] };
  }
  if (!chain) return { anonymous: setting(!fragment, at, false), ways };
  return { anonymous: setting(chain.members.length === 0 && !chain.unknown, chain.span, true), ways };
}

/** Those that are asked about clients of the listener. */
export function authenticatorsFor(listener: HoconNode | undefined, root: HoconNode): readonly HoconNode[] {
  return chainFor(listener, root)?.members ?? [];
}

function chainFor(listener: HoconNode | undefined, root: HoconNode): Chain | undefined {
  const own = chainOf(childOf(listener, 'authentication'));
  return own && own.members.length > 0 ? own : chainOf(childOf(root, 'authentication'));
}

interface Chain {
  readonly span: Span;
  /** Enabled authenticators. */
  readonly members: readonly HoconNode[];
  readonly unknown: boolean;
}

/** A single block is accepted in place of a list. */
function chainOf(node: HoconNode | undefined): Chain | undefined {
  if (!node || isAbsent(node)) return undefined;
  const members =
    node.kind === 'array'
      ? node.items
      : isNumbered(node)
        ? [...node.children.values()]
        : node.kind === 'object'
          ? [node]
          : [];
  const enabled = members.filter((member) => !isFalse(childOf(member, 'enable')));
  const unknown = node.kind === 'unknown' || (node.kind === 'scalar' && textOf(node) !== undefined);
  return { span: node.kind === 'array' ? valueSpan(node) : keySpan(node), members: enabled, unknown };
}

/** `authentication.1.backend = …`: a list written by its numbers. */
function isNumbered(node: HoconNode): boolean {
  return (
    node.kind === 'object' && node.children.size > 0 && [...node.children.keys()].every((name) => /^[0-9]+$/.test(name))
  );
}
