import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Listener without the access list that others have'),
  level: 'warning',
  kind: 'security',
  why: t('Its clients may read and write every topic, past the access list of the other listeners.'),
  refs: ['CWE-862'],

  *check({ listeners, fragment }) {
    const served = listeners.filter(
      ({ enabled, protocol, authorization }) => enabled && protocol !== 'http' && authorization,
    );
    const limited = served.find(({ authorization }) => authorization?.length);
    if (!limited || fragment) return;
    const [example] = limited.authorization ?? [];
    for (const { at, label, authorization } of served) {
      if (authorization?.length) continue;
      yield {
        at,
        message: t('{label} has no access list, so its clients may do everything: give it one as well', { label }),
        related: example ? [{ at: example, message: t('{label} has this one', { label: limited.label }) }] : [],
      };
    }
  },
});
