import { t } from '../../facts/message';
import type { Draft } from '../finding';
import type { Model } from '../model';
import { rule } from '../rule';

/** Blanks that are none, characters without width, and those that turn the direction of what follows. */
const INVISIBLE = /[\u00a0\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
const MOST = 20;

export default rule({
  title: t('Character that nobody sees'),
  level: 'warning',
  kind: 'correctness',
  why: t('The broker reads another word than the one on the screen.'),
  refs: ['CWE-1007', 'CVE-2021-42574', 'Unicode TR 36'],
  brokers: ['emqx'],

  *check({ trees }) {
    for (const tree of trees) yield* invisible(tree).slice(0, MOST);
  },
});

function invisible({ file, text, comments }: Model['trees'][number]): Draft[] {
  return [...text.matchAll(INVISIBLE)].flatMap(({ 0: found, index }): Draft[] => {
    // A byte order mark at the beginning is the parser's business.
    if (index === 0 || comments.some(({ range }) => range.start <= index && index < range.end)) return [];
    const code = found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    const at = { file, start: index, end: index + 1 };
    const edits = [{ span: at, text: found === '\u00a0' ? ' ' : '' }];
    return [
      {
        at,
        message: t('an invisible character (U+{code}) stands here: the broker reads it, and nobody sees it', { code }),
        fixes: [{ title: t('Remove it'), edits, safe: false }],
      },
    ];
  });
}
