import { t } from '../../facts/message';
import type { Listener } from '../model';
import { isExposed } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Logins without a name that are checked all the same'),
  level: 'hint',
  kind: 'security',
  why: t('Each of them costs a query, and none of them can succeed.'),
  refs: ['CWE-400', 'EMQX: enable_authn'],
  brokers: ['emqx'],
  strict: true,

  *check({ listeners }) {
    const slow = listeners.filter((listener) => isExposed(listener) && !listener.implicit);
    for (const { label, refusesNameless, at } of slow) {
      if (!refusesNameless || refusesNameless.value) continue;
      yield {
        at: refusesNameless.explicit ? refusesNameless.span : at,
        message: t('{label} asks its authenticators about clients without a user name too: refuse these at once', {
          label,
        }),
        fixes: fixesFor(refusesNameless),
      };
    }
  },
});

function fixesFor(setting: NonNullable<Listener['refusesNameless']>) {
  const edits = setting.set(true);
  return edits.length > 0 ? [{ title: t('Refuse clients without a user name at once'), edits, safe: false }] : [];
}
