import type { OutlineItem } from '../../broker';
import type { Entry, Tree, Value } from '../../tree';
import { isSecret } from './secret-names';

const LONGEST_DETAIL = 60;

/** The blocks as they are written, with the listeners marked. */
export function outline(tree: Tree): readonly OutlineItem[] {
  return tree.entries.map((entry) => item(entry, []));
}

function item(entry: Entry, above: readonly string[]): OutlineItem {
  const path = [...above, ...entry.path];
  const { value } = entry;
  return {
    name: entry.path.join('.'),
    detail: isSecret(path) ? undefined : detail(value),
    kind: kindOf(path, value),
    range: entry.range,
    selection: entry.key,
    children: value.kind === 'object' ? value.entries.map((child) => item(child, path)) : [],
  };
}

function kindOf(path: readonly string[], value: Value): OutlineItem['kind'] {
  if (value.kind !== 'object') return 'directive';
  if (path.length === 3 && (path[0] === 'listeners' || path[1] === 'listeners')) return 'listener';
  return path.length === 3 && (path[0] === 'connectors' || path[0] === 'bridges') ? 'bridge' : 'section';
}

/** A listener shows where it listens; a field its value. */
function detail(value: Value): string | undefined {
  if (value.kind === 'object') {
    const bind = value.entries.find(({ path }) => path.join('.') === 'bind')?.value;
    return bind?.kind === 'scalar' ? bind.text : undefined;
  }
  if (value.kind !== 'scalar') return undefined;
  return value.text.length > LONGEST_DETAIL ? `${value.text.slice(0, LONGEST_DETAIL - 1)}…` : value.text;
}
