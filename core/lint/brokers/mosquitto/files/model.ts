import type { Draft } from '../../../finding';
import type { NamedFileFacts } from '../../../model';
import type { NamedFile } from '../../../named-files';
import { withoutNulLine } from '../../../syntax/nul';
import type { Tree, TreeError } from '../../../tree';
import { atLeast } from '../version';
import { accessListOf } from './acl';
import { passwordFileOf } from './passwords';
import { pskFileOf } from './psk';

/** What the configuration says of its users; undefined parts: nothing is known. */
export interface Surroundings {
  readonly version: string;
  readonly anonymousClients?: boolean;
  readonly clientIdsProven?: boolean;
  /** Every user has a password in a file that is here. */
  readonly onlyPasswords?: boolean;
}

export function namedFileFacts(files: readonly NamedFile[], around: Surroundings): NamedFileFacts {
  const { version, onlyPasswords = false } = around;
  const passwordFiles = read(version, files, 'password-file', (tree, fatal) => passwordFileOf(tree, version, fatal));
  const complete = onlyPasswords && passwordFiles.length > 0 && files.every(({ tree }) => tree);
  const knownUsers = complete
    ? new Set(passwordFiles.flatMap(({ entries }) => entries.map(({ user }) => user)))
    : undefined;
  const { anonymousClients, clientIdsProven } = around;
  return {
    accessLists: read(version, files, 'acl-file', (tree, fatal) => ({
      ...accessListOf(tree),
      opened: fatal,
      problems: problemsOf(tree, fatal),
      anonymousClients,
      clientIdsProven,
      knownUsers,
    })),
    passwordFiles,
    pskFiles: read(version, files, 'psk-file', pskFileOf),
  };
}

/** A file that no listener in use opens stops nobody. One that is looked at alone is taken for one in use. */
function read<T>(
  version: string,
  files: readonly NamedFile[],
  wanted: NamedFile['role'],
  make: (tree: Tree, fatal: boolean) => T,
): readonly T[] {
  return files.flatMap(({ role, tree, references }) => {
    if (role !== wanted || !tree) return [];
    const asRead = atLeast(version, '2.1.0') ? withoutNulLine(tree) : tree;
    return [make(asRead, references.length === 0 || references.some(({ fatal }) => fatal))];
  });
}

/** What the parser found, as drafts. */
export function problemsOf(tree: Tree, fatal: boolean): readonly Draft[] {
  return tree.errors.map((error) => draftOf(tree, error, fatal));
}

function draftOf({ file }: Tree, error: TreeError, fatal: boolean): Draft {
  const { range, message, fix } = error;
  const edits = fix?.edits.map((edit) => ({ span: { file, ...edit.range }, text: edit.text })) ?? [];
  return {
    at: { file, ...range },
    message,
    ...(error.fatal ? { level: 'error', kind: fatal ? 'fatal' : 'correctness' } : { level: 'warning' }),
    fixes: fix && edits.length > 0 ? [{ title: fix.title, edits, safe: fix.safe }] : [],
  };
}
