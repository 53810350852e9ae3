import type { Include } from '../../broker';
import type { FileReference, FileRole } from '../../model';
import type { Entry, Tree } from '../../tree';
import { follows, literally, ONE_OF_NAME, WITHIN_NAME } from '../../wildcards';
import { wordsOf } from './scopes';

const ROLES: ReadonlyMap<string, FileRole> = new Map([
  ['ssl_certificate', 'certificate'],
  ['ssl_certificate_key', 'private-key'],
  ['ssl_client_certificate', 'ca'],
  ['ssl_trusted_certificate', 'ca'],
  ['ssl_crl', 'crl'],
  ['ssl_dhparam', 'dh-parameters'],
  ['proxy_ssl_certificate', 'certificate'],
  ['proxy_ssl_certificate_key', 'private-key'],
  ['proxy_ssl_trusted_certificate', 'ca'],
]);

/** nginx opens these only where clients, or servers behind, are checked. */
const CONDITIONAL: ReadonlySet<string> = new Set(['ssl_client_certificate', 'ssl_trusted_certificate', 'ssl_crl']);

/** Every file that a directive names; blocks are walked without recursion. */
export function referencesOf(trees: readonly Tree[]): readonly FileReference[] {
  return trees.flatMap((tree) => [...entriesOf(tree.entries)].flatMap((entry) => referenceOf(tree, entry) ?? []));
}

export function* entriesOf(entries: readonly Entry[]): Iterable<Entry> {
  const open = [entries[Symbol.iterator]()];
  for (let top = open.at(-1); top; top = open.at(-1)) {
    const { value: entry, done } = top.next();
    if (done || !entry) open.pop();
    else {
      yield entry;
      if (entry.value.kind === 'object') open.push(entry.value.entries[Symbol.iterator]());
    }
  }
}

function referenceOf(tree: Tree, entry: Entry): FileReference | undefined {
  const option = entry.path[0] ?? '';
  const role = ROLES.get(option);
  const word = wordsOf(entry)[0];
  if (!role || !word || entry.value.kind !== 'array') return undefined;
  const { start, end } = word.range;
  return {
    role,
    option,
    path: word.text,
    at: { file: tree.file, start, end },
    fatal: !CONDITIONAL.has(option) && !option.startsWith('proxy_'),
    // `data:` and `engine:` stand for no file, and a variable is filled in for each connection.
    templated: /\$|^(?:data|engine|store):/.test(word.text),
  };
}

/** A pattern in the last part stands for every file that matches, in the order of their names. */
export function includesOf(tree: Tree): readonly Include[] {
  return [...entriesOf(tree.entries)].flatMap((entry): Include[] => {
    const word = entry.path[0] === 'include' && entry.value.kind === 'array' ? wordsOf(entry)[0] : undefined;
    if (!word || word.text === '') return [];
    const { text: path, range } = word;
    if (!/[*?[]/.test(path)) return [{ path, range, kind: 'file', required: true }];
    const slash = path.lastIndexOf('/');
    const folder = slash < 0 ? '.' : path.slice(0, slash) || '/';
    // A pattern in a folder's name is left alone, and one that matches nothing is no error.
    if (/[*?[]/.test(folder)) return [];
    const matches = matcherOf(path.slice(slash + 1));
    const order = (names: readonly string[]) => names.filter(matches);
    return [{ path: folder, range, kind: 'directory', required: false, order }];
  });
}

/** As glob(3): a leading dot must be written. */
function matcherOf(glob: string): (name: string) => boolean {
  const steps = (glob.match(/\*+|\?|[^*?]+/g) ?? []).flatMap((piece) =>
    piece.startsWith('*') ? WITHIN_NAME : piece === '?' ? ONE_OF_NAME : literally(piece),
  );
  return (name) => !(name.startsWith('.') && /^[*?]/.test(glob)) && follows(name, steps);
}
