import type { Broker } from '../../broker';
import { parseLines } from '../../syntax/line';
import { complete } from './editor/complete';
import { describe } from './editor/describe';
import { format } from './editor/format';
import { outline } from './editor/outline';
import { pathAt } from './editor/path-at';
import { tokens } from './editor/tokens';
import { effective } from './effective';
import { FILE_LANGUAGES } from './files/languages';
import { looksLike } from './looks-like';
import { migrate } from './migrate';
import { mosquittoModel } from './model';
import { includesOf, referencesOf } from './references';
import { readScopes } from './scopes';
import { mosquittoSections } from './sections';
import { atLeast, VERSIONS } from './version';

const broker: Broker = {
  id: 'mosquitto',
  name: 'Mosquitto',
  languageId: 'mosquitto',
  fileNames: ['**/mosquitto.conf', '**/mosquitto*.conf', '**/mosquitto/**/*.conf', '**/mosquitto/conf.d/*.conf'],
  maybeFileNames: ['**/*.conf'],
  versions: VERSIONS,
  looksLike,
  parse: parseLines,
  // An included file cannot include: 2.0 ignores the line, 2.1 stops.
  includes: (tree, { depth }) => (depth === 0 ? includesOf(tree) : []),
  references: (trees) => referencesOf(readScopes({ version: '2.0.99', trees, includes: [] })),
  model: mosquittoModel,
  sections: mosquittoSections,
  migrate,
  // 2.1 reads UTF-16 as an empty file and starts in local-only mode; older versions stop at the first word.
  refusesUtf16: (version) => !atLeast(version, '2.1.0'),
  effective,
  editor: { complete, describe, outline, pathAt, format, tokens },
  files: FILE_LANGUAGES,
};

export default broker;
