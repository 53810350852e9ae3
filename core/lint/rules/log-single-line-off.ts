import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Log whose entries run over several lines'),
  level: 'info',
  kind: 'security',
  why: t('A client writes line breaks into its name or topic, and so entries of its own making into the log.'),
  refs: ['CWE-117'],
  brokers: ['emqx'],

  *check({ logging }) {
    for (const multiline of logging?.multiline ?? []) {
      const edits = multiline.set(false);
      yield {
        at: multiline.span,
        message: t(
          'line breaks that clients send stay in the log, where they look like entries: keep each to one line',
        ),
        fixes: edits.length > 0 ? [{ title: t('One line for each entry'), edits, safe: true }] : [],
      };
    }
  },
});
