import { t } from '../../../facts/message';
import { nearest } from '../../../facts/nearest';
import type { Fix } from '../../finding';
import { nameSpan } from '../../hocon-view';
import type { Edit } from '../../source';
import type { HoconNode } from '../../syntax/hocon-resolve';
import type { Entry, Tree } from '../../tree';
import { dashboardSwitch, switchFix } from './dashboard';
import { misplaced } from './misplaced';
import type { Field, Struct } from './schema';
import type { Issue } from './schema-check';
import { misplacedRevocation } from './stapling';

/** A field that belongs elsewhere. */
export function strayField(
  owner: HoconNode,
  name: string,
  node: HoconNode,
  struct: Struct,
  version: string,
): Issue | undefined {
  const moved = misplaced(owner, name, node, struct, version);
  return moved ?? (struct.field(name) ? undefined : misplacedRevocation(owner, name, node));
}

/** Names that 4.x, other brokers or older documentation use for the same thing. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  tls_versions: 'versions',
  tls_version: 'versions',
  cafile: 'cacertfile',
  ca_file: 'cacertfile',
  cert_file: 'certfile',
  key_file: 'keyfile',
  cert: 'certfile',
  key: 'keyfile',
  ssl: 'ssl_options',
  tcp: 'tcp_options',
  udp: 'udp_options',
  dtls: 'dtls_options',
  port: 'bind',
  max_clients: 'max_connections',
};

export function unknownField(owner: HoconNode, node: HoconNode, name: string, known: readonly Field[]): Issue {
  const names = known.map((field) => field.name);
  const other = OTHER_NAMES[name];
  const guess = other !== undefined && names.includes(other) ? other : nearest(name, names);
  const block = owner.path.join('.');
  const message = guess
    ? t('EMQX knows no “{name}” in {block} and does not start: did you mean “{guess}”', { name, block, guess })
    : t('EMQX knows no “{name}” in {block} and does not start', { name, block });
  const fixes = guess !== undefined && !owner.children.has(guess) ? rename(node, guess) : [];
  return { rule: 'unknown-directive', draft: { at: nameSpan(node), message, kind: 'fatal', fixes } };
}

export function rename(node: HoconNode, to: string, safe = true): Fix[] {
  if (node.copied || node.sources.some(({ tree, entry }) => !entry || isGlued(tree, entry))) return [];
  const edits = node.sources.map((source): Edit => ({ span: nameSpan({ sources: [source] }), text: to }));
  return [{ title: t('Write “{name}”', { name: to }), edits, safe }];
}

/** In a broken file a key may stand right behind what the new name would be taken for a part of. */
function isGlued({ text }: Tree, { key }: Entry): boolean {
  return /[\w.@%|+-]/.test(text.charAt(key.start - 1));
}

export function unavailableField(node: HoconNode, name: string, { versions }: Field, version: string): Issue {
  const message = t('EMQX {version} has no “{name}” here and does not start: it is known in {versions}', {
    version,
    name,
    versions: versions.join(', '),
  });
  return { rule: 'unavailable-directive', draft: { at: nameSpan(node), message, kind: 'fatal' } };
}

export function deprecatedField(node: HoconNode, field: Field, owner: HoconNode, since: string): Issue {
  const message = t('“{name}” has had no effect since EMQX {since}: its value is thrown away', {
    name: field.name,
    since,
  });
  const draft = {
    at: nameSpan(node),
    message,
    kind: 'correctness',
    tags: ['deprecated'],
    fixes: switchFix(node, owner),
  } as const;
  return dashboardSwitch(node, owner) ?? { rule: 'deprecated-directive', draft };
}
