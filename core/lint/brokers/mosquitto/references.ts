import type { Include } from '../../broker';
import type { FileReference } from '../../model';
import type { Tree } from '../../tree';
import { type Line, lineEnd, span, tokens, valueSpan } from './lines';
import type { Reading } from './scopes';

/** What stands between the name and the line end, for the two directives whose value the broker does not trim. */
export function untrimmed({ tree, entry }: Pick<Line, 'tree' | 'entry'>): string {
  return tree.text.slice(entry.key.end + 1, lineEnd(tree, entry.key.end));
}

export function includesOf(tree: Tree): readonly Include[] {
  return tree.entries.flatMap(({ path, value }) =>
    path[0] === 'include_dir' && value.kind === 'scalar'
      ? [{ path: value.text, range: value.range, kind: 'directory' as const, required: true, order: includeOrder }]
      : [],
  );
}

/** Names as `config__get_dir_files` takes and sorts them: by character, upper-cased first, then as they are. */
export function includeOrder(names: readonly string[]): readonly string[] {
  return names.filter((name) => name.length > 5 && name.endsWith('.conf')).sort(compareNames);
}

function compareNames(a: string, b: string): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const upper = upperCode(a, i) - upperCode(b, i);
    if (upper !== 0) return upper;
    const exact = a.charCodeAt(i) - b.charCodeAt(i);
    if (exact !== 0) return exact;
  }
  return a.length - b.length;
}

function upperCode(text: string, i: number): number {
  const code = text.charCodeAt(i);
  return code >= 97 && code <= 122 ? code - 32 : code;
}

/** Files that the broker reads; what it writes (log, pid file, database) is none of them. */
export function referencesOf({ lines }: Pick<Reading, 'lines'>): readonly FileReference[] {
  return lines.flatMap((line) => referenceOf(line) ?? []);
}

export function referenceOf(line: Line): FileReference | undefined {
  const role = line.found?.directive.role;
  if (!role || !line.live || line.text === '') return undefined;
  if (line.name === 'keyfile' && line.block?.engineKey) return undefined;
  const { path, at } = line.name === 'plugin_load' ? pluginPath(line) : { path: line.text, at: valueSpan(line) };
  if (path === '') return undefined;
  const templated = /\$\{|\$\(|\{\{|\{%|<[a-z_-]+>|^\$[A-Z_]/i.test(path);
  return { role, option: line.written, path, at, fatal: stopsBroker(line), templated };
}

/** A bridge whose files are missing never connects, but the broker runs; a missing capath is not even noticed. */
function stopsBroker({ name, found }: Line): boolean {
  return found?.directive.scope !== 'bridge' && name !== 'capath';
}

function pluginPath(line: Line): { path: string; at: ReturnType<typeof span> } {
  const [, second] = tokens(line);
  const { range } = line.entry.value;
  if (!second) return { path: '', at: valueSpan(line) };
  return {
    path: line.tree.text.slice(second.start, range.end),
    at: span(line, { start: second.start, end: range.end }),
  };
}
