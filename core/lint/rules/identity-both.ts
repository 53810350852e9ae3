import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Two sources for one user name'),
  level: 'warning',
  kind: 'correctness',
  why: t('The common name wins, and rules that name the whole subject match nobody.'),
  refs: ['mosquitto.conf(5)'],
  brokers: ['mosquitto'],

  *check({ listeners }) {
    for (const { tls, label } of listeners) {
      const [winner, loser] = (tls.identity ?? []).filter(({ value }) => value);
      if (!winner || !loser) continue;
      const edits = loser.set(false);
      yield {
        at: loser.span,
        message: t('{label} takes the user name from the common name already, so this has no effect', { label }),
        related: [{ at: winner.span, message: t('this option wins') }],
        fixes: edits.length > 0 ? [{ title: t('Switch it off'), edits, safe: false }] : [],
        tags: ['unnecessary'],
      };
    }
  },
});
