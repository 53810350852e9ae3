import type { Broker, EditorFacts, FileLanguage } from '../../../broker';
import { emptyModel } from '../../../empty-model';
import type { Workspace } from '../../../load';
import type { BrokerModel, FileRole } from '../../../model';
import { parseAcl } from '../../../syntax/acl';
import { parsePasswords, parsePsk } from '../../../syntax/passwords';
import { atLeast, VERSIONS } from '../version';
import { aclEditor } from './editor/acl';
import { passwordEditor, pskEditor } from './editor/secrets';
import { looksLikeAcl, looksLikePasswords, looksLikePsk } from './looks-like';
import { namedFileFacts } from './model';

/** Access lists, password files and files of pre-shared keys, read along with the configuration or alone. */
export const FILE_LANGUAGES: readonly FileLanguage[] = [
  fileLanguage({
    role: 'acl-file',
    name: 'Mosquitto access list',
    languageId: 'mosquitto-acl',
    fileNames: [
      '**/aclfile',
      '**/aclfile.*',
      '**/acl_file',
      '**/acl_file.*',
      '**/mosquitto*.acl',
      '**/mosquitto*acl*.conf',
    ],
    maybeFileNames: ['**/acl', '**/acl.*', '**/acl*.conf', '**/acl*.txt', '**/*.acl', '**/*acl.conf', '**/*acls*.txt'],
    looksLike: looksLikeAcl,
    parse: parseAcl,
    editor: aclEditor,
  }),
  fileLanguage({
    role: 'password-file',
    name: 'Mosquitto password file',
    languageId: 'mosquitto-passwords',
    fileNames: [
      '**/pwfile',
      '**/pwfile.*',
      '**/*.pwfile',
      '**/mosquitto*.passwd',
      '**/mosquitto*.pwd',
      '**/mosquitto/**/passwd',
    ],
    maybeFileNames: ['**/*passwd*', '**/*password*', '**/pw', '**/pw.*', '**/*.pw', '**/*pwfile*', '**/users.txt'],
    looksLike: looksLikePasswords,
    parse: parsePasswords,
    editor: passwordEditor,
  }),
  fileLanguage({
    role: 'psk-file',
    name: 'Mosquitto PSK file',
    languageId: 'mosquitto-psk',
    fileNames: ['**/pskfile', '**/pskfile.*', '**/psk_file', '**/psk_file.*', '**/mosquitto*.psk'],
    maybeFileNames: ['**/psk*', '**/*.psk'],
    looksLike: looksLikePsk,
    parse: parsePsk,
    editor: pskEditor,
  }),
];

interface Spec extends Pick<Broker, 'name' | 'languageId' | 'fileNames' | 'maybeFileNames' | 'looksLike' | 'parse'> {
  readonly role: FileRole;
  readonly editor: EditorFacts;
}

function fileLanguage(spec: Spec): FileLanguage {
  return {
    ...spec,
    id: 'mosquitto',
    versions: VERSIONS,
    textLimit: 64 * 1024 * 1024,
    includes: () => [],
    references: () => [],
    model: (workspace) => aloneModel(workspace, spec.role),
    refusesUtf16: (version) => !atLeast(version, '2.1.0'),
  };
}

/** Nothing is known of the configuration that names the file. */
function aloneModel(workspace: Workspace, role: FileRole): BrokerModel {
  const { version, trees } = workspace;
  const named = trees.map((tree) => ({ role, file: tree.file, tree, references: [] }));
  return { ...emptyModel(workspace), ...namedFileFacts(named, { version }) };
}
