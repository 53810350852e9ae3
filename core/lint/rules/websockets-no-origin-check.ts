import { t } from '../../facts/message';
import { isExposed } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('WebSockets that any web page may open'),
  level: 'warning',
  kind: 'security',
  why: t(
    'A page that a user visits connects from within the user’s network, with the user’s client certificate if there is one.',
  ),
  refs: ['RFC 6455 section 10.2', 'CWE-1385', 'CWE-346'],
  strict: true,

  *check(model) {
    for (const listener of model.listeners) {
      const { protocol, web, at, label } = listener;
      const origins = protocol === 'websockets' && isExposed(listener) ? web?.origins : undefined;
      if (!origins || origins.value !== undefined || listener.implicit) continue;
      if (model.fragment && !origins.explicit) continue;
      yield {
        at,
        message: t('{label} takes WebSockets from pages of any origin: name the ones that may connect', { label }),
      };
    }
  },
});
