import { t } from '../../facts/message';
import type { Draft } from '../finding';
import type { PluginSet } from '../model';
import { rule } from '../rule';

export default rule({
  title: t('Plugin that others can replace'),
  level: 'error',
  kind: 'security',
  why: t('The code in it runs inside the broker with everything the broker may do.'),
  refs: ['CWE-426', 'CWE-732'],

  *check({ references, plugins }) {
    yield* checkDirectory(plugins);
    for (const { role, path, at, option, target } of references) {
      if (role !== 'plugin') continue;
      const mode = target?.facts.kind === 'file' ? target.facts.mode : undefined;
      if (mode !== undefined && (mode & 0o002) !== 0) {
        yield { at, message: t('{option}: every user may write to “{path}”: chmod 755', { option, path }) };
      } else if (isTemporary(path)) {
        yield {
          at,
          level: 'warning',
          message: t('{option}: “{path}” is in a directory that every user may write to', { option, path }),
        };
      }
    }
  },
});

/** Every user may put a package there before the broker looks. */
function* checkDirectory(plugins: PluginSet | undefined): Iterable<Draft> {
  const directory = plugins?.directory;
  if (!directory || !isTemporary(directory.path)) return;
  const { option, path, at } = directory;
  yield {
    at,
    level: 'warning',
    message: t('{option}: “{path}” is in a directory that every user may write to', { option, path }),
  };
}

function isTemporary(path: string): boolean {
  return /^\/(?:var\/)?tmp(?:\/|$)/.test(path);
}
