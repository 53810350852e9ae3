import { spanIn } from '../../hocon-view';
import type { FileReference, FileRole } from '../../model';
import type { Span } from '../../source';
import type { Entry, Scalar, Tree, Value } from '../../tree';

const ROLES: Readonly<Record<string, FileRole>> = {
  certfile: 'certificate',
  keyfile: 'private-key',
  cacertfile: 'ca',
  dhfile: 'dh-parameters',
  issuer_pem: 'ca',
  server_ca_certfile: 'ca',
};

/** Paths that are files only in certain blocks: the block's name, the key, and what the file is. */
const IN_BLOCK: readonly (readonly [block: string, key: string, role: FileRole])[] = [
  ['psk_authentication', 'init_file', 'psk-file'],
  // Keys and their secrets in clear, line by line.
  ['api_key', 'bootstrap_file', 'password-file'],
  ['authentication', 'bootstrap_file', 'password-file'],
];

/** References by the place that names them. */
export type ReferenceIndex = ReadonlyMap<string, FileReference>;

export function indexReferences(references: readonly FileReference[]): ReferenceIndex {
  return new Map(references.map((reference) => [placeOf(reference.at), reference]));
}

export function referenceAt(index: ReferenceIndex, at: Span): FileReference | undefined {
  return index.get(placeOf(at));
}

function placeOf({ file, start }: Span): string {
  return `${start} ${file}`;
}

/** Every file that the text names. EMQX starts without a certificate file (it logs and drops the option), but not without an ACL file. */
export function fileReferences(trees: readonly Tree[]): readonly FileReference[] {
  const found: FileReference[] = [];
  for (const tree of trees) addReferences(tree, tree.entries, [], found);
  return found;
}

function addReferences(tree: Tree, entries: readonly Entry[], above: readonly string[], found: FileReference[]): void {
  for (const entry of entries) {
    const { value } = entry;
    if (value.kind === 'object' || value.kind === 'array') addInside(tree, value, [...above, ...entry.path], found);
    else if (value.kind === 'scalar' && mayName(entry.path.at(-1) ?? '')) {
      const reference = ofScalar(tree, [...above, ...entry.path], value, entries);
      if (reference) found.push(reference);
    }
  }
}

function addInside(tree: Tree, value: Value, path: readonly string[], found: FileReference[]): void {
  if (value.kind === 'object') addReferences(tree, value.entries, path, found);
  else if (value.kind === 'array') for (const item of value.items) addInside(tree, item, path, found);
}

/** Of most options their name is enough to say that they are no file. */
function mayName(option: string): boolean {
  return (
    option === 'path' ||
    option === 'proto_dist' ||
    Object.hasOwn(ROLES, option) ||
    IN_BLOCK.some(([, key]) => key === option)
  );
}

function ofScalar(
  tree: Tree,
  path: readonly string[],
  value: Scalar,
  siblings: readonly Entry[],
): FileReference | undefined {
  if (value.type !== 'string' || !isPath(value)) return undefined;
  if (path.at(-1) === 'proto_dist') return nodeTls(tree, path, value);
  const role = roleOf(path, siblings);
  if (role === undefined) return undefined;
  const isAcl = role === 'acl-file';
  return {
    role,
    option: path.at(-1) ?? '',
    path: value.text,
    at: spanIn(tree, value.range),
    fatal: isAcl,
    templated: isTemplated(value.text),
    ...(isAcl ? { mayBeRead: true } : {}),
  };
}

/** `ssl_dist.conf` beside the configuration is read where nodes talk TLS to each other, though nothing names it. */
function nodeTls(tree: Tree, path: readonly string[], { text, range }: Scalar): FileReference | undefined {
  if (path.join('.') !== 'cluster.proto_dist' || !/^inet6?_tls$/.test(text)) return undefined;
  const file = { option: 'cluster.proto_dist', path: 'ssl_dist.conf', fatal: false, templated: false };
  return { role: 'cluster-tls', ...file, at: spanIn(tree, range), implied: true };
}

/** What the file of an option is, as far as the option's own name tells. */
export function fileRole(path: readonly string[]): FileRole | undefined {
  return roleOf(path, []);
}

function roleOf(path: readonly string[], siblings: readonly Entry[]): FileRole | undefined {
  const option = path.at(-1) ?? '';
  const inBlock = IN_BLOCK.find(([block, key]) => key === option && path.slice(0, -1).includes(block));
  if (inBlock) return inBlock[2];
  const isAcl = option === 'path' && path[0] === 'authorization' && siblings.some(isFileType);
  return isAcl ? 'acl-file' : ROLES[option];
}

function isFileType({ path, value }: Entry): boolean {
  return path.at(-1) === 'type' && value.kind === 'scalar' && value.text === 'file';
}

/** Certificates may stand in the configuration itself. */
function isPath(value: Scalar): boolean {
  return (
    value.text !== '' &&
    !value.text.includes('-----BEGIN') &&
    !value.parts?.some((part) => part.type === 'substitution')
  );
}

/** EMQX itself expands `${EMQX_ETC_DIR}` and the like when it opens the file. */
export function isTemplated(path: string): boolean {
  return /\$\{|\{\{|<[^>]*>|^\$|%[A-Z_]+%/.test(path);
}
