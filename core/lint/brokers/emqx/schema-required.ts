import { t } from '../../../facts/message';
import { childOf, keySpan, textOf } from '../../hocon-view';
import type { HoconNode } from '../../syntax/hocon-resolve';
import type { Field, Struct } from './schema';
import type { Issue } from './schema-check';

/**
 * Blocks that are whole where they stand. Elsewhere (`node`, `dashboard`) the start script, the environment or a converter
 * of old forms (`bridges`) fills in what the file leaves out.
 */
const WHOLE = new Set([
  'authentication',
  'authorization',
  'exhook',
  'listeners',
  'connectors',
  'actions',
  'sources',
  'rule_engine',
  'schema_registry',
  'schema_validation',
  'message_transformation',
  'rewrite',
  'auto_subscribe',
]);

/** Required fields that the block leaves out: one finding for all of them, at the block. */
export function missingFields(node: HoconNode, struct: Struct, version: string): Issue | undefined {
  const { required } = struct.in(version);
  if (required.length === 0 || (!WHOLE.has(node.path[0] ?? '') && !isClusterLink(node))) return undefined;
  const missing = required.filter((field) => isMissing(node, field)).map(({ name }) => name);
  if (missing.length === 0) return undefined;
  const member = memberName(node, struct);
  const names = missing.join(', ');
  const message = member
    ? t('{member} needs {names} too, and EMQX does not start without it', { member, names })
    : t('{names} is missing in {block}, and EMQX does not start without it', { names, block: node.path.join('.') });
  // Files are merged key by key, but a list stands whole in one of them.
  const mayBeElsewhere = node.sources.every(({ entry }) => entry !== undefined);
  return { rule: 'required-missing', draft: { at: keySpan(node), message, kind: 'fatal' }, mayBeElsewhere };
}

function isClusterLink({ path }: HoconNode): boolean {
  return path[0] === 'cluster' && path[1] === 'links';
}

function isMissing(node: HoconNode, { name, aliases }: Field): boolean {
  return [name, ...aliases].every((each) => childOf(node, each) === undefined);
}

/** The member of a union as its own words name it: `password_based + mysql`. */
function memberName(node: HoconNode, { fields }: Struct): string {
  return ['mechanism', 'backend', 'type', 'redis_type', 'mongo_type', 'method']
    .filter((name) => fields.has(name))
    .flatMap((name) => textOf(childOf(node, name)) ?? [])
    .join(' + ');
}
