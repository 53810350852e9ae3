import { t } from '../../../facts/message';
import type { Draft, Fix } from '../../finding';
import { replace } from '../../hocon-edits';
import { valueSpan } from '../../hocon-view';
import type { HoconNode } from '../../syntax/hocon-resolve';
import type { Type } from './schema';

/** A second; nobody writes more of them as milliseconds without knowing it. */
const SECOND = 1000;

/**
 * A whole number in the place of a duration. `emqx_schema:to_duration_s/1` takes it for seconds, the others take it for
 * milliseconds. Undefined where it is none, or where the name tells the unit.
 */
export function unitless(node: HoconNode, type: Type): Draft | undefined {
  if (node.kind !== 'scalar' || !/^0*[1-9][0-9]*$/.test(node.text)) return undefined;
  if (/_(?:ms|s|secs?|seconds)$/.test(node.path.at(-1) ?? '')) return undefined;
  const unit = unitOf(type);
  if (unit === undefined) return undefined;
  const { text } = node;
  const at = valueSpan(node);
  if (unit === 's') {
    const message = t('{value} is taken for seconds: write {value}s', { value: text });
    return { at, message, level: 'hint', fixes: fix(node, `${text}s`, true) };
  }
  if (Number(text) >= SECOND) {
    const message = t('{value} is taken for milliseconds: write {value}ms', { value: text });
    return { at, message, level: 'hint', fixes: fix(node, `${text}ms`, true) };
  }
  const message = t('{value} is taken for milliseconds: write {value}ms, or {value}s where seconds are meant', {
    value: text,
  });
  return { at, message, fixes: [...fix(node, `${text}ms`, true), ...fix(node, `${text}s`, false)] };
}

function fix(node: HoconNode, value: string, safe: boolean): Fix[] {
  const edit = replace(node, value);
  return edit ? [{ title: t('Write “{value}”', { value }), edits: [edit], safe }] : [];
}

const MILLISECONDS = /^(?:emqx_\w+_schema:)?(?:timeout_)?duration(?:_ms)?$/;
const SECONDS = /^(?:emqx_\w+_schema:)?(?:timeout_)?duration_s$/;

/** Undefined: no duration, or a plain number fits as well. */
function unitOf(type: Type): 'ms' | 's' | undefined {
  if (type.kind === 'named') return MILLISECONDS.test(type.name) ? 'ms' : SECONDS.test(type.name) ? 's' : undefined;
  if (type.kind !== 'union') return undefined;
  const others = type.members.filter((member) => member.kind !== 'literal' && member.kind !== 'enum');
  const [only, second] = others;
  return only && !second ? unitOf(only) : undefined;
}
