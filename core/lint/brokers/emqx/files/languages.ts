import type { FileLanguage } from '../../../broker';
import { emptyModel } from '../../../empty-model';
import type { NamedFileFacts } from '../../../model';
import type { NamedFile } from '../../../named-files';
import { parseErlangTerms } from '../../../syntax/erlang-terms';
import { schema } from '../schema';
import { accessListOf, type Reading } from './acl';
import { generationOf } from './acl-check';
import { translateAccessList } from './acl-translate';
import { aclEditor } from './editor';
import { SSL_DIST } from './ssl-dist-language';

/** Files that the configuration names, read along with it or alone: `acl.conf`, `ssl_dist.conf`. */
export const FILE_LANGUAGES: readonly FileLanguage[] = [
  {
    id: 'emqx',
    role: 'acl-file',
    name: 'EMQX access list',
    languageId: 'emqx-acl',
    fileNames: ['**/emqx/**/acl.conf', '**/emqx*acl.conf'],
    maybeFileNames: ['**/acl.conf', '**/acl.conf.*', '**/*acl*.conf*', '**/*.acl'],
    looksLike: looksLikeErlangAcl,
    versions: schema.versions,
    textLimit: 16 * 1024 * 1024,
    parse: parseErlangTerms,
    includes: () => [],
    references: () => [],
    model: (workspace) => {
      const named = workspace.trees.map((tree) => ({
        role: 'acl-file' as const,
        file: tree.file,
        tree,
        references: [],
      }));
      const version = workspace.versionAssumed ? undefined : workspace.version;
      return { ...emptyModel(workspace), ...accessListFacts(named, { version }) };
    },
    translate: ({ trees: [tree] }) =>
      tree && generationOf(tree) === '4'
        ? { text: translateAccessList(tree), languageId: 'emqx-acl', left: [] }
        : undefined,
    editor: aclEditor,
  },
  SSL_DIST,
];

/** The access lists among the files. Where no configuration of 5.x names them, their words tell for which generation they are. */
export function accessListFacts(files: readonly NamedFile[], reading: Partial<Reading> = {}): NamedFileFacts {
  const accessLists = files.flatMap(({ role, tree, references }) => {
    if (role !== 'acl-file' || !tree) return [];
    const generation = reading.generation ?? generationOf(tree);
    // 4.x logs an alert and goes on without any rule (`emqx_mod_acl_internal`), so that `acl_nomatch` decides all.
    const opened = generation === '5' && (references.length === 0 || references.some(({ fatal }) => fatal));
    return [accessListOf(tree, { ...reading, generation }, opened)];
  });
  return accessLists.length > 0 ? { accessLists } : {};
}

/** Erlang terms with comments behind `%`, the first of which allows or denies. */
function looksLikeErlangAcl(text: string): boolean {
  return /^(?:[\s\uFEFF]|%[^\n]*)*\{\s*(?:allow|deny)\s*[,}]/.test(text);
}
