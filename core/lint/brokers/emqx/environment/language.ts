import type { EditorFacts, FileLanguage, Include } from '../../../broker';
import type { FileId } from '../../../source';
import { hashComments } from '../../../syntax/compose';
import { readDotenv } from '../../../syntax/dotenv';
import type { Entry, Tree } from '../../../tree';
import { describePath } from '../editor';
import { schema } from '../schema';
import { schemaVersion } from '../schema-version';
import { complete } from './completion';
import { effectiveEnvironment } from './effective';
import { environmentModel } from './model';
import { emqxServices, isCompose } from './services';
import { entriesOf, pathOf } from './variables';

interface Configuration {
  parse(file: FileId, text: string): Tree;
  includes(tree: Tree): readonly Include[];
  references: FileLanguage['references'];
}

/** Where people write the environment of a container: compose files and the files that these name. */
export function environmentLanguage(configuration: Configuration): FileLanguage {
  return {
    id: 'emqx',
    role: 'environment',
    name: 'EMQX environment',
    languageId: 'emqx-environment',
    fileNames: [],
    maybeFileNames: ['**/{docker-,}compose{,.*,-*}.{yml,yaml}', '**/{.env,.env.*,*.env}'],
    looksLike: (text) => /\bEMQX_/i.test(text) && (isCompose(text) ? emqxServices(text).length > 0 : isDotenv(text)),
    versions: schema.versions,
    textLimit: 1024 * 1024,
    parse: (file, text) => parse(file, text, configuration),
    includes: (tree) => (tree.environment ? includesOf(tree) : configuration.includes(tree)),
    references: (trees) => configuration.references(trees.filter(({ environment }) => !environment)),
    model: (workspace) => environmentModel({ ...workspace, version: schemaVersion(workspace.version) }),
    effective: effectiveEnvironment,
    editor,
  };
}

function parse(file: FileId, text: string, configuration: Configuration): Tree {
  const base = { file, text, errors: [], environment: true };
  if (/\.ya?ml$/i.test(file)) return { ...base, entries: serviceEntries(text), comments: hashComments(text) };
  if (!isEnvironmentFile(file, text)) return configuration.parse(file, text);
  return { ...base, entries: entriesOf(readDotenv(text)), comments: hashComments(text) };
}

function isEnvironmentFile(file: FileId, text: string): boolean {
  if (/(?:^|\/)(?:\.env(?:\.[^/]*)?|[^/]*\.env)$/i.test(file)) return true;
  return !/\.(?:conf|hocon)$/i.test(file) && isDotenv(text);
}

/** One block per service. */
function serviceEntries(text: string): Entry[] {
  return emqxServices(text).map(({ name, key, variables }) => {
    const entries = entriesOf(variables);
    const end = Math.max(key.end, ...entries.map(({ range }) => range.end));
    return {
      path: [name],
      key,
      value: { kind: 'object', entries, range: { start: key.end, end } },
      range: { start: key.start, end },
    };
  });
}

/** A path to an option of EMQX, so that the variables of a program that merely talks to EMQX are left alone. */
function isDotenv(text: string): boolean {
  return readDotenv(text).some(({ name }) => {
    const path = pathOf(name);
    return path !== undefined && path.length > 1 && schema.roots.fields.has(path[0] ?? '');
  });
}

function includesOf({ file, text }: Tree): Include[] {
  if (!/\.ya?ml$/i.test(file)) return [];
  return emqxServices(text).flatMap(({ environmentFiles, mounts }) =>
    [...mounts.filter(isConfiguration), ...environmentFiles].map(({ path, range }) => ({
      path,
      range,
      kind: 'file' as const,
      required: false,
    })),
  );
}

/** The file that the node reads, whatever it is called here. */
function isConfiguration({ target }: { readonly target: string }): boolean {
  return /\/etc\/emqx\.conf$/.test(target);
}

const editor: EditorFacts = {
  complete: ({ text }, offset, version) => complete(text, offset, schemaVersion(version)),
  outline: () => [],
  describe(tree, offset, version) {
    const entry = tree.entries
      .flatMap((each) => (each.value.kind === 'object' && each.path.length === 1 ? each.value.entries : [each]))
      .find(({ key, value }) => [key, value.range].some(({ start, end }) => offset >= start && offset <= end));
    if (!entry) return undefined;
    const range = offset <= entry.key.end ? entry.key : entry.value.range;
    return describePath(entry.path, range, schemaVersion(version));
  },
};
