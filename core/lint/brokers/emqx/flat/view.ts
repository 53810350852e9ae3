import type { FileReference, FileRole, Setting } from '../../../model';
import type { Edit, Span } from '../../../source';
import type { Entry, Tree } from '../../../tree';
import { isTemplated, type ReferenceIndex, referenceAt } from '../references';

/** The options of one file by their full names; of two, the later one counts. */
export interface View {
  readonly tree: Tree;
  readonly options: ReadonlyMap<string, Entry>;
  readonly references: ReferenceIndex;
}

export function viewOf(tree: Tree, references: ReferenceIndex = new Map()): View {
  return { tree, references, options: new Map(tree.entries.map((entry) => [entry.path.join('.'), entry])) };
}

/** The text of an option; undefined where it is absent, empty or left to a template. */
export function textOf({ options }: View, key: string): string | undefined {
  const value = options.get(key)?.value;
  return value?.kind === 'scalar' ? value.text : undefined;
}

export function isOn(view: View, key: string): boolean {
  return /^(?:on|true)$/.test(textOf(view, key) ?? '');
}

export function spanOf({ tree }: View, { value, key }: Entry): Span {
  const { start, end } = value.kind === 'missing' ? key : value.range;
  return { file: tree.file, start, end };
}

export function keySpan({ tree }: View, { key }: Entry): Span {
  return { file: tree.file, start: key.start, end: key.end };
}

/** Replaces the value, or adds a line below `after`. */
export function write({ tree, options }: View, key: string, text: string, after: Entry | undefined): Edit[] {
  const entry = options.get(key);
  if (entry) return [{ span: { file: tree.file, start: entry.value.range.start, end: entry.value.range.end }, text }];
  if (!after) return [];
  const { end } = after.range;
  const lineEnd = tree.text.includes('\r\n') ? '\r\n' : '\n';
  return [{ span: { file: tree.file, start: end, end }, text: `${lineEnd}${key} = ${text}` }];
}

/** `value` as the broker takes it; `at` is where it is inherited where the option is absent. */
export function setting<T>(
  view: View,
  key: string,
  value: T,
  at: Span,
  set: (value: T) => readonly Edit[] = () => [],
): Setting<T> {
  const entry = view.options.get(key);
  return { value, span: entry ? spanOf(view, entry) : at, explicit: entry !== undefined, set };
}

const ROLES: Readonly<Record<string, FileRole>> = {
  certfile: 'certificate',
  keyfile: 'private-key',
  cacertfile: 'ca',
  cafile: 'ca',
  dhfile: 'dh-parameters',
  acl_file: 'acl-file',
  ssl_dist_optfile: 'cluster-tls',
};

export function flatReferences(trees: readonly Tree[]): FileReference[] {
  return trees.flatMap((tree) => {
    const references = tree.entries.flatMap((entry) => referenceOf(tree, entry));
    const nodesTalkTls = /^inet6?_tls$/.test(textOf(viewOf(tree), 'cluster.proto_dist') ?? '');
    return nodesTalkTls ? references : references.filter(({ role }) => role !== 'cluster-tls');
  });
}

export function fileRole(path: readonly string[]): FileRole | undefined {
  return ROLES[path.at(-1) ?? ''];
}

function referenceOf({ file }: Tree, { path, value }: Entry): FileReference[] {
  const role = fileRole(path);
  if (role === undefined || value.kind !== 'scalar') return [];
  const at = { file, start: value.range.start, end: value.range.end };
  const option = path.at(-1) ?? '';
  return [{ role, option, path: value.text, at, fatal: false, templated: isTemplated(value.text) }];
}

export function fileSetting(view: View, key: string, at: Span): Setting<FileReference | undefined> {
  const entry = view.options.get(key);
  const [reference] = entry ? referenceOf(view.tree, entry) : [];
  const loaded = reference && { ...reference, ...referenceAt(view.references, reference.at) };
  return setting<FileReference | undefined>(view, key, loaded, at, (value) =>
    value ? write(view, key, value.path, entry) : [],
  );
}
