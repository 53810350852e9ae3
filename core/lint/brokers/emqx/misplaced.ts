import { t } from '../../../facts/message';
import type { Fix } from '../../finding';
import { endsLine, indentOf, insert, keepsSense, lineEnding, removal, startsLine } from '../../hocon-edits';
import { childOf, nameSpan, spanIn } from '../../hocon-view';
import type { Edit } from '../../source';
import type { HoconNode, Source } from '../../syntax/hocon-resolve';
import type { Entry, Tree } from '../../tree';
import { type Struct, schema } from './schema';
import type { Issue } from './schema-check';

/**
 * A TLS option straight in a listener. `ssl` and `wss` listeners refuse it; a `quic` listener throws `certfile` and
 * `keyfile` away since 5.1 and serves the demo certificate; `tcp` and `ws` have no TLS at all.
 */
export function misplaced(
  owner: HoconNode,
  name: string,
  node: HoconNode,
  struct: Struct,
  version: string,
): Issue | undefined {
  const field = struct.fields.get(name);
  const ignored = field?.deprecated(version) !== undefined;
  if (field && !ignored) return undefined;
  if (!isListener(owner)) return outsideOfSsl(owner, name, node, struct, version);
  if (!tlsOptions(owner, version).has(name) || isOldDashboard(owner) || struct.fields.has('dtls_options'))
    return undefined;
  if (!struct.fields.has('ssl_options')) {
    const type = owner.path.at(-2) ?? '';
    const message = t('a {type} listener has no TLS, so EMQX refuses “{name}” in it and does not start', {
      type,
      name,
    });
    return { rule: 'misplaced-tls-option', draft: { at: nameSpan(node), message, kind: 'fatal' } };
  }
  const message = ignored
    ? t('“{name}” is ignored here since EMQX 5.1, and the demo certificate is served: it belongs in ssl_options', {
        name,
      })
    : t('“{name}” belongs in ssl_options: EMQX refuses it here and does not start', { name });
  return {
    rule: 'misplaced-tls-option',
    draft: {
      at: nameSpan(node),
      message,
      kind: ignored ? 'security' : 'fatal',
      fixes: move(owner, tlsOptions(owner, version), version, struct),
    },
  };
}

/** A TLS option beside the `ssl` of a connector, an authenticator or the like. */
function outsideOfSsl(
  owner: HoconNode,
  name: string,
  node: HoconNode,
  struct: Struct,
  version: string,
): Issue | undefined {
  const inner = struct.fields.has(name) ? undefined : structOf(struct, 'ssl', version);
  if (!inner?.fields.has(name) || !inner.fields.has('cacertfile') || name === 'enable') return undefined;
  const message = t('“{name}” belongs in ssl: EMQX refuses it here and does not start', { name });
  const options = new Set([...inner.fields.keys()].filter((each) => each !== 'enable'));
  const fixes = move(owner, options, version, struct, 'ssl');
  return { rule: 'misplaced-tls-option', draft: { at: nameSpan(node), message, kind: 'fatal', fixes } };
}

function isListener({ path }: HoconNode): boolean {
  if (path[0] === 'gateway') return path.length === 5 && path[2] === 'listeners';
  return path.length === 3 && (path[0] === 'listeners' || path.join('.') === 'dashboard.listeners.https');
}

/** The dashboard still takes the layout of 5.0, in which there is no `ssl_options` (`convert_ssl_layout`, 5.1 to 6.3). */
export function isOldDashboard(owner: HoconNode): boolean {
  return owner.path.join('.') === 'dashboard.listeners.https' && !owner.children.has('ssl_options');
}

/** What may stand in the `ssl_options` of the listener; of a plain one, what an `ssl` listener would take, and the block itself. */
function tlsOptions(owner: HoconNode, version: string): ReadonlySet<string> {
  const type = owner.path[1] === 'wss' || owner.path[1] === 'quic' ? owner.path[1] : 'ssl';
  const path = owner.path[0] === 'dashboard' ? owner.path : ['listeners', type];
  const options = structAt([...path, 'ssl_options'], version);
  return new Set(['ssl_options', ...(options?.fields.keys() ?? [])]);
}

