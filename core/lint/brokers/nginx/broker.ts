import type { Broker } from '../../broker';
import { parseNginx } from '../../syntax/nginx';
import { nginxEditor } from './editor';
import { looksLike } from './looks-like';
import { nginxModel } from './model';
import { includesOf, referencesOf } from './references';
import { VERSIONS } from './version';

/** nginx in front of a broker. No name makes a file nginx's: only a proxy to a broker in it counts. */
export default {
  id: 'nginx',
  name: 'nginx',
  languageId: 'nginx',
  proxy: true,
  foreignLanguage: true,
  fileNames: [],
  maybeFileNames: [
    '**/nginx.conf',
    '**/nginx*.conf',
    '**/nginx/**/*.conf',
    '**/*.conf',
    '**/sites-available/*',
    '**/sites-enabled/*',
  ],
  looksLike,
  versions: VERSIONS,
  parse: parseNginx,
  includes: includesOf,
  references: referencesOf,
  model: nginxModel,
  editor: nginxEditor,
} satisfies Broker;
