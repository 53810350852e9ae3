import type { Broker } from './broker';
import type { Host } from './host';
import type { Unreadable } from './load';
import type { FileReference, FileRole } from './model';
import type { FileId } from './source';
import type { Tree } from './tree';

/** A text that the configuration names, such as an access list. Each is read once, however often it is named. */
export interface NamedFile {
  readonly role: FileRole;
  readonly file: FileId;
  readonly references: readonly FileReference[];
  /** Undefined where it could not be read. */
  readonly tree: Tree | undefined;
  readonly problem?: Unreadable;
}

/** More files than any sound configuration names; the rest is left alone. */
const MOST = 100;

interface Loaded {
  readonly host: Host;
  readonly options: { readonly broker: Broker };
  readonly trees: readonly Tree[];
}

/** Reads the files whose role has a language of its own; what is part of the configuration itself is not read again. */
export async function loadNamed(
  references: readonly FileReference[],
  { host, options, trees }: Loaded,
): Promise<readonly NamedFile[]> {
  const languages = new Map(options.broker.files?.map((language) => [language.role, language]));
  const known = new Set(trees.map(({ file }) => file));
  const named = new Map<FileId, { role: FileRole; references: FileReference[] }>();
  for (const reference of references) {
    const { role, target } = reference;
    if (!languages.has(role) || target?.facts.kind !== 'file' || known.has(target.file)) continue;
    const entry = named.get(target.file) ?? { role, references: [] };
    // A file that is named for two purposes is read as the first one; it can be sound as one of them only.
    if (entry.role === role) entry.references.push(reference);
    if (named.size < MOST) named.set(target.file, entry);
  }
  return Promise.all(
    [...named].map(async ([file, entry]): Promise<NamedFile> => {
      const language = languages.get(entry.role);
      const source = await host.read(file, language?.textLimit);
      if (source.kind !== 'text') return { file, ...entry, tree: undefined, problem: source };
      return { file, ...entry, tree: language?.parse(file, source.text) };
    }),
  );
}

/** Files that the named files name in their turn. */
export function referencesOfNamed(files: readonly NamedFile[], { files: languages = [] }: Broker): FileReference[] {
  return files.flatMap(({ role, tree }) => {
    const language = languages.find((each) => each.role === role);
    return language && tree ? language.references([tree]) : [];
  });
}
