import type { EffectiveValue } from './effective';
import { spanIn } from './hocon-view';
import type { Span } from './source';
import type { HoconNode, Source } from './syntax/hocon-resolve';

export type ShownPlace = Pick<EffectiveValue, 'option' | 'secret'>;

/** A value of the merged configuration, with every place that says something about it. */
export function shownValue(node: HoconNode, text: string, place: ShownPlace): EffectiveValue {
  const last = node.sources.at(-1);
  const others = [...node.replaced, ...node.sources.slice(0, -1), ...node.items.flatMap((item) => item.sources)]
    .filter((source) => source.tree !== last?.tree || source.entry !== undefined)
    .map(placeOf);
  return {
    ...place,
    text,
    origin: last?.tree.environment ? 'environment' : 'file',
    at: last && placeOf(last),
    others,
  };
}

export function placeOf({ tree, entry, value }: Source): Span {
  return spanIn(tree, entry?.range ?? value?.range ?? { start: 0, end: 0 });
}

export function written(node: HoconNode): string {
  if (node.kind === 'unknown') return '?';
  if (node.kind === 'object') return '{}';
  if (node.kind === 'array') return `[${node.items.map(written).join(', ')}]`;
  return node.type === 'string' ? hoconText(node.text) : node.text || 'null';
}

/** Bare where EMQX reads it so, else in quotes. */
export function hoconText(text: string): string {
  const bare = /^(?:[A-Za-z][A-Za-z0-9_.@%-]*|[0-9]+(?:%|kb|KB|mb|MB|gb|GB|ms|MS|[dDhHmMsS]))$/.test(text);
  return bare && !/^(?:true|false|null|include)$/.test(text) ? text : JSON.stringify(text);
}
