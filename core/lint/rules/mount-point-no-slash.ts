import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Mount point that runs into the topic'),
  level: 'info',
  kind: 'correctness',
  why: t('The topic “state” becomes “site1state”, which no filter for “site1/#” finds.'),
  refs: ['mosquitto.conf(5)'],

  *check({ listeners }) {
    for (const { mountPoint, label } of listeners) {
      const text = mountPoint?.value;
      if (!mountPoint || text === undefined || text.endsWith('/')) continue;
      const edits = mountPoint.set(`${text}/`);
      yield {
        at: mountPoint.span,
        message: t('topics of {label} begin with “{text}” and nothing in between: end it with a slash', {
          label,
          text,
        }),
        fixes: edits.length > 0 ? [{ title: t('Add a slash'), edits, safe: false }] : [],
      };
    }
  },
});
