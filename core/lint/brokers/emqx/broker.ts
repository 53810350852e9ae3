import type { Broker } from '../../broker';
import { hoconIncludes } from '../../hocon-includes';
import type { FileReference } from '../../model';
import type { FileId } from '../../source';
import { parseHocon } from '../../syntax/hocon';
import type { Tree } from '../../tree';
import { emqxEditor } from './editor';
import { effective } from './effective';
import { environmentLanguage } from './environment/language';
import { FILE_LANGUAGES } from './files/languages';
import { withNodeTls } from './files/ssl-dist-language';
import { editorByDialect, withoutFlat } from './flat';
import { flatModel } from './flat/model';
import { parseFlat } from './flat/parse';
import { translateFlat } from './flat/translate';
import { flatReferences } from './flat/view';
import { flavourError, flavourOf, looksLikeEmqx } from './flavour';
import { layers, overriding } from './layers';
import { emqxModel } from './model';
import { fileReferences } from './references';
import { schema } from './schema';
import { endOfLife, schemaVersion } from './schema-version';
import { emqxSections } from './sections';

/**
 * EMQX 5.8 to 6.3. Where the releases differ every claim is made for the chosen one. Without a choice the newest is
 * asked, and only what holds in all three is called fatal (`language.ts`).
 */
export default {
  id: 'emqx',
  name: 'EMQX',
  languageId: 'emqx',
  fileNames: ['**/emqx.conf', '**/emqx*.conf', '**/emqx/**/*.hocon', '**/emqx*.hocon'],
  maybeFileNames: ['**/*.hocon', '**/*.conf', '**/*.conf.example'],
  looksLike: looksLikeEmqx,
  versions: schema.versions,
  parse,
  includes: hoconIncludes,
  references,
  model: (workspace) =>
    withNodeTls(
      flatModel(workspace) ?? {
        ...emqxModel({ ...withoutFlat(workspace), version: schemaVersion(workspace.version) }),
        ...endOfLife(workspace),
      },
      workspace,
    ),
  sections: emqxSections,
  layers,
  overriding,
  effective: (workspace) => effective(withoutFlat(workspace)),
  translate: translateFlat,
  editor: editorByDialect(emqxEditor),
  files: [...FILE_LANGUAGES, environmentLanguage({ parse, includes: hoconIncludes, references: fileReferences })],
} satisfies Broker;

/** A template is one unread piece, so that nothing else is said about it. */
function parse(file: FileId, text: string): Tree {
  const flavour = flavourOf(text);
  if (flavour === 'hocon') return parseHocon(file, text);
  if (flavour === 'flat') return parseFlat(file, text);
  return { file, text, entries: [], comments: [], errors: [flavourError(text, flavour)] };
}

function references(trees: readonly Tree[]): readonly FileReference[] {
  const flat = trees.filter(({ dialect }) => dialect === 'flat');
  const others = trees.filter(({ dialect }) => dialect !== 'flat');
  return [...fileReferences(others), ...flatReferences(flat)];
}
