import type { Broker } from '../../broker';
import { parseLines } from '../../syntax/line';
import { findDirective } from './directives';
import { mosquittoModel } from './model';
import { includesOf, referencesOf } from './references';
import { readScopes } from './scopes';
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
  // 2.1 reads UTF-16 as an empty file and starts in local-only mode; older versions stop at the first word.
  refusesUtf16: (version) => !atLeast(version, '2.1.0'),
  editor: {
    complete: () => [],
    describe: () => undefined,
    outline: () => [],
  },
};

export default broker;

/**
 * Most lines are directives of this broker, and one of them is telling: words such as `user`, `port`, `topic` or
 * `password` open lines in many other formats, names of several words hardly do.
 */
function looksLike(text: string): boolean {
  const names = text
    .split('\n', 400)
    .filter((line) => !/^\s*(?:#|$)/.test(line))
    .map((line) => /^\s*([^\s=:]+)/.exec(line)?.[1] ?? '');
  const known = names.filter((name) => findDirective(name) !== undefined);
  const telling = known.some((name) => name === 'listener' || name.includes('_'));
  const bridge = known.includes('connection') && known.includes('address');
  return (telling || bridge) && known.length * 2 > names.length;
}
