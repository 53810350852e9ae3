import type { OutlineItem } from '../../../broker';
import type { Entry, Range, Tree } from '../../../tree';
import { findDirective } from '../directives';

/** Listeners and bridges with their options; whatever belongs to the whole broker stands beside them. */
export function outline(tree: Tree): readonly OutlineItem[] {
  const top: Draft[] = [];
  let section: Draft | undefined;
  for (const entry of tree.entries) {
    const kind = sectionKind(entry);
    const item = itemOf(entry, kind ?? 'directive');
    if (kind) section = item;
    const parent = section && !kind && belongs(entry, section) ? section : undefined;
    if (parent) {
      parent.children.push(item);
      parent.range = { start: parent.range.start, end: entry.range.end };
    } else top.push(item);
  }
  return top;
}

interface Draft extends OutlineItem {
  range: Range;
  readonly children: Draft[];
}

function sectionKind({ path }: Entry): 'listener' | 'bridge' | undefined {
  if (path[0] === 'listener') return 'listener';
  return path[0] === 'connection' ? 'bridge' : undefined;
}

function itemOf({ path, key, value, range }: Entry, kind: OutlineItem['kind']): Draft {
  const secret = findDirective(path[0] ?? '')?.directive.secret === true;
  const detail = value.kind !== 'scalar' || secret ? undefined : value.text;
  const name = path[0] ?? '';
  // A breadcrumb shows the name alone, and a file has several listeners.
  if (kind !== 'directive' && detail !== undefined) {
    return { name: `${name} ${detail}`, kind, range, selection: key, children: [] };
  }
  return { name, detail, kind, range, selection: key, children: [] };
}

/** Unknown names stay with the section they were written in. */
function belongs({ path }: Entry, { kind }: Draft): boolean {
  const scope = findDirective(path[0] ?? '')?.directive.scope;
  if (scope === undefined) return true;
  return kind === 'bridge' ? scope === 'bridge' : scope === 'listener' || scope === 'security';
}
