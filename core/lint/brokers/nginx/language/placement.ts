import { type Message, t } from '../../../../facts/message';
import type { Draft } from '../../../finding';
import type { Workspace } from '../../../load';
import type { LanguageRule } from '../../../model';
import type { Row } from '../directives';
import { remove } from '../edits';
import { type Context, type Directive, headSpan, keySpan } from '../scopes';
import { atLeast } from '../version';

/** Where a directive may not stand, or not in every version. */
export function placementOf(
  directive: Directive,
  row: Row,
  { version, versionAssumed }: Pick<Workspace, 'version' | 'versionAssumed'>,
): readonly [LanguageRule, Draft] | undefined {
  const { context } = directive.parent;
  if (row.removed !== undefined && row.contexts.includes(context) && atLeast(version, row.removed)) {
    const values = { name: directive.name, version: row.removed };
    const message = t('“{name}” is gone since nginx {version}: write “ssl” behind the address in “listen”', values);
    return ['unavailable-directive', { at: keySpan(directive), message, kind: 'fatal' }];
  }
  if (row.contexts.includes(context)) return undefined;
  if (row.later?.contexts.includes(context)) return laterDraft(directive, row.later.since, version, versionAssumed);
  return ['misplaced-directive', { at: keySpan(directive), message: misplaced(directive, row), kind: 'fatal' }];
}

/** Debian 12 has 1.22 and Ubuntu 24.04 has 1.24, so a file that needs a newer one is told of even where none is set. */
function laterDraft(
  directive: Directive,
  since: string,
  version: string,
  assumed: boolean,
): readonly [LanguageRule, Draft] | undefined {
  const values = { name: directive.name, since, place: wordOf(directive.parent.context) };
  if (atLeast(version, since)) {
    if (!assumed) return undefined;
    const message = t('in {place} “{name}” needs nginx {since}; older versions refuse to start', values);
    return ['unavailable-directive', { at: keySpan(directive), message, level: 'info', kind: 'correctness' }];
  }
  const message = t('in {place} “{name}” is not allowed before nginx {since}, so nginx refuses to start', values);
  const fixes = [{ title: t('Remove it'), edits: remove(directive), safe: /^ssl_stapling/.test(directive.name) }];
  return ['unavailable-directive', { at: headSpan(directive), message, kind: 'fatal', fixes }];
}

function misplaced({ name, parent }: Directive, { contexts }: Row): Message {
  const place = wordOf(parent.context);
  const known = [...new Set(contexts.filter((each) => each !== 'other').map(wordOf))].join(', ');
  return t('“{name}” is not allowed in {place}, so nginx refuses to start: it belongs into {known}', {
    name,
    place,
    known,
  });
}

/** The words of the configuration itself. */
function wordOf(context: Context): string {
  if (context === 'stream-server') return '“stream { server { } }”';
  if (context === 'http-server') return '“http { server { } }”';
  if (context === 'stream-upstream' || context === 'http-upstream') return '“upstream { }”';
  return context === 'main' ? '“nginx.conf”' : `“${context} { }”`;
}
