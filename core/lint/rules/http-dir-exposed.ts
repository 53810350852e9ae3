import { t } from '../../facts/message';
import type { FileReference } from '../model';
import { rule } from '../rule';

export default rule({
  title: t('Web directory that holds more than web pages'),
  level: 'error',
  kind: 'security',
  why: t('Whoever reaches the port can fetch every file in the directory that the broker can read.'),
  refs: ['CWE-552', 'CWE-548'],

  *check({ listeners, references }) {
    const byDirectory = listeners.some(({ web }) => web?.root.value)
      ? directoriesOf(references)
      : new Map<string, FileReference>();
    for (const { enabled, web, label } of listeners) {
      const root = web?.root;
      const path = root?.value?.replace(/\/+$/, '');
      if (!enabled || !root || path === undefined) continue;
      const inside = byDirectory.get(path);
      if (!inside && !SYSTEM.test(path)) continue;
      yield {
        at: root.span,
        message: inside
          ? t(
              '{label} serves “{file}” to everybody, for it is in this directory: serve one that holds web pages only',
              { label, file: inside.path },
            )
          : t('{label} serves a directory of the system to everybody: serve one that holds web pages only', { label }),
        related: inside ? [{ at: inside.at, message: t('the file is named here') }] : [],
      };
    }
  },
});

/** No place for web pages. */
const SYSTEM = /^(?:|\/(?:etc|home|root|usr|var|var\/lib|opt|proc|sys|tmp)(?:\/mosquitto)?)$/;

/** Each directory above a file that is no web page, with one such file. */
function directoriesOf(references: readonly FileReference[]): ReadonlyMap<string, FileReference> {
  const found = new Map<string, FileReference>();
  for (const reference of references) {
    if (reference.role === 'other') continue;
    const { path } = reference;
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
      found.set(path.slice(0, end), reference);
  }
  return found;
}
