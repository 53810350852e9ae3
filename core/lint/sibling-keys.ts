import type { Host } from './host';
import type { FileReference } from './model';
import { memberOf } from './names';
import type { FileId } from './source';

/** A private key that lies beside a file which the configuration names. */
export interface SiblingKey {
  /** In the folder. */
  readonly name: string;
  /** SHA-256 of the public half, as in `PublicKeyFacts`. */
  readonly spki: string;
}

/** More candidates than a folder of keys holds; the rest is left alone. */
const MOST = 100;

/**
 * Where a certificate has no key among the files that are named, the keys of the folders of both are looked at, so that
 * the right one can be told. A configuration in which everything fits costs nothing.
 */
export async function withSiblingKeys(
  references: readonly FileReference[],
  host: Host,
): Promise<readonly FileReference[]> {
  const keys = new Set(references.flatMap(openKeys));
  const leaves = new Set(references.flatMap((reference) => leafKey(reference) ?? []));
  const lonely = new Set(
    references.filter(
      (reference) =>
        (reference.role === 'certificate' && isMissing(leafKey(reference), keys)) ||
        (reference.role === 'private-key' && openKeys(reference).some((key) => !leaves.has(key))),
    ),
  );
  // A certificate with an encrypted key, or one without any that could be read, is no mismatch.
  if (![...lonely].some(({ role }) => role === 'private-key')) return references;
  const folders = new Map<FileId, Promise<readonly SiblingKey[]>>();
  return Promise.all(
    references.map(async (reference) => {
      const { target } = reference;
      if (!target || !lonely.has(reference)) return reference;
      const folder = folderOf(target.file);
      const found = folders.get(folder) ?? keysIn(folder, host);
      folders.set(folder, found);
      return { ...reference, target: { ...target, siblings: await found } };
    }),
  );
}

function isMissing(key: string | undefined, keys: ReadonlySet<string>): boolean {
  return key !== undefined && !keys.has(key);
}

function leafKey({ role, target }: FileReference): string | undefined {
  if (role !== 'certificate' || target?.facts.kind !== 'file') return undefined;
  return target.facts.pem.certificates[0]?.key.spki;
}

function openKeys({ target }: FileReference): readonly string[] {
  if (target?.facts.kind !== 'file') return [];
  return target.facts.pem.keys.flatMap((facts) => (facts.encrypted ? [] : [facts.key.spki]));
}

async function keysIn(folder: FileId, host: Host): Promise<readonly SiblingKey[]> {
  const names = ((await host.list(folder)) ?? []).filter((name) => /\.(?:key|pem)$|key/i.test(name)).slice(0, MOST);
  const found = await Promise.all(
    names.map(async (name) => {
      const facts = await host.inspect(memberOf(folder, name));
      if (facts.kind !== 'file') return [];
      return facts.pem.keys.flatMap((key) => (key.encrypted ? [] : [{ name, spki: key.key.spki }]));
    }),
  );
  return found.flat();
}

/** Ids are paths or URIs, both with `/`; a path of Windows may have the other slash. */
function folderOf(file: FileId): FileId {
  return file.replace(/[\\/][^\\/]*$/, '');
}