function structAt(path: readonly string[], version: string): Struct | undefined {
  let struct: Struct | undefined = schema.roots;
  for (const name of path) struct = struct && structOf(struct, name, version);
  return struct;
}

/** The block that a field, or each member of its map, holds. */
export function structOf(struct: Struct, name: string, version: string): Struct | undefined {
  let type = struct.fields.get(name)?.type(version);
  while (type && type.kind !== 'struct') {
    if (type.kind === 'map') type = type.value;
    else if (type.kind === 'array') type = type.item;
    else if (type.kind === 'union') type = type.members.find(({ kind }) => kind === 'struct' || kind === 'map');
    else return undefined;
  }
  return type && schema.struct(type.struct);
}

/** Moves every misplaced option of the listener, so that one fix ends all of these findings. */
function move(
  owner: HoconNode,
  options: ReadonlySet<string>,
  version: string,
  struct: Struct,
  name = 'ssl_options',
): Fix[] {
  const strays = [...owner.children].filter(([stray]) => {
    const field = struct.fields.get(stray);
    return options.has(stray) && (!field || field.deprecated(version) !== undefined);
  });
  const block = childOf(owner, name);
  const sources = strays.flatMap(([, node]) => [...node.replaced, ...node.sources]);
  const tree = sources[0]?.tree;
  const isWritten = sources.every((source) => source.tree === tree && source.entry && source.value);
  const clash = strays.some(([stray, node]) => node.copied || block?.children.has(stray));
  if (clash || !tree || !isWritten) return [];
  const ways =
    sources.length > strays.length ? [] : [asBlock(tree, sources, block, name), asMember(tree, sources, block)];
  const edits = [...ways, asPrefix(tree, sources, name)].find((way) => way.length > 0 && keepsSense(tree, way));
  return edits ? [{ title: t('Move the TLS options into {name}', { name }), edits, safe: true }] : [];
}

function entriesOf(sources: readonly Source[]): Entry[] {
  return sources.flatMap(({ entry }) => (entry ? [entry] : []));
}

/** The lines, one below the other, become a new block in their place. */
function asBlock(tree: Tree, sources: readonly Source[], block: HoconNode | undefined, name: string): Edit[] {
  const entries = entriesOf(sources);
  const [first] = entries;
  const last = entries.at(-1);
  if (
    block ||
    !first ||
    !last ||
    entries.some(
      (entry) => entry.path.length !== 1 || !startsLine(tree, entry.range.start) || !endsLine(tree, entry.range.end),
    )
  )
    return [];
  const between = entries
    .slice(1)
    .every((entry, index) => tree.text.slice(entries[index]?.range.end, entry.range.start).trim() === '');
  if (!between) return [];
  const indent = indentOf(tree, first.range.start);
  const eol = lineEnding(tree);
  const lines = entries.map((entry) => `${indent}  ${tree.text.slice(entry.range.start, entry.range.end)}`);
  const text = [`${name} {`, ...lines, `${indent}}`].join(eol);
  return [{ span: spanIn(tree, { start: first.range.start, end: last.range.end }), text }];
}

/** The lines go into the block that is there. */
function asMember(tree: Tree, sources: readonly Source[], block: HoconNode | undefined): Edit[] {
  const entries = entriesOf(sources);
  if (!block || entries.some((entry) => entry.path.length !== 1)) return [];
  const fields = entries.map((entry) => ({
    path: entry.path,
    text: tree.text.slice(entry.value.range.start, entry.value.range.end),
  }));
  const edit = insert(block, fields);
  return edit ? [edit, ...entries.map((entry) => removal(tree, entry))] : [];
}

/** `certfile = …` becomes `ssl_options.certfile = …`. */
function asPrefix(tree: Tree, sources: readonly Source[], name: string): Edit[] {
  return sources.map((source) => {
    const { start } = nameSpan({ sources: [source] });
    return { span: spanIn(tree, { start, end: start }), text: `${name}.` };
  });
}
