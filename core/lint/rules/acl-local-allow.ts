import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Everything allowed to clients of the same machine'),
  level: 'info',
  kind: 'security',
  why: t(
    'Behind a proxy on the same machine every client comes from there, unless the PROXY protocol tells its address.',
  ),
  refs: ['CWE-290', 'EMQX 6.3 release notes'],
  strict: true,

  *check({ accessLists = [], listeners }) {
    const proxied = listeners.length > 0 && listeners.every((listener) => listener.proxied);
    if (proxied) return;
    for (const { rules } of accessLists) {
      for (const { subject, permission, filter, at } of rules) {
        if (subject.kind !== 'condition' || !subject.local || permission === 'deny' || filter !== '#') continue;
        yield { at, message: t('clients of this machine may do everything, and those of a proxy on it look the same') };
      }
    }
  },
});
