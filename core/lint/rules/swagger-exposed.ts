import { t } from '../../facts/message';
import { isExposed } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Description of the API for everybody'),
  level: 'info',
  kind: 'security',
  why: t('It tells a stranger what the API can do, and which version answers.'),
  refs: ['CWE-200'],
  brokers: ['emqx'],
  strict: true,

  *check({ administration, listeners, fragment }) {
    const setting = administration?.describesApi;
    const exposed = listeners.some((listener) => listener.protocol === 'http' && isExposed(listener));
    if (!setting?.value || !exposed || (fragment && !setting.explicit)) return;
    const edits = setting.set(false);
    yield {
      at: setting.span,
      message: t('the description of the API is served to whoever reaches the dashboard: switch it off'),
      fixes: edits.length > 0 ? [{ title: t('Switch it off'), edits, safe: false }] : [],
    };
  },
});
